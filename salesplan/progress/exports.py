"""Following a plan from files: the functions for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os import PathLike, fspath

from salesplan.model.plan import Plan
from salesplan.progress.pipeline import Pipeline
from salesplan.records.count.ledger import Ledger

File = str | PathLike[str]


def read_ledger(plan: Plan | None, deals: File, history: File | None = None, on: date | None = None) -> Ledger:
    """Every deal of an export as a value, sorted into the plan's funnels.

    Raises:
        Unreadable: a file cannot be read, or its columns are not recognised.
    """
    from salesplan.measuring.ask import paths_of
    from salesplan.records.count.ledger import ledger
    from salesplan.records.engines.opening import opened
    from salesplan.records.sources import RecordsSource, Sources

    given = RecordsSource((fspath(deals),))
    passed = RecordsSource((fspath(history),)) if history is not None else None
    with opened(Sources(deals=given, history=passed)) as records:
        return ledger(records, paths_of(plan.funnels) if plan else (), on)


def pipeline(
    plan: Plan | None = None,
    *,
    deals: File,
    history: File | None = None,
    since: Sequence[File] = (),
    on: date | None = None,
) -> Pipeline:
    """The open deals of an export, against the plan's target; with `since`, what changed from earlier exports to it.

    `on` is the day the export is of; the last day in it if None.

    Raises:
        Unreadable: a file cannot be read, or an earlier export has no deal in common with this one.
    """
    from salesplan.progress.pipeline import pipeline as follow

    return follow(read_ledger(plan, deals, history, on), plan, [read_ledger(plan, old) for old in since])
