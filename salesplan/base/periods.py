"""Periods, their months and ISO weeks, fiscal years, and the days on which a team works."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import force_setattr

ONE_DAY = timedelta(days=1)
DAYS_OF_WEEK = 7
DAYS_OF_YEAR = 365
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_YEAR, LAST_YEAR = 1900, 2100  # public holidays are known until then
MONTHS = range(1, 13)
VIEWS = ("period", "month", "week", "day")

PERIOD = re.compile(
    r"(?P<fiscal>FY)?(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>[0-9]{2})))?"
)


class Period(Struct, frozen=True, order=True):
    """The days from `start` to `end`, both included.

    `label` is the name in ISO terms (`2027-01`, `2027-W01`), or `start/end` where there is none. `partial` says that
    a longer period's edge cut it short.
    """

    start: date
    end: date
    label: str = ""
    partial: bool = False

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")
        if not self.label:
            force_setattr(self, "label", f"{self.start}/{self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=number) for number in range(len(self)))

    def __len__(self) -> int:
        return (self.end - self.start).days + 1

    def cut(self, edges: Period) -> Period | None:
        """The part of this period within `edges`, named alike and marked as partial, or None where they do not meet."""
        start, end = max(self.start, edges.start), min(self.end, edges.end)
        if end < start:
            return None
        whole = (start, end) == (self.start, self.end)
        return self if whole else Period(start, end, self.label, partial=True)


def parse_period(text: str, fiscal_year_starts: int = 1) -> Period:
    """The period that `text` names: `2027`, `2027-H1`, `2027-Q1`, `2027-01`, `FY2027`, `FY2027-H1`, `FY2027-Q1`.

    Plain forms always mean the calendar, whatever the fiscal year. `FY` forms follow `fiscal_year_starts` (a month, 1
    to 12), and a fiscal year bears the number of the calendar year in which it ends: with 4, FY2027 is April 2026 to
    March 2027.

    Raises:
        ValueError: if `text` is in none of these forms, or `fiscal_year_starts` is not a month.
    """
    if fiscal_year_starts not in MONTHS:
        raise ValueError(f"a fiscal year starts in a month from 1 to 12, not {fiscal_year_starts}")
    found = PERIOD.fullmatch(text)
    if not found or (found["fiscal"] and found["month"]) or int(found["month"] or 1) not in MONTHS:
        raise ValueError(f"{text[:40]!r} is not a period; write 2027, 2027-H1, 2027-Q1, 2027-01, FY2027 or FY2027-Q1")
    year = int(found["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year of a period is from {FIRST_YEAR} to {LAST_YEAR}, not {found['year']}")
    first = date(year, 1, 1)
    if found["fiscal"] and fiscal_year_starts > 1:
        first = date(year - 1, fiscal_year_starts, 1)
    skipped, length = _months_of(found)
    start = add_months(first, skipped)
    return Period(start, add_months(start, length) - ONE_DAY, text)


def _months_of(found: re.Match[str]) -> tuple[int, int]:
    """How many months of the year come before the period, and how many it has."""
    for name, length in (("quarter", 3), ("half", 6), ("month", 1)):
        if found[name]:
            return (int(found[name]) - 1) * length, length
    return 0, len(MONTHS)


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (earlier if negative), or that month's last day where there is none.

    31 January + 1 is 28 February (29 in a leap year); 29 February + 12 is 28 February. Steps do not chain: count from
    the first day each time, since 31 January + 1 + 1 would be 28 March, and 31 January + 2 is 31 March.
    """
    years, month = divmod(day.month - 1 + months, len(MONTHS))
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def following(period: Period) -> Period:
    """The period after this one, as long: in whole months where it has whole months, else in days."""
    start = period.end + ONE_DAY
    if period.start.day == 1 and start.day == 1:
        length = (start.year - period.start.year) * len(MONTHS) + start.month - period.start.month
        return Period(start, add_months(start, length) - ONE_DAY)
    return Period(start, start + (period.end - period.start))


