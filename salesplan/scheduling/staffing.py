"""Reps and the days on which they are productive: start, end, ramp, hours and time off."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import add_months

FULL_WEEK = Fraction(35)  # hours, where a plan says nothing else
FULL = Fraction(1)
AWAY = Fraction(0)


class Rep(Struct, frozen=True, cache_hash=True):
    """One person of a team segment; without a `name`, the whole segment taken as one.

    `ramp` is the share of full productivity in the first, second, ... month since `starts`; its last step lasts.
    Without `starts` a rep is past the ramp. `quota_share` is that of the segment's quota; those without one share the
    rest by the hours they are there.
    """

    name: str | None = None
    starts: date | None = None
    ends: date | None = None
    ramp: tuple[Fraction, ...] = ()
    hours_per_week: Fraction = FULL_WEEK
    quota_share: Fraction | None = None
    time_off: frozenset[date] = frozenset()


def levels(rep: Rep) -> tuple[Fraction, ...]:
    """The shares of a full day that `steps` points at: away, fully productive, then the ramp."""
    return (AWAY, FULL, *rep.ramp)


def steps(rep: Rep, days: Sequence[date]) -> list[int]:
    """For each of the `days` (in order) the place in `levels` of what `rep` is good for."""
    begins = bisect_left(days, rep.starts) if rep.starts else 0
    found = [0] * begins + [1] * (len(days) - begins)
    if rep.starts:
        for month in range(len(rep.ramp)):
            place = bisect_left(days, add_months(rep.starts, month))
            found[place:] = [2 + month] * (len(days) - place)
    if rep.ends:
        place = bisect_right(days, rep.ends)
        found[place:] = [0] * (len(days) - place)
    if rep.time_off:
        found = [0 if day in rep.time_off else step for day, step in zip(days, found, strict=True)]
    return found


def productivity(rep: Rep, days: Sequence[date]) -> list[Fraction]:
    """The share of a full day that `rep` is good for, day by day: the ramp's step, or 0 when not there."""
    known = levels(rep)
    return [known[step] for step in steps(rep, days)]


def with_shares(reps: Sequence[Rep]) -> tuple[Rep, ...]:
    """The reps with every quota share filled in: those without one share alike what the others leave of the whole."""
    taken = sum((rep.quota_share for rep in reps if rep.quota_share is not None), start=Fraction(0))
    without = sum(rep.quota_share is None for rep in reps)
    rest = max(AWAY, 1 - taken) / without if without else AWAY
    return tuple(rep if rep.quota_share is not None else replace(rep, quota_share=rest) for rep in reps)
