"""Who owes how much revenue and how many deals, and when: the target beside the actions, adding up in every view.

Amounts are shared like actions, in whole units of the currency where the target is whole: by the time people are
there, their ramp, hours and quota share, and month by month by the seasonality.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.money import apportion, decimals
from salesplan.base.periods import Period, parts
from salesplan.funnel import FunnelQuota
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.model.team import Segment
from salesplan.scheduling.placement import spread_all
from salesplan.scheduling.schedule import Schedule, slots
from salesplan.scheduling.seasons import by_month
from salesplan.scheduling.staffing import Rep, productivity
from salesplan.scheduling.tasks import Season, Task

MOST_DIGITS = 6
"""Decimals beyond which an amount is rounded before it is shared out."""

Key: TypeAlias = tuple[str, str | None, date, date]

AMOUNT, STREET, DEALS = "amount", "street", "deals"


class RevenueSlot(Struct, frozen=True):
    """What a segment, or one rep of it, has to win from `start` to `end`, both included.

    `amount` is its part of the target, `street` that of all that is assigned, both in the plan's currency; None where
    no goal is on revenue. `deals` are whole, those of the over-assigned quota.
    """

    segment: str
    rep: str | None
    start: date
    end: date
    amount: Fraction | None
    street: Fraction | None
    deals: int


class RevenueQuota(Struct, frozen=True):
    """The target, the street quota and the deals spread over those who sell, amounts counted in `unit`s.

    `schedule` is None where nothing is to be won.
    """

    period: Period
    schedule: Schedule | None = None
    unit: Fraction = Fraction(1)
    has_target: bool = False
    is_overassigned: bool = False

    def slots(self, by: str, *, per_rep: bool) -> tuple[RevenueSlot, ...]:
        """By `period`, `month`, `week` or `day`, by segment or by rep; adds up to the target, the street, the deals."""
        if self.schedule is None:
            return ()
        found: dict[Key, Counter[str]] = {}
        for slot in slots(self.schedule, parts(self.period, by), per_rep=per_rep):
            key = slot.segment, slot.rep, slot.start, slot.end
            found.setdefault(key, Counter())[slot.action] += slot.count
        return tuple(self._slot(key, found[key]) for key in self._ordered(found))

    def _ordered(self, found: Iterable[Key]) -> list[Key]:
        """The keys by segment and rep as the plan names them, each through the period."""
        grids = self.schedule.grids if self.schedule else ()
        rows = dict.fromkeys((grid.segment, rep) for grid in grids for rep in (None, *grid.reps))
        order = {row: place for place, row in enumerate(rows)}
        return sorted(found, key=lambda key: (order[key[0], key[1]], key[2]))

    def _slot(self, key: Key, counts: Mapping[str, int]) -> RevenueSlot:
        amount, street = (counts[name] * self.unit if self.has_target else None for name in (AMOUNT, STREET))
        segment, rep, start, end = key
        return RevenueSlot(segment, rep, start, end, amount, street, counts[DEALS])


def revenue_quota(
    plan: Plan,
    counted: Sequence[FunnelQuota],
    crews: Mapping[str, Sequence[Rep]],
    days: Sequence[date],
    ends: Sequence[date],
) -> RevenueQuota:
    """Spread what the counted funnels have to bring over the people who sell and the working `days`.

    Each funnel's amounts go to its `sellers` in proportion to the hours they are there, until the day in `ends` by
    which it has to close: revenue has no lead time, the work for it has.
    """
    period = plan.dates
    if period is None:
        raise ValueError("a plan without a period cannot be spread")
    targets = [each.target or Fraction(0) for each in counted]
    streets = [each.street or Fraction(0) for each in counted]
    unit = _unit(targets, streets, plan.currency or "")
    amounts = {AMOUNT: _whole(targets, unit), STREET: _whole(streets, unit), DEALS: [each.deals for each in counted]}
    tasks: Counter[Task] = Counter()
    for place, funnel in enumerate(plan.funnels):
        names = sellers(funnel, plan.team)
        weights = _hours(names, crews, days)
        window = Period(period.start, ends[place]) if ends[place] < period.end else None
        seasons = _seasons(plan, funnel, period)
        for measure, of_funnels in amounts.items():
            for name, part in zip(names, apportion(of_funnels[place], weights), strict=True):
                tasks[Task(name, measure, 0, window, seasons)] += part
    asked = [replace(task, count=count) for task, count in tasks.items()]
    schedule, _ = spread_all(asked, crews, days)
    return RevenueQuota(
        period,
        schedule if any(tasks.values()) else None,
        unit,
        any(each.target is not None for each in counted),
        any(each.overassignment != 1 and each.target for each in counted),
    )


def _seasons(plan: Plan, funnel: Funnel, period: Period) -> tuple[Season, ...] | None:
    """The months' shares; where these are of the work, the days of its last stage later."""
    if not plan.seasons_work or not funnel.stages:
        return by_month(plan.seasonality, period)
    later = timedelta(days=ceil(funnel.stages[-1].days or 0))
    moved = [
        (Period(season.days.start + later, season.days.end + later).cut(period), season.share)
        for season in by_month(plan.seasonality, period) or ()
    ]
    return tuple(Season(days, share) for days, share in moved if days) or None


def sellers(funnel: Funnel, team: Mapping[str, Segment]) -> tuple[str, ...]:
    """The segments that carry a funnel's revenue: those that sell and work in it, else those of its last stage.

    Where nobody works at the last stage, the nearest stage above at which somebody does; at worst every segment that
    sells, or the funnel itself.
    """
    selling = [name for name, segment in team.items() if segment.sells]
    working = {name for stage in funnel.stages for name in (stage.sourced_by, *stage.actions) if name}
    if chosen := [name for name in selling if name in working]:
        return tuple(chosen)
    for stage in reversed(funnel.stages):
        if stage.actions or stage.sourced_by:
            return tuple(stage.actions) or (stage.sourced_by or "",)
    return tuple(selling) or (funnel.name,)


def _unit(targets: Sequence[Fraction], streets: Sequence[Fraction], currency: str) -> Fraction:
    """A whole one where all that is shared is whole; else the currency's smallest, or a smaller one it needs."""
    if all(amount.denominator == 1 for amount in (*targets, *streets)):
        return Fraction(1)
    target = sum(targets, Fraction(0))
    digits = decimals(currency)
    while digits < MOST_DIGITS and (target * 10**digits).denominator != 1:
        digits += 1
    return Fraction(1, 10**digits)


def _whole(amounts: Sequence[Fraction], unit: Fraction) -> Sequence[int]:
    """The amounts in units, whole, adding up to their sum (half a unit rounded up)."""
    units = [amount / unit for amount in amounts]
    total = sum(units, Fraction(0))
    return apportion(floor(total + Fraction(1, 2)), units) if total else [0] * len(units)


def _hours(names: Sequence[str], crews: Mapping[str, Sequence[Rep]], days: Sequence[date]) -> list[Fraction]:
    """What each segment's people are there for, in full days at their hours; alike where nobody is there."""
    if len(names) == 1:
        return [Fraction(1)]
    sizes = [
        sum((rep.hours_per_week * sum(productivity(rep, days)) for rep in crews.get(name) or (Rep(),)), Fraction(0))
        for name in names
    ]
    return sizes if any(sizes) else [Fraction(1)] * len(names)
