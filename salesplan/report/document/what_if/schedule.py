"""What the page needs to spread changed quotas over the weeks, to the unit as the program does."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import gcd
from typing import Any

from salesplan.base.escaping import one_line
from salesplan.base.periods import Period, parts
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.quotas.quota import asked_next
from salesplan.report.document.figures import Figures
from salesplan.report.document.sections.schedule import part_name
from salesplan.report.language.voice import Voice
from salesplan.report.language.words import Words
from salesplan.scheduling.assignment import Assignment
from salesplan.scheduling.schedule import Schedule
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Task
from salesplan.scheduling.weights import Weights, weights_key
from salesplan.scheduling.workload import Capacity, Load

Part = list[Any]
"""What a count is made of: the funnel's place, the stage's place, and how often a record, exact as text.

An empty text stands for the new records themselves, without those that are open already.
"""


def stage_parts(funnels: Sequence[Funnel]) -> list[Part]:
    """The parts of all counts, in the order of funnels, stages and their actions."""
    found: list[Part] = []
    for place, funnel in enumerate(funnels):
        for at, stage in enumerate(funnel.stages):
            sourced = [""] if stage.sourced_by else []
            times = [str(Fraction(number)) for actions in stage.actions.values() for number in actions.values()]
            found += [[place, at, each] for each in (*sourced, *times)]
    return found


def schedule_data(voice: Voice, plan: Plan, figures: Figures) -> Mapping[str, Any] | None:
    """The spreading over the weeks or months that the document shows, as JSON; None where it shows none."""
    made, shown = figures.quota.assignment if figures.quota else None, figures.slots
    if made is None or not shown:
        return None
    days = made.schedule.days
    pairs = list(_paired(made.schedule.tasks, stage_parts(plan.funnels)))
    segments = list(dict.fromkeys(slot.segment for slot in shown))
    return {
        "parts": [
            [part_name(voice, part.start, figures.view), _days_in(part, days)]
            for part in parts(made.period, figures.view)
        ],
        "months": _tree(days),
        "weeks": [_days_in(week.period, days) for week in _weeks(made)],
        "next": _next(plan, made),
        "tables": [
            _table(name, made.schedule, pairs, [slot.action for slot in shown if slot.segment == name])
            for name in segments
        ],
        "capacity": [
            _capacity(voice.words, plan, one, (segments.index(one.segment), made, columns))
            for one in made.capacities
            if one.total.needed
            and one.segment in segments
            and (columns := [slot.action for slot in shown if slot.segment == one.segment])
        ],
    }


def _days_in(period: Period, days: Sequence[date]) -> int:
    return bisect_right(days, period.end) - bisect_left(days, period.start)


def _paired(tasks: Sequence[Task], parts: Sequence[Part]) -> Iterator[tuple[Task, Part]]:
    """Each task with what it counts; an action that is done in two tasks has two: `first`, and what goes beyond."""
    rest = iter(parts)
    for task in tasks:
        if task.part is None:
            yield task, next(rest)
        elif not task.part.rest:
            whole = next(rest)
            yield task, [*whole, task.part.first, 0]
        else:
            yield task, [*whole, task.part.first, 1]


def _capacity(words: Words, plan: Plan, one: Capacity, of: tuple[int, Assignment, Sequence[str]]) -> dict[str, Any]:
    """A segment's hours, and what each column of its table takes: minutes, exact as text, or null.

    `later` is its work for the next period.
    """
    place, made, columns = of
    catalogue = (plan.actions.get(action) for action in dict.fromkeys(columns))
    minutes = [None if action is None or action.minutes is None else action.minutes for action in catalogue]
    return {
        "table": place,
        "spoken": one_line(words.name(one.segment)),
        "minutes": [None if each is None else str(Fraction(each)) for each in minutes],
        "available": str(one.total.available),
        "later": _later(plan, one.segment, made),
        "weeks": [_plainly(week.available) for week in one.weeks],
    }


def _weeks(made: Assignment) -> tuple[Load, ...]:
    """The weeks of the period, which are the same for every segment."""
    return made.capacities[0].weeks if made.capacities else ()


def _plainly(hours: Fraction) -> int | str:
    return int(hours) if hours.denominator == 1 else str(hours)


def _later(plan: Plan, segment: str, made: Assignment) -> dict[str, Any] | None:
    """What the segment's work for the next period is made of: as in a table, each task with its minutes."""
    if made.following is None:
        return None
    places = {(funnel.name, stage.name): (place, at) for place, funnel in enumerate(plan.funnels)
              for at, stage in enumerate(funnel.stages)}  # fmt: skip
    ahead = [places[each.funnel, each.stage] for each in made.following.stages]
    parts = [part for part in stage_parts(plan.funnels) if (part[0], part[1]) in ahead]
    pairs = zip(made.following.schedule.tasks, parts, strict=True)
    minutes = {name: str(Fraction(action.minutes)) for name, action in plan.actions.items() if action.minutes}
    mine = [
        ([*part[:2], part[2] or "1"], task)
        for task, part in pairs
        if task.segment == segment and task.action in minutes
    ]
    rows, reps, keys = _sets([task for _, task in mine], made.following.schedule)
    return {
        "rows": rows,
        "reps": reps,
        "tasks": [
            [part, *_window(task.window, made.schedule.days), keys[place], minutes[task.action]]
            for place, (part, task) in enumerate(mine)
        ],
    }


