"""Hours against people as a strip of months, whom to hire by when, and what the quotas carry of the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salesplan.base.finding import SalesplanError
from salesplan.model.plan import Plan
from salesplan.quotas.headcount import Headcount
from salesplan.quotas.headcount import capacity as weigh
from salesplan.quotas.quota import Quota
from salesplan.quotas.ramping import RampMonth
from salesplan.report.capacity import capacity_notes, hires_table, ramp_tables
from salesplan.report.document.blocks import Block
from salesplan.report.document.parts import listed
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Column, Kind, Table

Seen = Mapping[str, Sequence[RampMonth]]
"""How people of each segment grew into their quota, by the records."""

FEWEST = 2
"""A strip has at least so many months: one is what the hours beside the quotas say."""


def capacity(voice: Voice, plan: Plan, quota: Quota | None, seen: Seen | None = None) -> tuple[Block, ...]:
    """Load by segment and month, and the ramps `seen`; nothing where the plan has no period, people or minutes."""
    found = None if quota is None else _weighed(plan, quota, seen)
    if found is None:
        return ()
    tables = (*_strip(voice, found), *hires_table(found, voice), *ramp_tables(found, voice))
    return (*tables, *listed("", capacity_notes(found, voice)))


def _weighed(plan: Plan, quota: Quota, seen: Seen | None) -> Headcount | None:
    try:
        return weigh(plan, quota, seen)
    except SalesplanError:
        return None


def _strip(voice: Voice, found: Headcount) -> tuple[Table, ...]:
    busy = [one for one in found.segments if any(month.required for month in one.months)]
    if not busy or len(busy[0].months) < FEWEST:
        return ()
    months = [month.period for month in busy[0].months]
    columns = (
        Column("segment", voice.say("Team")),
        *(
            Column(f"{one.start:%Y-%m}", capital(voice.numbers.short_month(one.start)), Kind.PERCENT, heat=True)
            for one in months
        ),
    )
    rows = tuple((voice.name(one.name), *(month.load for month in one.months)) for one in busy)
    title = voice.say("Hours needed as a share of hours available")
    over = any((month.load or 0) > 1 for one in busy for month in one.months)
    told = voice.say("Above 100% there is more work than people have hours for, after ramps, absences and attrition.")
    note = told if over else ""
    return (Table("heat", title, columns, rows, note=note),)
