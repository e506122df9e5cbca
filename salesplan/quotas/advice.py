"""What would make a segment's hours suffice: tried on the plan, never reckoned from a sum.

More people also share the work differently, and a better rate leaves whole records and other weeks: what closes a gap
on paper may leave a week short. So every figure given here is one with which the plan was run and every week of the
segment fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesplan.funnel import back_calculate
from salesplan.model.funnel import Funnel
from salesplan.quotas.goals import Demand
from salesplan.scheduling.assignment import Assignment, with_counts, with_people
from salesplan.scheduling.workload import Capacity

MOST_CELLS = 400_000
"""Counts (a rep's of one action on one day) of a schedule up to which it is made again for a trial."""
MOST_PLACED = 40_000
"""People times pieces of work up to which it is tried whether so many people would do: thousands of hires."""
MOST_TRIALS = 8
HIGHEST_FACTOR = 5
"""A conversion that had to be more than five times as high is no advice."""
CLOSE_ENOUGH = 100
"""Where so many people or more are missing, the number is right to this part of it: nobody hires 743, and not 740."""
POINT = Fraction(1, 100)


class Advice(Struct, frozen=True):
    """What would make every week of a segment fit: so many more full-time `people`, or one `conversion` higher.

    None where no such number was found; `stage` is the one whose `conversion` would have to be that, instead of `was`:
    that of `funnel`, which is named where several have a stage of this name.
    """

    segment: str
    people: int | None = None
    funnel: str = ""
    stage: str = ""
    was: Fraction | None = None
    conversion: Fraction | None = None


class Trial(Struct, frozen=True):
    """An assignment, and what each of its funnels was asked for.

    `people_only`: no better conversion is looked for, which takes a schedule for every rate that is tried.
    """

    assignment: Assignment
    asked: tuple[Demand, ...]
    people_only: bool = False

    @property
    def funnels(self) -> Sequence[Funnel]:
        """The plan's."""
        return self.assignment.work.plan.funnels


class BetterRate(Struct, frozen=True):
    """A `conversion` of a stage of a funnel, instead of what it `was`."""

    funnel: str
    stage: str
    was: Fraction
    conversion: Fraction


def advise(trial: Trial) -> tuple[Advice, ...]:
    """Advice for every segment that is short of hours in some week; empty where none is."""
    made = trial.assignment
    short = [each for each in made.capacities if not each.fits]
    tasks = len(made.schedule.tasks) * len(made.schedule.days)
    reps = max((len(crew) for crew in made.schedule.teams.values()), default=1)
    if tasks * reps > MOST_CELLS:
        return tuple(Advice(each.segment) for each in short)
    return tuple(_advice(trial, each) for each in short)


def _advice(trial: Trial, short: Capacity) -> Advice:
    found = Advice(short.segment, _people(trial.assignment, short))
    if trial.people_only:
        return found
    ways = [way for way in map(_better(trial, short), _after_its_work(trial, short.segment)) if way]
    if not ways:
        return found
    way = min(ways, key=lambda way: way.conversion / way.was)
    alike = sum(stage.name == way.stage for funnel in trial.funnels for stage in funnel.stages)
    funnel = way.funnel if alike > 1 else ""
    return replace(found, funnel=funnel, stage=way.stage, was=way.was, conversion=way.conversion)


def _people(made: Assignment, short: Capacity) -> int | None:
    """The fewest more people for whom every week was seen to fit; None where none of the trials did."""
    wanted, too_few = 0, (short.total.extra_people or 1) - 1
    tasks = sum(task.segment == short.segment for task in made.work.tasks)
    for _ in range(MOST_TRIALS):
        lacking = [load.extra_people for load in (short.total, *short.weeks)]
        if None in lacking:
            return None
        wanted += max(1, *(each or 0 for each in lacking))
        if wanted * tasks > MOST_PLACED:
            return None
        tried = with_people(made, short.segment, wanted)
        if tried is None:
            return None
        if tried.fits:
            return _fewest(made, short.segment, too_few, wanted)
        short, too_few = tried, wanted
    return None


def _fewest(made: Assignment, segment: str, too_few: int, enough: int) -> int:
    """Of the numbers of people in between, one that fits where one person fewer does not; of hundreds, one in 100."""
    while enough - too_few > max(1, enough // CLOSE_ENOUGH):
        middle = (too_few + enough) // 2
        tried = with_people(made, segment, middle)
        too_few, enough = (too_few, middle) if tried and tried.fits else (middle, enough)
    return enough


def _after_its_work(trial: Trial, segment: str) -> Iterator[tuple[int, int]]:
    """The places of the stages whose conversion leaves the segment less to do: those from its last work on."""
    for place, funnel in enumerate(trial.funnels):
        worked = [at for at, stage in enumerate(funnel.stages) if segment in {stage.sourced_by, *stage.actions}]
        if worked:
            yield from ((place, at) for at in range(worked[-1], len(funnel.stages)))


def _better(trial: Trial, short: Capacity) -> Callable[[tuple[int, int]], BetterRate | None]:
    """Finds the lowest conversion of a stage, in whole percent, with which every week of the segment fits."""
    counted = trial.assignment.work.counted

    def found(where: tuple[int, int]) -> BetterRate | None:
        place, at = where
        stage, asked = trial.funnels[place].stages[at], trial.asked[place]
        was = stage.conversion
        if was is None:
            return None
        steps = _steps(was)
        low, high = 0, len(steps)
        while low < high:
            middle = (low + high) // 2
            fewer = back_calculate(_at_rate(asked.funnel, at, steps[middle]), asked.revenue, asked.deals)
            changed = (*counted[:place], fewer, *counted[place + 1 :])
            tried = with_counts(trial.assignment, short, changed)
            low, high = (low, middle) if tried and tried.fits else (middle + 1, high)
        return BetterRate(asked.funnel.name, stage.name, was, steps[low]) if low < len(steps) else None

    return found


def _steps(was: Fraction) -> Sequence[Fraction]:
    """The rates above one that are tried: whole percents, or tenths of them where it is below 10%."""
    size = POINT if was >= POINT * 10 else POINT / 10
    highest = min(Fraction(1), was * HIGHEST_FACTOR)
    first = int(was / size) + 1
    return [size * number for number in range(first, int(highest / size) + 1)]


def _at_rate(funnel: Funnel, at: int, rate: Fraction) -> Funnel:
    stages = list(funnel.stages)
    stages[at] = stages[at].model_copy(update={"conversion": rate})
    return funnel.model_copy(update={"stages": tuple(stages)})
