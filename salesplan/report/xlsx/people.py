"""The sheet of capacity: hours of work against hours of people, week by week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.report.xlsx.book import Book
from salesplan.report.xlsx.grid import Grid
from salesplan.report.xlsx.inputs import Inputs
from salesplan.report.xlsx.schedule import ScheduleSheet
from salesplan.scheduling.following import Following
from salesplan.scheduling.workload import Capacity, Load

MINUTES = 60


Later: TypeAlias = Callable[[str, Period], Fraction]
"""The hours of a team segment, within some days, that work for the next period takes."""


def write_capacity(
    book: Book, capacities: Sequence[Capacity], inputs: Inputs, schedule: ScheduleSheet, later: Later | None = None
) -> None:
    """Write the sheet. Hours needed follow the schedule and the minutes; hours available are the plan's people.

    `later` are hours of further work, which do not follow.
    """
    grid, voice = book.sheet(book.voice.say("Capacity")), book.voice
    for column, width in enumerate((26, 15, 17, 18, 17, 24)):
        grid.set_column(column, column, width)
    grid.put(0, 0, voice.say("Capacity"), book.style("title"))
    grid.height(0, 28)
    told = voice.say("Hours of work against hours of people. Below zero, hours are short.")
    if later is not None:
        told += " " + voice.say("Work for the next period is part of them, as in the plan.")
    grid.put(1, 0, told, book.style("subtitle"))
    heads = (voice.say("Team"), voice.say("From"), voice.say("Hours needed"), voice.say("Hours available"),
             voice.say("Hours free"), voice.say("More people needed"))  # fmt: skip
    for column, head in enumerate(heads):
        grid.put(2, column, head, book.style("head" if column < 2 else "head_right"))  # noqa: PLR2004
    grid.height(2, 34)
    grid.freeze_panes(3, 0)
    grid.repeat_rows(2)
    row = 3
    for one in capacities:
        timed = {action: inputs.minutes[action] for action in inputs.minutes if (one.segment, action) in schedule.rows}
        row = _segment(book, grid, one, (schedule, timed, later), row) + 1
    grid.conditional_format(3, 4, max(row, 3), 4, {"type": "cell", "criteria": "<", "value": 0, "format": book.alarm()})
    grid.print_area(0, 0, max(row - 1, 3), 5)


def _segment(
    book: Book, grid: Grid, one: Capacity, work: tuple[ScheduleSheet, dict[str, str], Later | None], row: int
) -> int:
    """A line a week and the total; the row after them. `work` is where its actions are counted, and their minutes."""
    schedule, timed, later = work
    first = row
    for place, load in enumerate(one.weeks):
        name = book.voice.name(one.segment) if place == 0 else ""
        grid.put(row, 0, name, book.style("group" if place == 0 else "text"))
        grid.put(row, 1, load.period.start, book.style("date"))
        minutes = "+".join(f"{schedule.cell(one.segment, action, place)}*{each}" for action, each in timed.items())
        further = later(one.segment, load.period) if later else Fraction(0)
        added = f"+{float(further)!r}" if further else ""
        grid.put(row, 2, load.needed, book.style("hours"), f"({minutes or 0})/{MINUTES}{added}")
        grid.put(row, 3, load.available, book.style("hours"))
        _free(book, grid, row, load, "")
        row += 1
    grid.put(row, 0, book.voice.say("Total"), book.style("group"))
    grid.put(row, 1, "", book.style("text"))
    grid.put(row, 2, one.total.needed, book.style("hours_group"), f"SUM(C{first + 1}:C{row})")
    grid.put(row, 3, one.total.available, book.style("hours_group"), f"SUM(D{first + 1}:D{row})")
    _free(book, grid, row, one.total, "_group")
    return row + 1


def _free(book: Book, grid: Grid, row: int, load: Load, look: str) -> None:
    """Hours left, and how many more people close a gap. Rounded to a millionth first: hours are often thirds."""
    at = row + 1
    grid.put(row, 4, load.free, book.style(f"hours{look}"), f"D{at}-C{at}")
    people = f"IF(ROUND(E{at},6)>=0,0,ROUNDUP(ROUND(-E{at}/{float(load.person)!r},6),0))" if load.person else ""
    grid.put(row, 5, load.extra_people, book.style(f"count{look}"), people)


def later_hours(plan: Plan, following: Following | None) -> Later | None:
    """The hours that work for the next period takes, where the plan asks for it."""
    if following is None:
        return None
    minutes = {name: Fraction(action.minutes) for name, action in plan.actions.items() if action.minutes is not None}
    return lambda segment, within: following.hours(segment, minutes, within)
