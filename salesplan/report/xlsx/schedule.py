"""The sheets of the schedule: who does how much of what, by week and by month, as sums of the workings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import ceil

from msgspec import Struct, field

from salesplan.base.periods import Period, months, weeks
from salesplan.report.language.vocabulary import capital
from salesplan.report.tables.layout import cells_wide
from salesplan.report.xlsx.book import ACCENT, SERIES, Book, quoted
from salesplan.report.xlsx.grid import Grid, at, column_name
from salesplan.report.xlsx.task_blocks import Block
from salesplan.report.xlsx.workings import Workings, write_workings
from salesplan.scheduling.schedule import Schedule
from salesplan.scheduling.schedule import TeamCounts as Counts

FIRST_PART = 4
_HEAD = 3
_MOST_WEEKS_IN_A_CHART = 14
_CHART_ROWS = 16
_PARTS_ON_A_PAGE = 14
_WIDEST = 40


def room(texts: Sequence[str], least: int) -> int:
    """The width of a column, in characters, that shows its texts whole where it can."""
    return min(_WIDEST, max(least, *(ceil(cells_wide(text) * 1.15) + 2 for text in ("", *texts))))


class View(Struct, frozen=True):
    """A way to cut the period: the sheet's title, its parts, the kind of their first days, who has the totals."""

    title: str
    parts: tuple[Period, ...]
    kind: str


class ScheduleSheet(Struct):
    """Where a segment's action has its total row, and which parts of the period the columns are."""

    grid: Grid
    view: View
    rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def cell(self, segment: str, action: str, part: int) -> str:
        """The address of a segment's count in a part of the period."""
        return f"{quoted(self.grid.name)}!{at(self.rows[segment, action], FIRST_PART + part)}"


def write_schedule(book: Book, schedule: Schedule, period: Period, blocks: Sequence[Block] | None) -> ScheduleSheet:
    """Write the sheet by week, that by month where there are several, and their charts. Returns the first.

    Without `blocks` there are no workings: the cells are plain figures, and the sheet says so.
    """
    workings = write_workings(book, schedule, blocks) if blocks else None
    by_week = View(book.voice.say("Schedule"), weeks(period), "day")
    by_month = View(book.voice.say("Months"), months(period), "month")
    views = [by_week, by_month] if len(by_month.parts) > 1 else [by_week]
    sheets = [_Page(book, schedule, view, workings).write() for view in views]
    _charts(book, schedule, sheets[0] if len(by_week.parts) <= _MOST_WEEKS_IN_A_CHART else sheets[-1])
    return sheets[0]


