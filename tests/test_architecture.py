"""The house: imports go down only, heavy libraries have one door each, the command line stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "salesplan"

STAIR = (
    "base",
    "probability",
    "model",
    "reading",
    "checks",
    "loading",
    "records.sources",
    "records.canonical",
    "records.question",
    "records.recognise",
    "records.files",
    "records.engines",
    "records.count",
    "measuring",
    "funnel",
    "scheduling",
    "quotas",
    "progress",
    "territories",
    "rolling",
    "importing",
    "pay",
    "indicators",
    "report.language",
    "report.tables",
    "report.findings",
    "report.answer",
    "report.quota",
    "report.measure",
    "report.forecast",
    "report.compare",
    "report.pipeline",
    "report.renewals",
    "report.track",
    "report.territory",
    "report.roll",
    "report.capacity",
    "report.budget",
    "report.imported",
    "report.pay",
    "report.kpi",
    "report.document",
    "report.xlsx",
    "rendering",
    "starters",
    "drafting",
    "console",
    "commands",
    "cli",
    "__main__",
)
"""Every floor, from the ground up: a file may import from its own floor and from those before it."""

BASE = (
    "cache",
    "escaping",
    "files",
    "finding",
    "languages",
    "money",
    "periods",
    "public_holidays",
    "sentence",
    "spelling",
)
"""What may stand on the ground floor: a closed list, since everything rests on it."""

DOORS = {
    "yaml": ("reading",),
    "pydantic": ("model", "reading"),
    "duckdb": ("records",),
    "ibis": ("records",),
    "pyspark": ("records",),
    "typer": ("console", "commands", "cli"),
    "jinja2": ("report", "starters"),
    "babel": ("report",),
    "xlsxwriter": ("report",),
    "python_calamine": ("importing", "records"),
    "icalendar": ("report",),
    "weasyprint": ("report",),
    "docx": ("report",),
    "mcp": ("console",),
    "pptx": ("report",),
    "rich": ("report", "console"),
    "holidays": ("base",),
    "scipy": ("territories",),
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


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {dotted(path): path for path in sorted(ROOT.rglob("*.py")) if path.parent != ROOT or path.name != "__init__.py"}


def room(path: Path) -> str:
    return dotted(path).split(".")[0]


def floor(module: str) -> int:
    """The number of a module's floor; the package of several floors itself stands on the lowest of them."""
    for place, name in enumerate(STAIR):
        if f"{module}.".startswith(f"{name}.") or name.startswith(f"{module}."):
            return place
    pytest.fail(f"{module} has no floor: name it in STAIR")


def imports(path: Path) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno}: relative imports hide the floor"
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


def ours(path: Path) -> set[str]:
    """The files of the house that a file imports, also inside functions and for its types."""
    names = (name.removeprefix("salesplan.") for name, _ in imports(path) if name.startswith("salesplan."))
    return {name if name in FILES else name.rpartition(".")[0] for name in names} & set(FILES)


@pytest.mark.parametrize("module", FILES)
def test_every_module_has_a_floor_and_imports_go_down(module: str) -> None:
    for name in sorted(ours(FILES[module])):
        assert floor(name) <= floor(module), f"{module} imports {name} from a floor above"


def test_no_file_imports_itself_by_way_of_others() -> None:
    try:
        TopologicalSorter({module: ours(path) - {module} for module, path in FILES.items()}).prepare()
    except CycleError as circle:
        pytest.fail(" imports ".join(reversed(circle.args[1])))


def test_every_floor_is_there() -> None:
    for name in STAIR:
        assert name in FILES, f"{name} is in STAIR, and not in the house"


def test_the_ground_floor_is_a_closed_list() -> None:
    assert {module.removeprefix("base.") for module in FILES if module.startswith("base.")} == set(BASE)


def test_commands_do_not_import_one_another() -> None:
    for module, path in FILES.items():
        if module.startswith("commands."):
            others = {name for name in ours(path) if name.startswith("commands.")}
            assert not others, f"{module} imports {others}"


def test_no_package_bears_the_name_of_a_public_function() -> None:
    import salesplan

    for name in salesplan.__all__:
        assert not (ROOT / name).exists(), f"salesplan.{name} would be a module"
        assert not (ROOT / f"{name}.py").exists(), f"salesplan.{name} would be a module"


@pytest.mark.parametrize("module", FILES)
def test_heavy_libraries_have_their_doors(module: str) -> None:
    for name, line in imports(FILES[module]):
        doors = DOORS.get(name.split(".")[0])
        assert doors is None or room(FILES[module]) in doors, f"{module}:{line} imports {name}; only {doors} may"


@pytest.mark.parametrize("module", FILES)
def test_no_module_takes_a_private_name_of_another(module: str) -> None:
    for name, line in imports(FILES[module]):
        parts = name.removeprefix("salesplan.").split(".") if name.startswith("salesplan.") else []
        private = [part for part in parts if part.startswith("_") and not part.endswith("__")]
        assert not private, f"{module}:{line} imports {name}: give it a name without _, or let its module do the work"


def loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_starts_light() -> None:
    assert not loaded("import salesplan.cli").intersection(HEAVY)


def test_the_package_itself_imports_next_to_nothing() -> None:
    assert not loaded("import salesplan").intersection((*HEAVY, "typer", "salesplan.model", "decimal"))
