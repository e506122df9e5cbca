"""The work in time: weeks, people, hours, seasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from salesplan.model.plan import Plan
from salesplan.report.document.blocks import Block
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Column, Kind, Table, slim
from salesplan.scheduling.assignment import Assignment
from salesplan.scheduling.spread import Slot
from salesplan.scheduling.workload import Capacity


def schedule(voice: Voice, assignment: Assignment, parts: Sequence[Slot]) -> tuple[Block, ...]:
    """The weeks or months of each team segment, what falls to each person, and whether the hours suffice."""
    people = assignment.slots("period", per_rep=True)
    segments = list(dict.fromkeys(slot.segment for slot in parts))
    blocks: list[Block] = []
    for name in segments:
        blocks.append(_parts(voice, name, [slot for slot in parts if slot.segment == name]))
        blocks += _people(voice, name, [slot for slot in people if slot.segment == name])
    return (*blocks, *hours(voice, assignment.capacities))


def _parts(voice: Voice, segment: str, slots: Sequence[Slot]) -> Table:
    columns = (Column("from", voice.say("From"), Kind.DATE), Column("to", voice.say("To"), Kind.DATE))
    rows = dict(sorted(_counted([((slot.start, slot.end), slot) for slot in slots]).items()))
    return _table(voice, (f"schedule-{segment}", voice.name(segment)), columns, rows, _actions(slots))


def _people(voice: Voice, segment: str, slots: Sequence[Slot]) -> tuple[Table, ...]:
    rows = _counted([((slot.rep,), slot) for slot in slots if slot.rep is not None])
    if len(rows) < 2:  # noqa: PLR2004  (one person does what the segment does)
        return ()
    title = voice.say("{segment}, by person", segment=voice.name(segment))
    return (_table(voice, (f"people-{segment}", title), (Column("rep", voice.say("Name")),), rows, _actions(slots)),)


def _actions(slots: Sequence[Slot]) -> list[str]:
    """The actions in the order of the schedule, whichever of them a row has."""
    return list(dict.fromkeys(slot.action for slot in slots))


Key = tuple[Any, ...]
Rows = Mapping[Key, Mapping[str, int]]


def _counted(slots: Sequence[tuple[Key, Slot]]) -> Rows:
    """Counts by row and action; the order is that of the slots."""
    rows: dict[Key, dict[str, int]] = {}
    for key, slot in slots:
        row = rows.setdefault(key, {})
        row[slot.action] = row.get(slot.action, 0) + slot.count
    return rows


def _table(
    voice: Voice, named: tuple[str, str], first: tuple[Column, ...], rows: Rows, actions: Sequence[str]
) -> Table:
    counts = tuple(Column(action, capital(voice.words.names(action, 2)), Kind.COUNT) for action in actions)
    made = tuple((*key, *(row.get(action, 0) for action in actions)) for key, row in rows.items())
    sums = [sum(row.get(action, 0) for row in rows.values()) for action in actions]
    total = (voice.say("Total"), *[None] * (len(first) - 1), *sums)
    return Table(*named, (*first, *counts), made, total)


def hours(voice: Voice, capacities: Sequence[Capacity]) -> tuple[Block, ...]:
    """The hours that the work takes against those there are."""
    columns = (
        Column("segment", voice.say("Team")),
        Column("needed", voice.say("Hours needed"), Kind.COUNT),
        Column("available", voice.say("Hours available"), Kind.COUNT),
        Column("load", voice.say("Load"), Kind.PERCENT, bar=True, full=True),
        Column("fits", voice.say("Enough hours")),
    )
    rows = tuple(
        (
            voice.name(one.segment), ceil(one.total.needed), int(one.total.available), load_share(one),
            fits_words(voice)[_fits(one)],
        )
        for one in capacities
        if one.total.needed
    )  # fmt: skip
    return slim(Table("capacity", voice.say("Hours"), columns, rows))


def fits_words(voice: Voice) -> tuple[str, str, str]:
    """Whether the hours suffice: in every week, over the whole period only, or not even then."""
    return voice.say("Yes"), voice.say("Not in every week"), voice.say("No")


def _fits(capacity: Capacity) -> int:
    return 0 if capacity.fits else 1 if capacity.total.free >= 0 else 2


def load_share(capacity: Capacity) -> Fraction | None:
    """Hours needed as a share of those available; None where nobody is there or nothing is timed."""
    total = capacity.total
    return total.needed / total.available if total.available and total.needed else None


def seasonality(voice: Voice, plan: Plan) -> tuple[Block, ...]:
    """The share of the target, or of the work, that falls in each month."""
    what = voice.say("Share of the work") if plan.seasons_work else voice.say("Share of the target")
    columns = (Column("month", voice.say("Month")), Column("share", what, Kind.PERCENT, bar=True))
    rows = tuple((capital(voice.month(month)), share) for month, share in sorted(plan.seasonality.items()))
    return slim(Table("seasonality", voice.say("Seasonality"), columns, rows))
