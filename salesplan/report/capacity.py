"""What hours, hires and quota capacity look like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from salesplan.base.money import rounded
from salesplan.quotas.headcount import Headcount, MonthLoad, QuotaCapacity, SegmentLoad
from salesplan.quotas.ramping import FEWEST, Basis, Ramp
from salesplan.report.answer import Answer
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Column, Kind, Table

PLACES = 4


def capacity_json(found: Headcount) -> dict[str, Any]:
    """Hours are exact decimals to two places, shares have four."""
    money = found.quota_capacity
    return {
        "kind": "capacity",
        "segments": [_segment_json(one) for one in found.segments],
        "quota_capacity": None if money is None else _money_json(money),
        "ramps": [_ramp_json(one) for one in found.ramps],
    }


def _ramp_json(one: Ramp) -> dict[str, Any]:
    """Shares as in `kpi`; `used` is what capacity counts with, and `basis` where that comes from."""
    return {
        "segment": one.segment,
        "months": [
            {
                "month": step.month,
                "planned": step.planned,
                "measured": step.measured,
                "n": step.n,
                "used": step.used,
                "basis": step.basis.value,
            }
            for step in one.steps
        ],
    }


def _segment_json(one: SegmentLoad) -> dict[str, Any]:
    return {
        "name": one.name,
        "months": [_month_json(each) for each in one.months],
        "hires": [
            {
                "people": hire.people,
                "productive_by": hire.productive_by,
                "start_by": hire.start_by,
                "decide_by": hire.decide_by,
            }
            for hire in one.hires
        ],
    }


def _month_json(month: MonthLoad) -> dict[str, Any]:
    return {
        "start": month.period.start,
        "required_hours": rounded(month.required, 2),
        "available_hours": rounded(month.available, 2),
        "load": None if month.load is None else round(float(month.load), PLACES),
        "people": month.people,
        "needed": month.needed,
    }


def _money_json(money: QuotaCapacity) -> dict[str, Any]:
    coverage = None if money.coverage is None else round(float(money.coverage), PLACES)
    return {
        "street": rounded(money.street, 2),
        "expected": rounded(money.expected, 2),
        "target": rounded(money.target, 2),
        "coverage": coverage,
    }


def capacity_answer(found: Headcount, voice: Voice) -> Answer:
    """A table of months for each segment, the hires, and how much of the target the quotas carry."""
    tables = [_months(one, voice) for one in found.segments if any(month.required for month in one.months)]
    tables += (*hires_table(found, voice), *ramp_tables(found, voice))
    return Answer(
        data=capacity_json(found),
        tables=tuple(tables),
        title=voice.say("Capacity"),
        notes=tuple(capacity_notes(found, voice)),
        rows=_long(found, voice),
    )


def _columns(voice: Voice) -> tuple[Column, ...]:
    return (
        Column("start", voice.say("Month"), Kind.TEXT),
        Column("required_hours", voice.say("Hours required"), Kind.NUMBER),
        Column("available_hours", voice.say("Hours available"), Kind.NUMBER),
        Column("load", voice.say("Load"), Kind.PERCENT),
        Column("people", voice.say("People"), Kind.COUNT),
        Column("needed", voice.say("People needed"), Kind.COUNT),
        Column("mark", ""),
    )


def _months(one: SegmentLoad, voice: Voice) -> Table:
    rows = tuple(
        (
            voice.numbers.month(each.period.start),
            rounded(each.required, 1),
            rounded(each.available, 1),
            each.load,
            each.people,
            each.needed,
            voice.say("over") if each.required > each.available else "",
        )
        for each in one.months
    )
    return Table("months", voice.name(one.name), _columns(voice), rows)


def _long(found: Headcount, voice: Voice) -> Table:
    columns = (
        Column("segment", voice.say("Segment")),
        Column("start", voice.say("Month"), Kind.DATE),
        *_columns(voice)[1:6],
    )
    rows = tuple((one.name, *tuple(_month_json(each).values())) for one in found.segments for each in one.months)
    return Table("months", voice.say("Capacity"), columns, rows)


def hires_table(found: Headcount, voice: Voice) -> tuple[Table, ...]:
    """Whom to hire, and by when that has to be decided; no table where nobody has to be."""
    return (_hires(found, voice),) if any(one.hires for one in found.segments) else ()


def _hires(found: Headcount, voice: Voice) -> Table:
    columns = (
        Column("segment", voice.say("Segment")),
        Column("people", voice.say("People to hire"), Kind.COUNT),
        Column("productive_by", voice.say("Productive by"), Kind.DATE),
        Column("start_by", voice.say("Start by"), Kind.DATE),
        Column("decide_by", voice.say("Decide by"), Kind.DATE),
    )
    rows = tuple(
        (voice.name(one.name), hire.people, hire.productive_by, hire.start_by, hire.decide_by)
        for one in found.segments
        for hire in one.hires
    )
    return Table("hires", voice.say("Hires"), columns, rows)


def ramp_tables(found: Headcount, voice: Voice) -> tuple[Table, ...]:
    """The planned ramp beside the measured one, and which of them counts; a table for each segment that has both."""
    columns = (
        Column("month", voice.say("Month since the first day"), Kind.COUNT),
        Column("planned", voice.say("As planned"), Kind.PERCENT),
        Column("measured", voice.say("As measured"), Kind.PERCENT),
        Column("people", voice.say("People"), Kind.COUNT),
        Column("used", voice.say("Counted with"), Kind.PERCENT),
        Column("basis", voice.say("Which is")),
    )
    names = {Basis.PLAN: voice.say("the plan"), Basis.RECORDS: voice.say("the records")}
    return tuple(
        Table(
            "ramp",
            voice.say("Ramp: {team}", team=voice.name(one.segment)),
            columns,
            tuple((step.month, step.planned, step.measured, step.n, step.used, names[step.basis]) for step in one.told),
            note=voice.say(
                "Measured is won / full quota a month. From {count} people on it counts before the plan, as a share of"
                " the attainment that is counted on.",
                count=voice.numbers.count(FEWEST),
            ),
        )
        for one in found.ramps
    )


def capacity_notes(found: Headcount, voice: Voice) -> Iterator[str]:
    """What is in no hours, and how much of the target the quotas carry."""
    untimed = [action for one in found.segments for action in one.untimed]
    if untimed:
        names = voice.joined(voice.words.names(action, 2) for action in dict.fromkeys(untimed))
        yield voice.say("Not in these hours, because the plan gives no minutes for them: {names}.", names=names)
    money = found.quota_capacity
    if money is not None and money.coverage is not None:
        yield voice.say(
            "Quotas of {street} are counted on to bring {expected}: {coverage} of the target of {target}.",
            street=voice.money(money.street),
            expected=voice.about(money.expected),
            coverage=voice.numbers.percent(money.coverage, 0),
            target=voice.money(money.target),
        )
