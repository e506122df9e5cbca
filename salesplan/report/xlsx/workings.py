"""The sheet of workings: every task spread over reps and days by live formulas, as the schedule does it.

One block a task. Its rows follow `spreading`: what is due in all by each day; months, weeks and days shared out by
largest remainder; then for each rep the whole part due, the key of what is left over, and what has been given so far.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct, field

from salesplan.periods import Period
from salesplan.report.vocabulary import capital
from salesplan.report.xlsx.book import Book, quoted
from salesplan.report.xlsx.grid import Grid, column_name, number_text
from salesplan.report.xlsx.quotas import Line
from salesplan.report.xlsx.spreading import (
    FINE,
    KEY,
    PART,
    Division,
    Spans,
    Spread,
    Weights,
    spans_of,
    spread_out,
    weights_of,
)
from salesplan.schedule import Schedule, Task, day_weights
from salesplan.staffing import Rep

FIRST_DAY = 4
_HEAD_ROWS = 2
NEVER = "1E+15"


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
    known: dict[str, list[tuple[int, ...]]] = {}
    made = []
    for task, count in zip(schedule.tasks, counts, strict=True):
        reps = reps_of(schedule, task.segment)
        if task.segment not in known:
            known[task.segment] = list(day_weights(reps, schedule.days, schedule.seasonality))
        first, last = _window(task.window, schedule.days)
        rows = [row[first:last] for row in known[task.segment]]
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
        number[task.segment, task.action] = number.get((task.segment, task.action), 0) + 1
    found = []
    for task in tasks:
        key = task.segment, task.action
        mine = by_key.get(key, [])
        if number[key] == len(mine):
            line = mine.pop(0)
            number[key] -= 1
            mine = [line]
        if sum(line.count for line in mine) != task.count:
            raise Differs
        found.append("+".join(line.cell for line in mine))
    return found


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


def write_workings(book: Book, schedule: Schedule, blocks: Sequence[Block]) -> Workings:
    """Write the sheet, and tell where each running total is."""
    page = _Page(book, book.sheet(book.voice.say("Workings"), last=True), schedule)
    made = Workings(page.grid.name)
    for block in blocks:
        row = page.block(block)
        made.given.setdefault((block.task.segment, block.task.action), []).append(Given(row, block.first, block.last))
    return made


class _Page:
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
        grid.repeat_rows(1)
        grid.set_landscape()
        grid.print_area(0, 0, _HEAD_ROWS, FIRST_DAY)

    def block(self, block: Block) -> int:
        """Write a block; the row (from 0) of its first rep's running total."""
        weights = self._weights(block)
        voice = self.book.voice
        action = capital(voice.words.names(block.task.action, 2))
        head = self.row
        self.grid.put(head - 1, 0, f"{voice.name(block.task.segment)} · {action}", self.book.style("group"))
        self.grid.put(head - 1, 3, block.task.count, self.book.style("count"), block.count)
        return _Formulas(self, block, weights, head).write()

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


def above(key: str, threshold: str) -> str:
    """One more where the remainder is among the largest."""
    return f"IF({key}&gt;={threshold},1,0)"


