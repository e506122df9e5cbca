"""The revenue that a plan is to bring in its period, funnel by funnel."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from salesplan.base.money import round_money
from salesplan.model.plan import Plan
from salesplan.quotas.goals import demands, driving_goal


def plan_target(plan: Plan) -> Decimal | None:
    """The revenue all funnels are to bring, or the plan's revenue goal where it has no funnels; None without one.

    Goals on won deals count at the funnel's deal value.
    """
    if not plan.funnels:
        place = driving_goal(plan.goals, ("revenue",))
        return None if place is None else round_money(plan.goals[place].target, plan.currency or "")
    found = [amount for amount in funnel_targets(plan) if amount is not None]
    return round_money(sum(found, Fraction(0)), plan.currency or "") if found else None


def funnel_targets(plan: Plan) -> tuple[Fraction | None, ...]:
    """The revenue of each funnel; None where it has to bring none, or deals of unknown value."""
    found: list[Fraction | None] = []
    for demand in demands(plan.funnels, plan.goals):
        value = demand.funnel.deal_value
        by_deals = demand.deals * Fraction(value.mean) if demand.deals is not None and value else None
        found.append(demand.revenue if demand.revenue is not None else by_deals)
    return tuple(found)