class _Page:
    """One view of the schedule."""

    def __init__(self, book: Book, schedule: Schedule, view: View, workings: Workings | None) -> None:
        self.book, self.schedule, self.view, self.workings = book, schedule, view, workings
        self.sheet = ScheduleSheet(book.sheet(view.title), view)
        self.grid = self.sheet.grid
        self.bounds = [
            (bisect_left(schedule.days, part.start), bisect_right(schedule.days, part.end)) for part in view.parts
        ]

    def write(self) -> ScheduleSheet:
        """Fill the sheet."""
        self._opening()
        row, segment = _HEAD + 1, ""
        for counts in self.schedule.grids:
            if segment and counts.segment != segment:
                row += 1
            row = self._action(counts, row, first=counts.segment != segment)
            segment = counts.segment
        self.grid.print_area(0, 0, max(row - 1, _HEAD + 1), FIRST_PART + len(self.view.parts) - 1)
        return self.sheet

    def _opening(self) -> None:
        grid, voice, style = self.grid, self.book.voice, self.book.style
        grid.set_tab_color(ACCENT)
        names = [voice.name(counts.segment) for counts in self.schedule.grids]
        people = [rep or "" for counts in self.schedule.grids for rep in counts.reps]
        for column, width in enumerate((room(names, 18), room(people, 24), 20, 10)):
            grid.set_column(column, column, width)
        if not any(people):
            grid.set_column(1, 1, 0, None, {"hidden": True})
        grid.set_column(FIRST_PART, FIRST_PART + len(self.view.parts) - 1, 9)
        grid.put(0, 0, self.view.title, style("title"))
        grid.height(0, 28)
        fixed = voice.say("These figures do not follow changed inputs: make the workbook anew from the plan.")
        live = voice.say("Each row adds up to its quota.")
        grid.put(1, 0, live if self.workings else fixed, style("subtitle"))
        for column, head in enumerate((voice.say("Team"), voice.say("Name"), voice.say("Action"))):
            grid.put(_HEAD, column, head, style("head_aside" if column == 1 else "head"))
        grid.put(_HEAD, 3, voice.say("Total"), style("head_right"))
        for place, part in enumerate(self.view.parts, FIRST_PART):
            grid.put(_HEAD, place, part.start, style(f"{self.view.kind}_head"))
        grid.freeze_panes(_HEAD + 1, FIRST_PART)
        grid.repeat_rows(_HEAD)
        grid.repeat_columns(0, 2)
        grid.set_landscape()
        grid.fit_to_pages(-(-len(self.view.parts) // _PARTS_ON_A_PAGE), 0)

    def _action(self, counts: Counts, row: int, *, first: bool) -> int:
        """The total row of an action, then a row for each person; the row after them."""
        self.sheet.rows[counts.segment, counts.action] = row
        people = len(counts.reps) if len(counts.reps) > 1 else 0
        sums = [[sum(line[start:end]) for start, end in self.bounds] for line in counts.counts]
        self._names(counts, row, first=first)
        for number in range(people):
            self._person(counts, row + 1 + number, number, sums[number])
        for place, column in enumerate(map(column_name, range(FIRST_PART, FIRST_PART + len(self.bounds)))):
            formula = self._done(counts, 0, place)
            if formula and people:
                formula = f"SUM({column}{row + 2}:{column}{row + 1 + people})"
            self.grid.put(
                row, FIRST_PART + place, sum(line[place] for line in sums), self.book.style("count_group"), formula
            )
        self._total(row, sum(map(sum, sums)), "count_group")
        return row + 1 + people

    def _names(self, counts: Counts, row: int, *, first: bool) -> None:
        voice, style = self.book.voice, self.book.style
        alone = len(counts.reps) == 1 and counts.reps[0]
        self.grid.put(row, 0, voice.name(counts.segment) if first else "", style("group" if first else "text"))
        self.grid.put(row, 1, alone or "", style("aside"))
        self.grid.put(row, 2, capital(voice.words.names(counts.action, 2)), style("label_bold"))

    def _total(self, row: int, total: int, style: str) -> None:
        first, last = column_name(FIRST_PART), column_name(FIRST_PART + len(self.bounds) - 1)
        self.grid.put(row, 3, total, self.book.style(style), f"SUM({first}{row + 1}:{last}{row + 1})")

    def _person(self, counts: Counts, row: int, number: int, sums: Sequence[int]) -> None:
        grid, style = self.grid, self.book.style("count")
        grid.put(row, 0, "", self.book.style("text"))
        grid.put(row, 1, counts.reps[number] or "", self.book.style("aside"))
        grid.put(row, 2, "", self.book.style("text"))
        self._total(row, sum(sums), "count")
        cells = []
        for place, count in enumerate(sums):
            formula = self._done(counts, number, place)
            shown = f"<f>{formula}</f><v>{count}</v>" if formula else f"<v>{count}</v>"
            cells.append(f'<c r="{at(row, FIRST_PART + place)}" s="{style}">{shown}</c>')
        grid.put_row(row, FIRST_PART, cells)

    def _done(self, counts: Counts, rep: int, place: int) -> str:
        """What is given in a part of the period: the running total at its end, less that before it."""
        if self.workings is None or (counts.segment, counts.action) not in self.workings.given:
            return ""
        start, end = self.bounds[place]
        if end <= start:
            return "0"
        after = self.workings.done(counts.segment, counts.action, rep, end - 1)
        before = self.workings.done(counts.segment, counts.action, rep, start - 1)
        if not before:
            return after or "0"
        return f"{after}-({before})" if "+" in before else f"{after}-{before}"


def _charts(book: Book, schedule: Schedule, sheet: ScheduleSheet) -> None:
    """One chart a segment on a sheet of their own: columns by part of the period, a colour an action."""
    page = book.sheet(book.voice.say("Charts"))
    page.set_landscape()
    page.put(0, 0, book.voice.say("Charts"), book.style("title"))
    page.height(0, 28)
    segments = list(dict.fromkeys(counts.segment for counts in schedule.grids))
    for number, segment in enumerate(segments):
        actions = [counts.action for counts in schedule.grids if counts.segment == segment]
        chart = book.chart("column")
        for place, action in enumerate(actions):
            chart.add_series(_series(book, sheet, sheet.rows[segment, action], action) | _fill(place))
        name = book.voice.name(segment)
        chart.set_title({"name": name, "name_font": {"size": 12}})
        chart.set_legend({"none": True} if len(actions) == 1 else {"position": "bottom"})
        form = book.number_format(sheet.view.kind)
        chart.set_x_axis({"num_format": form, "text_axis": True, "major_tick_mark": "none"})
        chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#E3E7EC"}}, "line": {"none": True}})
        chart.set_size({"width": 620, "height": 300})
        chart.set_chartarea({"border": {"none": True}})
        top = 2 + number // 2 * _CHART_ROWS
        page.insert_chart(top, number % 2 * 10, chart, {"description": f"{name}: {', '.join(actions)}"})
    page.print_area(0, 0, 2 + (len(segments) + 1) // 2 * _CHART_ROWS, 20)


def _series(book: Book, sheet: ScheduleSheet, row: int, action: str) -> dict[str, object]:
    name, end = sheet.grid.name, FIRST_PART + len(sheet.view.parts) - 1
    return {
        "name": capital(book.voice.words.names(action, 2)),
        "categories": [name, _HEAD, FIRST_PART, _HEAD, end],
        "values": [name, row, FIRST_PART, row, end],
    }


def _fill(place: int) -> dict[str, object]:
    return {"fill": {"color": SERIES[place % len(SERIES)]}, "gap": 60, "overlap": -5}
