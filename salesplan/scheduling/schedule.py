"""Who does how many of what on which day, and its sums over any parts of the time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct, field

from salesplan.base.periods import Period
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Task
from salesplan.scheduling.weights import Weights, sums_of_days, task_weights


class Slot(Struct, frozen=True):
    """What a segment, or one rep of it, has to do of one action from `start` to `end`, both included."""

    segment: str
    rep: str | None
    start: date
    end: date
    action: str
    count: int


class TeamCounts(Struct, frozen=True, dict=True):
    """The counts of one segment's action: a row per rep, a column per working day."""

    segment: str
    action: str
    reps: tuple[str | None, ...]
    counts: tuple[tuple[int, ...], ...]

    @cached_property
    def daily(self) -> tuple[int, ...]:
        """The segment's count on each day."""
        return tuple(sums_of_days(self.counts))


class Schedule(Struct, frozen=True):
    """The grids over `days`, and the tasks that found nobody at work within their window; and what was asked."""

    days: tuple[date, ...]
    grids: tuple[TeamCounts, ...]
    unplaced: tuple[Task, ...] = ()
    tasks: tuple[Task, ...] = ()
    teams: Mapping[str, Sequence[Rep]] = field(default_factory=dict)

    def weights(self, task: Task) -> Weights:
        """What each of the task's people weighs on each of the days."""
        return task_weights(task, self.teams.get(task.segment) or (Rep(),), self.days)


def slots(schedule: Schedule, parts: Sequence[Period], *, per_rep: bool) -> Iterator[Slot]:
    """The schedule summed over `parts` (that follow one another), by segment or by rep; nothing to do makes no slot."""
    bounds = [(bisect_left(schedule.days, part.start), bisect_right(schedule.days, part.end)) for part in parts]
    for grid in schedule.grids:
        for rep, row in zip(grid.reps, grid.counts, strict=True) if per_rep else [(None, grid.daily)]:
            for part, (first, last) in zip(parts, bounds, strict=True):
                if count := sum(row[first:last]):
                    yield Slot(grid.segment, rep, part.start, part.end, grid.action, count)
