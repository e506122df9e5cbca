"""When the work of every funnel of a plan has to be done so that its deals close in time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil

from msgspec import Struct

from salesplan.base.money import common
from salesplan.base.periods import Period
from salesplan.funnel import FunnelQuota
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.scheduling.lead_time import LeadTime, lead_time
from salesplan.scheduling.people import work_calendar
from salesplan.scheduling.seasons import by_month, due, due_before, earlier
from salesplan.scheduling.tasks import Season


class Lead(Struct, frozen=True):
    """The lead time of one funnel, whose deals have to close by `end`.

    `late_deals` of its deals could not close if work began evenly over the period. `windows` and `seasons` say, stage
    by stage, when its work is done; None where that is any day, and as the days come. `first_close` is the day on which
    the first deal of new work can close: `early` is the part of the target that is due before it, `covered` what the
    records that are open already are expected to bring, both None where no revenue is asked for.
    """

    funnel: str
    stages: tuple[str, ...]
    time: LeadTime
    late_deals: int
    end: date
    windows: tuple[Period | None, ...]
    seasons: tuple[tuple[Season, ...] | None, ...]
    first_close: date
    early: Fraction | None = None
    covered: Fraction | None = None

    @property
    def uncovered(self) -> Fraction:
        """What is due before new work can close, and not expected from what is open."""
        return max(Fraction(0), (self.early or Fraction(0)) - (self.covered or Fraction(0)))


def lead_times(
    plan: Plan, period: Period, counted: Sequence[FunnelQuota], ends: Sequence[date] | None = None
) -> tuple[Lead, ...]:
    """The lead time of every funnel, over the working days of the period; none where it has no working day."""
    days = work_calendar(plan.calendar).working_days(period)
    until = ends or [period.end] * len(counted)
    trios = zip(plan.funnels, counted, until, strict=True) if days else ()
    shares = tuple(plan.seasonality.items())
    return tuple(
        _lead(funnel, quota, end, _timing(_lengths(funnel), (period, days, end), shares, plan.seasons_work))
        for funnel, quota, end in trios
    )


def _lengths(funnel: Funnel) -> tuple[Fraction, ...]:
    return tuple(Fraction(stage.days or 0) for stage in funnel.stages)


class _Timing(Struct, frozen=True):
    """What a funnel's lead time is whatever its counts: see `Lead`. `before` is the share due before `first`."""

    time: LeadTime
    windows: tuple[Period | None, ...]
    seasons: tuple[tuple[Season, ...] | None, ...]
    first: date
    before: Fraction


@lru_cache(maxsize=64)  # scenarios and trials change counts, seldom days
def _timing(
    lengths: tuple[Fraction, ...],
    when: tuple[Period, tuple[date, ...], date],
    shares: tuple[tuple[str, Fraction], ...],
    of_work: bool,  # noqa: FBT001  (whether the shares are those of the work)
) -> _Timing:
    period, days, end = when
    owed = _owed(shares, days, end)
    horizon = Period(period.start, end)
    within = days[: bisect_right(days, end)]
    found = lead_time(lengths, horizon, within, common(list(owed.values())))
    timed = found.cycle > 0 and found.fits
    whole = None if end >= period.end else horizon
    windows = tuple(timing.window if timed else whole for timing in found.stages)
    first = days[0] + timedelta(days=min(ceil(found.cycle), (date.max - days[0]).days))
    if timed and shares and not of_work:
        ahead = [(end - timing.latest).days for timing in found.stages]
        seasons = tuple(
            earlier(owed, length, window or period, days, first) for length, window in zip(ahead, windows, strict=True)
        )
    else:
        seasons = (by_month(dict(shares), period),) * len(lengths)
    return _Timing(found, windows, seasons, first, due_before(first, owed))


@lru_cache(maxsize=64)
def _owed(shares: tuple[tuple[str, Fraction], ...], days: tuple[date, ...], end: date) -> Mapping[date, Fraction]:
    return due(dict(shares), days, end)


def _lead(funnel: Funnel, quota: FunnelQuota, end: date, timing: _Timing) -> Lead:
    found, first = timing.time, timing.first
    early = timing.before * quota.target if quota.target and found.cycle else None
    covered = None if early is None else _cover(quota)
    late = found.late(quota.deals)
    names = tuple(stage.name for stage in funnel.stages)
    return Lead(funnel.name, names, found, late, end, timing.windows, timing.seasons, first, early, covered)


def _cover(quota: FunnelQuota) -> Fraction:
    """What the records that are open are expected to bring: times the conversions ahead, and a deal's value."""
    odds, deals = Fraction(1), Fraction(0)
    for stage in reversed(quota.stages):
        odds *= stage.conversion
        deals += stage.open * odds
    return deals * Fraction(quota.deal_value or 0)
