"""Write docs/speed.md from what the last whole benchmark found, and from what is known of goals that it missed.

Run it after `python -m benchmarks --full --write`: python docs/generate_speed.py
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "speed.md"
FOUND = ROOT / "docs" / "speed.json"
REASONS = ROOT / "docs" / "speed.toml"
sys.path.insert(0, str(ROOT))

from benchmarks.ratios import Machine, Ratio, Run  # noqa: E402

_HEAD = """\
# Speed

How long salesplan takes, beside something that does the least that could be done: a Python that does nothing, plain
YAML without any check, SQL written by hand for the same counts, numpy in one shot, XlsxWriter writing the same cells.
Seconds differ from machine to machine; ratios do so much less. Every ratio is of pairs run one right after the other in
one run of

```text
python -m benchmarks --full --write
```

(`python -m benchmarks` alone takes small files and a few minutes; `benchmarks/` says what each part runs.) This page is
made from that run.
"""
_TABLE = """\
| what | beside | ours | theirs | ratio | lowest to highest | pairs | goal | |
|---|---|---|---|---|---|---|---|---|
"""


def last_run() -> Run:
    """What the last whole benchmark found."""
    return msgspec.json.decode(FOUND.read_bytes(), type=Run)


def reasons() -> Mapping[str, str]:
    """Why goals are missed, by the name of the ratio."""
    known: Mapping[str, str] = tomllib.loads(REASONS.read_text(encoding="utf-8"))["missed"]
    return known


def _amount(values: tuple[float, ...], unit: str) -> str:
    middle = sorted(values)[len(values) // 2]
    if unit == "MiB":
        return f"{middle:,.0f} MiB"
    return f"{middle * 1000:,.0f} ms" if middle < 1 else f"{middle:,.1f} s"


def _row(one: Ratio) -> str:
    low, high = one.spread
    cells = (
        f"{one.name} | {one.peer} | {_amount(one.ours, one.unit)} | {_amount(one.peers, one.unit)}",
        f"{one.middle:.2f} | {low:.2f} to {high:.2f} | {len(one.ours)} | {one.goal:g} | {'' if one.held else 'missed'}",
    )
    return f"| {' | '.join(cells)} |\n"


def _machine(one: Machine) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in one.libraries.items())
    before, after = one.load
    busy = max(before, after) > one.cores / 2
    beside = "It was busy with other work, so mind the spread." if busy else "It did little else."
    return (
        f"\nMeasured on {one.day}, {one.processor}, {one.cores} cores, {one.memory_gib:g} GiB, Python {one.python}, "
        f"{versions}. The mean number of processes that wanted a core was {before:g} before the run and {after:g} at "
        f"its end. {beside}\n"
    )


def speed_page(run: Run, why: Mapping[str, str]) -> str:
    """The page as it should stand."""
    missed = [one for one in run.ratios if not one.held]
    text = "".join([_HEAD, _machine(run.machine), "\n", _TABLE, *map(_row, run.ratios)])
    if not missed:
        return text + "\nEvery goal is met.\n"
    explained = "".join(f"- **{one.name}**: {why[one.name]}\n" for one in missed)
    return f"{text}\n## Goals that are missed, and why\n\n{explained}"


if __name__ == "__main__":
    PAGE.write_text(speed_page(last_run(), reasons()), encoding="utf-8", newline="\n")
