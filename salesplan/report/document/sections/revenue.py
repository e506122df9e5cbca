"""The target in money and deals: by month, and by person."""

from __future__ import annotations

from collections.abc import Sequence

from salesplan.report.document.blocks import Block
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.quota.revenue import cells, figure_columns, sums
from salesplan.report.tables.table import Cell, Column, Table
from salesplan.scheduling.revenue import RevenueQuota, RevenueSlot


def revenue(voice: Voice, owed: RevenueQuota) -> tuple[Block, ...]:
    """What has to be won in each month of a period that has several, and by each person of several."""
    by_month = sorted(owed.slots("month", per_rep=False), key=lambda slot: slot.start)
    by_person = [slot for slot in owed.slots("period", per_rep=True) if slot.rep is not None]
    several = len({slot.segment for slot in by_month}) > 1
    months = [(capital(voice.month(f"{slot.start:%Y-%m}")), *_team(voice, slot, several=several)) for slot in by_month]
    people = [(voice.person(slot.rep or "", slot.segment), *_team(voice, slot, several=several)) for slot in by_person]
    team = (Column("segment", voice.say("Team")),) if several else ()
    return (
        *_table(voice, ("revenue-months", voice.say("Target by month"), "month" if several else ""),
                (Column("month", voice.say("Month")), *team), (owed, by_month, months), street=False),
        *_table(voice, ("revenue-people", voice.say("Target by person"), ""), (Column("rep", voice.say("Name")), *team),
                (owed, by_person, people), street=owed.is_overassigned),
    )  # fmt: skip


def _team(voice: Voice, slot: RevenueSlot, *, several: bool) -> tuple[str, ...]:
    return (voice.name(slot.segment),) if several else ()


def _table(
    voice: Voice,
    named: tuple[str, str, str],
    first: tuple[Column, ...],
    filled: tuple[RevenueQuota, Sequence[RevenueSlot], Sequence[tuple[Cell, ...]]],
    *,
    street: bool,
) -> tuple[Block, ...]:
    owed, slots, heads = filled
    if len(slots) < 2:  # noqa: PLR2004  (a single row says what the target says)
        return ()
    figures = figure_columns(voice.words, has_target=owed.has_target, street=street)
    rows = tuple((*head, *cells(slot, figures)) for head, slot in zip(heads, slots, strict=True))
    total = (voice.say("Total"), *[None] * (len(first) - 1), *sums(list(slots), figures))
    name, title, group = named
    return (Table(name, title, (*first, *figures), rows, total, currency=voice.currency, group=group),)
