"""Quotas spread over reps and working days: computed once, at the finest grain, so that all views are sums of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from salesplan.scheduling.cells import Cells, cells_of
from salesplan.scheduling.schedule import Schedule, TeamCounts
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Task
from salesplan.scheduling.weights import Weights, task_weights

SMALL_TEAM = 50
"""People whose counts are kept in memory for another schedule."""


def spread(
    tasks: Iterable[Task], teams: Mapping[str, Sequence[Rep]], days: Sequence[date], *, summed: bool = False
) -> Schedule:
    """Spread every task over its segment's reps and over the working `days` (in order).

    A rep's day weighs productivity x hours. Those with a quota share get that share of every task for whose days they
    are there at all; hours and absences then decide when. A segment without reps is one row without a name; with
    `summed` every segment is, with what its reps have together.
    """
    grids: dict[tuple[str, str], Cells] = {}
    unplaced = []
    asked, when = tuple(tasks), tuple(days)
    for task in asked:
        cells = _cells_of(_bare(task), tuple(teams.get(task.segment) or (Rep(),)), when, summed)
        key = task.segment, task.action
        if cells is None:
            unplaced.append(task)
        elif key in grids:
            grids[key] = _added(grids[key], cells)
        else:
            grids[key] = cells

    def names_of(segment: str) -> tuple[str | None, ...]:
        return (None,) if summed else tuple(rep.name for rep in teams.get(segment) or (Rep(),))

    made = (TeamCounts(segment, action, names_of(segment), cells) for (segment, action), cells in grids.items())
    return Schedule(when, tuple(made), tuple(unplaced), asked, teams)


def _added(one: Cells, other: Cells) -> Cells:
    """The sums of two tasks' counts; people with the same rows in both have one row in common again."""
    known: dict[tuple[int, int], tuple[int, ...]] = {}
    for first, second in zip(one, other, strict=True):
        if (id(first), id(second)) not in known:
            known[id(first), id(second)] = tuple(map(int.__add__, first, second))
    return tuple(known[id(first), id(second)] for first, second in zip(one, other, strict=True))


def _bare(task: Task) -> Task:
    """A task without what does not bear on who does how much when."""
    return Task("", "", task.count, task.window, task.seasons)


def _cells_of(task: Task, reps: tuple[Rep, ...], days: tuple[date, ...], summed: bool) -> Cells | None:  # noqa: FBT001
    """The counts of a task; scenarios and trials ask for the same ones again, which are kept for small teams."""
    return (_remember_cells if len(reps) <= SMALL_TEAM else _count_cells)(task, reps, days, summed)


def _count_cells(task: Task, reps: tuple[Rep, ...], days: tuple[date, ...], summed: bool) -> Cells | None:  # noqa: FBT001
    fixed = any(rep.quota_share is not None for rep in reps)
    weights = _remember_weights(replace(task, count=0, window=task.window if fixed else None), reps, days)
    return cells_of(task, weights, days, summed=summed)


_remember_cells = lru_cache(maxsize=256)(_count_cells)


@lru_cache(maxsize=32)
def _remember_weights(task: Task, reps: tuple[Rep, ...], days: tuple[date, ...]) -> Weights:
    return task_weights(task, reps, days)
