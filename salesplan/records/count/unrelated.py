"""Tables whose rows are on none of the deals: their figures would be missing, and nobody would know why."""

import shlex
from collections.abc import Iterable

from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import ActionCount, Oddity


def unrelated(book: OpenRecords, actions: Iterable[ActionCount] = ()) -> list[Oddity]:
    """The history or the actions, if they are in files and tie to no deal, with the options that would tie them.

    Actions on nobody's deal may well be on prospects only: they are odd only where there is a way to tie them.
    """
    if book.shelf is None or book.deals is None:
        return []
    found = []
    if rows := book.shelf.astray("history"):
        found.append(Oddity("history of no deal we know", rows, _options(book, "history")))
    done = [(line.actions, line.state) for line in actions]
    loose = sum(many for many, state in done if not state)
    if loose and loose == sum(many for many, _ in done) and (options := _options(book, "activities")):
        found.append(Oddity("actions tied to no deal", loose, options))
    return found


def _options(book: OpenRecords, table: str) -> str:
    tied = book.shelf.tie(table) if book.shelf else None
    if tied is None:
        return ""
    maps = (f"deals.id={tied.deals}", f"{table}.deal={tied.other}")
    return " ".join(shlex.join(["--map", one]) for one in maps)
