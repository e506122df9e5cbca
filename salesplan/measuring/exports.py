"""Measuring exports of a CRM: the function for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from os import PathLike, fspath
from typing import TYPE_CHECKING, Literal

from salesplan.measuring.measurement import Measurement

if TYPE_CHECKING:
    from salesplan.model.plan import Plan
    from salesplan.records.sources import RecordsSource

File = str | PathLike[str]


def measure(  # noqa: PLR0913  (the files, how they are to be understood, and what to look at)
    plan: Plan | None = None,
    *,
    deals: File | Sequence[File],
    activities: File | Sequence[File] | None = None,
    history: File | Sequence[File] | None = None,
    prospects: File | Sequence[File] | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    stages: Mapping[str, str] | None = None,
    by: Literal["rep", "source", "month", "segment", "funnel"] | None = None,
    since: date | None = None,
    until: date | None = None,
    on: date | None = None,
) -> Measurement:
    """Rates, times and effort from the exports of a CRM, each with what it rests on.

    The deals are sorted into the plan's funnels; without a plan the stages are those of the exports. `columns` maps
    the columns of a table to headers where they are not recognised, as in `{"deals": {"stage": "StageName"}}`, and
    `stages` a text of the exports to open, won, lost or a stage. `since` and `until` are days between which deals were
    created, `on` is the day the exports are of (the last day in them if None).

    Raises:
        Unreadable: a file cannot be read, or its columns are not recognised.
    """
    from salesplan.measuring.ask import paths_of, team_of
    from salesplan.measuring.build import Terms
    from salesplan.measuring.build import measure as measure_counts
    from salesplan.records.count.answers import answer
    from salesplan.records.question import Question
    from salesplan.records.sources import Sources

    given = {"deals": deals, "activities": activities, "history": history, "prospects": prospects}
    mapped = columns or {}
    sources = {name: _source(files, mapped.get(name, {}), stages or {}) for name, files in given.items() if files}
    question = Question(paths_of(plan.funnels) if plan else (), by, since, until, on)
    terms = Terms(plan.currency, team_of(plan)) if plan else Terms()
    return measure_counts(answer(Sources(**sources), question), question, terms)


def _source(files: File | Sequence[File], columns: Mapping[str, str], stages: Mapping[str, str]) -> RecordsSource:
    from salesplan.records.sources import RecordsSource

    paths = [files] if isinstance(files, (str, PathLike)) else files
    return RecordsSource(tuple(fspath(path) for path in paths), columns=dict(columns), stages=dict(stages))
