"""The sheet of workings: every task spread over reps and days by live formulas, as the schedule does it.

One block a task. Its rows follow `spreading`: what is due in all by each day; months, weeks and days shared out by
largest remainder; then for each rep the whole part due, the key of what is left over, and what has been given so far.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from salesplan.report.xlsx.book import Book, quoted
from salesplan.report.xlsx.grid import column_name
from salesplan.report.xlsx.task_blocks import Block
from salesplan.report.xlsx.workings_formulas import Formulas
from salesplan.report.xlsx.workings_page import FIRST_DAY, Page
from salesplan.scheduling.schedule import Schedule


class Given(Struct, frozen=True):
    """Where a task's running totals are: the row of its first rep, and the days of its window."""

    row: int
    first: int
    last: int


class Workings(Struct):
    """The sheet's name, and for each segment and action the blocks that add up to it."""

    sheet: str = ""
    given: dict[tuple[str, str], list[Given]] = field(default_factory=dict)

    def done(self, segment: str, action: str, rep: int, day: int) -> str:
        """The formula of what `rep` has been given of an action by the end of `day` (-1: nothing yet)."""
        cells = []
        for block in self.given[segment, action]:
            place = min(day, block.last - 1)
            if place >= block.first:
                cells.append(f"{quoted(self.sheet)}!{column_name(FIRST_DAY + place)}{block.row + rep + 1}")
        return "+".join(cells)


def write_workings(book: Book, schedule: Schedule, blocks: Sequence[Block]) -> Workings:
    """Write the sheet, and tell where each running total is."""
    page = Page(book, book.sheet(book.voice.say("Workings"), last=True), schedule)
    made = Workings(page.grid.name)
    for block in blocks:
        row = Formulas(page, block, page.heading(block)).write()
        made.given.setdefault((block.task.segment, block.task.action), []).append(Given(row, block.first, block.last))
    return made
