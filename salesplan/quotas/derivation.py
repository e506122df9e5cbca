"""How a quota came about, step by step: which figure of the plan led to which number."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from salesplan.funnel import FunnelQuota, deals_needed
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.quotas.goals import Demand
from salesplan.quotas.standing import Standing

PlanPath = tuple[str | int, ...]


class StepKind(StrEnum):
    """What a step does."""

    ASKED = "asked"
    GOAL = "goal"
    SHARE = "share"
    OVERASSIGNMENT = "overassignment"
    WON = "won"
    OPEN_DEALS = "open deals"
    RELIEF = "relief"
    LEFT = "left"
    DEALS = "deals"
    DEALS_GOAL = "deals goal"
    WON_DEALS = "won deals"
    OPEN_WINS = "open wins"
    RELIEF_DEALS = "relief deals"
    LEFT_DEALS = "left deals"
    DEALS_OVER = "deals over-assigned"
    LARGER = "larger"
    CONFIDENCE = "confidence"
    STAGE = "stage"
    OPEN = "open"
    SOURCED = "sourced"
    ACTION = "action"


class Step(Struct, frozen=True):
    """One step: `name` is what it is about, `given` x or / `factor` makes `result`.

    `path` is the place in the plan that the factor comes from; empty where it comes from the command line. Money is
    in the plan's currency, counts are whole; `count` is how many deals an amount is of. `is_mean` where the factor is
    the mean of a range.
    """

    kind: StepKind
    name: str
    result: Fraction | int
    given: Fraction | int | None = None
    factor: Fraction | None = None
    path: PlanPath = ()
    segment: str = ""
    share_of: str = ""
    count: int = 0
    is_mean: bool = False


def derivation(plan: Plan, asked: tuple[Demand, ...], counted: tuple[FunnelQuota, ...]) -> tuple[Step, ...]:
    """Every step from the goals to the actions, funnel by funnel."""
    steps: list[Step] = []
    for place, (demand, quota) in enumerate(zip(asked, counted, strict=True)):
        steps += _target_steps(plan, demand, quota, place)
        steps += _deal_steps(demand, quota, place)
        steps += _stage_steps(demand.funnel, quota, place)
        steps += _action_steps(demand.funnel, quota, place)
    return tuple(steps)


def _target_steps(plan: Plan, demand: Demand, quota: FunnelQuota, place: int) -> Iterator[Step]:
    if demand.revenue is None:
        return
    yield from _asked_steps(plan, demand, quota, place)
    if demand.standing:
        yield from _standing_steps(quota.name, demand.standing)


def _asked_steps(plan: Plan, demand: Demand, quota: FunnelQuota, place: int) -> Iterator[Step]:
    standing = demand.standing
    revenue = (standing.revenue if standing else demand.revenue) or Fraction(0)
    if demand.goal is None:
        yield Step(StepKind.ASKED, quota.name, revenue)
        return
    goal = plan.goals[demand.goal]
    whole, path = Fraction(goal.target), ("goals", demand.goal, "target")
    yield Step(StepKind.GOAL, goal.name, whole, path=path)
    if whole and whole != revenue:
        yield Step(StepKind.SHARE, quota.name, revenue, whole, revenue / whole, ("funnels", place, "share"))


def _standing_steps(name: str, standing: Standing) -> Iterator[Step]:
    """From what was asked for to what is left: won, expected of the open deals stage by stage, relief."""
    yield Step(StepKind.WON, name, standing.won, count=standing.won_deals)
    for line in standing.open:
        yield Step(StepKind.OPEN_DEALS, line.stage, line.expected, line.amount, line.odds, count=line.deals)
    if standing.relief:
        yield Step(StepKind.RELIEF, name, standing.relief)
    gone = standing.won + standing.expected + standing.relief
    yield Step(StepKind.LEFT, name, standing.remaining or Fraction(0), standing.revenue, gone)


def _standing_deals(name: str, standing: Standing) -> Iterator[Step]:
    yield Step(StepKind.WON_DEALS, name, standing.won_deals)
    for line in standing.open:
        yield Step(StepKind.OPEN_WINS, line.stage, line.expected_deals, line.deals, line.odds, count=line.deals)
    if standing.relief_deals:
        yield Step(StepKind.RELIEF_DEALS, name, standing.relief_deals)
    gone = standing.won_deals + standing.expected_deals + standing.relief_deals
    yield Step(StepKind.LEFT_DEALS, name, standing.remaining_deals or 0, standing.deals, Fraction(gone))


def _deal_steps(demand: Demand, quota: FunnelQuota, place: int) -> Iterator[Step]:
    over = quota.overassignment
    if quota.street is not None and over != 1:
        where = ("funnels", place, "overassignment")
        yield Step(StepKind.OVERASSIGNMENT, quota.name, quota.street, quota.target, over, where)
    if quota.street is not None and quota.deal_value is not None:
        value = Fraction(quota.deal_value)
        deals = deals_needed(quota.target, None, quota.deal_value, over)
        given = ("funnels", place, "deal_value")
        is_mean = demand.funnel.deal_value is not None and demand.funnel.deal_value.is_range
        yield Step(StepKind.DEALS, quota.name, deals, quota.street, value, given, is_mean=is_mean)
    if demand.deals is not None:
        path: PlanPath = ("goals", demand.deals_goal, "target") if demand.deals_goal is not None else ()
        asked = demand.standing.deals if demand.standing and demand.standing.deals is not None else demand.deals
        yield Step(StepKind.DEALS_GOAL, quota.name, asked, path=path)
        if demand.standing:
            yield from _standing_deals(quota.name, demand.standing)
        if over != 1:
            where, needed = ("funnels", place, "overassignment"), deals_needed(None, demand.deals, None, over)
            yield Step(StepKind.DEALS_OVER, quota.name, needed, demand.deals, over, where)
    if demand.deals is not None and demand.revenue is not None:
        yield Step(StepKind.LARGER, quota.name, quota.planned_deals)


def _stage_steps(funnel: Funnel, quota: FunnelQuota, place: int) -> Iterator[Step]:
    needed, below = quota.planned_deals, ""
    for index in reversed(range(len(quota.planned))):
        stage = quota.planned[index]
        path = ("funnels", place, "stages", index, "conversion")
        yield Step(StepKind.STAGE, stage.name, stage.count, needed, stage.conversion, path, share_of=below)
        if stage.open:
            where = ("funnels", place, "stages", index, "open")
            yield Step(StepKind.OPEN, stage.name, stage.new, stage.count, Fraction(stage.open), where)
        needed, below = stage.new, stage.name
    if quota.stages != quota.planned:
        yield Step(StepKind.CONFIDENCE, funnel.stages[0].name, quota.stages[0].count)


def _action_steps(funnel: Funnel, quota: FunnelQuota, place: int) -> Iterator[Step]:
    for index, (stage, counted) in enumerate(zip(funnel.stages, quota.stages, strict=True)):
        path: PlanPath = ("funnels", place, "stages", index)
        if stage.sourced_by:
            yield Step(StepKind.SOURCED, stage.name, counted.new, path=(*path, "sourced_by"), segment=stage.sourced_by)
        for segment, actions in stage.actions.items():
            for action, times in actions.items():
                result = -(-counted.count * Fraction(times) // 1)
                where = (*path, "actions", segment, action)
                yield Step(
                    StepKind.ACTION, action, result, counted.count, Fraction(times), where, segment, share_of=stage.name
                )