class _Formulas:
    """The formulas of one block. Names of rows: one letter a kind of figure."""

    def __init__(self, page: _Page, block: Block, weights: int, head: int) -> None:
        self.page, self.block, self.weights, self.head = page, block, weights, head
        self.columns, self.voice = page.letters[block.first : block.last], page.book.voice
        self.a, self.z = self.columns[0], self.columns[-1]
        self.voice = page.book.voice

    def write(self) -> int:
        page = self.page
        page.row = self.head + 1
        totals = self._totals()
        due = self._due(totals)
        months = self._months(due)
        weeks = self._weeks(due, months)
        goal = self._days(due, weeks)
        given = self._follow(goal, totals)
        page.row += 1
        return given - 1

    def _totals(self) -> int:
        """Each rep's part of the count, in column D; the row of the first."""
        page, block, size = self.page, self.block, len(self.block.reps)
        first, grid, style = page.row, page.grid, page.book.style("count_faint")
        last = first + size - 1
        weights = f"$D${self.weights}:$D${self.weights + size - 1}"
        head, exact = f"$D${self.head}", f"$B${first}:$B${last}"
        left = f"{head}-SUMPRODUCT(INT({exact}+1/{FINE}))"
        grid.put(self.head - 1, 2, block.spread.threshold, style, _threshold(f"$C${first}:$C${last}", left, plain=True))
        for number, rep in enumerate(block.reps):
            row = first + number
            page.grid.put(row - 1, 0, rep_name(page.book, block.task.segment, rep, number), page.book.style("faint"))
            grid.put(row - 1, 1, block.spread.exact[number], page.exact,
                     f"{head}*$D${self.weights + number}/SUM({weights})")  # fmt: skip
            grid.put(row - 1, 2, block.spread.keys[number], style,
                     f"ROUND((B{row}-INT(B{row}+1/{FINE}))*{FINE},0)*{KEY}+{KEY - 1 - number}")  # fmt: skip
            grid.put(row - 1, 3, block.spread.totals[number], style,
                     f"INT(B{row}+1/{FINE})+IF(C{row}>=$C${self.head},1,0)")  # fmt: skip
        page.row = last + 1
        return first

    def _due(self, totals: int) -> int:
        size = len(self.block.reps)
        parts = f"$D${totals}:$D${totals + size - 1}"
        full = f"$C${self.weights}:$C${self.weights + size - 1}"
        top, bottom = self.weights, self.weights + size - 1
        columns = self.columns
        return self.page.line(
            self.voice.say("Due in all"), columns,
            lambda n: f"SUMPRODUCT({parts}*{columns[n]}${top}:{columns[n]}${bottom}/{full})", self.block.spread.due,
        )  # fmt: skip

    def _between(self, due: int, start: int, end: int) -> str:
        """What falls due after place `start` up to place `end`; -1 is before the first."""
        return f"({self.columns[end]}{due}-{self.columns[start]}{due})" if start >= 0 else f"{self.columns[end]}{due}"

    def _months(self, due: int) -> int:
        ends, division = self.block.spans.months, self.block.spread.months
        spans = list(pairwise((-1, *ends)))
        columns = [self.columns[end] for end in ends]
        parts = self.page.line(
            self.voice.say("Months, exact"), columns,
            lambda n: f"ROUND({self._between(due, *spans[n])}*{PART},0)", division.parts,
        )  # fmt: skip
        keys = self._keys(columns, parts, division.keys, range(len(columns)))
        whole = f"$D${self.head}"
        left = f"{whole}-SUMPRODUCT(INT({self.a}{parts}:{self.z}{parts}/{PART}))"
        self.page.grid.put(keys - 1, 2, division.threshold, self.page.figure,
                           _threshold(f"{self.a}{keys}:{self.z}{keys}", left, plain=True))  # fmt: skip
        return self.page.line(
            self.voice.say("Months"), columns,
            lambda n: f"INT({columns[n]}{parts}/{PART})+{above(f'{columns[n]}{keys}', f'$C{keys}')}", division.shares,
        )  # fmt: skip

    def _keys(self, columns: Sequence[str], parts: int, values: Sequence[int], places: Sequence[int]) -> int:
        return self.page.line(
            "", columns,
            lambda n: f"({columns[n]}{parts}-INT({columns[n]}{parts}/{PART})*{PART})*{KEY}+{KEY - 1 - places[n]}",
            values,
        )  # fmt: skip

    def _weeks(self, due: int, months: int) -> int:
        spread, spans = self.block.spread, self.block.spans
        outer = list(pairwise((-1, *spans.months)))
        inner = [list(pairwise((start, *ends))) for (start, _), ends in zip(outer, spans.weeks, strict=True)]
        return self._level(due, months, outer, inner, spread.weeks, self.voice.say("Weeks"), running=False)

    def _days(self, due: int, weeks: int) -> int:
        spread, spans = self.block.spread, self.block.spans
        outer = list(pairwise((-1, *(end for ends in spans.weeks for end in ends))))
        inner = [[(day - 1, day) for day in range(start + 1, end + 1)] for start, end in outer]
        return self._level(due, weeks, outer, inner, spread.days, self.voice.say("Days so far"), running=True)

    def _level(  # noqa: PLR0913, PLR0917  (what a level is)
        self,
        due: int,
        totals: int,
        outer: Sequence[tuple[int, int]],
        inner: Sequence[Sequence[tuple[int, int]]],
        divisions: Sequence[Division],
        label: str,
        *,
        running: bool,
    ) -> int:
        """The whole of each outer span, in row `totals` at its end, shared out over its inner spans."""
        name = self.columns
        flat = [(pair, whole) for whole, pairs in zip(outer, inner, strict=True) for pair in pairs]
        columns = [name[end] for (_, end), _ in flat]
        places = [place for pairs in inner for place in range(len(pairs))]

        def exact(n: int) -> str:
            pair, whole = flat[n]
            total = f"{name[whole[1]]}{totals}"
            part = f"{total}*{self._between(due, *pair)}/{self._between(due, *whole)}*{PART}"
            return f"IF({total}=0,0,ROUND({part},0))"

        parts = self.page.line("", columns, exact, [part for one in divisions for part in one.parts])
        keys = self._keys(columns, parts, [key for one in divisions for key in one.keys], places)
        ends = [name[end] for _, end in outer]

        def threshold(n: int) -> str:
            cells = f"{name[inner[n][0][1]]}{{row}}:{ends[n]}{{row}}"
            left = f"{ends[n]}{totals}-SUMPRODUCT(INT({cells.format(row=parts)}/{PART}))"
            return _threshold(cells.format(row=keys), left)

        limits = self.page.line("", ends, threshold, [one.threshold for one in divisions])
        limit = [name[whole[1]] for _, whole in flat]

        def share(n: int) -> str:
            before = f"{columns[n - 1]}{self.page.row}+" if running and n else ""
            column = columns[n]
            return f"{before}INT({column}{parts}/{PART})+{above(f'{column}{keys}', f'{limit[n]}{limits}')}"

        shares = [each for one in divisions for each in one.shares]
        return self.page.line(label, columns, share, self.block.spread.goals if running else shares)

    def _follow(self, goal: int, totals: int) -> int:
        """For each rep three rows; the row of the first one's running totals."""
        page, spread, size, name = self.page, self.block.spread, len(self.block.reps), self.columns
        base, key, given = page.row + 1, page.row + 1 + size, page.row + 1 + 2 * size
        limit = page.row

        def threshold(n: int) -> str:
            c = name[n]
            left = f"{c}{goal}-SUM({c}{base}:{c}{base + size - 1})"
            cells = f"{c}{key}:{c}{key + size - 1}"
            return f"IF({left}&gt;0,LARGE({cells},MIN({left},{size})),{NEVER})"

        page.line("", name, threshold, spread.thresholds)
        for rep in range(size):
            due = self._rep_due(rep, totals)
            page.line(
                self.voice.say("Whole part due") if rep == 0 else "", name,
                lambda n, due=due, rep=rep: (  # type: ignore[misc]
                    f"MAX({name[n - 1]}{given + rep},INT({due(n)}+1/{FINE}))" if n else f"INT({due(n)}+1/{FINE})"
                ),
                spread.bases[rep],
            )  # fmt: skip
        for rep in range(size):
            self._fractions(rep, self._rep_due(rep, totals), base + rep)
        for rep in range(size):
            page.line(
                rep_name(page.book, self.block.task.segment, self.block.reps[rep], rep), name,
                lambda n, rep=rep: (  # type: ignore[misc]
                    f"{name[n]}{base + rep}"
                    f"+IF(AND({name[n]}{key + rep}&gt;0,{name[n]}{key + rep}&gt;={name[n]}{limit}),1,0)"
                ),
                spread.given[rep],
            )  # fmt: skip
        return given

    def _rep_due(self, rep: int, totals: int) -> Callable[[int], str]:
        name, row = self.columns, self.weights + rep
        return lambda n: f"$D{totals + rep}*{name[n]}${row}/$C${row}"

    def _fractions(self, rep: int, due: Callable[[int], str], base: int) -> None:
        """The key of what is left over, on the days the rep works; 0 on others."""
        page, name, done = self.page, self.columns, self.block.weights.done[rep]
        works = [done[day] > (done[day - 1] if day else 0) for day in range(len(done))]

        def formula(n: int) -> str:
            if not works[n]:
                return "0"
            rest = f"{due(n)}-{name[n]}{base}"
            return f"IF({rest}&gt;1/{FINE},ROUND(({rest})*{FINE},0)*{KEY}+{KEY - 1 - rep},0)"

        page.line(self.voice.say("Part left over") if rep == 0 else "", name, formula, self.block.spread.fractions[rep])


def _threshold(keys: str, left: str, *, plain: bool = False) -> str:
    """The key from which a remainder gets one more: the largest `left` of them do."""
    greater = ">" if plain else "&gt;"
    return f"IF({left}{greater}0,LARGE({keys},{left}),{NEVER})"
