"""What the page needs to spread changed quotas over the weeks, to the unit as the program does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import gcd
from typing import Any

from salesplan.assignment import Assignment, Spreading
from salesplan.funnel import stage_actions
from salesplan.model.funnel import Funnel
from salesplan.periods import Period, parts
from salesplan.report.figures import Slot
from salesplan.report.voice import Voice
from salesplan.schedule import Task, day_weights
from salesplan.staffing import Rep

Part = list[Any]
"""What a count is made of: the funnel's place, the stage's place, and how often a record, exact as text."""


def stage_parts(funnels: Sequence[Funnel]) -> list[Part]:
    """The parts of all counts, in the order of funnels, stages and their actions."""
    found: list[Part] = []
    for place, funnel in enumerate(funnels):
        for at, stage in enumerate(funnel.stages):
            sourced = ["1"] if stage.sourced_by else []
            times = [str(Fraction(number)) for actions in stage.actions.values() for number in actions.values()]
            found += [[place, at, each] for each in (*sourced, *times)]
    return found


def schedule_data(
    voice: Voice, funnels: Sequence[Funnel], made: Assignment | None, shown: Sequence[Slot]
) -> Mapping[str, Any] | None:
    """The spreading as JSON; None where the document shows no schedule, or one that is not this one."""
    view = _view(made, shown)
    if made is None or view is None:
        return None
    parted, days = parts(made.period, view), made.spreading.days
    pairs = list(zip(made.spreading.tasks, stage_parts(funnels), strict=True))
    segments = list(dict.fromkeys(slot.segment for slot in shown))
    return {
        "parts": [[voice.day(part.start), voice.day(part.end), sum(day in part for day in days)] for part in parted],
        "months": _tree(days),
        "tables": [
            _table(name, made.spreading, pairs, [s.action for s in shown if s.segment == name]) for name in segments
        ],
    }


def _view(made: Assignment | None, shown: Sequence[Slot]) -> str | None:
    """The parts of the period that the document's schedule has."""
    if made is None or not shown:
        return None
    return next((view for view in ("week", "month") if made.slots(view, per_rep=False) == tuple(shown)), None)


def _tree(days: Sequence[date]) -> list[list[int]]:
    """How many of the days there are in each ISO week of each month."""
    return [
        [len(list(week)) for _, week in groupby(month, lambda day: day.isocalendar()[:2])]
        for _, month in groupby(days, lambda day: (day.year, day.month))
    ]


def _table(
    segment: str, spreading: Spreading, pairs: Sequence[tuple[Task, Part]], actions: Sequence[str]
) -> dict[str, Any]:
    rows = day_weights(spreading.crews.get(segment) or (Rep(),), spreading.days, spreading.seasons)
    different = list(dict.fromkeys(rows))
    unit = gcd(*(weight for row in different for weight in row)) or 1
    return {
        "name": segment,
        "rows": [_runs([weight // unit for weight in row]) for row in different],
        "reps": [different.index(row) for row in rows],
        "columns": [
            [
                [part, *_window(task.window, spreading.days)]
                for task, part in pairs
                if (task.segment, task.action) == key
            ]
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
