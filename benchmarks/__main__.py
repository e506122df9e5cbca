"""Every ratio of the program to its peers, in one run on one machine.

    python -m benchmarks            with small files, in a few minutes: to see what a change did
    python -m benchmarks --full     with the full sizes
    python -m benchmarks --full --write    the same, and the table of docs/speed.md

A ratio is the median of pairs that were run one right after the other, whatever else the machine does; beside it stand
the lowest and the highest. It ends with 1 where a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from benchmarks.parts import PARTS
from benchmarks.ratios import Machine, Ratio, Run

FOUND = Path(__file__).parent.parent / "docs" / "speed.json"
LIBRARIES = ("duckdb", "numpy", "pyyaml", "xlsxwriter")


def machine(busy_before: float) -> Machine:
    """This machine, and how busy it was around the run."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return Machine(
        day=datetime.now(UTC).date().isoformat(),
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=round(memory, 1),
        python=platform.python_version(),
        libraries={name: version(name) for name in LIBRARIES},
        load=(round(busy_before, 1), round(os.getloadavg()[1], 1)),
    )


def _processor() -> str:
    """What the system calls its processor."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def line(found: Ratio) -> str:
    """A ratio as a line of text."""
    low, high = found.spread
    told = f"{found.middle:6.2f}x  ({low:.2f} to {high:.2f})  goal {found.goal:g}x"
    return f"{found.name:52} {told} of {found.peer}{'' if found.held else '   MISSED'}"


def measured(wanted: set[str], *, quick: bool) -> Iterator[Ratio]:
    """Every ratio of the wanted parts, each told as soon as it is known."""
    for part, pairs in PARTS:
        if part in wanted:
            for found in pairs(quick=quick):
                print(line(found), flush=True)
                yield found


def main() -> int:
    """Measure, print, keep."""
    names = sorted({name for name, _ in PARTS})
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(names)}")
    parser.add_argument("--full", action="store_true", help="with the full sizes")
    parser.add_argument("--write", action="store_true", help="keep what was found in docs/speed.json")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(names):
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is not compiled anew at each start
    before = os.getloadavg()[1]
    ratios = tuple(measured(set(asked.parts or names), quick=not asked.full))
    if asked.write:
        run = Run("full" if asked.full else "quick", machine(before), ratios)
        FOUND.write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=1) + b"\n")
        print("kept in docs/speed.json; python docs/generate_speed.py makes the page of it")
    return 0 if all(found.held for found in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
