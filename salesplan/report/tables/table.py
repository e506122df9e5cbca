"""The one table that every format shows: typed columns, rows of values, an optional total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

Cell: TypeAlias = int | Decimal | Fraction | float | date | str | None


class Kind(StrEnum):
    """What a column holds, which decides how each format writes it.

    COUNT: whole records (int). MONEY: an amount in the table's currency (Decimal or int). PERCENT: a share, 0.05
    for 5% (Fraction, Decimal or float). NUMBER: any other figure. DATE: a day. TEXT: words, never trusted.
    """

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"

    @property
    def is_figure(self) -> bool:
        """Whether cells are aligned to the right."""
        return self not in {Kind.TEXT, Kind.DATE}


class Column(Struct, frozen=True):
    """A column: `key` for programs (CSV header, JSON name), `title` for people, `bar` to draw the figure as well.

    `full` is for shares of a limit, such as hours: all bars have one scale, 100% is marked, and more than it warned of.
    `heat` is for shares of a limit side by side, as a strip of months: the fuller, the deeper the ground of the cell.
    `whole` is for money that people read as a size, not to the cent: without cents once an amount reaches 100.
    `aside` is for a text of its row that may stand below it, where a screen is too narrow for one line a row.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    bar: bool = False
    full: bool = False
    heat: bool = False
    whole: bool = False
    aside: bool = False


class Table(Struct, frozen=True):
    """Rows under typed columns. None is an empty cell.

    `currency` is the ISO code of the MONEY columns. `total` is a last row for people; machine formats leave it out,
    so that nobody adds it up twice. `group` is the key of a column whose repeated values are shown once.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    note: str = ""
    currency: str = ""
    group: str = ""

    def __post_init__(self) -> None:
        """Refuse ragged rows, which would put a figure under the wrong heading."""
        width = len(self.columns)
        if any(len(row) != width for row in self.all_rows()):
            raise ValueError(f"table {self.name!r}: a row does not have {width} cells")

    def all_rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows, then the total if there is one."""
        yield from self.rows
        if self.total is not None:
            yield self.total

    def records(self) -> Iterator[Mapping[str, Cell]]:
        """The rows as mappings from column key to value, for JSON and data frames; without the total."""
        keys = [column.key for column in self.columns]
        for row in self.rows:
            yield dict(zip(keys, row, strict=True))


def slim(table: Table) -> tuple[Table, ...]:
    """The table without columns that say nothing; nothing where no row is left."""
    if not table.rows:
        return ()
    kept = [at for at in range(len(table.columns)) if any(row[at] not in {None, ""} for row in table.rows)]
    total = None if table.total is None else tuple(table.total[at] for at in kept)
    return (
        Table(
            table.name,
            table.title,
            tuple(table.columns[at] for at in kept),
            tuple(tuple(row[at] for at in kept) for row in table.rows),
            total,
            table.note,
            table.currency,
            table.group,
        ),
    )
