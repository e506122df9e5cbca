"""The tool that changes code runs what it changed, also in programs that tests start."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tools.mutation import AREAS, Area, count, draw, imported, run_tests, survivor, unnoticed  # noqa: E402

TEST = """\
import subprocess, sys, salesplan
def test_it(tmp_path):
    assert salesplan.double(3)
    code = "import salesplan; print(salesplan.double(3))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "6\\n"
"""
AREA = Area(("salesplan/__init__.py",), ("test_it.py",))


def copy_of(folder: Path, code: str) -> Path:
    """A copy of a program of one function, and of its test, which starts it in another folder."""
    (folder / "salesplan").mkdir(parents=True)
    (folder / "salesplan" / "__init__.py").write_text(f"def double(number):\n{code}\n", encoding="utf-8")
    (folder / "test_it.py").write_text(TEST, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("code", "noticed"),
    [
        ("    return number * 2", ""),
        ("    return number / 2", "tests"),
        ("    while True: pass", "time"),
        ("    return number *", "tests"),
    ],
    ids=["unchanged", "wrong", "endless", "no Python"],
)
def test_a_change_is_what_the_programs_of_a_test_run(code: str, noticed: str, tmp_path: Path) -> None:
    copy = copy_of(tmp_path / "copy", code)
    if not code.endswith("*"):
        assert imported(copy) == copy / "salesplan" / "__init__.py"
    assert run_tests(AREA, copy, seconds=5) == noticed


def test_without_a_test_nothing_is_said_to_be_noticed(tmp_path: Path) -> None:
    copy = copy_of(tmp_path / "copy", "    return 0")
    with pytest.raises(SystemExit, match="cannot run"):
        run_tests(Area(AREA.code, ("absent.py",)), copy, seconds=30)


def test_a_change_that_was_never_run_counts_as_unnoticed() -> None:
    states = {
        "killed": "tests",
        "typed": "types",
        "linted": "lint",
        "endless": "time",
        "alive": "",
        "never run": "",
        "a word of a later version": "forgotten",
    }
    assert unnoticed(states) == ["alive", "never run", "a word of a later version"]
    outcome = count(states, 99, 17, ())
    assert (outcome.made, outcome.tried) == (99, 7)
    assert (outcome.by_tests, outcome.by_types, outcome.by_lint, outcome.by_time) == (1, 1, 1, 1)


def test_a_larger_draw_holds_the_smaller_one() -> None:
    names = [f"mutant {number}" for number in range(50)]
    assert draw(names, 10, 17) < draw(reversed(names), 30, 17) < draw(names, None, 17) == frozenset(names)
    assert draw(names, 10, 17) != draw(names, 10, 18)


def test_a_change_is_told_by_the_lines_that_differ() -> None:
    before = "class Tier:\n    def rate(self) -> int:\n        kept = 1\n        return kept\n"
    found = survivor("salesplan.pay.tiers.xǁTierǁrate__mutmut_3", before, before.replace("= 1", "= 2"))
    assert (found.function, found.was, found.became) == ("pay.tiers.Tier.rate", "kept = 1", "kept = 2")


@pytest.mark.parametrize("area", AREAS)
def test_code_and_tests_of_an_area_are_there(area: str) -> None:
    assert all(list(ROOT.glob(pattern)) for pattern in AREAS[area].code)
    assert all((ROOT / path).exists() for path in AREAS[area].tests)
