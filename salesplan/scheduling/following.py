"""Work for the next period: what people do once nothing they begin can close in this one.

A deal that closes in the next period asks for its work one remaining cycle earlier, and part of that lies before the
next period begins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from msgspec import Struct

from salesplan.base.periods import Period, following, parts
from salesplan.funnel import FunnelQuota, stage_actions
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.scheduling.lead_time import LeadTime
from salesplan.scheduling.people import work_calendar
from salesplan.scheduling.placement import spread_all
from salesplan.scheduling.schedule import Schedule, Slot, slots
from salesplan.scheduling.seasons import due, due_by
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Task


class Ahead(Struct, frozen=True):
    """The records of a stage that are worked on in this period for the next one: `share` of all that one takes."""

    funnel: str
    stage: str
    count: int
    whole: int
    share: Fraction


class Following(Struct, frozen=True):
    """What this period does for the `period` after it, whose `target` is revenue; `schedule`, of `tasks`, lies here."""

    here: Period
    period: Period
    target: Fraction | None
    stages: tuple[Ahead, ...]
    schedule: Schedule
    tasks: tuple[Task, ...]

    def slots(self, by: str, *, per_rep: bool) -> tuple[Slot, ...]:
        """By `period`, `month`, `week` or `day`, by segment or by rep."""
        return tuple(slots(self.schedule, parts(self.here, by), per_rep=per_rep))

    def hours(self, segment: str, minutes: Mapping[str, Fraction], within: Period) -> Fraction:
        """The hours that it takes of a segment within some days; `minutes` is how long each action takes."""
        grids = [grid for grid in self.schedule.grids if grid.segment == segment and grid.action in minutes]
        done = (
            count * minutes[grid.action]
            for grid in grids
            for day, count in zip(self.schedule.days, grid.daily, strict=True)
            if day in within
        )
        return sum(done, Fraction(0)) / 60


def follow(
    plan: Plan,
    period: Period,
    counted: Sequence[FunnelQuota],
    times: Sequence[LeadTime],
    crews: Mapping[str, Sequence[Rep]],
) -> Following:
    """What has to be done in `period` so that `counted` closes in the period after it.

    Of a stage's records, those are worked on here whose deals close, evenly over the next period's working days and by
    the same seasons as this one's, no later than the mean days from that stage on after its end. They are spread over
    the working days after the last useful one.
    """
    after = following(period)
    calendar = work_calendar(plan.calendar)
    days, later = calendar.working_days(period), calendar.working_days(after)
    owed = due(_move_shares(plan, period, after), later, after.end)
    stages: list[Ahead] = []
    tasks: list[Task] = []
    for funnel, quota, time in zip(plan.funnels, counted, times, strict=True):
        for ahead, window in _ahead(funnel, quota, time, (period, days, owed)):
            stage = next(each for each in funnel.stages if each.name == ahead.stage)
            stages.append(ahead)
            tasks += [Task(name, each.action, each.count, window) for name, each in stage_actions(stage, ahead.count)]
    targets = [quota.target for quota in counted if quota.target is not None]
    target = sum(targets, Fraction(0)) if targets else None
    schedule, _ = spread_all(tasks, crews, days)
    return Following(period, after, target, tuple(stages), schedule, tuple(tasks))


def _ahead(
    funnel: Funnel, quota: FunnelQuota, time: LeadTime, when: tuple[Period, Sequence[date], Mapping[date, Fraction]]
) -> list[tuple[Ahead, Period]]:
    period, days, owed = when
    found = []
    left = time.cycle
    for stage, level, timing in zip(funnel.stages, quota.stages, time.stages, strict=True):
        reach = period.end + timedelta(days=min(ceil(left), (date.max - period.end).days))
        left -= Fraction(stage.days or 0)
        first = max(period.start, timing.latest + timedelta(days=1))
        if first > period.end or bisect_left(days, first) == bisect_right(days, period.end):
            continue
        share = due_by(reach, owed)
        count = ceil(level.count * share)
        found.append((Ahead(funnel.name, stage.name, count, level.count, share), Period(first, period.end)))
    return found


def _move_shares(plan: Plan, period: Period, after: Period) -> dict[str, Fraction]:
    """The months' shares in the next period: the first month's for its first month, and so on."""
    old, new = (parts(each, "month") for each in (period, after))
    pairs = zip(old, new, strict=False)
    return {later.label: plan.seasonality[now.label] for now, later in pairs if now.label in plan.seasonality}
