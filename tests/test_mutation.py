"""The tool that changes code runs what it changed: also in programs that tests start, from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tools.mutation import AREAS, environment, imported, write_watchers  # noqa: E402


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the tool makes it, with a package that says of itself where it was taken from."""
    package = tmp_path / "work" / "mutants" / "salesplan"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    write_watchers(tmp_path / "work")
    return tmp_path / "work"


def test_programs_that_tests_start_import_the_changed_code(folder: Path) -> None:
    assert imported(folder) == folder / "mutants" / "salesplan" / "__init__.py"


def test_a_change_reaches_programs_by_its_name(folder: Path) -> None:
    assert environment(folder, "salesplan.funnel.x__up__mutmut_1")["MUTANT_UNDER_TEST"].endswith("x__up__mutmut_1")
    assert "MUTANT_UNDER_TEST" not in {name for name in environment(folder) if name not in os.environ}


def test_what_a_program_calls_is_told_to_the_tests(folder: Path, tmp_path: Path) -> None:
    """mutmut runs for a change those tests alone that call its function: a stand-in takes its place here."""
    fake = tmp_path / "stand-in" / "mutmut"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text("", encoding="utf-8")
    (fake / "stats.py").write_text("", encoding="utf-8")
    variables = environment(folder, "stats")
    variables["PYTHONPATH"] += os.pathsep + str(fake.parent)
    code = "import mutmut.stats as stats\nfor name in 'aab': stats.record_trampoline_hit(name, caller=None)\n"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=variables, check=True)
    assert Path(variables["MUTANT_CALLS"]).read_text(encoding="utf-8").split() == ["a", "b"]


@pytest.mark.parametrize("area", AREAS)
def test_code_and_tests_of_an_area_are_there(area: str) -> None:
    assert all(list(ROOT.glob(pattern)) for pattern in AREAS[area].code)
    assert all((ROOT / path).exists() for path in AREAS[area].tests)
