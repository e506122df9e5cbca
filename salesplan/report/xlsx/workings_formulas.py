"""The formulas that spread one task over reps and days: each row of a block from the rows above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from salesplan.report.xlsx.spreading import FINE, KEY, NEVER, PART, Division
from salesplan.report.xlsx.task_blocks import Block
from salesplan.report.xlsx.workings_page import Page, Rows, rep_name


class Formulas:
    """The formulas of one block. Names of rows: one letter a kind of figure."""

    def __init__(self, page: Page, block: Block, rows: Rows) -> None:
        self.page, self.block, self.weights, self.head = page, block, rows.weights, rows.head
        self.columns, self.voice = page.letters[block.first : block.last], page.book.voice
        self.a, self.z = self.columns[0], self.columns[-1]

    def write(self) -> int:
        """Write the block; the row (from 0) of its first rep's running total."""
        totals = self._totals()
        due = self._due(totals)
        months = self._months(due)
        weeks = self._weeks(due, months)
        goal = self._days(due, weeks)
        given = self._follow(goal, totals)
        self.page.row += 1
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
            lambda n: f"INT({columns[n]}{parts}/{PART})+{_above(f'{columns[n]}{keys}', f'$C{keys}')}", division.shares,
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
            return f"{before}INT({column}{parts}/{PART})+{_above(f'{column}{keys}', f'{limit[n]}{limits}')}"

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
            return f"IF({left}&gt;0,LARGE({cells},MIN({left},{size})),{NEVER:.0E})"

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


def _above(key: str, threshold: str) -> str:
    """One more where the remainder is among the largest."""
    return f"IF({key}&gt;={threshold},1,0)"


def _threshold(keys: str, left: str, *, plain: bool = False) -> str:
    """The key from which a remainder gets one more: the largest `left` of them do."""
    greater = ">" if plain else "&gt;"
    return f"IF({left}{greater}0,LARGE({keys},{left}),{NEVER:.0E})"
