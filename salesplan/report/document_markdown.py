"""The document as Markdown that reads well on GitHub, on GitLab and as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from salesplan.report.blocks import (
    ActionSigns,
    Block,
    Card,
    Cards,
    Document,
    Facts,
    FunnelChart,
    Items,
    Prose,
    Quadrants,
    Section,
    Timeline,
)
from salesplan.report.drawing import bar
from salesplan.report.markdown import escaped, fenced, paragraphs, table_markdown
from salesplan.report.numbers import Numbers, numbers_for
from salesplan.report.table import Table

_FUNNEL_WIDTH = 40


def document_markdown(document: Document) -> str:
    """The whole document."""
    numbers = numbers_for(document.language)
    parts = [f"# {escaped(document.title)}", f"*{escaped(document.subtitle)}*", _pairs(document.facts)]
    if document.headlines:
        parts.append(f"## {escaped(document.headlines_title)}")
        parts.append(
            "\n".join(
                f"- **{escaped(one.label)}: {escaped(one.figure)}**. {escaped(one.meaning)}"
                for one in document.headlines
            )
        )
    parts += [_section(section, numbers) for section in document.sections]
    parts += ["---", f"*{escaped(document.footer)}*"]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: Section, numbers: Numbers) -> str:
    blocks = (_block(block, numbers) for block in section.blocks)
    return "\n\n".join([f"## {escaped(section.title)}", *(block for block in blocks if block)])


def _block(block: Block, numbers: Numbers) -> str:
    if isinstance(block, Table):
        return table_markdown(block, numbers, 3).rstrip("\n")
    return WRITERS[type(block)](block)


def _prose(block: Prose) -> str:
    return f"*{escaped(block.text)}*" if block.muted else paragraphs(block.text)


def _items(block: Items, level: int = 3) -> str:
    marks = (
        (f"{place}." for place in range(1, len(block.entries) + 1)) if block.ordered else ("-" for _ in block.entries)
    )
    lines = "\n".join(f"{mark} {escaped(entry)}" for mark, entry in zip(marks, block.entries, strict=True))
    return "\n\n".join(part for part in (_heading(block.title, level), lines) if part)


def _facts(block: Facts) -> str:
    return _pairs(block.pairs)


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- **{escaped(label)}:** {escaped(text)}" for label, text in pairs)


def _cards(block: Cards) -> str:
    level = 4 if block.title else 3
    cards = (_card(card, level) for card in block.cards)
    return "\n\n".join(part for part in (_heading(block.title, 3), *cards) if part)


def _card(card: Card, level: int) -> str:
    parts = [
        _heading(card.title, level),
        f"*{escaped(card.label)}*" if card.label else "",
        paragraphs(card.text),
        *(_titled_list(items) for items in card.lists),
        _pairs(card.facts),
    ]
    return "\n\n".join(part for part in parts if part)


def _titled_list(items: Items) -> str:
    title = f"**{escaped(items.title)}**\n\n" if items.title else ""
    return title + _items(Items("", items.entries, items.ordered))


def _quadrants(block: Quadrants) -> str:
    return "\n\n".join(_items(cell) for cell in block.cells if cell.entries)


def _funnel(block: FunnelChart) -> str:
    """The funnel in characters, which every viewer shows; a Mermaid drawing would be code where it is not supported."""
    labels = [f"{level.label} {level.figure}" for level in block.levels]
    wide = max(map(len, labels), default=0)
    lines = [
        f"{label.ljust(wide)}  {bar(level.width * _FUNNEL_WIDTH)}"
        for label, level in zip(labels, block.levels, strict=True)
    ]
    parts = [_heading(block.title, 3), fenced(lines), escaped(block.description)]
    return "\n\n".join([*parts, *([f"*{escaped(block.note)}*"] if block.note else [])])


def _timeline(_block: Timeline) -> str:
    """Nothing: the marks that follow say the same in words."""
    return ""


def _signs(block: ActionSigns) -> str:
    lines = (f"- **{escaped(sign.name)}**" + (f": {escaped(sign.text)}" if sign.text else "") for sign in block.signs)
    return "\n".join(lines)


def _heading(title: str, level: int) -> str:
    return f"{'#' * level} {escaped(title)}" if title else ""


WRITERS: dict[type, Callable[[Any], str]] = {
    Prose: _prose,
    Items: partial(_items, level=3),
    Facts: _facts,
    Cards: _cards,
    Quadrants: _quadrants,
    FunnelChart: _funnel,
    Timeline: _timeline,
    ActionSigns: _signs,
}
