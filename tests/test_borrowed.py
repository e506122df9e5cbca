"""What is used of other libraries and not promised by them: each by name, so that a change says which part it is."""

from __future__ import annotations

import ast
import atexit
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "salesplan"
PROJECT = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")

LEAVING = (
    "cli.py: leaving at once saves a fifth of a short command, and what is to be done at the end must still be done"
)
PLUGINS = "cli.py: not importing the search for plugins, which is off, saves a twentieth of a short command"
SHEETS = "report/xlsx/: a sheet is written from finished rows, which halves the time of a large workbook"
WORD = "report/document/writers/word.py: the library has no name for what a heading row or a field needs"
SLIDES = "report/document/writers/slides.py: the library cannot remove a slide of a template"
TYPES = "console/help.py: for types only; at run time the class comes from typer.Context"

BORROWED = (
    ("atexit", "_run_exitfuncs", LEAVING),
    ("pydantic.plugin._loader", "get_plugins", PLUGINS),
    ("typer._click.formatting", "HelpFormatter", TYPES),
    ("xlsxwriter.worksheet", "Worksheet._write_rows", SHEETS),
    ("xlsxwriter.worksheet", "Worksheet._get_range_data", SHEETS),
    ("xlsxwriter.worksheet", "Worksheet._check_dimensions", SHEETS),
    ("xlsxwriter.format", "Format._get_xf_index", SHEETS),
)
OF_INSTANCES = {"_tr": WORD, "_p": WORD, "_sldIdLst": SLIDES, "fh": SHEETS, "merge": SHEETS}
CEILINGS = ("pydantic", "typer", "xlsxwriter", "python-docx", "python-pptx")


@pytest.mark.parametrize(("module", "part", "why"), BORROWED, ids=[part for _, part, _ in BORROWED])
def test_what_is_borrowed_is_still_there(module: str, part: str, why: str) -> None:
    found: object = atexit if module == "atexit" else import_module(module)
    for name in part.split("."):
        assert hasattr(found, name), f"{module}.{part} is gone; {why}"
        found = getattr(found, name)


def test_parts_that_only_instances_have_are_still_there() -> None:
    docx, pptx, xlsxwriter = import_module("docx"), import_module("pptx"), import_module("xlsxwriter")
    document = docx.Document()
    assert hasattr(document.add_paragraph("x"), "_p"), OF_INSTANCES["_p"]
    assert hasattr(document.add_table(1, 1).rows[0], "_tr"), OF_INSTANCES["_tr"]
    assert hasattr(pptx.Presentation().slides, "_sldIdLst"), OF_INSTANCES["_sldIdLst"]
    sheet = xlsxwriter.Workbook().add_worksheet()
    assert hasattr(sheet, "fh"), OF_INSTANCES["fh"]
    assert hasattr(sheet, "merge"), OF_INSTANCES["merge"]


def test_a_command_imports_no_search_for_plugins_and_what_asks_for_more_gets_the_real_one() -> None:
    script = (
        "import sys; sys.argv = ['salesplan', 'quota', '--target', '90000']; from salesplan import cli\n"
        "def leave(code):\n"
        "    from pydantic.plugin import _loader\n"
        "    assert 'importlib.metadata' not in sys.modules\n"
        "    assert list(_loader.get_plugins()) == [] and _loader.PYDANTIC_ENTRY_POINT_GROUP == 'pydantic'\n"
        "    print('checked', code)\n"
        "cli._leave = leave\n"
        "cli.main()\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYDANTIC_DISABLE_PLUGINS"}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert run.stdout.endswith("checked 0\n"), run.stderr


def test_nothing_else_is_borrowed() -> None:
    known = {part.rpartition(".")[2] for _, part, _ in BORROWED} | set(OF_INSTANCES)
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        own = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        for line in text.splitlines():
            if "SLF001" in line:
                used = set(re.findall(r"(?<!self)\.(_[a-zA-Z]\w*)", line)) - own
                assert used, f"{path}: {line}"
                assert used <= known, f"{path} borrows {used - known}: name it above, with the reason"


@pytest.mark.parametrize("name", CEILINGS)
def test_a_library_with_borrowed_parts_has_a_ceiling(name: str) -> None:
    assert re.search(rf'"{name}>=[\d.]+,<[\d.]+"', PROJECT), f"{name} may change what is borrowed from it"
