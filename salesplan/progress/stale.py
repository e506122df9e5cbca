"""Open deals on which nothing happened for too long, in working days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from salesplan.base.periods import Period, WorkCalendar
from salesplan.records.count.ledger import Deal

MOST_YEARS = 5
"""Working days are counted over this many years at most; what is older is as stale as can be."""


class Idle(Struct, frozen=True):
    """An open deal, the day of its last sign of life, and the working days since."""

    deal: Deal
    last: date
    days: int


def last_sign(deal: Deal) -> date | None:
    """The last day on which something is known to have happened: activity, stage change, else its creation."""
    days = [deal.last_activity, deal.created, *(entry.at.date() for entry in deal.entries[-1:])]
    return max((day for day in days if day is not None), default=None)


def working_days_since(calendar: WorkCalendar, on: date) -> Callable[[date], int]:
    """Counts the working days after a day, up to and including `on`."""
    known: Sequence[date] | None = None

    def count(day: date) -> int:
        nonlocal known
        if known is None:
            known = calendar.working_days(Period(on - timedelta(days=366 * MOST_YEARS), on))
        return len(known) - bisect_right(known, day)

    return count


def stale(deals: Iterable[Deal], limit: Callable[[Deal], int | None], since: Callable[[date], int]) -> tuple[Idle, ...]:
    """Open deals without a sign of life for more working days than their limit, the longest first.

    Working days, so that a holiday makes no deal stale; None for a limit says that a deal never is.
    """
    found = []
    for deal in deals:
        most, last = limit(deal), last_sign(deal)
        if most is None or last is None or not deal.is_open:
            continue
        days = since(last)
        if days > most:
            found.append(Idle(deal, last, days))
    return tuple(sorted(found, key=lambda idle: (-idle.days, idle.deal.id, idle.deal.name)))
