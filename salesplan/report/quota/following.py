"""What is done for the next period: as tables, and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from salesplan.base.periods import Period
from salesplan.quotas.quota import Quota
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.voice import Voice
from salesplan.report.language.words import Words
from salesplan.report.tables.table import Column, Kind, Table
from salesplan.scheduling.following import Following
from salesplan.scheduling.schedule import Slot


def following_json(quota: Quota) -> dict[str, Any]:
    """The next period, its target, the records and actions of it that fall into this one; slots where it is split."""
    found = quota.following
    if found is None:
        return {}
    funnels = dict.fromkeys(each.funnel for each in found.stages)
    told = {
        "period": {"start": found.period.start, "end": found.period.end},
        "target": found.target,
        "funnels": [
            {
                "name": name,
                "stages": [
                    {"name": each.stage, "count": each.count, "of": each.whole}
                    for each in found.stages
                    if each.funnel == name
                ],
            }
            for name in funnels
        ],
        "segments": _segments(found),
    }
    return {"next": told | ({"slots": [_slot_json(slot) for slot in _slots(quota, found)]} if quota.is_split else {})}


def _segments(found: Following) -> list[dict[str, Any]]:
    grids = found.schedule.grids
    return [
        {
            "name": name,
            "quotas": [{"action": grid.action, "count": sum(grid.daily)} for grid in grids if grid.segment == name],
        }
        for name in dict.fromkeys(grid.segment for grid in grids)
    ]


def _slots(quota: Quota, found: Following) -> tuple[Slot, ...]:
    return found.slots(quota.by, per_rep=quota.per == "rep")


def _slot_json(slot: Slot) -> dict[str, Any]:
    names = ("segment", "rep", "start", "end", "action", "count")
    return {name: getattr(slot, name) for name in names}


def following_title(found: Following, words: Words, numbers: Numbers) -> str:
    """What the table is: work of this period for the next, with its days."""
    days = Voice(words, numbers).span(found.period.start, found.period.end)
    return words.text("For the next period, {days}", days=days)


def following_tables(
    quota: Quota,
    words: Words,
    numbers: Numbers,
    named: Callable[[Period], str] | None = None,
    team: Callable[[str], str] | None = None,
) -> tuple[Table, ...]:
    """A row for each action; with `named`, what a part of the period is called, for each part and rep as well.

    `team` is how a segment is called, as it stands in the plan by default.
    """
    found = quota.following
    if found is None or not found.stages:
        return ()
    split = named is not None
    by_time, by_rep = split and quota.by != "period", split and quota.per == "rep"
    slots = _slots(quota, found) if split else found.slots("period", per_rep=False)
    columns = (
        *((Column("when", words.text("When")),) if by_time else ()),
        Column("segment", words.text("Team")),
        *((Column("rep", words.text("Rep")),) if by_rep else ()),
        Column("action", words.text("Action")),
        Column("count", words.text("Quota"), Kind.COUNT),
    )
    ordered = sorted(slots, key=lambda slot: slot.start)
    rows = tuple(
        (
            *((named(Period(slot.start, slot.end)),) if named is not None and by_time else ()),
            (team or words.name)(slot.segment),
            *((slot.rep or "–",) if by_rep else ()),
            words.names(slot.action, slot.count),
            slot.count,
        )
        for slot in ordered
    )
    group = "when" if by_time else "segment"
    return (Table("next", following_title(found, words, numbers), columns, rows, group=group),)
