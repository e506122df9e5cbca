"""When revenue is due, and when the work for it: seasons of revenue, and the same seasons one remaining cycle earlier.

The revenue of a month falls evenly on its working days. What a stage has to do for it is done the mean days from that
stage to a won deal earlier.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from salesplan.base.periods import Period, months
from salesplan.scheduling.tasks import Season


def by_month(shares: Mapping[str, Fraction], period: Period) -> tuple[Season, ...] | None:
    """The months of the period with their shares (`2027-01` -> share); None where there are none."""
    if not shares:
        return None
    return tuple(Season(month, shares.get(month.label, Fraction(0))) for month in months(period))


def due(shares: Mapping[str, Fraction], days: Sequence[date], end: date) -> dict[date, Fraction]:
    """What share of the target is due on each of the working `days` up to `end`; adds up to 1.

    Each month's share falls evenly on the working days it has in the period; without shares every working day is alike,
    as where all of them lie later.
    """
    closing = [day for day in days if day <= end]
    size = Counter(map(_month, days))
    daily = {month: shares.get(month, Fraction(0)) / count for month, count in size.items()}
    whole = sum((daily[month] * count for month, count in Counter(map(_month, closing)).items()), Fraction(0))
    if not whole:
        return dict.fromkeys(closing, Fraction(1, len(closing) or 1))
    found = {month: share / whole for month, share in daily.items()}
    return {day: found[_month(day)] for day in closing}


def _month(day: date) -> str:
    return day.isoformat()[:7]


def due_before(day: date, owed: Mapping[date, Fraction]) -> Fraction:
    """The share of the target that is due before a day."""
    return _sum_of_alike(share for when, share in owed.items() if when < day)


def due_by(day: date, owed: Mapping[date, Fraction]) -> Fraction:
    """The share of the target that is due on a day or before it."""
    return _sum_of_alike(share for when, share in owed.items() if when <= day)


def _sum_of_alike(shares: Iterable[Fraction]) -> Fraction:
    """Their sum; those that are equal in a row are added at once, since the days of a month are alike."""
    return sum((share * len(list(alike)) for share, alike in groupby(shares)), Fraction(0))


def earlier(
    owed: Mapping[date, Fraction], ahead: int, window: Period, days: Sequence[date], first: date
) -> tuple[Season, ...] | None:
    """The seasons of the work at a stage from which a deal takes `ahead` more days; they lie within its `window`.

    What is due in a month asks for its work `ahead` days before. For what is due before `first`, the first day on which
    new work can close, it is too late: it is made up for evenly over the window's working days. None where no working
    day lies in the window.
    """
    worked = days[bisect_left(days, window.start) : bisect_right(days, window.end)]
    later = timedelta(days=ahead)
    groups = Counter(_month(day + later) for day in worked)
    if not groups:
        return None
    direct = dict.fromkeys(groups, Fraction(0))
    open_still = ((_month(day), share) for day, share in owed.items() if day >= first)
    for (month, share), alike in groupby(open_still):
        if month in direct:
            direct[month] += share * len(list(alike))
    late = 1 - sum(direct.values(), Fraction(0))
    return tuple(
        Season(_shift(month, later, window), direct[month.label] + late * groups[month.label] / len(worked))
        for month in months(Period(window.start + later, window.end + later))
        if month.label in groups
    )


def _shift(month: Period, later: timedelta, window: Period) -> Period:
    return Period(max(month.start - later, window.start), min(month.end - later, window.end))
