"""The working calendar: places whose public holidays are known, and days on which somebody works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from salesplan.checks.rule import Locate
from salesplan.checks.wording import quoted
from salesplan.finding import Finding, error
from salesplan.model.calendar import Calendar
from salesplan.model.plan import Plan
from salesplan.periods import WEEKDAYS, Period, WorkCalendar, months

ANY_DAY = Period(date(2027, 1, 1), date(2027, 1, 1))
"""Where a plan names no period, its country is looked up on this day."""


def country(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The country's and region's public holidays are known."""
    place = plan.calendar
    if place.region and not place.country:
        yield error(
            "region-without-country",
            f"the region {quoted(place.region)} stands without its country",
            locate("calendar", "region"),
            "write the country too, such as country: FR",
        )
    elif place.country:
        yield from _known(place.country, place.region, plan.dates or ANY_DAY, locate)


def _known(code: str, region: str | None, period: Period, locate: Locate) -> Iterator[Finding]:
    first = Period(period.start, period.start)
    for key, calendar in (("country", WorkCalendar(country=code)), ("region", WorkCalendar(country=code, region=region))):
        try:
            calendar.holidays(first)
        except ValueError as failure:
            message, _, hint = str(failure).partition("; ")
            yield error(f"unknown-{key}", message, locate("calendar", key), hint)
            return


def no_working_day(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Somebody works on some day of the period."""
    period = plan.dates
    if not period:
        return
    try:
        calendar = work_calendar(plan.calendar, period)
        works = any(calendar.working_days(month) for month in months(period))
    except ValueError:
        return  # the country is unknown, which is a finding of its own
    if not works:
        yield error(
            "no-working-day",
            f"the period ({period.start} to {period.end}) has no working day",
            locate("period"),
            "check the period, and under calendar the workdays, the closed days and the country",
        )


def work_calendar(calendar: Calendar, period: Period) -> WorkCalendar:
    """The plan's calendar for the days of `period`."""
    closed: set[date] = set()
    for days in calendar.closed:
        start, end = max(days.start, period.start), min(days.end, period.end)
        closed.update(start + timedelta(days=number) for number in range((end - start).days + 1))
    workdays = frozenset(WEEKDAYS.index(day) for day in calendar.workdays)
    return WorkCalendar(workdays, calendar.country, calendar.region, frozenset(closed))
