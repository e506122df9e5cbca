"""Findings as people and programs see them."""

from __future__ import annotations

import io
import json

import pytest
from rich.cells import cell_len
from rich.console import Console

from salesplan.base.finding import Finding, Span, error, warning
from salesplan.reading.source import Source
from salesplan.report.findings import WIDTH, as_github, as_json, as_rich, as_text


def marked(line: str, column: int, length: int = 1) -> tuple[str, str]:
    """The excerpt's line and the line of its mark, without the gutter."""
    text = as_text([error("c", "m", Span("p", 1, column, length))], [Source("p", line)])
    _, _, shown, mark = text.splitlines()
    return shown.removeprefix("1 | "), mark.removeprefix("  | ")


@pytest.mark.parametrize(
    ("line", "column", "length", "expected"),
    [
        ("a: bcd", 4, 3, ("a: bcd", "   ^^^")),
        ("a:\tb", 4, 1, ("a:  b", "    ^")),
        ("日本: x", 5, 1, ("日本: x", "      ^")),
        ("a: 日本", 4, 2, ("a: 日本", "   ^^^^")),
        ("e\u0301é: x", 5, 1, ("e\u0301é: x", "   ^")),
        ("a\x1b[31m: x", 9, 1, ("a\\x1b[31m: x", "           ^")),
        ("a\u202eb: x", 6, 1, ("a\\u202eb: x", "          ^")),
        ("a:", 3, 1, ("a:", "  ^")),
        ("a", 99, 5, ("a", " ^")),
    ],
)
def test_the_mark_stands_below_what_it_means(line: str, column: int, length: int, expected: tuple[str, str]) -> None:
    assert marked(line, column, length) == expected


@pytest.mark.parametrize("column", [1, 50, 120, 499, 500])
@pytest.mark.parametrize("length", [1, 30, 400])
def test_a_long_line_is_cut_around_its_mark(column: int, length: int) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(500))
    shown, mark = marked(line, column, length)
    assert cell_len(shown) <= WIDTH
    start = mark.index("^")
    assert shown[start : start + 1] == line[column - 1]
    assert len(mark) <= WIDTH


TWO_PLACES = error(
    "duplicate-key",
    "'a' stands twice",
    Span("p", 12, 1),
    "keep one",
    (Span("p", 2, 1), "first"),
    (Span("q", 1, 3), "too"),
)


def test_places_that_belong_together_are_shown_together() -> None:
    sources = [Source("p", "\n[a]: 1\n" + "\n" * 9 + "[a]: 2\n"), Source("q", "x: a")]
    assert as_text([TWO_PLACES], sources) == (
        "p:12:1: error: 'a' stands twice [duplicate-key]\n"
        "   |\n"
        " 2 | [a]: 1\n"
        "   | - first\n"
        "12 | [a]: 2\n"
        "   | ^\n"
        "  -> q:1:3\n"
        " 1 | x: a\n"
        "   |   - too\n"
        "   = hint: keep one\n"
    )


def test_colour_changes_nothing_but_the_colour() -> None:
    sources = [Source("p", "[red]a[/red]: [bold]:smile:\n")]
    finding = warning("c", "[red]markup[/] :smile:", Span("p", 1, 1), "[/nothing]")
    written = io.StringIO()
    Console(file=written, color_system=None, width=40).print(as_rich([finding], sources), soft_wrap=True, end="")
    assert written.getvalue() == as_text([finding], sources)
    assert any("yellow" in str(span.style) for span in as_rich([finding], sources).spans)


def test_without_a_line_to_show_the_message_stands_alone() -> None:
    for place in (Span("elsewhere", 1, 1), Span("p", 9, 1), Span("p", 1, 1)):
        text = as_text([error("c", "m", place, "h")], [Source("p", "  \nx")])
        assert text == f"{place.file}:{place.line}:1: error: m [c]\n  = hint: h\n"


def test_nothing_to_say_is_nothing_said() -> None:
    assert as_text([], []) == ""
    assert as_github([]) == ""
    assert json.loads(as_json([])) == []


def test_github_annotations_are_escaped() -> None:
    finding = error("bad-rate", "100%\nof\x1b it", Span("a,b:c.yaml", 3, 5, 2), "write 1::1")
    expected = (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=5,endColumn=7,title=bad-rate::100%25%0Aof\\x1b it; write 1::1\n"
        "::warning file=z,line=1,col=1,endColumn=2,title=w::m\n"
    )
    assert as_github([warning("w", "m", Span("z")), finding]) == expected


def test_json_holds_the_seven_columns() -> None:
    assert json.loads(as_json([TWO_PLACES])) == [
        {
            "file": "p",
            "line": 12,
            "column": 1,
            "severity": "error",
            "code": "duplicate-key",
            "message": "'a' stands twice",
            "hint": "keep one",
        }
    ]


def test_findings_come_in_the_order_of_the_file() -> None:
    findings: list[Finding] = [error("c", "m", Span("p", line, column)) for line, column in ((2, 1), (1, 9), (1, 2))]
    assert [row["column"] for row in json.loads(as_json(findings))] == [2, 9, 1]
