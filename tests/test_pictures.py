"""The pictures of the documentation show what the program says, and are small."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from make_pictures import (  # noqa: E402
    COMMAND,
    DOCUMENT,
    DOCUMENT_TEXT,
    PICTURES,
    TERMINAL,
    document_text,
    terminal_picture,
    terminal_text,
)

ANEW = "run python docs/make_pictures.py"
README = ROOT / "README.md"


def test_the_terminal_shows_what_the_readme_shows() -> None:
    command = f"$ salesplan {' '.join(COMMAND)}"
    block = next(part for part in README.read_text(encoding="utf-8").split("```console\n") if part.startswith(command))
    lines = [line for line in block.partition("```")[0].splitlines() if line]
    assert terminal_text(TERMINAL.read_text(encoding="utf-8")) == lines, ANEW


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
def test_the_terminal_is_drawn_as_it_is_today(tmp_path: Path) -> None:
    assert terminal_text(terminal_picture(tmp_path)) == terminal_text(TERMINAL.read_text(encoding="utf-8")), ANEW


def test_the_document_begins_as_on_its_picture(tmp_path: Path) -> None:
    assert DOCUMENT_TEXT.read_text(encoding="utf-8") == document_text(tmp_path), ANEW


def test_pictures_are_small_and_ask_the_network_for_nothing() -> None:
    assert DOCUMENT.read_bytes().startswith(b"\x89PNG")
    assert all(path.stat().st_size < 150_000 for path in PICTURES.iterdir())
    links = re.findall(r"""(?:url\(|href=|src=|@import)[^>]*""", TERMINAL.read_text(encoding="utf-8"))
    assert [link for link in links if "http" in link] == []


def test_the_readme_and_the_first_page_show_them_all() -> None:
    for page in (README, ROOT / "docs" / "index.md"):
        text = page.read_text(encoding="utf-8")
        assert all(f"pictures/{path.name})" in text for path in (TERMINAL, DOCUMENT)), page
