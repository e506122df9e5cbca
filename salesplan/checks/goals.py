"""Goals: what they drive, and figures that fit what is measured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesplan.base.finding import Finding, Locate, Path, error, warning
from salesplan.base.sentence import sentence
from salesplan.checks.rule import each
from salesplan.checks.shares import own_goals
from salesplan.checks.wording import figure, quote
from salesplan.model.goal import DRIVING_METRICS, METRICS
from salesplan.model.plan import Plan

SHARES = frozenset({"win_rate", "conversion", "profit_margin", "churn", "quota_attainment", "forecast_accuracy"})
"""Metrics that lie between 0 and 100%."""

RATIOS = SHARES | {"attainment", "growth", "roi", "coverage", "ltv_cac", "nps"}
"""Metrics for which a figure in percent, or a fraction, makes sense."""

REVENUE = ("revenue",)


def goal_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Of the goals that drive the same funnels, one is due last."""
    end = plan.dates.end if plan.dates else date.max
    first: dict[tuple[str | None, bool, date], int] = {}
    for place, goal in enumerate(plan.goals):
        if goal.metric not in DRIVING_METRICS:
            continue
        earlier = first.setdefault((goal.funnel, goal.metric in REVENUE, goal.by or end), place)
        if earlier != place:
            whole = sentence(
                "the goals {first} and {second} drive the whole plan and are due on the same day: which one sets the "
                "quotas?",
                first=quote(plan.goals[earlier].name),
                second=quote(goal.name),
            )
            one = sentence(
                "the goals {first} and {second} drive the funnel {funnel} and are due on the same day: which one sets "
                "the quotas?",
                first=quote(plan.goals[earlier].name),
                second=quote(goal.name),
                funnel=quote(goal.funnel or ""),
            )
            yield error(
                "goal-twice",
                one if goal.funnel else whole,
                locate("goals", place),
                "remove one, give one an earlier day with by, or give it a funnel of its own",
                (locate("goals", earlier), "the other goal"),
            )


def goal_without_funnel(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A goal on revenue, deals or customers has funnels that bring it in."""
    own = own_goals(plan.goals)
    if any(funnel.name not in own for funnel in plan.funnels):
        return
    for place, goal in each(plan.goals):
        if goal.metric in DRIVING_METRICS and not goal.funnel:
            why = sentence("every funnel has a goal of its own")
            if not plan.funnels:
                why = sentence("the plan has no funnels")
            yield warning(
                "goal-without-funnel",
                sentence("nothing works towards the goal {goal}: {why}", goal=quote(goal.name), why=why),
                locate("goals", place),
                "describe under funnels how records become deals, and what is done at each stage",
            )


def goal_of_zero(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A goal that drives quotas asks for something."""
    for place, goal in each(plan.goals):
        if goal.metric in DRIVING_METRICS and goal.target == 0:
            yield error(
                "goal-of-zero",
                sentence("the goal {goal} asks for nothing", goal=quote(goal.name)),
                locate("goals", place, "target"),
                "write a target above zero",
            )


def figure_fits(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A target is of the kind its metric is measured in: an amount, a count or a rate."""
    for metric, value, path in _figures(plan):
        if metric not in METRICS:
            continue
        if isinstance(value, Fraction) and metric not in RATIOS:
            yield error(
                "figure-does-not-fit",
                sentence("{metric} is measured in plain numbers, not in percent", metric=quote(metric)),
                locate(*path),
                "write a number, such as 90000",
            )
        elif metric in SHARES and value > 1:
            percent = f"{value}%" if isinstance(value, Decimal) and value <= 100 else "30%"  # noqa: PLR2004
            yield error(
                "figure-does-not-fit",
                sentence("{metric} is at most 100%, and {value} is more", metric=quote(metric), value=figure(value)),
                locate(*path),
                sentence("if you mean percent, write {text}", text=percent),
            )


def _figures(plan: Plan) -> Iterator[tuple[str, Decimal | Fraction, Path]]:
    for place, goal in each(plan.goals):
        yield goal.metric, goal.target, ("goals", place, "target")
        if goal.baseline is not None:
            yield goal.metric, goal.baseline, ("goals", place, "baseline")
    for place, kpi in each(plan.tracking.kpis if plan.tracking else ()):
        if kpi.target is not None:
            yield kpi.metric, kpi.target, ("tracking", "kpis", place, "target")
    for place, milestone in each(plan.milestones):
        for metric, value in milestone.measures.items():
            yield metric, value, ("milestones", place, "measures", metric)


def deal_value_missing(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A funnel that has to bring revenue says what a deal is worth."""
    own = own_goals(plan.goals)
    asked = {goal.funnel: place for place, goal in reversed([*enumerate(plan.goals)]) if goal.metric in REVENUE}
    for place, funnel in enumerate(plan.funnels):
        goal = asked.get(funnel.name if funnel.name in own else None)
        if goal is not None and funnel.deal_value is None:
            yield warning(
                "deal-value-missing",
                sentence(
                    "the funnel {funnel} has to bring revenue, and does not say what a deal is worth",
                    funnel=quote(funnel.name),
                ),
                locate("funnels", place, "name"),
                "add deal_value: 30000, or a range: 20000 to 45000",
                (locate("goals", goal, "metric"), "the goal on revenue"),
            )


def currency_missing(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A plan with amounts of money says in which currency."""
    if plan.currency:
        return
    for path, message in _amounts(plan):
        yield warning(
            "currency-missing",
            message,
            locate(*path),
            "add it at the top of the plan, such as currency: EUR",
        )
        return


def _amounts(plan: Plan) -> Iterator[tuple[Path, str]]:
    for place, goal in enumerate(plan.goals):
        if goal.metric in REVENUE:
            yield ("goals", place, "target"), sentence("revenue is an amount of money, and the plan names no currency")
    for place, funnel in enumerate(plan.funnels):
        if funnel.deal_value:
            yield (
                ("funnels", place, "deal_value"),
                sentence("the deal value is an amount of money, and the plan names no currency"),
            )
    for place, _ in enumerate(plan.budget.lines if plan.budget else ()):
        yield (
            ("budget", "lines", place, "amount"),
            sentence("an expense is an amount of money, and the plan names no currency"),
        )
    for place, _ in enumerate(plan.compensation):
        yield (
            ("compensation", place, "name"),
            sentence("commission is an amount of money, and the plan names no currency"),
        )