def months_since(start: date, day: date) -> int:
    """Whole months from `start` to `day` as `add_months` counts: 0 until the first is over, negative before `start`."""
    months = (day.year - start.year) * len(MONTHS) + day.month - start.month
    return months if add_months(start, months) <= day else months - 1


def months(period: Period) -> tuple[Period, ...]:
    """The calendar months of `period`, such as `2027-01`; the first and the last may be partial."""
    first = period.start.replace(day=1)
    count = (period.end.year - first.year) * len(MONTHS) + period.end.month - first.month + 1
    return tuple(_month(add_months(first, number), period) for number in range(count))


def _month(first: date, edges: Period) -> Period:
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return _part(Period(first, last, f"{first:%Y-%m}"), edges)


def weeks(period: Period) -> tuple[Period, ...]:
    """The ISO weeks (Monday to Sunday) of `period`, such as `2027-W01`; the first and the last may be partial."""
    monday = period.start - timedelta(days=period.start.weekday())
    count = (period.end - monday).days // 7 + 1
    return tuple(_week(monday + timedelta(weeks=number), period) for number in range(count))


def _week(monday: date, edges: Period) -> Period:
    year, week, _ = monday.isocalendar()
    return _part(Period(monday, monday + timedelta(days=6), f"{year}-W{week:02}"), edges)


def _part(whole: Period, edges: Period) -> Period:
    part = whole.cut(edges)
    assert part is not None  # noqa: S101  (both callers walk within the edges)
    return part


def parts(period: Period, view: str) -> tuple[Period, ...]:
    """`period` in parts of one of `VIEWS`: itself, its months, its ISO weeks or its days.

    Raises:
        ValueError: if `view` is none of them.
    """
    match view:
        case "period":
            return (period,)
        case "month":
            return months(period)
        case "week":
            return weeks(period)
        case "day":
            return tuple(Period(day, day, day.isoformat()) for day in period)
    raise ValueError(f"{view!r} is not a view; choose from {', '.join(VIEWS)}")


class WorkCalendar(Struct, frozen=True):
    """The days on which people work: their `workdays` (0 is Monday), without public holidays and days when `closed`.

    Public holidays are those of `country` (`FR`) and `region` (`6AE`, or its name); without a country there are none.
    `kinds` says which count: `public`, and in some countries others, such as `catholic` in Bavaria or `bank`.
    """

    workdays: frozenset[int] = frozenset(range(5))
    country: str | None = None
    region: str | None = None
    closed: frozenset[date] = frozenset()
    kinds: tuple[str, ...] = ("public",)

    def __post_init__(self) -> None:
        if not self.workdays <= frozenset(range(len(WEEKDAYS))):
            raise ValueError("workdays are numbers from 0 (Monday) to 6 (Sunday)")
        if self.region and not self.country:
            raise ValueError(f"the region {self.region[:40]!r} needs its country")

    def holidays(self, period: Period) -> frozenset[date]:
        """The public holidays within `period`.

        Raises:
            ValueError: if the country, region or kind is unknown; the message lists near names.
        """
        if not self.country:
            return frozenset()
        from salesplan.base.public_holidays import public_holidays

        years = range(period.start.year, period.end.year + 1)
        found = (public_holidays(self.country, self.region, year, self.kinds) for year in years)
        return frozenset(day for days in found for day in days if day in period)

    def working_days(self, period: Period) -> tuple[date, ...]:
        """The working days within `period`, in order; none is a valid answer, which the caller should mind.

        Raises:
            ValueError: if the country or region is unknown; the message lists near names.
        """
        return _worked_days(self, period)


@lru_cache(maxsize=32)  # a plan, its next period and each of its scenarios ask for the same days
def _worked_days(calendar: WorkCalendar, period: Period) -> tuple[date, ...]:
    off = calendar.holidays(period) | calendar.closed
    return tuple(day for day in period if day.weekday() in calendar.workdays and day not in off)
