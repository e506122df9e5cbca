"""Won deals against a goal on deals: how many are due by a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.progress.closing_curve import Expected, closing_curve, expected_by
from salesplan.progress.pace import USUAL, Status, pace, status
from salesplan.progress.pipeline import won_in
from salesplan.quotas.goals import DRIVING, demands, driving_goal
from salesplan.records.count.ledger import Ledger


class DealsGoal(Struct, frozen=True):
    """The deals won of those that goals on deals or customers ask for, and how many are due by the day."""

    target: int
    won: int
    due: int
    expected: Expected
    status: Status

    @property
    def pace(self) -> Fraction | None:
        """Won / due."""
        return pace(self.won, self.due)


def deals_goal(plan: Plan, now: Ledger, period: Period, days: Sequence[date]) -> DealsGoal | None:
    """Won against due by the ledger's day, of the funnels that a goal on deals is for; None without such a goal.

    What is due follows the number of wins of past periods, else the plan's seasonality or `days`, the working days; it
    is rounded to a whole deal, half a one up.
    """
    target, funnels = _deals_asked(plan)
    if not target:
        return None
    mine = [deal for deal in now.deals if won_in(deal, period)]
    if funnels is not None:
        places = {at for at, path in enumerate(now.paths) if path.name in funnels}
        mine = [deal for deal in mine if deal.path in places]
    curve = closing_curve(now, period, lambda _: Decimal(1))
    expected = expected_by(now.on, period, days, dict(plan.seasonality), curve)
    due = int(target * expected.share + Fraction(1, 2))
    limits = (plan.tracking.thresholds if plan.tracking else None) or USUAL
    return DealsGoal(target, len(mine), due, expected, status(len(mine), due, limits))


def _deals_asked(plan: Plan) -> tuple[int, set[str] | None]:
    """How many deals are asked for, and of which funnels; None where all won deals count."""
    if not plan.funnels:
        place = driving_goal(plan.goals, DRIVING[1])
        return (0 if place is None else ceil(plan.goals[place].target)), None
    found = [(each.funnel.name, each.deals) for each in demands(plan.funnels, plan.goals) if each.deals is not None]
    names = {name for name, _ in found}
    return sum(deals for _, deals in found), None if len(names) == len(plan.funnels) else names
