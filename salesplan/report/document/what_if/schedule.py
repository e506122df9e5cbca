"""What the page needs to spread changed quotas over the weeks, to the unit as the program does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import gcd
from typing import Any

from salesplan.base.escaping import one_line
from salesplan.base.periods import Period, parts
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.report.document.figures import Figures
from salesplan.report.language.voice import Voice
from salesplan.report.language.words import Words
from salesplan.scheduling.spread import Schedule, Task, day_weights
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.workload import Capacity

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
    pairs = list(zip(made.schedule.tasks, stage_parts(plan.funnels), strict=True))
    segments = list(dict.fromkeys(slot.segment for slot in shown))
    return {
        "parts": [
            [voice.day(part.start), voice.day(part.end), sum(day in part for day in days)]
            for part in parts(made.period, figures.view)
        ],
        "months": _tree(days),
        "tables": [
            _table(name, made.schedule, pairs, [slot.action for slot in shown if slot.segment == name])
            for name in segments
        ],
        "capacity": [
            _capacity(voice.words, plan, one, (segments.index(one.segment), days, columns))
            for one in made.capacities
            if one.total.needed
            and one.segment in segments
            and (columns := [slot.action for slot in shown if slot.segment == one.segment])
        ],
    }


def _capacity(words: Words, plan: Plan, one: Capacity, of: tuple[int, Sequence[date], Sequence[str]]) -> dict[str, Any]:
    """A segment's hours, and what each column of its table takes: minutes, exact as text, or null."""
    place, days, columns = of
    catalogue = (plan.actions.get(action) for action in dict.fromkeys(columns))
    minutes = [None if action is None or action.minutes is None else action.minutes for action in catalogue]
    return {
        "table": place,
        "spoken": one_line(words.name(one.segment)),
        "minutes": [None if each is None else str(Fraction(each)) for each in minutes],
        "available": str(one.total.available),
        "weeks": [[*_window(week.period, days), str(week.available)] for week in one.weeks],
    }


def _tree(days: Sequence[date]) -> list[list[int]]:
    """How many of the days there are in each ISO week of each month."""
    return [
        [len(list(week)) for _, week in groupby(month, lambda day: day.isocalendar()[:2])]
        for _, month in groupby(days, lambda day: (day.year, day.month))
    ]


def _table(segment: str, made: Schedule, pairs: Sequence[tuple[Task, Part]], actions: Sequence[str]) -> dict[str, Any]:
    rows = day_weights(made.teams.get(segment) or (Rep(),), made.days, made.seasonality)
    different = list(dict.fromkeys(rows))
    unit = gcd(*(weight for row in different for weight in row)) or 1
    return {
        "name": segment,
        "rows": [_runs([weight // unit for weight in row]) for row in different],
        "reps": [different.index(row) for row in rows],
        "columns": [
            [[part, *_window(task.window, made.days)] for task, part in pairs if (task.segment, task.action) == key]
            for key in ((segment, action) for action in dict.fromkeys(actions))
        ],
    }


def _runs(row: Sequence[int]) -> list[int | str]:
    """Each weight with how many days it lasts; large ones as text, which a page reads exactly."""
    found: list[int | str] = []
    for weight, days in groupby(row):
        found += [str(weight) if weight >= 2**53 else weight, len(list(days))]
    return found


def _window(window: Period | None, days: Sequence[date]) -> list[int]:
    inside = [place for place, day in enumerate(days) if window is None or day in window]
    return [inside[0], inside[-1] + 1] if inside else [0, 0]
