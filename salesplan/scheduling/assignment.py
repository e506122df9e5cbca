"""Who does what when: the quotas of a period spread over people and days, and whether that can be done in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import common
from salesplan.base.periods import Period, parts, weeks
from salesplan.funnel import FunnelQuota, stage_actions
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.scheduling.lead_time import LeadTime, lead_time
from salesplan.scheduling.people import teams, work_calendar
from salesplan.scheduling.placement import spread_all
from salesplan.scheduling.revenue import RevenueQuota, revenue_quota
from salesplan.scheduling.spread import Schedule, Slot, Task, slots
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.workload import Capacity, Crew, capacity


class Lead(Struct, frozen=True):
    """The lead time of one funnel. `late_deals` of its deals could not close if work began evenly over the period."""

    funnel: str
    stages: tuple[str, ...]
    time: LeadTime
    late_deals: int


class Assignment(Struct, frozen=True):
    """The schedule of a period, with what stands in its way.

    `unstaffed` are the tasks that found nobody at work when they are due; they are in the schedule all the same, so
    that it adds up to the quotas. `revenue` is the target spread over those who sell.
    """

    period: Period
    schedule: Schedule
    capacities: tuple[Capacity, ...]
    leads: tuple[Lead, ...]
    unstaffed: tuple[Task, ...]
    revenue: RevenueQuota

    def slots(self, by: str, *, per_rep: bool) -> tuple[Slot, ...]:
        """The schedule by `period`, `month`, `week` or `day`, by segment or by rep; adds up to the quotas."""
        return tuple(slots(self.schedule, parts(self.period, by), per_rep=per_rep))


def assign(plan: Plan, period: Period, counted: Sequence[FunnelQuota]) -> Assignment | None:
    """Spread the counted funnels over the plan's people and working days; None where the period has no working day."""
    days = work_calendar(plan.calendar).working_days(period)
    if not days:
        return None
    crews = teams(plan.team, period)
    seasons = dict(plan.seasonality) or None
    leads = lead_times(plan, period, counted)
    tasks = [
        task
        for funnel, quota, lead in zip(plan.funnels, counted, leads, strict=True)
        for task in _tasks(funnel, quota, lead)
    ]
    schedule, unstaffed = spread_all(tasks, crews, days, seasons)
    owed = revenue_quota(plan, counted, crews, days)
    return Assignment(period, schedule, _capacities(plan, schedule, crews, period), leads, unstaffed, owed)


def lead_times(plan: Plan, period: Period, counted: Sequence[FunnelQuota]) -> tuple[Lead, ...]:
    """The lead time of every funnel, over the working days of the period; none where it has no working day."""
    days = work_calendar(plan.calendar).working_days(period)
    seasons = dict(plan.seasonality) or None
    pairs = zip(plan.funnels, counted, strict=True) if days else ()
    return tuple(_lead(funnel, quota, period, days, seasons) for funnel, quota in pairs)


def _lead(
    funnel: Funnel, quota: FunnelQuota, period: Period, days: Sequence[date], seasons: Mapping[str, Fraction] | None
) -> Lead:
    lengths = [Fraction(stage.days or 0) for stage in funnel.stages]
    entries = _seasonal_entries(days, seasons) if seasons else None
    time = lead_time(lengths, period, days, entries)
    return Lead(funnel.name, tuple(stage.name for stage in funnel.stages), time, time.late(quota.deals))


def _seasonal_entries(days: Sequence[date], seasons: Mapping[str, Fraction]) -> Sequence[int]:
    """Whole numbers in proportion to what enters on each day: a month's share, even over its working days."""
    names = [f"{day:%Y-%m}" for day in days]
    count = {name: names.count(name) for name in set(names)}
    return common([seasons.get(name, Fraction(0)) / count[name] for name in names])


def _tasks(funnel: Funnel, quota: FunnelQuota, lead: Lead) -> list[Task]:
    """What each segment has to do at each stage, within the stage's window."""
    timed = lead.time.cycle > 0 and lead.time.fits
    found = []
    for place, (stage, level) in enumerate(zip(funnel.stages, quota.stages, strict=True)):
        window = lead.time.stages[place].window if timed else None
        for segment, each in stage_actions(stage, level.count, level.new):
            found.append(Task(segment, each.action, each.count, window))
    return found


def _capacities(
    plan: Plan, schedule: Schedule, crews: Mapping[str, Sequence[Rep]], period: Period
) -> tuple[Capacity, ...]:
    """Each staffed segment's hours against its actions; none where the catalogue gives no minutes."""
    minutes = {name: Fraction(action.minutes) for name, action in plan.actions.items() if action.minutes is not None}
    if not minutes:
        return ()
    work: dict[str, dict[str, Sequence[int]]] = {}
    for grid in schedule.grids:
        work.setdefault(grid.segment, {})[grid.action] = tuple(map(sum, zip(*grid.counts, strict=True)))
    workdays = len(plan.calendar.workdays)
    return tuple(
        capacity(Crew(segment, tuple(crews[segment]), workdays), load, minutes, schedule.days, weeks(period))
        for segment, load in work.items()
        if segment in crews and any(action in minutes for action in load)
    )
