"""What stands on a slide: headline figures as tiles, native tables and charts, each within its area."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from salesplan.base.escaping import one_line
from salesplan.report.document.blocks import Cards, Headline, Items, Quadrants
from salesplan.report.document.writers.slide_plan import Chart, Part
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.table import Column, Kind, Table

INCH: Final = 914_400
POINT: Final = 12_700
TEXT, MUTED, LINE, ACCENT, SOFT = "1C2128", "57606C", "E2E6EB", "1D5FB8", "7096C8"
MOST_ROWS: Final = 11
MOST_COLUMNS: Final = 8
MOST_ENTRIES: Final = 9
MANY: Final = 8
"""Bars from which their figures are written smaller."""
TENTHS: Final = 100
"""Figures on the columns of a chart below which tenths are written too."""
MOST_LETTERS: Final = 45
"""Of a text before it is written on several lines."""
SIZES: Final = ((6, 20), (8, 16), (99, 14))
"""Points of a table's text, by how many lines it has at most."""
CALM: Final = "{3B4B98B0-60AC-42C2-AFA5-B58CD77FA1E5}"
"""PowerPoint's table style "Light Style 1 - Accent 1": lines instead of boxes, in the colours of the theme."""
HEAT: Final = (("F1F5FA", 0.5), ("D2DFF0", 0.85), ("A5BFE1", 1.0), ("F5CFC7", 1.15), ("EBA08E", float("inf")))
"""Grounds of a strip's cells, up to which share of the limit."""
_SIZES: Final = (20, 18, 16, 14, 12, 11, 10, 9)
_EDGES: Final = INCH * 3 // 10
"""What the edges of a cell take of its width."""
_LETTER: Final = 0.6
"""Width of a letter in widths of its size: of digits rather less, of capitals rather more."""
_BOLD: Final = 0.7
_ACROSS: Final = {4: 4, 7: 4, 8: 4}


class Area(Struct, frozen=True):
    """A place on a slide, in the file's own units (EMU)."""

    left: int
    top: int
    width: int
    height: int

    def split(self, parts: int) -> list[Area]:
        """Areas side by side, with a gap between them."""
        gap = INCH // 3
        width = (self.width - gap * (parts - 1)) // parts
        return [Area(self.left + at * (width + gap), self.top, width, self.height) for at in range(parts)]


class Canvas(Struct, frozen=True):
    """A slide that is drawn on; `is_plain` where no template gives colours."""

    shapes: Any
    numbers: Numbers
    words: Words
    is_plain: bool

    def draw(self, part: Part, area: Area) -> None:
        """One thing in its area."""
        match part:
            case Chart():
                _chart(self, part, area)
            case Table():
                _table(self, part, area)
            case Cards():
                cards = [[one.title, one.label, one.text or _entries(one.lists)] for one in part.cards]
                _grid(self, (), _without_empty(cards), area)
            case Quadrants():
                cells = [[cell.title, "; ".join(cell.entries)] for cell in part.cells if cell.entries]
                _grid(self, (), cells, area)
            case Items():
                _list(self, part, area)
            case _:
                _tiles(self, part, area)

    def text(self, words: str, area: Area, size: float, color: str = "", *, bold: bool = False) -> Any:  # noqa: ANN401
        """A text box of one paragraph; `color` counts where no template gives one."""
        box = self.shapes.add_textbox(area.left, area.top, area.width, area.height)
        box.text_frame.word_wrap = True
        self.paragraph(box.text_frame.paragraphs[0], words, size, color, bold=bold)
        return box

    def paragraph(self, paragraph: Any, words: str, size: float, color: str = "", *, bold: bool = False) -> None:  # noqa: ANN401
        """The text of a paragraph, in one look."""
        run = paragraph.add_run()
        run.text = one_line(words)
        run.font.size = int(size * POINT)
        if bold:
            run.font.bold = True
        if color and self.is_plain:
            paint(run.font.color, color)


def paint(target: Any, color: str) -> None:  # noqa: ANN401  (python-pptx has no types)
    """A colour, for what has one."""
    import pptx.dml.color

    library: Any = pptx.dml.color
    target.rgb = library.RGBColor.from_string(color)


def _fill(target: Any, color: str) -> None:  # noqa: ANN401
    target.fill.solid()
    paint(target.fill.fore_color, color)


def _without_empty(rows: list[list[str]]) -> list[list[str]]:
    """Without the columns in which nothing stands."""
    kept = [at for at in range(len(rows[0])) if any(row[at] for row in rows)] if rows else []
    return [[row[at] for at in kept] for row in rows]


def _entries(lists: Sequence[Items]) -> str:
    return "; ".join(lists[0].entries) if lists else ""


