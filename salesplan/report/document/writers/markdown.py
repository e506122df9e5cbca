"""The document as Markdown that reads well on GitHub, on GitLab and as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

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
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.tables.drawing import bar, drawn_bar
from salesplan.report.tables.markdown import escaped, fenced, paragraphs, table_markdown
from salesplan.report.tables.table import Table

_FUNNEL_WIDTH = 40


class Style(Struct, frozen=True):
    """How the document's language writes figures, and a label before its text."""

    numbers: Numbers
    colon: str


def document_markdown(document: Document) -> str:
    """The whole document."""
    style = Style(numbers_for(document.language), document.colon)
    parts = [
        f"# {escaped(document.title)}",
        f"*{escaped(document.subtitle)}*",
        _pairs(document.facts, style),
        *_headlines(document, style),
        *(_section(section, style) for section in document.sections),
        "---",
        f"*{escaped(document.footer)}*",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _headlines(document: Document, style: Style) -> list[str]:
    if not document.headlines:
        return []
    lines = (
        f"- **{escaped(one.label)}{style.colon} {escaped(one.figure)}**  \n  {escaped(one.meaning)}"
        for one in document.headlines
    )
    return [f"## {escaped(document.headlines_title)}", "\n".join(lines)]


def _section(section: Section, style: Style) -> str:
    blocks = (_block(block, style) for block in section.blocks)
    return "\n\n".join([f"## {escaped(section.title)}", *(block for block in blocks if block)])


def _block(block: Block, style: Style) -> str:
    return WRITERS[type(block)](block, style)


def _table(block: Table, style: Style) -> str:
    return table_markdown(block, style.numbers, 3).rstrip("\n")


def _prose(block: Prose, _style: Style) -> str:
    return f"*{escaped(block.text)}*" if block.muted else paragraphs(block.text)


def _items(block: Items, _style: Style) -> str:
    return "\n\n".join(part for part in (_heading(block.title, 3), _list(block)) if part)


def _list(block: Items) -> str:
    return "\n".join(
        f"{f'{place}.' if block.ordered else '-'} {escaped(entry)}" for place, entry in enumerate(block.entries, 1)
    )


def _facts(block: Facts, style: Style) -> str:
    return "\n\n".join(part for part in (_heading(block.title, 3), _pairs(block.pairs, style)) if part)


def _pairs(pairs: Iterable[tuple[str, str]], style: Style) -> str:
    """Another bullet than that of lists: two lists with the same one would run into each other."""
    return "\n".join(f"* **{escaped(label)}{style.colon}** {escaped(text)}" for label, text in pairs)


def _cards(block: Cards, style: Style) -> str:
    level = 4 if block.title else 3
    cards = (_card(card, level, style) for card in block.cards)
    return "\n\n".join(part for part in (_heading(block.title, 3), *cards) if part)


def _card(card: Card, level: int, style: Style) -> str:
    parts = [
        _heading(card.title, level),
        f"*{escaped(card.label)}*" if card.label else "",
        paragraphs(card.text),
        *(_titled_list(items, style) for items in card.lists),
        _pairs(card.facts, style),
    ]
    return "\n\n".join(part for part in parts if part)


def _titled_list(items: Items, style: Style) -> str:
    title = f"**{escaped(items.title)}{style.colon}**\n\n" if items.title else ""
    return title + _list(items)


def _quadrants(block: Quadrants, style: Style) -> str:
    return "\n\n".join(_items(cell, style) for cell in block.cells if cell.entries)


def _funnel(block: FunnelChart, _style: Style) -> str:
    """The funnel in characters, which every viewer shows; a Mermaid drawing would be code where it is not supported."""
    labels = [f"{level.label} {level.figure}" for level in block.levels]
    wide = max(map(len, labels), default=0)
    lines = [
        f"{label.ljust(wide)}  {bar(level.width * _FUNNEL_WIDTH) or '▏'}"
        for label, level in zip(labels, block.levels, strict=True)
    ]
    parts = [_heading(block.title, 3), fenced(lines), escaped(block.description)]
    return "\n\n".join([*parts, *([f"*{escaped(block.note)}*"] if block.note else [])])


def _bars(block: Bars, _style: Style) -> str:
    """Bars in characters; the mark stands between two of them."""
    wide = max((len(bar.label) for bar in block.bars), default=0)
    lines = [f"{one.label.ljust(wide)}  {drawn_bar(one.start, one.end, one.mark)}  {one.figure}" for one in block.bars]
    note = f"*{escaped(block.note)}*" if block.note else ""
    return "\n\n".join(part for part in (_heading(block.title, 3), fenced(lines), note) if part)


def _trend(block: Trend, _style: Style) -> str:
    """What the lines say in a sentence; the table that follows has their points."""
    parts = (_heading(block.title, 3), escaped(block.note or block.description))
    return "\n\n".join(part for part in parts if part)


def _timeline(_block: Timeline, _style: Style) -> str:
    """Nothing: the marks that follow say the same in words."""
    return ""


def _climb(block: Climb, style: Style) -> str:
    return _table(block.table, style)


def _dots(block: Dots, _style: Style) -> str:
    """The dots themselves: every viewer has them."""
    dots = "●" * block.filled + "○" * (10 - block.filled)
    return "\n\n".join((_heading(block.title, 3), f"{dots} {escaped(block.text)}"))


def _ranges(_block: Ranges, _style: Style) -> str:
    """Nothing: the table that follows has the intervals."""
    return ""


def _tree(block: Tree, style: Style) -> str:
    return "\n\n".join((_heading(block.title, 3), "\n".join(_nodes(block.roots, style))))


def _nodes(nodes: Iterable[Node], style: Style, depth: int = 0) -> Iterator[str]:
    for node in nodes:
        yield f"{'  ' * depth}- **{escaped(node.title)}** {escaped(node.text)}".rstrip()
        yield from _nodes(node.below, style, depth + 1)


def _signs(block: ActionSigns, style: Style) -> str:
    return "\n".join(
        f"- **{escaped(sign.name)}{style.colon}** {escaped(sign.text)}" if sign.text else f"- **{escaped(sign.name)}**"
        for sign in block.signs
    )


def _heading(title: str, level: int) -> str:
    return f"{'#' * level} {escaped(title)}" if title else ""


WRITERS: dict[type, Callable[[Any, Style], str]] = {
    Table: _table,
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
}
"""What writes each kind of block."""
