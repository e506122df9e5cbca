"""Whether the hours of a team segment suffice for its actions, over the period and week by week."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, lcm

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import DAYS_OF_WEEK, Period
from salesplan.scheduling.staffing import FULL_WEEK, Rep, levels, steps

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
        return all(week.needed <= week.available for week in self.weeks)


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
    timed = {action: minutes[action] / MINUTES for action in workload if action in minutes}
    needed = _hours_needed([(workload[action], hours) for action, hours in timed.items()], len(days))
    available = _available(crew, days)
    person = FULL_WEEK / crew.workdays
    persons = [person * days_worked for days_worked in range(DAYS_OF_WEEK + 1)]
    loads = []
    for week in weeks:
        first, last = bisect_left(days, week.start), bisect_right(days, week.end)
        loads.append(Load(week, needed.between(first, last), available.between(first, last), persons[last - first]))
    whole = Period(weeks[0].start, weeks[-1].end)
    total = Load(whole, needed.between(0, len(days)), available.between(0, len(days)), person * len(days))
    untimed = tuple(action for action, counts in workload.items() if action not in minutes and any(counts))
    return Capacity(crew.segment, total, tuple(loads), untimed)


class Daily(Struct, frozen=True):
    """A fraction for each day: whole numbers of `parts` of one, which are added much faster than fractions."""

    sizes: Sequence[int]
    parts: int

    def between(self, first: int, last: int) -> Fraction:
        """The sum of the days from one place up to another."""
        return Fraction(sum(self.sizes[first:last]), self.parts)


def _hours_needed(work: Sequence[tuple[Sequence[int], Fraction]], days: int) -> Daily:
    """The hours that counts of actions take on each day, each action its own."""
    parts = lcm(*(hours.denominator for _, hours in work))
    sizes = [0] * days
    for counts, hours in work:
        each = int(hours * parts)
        sizes = [size + count * each for size, count in zip(sizes, counts, strict=True)]
    return Daily(sizes, parts)


def _available(crew: Crew, days: Sequence[date]) -> Daily:
    """The crew's hours on each day; reps alike are worked out once."""
    alike = Counter(replace(rep, name=None, quota_share=None) for rep in crew.reps)
    kinds = [
        (rep, [rep.hours_per_week * level / crew.workdays for level in levels(rep)], many)
        for rep, many in alike.items()
    ]
    parts = lcm(*(hours.denominator for _, row, _ in kinds for hours in row))
    sizes = [0] * len(days)
    for rep, row, many in kinds:
        each = [int(hours * parts) * many for hours in row]
        sizes = [size + each[step] for size, step in zip(sizes, steps(rep, days), strict=True)]
    return Daily(sizes, parts)
