"""How early work must start so that its deals close within the period.

The `days` of a stage are calendar days, the mean time a record stays there; a record that enters stage i needs the days
of stage i and of all after it to close.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from math import ceil

from msgspec import Struct

from salesplan.base.periods import Period


class Timing(Struct, frozen=True):
    """One stage: the `latest` day on which a record may enter to close in time, and the `window` for its actions."""

    latest: date
    window: Period


class LeadTime(Struct, frozen=True):
    """The timing of each stage of a funnel, in its order.

    `cycle` is in calendar days, from the top to a won deal. `fits` is False where the cycle leaves no working day for
    some stage: then no record that enters within the period closes in it, and the windows are the whole period.
    `late_share` is the share of the entries, as they were scheduled, that come too late to close.
    """

    cycle: Fraction
    stages: tuple[Timing, ...]
    fits: bool
    late_share: Fraction

    def late(self, deals: int) -> int:
        """How many of so many deals cannot close in time; one that is late by a part is late."""
        return ceil(deals * self.late_share)


def lead_time(
    stage_days: Sequence[Fraction], period: Period, days: Sequence[date], entries: Sequence[int] | None = None
) -> LeadTime:
    """The lead time of a funnel whose stages take `stage_days`, over the working `days` of `period`.

    The actions of stage i may be done from period.start + the days of the stages before it, to period.end - the days of
    stage i and all after it. `entries` are the records that would enter on each working day if nothing were shifted; by
    default they are even.

    Raises:
        ValueError: if a stage takes less than no time.
    """
    if any(length < 0 for length in stage_days):
        raise ValueError("a stage cannot take less than no time")
    cycle = sum(stage_days, Fraction(0))
    passed = [Fraction(0), *accumulate(stage_days)][:-1]
    latest = [_before(period.end, cycle - before) for before in passed]
    windows = [_window(period, before, last) for before, last in zip(passed, latest, strict=True)]
    fits = all(window and _is_worked(window, days) for window in windows)
    return LeadTime(
        cycle,
        tuple(Timing(last, (fits and window) or period) for last, window in zip(latest, windows, strict=True)),
        fits,
        _late_share(latest[0], days, entries) if latest else Fraction(0),
    )


def _before(day: date, length: Fraction) -> date:
    """The last day from which `length` is over by the end of `day`, or the first that a date can name."""
    return day - timedelta(days=min(ceil(length), (day - date.min).days))


def _window(period: Period, passed: Fraction, latest: date) -> Period | None:
    room = (latest - period.start).days - ceil(passed)
    return Period(latest - timedelta(days=room), latest) if room >= 0 else None


def _is_worked(window: Period, days: Sequence[date]) -> bool:
    return bisect_left(days, window.start) < bisect_right(days, window.end)


def _late_share(latest: date, days: Sequence[date], entries: Sequence[int] | None) -> Fraction:
    counts = [1] * len(days) if entries is None else entries
    total = sum(counts)
    return Fraction(sum(counts[bisect_right(days, latest) :]), total) if total else Fraction(0)
