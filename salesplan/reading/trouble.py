"""Where libyaml stopped and why, and what comes of it: findings, and a mend with which reading goes on."""

from __future__ import annotations

import re
from typing import Final

import yaml
from msgspec import Struct

from salesplan.base.finding import Finding, Span, error
from salesplan.reading.nodes import Leaf
from salesplan.reading.source import Source

CURLY_QUOTES: Final = frozenset("“”„«»")
"""Quotation marks as word processors write them; YAML knows the straight ones."""


class Slip(Struct, frozen=True):
    """A mistake of writing: its findings, its line (from 0), and what to put where so that reading can go on."""

    findings: tuple[Finding, ...]
    line: int
    mend: tuple[int, str] | None


class Trouble(Struct, frozen=True):
    """What libyaml said: its problem and context with both places, counted from 0."""

    problem: str
    context: str
    line: int
    column: int
    index: int
    from_line: int
    from_column: int
    from_index: int
    source: Source
    last: Leaf | None

    @property
    def text(self) -> str:
        """The line where libyaml stopped."""
        return self.source.lines[self.line] if self.line < len(self.source.lines) else ""

    @property
    def character(self) -> str:
        """The character at which it stopped; empty at the end of the line."""
        return self.text[self.column : self.column + 1]

    @property
    def before(self) -> str:
        """The line up to there."""
        return self.text[: self.column]

    def line_above(self) -> int:
        """The nearest line above that holds more than a comment; -1 where there is none."""
        above = self.line - 1
        while above >= 0 and self.source.lines[above].strip()[:1] in {"", "#"}:
            above -= 1
        return above

    def slip(self, code: str, message: str, hint: str, mend: str = "") -> Slip:
        """A slip at libyaml's place."""
        place = Span(self.source.name, self.line + 1, self.column + 1)
        return Slip((error(code, message, place, hint),), self.line, (self.index, mend) if mend else None)

    def slip_at_start(self, code: str, message: str, hint: str, mend: str = "") -> Slip:
        """A slip where the thing began that libyaml was reading."""
        place = Span(self.source.name, self.from_line + 1, self.from_column + 1)
        return Slip((error(code, message, place, hint),), self.from_line, (self.from_index, mend) if mend else None)


def trouble_of(failure: yaml.MarkedYAMLError, source: Source, last: Leaf | None) -> Trouble:
    """What libyaml's error says, with places that lie within the text."""
    mark, start = failure.problem_mark, failure.context_mark or failure.problem_mark
    line, column, index = (mark.line, mark.column, mark.index) if mark else (0, 0, 0)
    from_line, from_column, from_index = (start.line, start.column, start.index) if start else (0, 0, 0)
    if line >= len(source.lines) or (line == len(source.lines) - 1 and line and not source.lines[line]):
        line, column, index = from_line, from_column, from_index
    if line >= len(source.lines):
        line, column, index = len(source.lines) - 1, len(source.lines[-1]), len(source.text)
    problem, context = str(failure.problem or ""), str(failure.context or "")
    return Trouble(problem, context, line, column, index, from_line, from_column, from_index, source, last)


def without_comment(text: str) -> str:
    """A line's end without its comment."""
    return re.split(r"(?:^|\s+)#", text, maxsplit=1)[0].rstrip()


def cut_short(text: str) -> str:
    """A text as a hint repeats it: its first 40 characters."""
    limit = 40
    return text if len(text) <= limit else f"{text[:limit]}..."
