"""The sheet of quotas: the funnels walked back from their targets by live formulas, exact to the unit.

A rate is two whole numbers, so every step is a whole division rounded up: records = QUOTIENT(below x whole + part - 1,
part). Doubles hold whole numbers exactly up to 2^53, and spreadsheets take a quotient for whole that is nearer than 15
digits to it; up to 10^14 in a product every figure is therefore the one the command line prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from msgspec import Struct, field
from msgspec.structs import replace

from salesplan.funnel import FunnelQuota, SegmentQuota
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.quotas.goals import Demand
from salesplan.quotas.quota import Quota
from salesplan.report.language.vocabulary import capital
from salesplan.report.xlsx.book import ACCENT, SERIES, Book, money_style, page_breaks, quoted
from salesplan.report.xlsx.grid import Grid, Value, at
from salesplan.report.xlsx.inputs import FunnelInputs, Inputs
from salesplan.report.xlsx.rates import Ratio
from salesplan.report.xlsx.spreading import KEY, NEVER

_ROWS_ON_A_PAGE = 42


class Line(Struct, frozen=True):
    """Work of a segment at one stage of one funnel: its count, and the cell that has it."""

    segment: str
    action: str
    is_record: bool
    count: int
    cell: str


class QuotaSheet(Struct):
    """What other sheets refer to: every line of work, and the cell of the revenue target."""

    lines: list[Line] = field(default_factory=list)
    revenue: str = ""


def rounded_up(dividend: str, divisor: str) -> str:
    """The formula of a whole division rounded up."""
    return f"QUOTIENT({dividend}+{divisor}-1,{divisor})" if divisor != "1" else dividend


def _times(*factors: str) -> str:
    kept = [factor for factor in factors if factor != "1"]
    return "*".join(kept) or "1"


class _Page:
    def __init__(self, book: Book, inputs: Inputs, segments: Sequence[SegmentQuota]) -> None:
        self.book, self.inputs = book, inputs
        self.grid: Grid = book.sheet(book.voice.say("Quotas"))
        self.row = 4 + sum(len(segment.quotas) for segment in segments) + 1
        self.tops: list[int] = []
        self.made = QuotaSheet()

    def put(self, column: int, value: Value, style: str, formula: str = "") -> None:
        self.grid.put(self.row, column, value, self.book.style(style), formula)

    def head(self, *titles: tuple[int, str, bool | None]) -> None:
        """A row of heads: to the right over figures, indented (None) after a figure."""
        for column, title, right in titles:
            self.put(column, title, "head_aside" if right is None else "head_right" if right else "head")
        self.row += 1

    def outside(self, row: int, column: int) -> str:
        return f"{quoted(self.grid.name)}!{at(row, column, fixed=True)}"


def write_quotas(book: Book, plan: Plan, quota: Quota, inputs: Inputs) -> QuotaSheet:
    """Write the sheet: quotas by team first, then each funnel with the work of its stages."""
    page = _Page(book, inputs, quota.segments)
    _opening(page, quota)
    deals = _shared_deals(page, inputs.asked)
    for number, (funnel, counted) in enumerate(zip(plan.funnels, quota.funnels, strict=True)):
        page.tops.append(page.row)
        _funnel(page, funnel, counted, inputs.funnels[number], deals.get(number, ""))
    last = page.row
    _summary(page, quota.segments)
    page.grid.print_area(0, 0, max(last - 1, 5), 13)
    page.grid.set_h_pagebreaks(page_breaks([*page.tops, last], _ROWS_ON_A_PAGE))
    return page.made


def _opening(page: _Page, quota: Quota) -> None:
    book, grid, voice = page.book, page.grid, page.book.voice
    for column, width in enumerate((26, 26, 15, 17, 18, 3)):
        grid.set_column(column, column, width)
    grid.set_tab_color(ACCENT)
    grid.set_landscape()
    grid.put(0, 0, quota.title, book.style("title"))
    grid.height(0, 28)
    days = voice.span(quota.period.start, quota.period.end) if quota.period else ""
    grid.put(1, 0, days, book.style("subtitle"))
    if quota.target is not None:
        own = any(funnel.revenue for funnel in page.inputs.funnels)
        grid.put(2, 0, voice.say("Target"), book.style("subtitle"))
        grid.put(2, 1, quota.target, book.style(money_style(quota.target)), "" if own else page.inputs.revenue)
        grid.put(2, 2, _chance(page, quota), book.style("subtitle_aside"))
    for column, title in enumerate((voice.say("Team"), voice.say("Action"), voice.say("Quota"))):
        grid.put(3, column, title, book.style("head_right" if column == 2 else "head"))  # noqa: PLR2004
    grid.freeze_panes(4, 0)
    grid.repeat_rows(3)


def _chance(page: _Page, quota: Quota) -> str:
    if quota.chance is None:
        return ""
    share = page.book.voice.numbers.percent(quota.chance.probability, 0)
    return page.book.voice.say("as planned, the target is reached in {share} of cases", share=share)


def _summary(page: _Page, segments: Sequence[SegmentQuota]) -> None:
    row, voice = 4, page.book.voice
    for segment in segments:
        for number, quota in enumerate(segment.quotas):
            cells = [
                line for line in page.made.lines
                if (line.segment, line.action, line.is_record) == (segment.name, quota.action, quota.is_record)
            ]  # fmt: skip
            page.row = row
            page.put(0, voice.name(segment.name) if number == 0 else "", "group" if number == 0 else "text")
            page.put(1, capital(voice.words.names(quota.action, 2)), "text")
            page.put(2, quota.count, "count", "+".join(line.cell.split("!")[1] for line in cells))
            row += 1


def _shared_deals(page: _Page, asked: Sequence[Demand]) -> dict[int, str]:
    """The cells of each funnel's part of a goal on deals: rounded up, then shared out by largest remainder."""
    inputs = page.inputs
    sharing = [number for number, found in enumerate(inputs.funnels) if found.share is not None]
    if not inputs.deals or not sharing:
        return {}
    ratios = [inputs.funnels[number].share or Ratio() for number in sharing]
    whole = f"ROUNDUP({inputs.deals},0)"
    if len(sharing) == 1 and ratios[0].is_one:
        return {sharing[0]: whole}
    _deals_head(page)
    first, last = page.row, page.row + len(sharing) - 1
    weights = f"$B${first + 1}:$B${last + 1}"
    common = f"LCM({','.join(ratio.whole for ratio in ratios)})"
    parts = [asked[number].deals or 0 for number in sharing]
    sizes = _weights([inputs.funnels[number].portion for number in sharing])
    total = sum(parts)
    order = _keys([total * size for size in sizes], sum(sizes))
    left = total - sum(total * size // sum(sizes) for size in sizes)
    threshold = sorted(order, reverse=True)[left - 1] if left else NEVER
    for place, (number, ratio) in enumerate(zip(sharing, ratios, strict=True)):
        row = page.row + 1
        floor = f"QUOTIENT({whole}*B{row},SUM({weights}))"
        page.put(0, page.book.voice.name(asked[number].funnel.name), "text")
        page.put(1, sizes[place], "count_faint", f"{ratio.part}*{common}/{ratio.whole}")
        page.put(2, order[place], "count_faint",
                 f"({whole}*B{row}-{floor}*SUM({weights}))*{KEY}+{KEY - 1 - place}")  # fmt: skip
        page.put(3, parts[place], "count", f"{floor}+IF(C{row}>=$C${last + 2},1,0)")
        page.row += 1
    keys = f"$C${first + 1}:$C${last + 1}"
    remaining = f"({whole}-SUMPRODUCT(INT({whole}*{weights}/SUM({weights}))))"
    page.put(2, threshold, "count_faint", f"IF({remaining}>0,LARGE({keys},MAX(1,{remaining})),{NEVER:.0E})")
    page.row += 2
    return {number: f"D{first + place + 1}" for place, number in enumerate(sharing)}


def _deals_head(page: _Page) -> None:
    voice = page.book.voice
    page.put(0, voice.say("Deals shared out"), "heading")
    page.row += 1
    page.head(
        (0, voice.say("Funnel"), False),
        (1, voice.say("Weight"), True),
        (2, voice.say("Remainder"), True),
        (3, voice.say("Deals"), True),
    )


def _weights(portions: Sequence[tuple[int, int]]) -> list[int]:
    """The shares over their least common denominator, as the sheet works them out."""
    common = lcm(*(whole for _, whole in portions))
    return [part * common // whole for part, whole in portions]


def _keys(products: Sequence[int], whole: int) -> list[int]:
    return [product % whole * KEY + KEY - 1 - place for place, product in enumerate(products)]


def _funnel(page: _Page, funnel: Funnel, counted: FunnelQuota, found: FunnelInputs, shared_deals: str) -> None:
    voice = page.book.voice
    page.put(0, voice.name(counted.name), "heading")
    page.grid.height(page.row, 22)
    page.row += 1
    revenue = found.revenue or (page.inputs.revenue if found.share is not None else "")
    share = found.share if not found.revenue and found.share is not None else Ratio()
    if counted.target is not None and revenue:
        _targets(page, counted, found, _money(revenue, share))
    page.head(
        (0, voice.say("Stage"), False), (1, voice.say("Open already") if found.open else "", bool(found.open)),
        (2, voice.say("Number"), True), (3, voice.say("Move on"), True),
        *([(4, voice.say("New"), True)] if found.open else []),
    )  # fmt: skip
    top = page.row
    bottom = top + len(counted.stages)
    for number, stage in enumerate(counted.stages):
        ratio = found.conversions[number]
        below = f"{'E' if found.open and number + 1 < len(counted.stages) else 'C'}{page.row + 2}"
        formula = rounded_up(f"{below}*{ratio.whole}", ratio.part)
        if found.top:
            more = f"+{found.open[number]}" if number in found.open else ""
            formula = f"{_moved_on(found, number, page.row)}{more}" if number else found.top
        page.put(0, voice.name(stage.name), "text")
        page.put(1, stage.open if found.open else "", "count" if found.open else "text", found.open.get(number, ""))
        page.put(2, stage.count, "count", formula)
        page.put(3, stage.conversion, "percent", f"{ratio.part}/{ratio.whole}")
        if found.open:
            page.put(4, stage.new, "count", f"MAX(0,C{page.row + 1}-B{page.row + 1})")
        page.row += 1
    page.put(0, voice.words.plural("Won deal", "Won deals", counted.deals), "group")
    page.put(1, "", "group")
    needed = _deals(page, found, revenue, share, shared_deals)
    page.put(2, counted.deals, "count_total", _moved_on(found, len(counted.stages), page.row) if found.top else needed)
    page.row += 2
    _chart(page, counted, top, bottom)
    _work(page, funnel, counted, found, top)


def _targets(page: _Page, counted: FunnelQuota, found: FunnelInputs, target: str) -> None:
    """The funnel's revenue target, and what is assigned in all where that is more."""
    voice, money = page.book.voice, money_style(counted.target, counted.street)
    page.put(0, voice.say("Target"), "text")
    page.put(1, "", "text")
    page.put(2, counted.target, money, target)
    page.made.revenue = f"{page.made.revenue}+{page.outside(page.row, 2)}".lstrip("+")
    page.row += 1
    if not found.over.is_one:
        page.put(0, voice.say("Assigned in all"), "text")
        page.put(1, "", "text")
        page.put(2, counted.street, money, f"C{page.row}*{found.over.part}/{found.over.whole}")
        page.row += 1
    page.row += 1


def _moved_on(found: FunnelInputs, number: int, row: int) -> str:
    """What is expected of the records in the cell above, rounded up."""
    ratio = found.conversions[number - 1]
    return rounded_up(f"C{row}*{ratio.part}", ratio.whole)


def _money(revenue: str, share: Ratio) -> str:
    return revenue if share.is_one else f"{revenue}*{share.part}/{share.whole}"


def _deals(page: _Page, found: FunnelInputs, revenue: str, share: Ratio, shared_deals: str) -> str:
    """Won deals for the funnel's revenue, its number of deals, or the larger of both."""
    money, demands = page.inputs.money, []
    if revenue and found.value:
        parts, wholes = _times(share.part, found.over.part), _times(share.whole, found.over.whole)
        if parts != "1" or wholes != "1":
            divisor = f"GCD({parts},{wholes})"
            parts, wholes = f"({parts}/{divisor})", f"({wholes}/{divisor})"
        demands.append(
            rounded_up(_times(f"ROUND({revenue}*{money},0)", parts), _times(f"ROUND({found.value}*{money},0)", wholes))
        )
    deals = f"ROUNDUP({found.deals},0)" if found.deals else shared_deals
    if deals:
        demands.append(rounded_up(_times(deals, found.over.part), found.over.whole))
    return f"MAX({','.join(demands)})" if len(demands) > 1 else demands[0] if demands else "0"


def _work(page: _Page, funnel: Funnel, counted: FunnelQuota, found: FunnelInputs, top: int) -> None:
    """What each team does for the records of each stage: bring them in, and act on them."""
    voice, scale = page.book.voice, page.inputs.times
    page.head(
        (0, voice.say("Team"), False), (1, voice.say("Action"), False), (2, voice.say("Quota"), True),
        (3, voice.say("For each record"), True), (4, voice.say("Stage"), None),
    )  # fmt: skip
    for number, (stage, level) in enumerate(zip(funnel.stages, counted.stages, strict=True)):
        records = f"$C${top + number + 1}"
        if stage.sourced_by:
            cell = f"$E${top + number + 1}" if found.open else records
            _line(page, Line(stage.sourced_by, stage.name, True, level.new, cell), stage.name)  # noqa: FBT003
        for segment, actions in stage.actions.items():
            for action, each in actions.items():
                name = found.times[number, segment, action]
                count = -(-level.count * Fraction(each) // 1)
                formula = rounded_up(f"{records}*ROUND({name}*{scale},0)", str(scale))
                line = Line(segment, action, False, count, formula)  # noqa: FBT003
                _line(page, line, stage.name, each, name)
    page.row += 1


def _line(page: _Page, line: Line, stage: str, each: Value = None, name: str = "") -> None:
    """A line of work, whose `cell` is still its formula; `each` is how often for a record, an input of that name."""
    voice = page.book.voice
    page.put(0, voice.name(line.segment), "text")
    page.put(1, capital(voice.words.names(line.action, 2)), "text")
    page.put(2, line.count, "count", line.cell)
    page.put(3, each, "number" if name else "text", name)
    page.put(4, voice.name(stage), "aside")
    page.made.lines.append(replace(line, cell=page.outside(page.row, 2)))
    page.row += 1


def _chart(page: _Page, counted: FunnelQuota, top: int, bottom: int) -> None:
    """The funnel as bars beside its table."""
    voice = page.book.voice
    name = voice.name(counted.name)
    title = voice.say("Funnel: {name}", name=name)
    funnel_bars(page.book, page.grid, (name, title), (top, bottom, 2), (top - 2, 6))


def bars_height(bars: int) -> int:
    """How high a chart of so many bars is, in pixels."""
    return 90 + 34 * bars


def funnel_bars(
    book: Book, grid: Grid, named: tuple[str, str], cells: tuple[int, int, int], place: tuple[int, int]
) -> None:
    """A chart of bars, one a row.

    Args:
        book: the workbook.
        grid: the sheet that has the figures and gets the chart.
        named: what the bars are called, and the chart's title.
        cells: first row, last row and column of the figures; their names are in the first column.
        place: row and column of the chart's corner.
    """
    (series, title), (top, bottom, column) = named, cells
    chart = book.chart("bar")
    chart.add_series(
        {
            "name": series,
            "categories": [grid.name, top, 0, bottom, 0],
            "values": [grid.name, top, column, bottom, column],
            "fill": {"color": SERIES[0]},
            "gap": 40,
            "data_labels": {"value": True, "num_format": "#,##0"},
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 480, "height": bars_height(bottom - top + 1)})
    chart.set_chartarea({"border": {"none": True}})
    grid.insert_chart(*place, chart, {"description": title})
