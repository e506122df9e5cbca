"""Which slides a document makes: one thing each, the most important ones where there are more than a board looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from salesplan.base.escaping import one_line
from salesplan.report.document.blocks import (
    Bars,
    Block,
    Cards,
    Climb,
    Document,
    FunnelChart,
    Headline,
    Items,
    Prose,
    Quadrants,
    Section,
    Trend,
)
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.words import Words
from salesplan.report.tables.table import Kind, Table

MOST_SLIDES: Final = 10
"""With the title."""
FUNNELS: Final = 2
"""Drawn side by side."""
MANY_STEPS: Final = 8
"""Columns from which on amounts in full would touch."""
MOST_STEPS: Final = 20
"""Steps of the derivation in the notes of a slide."""

Look: TypeAlias = Literal["bars", "columns", "lines"]


class Chart(Struct, frozen=True):
    """Columns of a table as a chart of the presentation's own; its figures are written in units of `scale`."""

    table: Table
    look: Look
    columns: tuple[int, ...]
    title: str = ""
    scale: int = 1


Part: TypeAlias = Chart | Table | Cards | Quadrants | Items | tuple[Headline, ...]


class Slide(Struct, frozen=True):
    """A slide before it is drawn: its title, a sentence below it, what it shows side by side, and notes for who speaks.

    Of too many slides those with the lowest `rank` are kept.
    """

    rank: int
    title: str
    parts: tuple[Part, ...]
    lead: str = ""
    notes: tuple[str, ...] = ()


def planned(document: Document, words: Words) -> tuple[Slide, ...]:
    """The slides after the title, in the order in which they are shown."""
    made = tuple(_all(document, words))
    ranked = sorted(range(len(made)), key=lambda at: made[at].rank)
    return tuple(made[at] for at in sorted(ranked[: MOST_SLIDES - 1]))


def _all(document: Document, words: Words) -> Iterator[Slide]:
    if document.headlines:
        source = words.text("`salesplan quota` computes these figures.")
        yield Slide(0, document.headlines_title, (document.headlines,), notes=(source,))
    by_key = {section.key: section for section in document.sections}
    derived = _derivation(by_key.get("steps"))
    for key, make in _SECTIONS:
        section = by_key.get(key)
        if section is None:
            continue
        source = words.text("From the section “{section}” of the plan.", section=one_line(section.title))
        for slide in make(section):
            steps = derived if key in _DERIVED else ()
            yield Slide(slide.rank, slide.title, slide.parts, slide.lead, (source, *slide.notes, *steps))


def _derivation(section: Section | None) -> tuple[str, ...]:
    found = [block for block in section.blocks if isinstance(block, Items)] if section else []
    entries = [entry for block in found for entry in block.entries]
    return tuple(f"{place}. {entry}" for place, entry in enumerate(entries[:MOST_STEPS], 1))


def _progress(section: Section) -> Iterator[Slide]:
    """Revenue against what is due, drawn, and what is done of each action."""
    curve = _named(section, "curve")
    trend = next((block for block in section.blocks if isinstance(block, Trend)), None)
    if curve and trend:
        yield Slide(1, section.title, (_chart(curve, "lines"),), trend.note)
    paced = _named(section, "actions")
    if paced:
        title = section.title if curve is None else f"{section.title} · {_first(section, 'pace')}"
        yield Slide(3 if curve else 1, title, (paced,))


def _outlook(section: Section) -> Iterator[Slide]:
    futures = _named(section, "futures")
    if futures:
        yield Slide(1, section.title, (_chart(futures, "bars", futures.title),), _lead(section))


def _goals(section: Section) -> Iterator[Slide]:
    """Only where there are several: a single one opens the presentation."""
    table = next(_tables(section), None)
    if table and len(table.rows) > 1:
        yield Slide(6, section.title, (table,))


def _climb(section: Section) -> Iterator[Slide]:
    for block in section.blocks:
        if isinstance(block, Climb):
            at = len(block.table.columns) - 1
            scale = block.scale if len(block.steps) > MANY_STEPS else 1
            lead = f"{block.description} {capital(block.unit)}." if scale > 1 else block.description
            yield Slide(2, block.title, (Chart(block.table, "columns", (at,), scale=scale),), lead)


