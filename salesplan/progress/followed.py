"""Where a plan stands and what it will bring, in one: what a document shows of the records beside the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import SalesplanError
from salesplan.model.plan import Plan

if TYPE_CHECKING:
    from salesplan.progress.forecast.levers import Advice
    from salesplan.progress.forecast.prediction import Forecast
    from salesplan.progress.pipeline import Pipeline
    from salesplan.progress.track import Book, Track
    from salesplan.records.count.done import DoneCount
    from salesplan.records.count.ledger import Ledger


class Followed(Struct, frozen=True):
    """What the records say of a plan on a day; a part is None where plan or records do not have what it takes.

    `advice` is what would lift the chance of the target to `CONFIDENCE`; None where it is as likely as that.
    `ledger` are the deals as of that day, and `done` the activities counted, for what else is worked out from them.
    """

    track: Track | None = None
    pipeline: Pipeline | None = None
    forecast: Forecast | None = None
    ledger: Ledger | None = None
    done: tuple[DoneCount, ...] | None = None
    advice: Advice | None = None


CONFIDENCE = 0.8
"""The chance of the target that the levers of a document aim at."""


def follow(plan: Plan, book: Book, since: Sequence[Ledger] = (), on: date | None = None) -> Followed:
    """Where the plan stands on `on` (the last day in the records if None); with earlier exports, what changed.

    Pace and forecast are told of a period that runs: from its first day on, the forecast until its last.

    Raises:
        Unreadable: an earlier export has no deal in common with this one.
    """
    from salesplan.progress.pipeline import pipeline
    from salesplan.progress.track import last_day

    day = on or last_day(book)
    ledger = replace(book.ledger, on=day)
    runs = plan.dates is not None and day >= plan.dates.start
    found = pipeline(ledger, plan, since) if ledger.deals else None
    foreseen, advice = None, None
    if runs and plan.dates and day < plan.dates.end:
        foreseen, advice = _foreseen(plan, ledger, book.done)
    return Followed(
        ledger=ledger if ledger.deals else None,
        done=book.done,
        track=_track(plan, replace(book, ledger=ledger), day) if runs else None,
        pipeline=found if found and (found.deals or found.changes) else None,
        forecast=foreseen,
        advice=advice,
    )


def _track(plan: Plan, book: Book, day: date) -> Track | None:
    from salesplan.progress.track import track

    try:
        found = track(plan, book, on=day)
    except SalesplanError:
        return None
    return None if found.outside else found


def _foreseen(plan: Plan, ledger: Ledger, done: Sequence[DoneCount] | None) -> tuple[Forecast | None, Advice | None]:
    from salesplan.progress.answering import answering
    from salesplan.progress.forecast.figures import EXACT
    from salesplan.progress.forecast.levers import advise
    from salesplan.progress.forecast.prediction import foresee, scene

    try:
        made = scene(plan, ledger)
        found = foresee(plan, ledger, made, EXACT)
        advice = advise(plan, ledger, made, CONFIDENCE, answering(plan, done or ()))
    except SalesplanError:
        return None, None
    return found, advice if advice and advice.levers else None
