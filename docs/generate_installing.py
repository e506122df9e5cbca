"""Write the tables of docs/installing.md from docs/installs.json: what each distribution takes, and what was run where.

Run it after `python -m tools.installs sizes` or `tests`: python docs/generate_installing.py
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "installing.md"
FOUND: Final = ROOT / "docs" / "installs.json"
PURPOSES: Final = {
    "pandas": "`to_frame()` of every result, spreadsheets that `measure` reads",
    "duckdb": "reading and counting exports, also of millions of rows",
    "numpy": "the chance of a target where deals vary in value, the forecast; pandas needs it",
    "babel": "numbers, money and dates in the reader's language",
    "holidays": "public holidays by country and region",
    "salesplan": "itself, with its texts in three languages",
    "pydantic": "the keys of the plan language and their JSON Schema",
    "narwhals": "the same counts on PostgreSQL and Spark",
    "icalendar": "`render -o plan.ics`",
    "pyyaml": "reading plans",
    "rich": "tables, findings and progress on a terminal",
    "python-calamine": "reading workbooks",
    "xlsxwriter": "`render -o plan.xlsx` and other workbooks",
    "jinja2": "documents and starters, your own templates",
    "typer": "commands, options and their help",
    "msgspec": "values, and JSON",
    "tzdata": "time zones, where the system has none",
}
"""What each dependency is for. Those that are not here came with one that is."""
BROUGHT: Final = {
    "pydantic-core": "pydantic",
    "annotated-types": "pydantic",
    "typing-extensions": "pydantic",
    "typing-inspection": "pydantic",
    "pygments": "rich",
    "markdown-it-py": "rich",
    "mdurl": "rich",
    "python-dateutil": "pandas",
    "six": "pandas",
    "markupsafe": "jinja2",
    "shellingham": "typer",
    "annotated-doc": "typer",
    "click": "typer",
}
EXTRAS: Final = {
    "pdf": "`render -o plan.pdf` (WeasyPrint, and Pango on the system)",
    "office": "`render -o plan.docx` and `-o plan.pptx`",
    "territory": "`salesplan territory` (scipy)",
    "warehouse": "records in PostgreSQL and other warehouses (ibis)",
    "spark": "records on a Spark cluster (PySpark, and Java on the system)",
    "mcp": "`salesplan mcp`",
}
LIGHTER: Final = (("icalendar",), ("xlsxwriter", "python-calamine"), ("pandas",), ("pandas", "duckdb"))
"""What a lighter core might leave out."""
MEGABYTE: Final = 1_000_000


def dependencies() -> set[str]:
    """What salesplan asks for by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[<>=\[]", one)[0] for one in project["dependencies"]}


def found() -> dict[str, Any]:
    """What `tools.installs` found."""
    known: dict[str, Any] = json.loads(FOUND.read_text(encoding="utf-8"))
    return known


def _megabytes(size: float) -> str:
    return f"{size / MEGABYTE:.1f}" if size < 10 * MEGABYTE else f"{size / MEGABYTE:.0f}"


def core_table(core: dict[str, tuple[str, int]]) -> str:
    """A row for each dependency, with what it brings along."""
    whole = {name: size for name, (_, size) in core.items() if name in PURPOSES}
    for name, (_, size) in core.items():
        if name not in PURPOSES:
            whole[BROUGHT[name]] += size
    rows = (
        f"| {_with(name, core)} | {_megabytes(whole[name])} | {PURPOSES[name]} |\n"
        for name in sorted(whole, key=lambda name: -whole[name])
    )
    total = f"| **all** | **{_megabytes(sum(whole.values()))}** | |\n"
    return "".join(["| distribution | MB | for |\n|---|---|---|\n", *rows, total])


def _with(name: str, core: dict[str, tuple[str, int]]) -> str:
    brought = sorted(one for one, needs in BROUGHT.items() if needs == name and one in core)
    return f"{name}, with {', '.join(brought)}" if brought else name


def extras_table(extras: dict[str, int]) -> str:
    """A row for each extra: what it adds to the core."""
    rows = (f"| `{name}` | {_megabytes(size)} | {EXTRAS[name]} |\n" for name, size in extras.items())
    return "".join(["| extra | MB more | for |\n|---|---|---|\n", *rows])


def lighter_table(core: dict[str, tuple[str, int]]) -> str:
    """What a core without some of its parts would save, with what they brought."""
    total = sum(size for _, size in core.values())
    rows = []
    for left_out in LIGHTER:
        saved = sum(size for name, (_, size) in core.items() if name in left_out or BROUGHT.get(name) in left_out)
        rows.append(f"| {' and '.join(left_out)} | {_megabytes(saved)} | {saved / total:.0%} |\n")
    return "".join(["| left out | MB saved | of all |\n|---|---|---|\n", *rows])


def runs_table(runs: list[dict[str, Any]]) -> str:
    """Where the tests were run, and how many held."""
    words = {"lowest-direct": "the oldest allowed", "highest": "the newest"}
    rows = (
        f"| {one['python']} | {words[one['resolution']]} | {one['counts'].get('passed', 0):,} | "
        f"{one['counts'].get('skipped', 0)} | {one['counts'].get('failed', 0)} |\n"
        for one in runs
    )
    return "".join(["| Python | dependencies | tests passed | skipped | failed |\n|---|---|---|---|---|\n", *rows])


def _blocks() -> Iterator[tuple[str, str]]:
    known = found()
    yield "core", core_table(known["sizes"]["core"])
    yield "extras", extras_table(known["sizes"]["extras"])
    yield "lighter", lighter_table(known["sizes"]["core"])
    yield "time", f"pip takes {known['sizes']['seconds']:.0f} seconds of processor time for it, downloads apart.\n"
    yield "runs", runs_table(known["tests"])


def installing_page(text: str) -> str:
    """The page with its tables as they should stand."""
    for name, table in _blocks():
        block = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- until here -->)", re.DOTALL)
        text, count = block.subn(lambda marks, table=table: f"{marks[1]}\n{table}\n{marks[2]}", text)
        if count != 1:
            raise ValueError(f"docs/installing.md needs one block {name}")
    return text


if __name__ == "__main__":
    PAGE.write_text(installing_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
