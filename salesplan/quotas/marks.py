"""Marks on the way: goals that are due before the one that drives the quotas, held against the scheduled work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from msgspec import Struct

from salesplan.funnel import FunnelQuota
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.quotas.goals import DRIVING, driving_goal
from salesplan.scheduling.assignment import Assignment
from salesplan.scheduling.leads import Lead
from salesplan.scheduling.schedule import Schedule
from salesplan.scheduling.spread import spread
from salesplan.scheduling.tasks import Task


class Mark(Struct, frozen=True):
    """A goal on the way, and what the work that is scheduled in time for it is expected to bring by its day.

    Revenue is in the plan's currency, deals and customers are numbers, not rounded.
    """

    goal: str
    metric: str
    by: date
    target: Fraction
    expected: Fraction

    @property
    def is_revenue(self) -> bool:
        """Whether it is an amount of money."""
        return self.metric in DRIVING[0]

    @property
    def is_in_time(self) -> bool:
        """Whether the work in time is enough on average."""
        return self.expected >= self.target


def marks(plan: Plan, counted: Sequence[FunnelQuota], assignment: Assignment) -> tuple[Mark, ...]:
    """Every goal with a day that is due before the goal that drives the same funnels, in the order of the plan."""
    found = []
    for place, metrics in _earlier(plan):
        goal = plan.goals[place]
        day = goal.by or assignment.period.end
        own = {each.funnel for each in plan.goals if each.funnel}
        chosen = [
            triple
            for triple in zip(plan.funnels, counted, assignment.leads, strict=True)
            if (triple[0].name == goal.funnel if goal.funnel else triple[0].name not in own)
        ]
        revenue = metrics == DRIVING[0]
        values = [Fraction(quota.deal_value or 0) if revenue else Fraction(1) for _, quota, _ in chosen]
        deals = [closed_by(*triple, day, assignment.schedule) for triple in chosen]
        expected = sum((each * value for each, value in zip(deals, values, strict=True)), Fraction(0))
        found.append(Mark(goal.name, goal.metric, day, Fraction(goal.target), expected))
    return tuple(found)


def _earlier(plan: Plan) -> Iterator[tuple[int, Sequence[str]]]:
    for place, goal in enumerate(plan.goals):
        for metrics in DRIVING:
            if goal.metric in metrics and goal.by and driving_goal(plan.goals, metrics, goal.funnel) != place:
                yield place, metrics


def closed_by(funnel: Funnel, quota: FunnelQuota, lead: Lead, day: date, schedule: Schedule) -> Fraction:
    """The deals a funnel is expected to win by a day, of new records and of those that are open.

    Records that stay the mean days at each stage close after the days from theirs on.
    """
    if not quota.stages:
        return Fraction(0)
    ahead, odds, found = Fraction(0), Fraction(1), Fraction(0)
    for stage, level in zip(reversed(funnel.stages), reversed(quota.stages), strict=True):
        ahead += Fraction(stage.days or Decimal(0))
        odds *= level.conversion
        if level.open and schedule.days[0] + timedelta(days=ceil(ahead)) <= day:
            found += level.open * odds
    latest = day - timedelta(days=min(ceil(ahead), (day - date.min).days))
    return found + odds * _new_records(funnel, quota, lead, latest, schedule)


def _new_records(funnel: Funnel, quota: FunnelQuota, lead: Lead, latest: date, schedule: Schedule) -> int:
    """How many new records are at the first stage by a day, as those who bring them in are scheduled."""
    stage = funnel.stages[0]
    segment = stage.sourced_by or next(iter(stage.actions), "")
    task = Task(segment, stage.name, quota.stages[0].new, lead.windows[0], lead.seasons[0])
    made = spread([task], schedule.teams, schedule.days)
    made = spread([task], {}, schedule.days) if made.unplaced else made
    return sum(
        count for grid in made.grids for day, count in zip(schedule.days, grid.daily, strict=True) if day <= latest
    )
