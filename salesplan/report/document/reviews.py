"""The days on which a plan is reviewed: a rule that calendars repeat, and the days that holidays move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from msgspec import Struct

from salesplan.base.periods import ONE_DAY, WEEKDAYS, Period, WorkCalendar, add_months

_MONTHS_OF = {"monthly": 1, "quarterly": 3, "yearly": 12}
_WEEKS_OF = {"weekly": 1, "fortnightly": 2}


class Review(Struct, frozen=True):
    """`rule` is the parts of an RRULE, `nominal` the days it gives; `days` maps each to the working day it falls on.

    A nominal day that is missing in `days` has no working day near and is left out.
    """

    rule: Mapping[str, object]
    nominal: tuple[date, ...]
    days: Mapping[date, date]


def reviews(rhythm: str, period: Period, work: WorkCalendar, fiscal_year_starts: int = 1) -> Review:
    """The reviews of a rhythm (`daily`, `weekly`, ..., `yearly`) within `period`.

    Daily: every working day. Otherwise the last working day of each week, month, quarter or (fiscal) year; where the
    period ends or a holiday falls before it, the nearest working day before, within the same stretch.
    """
    usual = sorted(work.workdays)
    stretches = [
        stretch
        for stretch in _stretches(rhythm, period, fiscal_year_starts)
        if any(day.weekday() in usual for day in stretch)
    ]
    nominal = tuple(_last_usual(stretch, usual) for stretch in stretches)
    free = work.working_days(period)
    days: dict[date, date] = {}
    for stretch, day in zip(stretches, nominal, strict=True):
        if found := [one for one in free if one in stretch]:
            days[day] = found[-1]
    return Review(_rule(rhythm, usual, nominal), nominal, days)


def _stretches(rhythm: str, period: Period, fiscal_year_starts: int) -> list[Period]:
    """The whole days, weeks, months, quarters or years that touch `period`."""
    if rhythm == "daily":
        return [Period(day, day) for day in period]
    if rhythm in _WEEKS_OF:
        step = timedelta(weeks=_WEEKS_OF[rhythm])
        return _steps(period, period.start - timedelta(days=period.start.weekday()), lambda number: number * step)
    length = _MONTHS_OF[rhythm]
    early = (period.start.month - fiscal_year_starts) % length
    first = add_months(period.start.replace(day=1), -early)
    return _steps(period, first, lambda number: add_months(first, number * length) - first)


def _steps(period: Period, first: date, after: Callable[[int], timedelta]) -> list[Period]:
    found: list[Period] = []
    while first + after(len(found)) <= period.end:
        number = len(found)
        found.append(Period(first + after(number), first + after(number + 1) - ONE_DAY))
    return found


def _last_usual(stretch: Period, usual: list[int]) -> date:
    day = stretch.end
    while day.weekday() not in usual:
        day -= ONE_DAY
    return day


def _rule(rhythm: str, usual: list[int], nominal: tuple[date, ...]) -> dict[str, object]:
    names = [WEEKDAYS[day][:2].upper() for day in usual]
    until = {"UNTIL": nominal[-1]} if nominal else {}
    if rhythm == "daily":
        return {"FREQ": "WEEKLY", "BYDAY": names, **until}
    if rhythm in _WEEKS_OF:
        return {"FREQ": "WEEKLY", "INTERVAL": _WEEKS_OF[rhythm], "BYDAY": names[-1:], **until}
    return {"FREQ": "MONTHLY", "INTERVAL": _MONTHS_OF[rhythm], "BYDAY": names, "BYSETPOS": -1, **until}
