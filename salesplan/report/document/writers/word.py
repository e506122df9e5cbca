"""The document for Word, through python-docx, which the extra `office` brings: real headings, tables and contents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from salesplan.base.escaping import one_line, visible
from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.report.document.blocks import (
    ActionSigns,
    Bars,
    Block,
    Card,
    Cards,
    Climb,
    Document,
    Dots,
    Facts,
    FunnelChart,
    Items,
    Node,
    Prose,
    Quadrants,
    Ranges,
    Section,
    Timeline,
    Tree,
    Trend,
)
from salesplan.report.document.writers.word_contents import bookmark, contents
from salesplan.report.document.writers.word_moulds import Look, Moulds
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.drawing import drawn_bar
from salesplan.report.tables.table import Table

if TYPE_CHECKING:
    from docx.document import Document as File

HOW_TO_GET_IT = sentence("In the folder that salesplan was installed from: python -m pip install '.[office]'")
_CARD = 3
_WIDE = 17.0
"""Centimetres between the margins of an A4 page."""
_POINTS, _LEAST_POINTS = 8.0, 6.0
_LETTERS, _PADDING = 112, 5
"""How many letters of a table's size fit between the margins, and what the edges of a cell take."""
_SHORT, _FIRST = 14, 2
"""Rows up to which a table stands on one page, and how many of a longer one stay with its heading."""
_LONG = 28
"""Characters from which a column gets no wider."""


def word(document: Document) -> bytes:
    """The whole document as a .docx file.

    Raises:
        Usage: where python-docx is not installed; the hint says how to get it.
    """
    try:
        import docx
    except ImportError:
        raise Usage("Word documents need python-docx, which is not installed.", HOW_TO_GET_IT) from None
    paper = _Paper(docx.Document(), numbers_for(document.language), document.colon)
    paper.opening(document)
    for number, section in enumerate(document.sections, 1):
        paper.section(section, number)
    paper.note(document.footer)
    made = BytesIO()
    paper.file.save(made)
    return made.getvalue()


class _Paper:
    """A file that is being written, and how figures and labels are written in it."""

    def __init__(self, file: File, numbers: Numbers, colon: str) -> None:
        self.file, self.numbers, self.colon = file, numbers, colon
        _look(file)
        self.moulds = Moulds(file)

    def line(self, text: str, style: str | None = None, *, keep: bool = False) -> None:
        self.moulds.line(one_line(text), style, keep=keep)

    def note(self, text: str) -> None:
        """A remark, smaller and in grey."""
        self.moulds.note(one_line(text))

    def heading(self, text: str, level: int) -> None:
        if text:
            self.moulds.heading(one_line(text), level)

    def opening(self, document: Document) -> None:
        """Title, who and when, the headline figures, the contents."""
        properties = self.file.core_properties
        properties.title, properties.language = one_line(document.title)[:255], document.language
        properties.author = "salesplan"
        self.heading(document.title, 0)
        self.line(document.subtitle, "Subtitle")
        self.pairs(document.facts)
        if document.headlines:
            self.grid([], [[one.label, one.figure, one.meaning] for one in document.headlines])
        if document.contents_title:
            self.heading(document.contents_title, 1)
            contents(self.file, [one_line(section.title) for section in document.sections])

    def section(self, section: Section, number: int) -> None:
        bookmark(self.moulds.heading(one_line(section.title), 1), number)
        for block in section.blocks:
            _WRITERS[type(block)](self, block)

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        made = list(pairs)
        for place, (label, text) in enumerate(made, 1):
            self.moulds.pair(f"{one_line(label)}{self.colon} ", one_line(text), keep=place < len(made))

    def grid(self, heads: Sequence[str], rows: Sequence[Sequence[str]], figures: Sequence[bool] = ()) -> None:
        """A table; its head is repeated on every page, its rows are not cut, its figures stand to the right."""
        if not rows:
            return
        lines = [heads, *rows] if heads else rows
        together = (len(rows) if len(rows) <= _SHORT else _FIRST) - (not heads)
        widths, points = _widths(lines)
        table = self.moulds.table(widths)
        for place, texts in enumerate(lines):
            is_head = bool(heads) and not place
            looks = [
                Look(is_head or not at, bool(figures and figures[at]), place < together, points)
                for at in range(len(texts))
            ]
            cells = zip(map(one_line, texts), widths, looks, strict=True)
            table.append(self.moulds.row(list(cells), is_head=is_head))
        self.moulds.gap()


def _look(file: File) -> None:
    """An A4 page with two centimetres around it, and a plain typeface."""
    from docx.shared import Cm

    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    usual: Any = file.styles["Normal"]
    usual.font.name, usual.font.size = "Calibri", _points(10)
    usual.paragraph_format.space_after = _points(4)


def _points(size: float) -> Any:  # noqa: ANN401
    from docx.shared import Pt

    return Pt(size)