def _weekly(section: Section) -> Iterator[Slide]:
    table = _named(section, "weekly")
    if table:
        yield Slide(3, table.title, (table,))


def _funnel(section: Section) -> Iterator[Slide]:
    """The funnels side by side, records at each stage."""
    titles = {block.name: block.title for block in section.blocks if isinstance(block, FunnelChart)}
    tables = [table for table in _tables(section) if table.name.startswith("stages-")]
    named = [(one_line(titles.get(name, name)), table) for table in tables for name in [table.name[len("stages-") :]]]
    charts = [_chart(table, "bars", title if len(named) > 1 else "") for title, table in named[:FUNNELS]]
    if charts:
        yield Slide(2, section.title, tuple(charts))


def _capacity(section: Section) -> Iterator[Slide]:
    heat = _named(section, "heat")
    if heat:
        yield Slide(5, section.title, (heat,), heat.title)


def _budget(section: Section) -> Iterator[Slide]:
    by_category = _named(section, "budget-categories")
    table = by_category or _named(section, "budget")
    if table:
        title = f"{section.title} · {one_line(table.title)}" if table.title else section.title
        yield Slide(4, title, (_chart(table, "bars"),))


def _people(section: Section) -> Iterator[Slide]:
    table = _named(section, "revenue-people")
    if table:
        yield Slide(7, table.title, (table,))


def _steps(section: Section) -> Iterator[Slide]:
    found = next((block for block in section.blocks if isinstance(block, Items)), None)
    if found:
        yield Slide(9, section.title, (found,))


def _picture(rank: int) -> Callable[[Section], Iterator[Slide]]:
    """What a section shows as cards or in fields."""

    def make(section: Section) -> Iterator[Slide]:
        found = [block for block in section.blocks if isinstance(block, Cards | Quadrants)]
        yield from (Slide(rank, section.title, (block,)) for block in found[:1])

    return make


def _table(rank: int) -> Callable[[Section], Iterator[Slide]]:
    """The first table of a section."""

    def make(section: Section) -> Iterator[Slide]:
        yield from (Slide(rank, section.title, (table,)) for table in list(_tables(section))[:1])

    return make


_SECTIONS: Final[tuple[tuple[str, Callable[[Section], Iterator[Slide]]], ...]] = (
    ("progress", _progress),
    ("outlook", _outlook),
    ("goals", _goals),
    ("summary", _climb),
    ("funnel", _funnel),
    ("summary", _weekly),
    ("quotas", _table(8)),
    ("capacity", _capacity),
    ("milestones", _picture(4)),
    ("budget", _budget),
    ("risks", _table(3)),
    ("revenue", _people),
    ("swot", _picture(8)),
    ("steps", _steps),
)
_DERIVED: Final = ("funnel", "quotas")
"""Slides whose notes say how their figures come about, step by step."""


def _tables(section: Section) -> Iterator[Table]:
    return (block for block in section.blocks if isinstance(block, Table))


def _named(section: Section, name: str) -> Table | None:
    return next((table for table in _tables(section) if table.name == name), None)


def _first(section: Section, name: str) -> str:
    found = (block for block in section.blocks if isinstance(block, Bars))
    return next((block.title for block in found if block.name == name), "")


def _lead(section: Section) -> str:
    first: Block | None = section.blocks[0] if section.blocks else None
    return first.text if isinstance(first, Prose) else ""


def _chart(table: Table, look: Look, title: str = "") -> Chart:
    """A chart of the figures of one kind, the first one's: counts and amounts never share an axis."""
    kinds = [column.kind for column in table.columns]
    figures = [at for at, kind in enumerate(kinds) if at and kind in {Kind.COUNT, Kind.MONEY}]
    same = tuple(at for at in figures if kinds[at] is kinds[figures[0]])
    return Chart(table, look, same if look == "lines" else same[:1], title)
