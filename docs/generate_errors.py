"""Write docs/errors.md from docs/errors.toml and the findings of the bad files in the tests.

Run it after a finding was added or changed: python docs/generate_errors.py
"""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXPLAINED = ROOT / "docs" / "errors.toml"
PAGE = ROOT / "docs" / "errors.md"
EXAMPLES = ROOT / "tests" / "golden" / "findings"

_MAKERS = frozenset({"error", "warning", "fault", "slip", "slip_at_start", "BadNumber", "_report", "_stop", "_again"})
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+|tab|tag|alias|anchor")
_HEADLINE = re.compile(r"\S.*:\d+:\d+: (?:error|warning): .* \[([a-z0-9-]+)\]")
_TITLE = """\
# Errors and warnings

Every finding has a code that stays the same from version to version. An error keeps the plan from being used; a warning
does not. `salesplan validate` shows all findings of a plan at once, each with its file, line and column.

This page is made from the tool's own tests: the examples are what it says.
"""


@cache
def codes(*rooms: str) -> dict[str, str]:
    """The codes that the program, or some rooms of it, can give; each with the first line of the rule that gives it."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "salesplan").rglob("*.py")):
        if rooms and path.parent.name not in rooms:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in tree.body:
            first_line = (_docstring(function) or "").split("\n", maxsplit=1)[0]
            for code in _made_in(function):
                found[code] = found.get(code) or (first_line if path.parent.name == "checks" else "")
    return found


@cache
def examples() -> dict[str, str]:
    """For each code, the first finding in the golden files that has it."""
    found: dict[str, str] = {}
    for path in sorted(EXAMPLES.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            headline = _HEADLINE.match(block)
            if headline:
                found.setdefault(headline[1], block)
    return found


@cache
def explanations() -> dict[str, dict[str, str]]:
    """For each code, what it means and how it is mended."""
    return tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))


def page() -> str:
    """The whole page, one section a code, in alphabetical order."""
    shown = examples()
    explained = explanations()
    sections = [
        _section(code, {"means": rule} | explained.get(code, {}), shown.get(code, ""))
        for code, rule in sorted(codes().items())
    ]
    return "\n".join([_TITLE, *sections])


def _section(code: str, explained: dict[str, str], example: str) -> str:
    parts = [f"## {code}", "", explained["means"], ""]
    if "mend" in explained:
        parts += [f"**To mend it:** {explained['mend']}", ""]
    if example:
        parts += ["```text", example, "```", ""]
    return "\n".join(parts)


def _made_in(function: ast.AST) -> set[str]:
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call) and node.args)
    return {code for call in calls if _name(call.func) in _MAKERS for code in _constants(call.args[0])}


def _docstring(node: ast.AST) -> str | None:
    return ast.get_docstring(node) if isinstance(node, ast.FunctionDef) else None


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _constants(node: ast.expr) -> set[str]:
    values = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return {value for value in values if isinstance(value, str) and _CODE.fullmatch(value)}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
