"""The levers that a plan and its records offer, one by one: what can be changed, by how much, and what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

import numpy as np
from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.progress.forecast.prediction import Scene
from salesplan.progress.forecast.push import Push
from salesplan.progress.forecast.timeline import NEVER, STAGES_OF_A_PATH, Timeline
from salesplan.progress.odds import reach
from salesplan.records.count.ledger import Ledger
from salesplan.records.recognise.crm_words import State
from salesplan.scheduling.people import reps_of, work_calendar
from salesplan.scheduling.staffing import FULL_WEEK, Rep, productivity

MOST = 10.0
"""A change to more than so many times what it is is no advice."""
SHORTEST = 0.5
"""Nor is a sales cycle cut by more than half."""
MOST_PEOPLE = 50
ENOUGH = 10
"""From so many decided records on a measured rate is told, else the plan's."""
FEW_UNKNOWN = 0.1
STEP, RATE_STEP = 0.01, 0.001

Answered = Mapping[str, tuple[int, int]]
"""By action: how many had a result that counts, of how many done."""


class Kind(StrEnum):
    """What is changed."""

    CONVERSION = "conversion"
    VALUE = "deal value"
    CYCLE = "cycle"
    RECORDS = "records"
    PEOPLE = "people"
    ANSWERING = "answering rate"


class Handle(Struct, frozen=True):
    """A lever: its kind, of what, what it is today, and the changes that are tried, the smallest first.

    A change is a share of today's figure, 0.1 for a tenth more, or a number of people. `unit` is what one whole change
    adds to new business, where it is not that share (people in training add less). `path` and `stage` are places in
    the ledger's funnels; `path` is None for all.
    """

    kind: Kind
    of: str
    before: float | None
    changes: tuple[float, ...]
    path: int | None = None
    stage: int = 0
    unit: float = 1.0

    @property
    def name(self) -> str:
        """As `--what-if` calls it."""
        return f"{self.kind} {self.of}".strip()

    def written(self, change: float) -> str:
        """A change as `--what-if` takes it: `records=+12%`, `people prospecting=+2`."""
        text = f"{change:+g}" if self.kind is Kind.PEOPLE else f"{100 * change:+.6f}".rstrip("0").rstrip(".") + "%"
        return f"{self.name}={text}"

    def after(self, change: float) -> float | None:
        """The figure after a change; None where today's is not known."""
        if self.before is None:
            return None
        return self.before + change if self.kind is Kind.PEOPLE else self.before * (1 + change)

    def push(self, change: float) -> Push:
        """What a change does."""
        if self.kind is Kind.CYCLE:
            return Push(cycle=1 + change)
        if self.kind is Kind.VALUE:
            return Push(value=1 + change, path=self.path)
        if self.kind is Kind.CONVERSION:
            return Push(conversions=(((self.path or 0) * STAGES_OF_A_PATH + self.stage, 1 + change),))
        return Push(records=1 + change * self.unit, path=self.path)


def handles(plan: Plan | None, ledger: Ledger, made: Scene, answered: Answered) -> tuple[Handle, ...]:
    """All levers at hand, in the order of the funnel; a rate of 100% is none."""
    line, on = made.seen.basis.line, ledger.on
    many = len(ledger.paths) > 1
    found = [Handle(Kind.CYCLE, "", _cycle(line, on), tuple(-each for each in _relative(SHORTEST)))]
    for path, _ in enumerate(ledger.paths):
        found += _conversions(plan, ledger, path)
    for path, name in enumerate([funnel.name for funnel in ledger.paths] if many else [""]):
        place = path if many else None
        if made.asked.in_money:
            found.append(Handle(Kind.VALUE, name, _value(line, on, place), _relative(MOST - 1), place))
        found.append(Handle(Kind.RECORDS, name, None, _relative(MOST - 1), place))
    if plan:
        found += _people(plan, made)
        found += _answering(plan, answered)
    return tuple(each for each in found if each.changes)


def _relative(most: float) -> tuple[float, ...]:
    """Changes in steps of a hundredth, wider ones above a doubling."""
    steps = np.concatenate([np.arange(1, 101) * STEP, 1 + np.arange(1, 161) * 5 * STEP]).round(6)
    return tuple(steps[steps <= most + STEP / 2].tolist())


def _towards_one(rate: float) -> tuple[float, ...]:
    """The changes that lift a rate by tenths of a percentage point, up to 100%."""
    steps = np.arange(np.floor(rate / RATE_STEP + 1e-9) + 1, round(1 / RATE_STEP) + 1) * RATE_STEP
    changes = steps / rate - 1
    return tuple(changes[changes <= MOST - 1].tolist())


def _conversions(plan: Plan | None, ledger: Ledger, path: int) -> Iterator[Handle]:
    own = ledger.paths[path]
    funnel = _funnel(plan, own.name)
    unique = [name for each in ledger.paths for name in each.stages]
    for stage, name in enumerate(own.stages):
        rate = _measured(ledger, path, stage)
        if rate is None and funnel and stage < len(funnel.stages) and funnel.stages[stage].conversion:
            rate = float(funnel.stages[stage].conversion or 0)
        of = name if unique.count(name) == 1 else f"{own.name}: {name}"
        changes = _relative(MOST - 1) if rate is None else _towards_one(rate)
        yield Handle(Kind.CONVERSION, of, rate, changes, path, stage)


def _funnel(plan: Plan | None, name: str) -> Funnel | None:
    return next((funnel for funnel in plan.funnels if funnel.name == name), None) if plan else None