def _widths(rows: Sequence[Sequence[str]]) -> tuple[list[Any], float]:
    """How wide each column is: in proportion to its text, but never narrower than its words; and the letters' size."""
    from docx.shared import Cm

    columns = [list(column) for column in zip(*rows, strict=True)]
    words = [
        max((len(word) for text in column for word in text.split(" ")), default=1) + _PADDING for column in columns
    ]
    wishes = [min(_LONG, max(map(len, column))) for column in columns]
    more = [max(0, wish - word) + 3 for wish, word in zip(wishes, words, strict=True)]
    rest = max(0, _LETTERS - sum(words))
    sizes = [word + rest * part / sum(more) for word, part in zip(words, more, strict=True)]
    points = _POINTS if sum(words) <= _LETTERS else max(_LEAST_POINTS, _POINTS * _LETTERS / sum(words))
    return [Cm(_WIDE * size / sum(sizes)) for size in sizes], round(2 * points) / 2


def _prose(paper: _Paper, block: Prose) -> None:
    for part in visible(block.text).split("\n\n"):
        if part.strip():
            paper.note(part) if block.muted else paper.line(part)


def _items(paper: _Paper, block: Items, level: int = 2) -> None:
    paper.heading(block.title, level)
    for number, entry in enumerate(block.entries, 1):
        if block.ordered:
            paper.line(f"{number}. {entry}")
        else:
            paper.line(entry, "List Bullet")


def _facts(paper: _Paper, block: Facts) -> None:
    paper.heading(block.title, 2)
    paper.pairs(block.pairs)


def _cards(paper: _Paper, block: Cards) -> None:
    paper.heading(block.title, 2)
    for card in block.cards:
        _card(paper, card)


def _card(paper: _Paper, card: Card) -> None:
    paper.heading(card.title, _CARD)
    if card.label:
        paper.line(card.label, "Caption", keep=True)
    _prose(paper, Prose(card.text))
    for each in card.lists:
        _items(paper, each, _CARD + 1)
    paper.pairs(card.facts)


def _quadrants(paper: _Paper, block: Quadrants) -> None:
    for cell in block.cells:
        if cell.entries:
            _items(paper, cell)


def _funnel(paper: _Paper, block: FunnelChart) -> None:
    paper.heading(block.title, 2)
    paper.line(block.description)
    rows = [[level.label, level.figure, level.below] for level in block.levels]
    paper.grid([], rows, (False, True, False))


def _timeline(paper: _Paper, block: Timeline) -> None:
    marks = [part for part in block.description.split("; ") if part]
    paper.heading(block.title if marks else "", 2)
    for part in marks:
        paper.line(part, "List Bullet")


def _climb(paper: _Paper, block: Climb) -> None:
    paper.heading(block.title, 2)
    paper.line(block.description, keep=True)
    _table(paper, replace(block.table, title=""))


def _dots(paper: _Paper, block: Dots) -> None:
    paper.heading(block.title, 2)
    paper.line(f"{'●' * block.filled}{'○' * (10 - block.filled)} {block.text}")


def _ranges(_paper: _Paper, _block: Ranges) -> None:
    """Nothing: the table that follows has the intervals."""


def _tree(paper: _Paper, block: Tree) -> None:
    paper.heading(block.title, 2)
    _nodes(paper, block.roots, 1)


def _nodes(paper: _Paper, nodes: Iterable[Node], depth: int) -> None:
    for node in nodes:
        paper.line(
            f"{node.title} {node.text}".rstrip(), "List Bullet" if depth == 1 else f"List Bullet {min(depth, 3)}"
        )
        _nodes(paper, node.below, depth + 1)


def _bars(paper: _Paper, block: Bars) -> None:
    paper.heading(block.title, 2)
    rows = [[one.label, drawn_bar(one.start, one.end, one.mark, 16), one.figure] for one in block.bars]
    paper.grid([], rows)
    if block.note:
        paper.note(block.note)


def _trend(paper: _Paper, block: Trend) -> None:
    paper.heading(block.title, 2)
    paper.line(block.note or block.description)


def _signs(paper: _Paper, block: ActionSigns) -> None:
    paper.grid([], [[sign.name, sign.text] for sign in block.signs])


def _table(paper: _Paper, block: Table) -> None:
    paper.heading(block.title, 2)
    paper.grid(
        [column.title for column in block.columns],
        [list(row) for row in cell_texts(block, paper.numbers)],
        [column.kind.is_figure for column in block.columns],
    )
    if block.note:
        paper.note(block.note)


_WRITERS: dict[type[Block], Callable[[_Paper, Any], None]] = {
    Prose: _prose,
    Items: _items,
    Facts: _facts,
    Cards: _cards,
    Quadrants: _quadrants,
    FunnelChart: _funnel,
    Timeline: _timeline,
    Climb: _climb,
    Dots: _dots,
    Ranges: _ranges,
    Tree: _tree,
    Bars: _bars,
    Trend: _trend,
    ActionSigns: _signs,
    Table: _table,
}
