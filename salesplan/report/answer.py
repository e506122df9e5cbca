"""The one form in which a command says what it found out: every format is made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any

from msgspec import Struct

from salesplan.base.escaping import one_line
from salesplan.report.language.numbers import Numbers
from salesplan.report.tables.layout import Line, Role, line, table_lines, wrap
from salesplan.report.tables.table import Table


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class Answer(Struct, frozen=True):
    """What a command found out, in the reader's language.

    `data` is what programs read as JSON. `tables` are what people read, under `title`; `notes` stand below them, a
    sentence each. `rows` is the one long table of the CSV form; the first of `tables` if None. `screen` draws the
    answer for a screen of a width in cells (None: no limit) where tables alone are not the best picture; it then says
    title and notes as well.
    """

    data: Any
    tables: tuple[Table, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    rows: Table | None = None
    screen: Callable[[int | None], Iterable[Line]] | None = None


def answer_lines(answer: Answer, numbers: Numbers, width: int | None) -> Iterator[Line]:
    """The answer as lines of a screen `width` cells wide; None for no limit."""
    if answer.screen is not None:
        yield from answer.screen(width)
        return
    blocks = [list(paragraph(answer.title, width, Role.TITLE))] if answer.title else []
    blocks += [list(table_lines(table, numbers, width)) for table in answer.tables]
    blocks += [list(paragraph(note, width)) for note in answer.notes]
    for place, block in enumerate(blocks):
        yield from [(), *block] if place else block


def paragraph(text: str, width: int | None, role: Role = Role.PLAIN) -> Iterator[Line]:
    """A text on one line, or on as many as `width` asks for."""
    clean = one_line(text)
    for part in wrap(clean, width) if width else [clean]:
        yield line(part, role)


def write_answer(answer: Answer, form: Format, numbers: Numbers) -> str:
    """The answer as the text of a file or a pipe."""
    match form:
        case Format.JSON:
            from salesplan.report.tables.json import dumps

            return dumps(answer.data)
        case Format.CSV:
            from salesplan.report.tables.csv import table_csv

            return table_csv(answer.tables[0] if answer.rows is None else answer.rows)
        case Format.MARKDOWN:
            return _markdown(answer, numbers)
    from salesplan.report.tables.terminal import plain

    return "".join(f"{plain(each)}\n" for each in answer_lines(answer, numbers, None))


def _markdown(answer: Answer, numbers: Numbers) -> str:
    from salesplan.report.tables.markdown import escaped, table_markdown

    parts = [f"# {escaped(answer.title)}"] if answer.title else []
    parts += [table_markdown(table, numbers).rstrip("\n") for table in answer.tables]
    return "\n\n".join([*parts, *(escaped(note) for note in answer.notes)]) + "\n"
