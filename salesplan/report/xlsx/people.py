"""The sheet of capacity: hours of work against hours of people, week by week."""

from __future__ import annotations

from collections.abc import Sequence

from salesplan.capacity import Capacity, Load
from salesplan.report.xlsx.book import Book
from salesplan.report.xlsx.grid import Grid
from salesplan.report.xlsx.inputs import Inputs
from salesplan.report.xlsx.schedule import ScheduleSheet

MINUTES = 60


def write_capacity(book: Book, capacities: Sequence[Capacity], inputs: Inputs, schedule: ScheduleSheet) -> None:
    """Write the sheet. Hours needed follow the schedule and the minutes; hours available are the plan's people."""
    grid, voice = book.sheet(book.voice.say("Capacity")), book.voice
    for column, width in enumerate((22, 14, 16, 16, 16, 18)):
        grid.set_column(column, column, width)
    grid.put(0, 0, voice.say("Capacity"), book.style("title"))
    grid.height(0, 28)
    grid.put(
        1, 0, voice.say("Hours of work against hours of people. Below zero, hours are short."), book.style("subtitle")
    )
    heads = (voice.say("Team"), voice.say("From"), voice.say("Hours needed"), voice.say("Hours available"),
             voice.say("Hours free"), voice.say("More people needed"))  # fmt: skip
    for column, head in enumerate(heads):
        grid.put(2, column, head, book.style("head" if column < 2 else "head_right"))  # noqa: PLR2004
    grid.freeze_panes(3, 0)
    grid.repeat_rows(2)
    row = 3
    for one in capacities:
        row = _segment(book, grid, one, inputs, schedule, row) + 1
    grid.conditional_format(3, 4, max(row, 3), 4, {"type": "cell", "criteria": "<", "value": 0, "format": book.alarm()})
    grid.print_area(0, 0, max(row - 1, 3), 5)


def _segment(book: Book, grid: Grid, one: Capacity, inputs: Inputs, schedule: ScheduleSheet, row: int) -> int:
    actions = [action for segment, action in schedule.rows if segment == one.segment and action in inputs.minutes]
    first = row
    for place, load in enumerate(one.weeks):
        grid.put(
            row, 0, book.voice.name(one.segment) if place == 0 else "", book.style("group" if place == 0 else "text")
        )
        grid.put(row, 1, load.period.start, book.style("date"))
        work = "+".join(f"{schedule.cell(one.segment, action, place)}*{inputs.minutes[action]}" for action in actions)
        _figures(book, grid, row, load, f"({work})/{MINUTES}", "", "hours")
        row += 1
    grid.put(row, 0, book.voice.say("Total"), book.style("group"))
    grid.put(row, 1, "", book.style("text"))
    _figures(book, grid, row, one.total, f"SUM(C{first + 1}:C{row})", f"SUM(D{first + 1}:D{row})", "hours_group")
    return row + 1


def _figures(book: Book, grid: Grid, row: int, load: Load, needed: str, available: str, kind: str) -> None:  # noqa: PLR0913, PLR0917
    style, at = book.style(kind), row + 1
    grid.put(row, 2, load.needed, style, needed)
    grid.put(row, 3, load.available, style, available)
    grid.put(row, 4, load.free, style, f"D{at}-C{at}")
    people = f"IF(ROUND(E{at},6)>=0,0,ROUNDUP(ROUND(-E{at}/{float(load.person)!r},6),0))" if load.person else ""
    grid.put(row, 5, load.extra_people, book.style("count_group" if "_" in kind else "count"), people)
