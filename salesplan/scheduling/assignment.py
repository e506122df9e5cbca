"""Who does what when: the quotas of a period spread over people and days, and whether that can be done in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import Period, parts
from salesplan.funnel import FunnelQuota, stage_actions
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.scheduling.following import Following, follow
from salesplan.scheduling.leads import Lead, lead_times
from salesplan.scheduling.people import teams, work_calendar
from salesplan.scheduling.placement import spread_all
from salesplan.scheduling.revenue import RevenueQuota, revenue_quota
from salesplan.scheduling.schedule import Schedule, Slot, slots
from salesplan.scheduling.segment_hours import capacities, minutes_of
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Part, Task
from salesplan.scheduling.workload import MINUTES, Capacity


class Work(Struct, frozen=True):
    """What is to be assigned: the records `counted` for a plan's funnels, as `tasks`, and each segment's people."""

    plan: Plan
    counted: tuple[FunnelQuota, ...]
    leads: tuple[Lead, ...]
    tasks: tuple[Task, ...]
    crews: Mapping[str, Sequence[Rep]]


class Assignment(Struct, frozen=True, dict=True):
    """The schedule of a period, with what stands in its way.

    `unstaffed` are the tasks that found nobody at work when they are due; they are in the schedule all the same, so
    that it adds up to the quotas. `following` is what is done for the next period: it is part of the hours in
    `capacities`, and of nothing else. `work` is what all of it was made from.
    """

    period: Period
    schedule: Schedule
    capacities: tuple[Capacity, ...]
    unstaffed: tuple[Task, ...]
    following: Following | None
    work: Work

    @property
    def leads(self) -> tuple[Lead, ...]:
        """The lead time of every funnel."""
        return self.work.leads

    @cached_property
    def revenue(self) -> RevenueQuota:
        """The target spread over those who sell; made when it is first asked for."""
        ends = [lead.end for lead in self.leads]
        return revenue_quota(self.work.plan, self.work.counted, self.work.crews, self.schedule.days, ends)

    def slots(self, by: str, *, per_rep: bool) -> tuple[Slot, ...]:
        """The schedule by `period`, `month`, `week` or `day`, by segment or by rep; adds up to the quotas."""
        return tuple(slots(self.schedule, parts(self.period, by), per_rep=per_rep))


def assign(
    plan: Plan,
    period: Period,
    counted: Sequence[FunnelQuota],
    leads: Sequence[Lead] | None = None,
    after: Sequence[FunnelQuota] | None = None,
) -> Assignment | None:
    """Spread the counted funnels over the plan's people and working days; None where the period has no working day.

    `leads` are the funnels' lead times; by default every deal has to close by the end of the period. `after` is what
    the next period takes, where this one is to prepare it.
    """
    days = work_calendar(plan.calendar).working_days(period)
    if not days:
        return None
    known = tuple(leads or lead_times(plan, period, counted))
    crews = teams(plan.team, period)
    work = Work(plan, tuple(counted), known, tasks_of(plan, counted, known, days), crews)
    schedule, unstaffed = spread_all(work.tasks, crews, days)
    later = follow(plan, period, after, [lead.time for lead in known], crews) if after else None
    schedules = (schedule, *((later.schedule,) if later else ()))
    return Assignment(period, schedule, capacities(plan, schedules, crews, period), unstaffed, later, work)


def tasks_of(
    plan: Plan, counted: Sequence[FunnelQuota], leads: Sequence[Lead], days: Sequence[date]
) -> tuple[Task, ...]:
    """What all stages of all funnels ask for."""
    trios = zip(plan.funnels, counted, leads, strict=True)
    return tuple(task for funnel, quota, lead in trios for task in stage_tasks(funnel, quota, lead, days))


def with_people(assignment: Assignment, segment: str, more: int) -> Capacity | None:
    """The hours of one segment with so many more full-time people, all its work being spread over them anew."""
    hired = tuple(Rep(f"{segment} +{number}") for number in range(1, more + 1))
    return _refit(assignment, segment, (*assignment.work.crews.get(segment, ()), *hired), assignment.work.tasks)


def with_counts(assignment: Assignment, short: Capacity, counted: Sequence[FunnelQuota]) -> Capacity | None:
    """The hours of a segment that is `short` where the funnels take other numbers of records, in the same time.

    None where already the period as a whole has too few of them.
    """
    work, later = assignment.work, assignment.following
    tasks = tasks_of(work.plan, counted, work.leads, assignment.schedule.days)
    minutes = minutes_of(work.plan)
    asked = (*tasks, *(later.tasks if later else ()))
    own = (
        task.count * minutes[task.action] for task in asked if task.segment == short.segment and task.action in minutes
    )
    if sum(own, Fraction(0)) > short.total.available * MINUTES:
        return None
    return _refit(assignment, short.segment, work.crews.get(short.segment, ()), tasks)


def _refit(assignment: Assignment, segment: str, crew: Sequence[Rep], tasks: Sequence[Task]) -> Capacity | None:
    """One segment's hours with other people or tasks: what the others do does not touch it."""
    later, days = assignment.following, assignment.schedule.days
    own = [[task for task in each if task.segment == segment] for each in (tasks, later.tasks if later else ())]
    crews = {segment: crew}
    schedules = [spread_all(each, crews, days, summed=True)[0] for each in own]
    return next(iter(capacities(assignment.work.plan, schedules, crews, assignment.period)), None)


def stage_tasks(funnel: Funnel, quota: FunnelQuota, lead: Lead, days: Sequence[date]) -> list[Task]:
    """What each segment has to do at each stage, within the stage's window.

    The actions for records that are open at a stage do not wait for the first new ones: they are done in the mean days
    of the stage from the start of the period on.
    """
    found = []
    for place, (stage, level) in enumerate(zip(funnel.stages, quota.stages, strict=True)):
        window, seasons = lead.windows[place], lead.seasons[place]
        for segment, each in stage_actions(stage, level.count, level.new):
            task = Task(segment, each.action, each.count, window, seasons)
            if level.open and stage.days and window and lead.time.fits and not each.is_record:
                found += _in_two(
                    task, ceil(level.open * Fraction(stage.actions[segment][each.action])), stage.days, days
                )
            else:
                found.append(task)
    return found


def _in_two(task: Task, opened: int, length: Decimal, days: Sequence[date]) -> list[Task]:
    """A task for the records that are open, from the first working day on, and one for those that are new."""
    latest = task.window.end if task.window else days[-1]
    end = min(latest, days[0] + timedelta(days=ceil(length)))
    now = min(task.count, opened)
    first = Task(task.segment, task.action, now, Period(days[0], max(days[0], end)), None, Part(opened, rest=False))
    return [first, replace(task, count=task.count - now, part=Part(opened, rest=True))]
