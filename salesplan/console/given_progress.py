"""Where a plan stands by its own records, for the documents that show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from salesplan.base.finding import SalesplanError, Usage
from salesplan.console.output import keep_whole, say
from salesplan.progress.followed import Followed, follow

if TYPE_CHECKING:
    from salesplan.model.plan import Plan
    from salesplan.records.count.ledger import Ledger
    from salesplan.records.engines.opened import OpenRecords
    from salesplan.records.sources import Sources


def followed_by(
    plan: Plan, folder: Path, records: Callable[[], OpenRecords], since: Sequence[str] = (), on: date | None = None
) -> Followed:
    """What the plan's own records say of it; nothing where it names no deals, or they cannot be read, which is said.

    `records` gives them opened. `since` are earlier exports of deals, which must be readable: they were asked for.

    Raises:
        Usage: earlier exports are given, and the plan names no deals.
        Unreadable: an earlier export cannot be read, or has no deal in common with the records.
    """
    from salesplan.console.given_sources import sources_of
    from salesplan.console.planned_records import TOLD
    from salesplan.progress.exports import read_book

    if plan.records is None or plan.records.deals is None:
        if since:
            raise Usage("--since compares with the deals of the plan, and it names none", "Add records: {deals: FILE}.")
        return Followed()
    sources, _ = sources_of(plan.records, folder)
    try:
        book, _ = read_book(records(), plan, on, results=True)
    except SalesplanError as trouble:
        if since:
            raise
        if trouble.message not in TOLD:
            say(f"the document does not tell where the plan stands: {trouble.message}")
        return Followed()
    earlier = [_earlier(plan, sources, path) for path in since]
    return follow(plan, book, earlier, on)


def _earlier(plan: Plan, sources: Sources, path: str) -> Ledger:
    """An earlier export, read as the plan says its deals are."""
    from salesplan.measuring.ask import paths_of
    from salesplan.records.count.ledger import ledger
    from salesplan.records.engines.opening import opened
    from salesplan.records.sources import RecordsSource, Sources

    keep_whole([path])
    deals = replace(sources.deals, paths=(path,)) if sources.deals else RecordsSource((path,))
    with opened(Sources(deals=deals)) as records:
        return ledger(records, paths_of(plan.funnels))
