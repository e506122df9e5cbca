"""A worksheet whose rows are written as finished XML: half the time of XlsxWriter's own cell table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from html import escape
from typing import TypeAlias

from xlsxwriter.worksheet import Worksheet

from salesplan.base.escaping import visible
from salesplan.base.finding import Usage
from salesplan.base.sentence import grouped, sentence

Value: TypeAlias = str | int | float | Decimal | Fraction | date | None

LONGEST_TEXT = 32_767  # characters Excel keeps in a cell
LONGEST_FOREIGN = 1_000  # characters of a text from records
LAST_ROW = 1_048_576
_DAY_ZERO = date(1899, 12, 30).toordinal()  # serial 0 for every date after February 1900
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_ALIKE = re.compile(r"_(x[0-9A-Fa-f]{4}_)")  # what Excel would read as an escaped character


@cache
def column_name(column: int) -> str:
    """The letters of a column counted from 0: A, B, ..., XFD."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


def at(row: int, column: int, *, fixed: bool = False) -> str:
    """The address of a cell counted from 0: `B3`, or `$B$3`."""
    return f"${column_name(column)}${row + 1}" if fixed else f"{column_name(column)}{row + 1}"


def cell_text(text: str) -> str:
    """A text as a cell shows it: control and invisible characters escaped.

    Raises:
        Usage: for a text that no spreadsheet can hold: NUL and its like, half a character, more than 32,767 characters.
    """
    if _NOT_IN_XML.search(text):
        raise Usage(
            sentence("A spreadsheet cannot hold this text: {text}", text=f"{visible(text)[:60]!r}"),
            "Take the control characters out.",
        )
    shown = visible(text)
    if len(shown.encode("utf-16-le")) > 2 * LONGEST_TEXT:
        raise Usage(
            sentence(
                "A text of {count} characters is too long for a cell: {text}...",
                count=grouped(len(shown)),
                text=f"{shown[:40]!r}",
            ),
            sentence("Shorten it to {most} characters.", most=grouped(LONGEST_TEXT)),
        )
    return shown


def held(text: str) -> str:
    """A text that nobody vouches for, as any cell can hold it: what it cannot is escaped, replaced or cut off."""
    return _NOT_IN_XML.sub("\ufffd", visible(text))[:LONGEST_FOREIGN]


def number_text(value: float | Decimal | Fraction | date) -> str:
    """A number as a cell stores it: the nearest double, a day as its serial number."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return str(value.toordinal() - _DAY_ZERO)
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)  # noqa: PLR2004


class Grid(Worksheet):  # type: ignore[misc,unused-ignore]
    """A worksheet that is given every row once, as XML, and knows the value of every single cell for its charts."""

    def __init__(self) -> None:
        super().__init__()
        self._finished: dict[int, list[tuple[int, str]]] = {}
        self._values: dict[tuple[int, int], Value] = {}
        self._heights: dict[int, float] = {}

    def put(self, row: int, column: int, value: Value, style: int, formula: str = "") -> None:
        """Write a cell. `formula` (without `=`) is stored together with the `value` it has now."""
        self._values[row, column] = value
        self._cells(row, column).append((column, _cell(at(row, column), value, style, formula)))

    def put_row(self, row: int, first: int, xml: Sequence[str]) -> None:
        """Write finished cells, the first of them in column `first`, in order."""
        if xml:
            self._cells(row, first + len(xml) - 1).append((first, "".join(xml)))

    def put_across(self, row: int, first: int, last: int, text: str, style: int) -> None:
        """Write a text into the cells from `first` to `last` as into one."""
        for column in range(first, last + 1):
            self.put(row, column, text if column == first else None, style)
        self.merge.append([row, first, row, last])

    def height(self, row: int, points: float) -> None:
        """Give a row its height."""
        self._heights[row] = points
        self._cells(row, 0)

    def _cells(self, row: int, column: int) -> list[tuple[int, str]]:
        self._check_dimensions(row, column)
        return self._finished.setdefault(row, [])

    def _write_rows(self) -> None:
        write = self.fh.write
        for row in sorted(self._finished):
            height = f' ht="{self._heights[row]}" customHeight="1"' if row in self._heights else ""
            cells = "".join([xml for _, xml in sorted(self._finished[row])])
            write(f'<row r="{row + 1}"{height}>{cells}</row>')

    def _get_range_data(self, first: int, left: int, last: int, right: int) -> list[str]:
        """What charts keep of the cells they show."""
        cells = ((row, column) for row in range(first, last + 1) for column in range(left, right + 1))
        return [_keep(self._values.get(cell)) for cell in cells]


def _keep(value: Value) -> str:
    return "" if value is None else value if isinstance(value, str) else number_text(value)


def _cell(address: str, value: Value, style: int, formula: str) -> str:
    start = f'<c r="{address}" s="{style}"'
    if formula:
        kind, result = (' t="str"', escape(value, quote=False)) if isinstance(value, str) else ("", _keep(value))
        return f"{start}{kind}><f>{escape(formula, quote=False)}</f><v>{result}</v></c>"
    if value is None or value == "":
        return f"{start}/>"
    if isinstance(value, str):
        text = escape(_ESCAPE_ALIKE.sub(r"_x005F_\1", cell_text(value)), quote=False)
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"{start}><v>{number_text(value)}</v></c>"
