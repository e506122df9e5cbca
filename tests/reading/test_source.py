"""From files to text."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from salesplan.base.finding import Unreadable
from salesplan.reading import source
from salesplan.reading.plan import read_plan
from salesplan.reading.source import Source, decode, read_source

PLAN = "salesplan: 1\ntitle: Société Générale\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_in_all_its_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(PLAN.encode(encoding))
    reading = read_plan(path)
    assert not reading.findings
    assert reading.plan is not None
    assert reading.plan.title == "Société Générale"


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAN.encode())))
    assert read_plan("-").name == "<stdin>"


def test_what_cannot_be_read_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 100)
    (tmp_path / "large.yaml").write_bytes(b"a" * 101)
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04...")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\x00\x01\xff")
    expected = {
        "missing.yaml": "does not exist",
        ".": "is a folder",
        "large.yaml": "larger than",
        "book.xlsx": "Excel",
        "photo.png": "not a text file",
        "a\0b": "cannot be read",
    }
    for name, words in expected.items():
        with pytest.raises(Unreadable, match=words) as unreadable:
            read_plan(tmp_path / name)
        assert unreadable.value.exit_code == 2


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Unreadable, match="may not be read"):
        read_source(tmp_path / "plan.yaml")


def test_lines_and_places_are_those_of_yaml() -> None:
    text = Source("p", "a\r\nb\rc\nd\x85e\u2028f")
    assert text.lines == ["a", "b", "c", "d", "e", "f"]
    assert [(span.line, span.column) for span in map(text.span, (0, 1, 3, 5, 7, 9, 11))] == [
        (1, 1), (1, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1),
    ]  # fmt: skip


def test_a_wrong_encoding_names_the_character_it_would_be() -> None:
    text, (finding,) = decode("p", "title: café".encode("cp1252"))
    assert (finding.code, finding.span.line, finding.span.column) == ("not-utf8", 1, 11)
    assert "'é'" in finding.message
    assert text.text == "title: café"
