"""Cells as text for people: one number of decimals a column, so that figures stand under one another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesplan.base.escaping import one_line
from salesplan.base.money import Figure, decimals
from salesplan.report.language.numbers import CENTS_MATTER_BELOW, Numbers, decimals_needed, percent_decimals
from salesplan.report.tables.table import Cell, Column, Kind, Table

_NUMBER_DECIMALS = 2
_PERCENT_DECIMALS = 1


def cell_texts(table: Table, numbers: Numbers) -> tuple[tuple[str, ...], ...]:
    """Every row of `table`, the total last, as text in the language of `numbers`; empty cells are empty text.

    Text in a column of figures is shown as it is: a goal of 30% beside one of 90,000. Repeated values of the `group`
    column are blank, so that a group reads as one.
    """
    columns = [
        _column(column, [row[index] for row in table.all_rows()], table.currency, numbers)
        for index, column in enumerate(table.columns)
    ]
    rows = list(zip(*columns, strict=True)) if columns else []
    return tuple(_blank_repeats(rows, table))


def _column(column: Column, cells: list[Cell], currency: str, numbers: Numbers) -> list[str]:
    write = _writer(column, cells, currency, numbers)
    return ["" if cell is None else one_line(cell) if isinstance(cell, str) else write(cell) for cell in cells]


def _writer(column: Column, cells: list[Cell], currency: str, numbers: Numbers) -> Callable[[Cell], str]:
    figures = [cell for cell in cells if isinstance(cell, (int, float, Decimal, Fraction))]
    match column.kind:
        case Kind.COUNT:
            return lambda cell: numbers.number(_amount(cell), 0)
        case Kind.MONEY:
            large = column.whole and any(not -CENTS_MATTER_BELOW < figure < CENTS_MATTER_BELOW for figure in figures)
            digits = 0 if large else _all_or_none(figures, decimals(currency))
            return lambda cell: numbers.money(_amount(cell), currency, digits)
        case Kind.PERCENT:
            places = percent_decimals([_exact(figure) * 100 for figure in figures], _PERCENT_DECIMALS)
            return lambda cell: numbers.percent(_amount(cell), places)
        case Kind.NUMBER:
            needed = decimals_needed(figures, _NUMBER_DECIMALS)
            return lambda cell: numbers.number(_amount(cell), needed)
        case Kind.DATE:
            return lambda cell: numbers.day(cell) if isinstance(cell, date) else one_line(str(cell))
        case Kind.TEXT:
            return lambda cell: one_line(str(cell))


def _all_or_none(figures: list[Figure], most: int) -> int:
    """Money has all of its currency's decimals or none: 4.50, never 4.5."""
    return most if decimals_needed(figures, most) else 0


def _amount(cell: Cell) -> Figure:
    if isinstance(cell, (int, float, Decimal, Fraction)):
        return cell
    raise TypeError(f"a figure was expected in this column, not {cell!r}")


def _exact(figure: Figure) -> Fraction:
    return Fraction(Decimal(repr(figure)) if isinstance(figure, float) else figure)


def _blank_repeats(rows: list[tuple[str, ...]], table: Table) -> list[tuple[str, ...]]:
    keys = [column.key for column in table.columns]
    if table.group not in keys:
        return rows
    at = keys.index(table.group)
    blanked = list(rows)
    for index in range(1, len(table.rows)):
        if rows[index][at] == rows[index - 1][at]:
            blanked[index] = (*rows[index][:at], "", *rows[index][at + 1 :])
    return blanked
