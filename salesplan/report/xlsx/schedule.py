"""The sheets of the schedule: who does how much of what, by week and by month, as sums of the workings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from salesplan.periods import Period, months, weeks
from salesplan.report.vocabulary import capital
from salesplan.report.xlsx.book import ACCENT, SERIES, Book, quoted
from salesplan.report.xlsx.grid import Grid, at, column_name
from salesplan.report.xlsx.workings import Block, Workings, write_workings
from salesplan.schedule import Grid as Counts
from salesplan.schedule import Schedule

FIRST_PART = 4
_HEAD = 3
_MOST_WEEKS_IN_A_CHART = 14


@dataclass(slots=True)
class ScheduleSheet:
    """Where a segment's action has its total row, and which parts of the period the columns are."""

    grid: Grid
    parts: tuple[Period, ...]
    rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def cell(self, segment: str, action: str, part: int) -> str:
        """The address of a segment's count in a part of the period."""
        return f"{quoted(self.grid.name)}!{at(self.rows[segment, action], FIRST_PART + part)}"


def write_schedule(book: Book, schedule: Schedule, period: Period, blocks: Sequence[Block] | None) -> ScheduleSheet:
    """Write the sheet by week, that by month where there are several, and their charts. Returns the first.

    Without `blocks` there are no workings: the cells are plain figures, and the sheet says so.
    """
    workings = write_workings(book, schedule, blocks) if blocks else None
    by_week = _sheet(book, book.voice.say("Schedule"), schedule, weeks(period), workings)
    shown = by_week
    if len(months(period)) > 1:
        by_month = _sheet(book, book.voice.say("Months"), schedule, months(period), workings)
        shown = by_week if len(by_week.parts) <= _MOST_WEEKS_IN_A_CHART else by_month
    _charts(book, schedule, shown)
    return by_week


def _sheet(
    book: Book, title: str, schedule: Schedule, parts: Sequence[Period], workings: Workings | None
) -> ScheduleSheet:
    sheet = ScheduleSheet(book.sheet(title), tuple(parts))
    _opening(book, sheet, title, live=workings is not None)
    row = _HEAD + 1
    segment = ""
    for counts in schedule.grids:
        if segment and counts.segment != segment:
            row += 1
        row = _action(book, sheet, schedule, counts, workings, row, first=counts.segment != segment)
        segment = counts.segment
    sheet.grid.print_area(0, 0, max(row - 1, _HEAD + 1), FIRST_PART + len(parts) - 1)
    return sheet


def _opening(book: Book, sheet: ScheduleSheet, title: str, *, live: bool) -> None:
    grid, voice = sheet.grid, book.voice
    grid.set_tab_color(ACCENT)
    for column, width in enumerate((18, 24, 20, 10)):
        grid.set_column(column, column, width)
    grid.set_column(FIRST_PART, FIRST_PART + len(sheet.parts) - 1, 9)
    grid.put(0, 0, title, book.style("title"))
    grid.height(0, 28)
    fixed = voice.say("These figures do not follow changed inputs: make the workbook anew from the plan.")
    grid.put(1, 0, voice.say("Each row adds up to its quota.") if live else fixed, book.style("subtitle"))
    heads = (voice.say("Team"), voice.say("Name"), voice.say("Action"))
    for column, head in enumerate(heads):
        grid.put(_HEAD, column, head, book.style("head"))
    grid.put(_HEAD, 3, voice.say("Total"), book.style("head_right"))
    monthly = all(part.label.count("-") == 1 and "W" not in part.label for part in sheet.parts)
    for place, part in enumerate(sheet.parts):
        grid.put(_HEAD, FIRST_PART + place, part.start, book.style("month_head" if monthly else "day_head"))
    grid.freeze_panes(_HEAD + 1, FIRST_PART)
    grid.repeat_rows(_HEAD)
    grid.repeat_columns(0, 2)
    grid.set_landscape()