def _tiles(canvas: Canvas, headlines: Sequence[Headline], area: Area) -> None:
    """Headline figures, three or four in a line: what it is, how much, what it means."""
    across = _ACROSS.get(len(headlines), 3)
    lines = -(-len(headlines) // across)
    height = min(area.height // max(1, lines), INCH * 5 // 2)
    for place, one in enumerate(headlines):
        column = area.split(across)[place % across]
        tile = Area(column.left, area.top + place // across * height, column.width, height)
        _tile(canvas, one, tile, is_first=place == 0)


def _tile(canvas: Canvas, one: Headline, area: Area, *, is_first: bool) -> None:
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.enum.shapes import MSO_SHAPE

    rule = canvas.shapes.add_shape(MSO_SHAPE.RECTANGLE, area.left + INCH // 10, area.top, area.width, INCH // 40)
    rule.line.fill.background()
    if canvas.is_plain:
        _fill(rule, ACCENT if is_first else LINE)
    else:
        rule.fill.solid()
        rule.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    box = canvas.text(one.label, area, 16, MUTED, bold=True)
    room = (area.width - INCH // 4) / POINT / _BOLD / max(1, len(one.figure))
    for text, size, color, bold in (
        (one.figure, min(36, room), ACCENT if is_first else TEXT, True),
        (one.meaning, 16, MUTED, False),
    ):
        canvas.paragraph(box.text_frame.add_paragraph(), text, size, color, bold=bold)


def _list(canvas: Canvas, items: Items, area: Area) -> None:
    """Entries one below the other, and how many more there are."""
    entries = [f"{place}. {entry}" if items.ordered else entry for place, entry in enumerate(items.entries, 1)]
    kept, more = entries[:MOST_ENTRIES], len(entries) - MOST_ENTRIES
    if more > 0:
        kept.append(canvas.words.text("and {n} more in the plan", n=canvas.numbers.count(more)))
    box = canvas.text(kept[0], area, 18)
    for entry in kept[1:]:
        canvas.paragraph(box.text_frame.add_paragraph(), entry, 18)


def _table(canvas: Canvas, table: Table, area: Area) -> None:
    strip = any(column.heat for column in table.columns)
    columns = table.columns[: 2 * MOST_COLUMNS if strip else MOST_COLUMNS]
    _grid(canvas, columns, [list(row)[: len(columns)] for row in cell_texts(table, canvas.numbers)], area, table)


def _grid(
    canvas: Canvas, columns: Sequence[Column], rows: Sequence[Sequence[str]], area: Area, table: Table | None = None
) -> None:
    """A table of at most eleven rows, with how many more there are; figures stand to the right."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    if not rows:
        return
    has_total = table is not None and table.total is not None and len(rows) <= MOST_ROWS
    kept = [*([[column.title for column in columns]] if columns else []), *rows[:MOST_ROWS]]
    figures = {at for at, column in enumerate(columns) if column.kind.is_figure}
    size = _size(kept, figures, area.width)
    height = min(area.height, int(size * 2.4 * POINT) * len(kept))
    frame = canvas.shapes.add_table(len(kept), len(kept[0]), area.left, area.top, area.width, height)
    frame.element.xpath(".//a:tableStyleId")[0].text = CALM
    made = frame.table
    made.first_row, made.last_row, made.first_col = bool(columns), has_total, True
    made.horz_banding = False
    for column, width in zip(made.columns, _widths(kept, figures, area.width, size), strict=True):
        column.width = width
    for place, line in enumerate(kept):
        for at, text in enumerate(line):
            cell = made.cell(place, at)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            paragraph = cell.text_frame.paragraphs[0]
            canvas.paragraph(paragraph, text, size)
            if at in figures:
                paragraph.alignment = PP_ALIGN.RIGHT
            if table and place and columns[at].heat and place <= len(table.rows):
                _fill(cell, _heat(table.rows[place - 1][at]))
    if len(rows) > MOST_ROWS:
        more = canvas.words.text("and {n} more in the plan", n=canvas.numbers.count(len(rows) - MOST_ROWS))
        canvas.text(more, Area(area.left, area.top + area.height, area.width, INCH * 2 // 5), 14, MUTED)


def _size(lines: Sequence[Sequence[str]], figures: set[int], width: int) -> int:
    """Points of a table's text: smaller the more lines there are, and where words would have to be broken."""
    largest = next(size for most, size in SIZES if len(lines) <= most)
    sizes = [size for size in _SIZES if size <= largest]
    return next((size for size in sizes if sum(_needs(lines, figures, size)[0]) <= width), sizes[-1])


def _heat(share: object) -> str:
    value = _plain(share) or 0
    return next(color for color, limit in HEAT if value <= limit)


def _widths(lines: Sequence[Sequence[str]], figures: set[int], width: int, size: int) -> list[int]:
    """No column narrower than its longest word, or a figure; what is left goes to texts by their length."""
    least, wished = _needs(lines, figures, size)
    spare = width - sum(least)
    if spare < 0:
        return [each * width // sum(least) for each in least]
    more = [wish - need for need, wish in zip(least, wished, strict=True)]
    if sum(more) <= spare:
        return [each + (spare - sum(more)) // len(wished) for each in wished]
    return [need + spare * part // sum(more) for need, part in zip(least, more, strict=True)]


def _needs(lines: Sequence[Sequence[str]], figures: set[int], size: int) -> tuple[list[int], list[int]]:
    """How wide each column must be for its words and figures, and how wide it would be on one line."""
    letter = int(size * POINT * _LETTER)
    heads, *rows = lines
    least, wished = [], []
    for at, head in enumerate(heads):
        cells = [row[at] for row in rows]
        words = max(_longest(head.split()), -(-len(head) // 2))
        whole = max(_longest(cells), words)
        if at not in figures:
            words, whole = _longest([*head.split(), *" ".join(cells).split()]), max(whole, len(head))
        least.append((whole if at in figures else words) * letter + _EDGES)
        wished.append((whole if at in figures else min(MOST_LETTERS, whole)) * letter + _EDGES)
    return least, [max(pair) for pair in zip(least, wished, strict=True)]


def _longest(texts: Sequence[str]) -> int:
    return max(map(len, texts), default=0)


def _chart(canvas: Canvas, part: Chart, area: Area) -> None:
    """A chart that PowerPoint can edit: bars and columns with their figures on them, lines with a legend."""
    import pptx.chart.data
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION

    library: Any = pptx.chart.data
    data = library.CategoryChartData()
    data.categories = [one_line(name) for name in _categories(canvas, part.table)]
    for at in part.columns:
        data.add_series(one_line(part.table.columns[at].title), [_plain(row[at]) for row in part.table.rows])
    kind = {
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "lines": XL_CHART_TYPE.LINE,
    }[part.look]
    chart = canvas.shapes.add_chart(kind, area.left, area.top, area.width, area.height, data).chart
    chart.font.size = (14 if len(part.table.rows) <= MANY else 12) * POINT
    if canvas.is_plain:
        paint(chart.font.color, TEXT)
    chart.has_title = bool(part.title)
    if part.title:
        canvas.paragraph(chart.chart_title.text_frame.paragraphs[0], part.title, 16, TEXT, bold=True)
    chart.has_legend = part.look == "lines"
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(canvas, chart, part)
    colors = (SOFT, ACCENT) if part.look == "lines" else (ACCENT,)
    for series, color in zip(chart.plots[0].series, colors, strict=False):
        _series(canvas, series, color, part.look)


def _categories(canvas: Canvas, table: Table) -> list[str]:
    column = table.columns[0]
    if column.kind is Kind.DATE:
        return [canvas.numbers.short_day(row[0]) for row in table.rows]  # type: ignore[arg-type]
    return [row[0] for row in cell_texts(table, canvas.numbers)[: len(table.rows)]]


def _axes(canvas: Canvas, chart: Any, part: Chart) -> None:  # noqa: ANN401
    """Quiet axes: no grid but a faint one behind lines, figures on the bars instead of on an axis."""
    from pptx.enum.chart import XL_TICK_MARK

    values, names, plot = chart.value_axis, chart.category_axis, chart.plots[0]
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.has_major_gridlines = False
    pattern = _pattern(canvas, part)
    if canvas.is_plain:
        paint(names.format.line.color, LINE)
    if part.look == "lines":
        values.major_tick_mark = XL_TICK_MARK.NONE
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = pattern, False
        values.format.line.fill.background()
        if canvas.is_plain:
            paint(values.major_gridlines.format.line.color, LINE)
        return
    names.reverse_order = part.look == "bars"
    values.visible = values.has_major_gridlines = False
    values.minimum_scale = 0
    plot.gap_width = 50
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = pattern, False


def _pattern(canvas: Canvas, part: Chart) -> str:
    """How the program that shows the chart writes its figures: whole, with the currency unless the slide names it."""
    if part.table.columns[part.columns[0]].kind is not Kind.MONEY or not part.table.currency:
        return "#,##0"
    before, _, after = canvas.numbers.money(0, part.table.currency, 0).partition("0")
    if part.scale > 1:
        cells = (row[part.columns[0]] for row in part.table.rows)
        tenths = max(cell for cell in cells if isinstance(cell, (int, Fraction))) < TENTHS * part.scale
        return ("#,##0.0" if tenths else "#,##0") + "," * (len(str(part.scale)) // 3)
    return "".join((f'"{before}"' if before else "", "#,##0", f'"{after}"' if after else ""))


def _series(canvas: Canvas, series: Any, color: str, look: str) -> None:  # noqa: ANN401
    if look != "lines":
        if canvas.is_plain:
            _fill(series.format, color)
        return
    from pptx.enum.dml import MSO_LINE

    series.smooth = False
    series.format.line.width = 3 * POINT
    if color == SOFT:
        series.format.line.dash_style = MSO_LINE.DASH
    if canvas.is_plain:
        paint(series.format.line.color, color)


def _plain(cell: object) -> float | int | None:
    """A figure as PowerPoint keeps it: in its own floating point; the shown texts elsewhere stay exact."""
    if isinstance(cell, int):
        return cell
    return float(cell) if isinstance(cell, Decimal | Fraction | float) else None
