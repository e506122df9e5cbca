"""Who does what when: the quotas of a period spread over people and days, and whether that can be done in time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.money import common
from salesplan.base.periods import Period, parts
from salesplan.funnel import FunnelQuota, stage_actions
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.scheduling.following import Following, follow
from salesplan.scheduling.lead_time import LeadTime, lead_time
from salesplan.scheduling.people import teams, work_calendar
from salesplan.scheduling.placement import spread_all
from salesplan.scheduling.revenue import RevenueQuota, revenue_quota
from salesplan.scheduling.schedule import Schedule, Slot, slots
from salesplan.scheduling.seasons import by_month, due, due_before, earlier
from salesplan.scheduling.segment_hours import capacities, minutes_of
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Part, Season, Task
from salesplan.scheduling.workload import MINUTES, Capacity


class Lead(Struct, frozen=True):
    """The lead time of one funnel, whose deals have to close by `end`.

    `late_deals` of its deals could not close if work began evenly over the period. `windows` and `seasons` say, stage
    by stage, when its work is done; None where that is any day, and as the days come. `first_close` is the day on which
    the first deal of new work can close: `early` is the part of the target that is due before it, `covered` what the
    records that are open already are expected to bring, both None where no revenue is asked for.
    """

    funnel: str
    stages: tuple[str, ...]
    time: LeadTime
    late_deals: int
    end: date
    windows: tuple[Period | None, ...]
    seasons: tuple[tuple[Season, ...] | None, ...]
    first_close: date
    early: Fraction | None = None
    covered: Fraction | None = None

    @property
    def uncovered(self) -> Fraction:
        """What is due before new work can close, and not expected from what is open."""
        return max(Fraction(0), (self.early or Fraction(0)) - (self.covered or Fraction(0)))


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
    schedules = [spread_all(each, crews, days)[0] for each in own]
    return next(iter(capacities(assignment.work.plan, schedules, crews, assignment.period)), None)


def lead_times(
    plan: Plan, period: Period, counted: Sequence[FunnelQuota], ends: Sequence[date] | None = None
) -> tuple[Lead, ...]:
    """The lead time of every funnel, over the working days of the period; none where it has no working day."""
    days = work_calendar(plan.calendar).working_days(period)
    until = ends or [period.end] * len(counted)
    trios = zip(plan.funnels, counted, until, strict=True) if days else ()
    owed = {end: due(plan.seasonality, days, end) for end in set(until)}
    return tuple(_lead(plan, funnel, quota, (period, days, owed[end], end)) for funnel, quota, end in trios)


def _lead(
    plan: Plan, funnel: Funnel, quota: FunnelQuota, time: tuple[Period, Sequence[date], Mapping[date, Fraction], date]
) -> Lead:
    period, days, owed, end = time
    lengths = [Fraction(stage.days or 0) for stage in funnel.stages]
    horizon = Period(period.start, end)
    within = days[: bisect_right(days, end)]
    shares = plan.seasonality
    found = lead_time(lengths, horizon, within, common(list(owed.values())))
    timed = found.cycle > 0 and found.fits
    whole = None if end >= period.end else horizon
    windows = tuple(timing.window if timed else whole for timing in found.stages)
    first = days[0] + timedelta(days=min(ceil(found.cycle), (date.max - days[0]).days))
    if timed and shares and not plan.seasons_work:
        ahead = [(end - timing.latest).days for timing in found.stages]
        seasons = tuple(
            earlier(owed, length, window or period, days, first) for length, window in zip(ahead, windows, strict=True)
        )
    else:
        seasons = (by_month(shares, period),) * len(lengths)
    early = due_before(first, owed) * quota.target if quota.target and found.cycle else None
    covered = None if early is None else _cover(quota)
    late = found.late(quota.deals)
    names = tuple(stage.name for stage in funnel.stages)
    return Lead(funnel.name, names, found, late, end, windows, seasons, first, early, covered)


def _cover(quota: FunnelQuota) -> Fraction:
    """What the records that are open are expected to bring: times the conversions ahead, and a deal's value."""
    odds, deals = Fraction(1), Fraction(0)
    for stage in reversed(quota.stages):
        odds *= stage.conversion
        deals += stage.open * odds
    return deals * Fraction(quota.deal_value or 0)


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
