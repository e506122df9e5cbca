"""Records that came to each stage against those that are due."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.progress.action_lines import View
from salesplan.progress.attribution import entered_on
from salesplan.progress.pace import Status, pace, status
from salesplan.quotas.quota import Quota
from salesplan.records.count.ledger import Ledger
from salesplan.scheduling.spread import spread
from salesplan.scheduling.tasks import Task


class StageLine(Struct, frozen=True):
    """Records that came to a stage in the period against those due by the day."""

    funnel: str
    stage: str
    due: int
    created: int
    status: Status

    @property
    def pace(self) -> Fraction | None:
        """Created / due."""
        return pace(self.created, self.due)


def stage_lines(plan: Plan, asked: Quota, now: Ledger, seen: Period | None, view: View) -> Iterator[StageLine]:
    """Records due by the day follow the schedule of those who bring them in, within the stage's lead time."""
    if asked.assignment is None:
        return
    schedule, names = asked.assignment.schedule, [path.name for path in now.paths]
    for funnel, counted, lead in zip(plan.funnels, asked.funnels, asked.assignment.leads, strict=True):
        place = names.index(funnel.name) if funnel.name in names else -1
        for at, (stage, level) in enumerate(zip(funnel.stages, counted.stages, strict=True)):
            segment = stage.sourced_by or next(iter(stage.actions), "")
            task = Task(segment, stage.name, level.new, lead.windows[at], lead.seasons[at])
            made = spread([task], schedule.teams, schedule.days)
            made = made if not made.unplaced else spread([task], {}, schedule.days)
            due = sum(sum(grid.daily[: bisect_right(view.days, view.on)]) for grid in made.grids)
            days = (entered_on(deal, at) for deal in now.deals if deal.path == place)
            created = sum(day is not None and seen is not None and day in seen for day in days)
            yield StageLine(funnel.name, stage.name, due, created, status(created, due, view.thresholds))
