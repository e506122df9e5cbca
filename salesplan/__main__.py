"""Where the program starts: as `salesplan`, or as `python -m salesplan`."""

from __future__ import annotations


def main() -> None:
    """Run the command line. Ctrl-C is no fault, not even while the program is still being loaded."""
    try:
        from salesplan.cli import main as run
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    run()


if __name__ == "__main__":
    main()