def _action(
    book: Book, sheet: ScheduleSheet, schedule: Schedule, counts: Counts, workings: Workings | None, row: int,
    *, first: bool,
) -> int:  # fmt: skip
    """The total row of an action, then a row for each person; the row after them."""
    grid, voice = sheet.grid, book.voice
    sheet.rows[counts.segment, counts.action] = row
    several = len(counts.reps) > 1
    figure = book.style("count_group")
    grid.put(row, 0, voice.name(counts.segment) if first else "", book.style("group" if first else "text"))
    grid.put(row, 1, "" if several or not counts.reps[0] else counts.reps[0], book.style("text"))
    grid.put(row, 2, capital(voice.words.names(counts.action, 2)), book.style("label_bold"))
    bounds = [(bisect_left(schedule.days, part.start), bisect_right(schedule.days, part.end)) for part in sheet.parts]
    sums = [[sum(line[start:end]) for start, end in bounds] for line in counts.counts]
    last = column_name(FIRST_PART + len(sheet.parts) - 1)
    for number in range(len(counts.reps) if several else 0):
        _person(book, sheet, counts, workings, row + 1 + number, number, bounds, sums[number])
    for place, (start, end) in enumerate(bounds):
        column = column_name(FIRST_PART + place)
        total = f"SUM({column}{row + 2}:{column}{row + 1 + len(counts.reps)})"
        formula = "" if workings is None else total if several else _done(workings, counts, 0, start, end)
        grid.put(row, FIRST_PART + place, sum(line[place] for line in sums), figure, formula)
    total = f"SUM({column_name(FIRST_PART)}{row + 1}:{last}{row + 1})"
    grid.put(row, 3, sum(map(sum, sums)), figure, total)
    return row + 1 + (len(counts.reps) if several else 0)


def _person(
    book: Book, sheet: ScheduleSheet, counts: Counts, workings: Workings | None, row: int, number: int,
    bounds: Sequence[tuple[int, int]], sums: Sequence[int],
) -> None:  # fmt: skip  # noqa: PLR0913
    grid, style = sheet.grid, book.style("count")
    grid.put(row, 0, "", book.style("text"))
    grid.put(row, 1, counts.reps[number] or "", book.style("text"))
    grid.put(row, 2, "", book.style("text"))
    last = column_name(FIRST_PART + len(bounds) - 1)
    grid.put(row, 3, sum(sums), style, f"SUM({column_name(FIRST_PART)}{row + 1}:{last}{row + 1})")
    cells = []
    for place, ((start, end), count) in enumerate(zip(bounds, sums, strict=True)):
        formula = _done(workings, counts, number, start, end) if workings else ""
        address = at(row, FIRST_PART + place)
        shown = f"<f>{formula}</f><v>{count}</v>" if formula else f"<v>{count}</v>"
        cells.append(f'<c r="{address}" s="{style}">{shown}</c>')
    grid.put_row(row, FIRST_PART, cells)


def _done(workings: Workings, counts: Counts, rep: int, start: int, end: int) -> str:
    """What is given from day `start` up to the day before `end`: the running total after, less that before."""
    if end <= start:
        return "0"
    after = workings.done(counts.segment, counts.action, rep, end - 1)
    before = workings.done(counts.segment, counts.action, rep, start - 1)
    if not before:
        return after or "0"
    return f"{after}-{before}" if "+" not in before else f"{after}-({before})"


def _charts(book: Book, schedule: Schedule, sheet: ScheduleSheet) -> None:
    """One chart a segment on a sheet of their own: columns by part of the period, a colour an action."""
    page = book.sheet(book.voice.say("Charts"))
    page.set_landscape()
    page.put(0, 0, book.voice.say("Schedule"), book.style("title"))
    page.height(0, 28)
    segments = list(dict.fromkeys(counts.segment for counts in schedule.grids))
    for number, segment in enumerate(segments):
        chart = book.chart("column")
        actions = [counts.action for counts in schedule.grids if counts.segment == segment]
        for place, action in enumerate(actions):
            row, end = sheet.rows[segment, action], FIRST_PART + len(sheet.parts) - 1
            chart.add_series({
                "name": capital(book.voice.words.names(action, 2)),
                "categories": [sheet.grid.name, _HEAD, FIRST_PART, _HEAD, end],
                "values": [sheet.grid.name, row, FIRST_PART, row, end],
                "fill": {"color": SERIES[place % len(SERIES)]}, "gap": 60, "overlap": -5,
            })  # fmt: skip
        name = book.voice.name(segment)
        chart.set_title({"name": name, "name_font": {"size": 12}})
        chart.set_legend({"none": True} if len(actions) == 1 else {"position": "bottom"})
        monthly = len(sheet.parts) == len({(part.start.year, part.start.month) for part in sheet.parts})
        chart.set_x_axis({"num_format": book.number_format("month" if monthly else "day"), "text_axis": True,
                          "major_tick_mark": "none"})  # fmt: skip
        chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#E3E7EC"}}, "line": {"none": True}})
        chart.set_size({"width": 620, "height": 300})
        chart.set_chartarea({"border": {"none": True}})
        page.insert_chart(
            2 + number // 2 * 16, number % 2 * 10, chart, {"description": f"{name}: {', '.join(actions)}"}
        )
