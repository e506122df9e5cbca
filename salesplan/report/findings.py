"""Findings as people and programs see them: text with an excerpt, annotations of GitHub, JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.escaping import visible
from salesplan.base.finding import Finding, Severity, Span
from salesplan.report.language.sentences import render
from salesplan.report.language.words import words_for

if TYPE_CHECKING:
    from rich.text import Text

WIDTH: Final = 100
"""Columns of an excerpt; a longer line is cut around its mark."""

_TAB: Final = 4
_STYLES: Final = {
    "error": "bold red",
    "warning": "bold yellow",
    "place": "bold",
    "code": "dim",
    "gutter": "dim",
    "related": "cyan",
    "hint": "green",
}

Piece = tuple[str, str]
"""A part of a line: the name of its style, or nothing, and its text."""


class Lines(Protocol):
    """A file that excerpts are taken from."""

    @property
    def name(self) -> str:
        """The file, as findings name it."""
        ...

    @property
    def lines(self) -> Sequence[str]:
        """Its lines without their breaks."""
        ...


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by file, line and column."""
    return sorted(findings, key=lambda finding: (finding.span.file, finding.span.line, finding.span.column))


def as_text(findings: Iterable[Finding], sources: Iterable[Lines], language: str = "en") -> str:
    """Plain text for pipes and files; a blank line stands between findings, nothing comes where there are none."""
    blocks = (
        "\n".join("".join(text for _, text in line) for line in block) for block in _blocks(findings, sources, language)
    )
    text = "\n\n".join(blocks)
    return f"{text}\n" if text else ""


def as_rich(findings: Iterable[Finding], sources: Iterable[Lines], language: str = "en") -> Text:
    """The same in colour, for a terminal. What a user wrote is never taken for markup."""
    from rich.text import Text

    text = Text(no_wrap=True, overflow="ignore")
    for number, block in enumerate(_blocks(findings, sources, language)):
        text.append("\n" if number else "")
        for line in block:
            for style, part in line:
                text.append(part, _STYLES.get(style, ""))
            text.append("\n")
    return text


