"""The working calendar: places whose public holidays are known, and days on which somebody works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from salesplan.base.finding import Finding, Locate, error
from salesplan.base.periods import ONE_DAY, WEEKDAYS, Period, WorkCalendar, months
from salesplan.base.public_holidays import UnknownHolidays
from salesplan.base.sentence import day, sentence
from salesplan.checks.wording import quote
from salesplan.model.calendar import Calendar
from salesplan.model.plan import Plan

ANY_DAY = Period(date(2027, 1, 1), date(2027, 1, 1))
"""Where a plan names no period, its country is looked up on this day."""


def country(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The country's and region's public holidays are known."""
    place = plan.calendar
    if place.region and not place.country:
        yield error(
            "region-without-country",
            sentence("the region {region} stands without its country", region=quote(place.region)),
            locate("calendar", "region"),
            "write the country too, such as country: FR",
        )
    elif place.country:
        yield from _unknown_places(place, place.country, plan.dates or ANY_DAY, locate)


def _unknown_places(place: Calendar, code: str, period: Period, locate: Locate) -> Iterator[Finding]:
    """The country and the region are places whose public holidays are known, and so are the kinds that count."""
    kinds = WorkCalendar(country=code, region=place.region, kinds=place.holidays)
    if trouble := _trouble(WorkCalendar(country=code), period):
        yield error("unknown-country", trouble[0], locate("calendar", "country"), trouble[1])
    elif place.region and (trouble := _trouble(WorkCalendar(country=code, region=place.region), period)):
        yield error("unknown-region", trouble[0], locate("calendar", "region"), trouble[1])
    elif trouble := _trouble(kinds, period):
        yield error("unknown-holidays", trouble[0], locate("calendar", "holidays"), trouble[1])


def _trouble(calendar: WorkCalendar, period: Period) -> tuple[str, str] | None:
    """What is wrong with the calendar's country, region or kinds of holidays, and what to write."""
    try:
        calendar.holidays(Period(period.start, period.start))
    except UnknownHolidays as failure:
        return failure.message, failure.hint
    return None


def no_working_day(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Somebody works on some day of the period."""
    period = plan.dates
    if not period or (plan.calendar.region and not plan.calendar.country):
        return
    workdays = frozenset(WEEKDAYS.index(day) for day in plan.calendar.workdays)
    try:
        calendar = WorkCalendar(workdays, plan.calendar.country, plan.calendar.region, kinds=plan.calendar.holidays)
        works = any(calendar.working_days(part) for stretch in _open(plan.calendar, period) for part in months(stretch))
    except UnknownHolidays:
        return  # the country is unknown, which is a finding of its own
    if not works:
        yield error(
            "no-working-day",
            sentence("the period ({start} to {end}) has no working day", start=day(period.start), end=day(period.end)),
            locate("period"),
            "check the period, and under calendar the workdays, the closed days and the country",
        )


def _open(calendar: Calendar, period: Period) -> Iterator[Period]:
    """The stretches of the period between closed days, which may overlap and stand in any order."""
    day = period.start
    for days in sorted(calendar.closed, key=attrgetter("start")):
        if days.start > period.end:
            break
        if days.start > day:
            yield Period(day, days.start - ONE_DAY)
        day = max(day, days.end + ONE_DAY)
    if day <= period.end:
        yield Period(day, period.end)
