"""The house: imports go down only, heavy libraries have one door each, the command line stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "salesplan"

FLOORS = {
    **dict.fromkeys(("finding", "money", "periods", "public_holidays", "cache", "staffing"), 0),
    **dict.fromkeys(("odds", "posterior", "revenue", "spectrum", "source", "sampling", "confidence"), 0),
    **dict.fromkeys(("values", "learnt", "inversion"), 0),
    "model": 1,
    **dict.fromkeys(("reading", "checks", "records"), 2),
    **dict.fromkeys(("goals", "funnel", "likelihood", "derivation", "quotas", "loading", "spending", "measure"), 3),
    **dict.fromkeys(("people", "schedule", "capacity", "leadtime", "assignment"), 3),
    **dict.fromkeys(("report", "starters"), 4),
    **dict.fromkeys(("commands", "cli", "__main__"), 5),
}  # fmt: skip

DOORS = {
    "yaml": ("reading",),
    "pydantic": ("model", "reading"),
    "duckdb": ("records",),
    "ibis": ("records",),
    "pyspark": ("records",),
    "typer": ("commands", "cli"),
    "jinja2": ("report", "starters"),
    "babel": ("report",),
    "xlsxwriter": ("report",),
    "icalendar": ("report",),
    "weasyprint": ("report",),
    "rich": ("report", "commands"),
    "holidays": ("public_holidays",),
}

HEAVY = (
    "pandas",
    "numpy",
    "pydantic",
    "jinja2",
    "babel",
    "duckdb",
    "narwhals",
    "holidays",
    "xlsxwriter",
    "yaml",
    "rich",
)


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.name != "__init__.py")


def imports(path: Path) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno}: relative imports hide the floor"
            found += [(f"{node.module}.{alias.name}" if node.module == "salesplan" else node.module, node.lineno)
                      for alias in node.names]  # fmt: skip
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_has_a_floor_and_imports_go_down(path: Path) -> None:
    floor = FLOORS[room(path)]
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "salesplan" and len(parts) > 1 and parts[1] != "__version__":
            assert FLOORS[parts[1]] <= floor, f"{path}:{line} imports {name} from a floor above"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_have_their_doors(path: Path) -> None:
    for name, line in imports(path):
        doors = DOORS.get(name.split(".")[0])
        assert doors is None or room(path) in doors, f"{path}:{line} imports {name}; only {doors} may"


def loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_starts_light() -> None:
    assert not loaded("import salesplan.cli").intersection(HEAVY)


def test_the_package_itself_imports_next_to_nothing() -> None:
    assert not loaded("import salesplan").intersection((*HEAVY, "typer", "salesplan.model", "decimal"))
