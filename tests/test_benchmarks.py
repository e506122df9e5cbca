"""The page on speed is that of the last run, and says why where a goal was missed; no script is left out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.__main__ import line
from benchmarks.parts import PARTS
from benchmarks.ratios import Machine, Ratio, Run

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from generate_speed import PAGE, last_run, reasons, speed_page  # noqa: E402

BY_THEMSELVES = {"engines"}
"""Scripts that need servers beside Python, PostgreSQL and Java, and are run on their own."""

PAIRS = Ratio("reading", "a plan", "YAML", 2.0, "s", (1.0, 4.0, 3.0), (1.0, 1.0, 2.0))
MACHINE = Machine("2027-01-04", "a processor", 8, 16.0, "3.12.1", {"duckdb": "2.0"}, (0.1, 0.3))


def test_the_page_is_that_of_the_last_run() -> None:
    assert PAGE.read_text(encoding="utf-8") == speed_page(last_run(), reasons()), "run python docs/generate_speed.py"


def test_the_last_run_was_of_every_part_in_full() -> None:
    run = last_run()
    assert run.size == "full"
    assert {one.part for one in run.ratios} == {name for name, _ in PARTS}
    assert all(len(one.ours) == len(one.peers) >= 3 for one in run.ratios)


def test_every_script_has_a_part() -> None:
    scripts = {path.stem for path in (ROOT / "benchmarks").glob("*.py")} - {"__init__", "__main__", "parts", "ratios"}
    assert scripts - BY_THEMSELVES == {name for name, _ in PARTS}


def test_a_ratio_is_the_median_of_pairs() -> None:
    assert (PAIRS.each, PAIRS.middle, PAIRS.spread, PAIRS.held) == ((1.0, 4.0, 1.5), 1.5, (1.0, 4.0), True)
    assert not replace(PAIRS, goal=1.4).held
    assert "1.50x  (1.00 to 4.00)  goal 2x of YAML" in line(PAIRS)
    assert "MISSED" in line(replace(PAIRS, goal=1.4))


def test_a_missed_goal_without_a_reason_makes_no_page() -> None:
    met = Run("quick", MACHINE, (PAIRS,))
    missed = replace(met, ratios=(replace(PAIRS, goal=1.4),))
    assert "Every goal is met." in speed_page(met, {})
    assert "| a plan | YAML | 3.0 s | 1.0 s | 1.50 | 1.00 to 4.00 | 3 | 2 |  |" in speed_page(met, {})
    assert "**a plan**: it reads twice" in speed_page(missed, {"a plan": "it reads twice"})
    with pytest.raises(KeyError):
        speed_page(missed, {})


def test_a_busy_machine_is_said_to_be_busy() -> None:
    assert "did little else" in speed_page(Run("quick", MACHINE, (PAIRS,)), {})
    assert "busy with other work" in speed_page(Run("quick", replace(MACHINE, load=(3.0, 9.0)), (PAIRS,)), {})
