"""The target by part of the period and by rep: as a table, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from salesplan.quotas.quota import Quota
from salesplan.report.language.words import Words
from salesplan.report.quota.heads import Heads
from salesplan.report.tables.table import Cell, Column, Kind, Table
from salesplan.scheduling.revenue import RevenueSlot


def revenue_json(quota: Quota, slots: Sequence[RevenueSlot]) -> list[dict[str, Any]]:
    """A row a slot of those given; the street quota beside the amount where more is assigned than the target."""
    street = quota.assignment is not None and quota.assignment.revenue.is_overassigned
    return [
        {
            "segment": slot.segment,
            "rep": slot.rep,
            "start": slot.start,
            "end": slot.end,
            "amount": slot.amount,
            **({"street": slot.street} if street else {}),
            "deals": slot.deals,
        }
        for slot in slots
    ]


def revenue_tables(quota: Quota, heads: Heads, words: Words) -> tuple[Table, ...]:
    """One table: what has to be won when and by whom, in money and in deals."""
    slots = sorted(quota.revenue, key=lambda slot: slot.start)
    if not slots or quota.assignment is None:
        return ()
    figures = figure_columns(
        words, has_target=slots[0].amount is not None, street=quota.assignment.revenue.is_overassigned
    )
    several = len({slot.segment for slot in slots}) > 1
    segment = (Column("segment", words.text("Team")),) if several else ()
    columns = (*heads.columns(), *segment, *figures)
    rows = tuple(
        (
            *heads.cells(slot.start, slot.rep),
            *((words.name(slot.segment),) if several else ()),
            *cells(slot, figures),
        )
        for slot in slots
    )
    first = [words.text("Total"), *[None] * (len(columns) - len(figures) - 1)]
    group = "when" if heads.by_time and (heads.by_rep or several) else ""
    title = words.text("Revenue and deals") if slots[0].amount is not None else words.text("Deals to win")
    return (
        Table(
            "revenue", title, columns, rows, (*first, *sums(slots, figures)), currency=quota.currency, group=group
        ),
    )  # fmt: skip


def figure_columns(words: Words, *, has_target: bool, street: bool) -> tuple[Column, ...]:
    """The target, what is assigned in all where that is more, and the deals."""
    money = [Column("amount", words.text("Target"), Kind.MONEY)] if has_target else []
    if has_target and street:
        money.append(Column("street", words.text("Street quota"), Kind.MONEY))
    return (*money, Column("deals", words.text("Deals"), Kind.COUNT))


def cells(slot: RevenueSlot, columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    """The figures of a slot under `figure_columns`."""
    return tuple(getattr(slot, column.key) for column in columns)


def sums(slots: list[RevenueSlot], columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    """The totals under `figure_columns`: the target, the street quota and the deals."""
    rows = [cells(slot, columns) for slot in slots]
    added = [sum((Fraction(row[place] or 0) for row in rows), Fraction(0)) for place in range(len(columns))]  # type: ignore[arg-type]
    return tuple(int(each) if column.kind is Kind.COUNT else each for each, column in zip(added, columns, strict=True))
