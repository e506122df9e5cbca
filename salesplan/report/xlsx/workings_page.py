"""The sheet of workings as a page: its head, the weights that blocks share, and rows of formulas in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from salesplan.report.language.vocabulary import capital
from salesplan.report.xlsx.book import Book
from salesplan.report.xlsx.grid import Grid, column_name, number_text
from salesplan.report.xlsx.task_blocks import Block
from salesplan.scheduling.schedule import Schedule
from salesplan.scheduling.staffing import Rep

FIRST_DAY = 4
_HEAD_ROWS = 2


class Rows(Struct, frozen=True):
    """Where a block stands, in rows counted from 1: the first rep's weights, and its own heading."""

    weights: int
    head: int


class Page:
    """Writes blocks, row after row; rows count from 1 here, as formulas do."""

    def __init__(self, book: Book, grid: Grid, schedule: Schedule) -> None:
        self.book, self.grid, self.days = book, grid, schedule.days
        self.letters = [column_name(FIRST_DAY + day) for day in range(len(self.days))]
        self.figure = book.style("count_faint")
        self.exact = book.style("general_faint")
        self.row = _HEAD_ROWS + 1
        self.weights: dict[tuple[str, int, int], int] = {}
        self._opening()

    def _opening(self) -> None:
        voice, grid = self.book.voice, self.grid
        grid.set_tab_color("#B8C0CA")
        grid.set_column(0, 0, 34)
        grid.set_column(1, 3, 19)
        grid.set_column(FIRST_DAY, FIRST_DAY + len(self.days), 11)
        grid.put(0, 0, voice.say("How the schedule is worked out, day by day. Nothing here needs to be changed."),
                 self.book.style("subtitle"))  # fmt: skip
        for column in range(FIRST_DAY):
            grid.put(1, column, "", self.book.style("head"))
        head = self.book.style("day_head")
        for place, day in enumerate(self.days):
            grid.put(1, FIRST_DAY + place, day, head)
        grid.freeze_panes(_HEAD_ROWS, FIRST_DAY)
        grid.hide()

    def heading(self, block: Block) -> Rows:
        """Write what a block is about, below the weights it rests on; its formulas follow from the next row on."""
        weights = self._weights(block)
        voice, head = self.book.voice, self.row
        action = capital(voice.words.names(block.task.action, 2))
        self.grid.put(head - 1, 0, f"{voice.name(block.task.segment)} · {action}", self.book.style("group"))
        self.grid.put(head - 1, 3, block.task.count, self.book.style("count"), block.count)
        self.row += 1
        return Rows(weights, head)

    def _weights(self, block: Block) -> int:
        """The rows of weights that a block rests on: the row of the first rep."""
        key = block.task.segment, block.first, block.last
        if key in self.weights:
            return self.weights[key]
        voice = self.book.voice
        name = voice.name(block.task.segment)
        self.grid.put(self.row - 1, 0, voice.say("{name}: working time so far", name=name), self.book.style("group"))
        self.grid.put(self.row - 1, 2, voice.say("in all"), self.book.style("faint"))
        self.grid.put(self.row - 1, 3, voice.say("share"), self.book.style("faint"))
        self.row += 1
        self.weights[key] = self.row
        for number, rep in enumerate(block.reps):
            self._label(rep_name(self.book, block.task.segment, rep, number))
            self.grid.put(self.row - 1, 2, block.weights.full[number], self.exact)
            self.grid.put(self.row - 1, 3, block.weights.sizes[number], self.exact)
            done = block.weights.done[number]
            cells = zip(self.letters[block.first : block.last], done, strict=True)
            self.grid.put_row(
                self.row - 1, FIRST_DAY + block.first,
                [f'<c r="{a}{self.row}" s="{self.exact}"><v>{number_text(v)}</v></c>' for a, v in cells],
            )  # fmt: skip
            self.row += 1
        self.row += 1
        return self.weights[key]

    def _label(self, text: str) -> None:
        self.grid.put(self.row - 1, 0, text, self.book.style("faint"))

    def line(self, label: str, columns: Sequence[str], formula: Callable[[int], str], values: Sequence[float]) -> int:
        """A row of formulas in `columns`, in order; its number."""
        row, style = self.row, self.figure if values and isinstance(values[0], int) else self.exact
        if label:
            self._label(label)
        start, middle = f'{row}" s="{style}"><f>', "</f><v>"
        shown = map(str, values) if style == self.figure else map(number_text, values)
        numbered = enumerate(zip(columns, shown, strict=True))
        self.grid.put_row(
            row - 1, _place(columns[0]),
            [f'<c r="{a}{start}{formula(n)}{middle}{v}</v></c>' for n, (a, v) in numbered],
        )  # fmt: skip
        self.row += 1
        return row


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def rep_name(book: Book, segment: str, rep: Rep, number: int) -> str:
    """What a rep is called: by name, or the segment and a number."""
    return rep.name or (book.voice.name(segment) if number == 0 else f"{book.voice.name(segment)} {number + 1}")
