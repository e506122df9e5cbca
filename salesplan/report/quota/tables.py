"""What a quota looks like: as tables, and as JSON."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from salesplan.base.money import round_money, rounded
from salesplan.funnel import FunnelQuota, SegmentQuota, StageCount
from salesplan.quotas.marks import Mark
from salesplan.quotas.quota import Quota
from salesplan.report.answer import Answer
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.quota.following import following_json, following_tables
from salesplan.report.quota.revenue import revenue_json
from salesplan.report.quota.slots import split_tables
from salesplan.report.tables.table import Column, Kind, Table
from salesplan.scheduling.assignment import Assignment
from salesplan.scheduling.schedule import Slot

PLACES = 3
"""Decimals of a probability: more would claim more than a plan's rates can bear."""


def quota_json(quota: Quota) -> dict[str, Any]:
    """The quota as programs read it; counts are whole numbers, the probability has three decimals."""
    return {
        "kind": "quota",
        "title": quota.title,
        "currency": quota.currency or None,
        "target": quota.target,
        "period": {"start": quota.period.start, "end": quota.period.end} if quota.period else None,
        "confidence": quota.confidence,
        "probability": round(quota.chance.probability, PLACES) if quota.chance else None,
        "standard_error": round(quota.chance.standard_error, PLACES + 2) if quota.chance else None,
        "funnels": [_funnel_json(funnel) for funnel in quota.funnels],
        "segments": [_segment_json(segment) for segment in quota.segments],
        **({"slots": [_slot_json(slot) for slot in quota.slots]} if quota.is_split else {}),
        **({"revenue": revenue_json(quota, quota.revenue)} if quota.is_split else {}),
        **following_json(quota),
        **({"marks": [_mark_json(mark, quota.currency) for mark in quota.marks]} if quota.marks else {}),
        **(_assignment_json(quota, quota.assignment) if quota.assignment else {}),
    }


def with_slots(answer: Answer, quota: Quota) -> Answer:
    """An answer whose JSON has slots and revenue, of the whole period by segment where nothing smaller is asked for.

    A quota of a plan without a period has no days, and thus no slots.
    """
    if quota.assignment is None or quota.is_split:
        return answer
    slots = quota.assignment.slots("period", per_rep=False)
    parts = quota.assignment.revenue.slots("period", per_rep=False)
    told = {"slots": [_slot_json(slot) for slot in slots], "revenue": revenue_json(quota, parts)}
    return replace(answer, data={**answer.data, **told})


def _mark_json(mark: Mark, currency: str) -> dict[str, Any]:
    """A goal on the way: what is expected by its day, money in the currency's smallest unit, deals to two places."""
    expected = round_money(mark.expected, currency) if mark.is_revenue else rounded(mark.expected, 2)
    return {
        "goal": mark.goal,
        "metric": mark.metric,
        "by": mark.by,
        "target": mark.target,
        "expected": expected,
        "in_time": mark.is_in_time,
    }


def _slot_json(slot: Slot) -> dict[str, Any]:
    return {
        "segment": slot.segment,
        "rep": slot.rep,
        "start": slot.start,
        "end": slot.end,
        "action": slot.action,
        "count": slot.count,
    }


def _assignment_json(quota: Quota, assignment: Assignment) -> dict[str, Any]:
    """Hours are exact decimals to two places, dates the last on which a record of the stage may come in."""
    people = {each.segment: each.people for each in quota.advice}
    return {
        "capacity": [
            {
                "segment": each.segment,
                "hours_needed": _hours(each.total.needed),
                "hours_available": _hours(each.total.available),
                "fits": each.fits,
                "extra_people": people.get(each.segment, 0),
                "weeks": [
                    {"week": week.period.label, "hours_needed": _hours(week.needed), "hours_free": _hours(week.free)}
                    for week in each.weeks
                ],
            }
            for each in assignment.capacities
        ],
        "lead_times": [
            {
                "funnel": lead.funnel,
                "days": _hours(lead.time.cycle),
                "fits": lead.time.fits,
                "late_deals": lead.late_deals,
                "by": lead.end,
                "latest": {stage: timing.latest for stage, timing in zip(lead.stages, lead.time.stages, strict=True)},
                "first_close": lead.first_close,
                "due_before": lead.early,
                "covered": lead.covered,
            }
            for lead in assignment.leads
            if lead.time.cycle
        ],
    }


