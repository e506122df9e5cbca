"""The cells above a statement: quota, limits and advance, and the tiers with where each counts from."""

from __future__ import annotations

from fractions import Fraction

from salesplan.pay.statement import Line, Working
from salesplan.pay.tiers import Slice, rated
from salesplan.report.xlsx.book import Book
from salesplan.report.xlsx.grid import Grid, Value, at

LABEL, VALUE, TIER_LABEL, MEASURED = 0, 1, 6, 5
ABOVE, UP_TO, RATE, RERATES, PAYS, COUNTS, COUNTS_FROM = range(7)
LINES = 7
"""How many rows the tiers take."""


class TierCells:
    """Writes the cells and knows their addresses; an address is empty where there is no such cell.

    `own` are the places, among a statement's lines, of those that count in these tiers.
    """

    def __init__(self, book: Book, grid: Grid, row: int, first: int) -> None:
        self.book, self.grid, self.top, self.first = book, grid, row, first
        self.quota = self.variable = self.opening = self.cap = self.floor = self.advance = self.owed = self.total = ""
        self.slices: tuple[Slice, ...] = ()
        self.counted: tuple[Slice, ...] = ()
        self.figure = "cents"

    @property
    def count(self) -> int:
        """How many tiers there are."""
        return len(self.slices)

    @property
    def rates(self) -> str:
        """The range of what each tier pays."""
        return f"{self.cell(PAYS, 0)}:{self.cell(PAYS, self.count - 1)}"

    def write(self, working: Working, total: Fraction, own: tuple[int, int] | None) -> int:
        """Write them; the row in which the heads of the lines stand, the lines following it.

        `total` is what the tiers count in all, and `own` the places of the first and last line that add to it.
        """
        self.figure = "number" if working.by_deals else "cents"
        self.slices, self.counted = working.slices or (), rated(working.slices or (), total)
        entries = [entry for entry in self._entries(working, total) if entry[2] is not None]
        heads = self.top + max(len(entries), LINES if self.slices else 0) + (1 if entries else 0)
        for row, (name, label, value, style) in enumerate(entries, self.top):
            self.grid.put(row, LABEL, label, self.book.style("text"))
            setattr(self, name, at(row, VALUE, fixed=True))
            formula = ""
            if name == "total":
                lines = f"+SUM({at(heads + 1 + own[0], MEASURED)}:{at(heads + 1 + own[1], MEASURED)})" if own else ""
                formula = f"{self.opening}{lines}"
            self.grid.put(row, VALUE, value, self.book.style(style), formula)
        if self.slices:
            self._tiers()
        return heads

    def _entries(self, working: Working, total: Fraction) -> list[tuple[str, str, Value, str]]:
        say, is_live = self.book.voice.say, bool(working.slices)
        return [
            ("quota", say("Quota"), working.quota, f"{self.figure}_input"),
            ("variable", say("Variable pay"), working.variable if is_live else None, "cents_input"),
            ("opening", say("Reached before"), working.opening if is_live else None, f"{self.figure}_input"),
            ("total", say("Reached"), total if is_live else None, self.figure),
            ("cap", say("Most that is paid"), working.cap, "cents_input"),
            ("floor", say("Least that is paid"), working.floor, "cents_input"),
            ("advance", say("Advance"), working.advance, "cents_input"),
            ("owed", say("Owed before"), working.owed if working.advance is not None else None, "cents_input"),
        ]

    def cell(self, line: int, number: int) -> str:
        """The cell of a tier, `line` being one of `ABOVE` to `COUNTS_FROM`."""
        return at(self.top + line, self.first + number, fixed=True)

    def _tiers(self) -> None:
        say = self.book.voice.say
        labels = (say("Above"), say("Up to"), say("Rate"), say("Re-rates all (1)"), say("Pays"), say("Counts (1)"),
                  say("Counts from"))  # fmt: skip
        for number, label in enumerate(labels):
            self.grid.put(self.top + number, TIER_LABEL, label, self.book.style("text"))
        for number, one in enumerate(self.slices):
            self._bounds(number, one)
            self._rates(number, one)
            self._counts(number)

    def _put(self, line: int, number: int, value: Value, style: str, formula: str = "") -> None:
        self.grid.put(self.top + line, self.first + number, value, self.book.style(style), formula)

    def _bounds(self, number: int, one: Slice) -> None:
        self._put(ABOVE, number, one.low, self.figure, self.cell(UP_TO, number - 1) if number else "")
        if one.share is not None and self.quota:
            self._put(UP_TO, number, one.high, self.figure, f"{self.quota}*{float(one.share)!r}")
        else:
            self._put(UP_TO, number, one.high, "text" if one.high is None else f"{self.figure}_input")

    def _rates(self, number: int, one: Slice) -> None:
        self._put(RATE, number, one.stated, "rate_input")
        self._put(RERATES, number, int(one.cliff), "count_input")
        stated = self.cell(RATE, number)
        live = bool(self.variable and self.quota)
        points = f"IF({self.quota}=0,0,{stated}*{self.variable}*100/{self.quota})" if one.by_point and live else ""
        self._put(PAYS, number, one.paid, "rate", points or ("" if one.by_point else stated))

    def _counts(self, number: int) -> None:
        """Whether a tier counts, which it does not once a later one that re-rates everything is reached; from where."""
        last = self.count - 1
        start = self.count - len(self.counted)
        later = "1"
        if number < last:
            rerates, above = (f"{self.cell(line, number + 1)}:{self.cell(line, last)}" for line in (RERATES, ABOVE))
            later = f"IF(SUMPRODUCT({rerates}*({self.total}>{above}))>0,0,1)"
        self._put(COUNTS, number, int(number >= start), "count", later)
        low, own = self.cell(ABOVE, number), self.cell(COUNTS, number)
        earlier = f"SUM({self.cell(COUNTS, 0)}:{self.cell(COUNTS, number - 1)})=0" if number else ""
        begin = f"IF({earlier},0,{low})" if earlier else low
        low_now = self.counted[number - start].low if number >= start else Fraction(0)
        self._put(COUNTS_FROM, number, low_now, self.figure, f"IF({own}=0,0,{begin})")

    def formula(self, number: int, before: str, after: str) -> str:
        """The part of a line in a tier: how far the total goes up within it."""
        counts, start = self.cell(COUNTS, number), self.cell(COUNTS_FROM, number)
        high = "" if self.slices[number].high is None else self.cell(UP_TO, number)

        def within(x: str) -> str:
            capped = f"MIN({x},{high})" if high else x
            above = f"MIN(MAX({x},{start}),{high})" if high else f"MAX({x},{start})"
            return f"IF({start}=0,{capped},{above}-{start})"

        return f"IF({counts}=0,0,{within(after)}-{within(before)})"

    def part(self, line: Line, number: int) -> Fraction:
        """The same as a figure."""
        high = self.slices[number].high
        return sum((part.measured for part in line.parts if part.slice.high == high), Fraction(0))

    def draw(self, earned: str, *, recoverable: bool) -> str:
        """What a draw adds to what was earned, or sets off."""
        if not self.advance:
            return ""
        back = f"-MIN({self.owed},{earned}-{self.advance})" if recoverable else "0"
        return f"IF({earned}<{self.advance},{self.advance}-{earned},{back})"
