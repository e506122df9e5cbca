"""The plan's people and calendar as the schedule takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from salesplan.base.periods import WEEKDAYS, Period, WorkCalendar
from salesplan.model.calendar import Calendar
from salesplan.model.days import Days
from salesplan.model.team import Member, Segment
from salesplan.scheduling.staffing import FULL_WEEK, Rep


def work_calendar(calendar: Calendar) -> WorkCalendar:
    """The days on which people work."""
    workdays = frozenset(WEEKDAYS.index(day) for day in calendar.workdays)
    closed = frozenset(each_day(calendar.closed))
    return WorkCalendar(workdays, calendar.country, calendar.region, closed, calendar.holidays)


def each_day(stretches: Iterable[Days], within: Period | None = None) -> Iterable[date]:
    """Every day of the stretches; of a long one only what lies within the period."""
    for stretch in stretches:
        start = max(stretch.start, within.start) if within else stretch.start
        end = min(stretch.end, within.end) if within else stretch.end
        for number in range((end - start).days + 1):
            yield start + timedelta(days=number)


def _rep(segment: Segment, member: Member, period: Period) -> Rep:
    hours = Fraction(member.hours_per_week) if member.hours_per_week else FULL_WEEK
    away = frozenset(each_day(member.time_off, period))
    return Rep(member.name, member.starts, member.ends, segment.ramp_of(member), hours, member.quota_share, away)


def reps_of(name: str, segment: Segment, period: Period) -> tuple[Rep, ...]:
    """The people of a segment; those without a name are numbered: "sales 1", "sales 2"."""
    if segment.members:
        return tuple(_rep(segment, member, period) for member in segment.members)
    count = segment.headcount or 0
    return tuple(Rep(f"{name} {number}") for number in range(1, count + 1))


def teams(team: Mapping[str, Segment], period: Period) -> dict[str, tuple[Rep, ...]]:
    """The people of every segment that has any."""
    found = {name: reps_of(name, segment, period) for name, segment in team.items()}
    return {name: reps for name, reps in found.items() if reps}
