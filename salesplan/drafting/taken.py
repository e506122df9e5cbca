"""What was taken from a spreadsheet and what was not, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from salesplan.drafting.tables import Found, is_empty
from salesplan.importing.sheets import Sheet


class Why(StrEnum):
    """Why a cell is not in the draft."""

    UNKNOWN = "not understood"
    NUMBER = "not a number, or one that may mean two"
    SHARE = "not a share above 0 and at most 100%"
    DAY = "not a day, or one that leaves day and month open"
    MONTH = "not a month"
    TOTAL = "a total, which the plan works out"
    HOLE = "a formula without a value"
    SECOND = "a second table of its kind"
    WON = "the won deals, where the funnel ends"
    NO_AMOUNT = "no amount above zero"
    LONE = "found, but no key of a plan holds it"


class Left(Struct, frozen=True):
    """A cell that is not in the draft."""

    place: str
    text: str
    why: Why


def shown(value: object) -> str:
    """A value as a person sees it in the cell: 400000, not 400000.0."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


class Register(Struct):
    """Which cells are spoken for, and what is said about the others."""

    sheets: tuple[Sheet, ...]
    used: set[tuple[int, int, int]] = field(default_factory=set)
    left: list[Left] = field(default_factory=list)
    count: int = 0

    def take(self, table: Found, row: int, name: str) -> Any:  # noqa: ANN401  (whatever was typed)
        """The cell of a field, from now on spoken for."""
        value = table.cell(row, name)
        if name in table.columns:
            self.use(table.sheet, row, table.columns[name])
        return value

    def use(self, sheet: Sheet, row: int, column: int) -> None:
        """A cell that the draft has, or whose absence is explained."""
        self.used.add((self.sheets.index(sheet), row, column))

    def heads(self, table: Found) -> None:
        """The headers of a table are understood."""
        for column in (*table.columns.values(), *table.across):
            self.use(table.sheet, table.header, column)

    def refuse(self, table: Found, row: int, column: int, why: Why) -> None:
        """A cell of a table that is not taken."""
        sheet = table.sheet
        cells = sheet.rows[row]
        if column < len(cells) and not is_empty(cells[column]):
            self.use(sheet, row, column)
            self.left.append(Left(sheet.place(row, column), shown(cells[column]), why))

    def refuse_row(self, table: Found, row: int, why: Why) -> None:
        """All cells of a row that are not taken, under the first of them."""
        sheet = table.sheet
        filled = [column for column, cell in enumerate(sheet.rows[row]) if not is_empty(cell)]
        for column in filled:
            self.use(sheet, row, column)
        if filled:
            text = " | ".join(shown(sheet.rows[row][column]) for column in filled[:4])
            self.left.append(Left(sheet.place(row, filled[0]), text, why))

    def rest(self) -> Iterator[Left]:
        """Every filled cell that nobody spoke for, and the formulas without a value."""
        for place, sheet in enumerate(self.sheets):
            for row, cells in enumerate(sheet.rows):
                for column, cell in enumerate(cells):
                    if not is_empty(cell) and (place, row, column) not in self.used:
                        yield Left(sheet.place(row, column), shown(cell), Why.UNKNOWN)
            for hole in sheet.holes:
                yield Left(f"{sheet.name}!{hole}" if sheet.name else hole, "", Why.HOLE)
