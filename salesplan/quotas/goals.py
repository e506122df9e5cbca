"""From the plan's goals to what each funnel has to bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from msgspec import Struct

from salesplan.base.money import apportion
from salesplan.base.periods import Period
from salesplan.model.funnel import Funnel
from salesplan.model.goal import Goal
from salesplan.quotas.standing import Standing

DRIVING = (("revenue",), ("deals", "customers"))
"""The metrics of goals that drive quotas, those in money and those in deals."""


class Demand(Struct, frozen=True):
    """What a funnel has to bring in the period: revenue, won deals, or both.

    `goal` and `deals_goal` are the places in the plan of the goals on revenue and on deals that ask for it. With a
    `standing`, revenue and deals are what is left of them on a day.
    """

    funnel: Funnel
    revenue: Fraction | None = None
    deals: int | None = None
    goal: int | None = None
    deals_goal: int | None = None
    standing: Standing | None = None


def driving_goal(goals: Sequence[Goal], metrics: Sequence[str], funnel: str | None = None) -> int | None:
    """The place of the goal that drives quotas: of those on these metrics for this funnel, the one due last.

    Earlier ones are marks on the way. A goal without a day is due at the end of the period.
    """
    found = [
        (goal.by or date.max, -place)
        for place, goal in enumerate(goals)
        if goal.metric in metrics and goal.funnel == funnel
    ]
    return -max(found)[1] if found else None


def ends(funnels: Sequence[Funnel], goals: Sequence[Goal], period: Period) -> tuple[date, ...]:
    """The day by which each funnel's deals have to close: that of its goals, else the end of the period."""
    found = []
    for funnel in funnels:
        own = [driving_goal(goals, metrics, funnel.name) for metrics in DRIVING]
        places = (
            own if any(place is not None for place in own) else [driving_goal(goals, metrics) for metrics in DRIVING]
        )
        days = [goals[place].by or period.end for place in places if place is not None]
        found.append(min(max([period.start, *days]), period.end) if days else period.end)
    return tuple(found)


def _figure(goals: Sequence[Goal], place: int | None) -> Fraction | None:
    return None if place is None else Fraction(goals[place].target)


def shares(funnels: Sequence[Funnel], own: Sequence[bool]) -> tuple[Fraction, ...]:
    """Each funnel's share of the plan's own goals; zero for a funnel with a goal of its own.

    A single funnel without a share takes all. Several without shares take equal parts of what is left.
    """
    taken = sum((f.share or Fraction(0) for f, alone in zip(funnels, own, strict=True) if not alone), Fraction(0))
    silent = sum(1 for f, alone in zip(funnels, own, strict=True) if not alone and f.share is None)
    rest = max(Fraction(0), 1 - taken) / silent if silent else Fraction(0)
    return tuple(
        Fraction(0) if alone else rest if f.share is None else f.share for f, alone in zip(funnels, own, strict=True)
    )


def demands(funnels: Sequence[Funnel], goals: Sequence[Goal], target: Decimal | None = None) -> tuple[Demand, ...]:
    """What each funnel has to bring.

    Goals on revenue are shared out by the funnels' shares, goals on deals or customers too, whole and adding up. A
    funnel with a goal of its own follows that alone. `target` (money) replaces every driving goal: funnels keep
    their proportions.
    """
    if target is not None:
        return _replace_goals(funnels, goals, Fraction(target))
    own_revenue = [driving_goal(goals, ("revenue",), funnel.name) for funnel in funnels]
    own_deals = [driving_goal(goals, ("deals", "customers"), funnel.name) for funnel in funnels]
    own = [r is not None or d is not None for r, d in zip(own_revenue, own_deals, strict=True)]
    parts = shares(funnels, own)
    place = driving_goal(goals, ("revenue",))
    revenue = _figure(goals, place)
    deals_place = driving_goal(goals, ("deals", "customers"))
    deals = _figure(goals, deals_place)
    shared_deals = apportion(ceil(deals), parts) if deals is not None and any(parts) else None
    return tuple(
        Demand(
            funnel,
            _figure(goals, own_revenue[i]) if own[i] else (revenue * parts[i] if revenue is not None else None),
            _whole(_figure(goals, own_deals[i])) if own[i] else (shared_deals[i] if shared_deals else None),
            own_revenue[i] if own[i] else place,
            own_deals[i] if own[i] else deals_place,
        )
        for i, funnel in enumerate(funnels)
    )


def _whole(figure: Fraction | None) -> int | None:
    return None if figure is None else ceil(figure)


def weights(funnels: Sequence[Funnel], goals: Sequence[Goal]) -> tuple[tuple[Fraction, Fraction], ...]:
    """What a target given in place of the goals is shared out by: for each funnel revenue, and deals at their value.

    These are what the goals ask of the funnel; without goals, its share.
    """
    asked = demands(funnels, goals)
    found = [
        (each.revenue, Fraction(0)) if each.revenue is not None else (Fraction(0), Fraction(each.deals or 0))
        for each in asked
    ]
    if any(map(any, found)):
        return tuple(found)
    parts = shares(funnels, [False] * len(funnels))
    return tuple((part if any(parts) else Fraction(1), Fraction(0)) for part in parts)


def _replace_goals(funnels: Sequence[Funnel], goals: Sequence[Goal], target: Fraction) -> tuple[Demand, ...]:
    values = [Fraction(funnel.deal_value.mean) if funnel.deal_value else Fraction(0) for funnel in funnels]
    sizes = [revenue + deals * value for (revenue, deals), value in zip(weights(funnels, goals), values, strict=True)]
    whole = sum(sizes, Fraction(0))
    if not whole:  # deals of unknown value
        sizes, whole = [Fraction(1)] * len(funnels), Fraction(len(funnels))
    return tuple(Demand(funnel, target * size / whole) for funnel, size in zip(funnels, sizes, strict=True))
