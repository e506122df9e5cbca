"""A table laid out in characters: aligned columns, or one line a cell where the screen is too narrow."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias, TypeVar
from unicodedata import category, east_asian_width

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.escaping import one_line
from salesplan.report.language.numbers import Numbers
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.drawing import bar, shares
from salesplan.report.tables.table import Column, Table

GAP = 2
_NARROWEST_TEXT = 12
_BAR = 16


class Role(StrEnum):
    """What a piece of a line is, from which a terminal takes its style."""

    PLAIN = "plain"
    TITLE = "title"
    HEADING = "heading"
    RULE = "rule"
    TOTAL = "total"
    BAR = "bar"
    NOTE = "note"


class Piece(Struct, frozen=True):
    """Some characters of a line with one role."""

    text: str
    role: Role = Role.PLAIN


Line: TypeAlias = tuple[Piece, ...]
_Each = TypeVar("_Each")


def line(text: str, role: Role = Role.PLAIN) -> Line:
    """A line of one piece."""
    return (Piece(text, role),)


def cells_wide(text: str) -> int:
    """How many character cells `text` takes on a screen."""
    return len(text) if text.isascii() else sum(map(_cell_wide, text))


def _cell_wide(character: str) -> int:
    if character < "\u0300":
        return 1
    if category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def wrap(text: str, width: int) -> list[str]:
    """`text` broken at blanks into lines at most `width` cells wide; a longer word is cut, a path after a name."""
    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        rest = word
        if current and cells_wide(current) + 1 + cells_wide(rest) <= width:
            current = f"{current} {rest}"
            continue
        if current:
            lines.append(current)
        while cells_wide(rest) > width:
            head = _fitting(rest, width)
            lines.append(head)
            rest = rest[len(head) :]
        current = rest
    return [*lines, current]


def table_lines(table: Table, numbers: Numbers, width: int | None = None) -> list[Line]:
    """`table` as lines at most `width` cells wide; None for as wide as it needs.

    Bars go first when room is short, then a text aside goes below its row, then text columns wrap; below that every
    row is written one cell a line.
    """
    whole, rows = table, cell_texts(table, numbers)
    table, rows, asides = _parted(table, rows, width)
    titles, bars = _titles(table), _bars(table)
    widths = _widths(titles, rows)
    lines = _title_lines(table.title, width)
    if width is not None and _total(widths) + (_BAR + GAP) * len(bars) > width:
        bars = {}
    fitted = widths if width is None else _fit(table.columns, widths, titles, width)
    if fitted is None:
        colon = "\u00a0: " if numbers.language == "fr" else ": "
        labels = [f"{title}{colon}" if title else "" for title in _titles(whole)]
        lines += _as_records(labels, cell_texts(replace(whole, group=""), numbers), width or 1)
    else:
        lines += _as_columns(_Grid(table, titles, rows, fitted, bars, asides))
    return lines + _note_lines(table.note, width)


class _Grid(Struct, frozen=True):
    table: Table
    titles: list[str]
    rows: tuple[tuple[str, ...], ...]
    widths: list[int]
    bars: dict[int, list[str]]
    asides: list[list[str]]


def _titles(table: Table) -> list[str]:
    return [one_line(column.title) for column in table.columns]


def _parted(
    table: Table, rows: tuple[tuple[str, ...], ...], width: int | None
) -> tuple[Table, tuple[tuple[str, ...], ...], list[list[str]]]:
    """The table and its texts without the column aside, and the lines of that one, where one line is too short."""
    place = next((at for at, column in enumerate(table.columns) if column.aside), None)
    if place is None or width is None or _total(_widths(_titles(table), rows)) <= width:
        return table, rows, []

    def others(cells: tuple[_Each, ...]) -> tuple[_Each, ...]:
        return cells[:place] + cells[place + 1 :]

    total = None if table.total is None else others(table.total)
    left = replace(table, columns=others(table.columns), rows=tuple(map(others, table.rows)), total=total)
    asides = [wrap(row[place], max(1, width - GAP)) if row[place] else [] for row in rows]
    return left, tuple(map(others, rows)), asides


def _title_lines(title: str, width: int | None) -> list[Line]:
    text = one_line(title)
    if not text:
        return []
    return [*(line(part, Role.TITLE) for part in (wrap(text, width) if width else [text])), ()]


def _note_lines(note: str, width: int | None) -> list[Line]:
    text = one_line(note)
    if not text:
        return []
    return [(), *(line(part, Role.NOTE) for part in (wrap(text, width) if width else [text]))]


def _widths(titles: list[str], rows: tuple[tuple[str, ...], ...]) -> list[int]:
    return [
        max([cells_wide(title), *(cells_wide(row[index]) for row in rows)], default=0)
        for index, title in enumerate(titles)
    ]


def _total(widths: list[int]) -> int:
    return sum(widths) + GAP * max(0, len(widths) - 1)


def _fit(columns: tuple[Column, ...], widths: list[int], titles: list[str], width: int) -> list[int] | None:
    """Narrower text columns, the widest first, until the table fits; None where it cannot."""
    fitted = list(widths)
    least = [
        wide if column.kind.is_figure else min(wide, max(_NARROWEST_TEXT, cells_wide(title)))
        for column, wide, title in zip(columns, widths, titles, strict=True)
    ]
    excess = _total(fitted) - width
    while excess > 0:
        room = [now - low for now, low in zip(fitted, least, strict=True)]
        widest = max(range(len(fitted)), key=lambda index: (room[index] > 0, fitted[index]))
        if room[widest] <= 0:
            return None
        step = min(room[widest], max(1, excess // 2))
        fitted[widest] -= step
        excess -= step
    return fitted


def _as_columns(grid: _Grid) -> list[Line]:
    rule: Line = line("─" * _rule_width(grid), Role.RULE)
    lines = [*_row(grid, grid.titles, Role.HEADING, None), rule]
    for index, row in enumerate(grid.rows):
        is_total = grid.table.total is not None and index == len(grid.rows) - 1
        if is_total and index:
            lines.append(rule)
        lines += _row(grid, row, Role.TOTAL if is_total else Role.PLAIN, None if is_total else index)
        lines += [line(" " * GAP + text, Role.NOTE) for text in (grid.asides[index] if grid.asides else ())]
    return lines


def _rule_width(grid: _Grid) -> int:
    return _total(grid.widths) + len(grid.bars) * (GAP + _BAR)


def _row(grid: _Grid, row: tuple[str, ...] | list[str], role: Role, index: int | None) -> list[Line]:
    cells = [wrap(cell, max(1, wide)) for cell, wide in zip(row, grid.widths, strict=True)]
    height = max(len(cell) for cell in cells)
    lines = []
    for level in range(height):
        pieces: list[Piece] = []
        for at, cell in enumerate(cells):
            text = cell[level] if level < len(cell) else ""
            pieces.append(Piece(_align(text, grid.widths[at], right=grid.table.columns[at].kind.is_figure), role))
            if at in grid.bars:
                drawn = grid.bars[at][index] if index is not None and level == 0 else ""
                pieces.append(Piece(" " * GAP + _align(drawn, _BAR, right=False), Role.BAR))
            pieces.append(Piece(" " * GAP))
        lines.append(_trim(pieces))
    return lines


def _trim(pieces: list[Piece]) -> Line:
    """Without blanks at the end of the line."""
    while pieces and not pieces[-1].text.rstrip(" "):
        pieces.pop()
    if pieces:
        pieces[-1] = Piece(pieces[-1].text.rstrip(" "), pieces[-1].role)
    return tuple(pieces)


def _align(text: str, width: int, *, right: bool) -> str:
    blanks = " " * max(0, width - cells_wide(text))
    return blanks + text if right else text + blanks


def _bars(table: Table) -> dict[int, list[str]]:
    return {
        index: [bar(share * _BAR) for share in shares([row[index] for row in table.rows], float(column.full))]
        for index, column in enumerate(table.columns)
        if column.bar and column.kind.is_figure
    }


def _as_records(labels: list[str], rows: tuple[tuple[str, ...], ...], width: int) -> list[Line]:
    lines: list[Line] = []
    for index, row in enumerate(rows):
        if index:
            lines.append(())
        for label, cell in zip(labels, row, strict=True):
            if cell:
                lines += [line(part) for part in wrap(f"{label}{cell}", width)]
    return lines


def _fitting(word: str, width: int) -> str:
    """The beginning of a word that fits: of a path up to the end of one of its names, if half a line is filled then."""
    size = 1
    while size < len(word) and cells_wide(word[: size + 1]) <= width:
        size += 1
    ends = (at for at in range(size // 2, size) if word[at] in "._/" and word[at + 1 : at + 2].isalpha())
    return word[: max(ends, default=size - 1) + 1]
