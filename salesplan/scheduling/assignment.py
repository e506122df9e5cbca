"""Who does what when: the quotas of a period spread over people and days, and whether that can be done in time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.money import common
from salesplan.base.periods import Period, parts, weeks
from salesplan.funnel import FunnelQuota, stage_actions
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.scheduling.following import Following, follow
from salesplan.scheduling.lead_time import LeadTime, lead_time
from salesplan.scheduling.people import teams, work_calendar
from salesplan.scheduling.placement import spread_all
from salesplan.scheduling.revenue import RevenueQuota, revenue_quota
from salesplan.scheduling.seasons import by_month, due, due_before, earlier
from salesplan.scheduling.spread import Part, Schedule, Season, Slot, Task, slots
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.workload import Capacity, Crew, capacity


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


class Assignment(Struct, frozen=True):
    """The schedule of a period, with what stands in its way.

    `unstaffed` are the tasks that found nobody at work when they are due; they are in the schedule all the same, so
    that it adds up to the quotas. `revenue` is the target spread over those who sell. `following` is what is done for
    the next period: it is part of the hours in `capacities`, and of nothing else.
    """

    period: Period
    schedule: Schedule
    capacities: tuple[Capacity, ...]
    leads: tuple[Lead, ...]
    unstaffed: tuple[Task, ...]
    revenue: RevenueQuota
    following: Following | None = None

    def slots(self, by: str, *, per_rep: bool) -> tuple[Slot, ...]:
        """The schedule by `period`, `month`, `week` or `day`, by segment or by rep; adds up to the quotas."""
        return tuple(slots(self.schedule, parts(self.period, by), per_rep=per_rep))


def assign(
    plan: Plan,
    period: Period,
    counted: Sequence[FunnelQuota],
    ends: Sequence[date] | None = None,
    after: Sequence[FunnelQuota] | None = None,
) -> Assignment | None:
    """Spread the counted funnels over the plan's people and working days; None where the period has no working day.

    `ends` are the days by which the funnels' deals have to close; by default the end of the period. `after` is what the
    next period takes, where this one is to prepare it.
    """
    days = work_calendar(plan.calendar).working_days(period)
    if not days:
        return None
    crews = teams(plan.team, period)
    leads = lead_times(plan, period, counted, ends)
    tasks = [
        task
        for funnel, quota, lead in zip(plan.funnels, counted, leads, strict=True)
        for task in stage_tasks(funnel, quota, lead, days)
    ]
    schedule, unstaffed = spread_all(tasks, crews, days)
    owed = revenue_quota(plan, counted, crews, days, [lead.end for lead in leads])
    later = follow(plan, period, after, [lead.time for lead in leads], crews) if after else None
    schedules = (schedule, *((later.schedule,) if later else ()))
    return Assignment(period, schedule, _capacities(plan, schedules, crews, period), leads, unstaffed, owed, later)


def lead_times(
    plan: Plan, period: Period, counted: Sequence[FunnelQuota], ends: Sequence[date] | None = None
) -> tuple[Lead, ...]:
    """The lead time of every funnel, over the working days of the period; none where it has no working day."""
    days = work_calendar(plan.calendar).working_days(period)
    until = ends or [period.end] * len(counted)
    trios = zip(plan.funnels, counted, until, strict=True) if days else ()
    return tuple(_lead(plan, funnel, quota, (period, days, end)) for funnel, quota, end in trios)


def _lead(plan: Plan, funnel: Funnel, quota: FunnelQuota, time: tuple[Period, Sequence[date], date]) -> Lead:
    period, days, end = time
    lengths = [Fraction(stage.days or 0) for stage in funnel.stages]
    horizon = Period(period.start, end)
    within = days[: bisect_right(days, end)]
    shares = plan.seasonality
    owed = due(shares, days, end)
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
    covered = None if early is None else _covered(quota)
    late = found.late(quota.deals)
    names = tuple(stage.name for stage in funnel.stages)
    return Lead(funnel.name, names, found, late, end, windows, seasons, first, early, covered)


def _covered(quota: FunnelQuota) -> Fraction:
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


def _capacities(
    plan: Plan, schedules: Sequence[Schedule], crews: Mapping[str, Sequence[Rep]], period: Period
) -> tuple[Capacity, ...]:
    """Each staffed segment's hours against its actions; none where the catalogue gives no minutes."""
    minutes = {name: Fraction(action.minutes) for name, action in plan.actions.items() if action.minutes is not None}
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
