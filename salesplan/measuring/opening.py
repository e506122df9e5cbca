"""What was open when a period started: the deals at each stage of a plan's funnels, from the records."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path as File
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.model.plan import Plan
from salesplan.records.recognise.crm_words import State

if TYPE_CHECKING:
    from salesplan.records.count.ledger import Deal, Ledger
    from salesplan.records.engines.embedded import Progress

DECIDED = (State.WON, State.LOST, State.CANCELLED)


class Opening(Struct, frozen=True):
    """The deals open at the start of `day`, by the place of their funnel among those with stages and of their stage.

    `elsewhere` were open too, at a stage that the records or the plan do not name: they are in no count.
    """

    day: date
    counts: dict[tuple[int, int], int]
    elsewhere: int


def opening(found: Ledger, day: date) -> Opening:
    """Count what was open when `day` began: created before it, and not decided before it.

    The stage is the last one entered before that day; without a history it is the one in the export.
    """
    places = Counter(_place(deal, day) for deal in found.deals if _was_open(deal, day))
    elsewhere = places.pop(None, 0)
    return Opening(day, {place: count for place, count in places.items() if place}, elsewhere)


def _was_open(deal: Deal, day: date) -> bool:
    if deal.created is not None and deal.created >= day:
        return False
    if deal.state in DECIDED:
        return deal.closed is not None and deal.closed >= day
    return deal.is_open


def _place(deal: Deal, day: date) -> tuple[int, int] | None:
    before = [entry.stage for entry in deal.entries if entry.at.date() < day and entry.stage is not None]
    stage = before[-1] if before else deal.stage
    return None if deal.path is None or stage is None else (deal.path, stage)


def with_opening(plan: Plan, found: Opening) -> Plan:
    """The plan with what was counted stated at its stages."""
    staged = [place for place, funnel in enumerate(plan.funnels) if funnel.stages]
    funnels = list(plan.funnels)
    for path, place in enumerate(staged):
        stages = tuple(
            stage.model_copy(update={"open": found.counts.get((path, at), 0)})
            for at, stage in enumerate(funnels[place].stages)
        )
        funnels[place] = funnels[place].model_copy(update={"stages": stages})
    return plan.model_copy(update={"funnels": tuple(funnels), "opening": None})


def count_opening(plan: Plan, folder: str | File = ".") -> Plan:
    """The plan with what its records say was open when its period started, if it asks for that by `opening: records`.

    Paths in the plan are relative to `folder`.

    Raises:
        Unreadable: the records cannot be read.
    """
    return plan if (counted := counted_opening(plan, File(folder))) is None else with_opening(plan, counted)


def counted_opening(plan: Plan, folder: File, progress: Progress | None = None) -> Opening | None:
    """What was open in the plan's records when its period started; None where the plan does not ask for it.

    Raises:
        Unreadable: the records cannot be read.
    """
    from salesplan.measuring.ask import paths_of, source_of
    from salesplan.records.count.ledger import ledger
    from salesplan.records.engines.opening import opened
    from salesplan.records.sources import Sources

    if plan.opening is None or plan.dates is None or plan.records is None:
        return None
    records, inside = plan.records, plan.records.engine is not None
    files = {"deals": records.deals, "history": records.history}
    sources = Sources(**{name: source_of(file, folder, in_engine=inside) for name, file in files.items()})
    with opened(sources, records.engine, progress=progress) as book:
        return opening(ledger(book, paths_of(plan.funnels)), plan.dates.start)
