"""The document on a screen: the same parts as on paper, laid out in characters."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from salesplan.base.escaping import one_line, visible
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
    Timeline,
    Tree,
    Trend,
)
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.tables.drawing import bar, drawn_bar
from salesplan.report.tables.layout import Line, Piece, Role, cells_wide, line, table_lines, wrap
from salesplan.report.tables.table import Table

_READABLE = 80
_FUNNEL = 40


class Page(Struct, frozen=True):
    """What every part needs to know: figures, the sign after a label, the widths of text and of tables."""

    numbers: Numbers
    colon: str
    text: int
    table: int | None


def document_lines(document: Document, width: int | None = None) -> list[Line]:
    """The whole document in lines at most `width` cells wide, prose at most 80 even where there is more room."""
    page = Page(numbers_for(document.language), document.colon, min(width or _READABLE, _READABLE), width)
    lines = [*_text(document.title, page, Role.TITLE), *_text(document.subtitle, page, Role.NOTE), ()]
    lines += _pairs(document.facts, page)
    for headline in document.headlines:
        lines += ((), *_text(f"{headline.label}{page.colon} {headline.figure}", page, Role.TOTAL))
        lines += _text(headline.meaning, page, indent=2)
    for section in document.sections:
        lines += ((), (), *_text(section.title, page, Role.TITLE), line("─" * min(page.text, _FUNNEL), Role.RULE))
        for block in section.blocks:
            lines += ((), *_block(block, page))
    return [*lines, (), (), *_text(document.footer, page, Role.NOTE)]


def _block(block: Block, page: Page) -> list[Line]:  # noqa: C901, PLR0911, PLR0912  (one for each kind)
    match block:
        case Table():
            return table_lines(block, page.numbers, page.table)
        case Prose():
            return _prose(block.text, page)
        case Items():
            return _items(block, page)
        case Facts():
            return [*(_text(block.title, page, Role.TOTAL) if block.title else []), *_pairs(block.pairs, page)]
        case Cards():
            return _cards(block, page)
        case Quadrants():
            return _parted(_items(cell, page) for cell in block.cells if cell.entries)
        case FunnelChart():
            return _funnel(block, page)
        case Timeline():
            return []  # the marks that follow say the same in words
        case Climb():
            return table_lines(block.table, page.numbers, page.table)
        case Dots():
            dots = "●" * block.filled + "○" * (10 - block.filled)
            return [*_text(block.title, page, Role.HEADING), *_text(f"{dots} {block.text}", page)]
        case Ranges():
            return []  # the table that follows has the intervals
        case Tree():
            return [*_text(block.title, page, Role.HEADING), *_nodes(block.roots, page)]
        case Bars():
            return _bars(block, page)
        case Trend():
            return [*_text(block.title, page, Role.HEADING), *_text(block.note or block.description, page)]
        case ActionSigns():
            return _pairs(((sign.name, sign.text) for sign in block.signs), page)


def _text(text: str, page: Page, role: Role = Role.PLAIN, indent: int = 0) -> list[Line]:
    """One paragraph, wrapped; an indent that a narrow screen has no room for is left out."""
    pad = indent if page.text > 4 * indent else 0
    return [line(" " * pad + part, role) for part in wrap(one_line(text), max(1, page.text - pad))]


def _prose(text: str, page: Page) -> list[Line]:
    return _parted(_text(part, page) for part in visible(text).split("\n\n") if part.strip())


def _items(block: Items, page: Page, indent: int = 0) -> list[Line]:
    lines = _text(block.title, page, Role.HEADING, indent) if block.title else []
    for place, entry in enumerate(block.entries, 1):
        mark = f"{place}. " if block.ordered else "• "
        lines += _hanging(mark, entry, page, indent)
    return lines


def _hanging(mark: str, text: str, page: Page, indent: int) -> list[Line]:
    """A marked paragraph whose further lines stand under its first word."""
    pad = indent if page.text > 4 * (indent + 2) else 0
    parts = wrap(one_line(text), max(1, page.text - pad - cells_wide(mark)))
    return [line(" " * pad + (mark if at == 0 else " " * cells_wide(mark)) + part) for at, part in enumerate(parts)]


def _pairs(pairs: Iterable[tuple[str, str]], page: Page, indent: int = 0) -> list[Line]:
    lines: list[Line] = []
    for label, text in pairs:
        lines += _text(f"{label}{page.colon} {text}", page, indent=indent)
    return lines


def _cards(block: Cards, page: Page) -> list[Line]:
    title = _text(block.title, page, Role.HEADING) if block.title else []
    cards = _parted(_card(card, page) for card in block.cards)
    return [*title, *([()] if title else []), *cards]


def _card(card: Card, page: Page) -> list[Line]:
    lines = _text(card.title, page, Role.TOTAL)
    if card.label:
        lines += _text(card.label, page, Role.NOTE, 2)
    for part in visible(card.text).split("\n\n"):
        lines += _text(part, page, indent=2) if part.strip() else []
    for items in card.lists:
        lines += _items(items, page, 2)
    return lines + _pairs(card.facts, page, 2)


def _funnel(block: FunnelChart, page: Page) -> list[Line]:
    labels = [one_line(f"{level.label} {level.figure}") for level in block.levels]
    wide = max(map(cells_wide, labels), default=0)
    if wide + 2 + _FUNNEL > page.text:
        return _text(block.description, page)
    lines: list[Line] = [
        (Piece(label + " " * (wide - cells_wide(label) + 2)), Piece(bar(level.width * _FUNNEL) or "▏", Role.BAR))
        for label, level in zip(labels, block.levels, strict=True)
    ]
    return [
        *_text(block.title, page, Role.HEADING),
        *lines,
        *(_text(block.note, page, Role.NOTE) if block.note else []),
    ]


def _nodes(nodes: Iterable[Node], page: Page, depth: int = 0) -> list[Line]:
    lines: list[Line] = []
    for node in nodes:
        lines += _text(f"{node.title} {node.text}".rstrip(), page, indent=2 * depth)
        lines += _nodes(node.below, page, depth + 1)
    return lines


def _bars(block: Bars, page: Page) -> list[Line]:
    labels = [one_line(one.label) for one in block.bars]
    wide = max(map(cells_wide, labels), default=0)
    drawn = [drawn_bar(one.start, one.end, one.mark) for one in block.bars]
    widest = max(
        (wide + 4 + len(row) + cells_wide(one.figure) for row, one in zip(drawn, block.bars, strict=True)), default=0
    )
    lines = _text(block.title, page, Role.HEADING) if block.title else []
    for label, row, one in zip(labels, drawn, block.bars, strict=True):
        figure = one_line(one.figure)
        if page.table is not None and widest > page.table:
            lines += _text(f"{label}  {figure}", page)
        else:
            lines.append(
                (Piece(label + " " * (wide - cells_wide(label) + 2)), Piece(row, Role.BAR), Piece(f"  {figure}"))
            )
    return [*lines, *(_text(block.note, page, Role.NOTE) if block.note else [])]


def _parted(groups: Iterable[list[Line]]) -> list[Line]:
    lines: list[Line] = []
    for group in groups:
        lines += [(), *group] if lines else group
    return lines
