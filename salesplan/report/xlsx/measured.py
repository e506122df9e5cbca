"""The sheet of what the records say: counts as they are, rates and their intervals as formulas over them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from msgspec import Struct

from salesplan.measuring.interval import Z
from salesplan.measuring.measurement import Measurement, Measures, Share, StageMeasure
from salesplan.measuring.spread import Spread
from salesplan.records.question import Path
from salesplan.report.language.vocabulary import capital
from salesplan.report.measure.figures import remark
from salesplan.report.measure.notes import first_notes, notes_of, warnings_of
from salesplan.report.measure.rows import rows_taken
from salesplan.report.xlsx.blocks import lines_needed
from salesplan.report.xlsx.book import Book, money_style
from salesplan.report.xlsx.grid import LAST_ROW, Grid, Value, at, held
from salesplan.report.xlsx.quotas import bars_height, funnel_bars

_WIDTHS = (30, 13, 13, 13, 13, 13, 13, 15, 16, 13, 13, 13, 14, 14, 32)
_ACROSS = 8
_LINE = 15.0  # points
_ROW_PIXELS = 22
_RATE = 8
"""The column of the conversion; its interval and its sample size come behind it."""


class _Page(Struct):
    book: Book
    grid: Grid
    row: int = 3

    def put(self, column: int, value: Value, style: str, formula: str = "") -> None:
        text = held(value) if isinstance(value, str) else value
        self.grid.put(self.row, column, text, self.book.style(style), formula)

    def cell(self, column: int) -> str:
        return at(self.row, column)

    def heading(self, text: str) -> None:
        self.put(0, text, "heading")
        self.grid.height(self.row, 22)
        self.row += 1

    def head(self, titles: Sequence[str], *, words: Sequence[int] = (0,)) -> None:
        for column, title in enumerate(titles):
            look = "head_right" if column not in words else "head_aside" if column else "head"
            self.put(column, title, look)
        self.grid.height(self.row, 34)
        self.row += 1

    def prose(self, text: str, style: str) -> None:
        told = held(text)
        self.grid.put_across(self.row, 0, _ACROSS, told, self.book.style(style))
        self.grid.height(self.row, lines_needed(told, sum(_WIDTHS[: _ACROSS + 1])) * _LINE)
        self.row += 1


def write_measured(book: Book, measured: Measurement) -> None:
    """Write the sheet; none where there are no deals.

    Text from records is cut and escaped to what a cell holds: a strange name must not cost the workbook.
    """
    if not measured.overall.total:
        return
    page, voice = _Page(book, book.sheet(book.voice.say("Measured"))), book.voice
    _opening(page, measured)
    doubts = warnings_of(measured, voice.words, voice.numbers)
    if doubts:
        page.heading(voice.say("Before you rely on these figures"))
        for note in doubts:
            page.prose(f"•  {note}", "paragraph")
        page.row += 1
    _deals(page, measured.overall)
    _won(page, measured.overall, bool(measured.currency))
    for path in measured.paths:
        mine = [stage for stage in measured.overall.stages if stage.path == path.name and stage.name in path.stages]
        if mine:
            _stages(page, path, mine)
    notes = [note for note in notes_of(measured, voice.words, voice.numbers) if note not in doubts]
    if notes:
        page.heading(voice.say("To know about these records"))
        for note in first_notes(notes, voice.words, voice.numbers):
            page.prose(f"•  {note}", "paragraph")
        page.row += 1
    for intake in measured.intakes:
        page.prose(rows_taken(intake, voice.words, voice.numbers), "note")
    page.grid.print_area(0, 0, min(page.row, LAST_ROW - 1), len(_WIDTHS) - 1)


def _opening(page: _Page, measured: Measurement) -> None:
    voice, grid = page.book.voice, page.grid
    for column, width in enumerate(_WIDTHS):
        grid.set_column(column, column, width)
    grid.put(0, 0, voice.say("What the records say"), page.book.style("title"))
    grid.height(0, 28)
    until = voice.labelled(voice.say("Measured until"), voice.day(measured.on))
    grid.put(1, 0, until, page.book.style("subtitle"))
    grid.freeze_panes(1, 0)
    grid.repeat_rows(0)
    grid.set_landscape()


def _deals(page: _Page, found: Measures) -> None:
    """All deals by what became of them; the win rate is that of the decided."""
    voice = page.book.voice
    page.head(
        (
            voice.say("Deals"), voice.say("Total"), voice.say("Won"), voice.say("Lost"), voice.say("Still open"),
            voice.say("Parked"), voice.say("Cancelled"), "", voice.say("Win rate"), voice.say("95% at least"),
            voice.say("95% at most"), voice.say("Decided"),
        )
    )  # fmt: skip
    page.put(0, voice.say("All deals"), "text")
    page.put(1, found.total, "count_group", f"SUM({page.cell(2)}:{page.cell(6)})")
    for column, count in enumerate((found.won, found.lost, found.open, found.parked, found.cancelled), 2):
        page.put(column, count, "count")
    page.put(7, "", "text")
    _share(page, found.win_rate, page.cell(2), f"{page.cell(2)}+{page.cell(3)}")
    page.row += 2


def _share(page: _Page, share: Share, hits: str, n: str) -> None:
    """A rate with its Wilson interval and its sample size; empty without any evidence."""
    low, high = share.interval or (None, None)
    if low is None or high is None:
        for column in range(_RATE, _RATE + 3):
            page.put(column, None, "percent")
        page.put(_RATE + 3, share.n, "count")
        return
    size, rate = page.cell(_RATE + 3), page.cell(_RATE)
    weight = f"{Z!r}^2/{size}"
    centre = f"{rate}+{weight}/2"
    half = f"{Z!r}*SQRT({rate}*(1-{rate})/{size}+{weight}/(4*{size}))"
    page.put(_RATE, share.value, "percent_group", f"({hits})/{size}")
    page.put(_RATE + 1, low, "percent", f"IF({rate}=0,0,({centre}-{half})/(1+{weight}))")
    page.put(_RATE + 2, high, "percent", f"IF({rate}=1,1,({centre}+{half})/(1+{weight}))")
    page.put(_RATE + 3, share.n, "count", n)


def _won(page: _Page, found: Measures, money: bool) -> None:  # noqa: FBT001
    """How large won deals are, and how long they take."""
    voice, size = page.book.voice, found.deal_size
    style = money_style(size.mean, size.median, size.low, size.high) if money else "hours"
    lines = ((voice.say("Deal size"), size, style), (voice.say("Days to win"), found.cycle_days, "hours"))
    if not any(spread.n for _, spread, _ in lines):
        return
    page.head(
        (
            voice.say("Won deals: size and cycle"), voice.say("Mean"), voice.say("Median"), voice.say("9 in 10 from"),
            voice.say("9 in 10 to"), voice.say("Won deals"),
        )
    )  # fmt: skip
    for label, spread, kind in lines:
        if spread.n:
            _spread(page, label, spread, kind)
    page.row += 1


def _spread(page: _Page, label: str, spread: Spread, style: str) -> None:
    page.put(0, label, "text")
    for column, figure in enumerate((spread.mean, spread.median, spread.low, spread.high), 1):
        page.put(column, figure, style)
    page.put(5, spread.n, "count")
    page.row += 1


def _stages(page: _Page, path: Path, stages: Sequence[StageMeasure]) -> None:
    """What became of the deals that entered each stage of a funnel, and a chart of how many did."""
    voice = page.book.voice
    page.heading(voice.name(path.name) or voice.say("Stages measured"))
    page.head(
        (
            voice.say("Stage"), voice.say("Entered"), voice.say("Moved on"), voice.say("Won"), voice.say("Lost"),
            voice.say("Still there"), voice.say("Parked"), voice.say("Lost, not known where"), voice.say("Conversion"),
            voice.say("95% at least"), voice.say("95% at most"), voice.say("Decided"), voice.say("Mean days"),
            voice.say("Median days"), voice.say("Remark"),
        ),
        words=(0, 14),
    )  # fmt: skip
    top = page.row
    for stage in stages:
        _stage(page, stage)
    won = stages[-1].won
    page.put(0, voice.words.plural("Won deal", "Won deals", won), "group")
    page.put(1, won, "count_total", at(page.row - 1, 3))
    name = held(voice.name(path.name))
    title = voice.say("Measured funnel: {name}", name=name) if name else voice.say("Measured funnel")
    funnel_bars(page.book, page.grid, (name, title), (top, page.row, 1), (page.row + 2, 0))
    page.row += 3 + ceil(bars_height(len(stages) + 1) / _ROW_PIXELS) + 1


def _stage(page: _Page, stage: StageMeasure) -> None:
    page.put(0, page.book.voice.name(stage.name), "text")
    page.put(1, stage.entered, "count_group", f"SUM({page.cell(2)}:{page.cell(7)})")
    counts = (stage.moved_on, stage.won, stage.lost, stage.active, stage.parked, stage.unknown)
    for column, count in enumerate(counts, 2):
        page.put(column, count, "count")
    _share(page, stage.conversion, f"{page.cell(2)}+{page.cell(3)}", f"SUM({page.cell(2)}:{page.cell(4)})")
    page.put(12, stage.days.mean, "hours")
    page.put(13, stage.days.median, "hours")
    page.put(14, capital(remark(stage, page.book.voice.words)), "aside")
    page.row += 1
