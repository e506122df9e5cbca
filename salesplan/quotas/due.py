"""What a plan asks for by a day: the measures of a milestone, as the schedule has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from salesplan.funnel import FunnelQuota
from salesplan.model.funnel import Stage
from salesplan.model.plan import Plan
from salesplan.quotas.quota import Quota
from salesplan.scheduling.assignment import Assignment
from salesplan.scheduling.leads import Lead
from salesplan.scheduling.schedule import TeamCounts
from salesplan.scheduling.spread import spread
from salesplan.scheduling.tasks import Task


def due_by(plan: Plan, found: Quota, measure: str, day: date) -> Fraction | None:
    """What is due up to a day, that day included: `revenue`, `deals`, a stage's new records, or an action of all teams.

    None where the plan's schedule knows no such measure.
    """
    if found.assignment is None:
        return None
    if measure in {"revenue", "deals"}:
        slots = [slot for slot in found.assignment.revenue.slots("day", per_rep=False) if slot.start <= day]
        return sum((Fraction(slot.deals if measure == "deals" else slot.amount or 0) for slot in slots), Fraction(0))
    grids = [grid for grid in found.assignment.schedule.grids if grid.action == measure]
    if grids:
        return Fraction(sum(_until(grid, found.assignment, day) for grid in grids))
    records = [each for each in _stages(plan, found, found.assignment) if each[0].name == measure]
    entered = (_new_records(each, found.assignment, day) for each in records)
    return Fraction(sum(entered)) if records else None


def _until(grid: TeamCounts, assignment: Assignment, day: date) -> int:
    pairs = zip(assignment.schedule.days, grid.daily, strict=True)
    return sum(count for when, count in pairs if when <= day)


def _stages(plan: Plan, found: Quota, assignment: Assignment) -> Iterator[tuple[Stage, FunnelQuota, Lead, int]]:
    for funnel, quota, lead in zip(plan.funnels, found.funnels, assignment.leads, strict=True):
        for place, stage in enumerate(funnel.stages):
            yield stage, quota, lead, place


def _new_records(records: tuple[Stage, FunnelQuota, Lead, int], assignment: Assignment, day: date) -> int:
    """The new records of a stage that are in by a day, as those who work on them first are scheduled."""
    stage, quota, lead, place = records
    segment = stage.sourced_by or next(iter(stage.actions), "")
    task = Task(segment, stage.name, quota.stages[place].new, lead.windows[place], lead.seasons[place])
    schedule = assignment.schedule
    made = spread([task], schedule.teams, schedule.days)
    made = spread([task], {}, schedule.days) if made.unplaced else made
    return sum(_until(grid, assignment, day) for grid in made.grids)