def _hours(hours: Fraction) -> Decimal:
    return rounded(hours, 2)


def _funnel_json(funnel: FunnelQuota) -> dict[str, Any]:
    return {
        "name": funnel.name,
        "target": funnel.target,
        "overassignment": funnel.overassignment,
        "street": funnel.street,
        "deals": funnel.deals,
        "stages": [_stage_json(stage, with_open=funnel.has_open) for stage in funnel.stages],
    }


def _stage_json(stage: StageCount, *, with_open: bool) -> dict[str, Any]:
    counts = {"open": stage.open, "new": stage.new} if with_open else {}
    return {"name": stage.name, "count": stage.count, **counts}


def _segment_json(segment: SegmentQuota) -> dict[str, Any]:
    return {
        "name": segment.name,
        "quotas": [{"action": quota.action, "count": quota.count} for quota in segment.quotas],
    }


def quota_table(quota: Quota, words: Words) -> Table:
    """One long table: a row for each segment and action."""
    columns = (
        Column("segment", words.text("Segment")),
        Column("action", words.text("Action")),
        Column("count", words.text("Quota"), Kind.COUNT),
    )
    rows = tuple((segment.name, each.action, each.count) for segment in quota.segments for each in segment.quotas)
    return Table("quotas", words.text("Quotas"), columns, rows, group="segment")


def funnel_table(funnel: FunnelQuota, words: Words) -> Table:
    """A funnel from its first stage to the won deals."""
    opened = open_columns(funnel, words)
    columns = (
        Column("stage", words.text("Stage")),
        Column("count", words.text("Number"), Kind.COUNT),
        *opened,
        Column("moves_on", words.text("Moves on"), Kind.PERCENT),
    )
    rows = [
        (words.names(stage.name, stage.count), stage.count, *opened_of(stage, opened), stage.conversion)
        for stage in funnel.stages
    ]
    won = words.plural("won deal", "won deals", funnel.deals)
    return Table("funnel", funnel.name, columns, (*rows, (won, funnel.deals, *[None] * len(opened), None)))


def open_columns(funnel: FunnelQuota | None, words: Words) -> tuple[Column, ...]:
    """Columns for the records that are open already and for those that have to be new, where some are open."""
    if funnel is None or not funnel.has_open:
        return ()
    return Column("open", words.text("Open already"), Kind.COUNT), Column("new", words.text("New"), Kind.COUNT)


def opened_of(stage: StageCount | None, columns: tuple[Column, ...]) -> tuple[int | None, ...]:
    """The cells of `open_columns` for a stage."""
    return (stage.open if stage else None, stage.new if stage else None) if columns else ()


def segment_table(segment: SegmentQuota, words: Words) -> Table:
    """What one segment has to do."""
    columns = (Column("action", words.text("Action")), Column("count", words.text("Quota"), Kind.COUNT))
    rows = tuple((words.names(each.action, each.count), each.count) for each in segment.quotas)
    return Table("segment", words.name(segment.name), columns, rows)


def quota_tables(quota: Quota, words: Words, numbers: Numbers) -> tuple[Table, ...]:
    """The funnels, then one table a segment."""
    funnels = tuple(funnel_table(funnel, words) for funnel in quota.funnels)
    if quota.is_split:
        return funnels + split_tables(quota, words, numbers)
    segments = tuple(segment_table(segment, words) for segment in quota.segments)
    return funnels + segments + following_tables(quota, words, numbers)
