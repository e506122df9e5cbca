"""The document as eight to ten slides, through python-pptx, which the extra `office` brings: native charts and tables.

A slide says one thing. Charts are PowerPoint's own, so that whoever gets the file can edit them, and the speaker notes
say where the figures come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from msgspec import Struct

from salesplan.base.escaping import one_line
from salesplan.base.finding import Unreadable, Usage
from salesplan.base.sentence import sentence
from salesplan.report.document.blocks import Block, Cards, Document, FunnelChart, Items, Quadrants, Section, Timeline
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.language.words import Words, words_for
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.table import Kind, Table

HOW_TO_GET_IT = sentence("In the folder that salesplan was installed from: python -m pip install '.[office]'")
MOST_SLIDES = 10
MOST_ROWS = 11
MOST_COLUMNS = 7
FEW_ROWS = 8
"""Up to so many rows are written large."""
MOST_SERIES = 6
TITLE_ONLY, WITH_SUBTITLE = 5, 0
"""Places of the usual layouts; a template with fewer is used with its last one."""

WANTED = ("goals", "progress", "outlook", "funnel", "quotas", "schedule", "milestones", "budget", "risks", "swot")
"""The sections that become slides, in this order."""


class Slide(Struct, frozen=True):
    """A slide before it is drawn: a title, what it shows, and the section its figures are from."""

    title: str
    shows: Block | Sequence[Sequence[str]]
    source: str
    as_chart: bool = False


def slides(document: Document, template: Path | None = None) -> bytes:
    """The document as a .pptx file, with the layouts of `template` if there is one.

    Raises:
        Usage: python-pptx is not installed; the hint says how to get it.
        Unreadable: the template is no presentation, or has no layouts.
    """
    try:
        import pptx
    except ImportError:
        raise Usage("Presentations need python-pptx, which is not installed.", HOW_TO_GET_IT) from None
    file = pptx.Presentation() if template is None else _opened(template)
    if template is None:
        file.slide_width, file.slide_height = _inches(13.333), _inches(7.5)
    deck = _Deck(file, numbers_for(document.language), words_for(document.language), plain=template is None)
    deck.opening(document)
    for slide in _planned(document, deck.words):
        deck.add(slide)
    made = BytesIO()
    file.save(made)
    return made.getvalue()


def _opened(template: Path) -> Any:  # noqa: ANN401  (python-pptx has no types)
    import pptx
    from pptx.exc import PackageNotFoundError

    try:
        file = pptx.Presentation(str(template))
    except (PackageNotFoundError, KeyError, ValueError, OSError) as fault:
        if is_compound(template):
            message = sentence("{file} is protected by a password, or of the kind before 2007", file=template)
            raise Unreadable(message, "save it as .pptx without a password, and try again") from fault
        raise Unreadable(
            sentence("{template} is no presentation", template=template), "give a .pptx file: --template company.pptx"
        ) from fault
    if not len(file.slide_layouts):
        raise Unreadable(
            sentence("{template} has no layouts", template=template),
            "save one with a slide master, as PowerPoint's own have",
        )
    _empty(file)
    return file


def is_compound(path: Path) -> bool:
    """Whether a file is what office programs wrote before 2007, and still write around what a password protects."""
    return path.is_file() and path.open("rb").read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _empty(file: Any) -> None:  # noqa: ANN401
    """Take the template's own slides out: only its looks are wanted."""
    listed = file.slides._sldIdLst  # noqa: SLF001  (the library has no other way to remove a slide)
    for slide in list(listed):
        file.part.drop_rel(slide.rId)
        listed.remove(slide)


def _planned(document: Document, words: Words) -> Iterator[Slide]:
    """The slides after the title: the headline figures, then a slide or two a section, ten at most in all."""
    planned = []
    if document.headlines:
        rows = [[one.label, one.figure, one.meaning] for one in document.headlines]
        planned.append(Slide(document.headlines_title, rows, words.text("`salesplan quota` computes these figures.")))
    by_key = {section.key: section for section in document.sections}
    for key in WANTED:
        if key in by_key:
            planned += _of_section(by_key[key])
    yield from planned[: MOST_SLIDES - 1]


