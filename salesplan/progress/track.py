"""Done against due: for every action, stage and rep, and for revenue, up to and including a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.finding import Locate, PlanError, nowhere
from salesplan.base.periods import Period
from salesplan.checks.needs import for_following
from salesplan.measuring.opening import opening, with_opening
from salesplan.model.plan import Plan
from salesplan.model.tracking import Thresholds
from salesplan.progress.action_lines import Grids, Line, Sourced, View, action_lines
from salesplan.progress.as_of import as_of
from salesplan.progress.attribution import Attributed, Key, attribute, entered_on, team_for
from salesplan.progress.deals_goal import DealsGoal, deals_goal
from salesplan.progress.pace import USUAL
from salesplan.progress.pipeline import won_in
from salesplan.progress.rep_lines import RepLine, rep_lines, targets_of
from salesplan.progress.revenue_due import Revenue, revenue_due
from salesplan.progress.stage_lines import StageLine, stage_lines
from salesplan.quotas.quota import quota
from salesplan.records.count.done import DoneCount
from salesplan.records.count.ledger import Ledger, is_foreign
from salesplan.records.recognise.synonyms import plain

if TYPE_CHECKING:
    import pandas as pd

VIEWS = ("segment", "rep", "week", "month")
"""What done and due are shown by."""


class Track(Struct, frozen=True):
    """Where a plan stands on a day. Money is in `currency`; `has_activities` tells whether any were read.

    `silent_since` has the last day that deals or activities tell of, where that is long before the day. `foreign` are
    won deals of the period whose amount is in another currency. `deals` are those won against a goal on deals.
    """

    title: str
    currency: str
    on: date
    period: Period
    by: str
    days_gone: int
    days: int
    lines: tuple[Line, ...]
    stages: tuple[StageLine, ...]
    revenue: Revenue | None
    reps: tuple[RepLine, ...]
    unassigned: tuple[tuple[str, str, int], ...]
    uncounted: tuple[tuple[str, int], ...]
    unknown_stages: tuple[tuple[str, int], ...]
    thresholds: Thresholds
    has_activities: bool
    outside: bool
    silent_since: Mapping[str, date] = MappingProxyType({})
    foreign: int = 0
    deals: DealsGoal | None = None

    def to_frame(self) -> pd.DataFrame:
        """The lines as a data frame; rates are floats."""
        import pandas as pd

        names = ["segment", "rep", "start", "end", "action", "assigned", "due", "done", "pace", "status"]
        rows = [
            (n.segment, n.rep, n.start, n.end, n.action, n.assigned, n.due, n.done,
             None if n.pace is None else float(n.pace), n.status.value)
            for n in self.lines
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=names)


class Book(Struct, frozen=True):
    """The records of a period: deals, and activities (None: none were given)."""

    ledger: Ledger
    done: tuple[DoneCount, ...] | None = None


def track(  # noqa: PLR0913  (all that it can be cut by)
    plan: Plan,
    book: Book,
    *,
    by: str = "segment",
    on: date | None = None,
    part: Period | None = None,
    locate: Locate = nowhere,
) -> Track:
    """What was done against what the schedule asks for up to and including `on` (the last day in the records if None).

    With `part`, lines are of that part of the period alone.

    Raises:
        PlanError: the plan lacks what quotas need, such as its period.
        ValueError: `by` is none of the views.
    """
    if by not in VIEWS:
        raise ValueError(f"by is one of {', '.join(VIEWS)}")
    if missing := tuple(for_following(plan, locate)):
        raise PlanError(missing)
    plan = _opened(plan, book)
    asked = quota(plan, by="month", per="rep", locate=locate)
    period = plan.dates
    assert period is not None  # noqa: S101  (for_following asks for one)
    day = on or last_day(book)
    now = as_of(book.ledger, day)
    limits = (plan.tracking.thresholds if plan.tracking else None) or USUAL
    grids = asked.assignment.schedule.grids if asked.assignment else ()
    days = asked.assignment.schedule.days if asked.assignment else ()
    seen = Period(period.start, min(day, period.end)) if day >= period.start else None
    sourced = {(stage.sourced_by, stage.name) for funnel in plan.funnels for stage in funnel.stages if stage.sourced_by}
    counted = _attributed(plan, book, now, (grids, sourced), seen)
    records = dict(_records(plan, now, seen))
    view = View(by, part or period, day, days, limits)
    return Track(
        title=plan.title,
        currency=plan.currency or "",
        on=day,
        period=period,
        by=by,
        days_gone=bisect_right(days, day),
        days=len(days),
        lines=tuple(action_lines(grids, {**counted.counts, **records}, view, (sourced, book.done is not None))),
        stages=tuple(stage_lines(plan, asked, now, seen, view)),
        revenue=revenue_due(plan, now, period, days),
        reps=tuple(rep_lines(plan, now, seen, targets_of(asked))),
        unassigned=tuple(sorted((owner, action, n) for (owner, action), n in counted.strangers.items())),
        uncounted=tuple(sorted(counted.uncounted.items())),
        unknown_stages=_unknown_stages(now),
        thresholds=limits,
        has_activities=book.done is not None,
        outside=not _within(book, now, period),
        silent_since=dict(_silent(book, now, days)),
        foreign=sum(is_foreign(deal, plan.currency or "") for deal in now.deals if won_in(deal, period)),
        deals=deals_goal(plan, now, period, days),
    )


def _opened(plan: Plan, book: Book) -> Plan:
    """The plan with what its deals say was open when its period started, where it asks for that."""
    if plan.opening is None or plan.dates is None or not book.ledger.deals:
        return plan
    return with_opening(plan, opening(book.ledger, plan.dates.start))


def last_day(book: Book) -> date:
    """The last day of which the records tell anything."""
    acted = [line.day for line in book.done or ()]
    return max([book.ledger.on, *acted]) if book.ledger.deals or not acted else max(acted)


SILENCE = 5
"""Working days without any record that are worth a word: an export may be older than the day that is asked about."""


def _silent(book: Book, now: Ledger, days: Sequence[date]) -> Iterator[tuple[str, date]]:
    told = [d for deal in now.deals for d in (deal.created, deal.closed, deal.last_activity) if d]
    told += [entry.at.date() for deal in now.deals for entry in deal.entries]
    for table, seen in (("deals", told), ("activities", [line.day for line in book.done or ()])):
        last = max((day for day in seen if day <= now.on), default=None)
        if last is not None and bisect_right(days, now.on) - bisect_right(days, last) >= SILENCE:
            yield table, last


def _within(book: Book, now: Ledger, period: Period) -> bool:
    """Whether any record is of the period."""
    days = {d for deal in now.deals for d in (deal.created, deal.closed) if d}
    return any(d in period for d in days) or any(line.day in period and line.day <= now.on for line in book.done or ())


def _attributed(plan: Plan, book: Book, now: Ledger, asked: tuple[Grids, Sourced], seen: Period | None) -> Attributed:
    grids, sourced = asked
    pairs = [(grid.segment, grid.action) for grid in grids if (grid.segment, grid.action) not in sourced]
    lines = [line for line in book.done or () if seen is not None and line.day in seen]
    return attribute(lines, team_for(plan, pairs), plan.actions, now)


def _records(plan: Plan, now: Ledger, seen: Period | None) -> Iterator[tuple[Key, int]]:
    """Records brought in, by the segment that sources their stage; by rep where the owner is one of it."""
    found: dict[Key, int] = {}
    for place, at, segment, name in _sourced_stages(plan, now):
        people = {plain(m.name): m.name for m in plan.team[segment].members} if segment in plan.team else {}
        for deal in now.deals:
            day = entered_on(deal, at) if deal.path == place else None
            if day is not None and seen is not None and day in seen:
                key = segment, name, people.get(plain(deal.owner)), day
                found[key] = found.get(key, 0) + 1
    yield from found.items()


def _sourced_stages(plan: Plan, now: Ledger) -> Iterator[tuple[int, int, str, str]]:
    names = [path.name for path in now.paths]
    for funnel in plan.funnels:
        for at, stage in enumerate(funnel.stages):
            if stage.sourced_by and funnel.name in names:
                yield names.index(funnel.name), at, stage.sourced_by, stage.name


def _unknown_stages(now: Ledger) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for deal in now.deals:
        if deal.is_open and (deal.path is None or deal.stage is None):
            found[deal.stage_text] = found.get(deal.stage_text, 0) + 1
    return tuple(sorted(found.items()))