def as_github(findings: Iterable[Finding], language: str = "en") -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request, one a line."""
    return "".join(f"{_annotation(_in_language(finding, language))}\n" for finding in in_order(findings))


def as_json(findings: Iterable[Finding]) -> str:
    """A JSON list of file, line, column, severity, code, message and hint."""
    rows = [
        {
            "file": finding.span.file,
            "line": finding.span.line,
            "column": finding.span.column,
            "severity": finding.severity.value,
            "code": finding.code,
            "message": finding.message,
            "hint": finding.hint,
        }
        for finding in in_order(findings)
    ]
    return json.dumps(rows, indent=2) + "\n"


def _in_language(finding: Finding, language: str) -> Finding:
    """The finding with its message, hint and labels as people read them; codes and what was written stay."""
    if language == "en":
        return finding
    related = tuple((span, render(label, language)) for span, label in finding.related)
    return replace(
        finding, message=render(finding.message, language), hint=render(finding.hint, language), related=related
    )


class _Labels(Struct, frozen=True):
    """What goes before a message and a hint."""

    error: str
    warning: str
    hint: str


def _labels(language: str) -> _Labels:
    words = words_for(language)
    return _Labels(words.text("error:"), words.text("warning:"), words.text("hint:"))


def _blocks(findings: Iterable[Finding], sources: Iterable[Lines], language: str) -> Iterator[list[list[Piece]]]:
    ordered, by_name = in_order(findings), {source.name: source for source in sources}
    labels = _labels(language if ordered else "en")
    for finding in ordered:
        yield _block(_in_language(finding, language), by_name, labels)


def _block(finding: Finding, sources: Mapping[str, Lines], labels: _Labels) -> list[list[Piece]]:
    marks = [(finding.span, "", "^")] + [(span, label, "-") for span, label in finding.related]
    gutter = max(len(str(span.line)) for span, _, _ in marks)
    block = [_headline(finding, labels)]
    excerpt: list[list[Piece]] = []
    for mark in _by_place(marks, finding.span):
        rows = _excerpt(mark, finding, sources, gutter)
        excerpt += rows[1:] if rows and rows[0] in excerpt else rows
    if excerpt:
        block += [[("gutter", f"{' ' * gutter} |")], *excerpt]
    if finding.hint:
        block.append([("gutter", f"{' ' * gutter} = "), ("hint", f"{labels.hint} {visible(finding.hint)}")])
    return block


def _headline(finding: Finding, labels: _Labels) -> list[Piece]:
    span, severity = finding.span, finding.severity.value
    return [
        ("place", f"{visible(span.file)}:{span.line}:{span.column}: "),
        (severity, f"{labels.error if finding.is_error else labels.warning} "),
        ("", visible(finding.message)),
        ("code", f" [{finding.code}]"),
    ]


_Mark = tuple[Span, str, str]


def _by_place(marks: list[_Mark], main: Span) -> list[_Mark]:
    """Marks in the order of the file; those in other files follow."""
    return sorted(marks, key=lambda mark: (mark[0].file != main.file, mark[0].line, mark[0].column))


def _excerpt(mark: _Mark, finding: Finding, sources: Mapping[str, Lines], gutter: int) -> list[list[Piece]]:
    span, label, sign = mark
    source = sources.get(span.file)
    if source is None or not 1 <= span.line <= len(source.lines) or not source.lines[span.line - 1].strip():
        return []
    line, start, length = _window(_mask(source.lines[span.line - 1]), span.column - 1, span.length)
    style = finding.severity.value if sign == "^" else "related"
    caption = f" {visible(label)}" if label else ""
    rows: list[list[Piece]] = [
        [("gutter", f"{span.line:>{gutter}} | "), ("", line)],
        [("gutter", f"{' ' * gutter} | "), (style, f"{' ' * start}{sign * length}{caption}")],
    ]
    if span.file != finding.span.file:
        rows.insert(0, [("gutter", f"{' ' * gutter}-> {visible(span.file)}:{span.line}:{span.column}")])
    return rows


_SECRET = re.compile(r"(://[^\s/:@]*:|[?&;](?:password|passwd|pwd|token|secret)=)([^\s@&;'\"]+)", re.IGNORECASE)


def _mask(line: str) -> str:
    """The line with passwords in addresses as stars, as many as they had letters: marks stay where they are."""
    return _SECRET.sub(lambda found: found[1] + "*" * len(found[2]), line)


def _window(line: str, column: int, length: int) -> tuple[str, int, int]:
    """The line as shown, cut to the width, and the columns where its mark starts and how long it is."""
    column = min(column, len(line))
    before = _cells(line[:column], 0)
    marked = _cells(line[column : column + length], _width(before))
    after = _cells(line[column + length : column + length + 2 * WIDTH], _width(before) + _width(marked))
    if _width(before) + _width(marked) + _width(after) > WIDTH:
        before, marked, after = _cut(before, marked, after)
    return "".join((*before, *marked, *after)).rstrip(), _width(before), max(_width(marked), 1)


def _cut(before: list[str], marked: list[str], after: list[str]) -> tuple[list[str], list[str], list[str]]:
    half = WIDTH // 2
    if _width(marked) > half:
        marked, after = [*_take(marked, half - 3), "..."], []
    room = WIDTH - _width(marked)
    if _width(before) > half - 3:
        left = min(_width(before), max(half, room - _width(after)))
        if left < _width(before):
            before = ["...", *reversed(_take(list(reversed(before)), left - 3))]
    rest = room - _width(before)
    if _width(after) > rest:
        after = [*_take(after, rest - 3), "..."]
    return before, marked, after


def _take(cells: list[str], width: int) -> list[str]:
    taken: list[str] = []
    used = 0
    for cell in cells:
        used += _width([cell])
        if used > width:
            break
        taken.append(cell)
    return taken


def _cells(text: str, start: int) -> list[str]:
    """Each character as it is shown; a tab reaches to the next stop."""
    cells = []
    at = start
    for character in text:
        cell = " " * (_TAB - at % _TAB) if character == "\t" else _show(character)
        cells.append(cell)
        at += _width([cell])
    return cells


def _show(character: str) -> str:
    return " " if character in "\n\t" else visible(character)


def _width(cells: Iterable[str]) -> int:
    return sum(_character_width(character) for cell in cells for character in cell)


def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _annotation(finding: Finding) -> str:
    span = finding.span
    kind = "error" if finding.severity is Severity.ERROR else "warning"
    properties = (
        f"file={_property(span.file)},line={span.line},col={span.column},"
        f"endColumn={span.column + span.length},title={_property(finding.code)}"
    )
    message = f"{finding.message}; {finding.hint}" if finding.hint else finding.message
    return f"::{kind} {properties}::{_data(visible(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
