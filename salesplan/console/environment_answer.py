"""What the environment looks like. In English: it is for reports of defects, which somebody else reads."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan import PLAN_FORMAT
from salesplan.console.environment import Environment, environment_json
from salesplan.report.answer import Answer
from salesplan.report.tables.table import Cell, Column, Table


def environment_answer(found: Environment) -> Answer:
    """Where the program runs, and its extras: what works, what lacks what, and how to get it."""
    title = f"salesplan {found.version} (plan format {PLAN_FORMAT}), Python {found.python}"
    extras = Table(
        "extras",
        "Optional parts",
        (Column("extra", "Part"), Column("state", "State"), Column("gives", "Gives")),
        tuple((one.name, _state(one.version, one.lacks), one.gives) for one in found.extras),
    )
    place = Table("place", "Where it runs", (Column("what", "What"), Column("value", "Value")), tuple(_place(found)))
    return Answer(environment_json(found), (place, extras), title, tuple(_notes(found)))


def _state(version: str, lacks: str) -> str:
    return f"lacks {lacks.partition(' (')[0]}" if lacks else version or "not installed"


def _place(found: Environment) -> Iterator[tuple[Cell, ...]]:
    yield "program", found.executable
    yield "system", found.system
    yield "cache", f"{found.cache} ({found.cache_bytes / 1e6:.1f} MB)" if found.cache else "off"
    yield "screen", found.encoding or "unknown"
    if found.font:
        yield "font of a PDF", found.font


def _notes(found: Environment) -> Iterator[str]:
    libraries = (f"{name} {version or 'missing'}" for name, version in found.libraries.items())
    yield f"Libraries: {', '.join(libraries)}."
    for one in found.extras:
        if one.lacks:
            yield f"{one.name} lacks {one.lacks}."
        if not one.version or (one.lacks and one.lacks in one.install):
            yield f"To get {one.name}: {one.install}"
