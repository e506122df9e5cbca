"""Blocks made of what there is: nothing where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable

from salesplan.report.document.blocks import Card, Cards, Facts, Items


def facts(*pairs: tuple[str, str | None]) -> tuple[Facts, ...]:
    """The pairs that have a text, as a block; nothing where none has."""
    kept = said(*pairs)
    return (Facts(kept),) if kept else ()


def said(*pairs: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    """The pairs that have a text."""
    return tuple((title, text) for title, text in pairs if text)


def listed(title: str, items: Iterable[str], *, ordered: bool = False) -> tuple[Items, ...]:
    """The items as a block under a title; nothing where there are none."""
    kept = tuple(items)
    return (Items(title, kept, ordered),) if kept else ()


def cards(title: str, things: Iterable[Card], *, ordered: bool = False) -> tuple[Cards, ...]:
    """The cards as a block; nothing where there are none."""
    kept = tuple(things)
    return (Cards(title, kept, ordered),) if kept else ()