def _next(plan: Plan, made: Assignment) -> list[dict[str, Any]] | None:
    """What each funnel has to bring in the next period, and the share of each stage's records that begins in this."""
    if made.following is None:
        return None
    share = {(each.funnel, each.stage): str(each.share) for each in made.following.stages}
    return [
        {
            "revenue": None if each.revenue is None else str(each.revenue),
            "deals": each.deals,
            "shares": [share.get((each.funnel.name, stage.name), "0") for stage in each.funnel.stages],
        }
        for each in asked_next(plan)
    ]


def _tree(days: Sequence[date]) -> list[list[int]]:
    """How many of the days there are in each ISO week of each month."""
    return [
        [len(list(week)) for _, week in groupby(month, lambda day: day.isocalendar()[:2])]
        for _, month in groupby(days, lambda day: (day.year, day.month))
    ]


def _table(segment: str, made: Schedule, pairs: Sequence[tuple[Task, Part]], actions: Sequence[str]) -> dict[str, Any]:
    columns = [
        [(part, task) for task, part in pairs if (task.segment, task.action) == key]
        for key in ((segment, action) for action in dict.fromkeys(actions))
    ]
    rows, reps, keys = _sets([task for column in columns for _, task in column], made)
    places = iter(keys)
    return {
        "name": segment,
        "rows": rows,
        "reps": reps,
        "columns": [
            [[part, *_window(task.window, made.days), next(places)] for part, task in column] for column in columns
        ],
    }


def _sets(tasks: Sequence[Task], made: Schedule) -> tuple[list[list[int | str]], list[list[int]], list[int]]:
    """The different rows of weights, the rows of the people in each set of them, and the set of each task."""
    sets: dict[Hashable, Weights] = {}
    keys = [weights_key(task, made.teams.get(task.segment) or (Rep(),)) for task in tasks]
    for key, task in zip(keys, tasks, strict=True):
        if key not in sets:
            sets[key] = made.weights(task)
    places = {key: place for place, key in enumerate(sets)}
    different = list(dict.fromkeys(row for rows in sets.values() for row in _reduced(rows)))
    reps = [[different.index(row) for row in _reduced(rows)] for rows in sets.values()]
    return [_runs(row) for row in different], reps, [places[key] for key in keys]


def _reduced(rows: Weights) -> list[tuple[int, ...]]:
    unit = gcd(*(weight for row in dict.fromkeys(rows) for weight in row)) or 1
    return [tuple(weight // unit for weight in row) for row in rows]


def _runs(row: Sequence[int]) -> list[int | str]:
    """Each weight with how many days it lasts; large ones as text, which a page reads exactly."""
    found: list[int | str] = []
    for weight, days in groupby(row):
        found += [str(weight) if weight >= 2**53 else weight, len(list(days))]
    return found


def _window(window: Period | None, days: Sequence[date]) -> list[int]:
    first, last = (bisect_left(days, window.start), bisect_right(days, window.end)) if window else (0, len(days))
    return [first, last] if first < last else [0, 0]
