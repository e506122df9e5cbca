"""Funnels and the goals they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from salesplan.base.finding import Finding, Locate, error, warning
from salesplan.base.sentence import counted, sentence
from salesplan.checks.rule import each
from salesplan.checks.wording import list_names, percent, quote
from salesplan.model.funnel import Funnel
from salesplan.model.goal import DRIVING_METRICS, Goal
from salesplan.model.plan import Plan


def own_goals(goals: Sequence[Goal]) -> dict[str, int]:
    """Funnels with a driving goal of their own, and the place of the first such goal."""
    own: dict[str, int] = {}
    for place, goal in enumerate(goals):
        if goal.funnel and goal.metric in DRIVING_METRICS:
            own.setdefault(goal.funnel, place)
    return own


def _sharing(plan: Plan) -> list[tuple[int, Funnel]]:
    own = own_goals(plan.goals)
    return [(place, funnel) for place, funnel in enumerate(plan.funnels) if funnel.name not in own]


def shares_sum(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The shares of the funnels that share the plan's goals add up to 100%."""
    shares = [(place, funnel.share) for place, funnel in _sharing(plan) if funnel.share is not None]
    silent = len(_sharing(plan)) - len(shares)
    total = sum((share for _, share in shares), Fraction(0))
    if not shares or (total == 1 and not silent) or (total < 1 and silent):
        return
    first, *others = [(place, locate("funnels", place, "share")) for place, _ in shares]
    message = sentence("the shares of the funnels add up to {total}, not 100%", total=percent(total))
    if silent:
        message = sentence(
            "the shares of the funnels add up to {total} and some funnels have none, so nothing is left for those",
            total=percent(total),
        )
    yield error(
        "shares-sum",
        message,
        first[1],
        "change them so that they add up to 100%; a third can be written 1/3",
        *(
            (
                span,
                sentence(
                    "{name} takes {share}",
                    name=quote(plan.funnels[place].name),
                    share=percent(plan.funnels[place].share or Fraction(0)),
                ),
            )
            for place, span in others[:5]
        ),
    )


def shares_missing(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Either all funnels that share the plan's goals say how much they take, or none does."""
    sharing = _sharing(plan)
    silent = [(place, funnel) for place, funnel in sharing if funnel.share is None]
    taken = sum((funnel.share or Fraction(0) for _, funnel in sharing), Fraction(0))
    if len(sharing) < 2 or not silent or taken >= 1:  # noqa: PLR2004
        return
    place = silent[0][0]
    each = percent((1 - taken) / len(silent))
    names = list_names(funnel.name for _, funnel in silent)
    if taken:
        yield error(
            "share-missing",
            counted(
                "{names} has no share, and the other funnels take {taken}",
                "{names} have no share, and the other funnels take {taken}",
                len(silent),
                names=names,
                taken=percent(taken),
            ),
            locate("funnels", place, "name"),
            sentence("write share: {each}", each=str(each))
            if len(silent) == 1
            else sentence("write how the remaining {share} are split", share=percent(1 - taken)),
        )
    elif any(goal.metric in DRIVING_METRICS and not goal.funnel for goal in plan.goals):
        yield warning(
            "shares-not-stated",
            sentence("{names} have no share of the goals, so each takes {each}", names=names, each=each),
            locate("funnels", place, "name"),
            "write a share on each, such as share: 70%, so that they add up to 100%",
        )


def share_and_goal(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A funnel has a share of the plan's goals or a goal of its own, not both."""
    own = own_goals(plan.goals)
    for place, funnel in each(plan.funnels):
        if funnel.share is not None and funnel.name in own:
            yield error(
                "share-and-goal",
                sentence(
                    "the funnel {funnel} has a share of the plan's goals and a goal of its own",
                    funnel=quote(funnel.name),
                ),
                locate("funnels", place, "share"),
                "remove the share, or the goal's funnel",
                (locate("goals", own[funnel.name], "funnel"), "its own goal"),
            )


def funnel_without_goal(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Where goals exist, every funnel serves one."""
    driving = [goal for goal in plan.goals if goal.metric in DRIVING_METRICS]
    if not driving or any(not goal.funnel for goal in driving):
        return
    for place, funnel in _sharing(plan):
        yield warning(
            "funnel-without-goal",
            sentence("no goal asks anything of the funnel {funnel}, so it gets no quotas", funnel=quote(funnel.name)),
            locate("funnels", place, "name"),
            sentence("add a goal with funnel: {name}, or a goal for the whole plan", name=funnel.name),
        )
