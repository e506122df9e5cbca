"""Whether the hours of a team segment suffice for its actions, over the period and week by week."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.scheduling.staffing import FULL_WEEK, Rep, productivity

MINUTES = 60
USUAL_WEEK = 5  # working days


class Load(Struct, frozen=True):
    """Hours of work against hours of people within `period`; `person` is what one more full-time person would add."""

    period: Period
    needed: Fraction
    available: Fraction
    person: Fraction

    @property
    def free(self) -> Fraction:
        """Hours left; below 0, hours short."""
        return self.available - self.needed

    @property
    def extra_people(self) -> int | None:
        """How many more full-time people, past their ramp, would close the gap; None where nobody could."""
        if self.free >= 0:
            return 0
        return ceil(-self.free / self.person) if self.person else None


class Capacity(Struct, frozen=True):
    """A segment's load over the period (`total`) and in each ISO week; `untimed` are actions of unknown duration."""

    segment: str
    total: Load
    weeks: tuple[Load, ...]
    untimed: tuple[str, ...] = ()

    @property
    def tightest(self) -> Load:
        """The week with the most hours short, or the fewest free; of equal ones the first."""
        return min(self.weeks, key=lambda week: week.free)

    @property
    def fits(self) -> bool:
        """Whether no week is short of hours."""
        return self.tightest.free >= 0


class Crew(Struct, frozen=True):
    """The people of a segment; `workdays` is how many days share out their hours per week."""

    segment: str
    reps: tuple[Rep, ...]
    workdays: int = USUAL_WEEK


def capacity(
    crew: Crew,
    workload: Mapping[str, Sequence[int]],
    minutes: Mapping[str, Fraction],
    days: Sequence[date],
    weeks: Sequence[Period],
) -> Capacity:
    """What the `workload` (action -> count on each of the working `days`) takes of the crew's hours.

    An action takes its `minutes`. A day of a rep has hours per week / workdays x ramp, or none when away: a rep at half
    productivity does half the actions in an hour. `weeks` are the period's ISO weeks, in order.
    """
    timed = [(counts, minutes[action]) for action, counts in workload.items() if action in minutes]
    needed = [sum(counts[place] * each for counts, each in timed) / Fraction(MINUTES) for place in range(len(days))]
    available = _hours(crew, days)
    person = FULL_WEEK / crew.workdays
    loads = []
    for week in weeks:
        first, last = bisect_left(days, week.start), bisect_right(days, week.end)
        hours = sum(needed[first:last], Fraction(0)), sum(available[first:last], Fraction(0))
        loads.append(Load(week, *hours, person * (last - first)))
    whole = Period(weeks[0].start, weeks[-1].end)
    total = Load(whole, sum(needed, Fraction(0)), sum(available, Fraction(0)), person * len(days))
    untimed = tuple(action for action, counts in workload.items() if action not in minutes and any(counts))
    return Capacity(crew.segment, total, tuple(loads), untimed)


def _hours(crew: Crew, days: Sequence[date]) -> list[Fraction]:
    """The crew's hours on each day; reps alike are worked out once."""
    alike: dict[tuple[Fraction, ...], Fraction] = {}
    for rep in crew.reps:
        shares = tuple(productivity(rep, days))
        alike[shares] = alike.get(shares, Fraction(0)) + rep.hours_per_week / crew.workdays
    columns = zip(*alike, strict=True)
    sizes = tuple(alike.values())
    found = [sum((size * share for size, share in zip(sizes, column, strict=True)), Fraction(0)) for column in columns]
    return found or [Fraction(0)] * len(days)
