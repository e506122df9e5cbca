"""What a lever costs in hours of work and in money, as far as the plan knows."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from salesplan.base.finding import PlanError
from salesplan.base.periods import DAYS_OF_YEAR
from salesplan.model.funnel import Funnel, Stage
from salesplan.model.plan import Plan
from salesplan.progress.forecast.handles import Handle, Kind, days_left, hire
from salesplan.progress.forecast.prediction import Scene
from salesplan.quotas.quota import quota
from salesplan.scheduling.people import work_calendar
from salesplan.scheduling.staffing import FULL_WEEK


class Cost(Struct, frozen=True):
    """Hours of work, and money in the plan's currency, in what is left of the period; None where the plan is silent."""

    hours: float | None = None
    money: float | None = None


UNKNOWN_COST = Cost()


class Costs(Struct, frozen=True):
    """The plan with the new records that each funnel's first stage takes in what is left of the period."""

    plan: Plan | None
    made: Scene
    records: tuple[Fraction | None, ...] = ()

    def of(self, handle: Handle, change: float) -> Cost:
        """What a change takes: the work on the records it adds, or the people's hours and fixed pay."""
        if self.plan is None:
            return UNKNOWN_COST
        if handle.kind is Kind.PEOPLE:
            return self._people(self.plan, handle.of, int(change))
        if handle.kind in {Kind.RECORDS, Kind.CONVERSION}:
            places = range(len(self.records)) if handle.path is None else (handle.path,)
            return _sum([self._records(self.plan.funnels[place], place, handle, change) for place in places])
        return UNKNOWN_COST

    def _records(self, funnel: Funnel, place: int, handle: Handle, change: float) -> Cost:
        count = self.records[place] if place < len(self.records) else None
        if count is None:
            return UNKNOWN_COST
        first = handle.stage + 1 if handle.kind is Kind.CONVERSION else 0
        hours = _hours(self.plan, funnel, first)
        more = float(count) * change
        money = self._sourcing(funnel) if handle.kind is Kind.RECORDS else None
        return Cost(None if hours is None else hours * more, None if money is None else float(money) * change)

    def _sourcing(self, funnel: Funnel) -> Fraction | None:
        """What the budget of those who bring the records comes to, for the part of the period that is left."""
        assert self.plan is not None  # noqa: S101  (asked for with a plan only)
        lines = self.plan.budget.lines if self.plan.budget else ()
        mine = [Fraction(line.amount) for line in lines if line.segment and line.segment == funnel.stages[0].sourced_by]
        return sum(mine, Fraction(0)) * share_left(self.plan, self.made) if mine else None

    def _people(self, plan: Plan, segment: str, many: int) -> Cost:
        somebody = hire(plan, segment, self.made)
        start, end = somebody.starts or self.made.seen.on, self.made.asked.period.end
        days = sum(day >= start for day in days_left(plan, self.made))
        hours = many * days * float(FULL_WEEK / len(plan.calendar.workdays))
        base = next((one.base for one in plan.compensation if one.base is not None and segment in one.for_), None)
        employed = max(0, (end - start).days + 1)
        return Cost(hours, None if base is None else many * float(base) * employed / DAYS_OF_YEAR)


def costs(plan: Plan | None, made: Scene) -> Costs:
    """What the plan knows of the work that is left; a plan without quotas knows nothing."""
    if plan is None:
        return Costs(None, made)
    try:
        found = quota(plan)
    except PlanError:
        return Costs(plan, made, tuple(None for _ in plan.funnels))
    left = share_left(plan, made)
    counts = tuple(each.stages[0].count * left if each.stages else None for each in found.funnels)
    return Costs(plan, made, counts)


def share_left(plan: Plan, made: Scene) -> Fraction:
    """The share of the period's working days that is left."""
    days = work_calendar(plan.calendar).working_days(made.asked.period)
    return Fraction(len(days_left(plan, made)), len(days)) if days else Fraction(0)


def _hours(plan: Plan | None, funnel: Funnel, first: int) -> float | None:
    """Hours that one more record at the first stage makes from the stage `first` on; None where no time is known."""
    passing, total, known = Fraction(1), Fraction(0), first >= len(funnel.stages)
    for place, stage in enumerate(funnel.stages):
        minutes = _minutes(plan, stage)
        if place >= first and minutes is not None:
            total, known = total + passing * minutes, True
        passing *= Fraction(stage.conversion or 1)
    return float(total / 60) if known else None


def _minutes(plan: Plan | None, stage: Stage) -> Fraction | None:
    catalogue = plan.actions if plan else {}
    timed = [Fraction(times) * Fraction(catalogue[action].minutes or 0) for actions in stage.actions.values()
             for action, times in actions.items() if action in catalogue and catalogue[action].minutes]  # fmt: skip
    return sum(timed, Fraction(0)) if timed else None


def _sum(found: list[Cost]) -> Cost:
    hours = [each.hours for each in found if each.hours is not None]
    money = [each.money for each in found if each.money is not None]
    return Cost(sum(hours) if hours else None, sum(money) if money else None)