def _of_section(section: Section) -> list[Slide]:
    tables = [block for block in section.blocks if isinstance(block, Table)]
    match section.key:
        case "funnel":
            titles = {block.name: block.title for block in section.blocks if isinstance(block, FunnelChart)}
            return [
                Slide(f"{section.title} · {one_line(titles.get(name, name))}", table, section.title, as_chart=True)
                for table in tables[:2]
                for name in [table.name.removeprefix("stages-")]
            ]
        case "progress":
            paced = [table for table in tables if table.name == "actions"]
            return [Slide(section.title, table, section.title) for table in paced or tables[:1]]
        case "schedule":
            timed = [table for table in tables if table.name.startswith("schedule-")]
            return [Slide(_titled(section, table), table, section.title, as_chart=True) for table in timed[:1]]
        case "budget":
            return [Slide(_titled(section, table), table, section.title, as_chart=True) for table in tables[-1:]]
        case "milestones" | "swot":
            shown_here = [block for block in section.blocks if isinstance(block, Cards | Quadrants)]
            return [Slide(section.title, block, section.title) for block in shown_here[:1]]
    return [Slide(section.title, table, section.title) for table in tables[:1]]


def _titled(section: Section, table: Table) -> str:
    return f"{section.title} · {one_line(table.title)}" if table.title else section.title


