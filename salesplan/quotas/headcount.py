"""Hours required against available, month by month; whom to hire by when; and how much quota the team can carry."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Unreadable
from salesplan.base.periods import DAYS_OF_YEAR, ONE_DAY, Period, add_months, months, months_since
from salesplan.model.compensation import Compensation
from salesplan.model.plan import Plan
from salesplan.model.team import Segment
from salesplan.quotas.quota import Quota, quota
from salesplan.quotas.ramping import Ramp, RampMonth, ramps, with_ramp
from salesplan.scheduling.people import teams
from salesplan.scheduling.schedule import TeamCounts
from salesplan.scheduling.staffing import FULL_WEEK, Rep, productivity

if TYPE_CHECKING:
    import pandas as pd

MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class MonthLoad(Struct, frozen=True):
    """A segment's month: hours required and available (after attrition), people at work, and people `needed`."""

    period: Period
    required: Fraction
    available: Fraction
    people: int
    needed: int

    @property
    def load(self) -> Fraction | None:
        """Hours required as a share of those available; None where nobody is available."""
        return self.required / self.available if self.available else None


class Hire(Struct, frozen=True):
    """So many people more, productive from `productive_by` on; when they start and when that is decided, at the latest.

    A hire counts once the whole ramp is behind them: 90 days to fill and a ramp of six months are nine months.
    """

    people: int
    productive_by: date
    start_by: date
    decide_by: date


class Hiring(Struct, frozen=True):
    """How a segment hires: months of ramp (None: as its people have), days to fill a place, the share that leaves."""

    segment: str
    ramp_months: int | None
    time_to_fill: int
    attrition: Fraction


class SegmentLoad(Struct, frozen=True):
    """A segment's months, and the hires that would make all of them fit. `untimed` are actions of unknown duration."""

    name: str
    months: tuple[MonthLoad, ...]
    hires: tuple[Hire, ...]
    untimed: tuple[str, ...]


class QuotaCapacity(Struct, frozen=True):
    """Money: the quotas of all who carry one (`street`), what they are counted on to bring, and the target.

    Source: capacity = sum over reps of quota x ramp x expected attainment; coverage = capacity / target.
    """

    street: Fraction
    expected: Fraction
    target: Fraction

    @property
    def coverage(self) -> Fraction | None:
        """What is counted on as a share of the target."""
        return self.expected / self.target if self.target else None


