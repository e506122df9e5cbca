"""The documentation says what the program does: its pages are up to date, and its commands run."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from salesplan.model.plan import Plan
from salesplan.reading.plan import read_plan_text
from tests.shell import salesplan

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))

from generate_reference import COMMANDS_PAGE, LANGUAGE_PAGE, commands_page, language_page  # noqa: E402

FENCE = re.compile(r"(<!-- not run: .+? -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
ROW = re.compile(r"^\| `([^`]+)`(?: \*)? \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
PAGES = sorted(DOCS.glob("*.md"))
LOGO = "<svg xmlns='http://www.w3.org/2000/svg'/>"


def test_the_page_of_the_language_is_that_of_the_model() -> None:
    assert LANGUAGE_PAGE.read_text(encoding="utf-8") == language_page(), "run python docs/generate_reference.py"


def test_the_page_of_commands_is_that_of_their_help() -> None:
    assert COMMANDS_PAGE.read_text(encoding="utf-8") == commands_page(), "run python docs/generate_reference.py"


def test_every_key_is_explained_with_an_example() -> None:
    rows = ROW.findall(LANGUAGE_PAGE.read_text(encoding="utf-8"))
    assert {key for key, *_ in rows} >= {info.alias or name for name, info in Plan.model_fields.items()}
    for key, value, meaning, example in rows:
        if key == "key":
            continue
        assert value, key
        assert meaning.endswith((".", "?")), key
        assert example.startswith(f"`{key}: ") or "](#" in value, key


def test_links_within_a_page_lead_somewhere() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        titles = {re.sub(r"[^\w\- ]", "", title).lower().replace(" ", "-") for title in HEADING.findall(text)}
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= titles, page
        assert [link for link in re.findall(r"\]\((?!#|https)([^)#]+)", text) if not (DOCS / link).exists()] == []


def blocks(language: str) -> list[tuple[str, str]]:
    return [
        (page.name, match[3])
        for page in PAGES
        for match in FENCE.finditer(page.read_text(encoding="utf-8"))
        if match[2] == language and not match[1]
    ]


@pytest.mark.parametrize(("page", "block"), blocks("sh"))
def test_commands_run(page: str, block: str, tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_bytes((ROOT / "examples" / "worked-example.yaml").read_bytes())
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    (tmp_path / "my-templates").mkdir()
    template = next(text for name, text in blocks("jinja") if name == "documents.md")
    (tmp_path / "my-templates" / "plan.html.j2").write_text(template, encoding="utf-8")
    for line in block.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        assert program == "salesplan", page
        assert salesplan(tmp_path, *arguments).code == 0, line


@pytest.mark.parametrize(("page", "block"), blocks("yaml"))
def test_parts_of_plans_are_right(page: str, block: str) -> None:
    if block.startswith(" "):
        return  # a line to be put where the text says
    head = "" if block.startswith("salesplan:") else "salesplan: 1\ntitle: A plan\n"
    findings = read_plan_text(head + block).findings
    assert findings == (), page
