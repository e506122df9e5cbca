"""The command line: which commands there are, and how a command ends."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from types import FrameType, ModuleType
from typing import Annotated, NoReturn

import typer

from salesplan import PLAN_FORMAT, __version__
from salesplan.base.finding import SalesplanError
from salesplan.console.help import Group, explain_usage
from salesplan.console.output import complain, say

INTERRUPTED = 128 + signal.SIGINT
PLUGIN_LOADER = "pydantic.plugin._loader"
COLLECT_AFTER = 1_000_000
"""New objects between two looks for garbage: a short command ends before the first one."""

app = typer.Typer(
    name="salesplan",
    cls=Group,
    help="Work a revenue target back to the calls of the week, from a sales plan in a text file.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"salesplan {__version__} (plan format {PLAN_FORMAT})\n")
        raise typer.Exit


@app.callback()
def salesplan(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Work a revenue target back to the calls of the week, from a sales plan in a text file."""


def _end(code: int) -> NoReturn:
    """Leave at once: what is buffered for a reader who has gone must not be tried again."""
    os._exit(code)


def _leave(code: int) -> NoReturn:
    """End as `sys.exit` does, without taking a few hundred modules apart, which takes a fifth of a command's time."""
    atexit._run_exitfuncs()  # noqa: SLF001  (there is no public name; it is what the interpreter itself calls)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 2
    os._exit(code)


def main() -> None:
    """Run the command line. Every failure a user can cause ends in one short message and an exit code."""
    try:
        _main()
    except KeyboardInterrupt:  # while it is being said how the command ended
        _leave(INTERRUPTED)


def _main() -> None:
    gc.set_threshold(COLLECT_AFTER)
    interrupted = _heed_interrupts()
    _open_streams()
    _skip_plugins()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy is used for small transforms, not for large matrices
    try:
        _leave(_run())
    except BrokenPipeError:
        _end(0)
    except KeyboardInterrupt:
        _leave(INTERRUPTED)
    except SalesplanError as trouble:
        if interrupted:
            _leave(INTERRUPTED)
        complain(trouble)
        _leave(trouble.exit_code)
    except OSError as trouble:
        if interrupted:
            _leave(INTERRUPTED)
        say(f"salesplan: {trouble.strerror or trouble}")
        _end(2)
    except Exception as defect:  # noqa: BLE001  (whatever it is, a user gets a sentence)
        if interrupted:
            _leave(INTERRUPTED)
        _defect(defect)


def _skip_plugins() -> None:
    """Have pydantic look for no plugins, unless its own variable asks for some: that reads every installed package.

    Even with plugins off it would import the module that looks for them, and with it `importlib.metadata`, `email` and
    `zipfile`: 8 ms of the 190 that a short command takes. A module that knows of no plugins stands in for it; whatever
    else is asked of it, the real one answers.
    """
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__") == "__all__":
        stand_in = ModuleType(PLUGIN_LOADER)
        stand_in.__dict__.update(get_plugins=tuple, __getattr__=_of_the_real_loader)
        sys.modules.setdefault(PLUGIN_LOADER, stand_in)


def _of_the_real_loader(name: str) -> object:
    from importlib import import_module

    if name.startswith("__"):
        raise AttributeError(name)
    sys.modules.pop(PLUGIN_LOADER, None)
    return getattr(import_module(PLUGIN_LOADER), name)


def _heed_interrupts() -> list[int]:
    """A list that fills when Ctrl-C comes: in the middle of compiled code it may surface as any other error."""
    came: list[int] = []

    def heed(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.default_int_handler(number, frame)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, heed)
    return came


def _defect(defect: Exception) -> NoReturn:
    """An error of our own making: what to report, and the details only for who asks for them."""
    if os.environ.get("SALESPLAN_DEBUG"):
        raise defect
    trace = defect.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    say(f"salesplan: a defect in salesplan itself stopped this command ({type(defect).__name__} at {place}).")
    say("Please report it with the plan, or with SALESPLAN_DEBUG=1 for the details. Nothing was written.")
    _end(2)


def _open_streams() -> None:
    """Where nobody listens, as after `>&-`, words go nowhere, and no file that is opened takes their place."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _refused(wrong: typer.TyperException) -> int:
    """Wrong usage: say it as everything else is said. Without any command, the help is what was asked for."""
    if not sys.argv[1:]:
        wrong.show()  # type: ignore[attr-defined]
        return 2
    trouble = explain_usage(wrong)
    if trouble is None:
        raise wrong
    complain(trouble)
    return trouble.exit_code


def _run() -> int:
    """Run the command; its exit code. A full disk shows when the last words are written."""
    code: object = 0
    try:
        code = app(prog_name="salesplan", standalone_mode=False)
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # the library ends with 1 where a reader has gone
            raise ended.__context__ from None
        code = ended.code
    except typer.Abort:
        code = INTERRUPTED
    except typer.TyperException as wrong:
        code = _refused(wrong)
    sys.stdout.flush()
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    main()