class _Deck:
    """A presentation that is being written."""

    def __init__(self, file: Any, numbers: Numbers, words: Words, *, plain: bool) -> None:  # noqa: ANN401
        self.file, self.numbers, self.words, self.is_plain = file, numbers, words, plain

    def place(self, shape: Any, top: float, height: float, size: float) -> None:  # noqa: ANN401
        """A text over the whole width, from the left; where a template is used, in the template's own place."""
        if not self.is_plain:
            return
        shape.left, shape.top = _inches(0.6), _inches(top)
        shape.width, shape.height = self.file.slide_width - _inches(1.2), _inches(height)
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment, paragraph.font.size = 1, _points(size)

    def layout(self, place: int) -> Any:  # noqa: ANN401
        layouts = self.file.slide_layouts
        return layouts[min(place, len(layouts) - 1)]

    def opening(self, document: Document) -> None:
        """Title, subtitle, and who answers for the plan."""
        slide = self.file.slides.add_slide(self.layout(WITH_SUBTITLE))
        self.title(slide, document.title)
        self.place(slide.shapes.title or slide.shapes[0], 2.2, 1.4, 44)
        facts = " · ".join(one_line(text) for _, text in document.facts)
        for shape in list(slide.placeholders)[1:2]:
            shape.text_frame.text = "\n".join(part for part in (one_line(document.subtitle), facts) if part)
            self.place(shape, 3.8, 1.6, 22)
        slide.notes_slide.notes_text_frame.text = one_line(document.footer)

    def title(self, slide: Any, text: str) -> None:  # noqa: ANN401
        """The title, in the layout's own place for it where it has one."""
        shape = slide.shapes.title
        if shape is None:
            width = self.file.slide_width - _inches(1.2)
            shape = slide.shapes.add_textbox(_inches(0.6), _inches(0.4), width, _inches(1))
        shape.text_frame.text = one_line(text)
        shape.text_frame.word_wrap = True
        self.place(shape, 0.45, 1.0, 32)

    def add(self, planned: Slide) -> None:
        """One slide with its chart or table, and where its figures come from in the notes."""
        slide = self.file.slides.add_slide(self.layout(TITLE_ONLY))
        self.title(slide, planned.title)
        drawn = planned.as_chart and isinstance(planned.shows, Table) and self.chart(slide, planned.shows)
        if not drawn:
            self.grid(slide, *_rows(planned.shows, self.numbers))
        note = self.words.text("From the section “{section}” of the plan.", section=one_line(planned.source))
        slide.notes_slide.notes_text_frame.text = note if planned.shows else ""

    def area(self) -> tuple[int, int, int, int]:
        """Where contents go: below the title, within the edges."""
        top = _inches(1.7)
        return _inches(0.6), top, self.file.slide_width - _inches(1.2), self.file.slide_height - top - _inches(0.4)

    def grid(self, slide: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:  # noqa: ANN401
        """A table of at most eleven rows, with how many more there are."""
        if not rows:
            return
        kept = [list(row)[:MOST_COLUMNS] for row in rows[:MOST_ROWS]]
        lines = [list(heads)[:MOST_COLUMNS], *kept] if heads else kept
        left, top, width, height = self.area()
        small = len(lines) > FEW_ROWS
        needed = min(height, _inches(0.42 if small else 0.6) * len(lines))
        table = slide.shapes.add_table(len(lines), len(lines[0]), left, top, width, needed).table
        table.first_row = bool(heads)
        _fit(table, lines, width)
        for place, line in enumerate(lines):
            for at, text in enumerate(line):
                cell = table.cell(place, at)
                cell.text = one_line(text)
                for paragraph in cell.text_frame.paragraphs:
                    paragraph.font.size = _points(14 if small else 18)
        if len(rows) > MOST_ROWS:
            box = slide.shapes.add_textbox(left, self.file.slide_height - _inches(0.5), width, _inches(0.4))
            more = self.numbers.count(len(rows) - MOST_ROWS)
            box.text_frame.text = self.words.text("and {n} more in the plan", n=more)

    def chart(self, slide: Any, table: Table) -> bool:  # noqa: ANN401
        """A chart that PowerPoint can edit: a bar a row, a series a column of figures; False where it has none."""
        import pptx.chart.data
        from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION

        kinds = {Kind.COUNT, Kind.MONEY}
        columns = [at for at, column in enumerate(table.columns) if column.kind in kinds][:MOST_SERIES]
        if not columns or not table.rows:
            return False
        library: Any = pptx.chart.data
        data = library.CategoryChartData()
        labels = cell_texts(table, self.numbers)[: len(table.rows)]
        data.categories = [row[0] for row in labels]
        for at in columns:
            data.add_series(one_line(table.columns[at].title), [_plain(row[at]) for row in table.rows])
        single = len(columns) == 1
        kind = XL_CHART_TYPE.BAR_CLUSTERED if single else XL_CHART_TYPE.COLUMN_STACKED
        chart = slide.shapes.add_chart(kind, *self.area(), data).chart
        chart.has_legend = not single
        if not single:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.font.size = _points(16)
        plot = chart.plots[0]
        plot.gap_width = 60
        if single:
            chart.category_axis.reverse_order = True
            chart.has_title = False
            plot.has_data_labels = True
            plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "#,##0", False
            chart.value_axis.visible = False
            chart.value_axis.has_major_gridlines = False
        return True


def _fit(table: Any, lines: Sequence[Sequence[str]], width: int) -> None:  # noqa: ANN401
    """Column widths in proportion to their texts, none too narrow to read."""
    sizes = [min(45, max(14, *(len(line[at]) for line in lines))) for at in range(len(lines[0]))]
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = width * size // sum(sizes)


def _rows(shows: Block | Sequence[Sequence[str]], numbers: Numbers) -> tuple[list[str], list[list[str]]]:
    """What a slide shows, as heads and rows of text."""
    match shows:
        case Table():
            return [column.title for column in shows.columns], [list(row) for row in cell_texts(shows, numbers)]
        case Cards():
            return [], [[card.title, card.label, card.text or _first(card.lists)] for card in shows.cards]
        case Quadrants():
            return [], [[cell.title, "; ".join(cell.entries)] for cell in shows.cells if cell.entries]
        case Timeline():
            return [], [[mark.label] for mark in shows.marks]
        case list() | tuple():
            return [], [list(row) for row in shows]
    return [], []


def _first(lists: Sequence[Items]) -> str:
    return "; ".join(lists[0].entries) if lists else ""


def _plain(cell: object) -> float | int | None:
    """A figure as PowerPoint keeps it: in its own floating point; the shown texts elsewhere stay exact."""
    if isinstance(cell, int):
        return cell
    return float(cell) if isinstance(cell, Decimal | Fraction | float) else None


def _inches(size: float) -> int:
    from pptx.util import Inches

    return int(Inches(size))


def _points(size: float) -> int:
    from pptx.util import Pt

    return int(Pt(size))
