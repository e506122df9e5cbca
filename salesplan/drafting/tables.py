"""The tables of a spreadsheet, found by their headers wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from salesplan.drafting.values import Notation, month
from salesplan.drafting.vocabulary import BUDGET_SHEETS, HEADERS, REQUIRED, TOTALS, Kind, field_of, label_of, plain
from salesplan.importing.sheets import Sheet

LEAST_MONTHS: Final = 3
"""Headers that are months, side by side, from which a table is one of months across."""


class Found(Struct, frozen=True):
    """A table: its kind, where its headers stand, which column is which field, and the rows below.

    `across` maps columns to months, of a table with a month a column; its fields are then those left of the months.
    """

    kind: Kind
    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    rows: tuple[int, ...]
    across: Mapping[int, str] = {}

    def cell(self, row: int, field: str) -> Any:  # noqa: ANN401  (whatever was typed)
        """The cell of a field in a row; empty where the table has no such column."""
        column = self.columns.get(field)
        cells = self.sheet.rows[row]
        return cells[column] if column is not None and column < len(cells) else ""

    def place(self, row: int, field: str) -> str:
        """The address of a field's cell."""
        return self.sheet.place(row, self.columns.get(field, 0))


class Single(Struct, frozen=True):
    """A value beside its label."""

    label: str
    value: Any
    place: str
    cells: tuple[tuple[int, int], ...]


def tables(sheet: Sheet, how: Notation) -> tuple[Found, ...]:
    """The tables of a sheet from top to bottom; none overlaps another."""
    found: list[Found] = []
    row = 0
    while row < len(sheet.rows):
        table = _table_at(sheet, row, how)
        if table is None:
            row += 1
            continue
        found.append(table)
        row = max([row, *table.rows]) + 1
    return tuple(found)


def _table_at(sheet: Sheet, row: int, how: Notation) -> Found | None:
    head = sheet.rows[row]
    across = {place: name for place, cell in enumerate(head) if (name := month(cell, how)) is not None}
    if len(across) >= LEAST_MONTHS and len(set(across.values())) == len(across):
        return _across(sheet, row, across, how)
    best: tuple[int, Kind, dict[str, int]] | None = None
    for kind in HEADERS:
        columns: dict[str, int] = {}
        for place, cell in enumerate(head):
            field = field_of(kind, cell) if isinstance(cell, str) else ""
            if field and field not in columns:
                columns[field] = place
        if any(wanted <= set(columns) for wanted in REQUIRED[kind]) and (best is None or len(columns) > best[0]):
            best = len(columns), kind, columns
    if best is None:
        return None
    rows = tuple(_rows_below(sheet, row, best[2].values(), how))
    return Found(best[1], sheet, row, best[2], rows) if rows else None


def _rows_below(sheet: Sheet, row: int, columns: Sequence[int] | Any, how: Notation) -> Iterator[int]:  # noqa: ANN401
    """The rows until the first that is empty in the table's columns, or is a header itself."""
    used = list(columns)
    for place in range(row + 1, len(sheet.rows)):
        cells = [sheet.rows[place][column] for column in used if column < len(sheet.rows[place])]
        if not any(not is_empty(cell) for cell in cells) or _is_header(sheet, place, how):
            return
        yield place


def _is_header(sheet: Sheet, row: int, how: Notation) -> bool:
    cells = [cell for cell in sheet.rows[row] if not is_empty(cell)]
    if len(cells) < 2 or not all(isinstance(cell, str) for cell in cells):  # noqa: PLR2004
        return False
    return (
        any(any(wanted <= {field_of(kind, cell) for cell in cells} for wanted in REQUIRED[kind]) for kind in HEADERS)
        or sum(month(cell, how) is not None for cell in cells) >= LEAST_MONTHS
    )


def _across(sheet: Sheet, row: int, across: Mapping[int, str], how: Notation) -> Found | None:
    """A table with a month a column: targets where a row is labelled so, a budget where it says so."""
    left = range(min(across))
    head = {field_of(Kind.BUDGET, sheet.rows[row][place]): place for place in left if place < len(sheet.rows[row])}
    rows = tuple(_rows_below(sheet, row, [*left, *across], how))
    label = next(iter(left), None)
    if label is None or not rows:
        return None
    targets = tuple(
        one for one in rows if field_of(Kind.TARGETS, _first_text(sheet, one, left)) in {"target", "last_year"}
    )
    if targets:
        return Found(Kind.TARGETS, sheet, row, {"target": label}, targets, across)
    words = {plain(word) for word in sheet.name.split()}
    if words & BUDGET_SHEETS or {"item", "category"} & set(head):
        columns = {field: place for field, place in head.items() if field in {"item", "category"}}
        return Found(Kind.BUDGET, sheet, row, columns or {"item": label}, rows, across)
    return None


def _first_text(sheet: Sheet, row: int, places: Sequence[int] | range) -> str:
    cells = (sheet.rows[row][place] for place in places if place < len(sheet.rows[row]))
    return next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "")


def singles(sheet: Sheet, taken: frozenset[int]) -> Iterator[Single]:
    """Values with their label to the left, outside of the tables; the first of each label."""
    for row, cells in enumerate(sheet.rows):
        if row in taken:
            continue
        for place, cell in enumerate(cells[:-1]):
            label = label_of(cell) if isinstance(cell, str) else ""
            after = next((at for at in range(place + 1, len(cells)) if not is_empty(cells[at])), None)
            if label and after is not None and after - place <= 2:  # noqa: PLR2004  (a narrow empty column at most)
                yield Single(label, cells[after], sheet.place(row, after), ((row, place), (row, after)))
                break


def is_empty(cell: object) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_total(cells: Sequence[object]) -> bool:
    """Whether a row adds up those above it."""
    return any(isinstance(cell, str) and plain(cell) in TOTALS for cell in cells)
