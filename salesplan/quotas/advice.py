"""What would make a segment's hours suffice: tried on the plan, never reckoned from a sum.

More people also share the work differently, and a better rate leaves whole records and other weeks: what closes a gap
on paper may leave a week short. So every figure given here is one with which the plan was run and every week of the
segment fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import Period
from salesplan.funnel import FunnelQuota, back_calculate
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.model.team import Member
from salesplan.quotas.goals import Demand
from salesplan.scheduling.assignment import Assignment, assign
from salesplan.scheduling.workload import Capacity

MOST_CELLS = 400_000
"""Counts (a rep's of one action on one day) of a schedule up to which it is made again for a trial."""
MOST_TRIALS = 8
HIGHEST_FACTOR = 5
"""A conversion that had to be more than five times as high is no advice."""
POINT = Fraction(1, 100)


class Advice(Struct, frozen=True):
    """What would make every week of a segment fit: so many more full-time `people`, or one `conversion` higher.

    None where no such number was found; `stage` is the one whose `conversion` would have to be that, instead of `was`.
    """

    segment: str
    people: int | None = None
    stage: str = ""
    was: Fraction | None = None
    conversion: Fraction | None = None


class Trial(Struct, frozen=True):
    """A plan and what is asked of it: `counted` records until the days `until`, and `after` for the next period.

    `people_only`: no better conversion is looked for, which takes a schedule for every rate that is tried.
    """

    plan: Plan
    period: Period
    asked: tuple[Demand, ...]
    counted: tuple[FunnelQuota, ...]
    until: tuple[date, ...]
    after: tuple[FunnelQuota, ...]
    people_only: bool = False

    def run(self) -> Assignment | None:
        """Its schedule."""
        return assign(self.plan, self.period, self.counted, self.until, self.after)


def advise(trial: Trial, assignment: Assignment) -> tuple[Advice, ...]:
    """Advice for every segment that is short of hours in some week; empty where none is."""
    short = [each for each in assignment.capacities if not each.fits]
    tasks = len(assignment.schedule.tasks) * len(assignment.schedule.days)
    reps = max((len(crew) for crew in assignment.schedule.teams.values()), default=1)
    if tasks * reps > MOST_CELLS:
        return tuple(Advice(each.segment) for each in short)
    return tuple(_advice(trial, each) for each in short)


def _advice(trial: Trial, short: Capacity) -> Advice:
    found = Advice(short.segment, _people(trial, short))
    if trial.people_only:
        return found
    ways = [way for way in map(_better(trial, short.segment), _after_its_work(trial, short.segment)) if way]
    if not ways:
        return found
    stage, was, conversion = min(ways, key=lambda way: way[2] / way[1])
    return replace(found, stage=stage, was=was, conversion=conversion)


def _hours(trial: Trial, segment: str) -> Capacity | None:
    """The segment's hours as the trial has them; None where there are none."""
    made = trial.run()
    return next((each for each in made.capacities if each.segment == segment), None) if made else None


def _people(trial: Trial, short: Capacity) -> int | None:
    """The fewest more people for whom every week was seen to fit; None where none of the trials did."""
    wanted = 0
    for _ in range(MOST_TRIALS):
        lacking = [load.extra_people for load in (short.total, *short.weeks)]
        if None in lacking:
            return None
        wanted += max(1, *(each or 0 for each in lacking))
        tried = _hours(replace(trial, plan=_staffed(trial.plan, short.segment, wanted)), short.segment)
        if tried is None:
            return None
        if tried.fits:
            return _fewest(trial, short.segment, wanted)
        short = tried
    return None


def _fewest(trial: Trial, segment: str, enough: int) -> int:
    """One person fewer may do as well, since more of them also spread the work out."""
    while enough > 1:
        tried = _hours(replace(trial, plan=_staffed(trial.plan, segment, enough - 1)), segment)
        if tried is None or not tried.fits:
            return enough
        enough -= 1
    return enough


def _staffed(plan: Plan, name: str, more: int) -> Plan:
    """The plan with so many more full-time people in a segment, from the first day on."""
    segment = plan.team[name]
    if segment.members:
        hired = tuple(Member.model_validate({"name": f"{name} +{number}"}) for number in range(1, more + 1))
        segment = segment.model_copy(update={"members": (*segment.members, *hired)})
    else:
        segment = segment.model_copy(update={"headcount": (segment.headcount or 0) + more})
    return plan.model_copy(update={"team": {**plan.team, name: segment}})


def _after_its_work(trial: Trial, segment: str) -> Iterator[tuple[int, int]]:
    """The places of the stages whose conversion leaves the segment less to do: those from its last work on."""
    for place, funnel in enumerate(trial.plan.funnels):
        worked = [at for at, stage in enumerate(funnel.stages) if segment in {stage.sourced_by, *stage.actions}]
        if worked:
            yield from ((place, at) for at in range(worked[-1], len(funnel.stages)))


def _better(trial: Trial, segment: str) -> Callable[[tuple[int, int]], tuple[str, Fraction, Fraction] | None]:
    """Finds the lowest conversion of a stage, in whole percent, with which every week of the segment fits."""

    def found(where: tuple[int, int]) -> tuple[str, Fraction, Fraction] | None:
        place, at = where
        stage = trial.plan.funnels[place].stages[at]
        was = stage.conversion
        if was is None:
            return None
        steps = _steps(was)
        low, high = 0, len(steps)
        while low < high:
            middle = (low + high) // 2
            tried = _hours(_at_rate(trial, where, steps[middle]), segment)
            low, high = (low, middle) if tried and tried.fits else (middle + 1, high)
        return (stage.name, was, steps[low]) if low < len(steps) else None

    return found


def _steps(was: Fraction) -> Sequence[Fraction]:
    """The rates above one that are tried: whole percents, or tenths of them where it is below 10%."""
    size = POINT if was >= POINT * 10 else POINT / 10
    highest = min(Fraction(1), was * HIGHEST_FACTOR)
    first = int(was / size) + 1
    return [size * number for number in range(first, int(highest / size) + 1)]


def _at_rate(trial: Trial, where: tuple[int, int], rate: Fraction) -> Trial:
    place, at = where

    def changed(funnel: Funnel) -> Funnel:
        stages = list(funnel.stages)
        stages[at] = stages[at].model_copy(update={"conversion": rate})
        return funnel.model_copy(update={"stages": tuple(stages)})

    funnels = list(trial.plan.funnels)
    funnels[place] = changed(funnels[place])
    asked = list(trial.asked)
    asked[place] = replace(asked[place], funnel=changed(asked[place].funnel))
    counted = tuple(back_calculate(each.funnel, each.revenue, each.deals) for each in asked)
    plan = trial.plan.model_copy(update={"funnels": tuple(funnels)})
    return replace(trial, plan=plan, asked=tuple(asked), counted=counted)
