"""The budget against its limit and the period."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from salesplan.base.finding import Finding, Locate, error, warning
from salesplan.base.sentence import day, month, sentence
from salesplan.base.spelling import fold, nearest
from salesplan.checks.wording import money, percent, quote, suggest
from salesplan.model.plan import Plan


def over_limit(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The expenses and the reserve stay within the budget's limit."""
    budget = plan.budget
    if not budget or budget.limit is None:
        return
    lines = sum((line.amount for line in budget.lines), Decimal(0))
    reserve = budget.contingency or Fraction(0)
    total = Fraction(lines) * (1 + reserve)
    if total > budget.limit:
        over = money(total - Fraction(budget.limit))
        message = sentence(
            "the expenses come to {total}, {over} over the limit of {limit}",
            total=money(total),
            over=over,
            limit=money(budget.limit),
        )
        if reserve:
            message = sentence(
                "the expenses come to {total} with the reserve of {reserve}, {over} over the limit of {limit}",
                total=money(total),
                reserve=percent(reserve),
                over=over,
                limit=money(budget.limit),
            )
        yield error(
            "over-budget",
            message,
            locate("budget", "limit"),
            "cut an expense or the reserve, or raise the limit",
            (locate("budget", "lines"), sentence("the lines add up to {lines}", lines=money(lines))),
        )


def expense_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Expenses fall due in months of the period."""
    period = plan.dates
    for place, line in enumerate(plan.budget.lines if plan.budget and period else ()):
        if period and line.when and not f"{period.start:%Y-%m}" <= line.when <= f"{period.end:%Y-%m}":
            yield warning(
                "expense-outside",
                sentence(
                    "{line} falls due in {when}, outside the period ({start} to {end})",
                    line=quote(line.item),
                    when=month(line.when),
                    start=day(period.start),
                    end=day(period.end),
                ),
                locate("budget", "lines", place, "when"),
                "check the month",
            )


def loses_money(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The gross margin on the revenue that is expected pays at least the budget; pay is not yet in it."""
    budget = plan.budget
    goals = [(place, goal) for place, goal in enumerate(plan.goals) if goal.metric == "revenue"]
    if not budget or budget.margin is None or not budget.lines or not goals:
        return
    whole = [goal for _, goal in goals if goal.funnel is None]
    own: dict[str, Fraction] = {}
    for _, goal in goals:
        if goal.funnel is not None:
            own[goal.funnel] = max(own.get(goal.funnel, Fraction(0)), Fraction(goal.target))
    most = max((Fraction(goal.target) for goal in whole), default=Fraction(0)) + sum(own.values(), Fraction(0))
    expected = most * (plan.expected_attainment or 1)
    cost = sum((Fraction(line.amount) for line in budget.lines), Fraction(0)) * (1 + (budget.contingency or 0))
    if expected * budget.margin < cost:
        yield warning(
            "loses-money",
            sentence(
                "the plan loses {loss} at its own expected revenue of {expected}: a gross margin of {margin} of "
                "it against a budget of {cost}",
                loss=money(cost - expected * budget.margin),
                expected=money(expected),
                margin=percent(budget.margin),
                cost=money(cost),
            ),
            locate("budget", "margin"),
            "cut the budget, or raise the target or the margin; `salesplan budget` shows it with pay",
            (locate("goals", goals[0][0], "target"), "the target"),
        )


def spent_on(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """What was spent on a budget line names one that there is."""
    if not plan.budget:
        return
    items = {fold(line.item): line.item for line in plan.budget.lines}
    for place, one in enumerate(plan.budget.actuals):
        if one.item and fold(one.item) not in items and (near := nearest(one.item, items.values())):
            yield warning(
                "spent-elsewhere",
                sentence("no budget line is called {item}, so it counts as unplanned", item=quote(one.item)),
                locate("budget", "actuals", place, "item"),
                suggest(near, ""),
            )
