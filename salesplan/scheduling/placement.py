"""Tasks placed whatever the plan says: nothing that is asked for is lost because nobody is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from salesplan.scheduling.schedule import Schedule
from salesplan.scheduling.spread import spread
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Task


def spread_all(
    tasks: Sequence[Task], crews: Mapping[str, Sequence[Rep]], days: Sequence[date], *, summed: bool = False
) -> tuple[Schedule, tuple[Task, ...]]:
    """Spread every task, with those that found nobody at work in their window and seasons.

    These are spread over the whole period, and at worst as if the segment had no names. `summed`: see `spread`.
    """
    first = spread(tasks, crews, days, summed=summed)
    if not first.unplaced:
        return first, ()
    unplaced = set(first.unplaced)
    anywhere = [replace(task, window=None, seasons=None) if task in unplaced else task for task in tasks]
    second = spread(anywhere, crews, days, summed=summed)
    if not second.unplaced:
        return second, first.unplaced
    nobody = {task.segment for task in second.unplaced}
    present = {name: reps for name, reps in crews.items() if name not in nobody}
    return spread(anywhere, present, days, summed=summed), first.unplaced