def _measured(ledger: Ledger, path: int, stage: int) -> float | None:
    """The share of decided records of a stage that moved on.

    None where too few are decided, or where many were lost at a stage that no record tells.
    """
    moved = stayed = unknown = 0
    last = len(ledger.paths[path].stages)
    for deal in ledger.deals:
        got = reach(deal, last) if deal.path in {path, None} else None
        unknown += got is None and deal.state in {State.LOST, State.CANCELLED}
        if got is None or got < stage:
            continue
        if got > stage or deal.state is State.WON:
            moved += 1
        elif deal.state in {State.LOST, State.CANCELLED}:
            stayed += 1
    told = moved and moved + stayed >= ENOUGH and unknown <= FEW_UNKNOWN * stayed
    return moved / (moved + stayed) if told else None


def _cycle(line: Timeline, on: date) -> float | None:
    """Mean days from created to won."""
    days = _lengths(line, on)
    return float(days.mean()) if len(days) else None


def _lengths(line: Timeline, on: date) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    won = (line.won <= on.toordinal()) & (line.won < NEVER) & (line.won >= line.created)
    return line.won[won] - line.created[won]


def _value(line: Timeline, on: date, path: int | None) -> float | None:
    won = (line.won <= on.toordinal()) & ~np.isnan(line.amounts)
    if path is not None:
        won &= line.stands // STAGES_OF_A_PATH == path
    return float(line.amounts[won].mean()) if won.any() else None


def _people(plan: Plan, made: Scene) -> Iterator[Handle]:
    """More people in the segments that work on new records; a person counts from the first day on, by ramp."""
    days = days_left(plan, made)
    weights = _in_time(made, days)
    firsts = [(path, set(funnel.stages[0].actions)) for path, funnel in enumerate(plan.funnels) if funnel.stages]
    for name, segment in plan.team.items():
        paths = [path for path, segments in firsts if name in segments]
        reps = reps_of(name, segment, made.asked.period)
        hours = sum(_hours(rep, days, weights) for rep in reps)
        if not paths or not hours:
            continue
        unit = _hours(hire(plan, name, made), days, weights) / hours
        place = paths[0] if len(plan.funnels) > 1 and len(paths) == 1 else None
        yield Handle(Kind.PEOPLE, name, float(len(reps)), tuple(map(float, range(1, MOST_PEOPLE + 1))), place, 0, unit)


def hire(plan: Plan, segment: str, made: Scene) -> Rep:
    """Somebody hired on the day of the forecast, who starts after the time that filling the place takes."""
    known = plan.team[segment]
    ramp = known.ramp or next((tuple(member.ramp) for member in known.members if member.ramp), ())
    return Rep("", made.seen.on + timedelta(days=1 + (known.time_to_fill or 0)), ramp=tuple(ramp))


def days_left(plan: Plan, made: Scene) -> list[date]:
    """The working days of the period after the day of the forecast."""
    days = work_calendar(plan.calendar).working_days(made.asked.period)
    return [day for day in days if day > made.seen.on]


def _in_time(made: Scene, days: Sequence[date]) -> list[float]:
    """For each day the share of deals that would be won by the end of the period if they came then."""
    lengths, end = np.sort(_lengths(made.seen.basis.line, made.seen.on)), made.asked.period.end
    if not len(lengths):
        return [1.0] * len(days)
    return [float(np.searchsorted(lengths, (end - day).days, side="right")) / len(lengths) for day in days]


def _hours(rep: Rep, days: Sequence[date], weights: Sequence[float]) -> float:
    shares = productivity(rep, days)
    return sum(float(share) * weight for share, weight in zip(shares, weights, strict=True)) * float(
        rep.hours_per_week / FULL_WEEK
    )


def _answering(plan: Plan, answered: Answered) -> Iterator[Handle]:
    """Actions on new records of which the plan says with which results they count."""
    first = {action for funnel in plan.funnels for actions in (funnel.stages[:1] or ()) for done in
             actions.actions.values() for action in done}  # fmt: skip
    for action in sorted(first & set(answered)):
        counted, every = answered[action]
        if counted and every >= ENOUGH:
            yield Handle(Kind.ANSWERING, action, counted / every, _towards_one(float(Fraction(counted, every))))


_WRITTEN = re.compile(r"\s*(.+?)\s*=\s*([+-]?[0-9]{1,4}(?:\.[0-9]{1,6})?)\s*(%?)\s*")


def read_change(text: str, known: Sequence[Handle]) -> Push:
    """A change written `NAME=+12%`, or `people SEGMENT=+2`.

    Raises:
        Usage: it is written otherwise, or there is no such lever.
    """
    match = _WRITTEN.fullmatch(text)
    names = {each.name: each for each in known}
    if match is None:
        raise Usage(sentence("--what-if does not take '{text}'", text=text[:60]), "Write --what-if 'records=+12%'")
    handle = names.get(" ".join(match[1].split()))
    if handle is None:
        raise Usage(
            sentence("there is no lever '{match}'", match=match[1][:60]),
            sentence("It may be {names}.", names=", ".join(names)),
        )
    people = handle.kind is Kind.PEOPLE
    if people == bool(match[3]):
        raise Usage(sentence("--what-if does not take '{text}'", text=text[:60]),
                    sentence("Write --what-if '{written}'", written=handle.written(2 if people else 0.12)))  # fmt: skip
    change = float(match[2]) / (1 if people else 100)
    if handle.kind is not Kind.PEOPLE and not -1 < change < MOST:
        raise Usage(
            sentence("--what-if {text} is too large a change", text=text[:60]),
            "Name a change above -100% and below +1000%.",
        )
    return handle.push(change)
