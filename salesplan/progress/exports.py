"""Following a plan from files: the functions for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from os import PathLike, fspath
from typing import TYPE_CHECKING

from salesplan.model.plan import Plan
from salesplan.progress.pipeline import Pipeline
from salesplan.progress.replan import Replan
from salesplan.progress.track import Book, Track
from salesplan.records.count.ledger import Ledger
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.sources import Intake

if TYPE_CHECKING:
    from salesplan.progress.forecast.backtest import Backtest
    from salesplan.progress.forecast.levers import Advice
    from salesplan.progress.forecast.prediction import Forecast
    from salesplan.progress.renewals import Renewals
    from salesplan.records.sources import Sources

File = str | PathLike[str]


def read_ledger(plan: Plan | None, deals: File, history: File | None = None, on: date | None = None) -> Ledger:
    """Every deal of an export as a value, sorted into the plan's funnels.

    Raises:
        Unreadable: a file cannot be read, or its columns are not recognised.
    """
    from salesplan.measuring.ask import paths_of
    from salesplan.records.count.ledger import ledger
    from salesplan.records.engines.opening import opened

    with opened(_sources({"deals": deals, "history": history})) as records:
        return ledger(records, paths_of(plan.funnels) if plan else (), on, currency=plan.currency if plan else None)


def read_files(plan: Plan, given: Mapping[str, File | None], on: date | None = None) -> Book:
    """The deals and activities of exports, each by the name of its table; None for one that is not there.

    Raises:
        Unreadable: a file cannot be read, or its columns are not recognised.
    """
    from salesplan.records.engines.opening import opened

    with opened(_sources(given)) as records:
        book, _ = read_book(records, plan, on)
    return book


def _sources(given: Mapping[str, File | None]) -> Sources:
    from salesplan.records.sources import RecordsSource, Sources

    return Sources(**{name: RecordsSource((fspath(file),)) for name, file in given.items() if file is not None})


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


def read_book(
    records: OpenRecords, plan: Plan, on: date | None = None, *, results: bool = False
) -> tuple[Book, tuple[Intake, ...]]:
    """The deals and activities of opened records, and what was read; without deals there are only activities.

    Activities are told apart by result where the plan counts some of them only, or `results` are asked for.

    Raises:
        Unreadable: the engine cannot read them.
    """
    from salesplan.measuring.ask import paths_of
    from salesplan.progress.attribution import team_for
    from salesplan.records.count.done import done
    from salesplan.records.count.ledger import ledger

    paths = paths_of(plan.funnels)
    pairs = {(who, what) for f in plan.funnels for s in f.stages for who, acts in s.actions.items() for what in acts}
    by_result = results or any(action.counts for action in plan.actions.values())
    acted, records = done(records, by_result=by_result, by_deal=team_for(plan, sorted(pairs)).is_ambiguous)
    if records.deals is not None:
        deals = ledger(records, paths, on, currency=plan.currency)
    else:
        last = on or max((line.day for line in acted), default=date.min)
        deals = Ledger(last, paths, (), has_history=False, taken=(), intakes=records.intakes)
    return Book(deals, acted if records.activities is not None else None), deals.intakes


def track(  # noqa: PLR0913  (the files, and how to look at them)
    plan: Plan,
    *,
    deals: File | None = None,
    activities: File | None = None,
    history: File | None = None,
    by: str = "segment",
    on: date | None = None,
) -> Track:
    """What was done against what the plan's schedule asks for up to and including `on`.

    `on` is the last day in the records if None; `by` is segment, rep, week or month.

    Raises:
        PlanError: the plan lacks what quotas need, such as its period.
        Unreadable: a file cannot be read, or none is given.
    """
    from salesplan.base.finding import Unreadable
    from salesplan.progress.track import track as follow

    if deals is None and activities is None:
        raise Unreadable("there are no records to follow", "give deals, activities, or both")
    book = read_files(plan, {"deals": deals, "activities": activities, "history": history}, on)
    return follow(plan, book, by=by, on=on)


def replan(  # noqa: PLR0913  (the files, and all that a quota is asked for by)
    plan: Plan,
    *,
    deals: File,
    history: File | None = None,
    on: date | None = None,
    target: Decimal | Fraction | float | None = None,
    confidence: Decimal | Fraction | float | None = None,
    by: str = "period",
    per: str = "segment",
) -> Replan:
    """The quotas that are still needed after `on` (the last day in the records if None).

    They are for what is left of the target: what was won in the period, and what its open deals are expected to bring,
    is taken off. The rest is as `quota` has.

    Raises:
        PlanError: the plan lacks what quotas need, such as its period.
        Unreadable: a file cannot be read.
        Usage: the period is over.
    """
    from salesplan.progress.replan import replan as plan_again
    from salesplan.quotas.quota import Request

    return plan_again(plan, read_ledger(plan, deals, history, on), Request(target, confidence, by, per))


def forecast(  # noqa: PLR0913  (the files, and how to look at them)
    plan: Plan | None = None,
    *,
    deals: File,
    history: File | None = None,
    on: date | None = None,
    target: float | None = None,
    what_if: Sequence[str] = (),
    by: str | None = None,
    trials: int = 0,
    seed: int = 1,
) -> Forecast:
    """What the plan's period (without a plan, the present quarter) will bring: money, or deals where there is none.

    `on` is the last day in the records if None; `by` is funnel, segment or rep; `what_if` are changes such as
    `records=+12%`. The answer is exact, or from so many `trials`.

    Raises:
        Unreadable: a file cannot be read, or no deal is known to have been there by then.
        Usage: a change is not understood.
    """
    from salesplan.progress.forecast.breakdown import By
    from salesplan.progress.forecast.figures import Request
    from salesplan.progress.forecast.handles import handles, read_change
    from salesplan.progress.forecast.prediction import foresee, scene

    known = read_ledger(plan, deals, history, on)
    made = scene(plan, known, target)
    offered = handles(plan, known, made, {}) if what_if else ()
    request = Request(trials, seed, target, tuple(read_change(text, offered) for text in what_if))
    return foresee(plan, known, made, request, By(by) if by else None)


def levers(  # noqa: PLR0913  (the files, and how to look at them)
    plan: Plan | None = None,
    *,
    deals: File,
    history: File | None = None,
    on: date | None = None,
    target: float | None = None,
    confidence: float = 0.8,
) -> Advice | None:
    """The smallest change of each single lever that gives the target the wished `confidence`.

    None where there is no target, or the period is over.

    Raises:
        Unreadable: a file cannot be read, or no deal is known to have been there by then.
    """
    from salesplan.progress.forecast.levers import advise
    from salesplan.progress.forecast.prediction import scene

    known = read_ledger(plan, deals, history, on)
    return advise(plan, known, scene(plan, known, target), confidence, {})


def backtest(
    plan: Plan | None = None,
    *,
    deals: File,
    history: File | None = None,
    on: date | None = None,
    target: float | None = None,
) -> Backtest:
    """Past days foreseen again with what was known then, beside a naive forecast.

    Raises:
        Unreadable: a file cannot be read.
    """
    from salesplan.progress.forecast.backtest import backtest as replayed

    return replayed(plan, read_ledger(plan, deals, history, on), target)


def renewals(plan: Plan | None = None, *, deals: File, on: date | None = None) -> Renewals:
    """The contracts that end, or whose notice is due, in the plan's period; without one, in the year of the records.

    `on` is the last day in the records if None.

    Raises:
        Unreadable: the file cannot be read, or no won deal says when its contract ends.
    """
    from salesplan.progress.renewals import renewals as ending

    return ending(plan, read_ledger(plan, deals, on=on))
