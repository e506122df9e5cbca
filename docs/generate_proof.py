"""Write docs/proof.md: what proves the arithmetic, from the tests themselves and from what became of changed code.

Run it after `python -m tools.mutation`, or after a number of inputs was changed: python docs/generate_proof.py
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "proof.md"
OUTCOMES = ROOT / "docs" / "proof"
AREAS = tuple(sorted(path.stem for path in OUTCOMES.glob("*.json")))
"""The areas that were tried."""
sys.path.insert(0, str(ROOT))

_HEAD = """\
# Proof

What speaks for the numbers, and what was tried to break them. This page is made from the tests and what they found.

## Known faults by number

Sixty bad inputs and faults, from a key that stands twice in a plan to a full disk in the middle of a write, each have
tests of their number in `tests/hostile/`; a test asks that no number is missing. Every command that writes is killed in
the middle, and run on a disk that is full: the old file stays whole and nothing is left beside it.

## Slips and malice by the thousand

Every run of the tests tries so many inputs made from good ones by slips of the pen, torn bytes and malice, the same
ones each time (`tests/fuzzing/`). Each must end with 0, 1 or 2 and a word for the reader, in bounded work.

| what is read | inputs |
|---|---|
"""
_READ = {
    "plans": "a plan, by `validate`",
    "exports": "an export, by `measure`",
    "workbooks": "a workbook that comes back, by `import --write`",
    "templates": "a page template, by `render --template`",
}
_CHANGED = """
Property tests (Hypothesis) try more: signs, pieces of YAML, bytes and plans in any combination. They are other
ones each time at a desk, and the same ones in continuous integration, where a change alone is to decide.

## Changed code

A test that cannot fail proves nothing. So arithmetic is changed in small ways, one at a time (by mutmut: another
operator, a condition turned round, an argument left out), and something must notice: mypy, the tests nearest to the
code, or the rules of lint about what code does (a `zip` that does not say `strict`). The programs that a test starts
run the changed code as well. What an error says is not changed. `python -m tools.mutation AREA` does it again. Where
not all changes of an area were tried, those that were are drawn with the seed 17. A change that could not be run to its
end counts as unnoticed. Some changes alter nothing that anybody could see: the last column leaves these out, by the
judgements below. A share of 60 changes is itself no surer than eight points either way. For changes that got past
everything at first and show somewhere, tests were written, and they were tried again; before, 98.2% had been noticed of
the funnel, 88.3% of probability, and 85.0% each of the schedule and the forecast. Those first shares say more of the
code that was not tried.

| area | tried | mypy | a test | lint | never ended | unnoticed | noticed | of what mypy let pass | idle ones left out |
|---|---|---|---|---|---|---|---|---|---|
"""
_JUDGED = """
Those that nothing noticed were judged one by one:
"""


def outcome(area: str) -> dict[str, Any]:
    """What became of an area's changes, as `tools.mutation` kept it."""
    kept: dict[str, Any] = json.loads((OUTCOMES / f"{area}.json").read_text(encoding="utf-8"))
    return kept


def judgement(survivor: dict[str, str], judged: dict[str, Any]) -> str:
    """The kind of a change that nothing noticed; empty where nobody has judged it."""
    for one in judged["survivor"]:
        if re.fullmatch(one["function"], survivor["function"]) and re.search(one["became"], survivor["became"]):
            return str(one["kind"])
    return ""


def noticed_share(area: str) -> float:
    """The share of an area's changes that was noticed, of those that change what the code does."""
    kept, judged = outcome(area), judged_kinds()
    alive = [judgement(one, judged) for one in kept["survivors"]]
    idle = sum(kind in judged["idle"] for kind in alive)
    return float((kept["tried"] - len(alive)) / (kept["tried"] - idle))


def judged_kinds() -> dict[str, Any]:
    """The kinds of judgement, and what was judged how."""
    return tomllib.loads((OUTCOMES / "judged.toml").read_text(encoding="utf-8"))


def _inputs() -> Iterator[str]:
    from tests.fuzzing.inputs import INPUTS

    yield from (f"| {_READ[kind]} | {count:,} |\n" for kind, count in INPUTS.items())


def _row(area: str) -> str:
    kept = outcome(area)
    tried, alive, by_types = kept["tried"], len(kept["survivors"]), kept["by_types"]
    counts = " | ".join(f"{kept[f'by_{what}']:,}" for what in ("types", "tests", "lint", "time"))
    drawn = f"{tried:,}" if tried == kept["made"] else f"{tried:,} of {kept['made']:,}, drawn by chance"
    shares = f"{1 - alive / tried:.1%} | {1 - alive / (tried - by_types):.1%} | {noticed_share(area):.1%}"
    return f"| {area} | {drawn} | {counts} | {alive} | {shares} |\n"


def _judgements() -> Iterator[str]:
    judged = judged_kinds()
    survivors = [(area, one) for area in AREAS for one in outcome(area)["survivors"]]
    counted = Counter(judgement(one, judged) for _, one in survivors)
    for kind, why in judged["kinds"].items():
        if counted[kind]:
            yield f"- {kind} ({counted[kind]}): {why}\n"


def proof_page() -> str:
    """The page as it should stand."""
    rows = "".join(_row(area) for area in AREAS)
    return "".join([_HEAD, *_inputs(), _CHANGED, rows, _JUDGED, "\n", *_judgements()])


if __name__ == "__main__":
    PAGE.write_text(proof_page(), encoding="utf-8", newline="\n")
