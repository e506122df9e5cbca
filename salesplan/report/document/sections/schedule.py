"""The work in time: weeks, people, hours, seasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from salesplan.model.plan import Plan
from salesplan.quotas.quota import Quota
from salesplan.report.document.blocks import Block, Prose
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice, has_no_name
from salesplan.report.quota import notes
from salesplan.report.quota.following import following_title
from salesplan.report.tables.table import Column, Kind, Table, slim
from salesplan.scheduling.assignment import Assignment
from salesplan.scheduling.schedule import Slot
from salesplan.scheduling.workload import Capacity


def schedule(voice: Voice, assignment: Assignment, parts: Sequence[Slot], view: str) -> tuple[Block, ...]:
    """The weeks or months of each team segment, what falls to each person with a name, and whether hours suffice."""
    people = assignment.slots("period", per_rep=True)
    segments = list(dict.fromkeys(slot.segment for slot in parts))
    blocks: list[Block] = []
    for name in segments:
        blocks.append(_parts(voice, name, [slot for slot in parts if slot.segment == name], view))
        blocks += _people(voice, name, [slot for slot in people if slot.segment == name])
    return (*blocks, *hours(voice, assignment.capacities))


def _parts(voice: Voice, segment: str, slots: Sequence[Slot], view: str) -> Table:
    counted = _counted([((slot.start,), slot) for slot in sorted(slots, key=lambda slot: slot.start)])
    rows = {(part_name(voice, start, view),): row for (start,), row in counted.items()}
    column = Column("part", voice.say("Month") if view == "month" else voice.say("From"))
    return _table(voice, (f"schedule-{segment}", voice.name(segment)), (column,), rows, _actions(slots))


def part_name(voice: Voice, start: date, view: str) -> str:
    """What a row of the schedule is called: the month, or the day on which a week or the like begins."""
    return capital(voice.numbers.month(start)) if view == "month" else voice.day(start)


def _people(voice: Voice, segment: str, slots: Sequence[Slot]) -> tuple[Table, ...]:
    rows = _counted([((voice.person(slot.rep, segment),), slot) for slot in slots if slot.rep is not None])
    if len(rows) < 2 or all(has_no_name(slot.rep or "", segment) for slot in slots):  # noqa: PLR2004
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


def holidays(voice: Voice, quota: Quota) -> tuple[Prose, ...]:
    """Whether public holidays are worked for want of a country."""
    return tuple(Prose(text, muted=True) for text in notes.holidays(quota, voice.words))


def fits_words(voice: Voice) -> tuple[str, str, str]:
    """Whether the hours suffice: in every week, over the whole period only, or not even then."""
    return voice.say("Yes"), voice.say("Not in every week"), voice.say("No")


def _fits(capacity: Capacity) -> int:
    return 0 if capacity.fits else 1 if capacity.total.free >= 0 else 2


def load_share(capacity: Capacity) -> Fraction | None:
    """Hours needed as a share of those available; None where nobody is there or nothing is timed."""
    total = capacity.total
    return total.needed / total.available if total.available and total.needed else None


def following(voice: Voice, quota: Quota) -> tuple[Block, ...]:
    """What each team has to do in this period already for the next one."""
    found = quota.following
    if found is None or not found.stages:
        return ()
    counts = _counted([((slot.segment,), slot) for slot in found.slots("period", per_rep=False)])
    columns = (Column("segment", voice.say("Team")), Column("work", voice.say("Quota")))
    rows = tuple(
        (voice.name(segment), voice.joined(voice.counted(count, action) for action, count in of.items()))
        for (segment,), of in counts.items()
    )
    return slim(Table("next", following_title(found, voice.words, voice.numbers), columns, rows))


def seasonality(voice: Voice, plan: Plan) -> tuple[Block, ...]:
    """The share of the target, or of the work, that falls in each month."""
    what = voice.say("Share of the work") if plan.seasons_work else voice.say("Share of the target")
    columns = (Column("month", voice.say("Month")), Column("share", what, Kind.PERCENT, bar=True))
    rows = tuple((capital(voice.month(month)), share) for month, share in sorted(plan.seasonality.items()))
    return slim(Table("seasonality", voice.say("Seasonality"), columns, rows))
