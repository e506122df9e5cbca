"""How far a plan moves: by whole months from month-based period to month-based period, else by days."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.periods import ONE_DAY, Period, WorkCalendar, add_months, months
from salesplan.base.sentence import day as day_
from salesplan.base.sentence import sentence
from salesplan.model.days import Days


class Shift(Struct, frozen=True):
    """The distance from one period to another.

    `by_months` says that both begin on the first and end on the last day of a month.
    """

    old: Period
    new: Period
    by_months: bool

    def day(self, day: date) -> date:
        """The same day of the month, a month's last day staying the last one; by days, the same day of the period."""
        if not self.by_months:
            return day + (self.new.start - self.old.start)
        moved = add_months(day, self._months)
        return _last_of_month(moved) if day == _last_of_month(day) else moved

    def deadline(self, day: date, calendar: WorkCalendar) -> date:
        """Where a deadline moves: from a working day to one, the one before if need be; the end of a month stays that.

        The day never leaves the new period.
        """
        moved = self.day(day)
        at_an_end = self.by_months and day == _last_of_month(day)
        if at_an_end or not _works(calendar, day) or _works(calendar, moved):
            return moved
        before = calendar.working_days(Period(self.new.start, moved))
        after = calendar.working_days(Period(moved, self.new.end))
        return before[-1] if before else after[0] if after else moved

    def dates(self, days: Days) -> Days:
        """Where days move that are free by their date, such as the last week of the year."""
        return Days(self.day(days.start), self.day(days.end))

    def week(self, days: Days) -> Days:
        """Where somebody's days off move: as many, from the nearest same weekday within the period."""
        start = self.day(days.start)
        start += timedelta(days=(days.start.weekday() - start.weekday() + 3) % 7 - 3)
        if start < self.new.start <= self.day(days.start):
            start += timedelta(weeks=1)
        elif start > self.new.end >= self.day(days.start):
            start -= timedelta(weeks=1)
        return Days(start, start + (days.end - days.start))

    def month(self, month: str) -> str:
        """A month, written 2027-01, as far from the new period's first month as it was from the old one's."""
        return f"{add_months(date.fromisoformat(f'{month}-01'), self._months):%Y-%m}"

    @property
    def _months(self) -> int:
        return (self.new.start.year - self.old.start.year) * 12 + self.new.start.month - self.old.start.month

    @property
    def is_longer(self) -> bool:
        """Whether the new period has more months, or where they do not count more days."""
        if self.by_months:
            return len(months(self.new)) > len(months(self.old))
        return len(self.new) > len(self.old)


def shift_between(old: Period, new: Period) -> Shift:
    """The shift from a plan's period to the next.

    Raises:
        Usage: it is the same period, or the new one is too short for what the old one holds.
    """
    by_months = _of_whole_months(old) and _of_whole_months(new)
    if (old.start, old.end) == (new.start, new.end):
        raise Usage(
            sentence("the plan is for {start} to {end} already", start=day_(old.start), end=day_(old.end)),
            "Name the period that comes next.",
        )
    too_short = len(months(new)) < len(months(old)) or (not by_months and len(new) < len(old))
    if too_short:
        message = sentence(
            "{start} to {end} is shorter than the plan's period, {first} to {last}",
            start=day_(new.start),
            end=day_(new.end),
            first=day_(old.start),
            last=day_(old.end),
        )
        raise Usage(message, "Name a period at least as long: a quarter after a quarter, a year after a year.")
    return Shift(old, new, by_months)


def _of_whole_months(period: Period) -> bool:
    return period.start.day == 1 and period.end == _last_of_month(period.end)


def _last_of_month(day: date) -> date:
    return add_months(day.replace(day=1), 1) - ONE_DAY


def _works(calendar: WorkCalendar, day: date) -> bool:
    return bool(calendar.working_days(Period(day, day)))


def day_of(period: Period, number: int) -> date:
    """Day `number` of a period, whose first is 1."""
    return period.start + timedelta(days=number - 1)