class Headcount(Struct, frozen=True):
    """What the plan takes of its people; `ramps` are those of segments in which somebody started within the records."""

    segments: tuple[SegmentLoad, ...]
    quota_capacity: QuotaCapacity | None
    ramps: tuple[Ramp, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """One row for each segment and month: hours required, hours available, load, people, needed."""
        import pandas as pd

        rows = [
            (one.name, each.period.start, float(each.required), float(each.available), each.people, each.needed)
            for one in self.segments
            for each in one.months
        ]
        columns = ["segment", "start", "required_hours", "available_hours", "people", "needed"]
        return pd.DataFrame(rows, columns=columns)


def capacity(
    plan: Plan, result: Quota | None = None, seen: Mapping[str, Sequence[RampMonth]] | None = None
) -> Headcount:
    """Hours by segment and month, hires, and quota capacity, for a plan with a period, a team and minutes of actions.

    `seen` is how people grew into their quota by segment, as `salesplan.indicators.ramp.ramps_seen` measures it: where
    it rests on enough people it goes before the plan's ramps, except in what the schedule asks of whom.

    Raises:
        Unreadable: the plan names no period, or nobody works in it.
        PlanError: it lacks what a quota takes.
    """
    found = result or quota(plan)
    if found.period is None or found.assignment is None:
        raise Unreadable("there are no months to weigh", "add the time the plan covers, such as period: 2027-Q1")
    grown = ramps(plan, seen or {})
    known = {one.segment: one for one in grown}
    crews = {name: with_ramp(reps, known.get(name)) for name, reps in teams(plan.team, found.period).items()}
    if not crews:
        raise Unreadable("the plan names nobody who works", "add people: team: {sales: {headcount: 2}}")
    minutes = {name: Fraction(action.minutes) for name, action in plan.actions.items() if action.minutes is not None}
    schedule, later = found.assignment.schedule, found.assignment.following
    done = (*schedule.grids, *(later.schedule.grids if later else ()))
    grids = {name: [grid for grid in done if grid.segment == name] for name in crews}
    workdays = len(plan.calendar.workdays)
    segments = tuple(
        _segment(
            _hiring(name, plan.team[name], known.get(name)),
            (crews[name], workdays),
            (grids[name], minutes, schedule.days),
            found.period,
        )
        for name in crews
    )
    return Headcount(segments, quota_capacity(plan, found, crews), grown)


def _hiring(name: str, segment: Segment, ramp: Ramp | None) -> Hiring:
    months = len(ramp.used) if ramp and ramp.is_measured else len(segment.ramp) or None
    return Hiring(name, months, segment.time_to_fill or 0, Fraction(segment.attrition or 0))


def _segment(
    hiring: Hiring,
    crew: tuple[Sequence[Rep], int],
    work: tuple[Sequence[TeamCounts], Mapping[str, Fraction], Sequence[date]],
    period: Period,
) -> SegmentLoad:
    (reps, workdays), (grids, minutes, days) = crew, work
    loads = []
    for month in months(period):
        first, last = bisect_left(days, month.start), bisect_right(days, month.end)
        loss = leavers_share(hiring.attrition, period.start, month.end)
        available = sum((_free(rep, days, first, last, workdays) for rep in reps), Fraction(0)) / (1 + loss)
        person = FULL_WEEK / workdays * (last - first)
        required = _hours(grids, minutes, first, last)
        at_work = sum(any(productivity(rep, days)[first:last]) or _present(rep, month) for rep in reps)
        loads.append(MonthLoad(month, required, available, at_work, people_needed(required, person, loss)))
    untimed = tuple(dict.fromkeys(grid.action for grid in grids if grid.action not in minutes))
    return SegmentLoad(hiring.segment, tuple(loads), hires(loads, hiring, reps), untimed)


def _hours(grids: Sequence[TeamCounts], minutes: Mapping[str, Fraction], first: int, last: int) -> Fraction:
    done = (sum(grid.daily[first:last]) * minutes[grid.action] for grid in grids if grid.action in minutes)
    return sum(done, Fraction(0)) / 60


def _free(rep: Rep, days: Sequence[date], first: int, last: int, workdays: int) -> Fraction:
    return sum(productivity(rep, days)[first:last], Fraction(0)) * rep.hours_per_week / workdays


def _present(rep: Rep, month: Period) -> bool:
    return (rep.starts is None or rep.starts <= month.end) and (rep.ends is None or rep.ends >= month.start)


def leavers_share(attrition: Fraction, start: date, end: date) -> Fraction:
    """The share of people who have to be replaced by the end of a stretch of days, at so much a year.

    Whole months count as twelfths of a year, other stretches by their days. Example: 20% a year over a whole year takes
    25 x (1 + 20%) = 30 people to keep 25.
    """
    after = end + ONE_DAY
    if start.day == after.day:
        return attrition * months_since(start, after) / 12
    return attrition * (after - start).days / DAYS_OF_YEAR


def people_needed(required: Fraction, person: Fraction, loss: Fraction = Fraction(0)) -> int:
    """Full-time people for so many hours, `person` hours each, with the share that leaves on top; rounded up.

    Example: 24,000 calls at 720 a person take 34 people; 32,400 hours at 1,200 take 27. 0 where nobody can work.
    """
    return ceil(required * (1 + loss) / person) if person else 0


def hires(loads: Sequence[MonthLoad], hiring: Hiring, reps: Sequence[Rep]) -> tuple[Hire, ...]:
    """Whom to hire so that no month is short of hours: as many as each month lacks beyond those hired before."""
    ramp = hiring.ramp_months
    if ramp is None:
        ramp = next((len(rep.ramp) for rep in reps if rep.ramp), 0)
    found: list[Hire] = []
    for month in loads:
        short = month.needed - _full_time(month) - sum(hire.people for hire in found)
        if month.required > month.available and short > 0:
            found.append(_hire(short, month.period.start, ramp, hiring.time_to_fill))
    return tuple(found)


def _full_time(month: MonthLoad) -> int:
    """How many full-time people the hours available are worth; whole, rounded down."""
    person = month.required / month.needed if month.needed else Fraction(0)
    return int(month.available / person) if person else 0


def _hire(people: int, productive_by: date, ramp_months: int, time_to_fill: int) -> Hire:
    starts = add_months(productive_by, -ramp_months)
    return Hire(people, productive_by, starts, starts - timedelta(days=time_to_fill))


def quota_capacity(plan: Plan, found: Quota, crews: Mapping[str, Sequence[Rep]]) -> QuotaCapacity | None:
    """What the quotas of the commission plans add up to in the period; the street quota where none names a quota."""
    if found.target is None or found.period is None:
        return None
    people = ((rep, name) for name, reps in crews.items() for rep in reps)
    carried = [(rep, plan.team[name], pay) for rep, name in people if (pay := _pay(plan, name, rep))]
    if not carried:
        street = sum((funnel.street or Fraction(0) for funnel in found.funnels), Fraction(0))
        return QuotaCapacity(street, street * Fraction(plan.expected_attainment or 1), found.target)
    quotas = [(rep, segment, _quota(pay, rep, found.period)) for rep, segment, pay in carried]
    street = sum((amount for _, _, amount in quotas), Fraction(0))
    counted = (amount * _ramp(rep, found.period) * _attainment(plan, segment, rep) for rep, segment, amount in quotas)
    expected = sum(counted, Fraction(0))
    return QuotaCapacity(street, expected, found.target)


def _pay(plan: Plan, segment: str, rep: Rep) -> Compensation | None:
    """The first commission plan on revenue with a quota that is for this person or segment."""
    fit = (pay for pay in plan.compensation if pay.measure == "revenue" and pay.quota is not None)
    return next((pay for pay in fit if not pay.for_ or segment in pay.for_ or rep.name in pay.for_), None)


def _quota(pay: Compensation, rep: Rep, period: Period) -> Fraction:
    """A person's quota for the plan's period: that of the settled period times how many of them it holds.

    Where each deal is paid alone, the quota is of the whole period.
    """
    own = pay.quota.get(rep.name or "") if isinstance(pay.quota, dict) else pay.quota
    held = len(months(period))
    return Fraction(own or 0) * held / MONTHS_OF.get(pay.per, held)


def _ramp(rep: Rep, period: Period) -> Fraction:
    """The mean share of full productivity over the days of each month of the period, which weigh alike.

    Days off shrink no quota.
    """
    there = replace(rep, time_off=frozenset())
    shares = [_mean(productivity(there, [*each_day_of(month)])) for month in months(period)]
    return _mean(shares)


def _mean(shares: Sequence[Fraction]) -> Fraction:
    return sum(shares, Fraction(0)) / len(shares)


def each_day_of(period: Period) -> Iterator[date]:
    """Every day of a period, worked or not."""
    return (period.start + timedelta(days=number) for number in range(len(period)))


def _attainment(plan: Plan, segment: Segment, rep: Rep) -> Fraction:
    member = next((one for one in segment.members if one.name == rep.name), None)
    own = member.expected_attainment if member else None
    for share in (own, segment.expected_attainment, plan.expected_attainment):
        if share is not None:
            return Fraction(share)
    return Fraction(1)
