"""What a command needs of a plan, and this plan lacks."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan.base.finding import Finding, Locate, Span, error
from salesplan.base.sentence import sentence
from salesplan.checks.shares import own_goals
from salesplan.checks.wording import quote
from salesplan.model.funnel import Funnel
from salesplan.model.goal import DRIVING_METRICS
from salesplan.model.plan import Plan

PERIOD = sentence("add period: 2027-01 (or 2027-Q1, 2027-H1, 2027)")


def for_quota(plan: Plan, locate: Locate, *, target_given: bool, split: bool = False) -> Iterator[Finding]:
    """What the back-calculator lacks: funnels, stages, conversions, deal values, a goal.

    `target_given` says that a revenue target comes from elsewhere: then no goal is needed, and every funnel needs the
    value of a deal. `split` says that quotas are spread over days or people, which takes the period.
    """
    if not target_given and not any(goal.metric in DRIVING_METRICS for goal in plan.goals):
        yield _needs(
            sentence("quotas need a goal on revenue, deals or customers"),
            locate("goals"),
            sentence(
                "add one under goals, such as {name: New revenue, metric: revenue, target: 90000}, or give --target"
            ),
        )
    if not plan.funnels:
        yield _needs(
            sentence("quotas need a funnel: the stages from a first contact to a won deal"),
            locate("funnels"),
            sentence("add one under funnels, with a name, a deal_value and stages"),
        )
    if plan.opening is not None:
        yield _needs(
            sentence(
                "quotas need what is open at the start of the period, which has not been counted in the records yet"
            ),
            locate("opening"),
            sentence("the command line counts it; in Python, call count_opening(plan, folder) first"),
        )
    revenue = {goal.funnel for goal in plan.goals if goal.metric == "revenue"}
    own = own_goals(plan.goals)
    for place, funnel in enumerate(plan.funnels):
        needs_value = target_given or (funnel.name if funnel.name in own else None) in revenue
        yield from _funnel(place, funnel, locate, needs_value=needs_value)
    if split and plan.period is None:
        text = sentence("quotas by month, week, day or rep need the period of the plan")
        yield _needs(text, locate("title"), PERIOD)


def for_following(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """What comparing records with a plan lacks, before anything else: its days."""
    if plan.period is None:
        text = sentence("to follow a plan takes its period: what is due by a day depends on it")
        yield _needs(text, locate("title"), PERIOD)


def _funnel(place: int, funnel: Funnel, locate: Locate, *, needs_value: bool) -> Iterator[Finding]:
    if needs_value and funnel.deal_value is None:
        yield _needs(
            sentence("the funnel {funnel} needs a deal_value: what one won deal brings", funnel=quote(funnel.name)),
            locate("funnels", place, "name"),
            sentence("add deal_value: 30000, or a range: 20000 to 45000"),
        )
    if not funnel.stages:
        yield _needs(
            sentence("the funnel {funnel} needs stages", funnel=quote(funnel.name)),
            locate("funnels", place, "name"),
            sentence("add them under stages, each with a name and a conversion"),
        )
    for number, stage in enumerate(funnel.stages):
        if stage.conversion is None:
            yield _needs(
                sentence(
                    "the stage {stage} needs a conversion: the share of records that move on", stage=quote(stage.name)
                ),
                locate("funnels", place, "stages", number, "name"),
                sentence("add conversion: 1/20 (or 5%); salesplan measure finds it from your records"),
            )


def _needs(message: str, span: Span, hint: str) -> Finding:
    return error("needs-key", message, span, hint)
