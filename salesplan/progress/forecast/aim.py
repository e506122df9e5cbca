"""What a forecast is held against: the period, and the goal in money or in deals."""

from __future__ import annotations

from datetime import date
from math import ceil, prod

from msgspec import Struct

from salesplan.base.periods import Period, parse_period
from salesplan.model.plan import Plan
from salesplan.progress.forecast.timeline import Timeline
from salesplan.quotas.goals import driving_goal


class Aim(Struct, frozen=True):
    """The period, the target in money (`in_money`) or in deals, None where there is none, and the plan's own rates.

    `rate` is the plan's chance of a deal to be won, over its stages; `a_day` are the deals a day that the target takes.
    `by_value` says that a target in money was turned into deals, since the records hold no amounts.
    """

    period: Period
    in_money: bool
    target: float | None = None
    rate: float | None = None
    a_day: float | None = None
    by_value: bool = False


def aim(plan: Plan | None, line: Timeline, on: date) -> Aim:
    """What the plan asks of the period; without a plan, of the quarter in which `on` lies."""
    import numpy as np

    period = (plan.dates if plan else None) or parse_period(f"{on.year}-Q{(on.month + 2) // 3}")
    amounts = bool(np.isfinite(line.amounts[line.won <= on.toordinal()]).any())
    if plan is None:
        return Aim(period, amounts)
    money, deals = _goal(plan, ("revenue",)), _goal(plan, ("deals", "customers"))
    value = next((float(funnel.deal_value.mean) for funnel in plan.funnels if funnel.deal_value), None)
    in_money = amounts and (money is not None or deals is None)
    counted = deals if deals is not None else ceil(money / value) if money is not None and value else None
    expected = counted / len(period) if counted else None
    by_value = not in_money and deals is None and counted is not None
    return Aim(period, in_money, money if in_money else counted, _rate(plan), expected, by_value)


def _goal(plan: Plan, metrics: tuple[str, ...]) -> float | None:
    """The plan's goal on a metric, else the sum of its funnels' own goals."""
    whole = driving_goal(plan.goals, metrics)
    own = [driving_goal(plan.goals, metrics, funnel.name) for funnel in plan.funnels]
    places = [whole] if whole is not None else [place for place in own if place is not None]
    return float(sum(plan.goals[place].target for place in places)) if places else None


def _rate(plan: Plan) -> float | None:
    """The mean chance of a record to be won, over the stages of all funnels."""
    rates = [
        prod(float(below.conversion or 1) for below in funnel.stages[place:])
        for funnel in plan.funnels
        for place, stage in enumerate(funnel.stages)
        if stage.conversion
    ]
    return sum(rates) / len(rates) if rates else None
