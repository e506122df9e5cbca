"""Tasks followed step by step as the workings spread them, and held against the schedule that was computed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.report.xlsx.quotas import Line
from salesplan.report.xlsx.spreading import Spans, Spread, Weights, spans_of, spread_out, weights_of
from salesplan.scheduling.schedule import Schedule
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Part, Task
from salesplan.scheduling.weights import weights_key


def reps_of(schedule: Schedule, segment: str) -> tuple[Rep, ...]:
    """The people of a segment; one without a name where the plan knows nobody."""
    return tuple(schedule.teams.get(segment) or (Rep(),))


class Differs(Exception):  # noqa: N818  (not an error: the schedule is then written without formulas)
    """The formulas would not give the schedule that was computed."""


class Block(Struct, frozen=True):
    """A task with its people, its part of the days, and every step of its spread."""

    task: Task
    reps: tuple[Rep, ...]
    count: str
    first: int
    last: int
    weights: Weights
    spans: Spans
    spread: Spread


def blocks_of(schedule: Schedule, lines: Sequence[Line], most: int) -> list[Block] | None:
    """Every task that can be placed, followed step by step.

    None where there are more than `most` cells (rep, action, day), or where the steps in doubles give another schedule
    than the exact ones: a sheet must never show what the command line does not.
    """
    if sum(len(reps_of(schedule, task.segment)) for task in schedule.tasks) * len(schedule.days) > most:
        return None
    try:
        return _blocks(schedule, lines)
    except Differs:
        return None


def _blocks(schedule: Schedule, lines: Sequence[Line]) -> list[Block]:
    counts = cells_of(schedule.tasks, lines)
    known: dict[Hashable, list[tuple[int, ...]]] = {}
    made = []
    for task, count in zip(schedule.tasks, counts, strict=True):
        reps = reps_of(schedule, task.segment)
        alike = weights_key(task, reps)
        if alike not in known:
            known[alike] = list(schedule.weights(task))
        first, last = _window(task.window, schedule.days)
        rows = [row[first:last] for row in known[alike]]
        if any(map(any, rows)):
            weights, spans = weights_of(rows), spans_of(schedule.days[first:last])
            spread = spread_out(task.count, weights, spans)
            made.append(Block(task, reps, count, first, last, weights, spans, spread))
    _verify(schedule, made)
    return made


def cells_of(tasks: Sequence[Task], lines: Sequence[Line]) -> list[str]:
    """The formula of each task's count: the line of work it comes from, or all lines of its segment and action.

    Raises:
        Differs: where tasks and lines do not match.
    """
    by_key: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        by_key.setdefault((line.segment, line.action), []).append(line)
    number: dict[tuple[str, str], int] = {}
    for task in tasks:
        number[task.segment, task.action] = number.get((task.segment, task.action), 0) + _begins(task)
    found: list[str] = []
    mine: list[Line] = []
    for task in tasks:
        key = task.segment, task.action
        if _begins(task):
            mine = by_key.get(key, [])
            if number[key] == len(mine):
                mine = [mine.pop(0)]
                number[key] -= 1
        whole = sum(line.count for line in mine)
        if _count(whole, task.part) != task.count:
            raise Differs
        found.append(_formula("+".join(line.cell for line in mine), task.part))
    return found


def _begins(task: Task) -> bool:
    """Whether a task is an action of its own, not the rest of one."""
    return task.part is None or not task.part.rest


def _count(whole: int, part: Part | None) -> int:
    if part is None:
        return whole
    return max(0, whole - part.first) if part.rest else min(whole, part.first)


def _formula(cells: str, part: Part | None) -> str:
    if part is None:
        return cells
    return f"MAX(0,{cells}-{part.first})" if part.rest else f"MIN({cells},{part.first})"


def _window(window: Period | None, days: Sequence[date]) -> tuple[int, int]:
    if window is None:
        return 0, len(days)
    return bisect_left(days, window.start), bisect_right(days, window.end)


def _verify(schedule: Schedule, blocks: Iterable[Block]) -> None:
    sums: dict[tuple[str, str], list[list[int]]] = {
        (grid.segment, grid.action): [[0] * len(schedule.days) for _ in grid.reps] for grid in schedule.grids
    }
    for block in blocks:
        rows = sums[block.task.segment, block.task.action]
        for row, given in zip(rows, block.spread.given, strict=True):
            for day, (before, after) in enumerate(pairwise((0, *given)), block.first):
                row[day] += after - before
    for grid in schedule.grids:
        if [list(row) for row in grid.counts] != sums[grid.segment, grid.action]:
            raise Differs
