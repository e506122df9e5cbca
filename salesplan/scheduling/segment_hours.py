"""The hours of each team segment against everything that is scheduled for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from salesplan.base.periods import Period, weeks
from salesplan.model.plan import Plan
from salesplan.scheduling.schedule import Schedule
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.workload import Capacity, Crew, capacity


def minutes_of(plan: Plan) -> dict[str, Fraction]:
    """How long each action of the catalogue takes, as far as it says."""
    return {name: Fraction(action.minutes) for name, action in plan.actions.items() if action.minutes is not None}


def capacities(
    plan: Plan, schedules: Sequence[Schedule], crews: Mapping[str, Sequence[Rep]], period: Period
) -> tuple[Capacity, ...]:
    """Each staffed segment's hours against its actions in all `schedules`; none where no action's minutes are known."""
    minutes = minutes_of(plan)
    if not minutes:
        return ()
    work: dict[str, dict[str, Sequence[int]]] = {}
    for grid in (grid for schedule in schedules for grid in schedule.grids):
        of_segment = work.setdefault(grid.segment, {})
        before = of_segment.get(grid.action)
        of_segment[grid.action] = tuple(map(int.__add__, before, grid.daily)) if before else grid.daily
    workdays = len(plan.calendar.workdays)
    return tuple(
        capacity(Crew(segment, tuple(crews[segment]), workdays), load, minutes, schedules[0].days, weeks(period))
        for segment, load in work.items()
        if segment in crews and any(action in minutes for action in load)
    )
