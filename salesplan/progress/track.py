"""Done against due: for every action, stage and rep, and for revenue, up to and including a day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.finding import Locate, PlanError, nowhere
from salesplan.base.money import round_money
from salesplan.base.periods import ONE_DAY, Period, months, parts, weeks
from salesplan.checks.needs import for_following
from salesplan.measuring.opening import opening, with_opening
from salesplan.model.plan import Plan
from salesplan.model.tracking import Thresholds
from salesplan.progress.as_of import as_of
from salesplan.progress.attribution import Attributed, Key, attribute, entered_on, team_for
from salesplan.progress.closing_curve import Expected, closing_curve, expected_by
from salesplan.progress.deals_goal import DealsGoal, deals_goal
from salesplan.progress.pace import USUAL, Status, needed, pace, status
from salesplan.progress.pipeline import money_in, won_in
from salesplan.progress.revenue_goal import plan_target
from salesplan.quotas.quota import Quota, quota
from salesplan.records.count.done import DoneCount
from salesplan.records.count.ledger import Deal, Ledger, is_foreign
from salesplan.records.recognise.crm_words import State
from salesplan.records.recognise.synonyms import plain
from salesplan.scheduling.schedule import TeamCounts
from salesplan.scheduling.spread import spread
from salesplan.scheduling.tasks import Task

if TYPE_CHECKING:
    import pandas as pd

VIEWS = ("segment", "rep", "week", "month")
"""What done and due are shown by."""


class Line(Struct, frozen=True):
    """An action of a segment or rep: `assigned` in all, `due` by the day, `done` by then.

    `start` and `end` are None unless it is a week's or a month's. `is_record` is where records are to be brought in.
    """

    segment: str
    rep: str | None
    start: date | None
    end: date | None
    action: str
    assigned: int
    due: int
    done: int
    days_left: int
    status: Status
    is_record: bool = False

    @property
    def attainment(self) -> Fraction | None:
        """Done / assigned. Example: 240 of 300 is 80%."""
        return pace(self.done, self.assigned)

    @property
    def pace(self) -> Fraction | None:
        """Done / due; None where nothing is due yet."""
        return pace(self.done, self.due)

    @property
    def needed_per_day(self) -> Fraction | None:
        """What is left per working day left."""
        return needed(self.assigned, self.done, self.days_left)


class StageLine(Struct, frozen=True):
    """Records that came to a stage in the period against those due by the day."""

    funnel: str
    stage: str
    due: int
    created: int
    status: Status

    @property
    def pace(self) -> Fraction | None:
        """Created / due."""
        return pace(self.created, self.due)


class Point(Struct, frozen=True):
    """The revenue due, and won (None: not over yet), by the end of a day; money in the plan's currency."""

    day: date
    due: Decimal
    won: Decimal | None


class Part(Struct, frozen=True):
    """The revenue of a month (`2027-01`) or a quarter (`2027-Q1`): its part of the target, and what was won in it."""

    name: str
    target: Decimal
    won: Decimal


class Revenue(Struct, frozen=True):
    """What was won against what is due by the day. The targets of `months`, as of `quarters`, add up to the target.

    `curve` has the same by the end of each week, and of the day itself.
    """

    target: Decimal
    won: Decimal
    due: Decimal
    expected: Expected
    status: Status
    months: tuple[Part, ...]
    curve: tuple[Point, ...] = ()

    @property
    def quarters(self) -> tuple[Part, ...]:
        """The months of each calendar quarter added up."""
        found: dict[str, list[Part]] = {}
        for month in self.months:
            year, number = month.name.split("-")
            found.setdefault(f"{year}-Q{(int(number) + 2) // 3}", []).append(month)
        return tuple(
            Part(name, sum((m.target for m in group), Decimal(0)), sum((m.won for m in group), Decimal(0)))
            for name, group in found.items()
        )

    @property
    def pace(self) -> Fraction | None:
        """Won / due."""
        return pace(Fraction(self.won), Fraction(self.due))


class RepLine(Struct, frozen=True):
    """A person's deals of the period: created, and decided by the day. `in_team` tells whether the plan names them.

    `target` is their part of the revenue of the whole period, as `quota --per rep` has it; None where they have none.
    """

    rep: str
    created: int
    won: int
    lost: int
    cancelled: int
    amount: Decimal
    in_team: bool
    target: Decimal | None = None


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
        lines=tuple(_lines(grids, {**counted.counts, **records}, view, (sourced, book.done is not None))),
        stages=tuple(_stages(plan, asked, now, seen, view)),
        revenue=_revenue(plan, now, period, days),
        reps=tuple(_reps(plan, now, seen, _targets(asked))),
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


class View(Struct, frozen=True):
    """How lines are cut: by what, over which days, up to which day, judged by which thresholds."""

    by: str
    period: Period
    on: date
    days: tuple[date, ...]
    thresholds: Thresholds

    @property
    def parts(self) -> tuple[Period, ...]:
        """The weeks or months that lines are of; the whole period otherwise."""
        return parts(self.period, self.by) if self.by in {"week", "month"} else (self.period,)


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


Grids = Sequence[TeamCounts]
Sourced = set[tuple[str, str]]


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


def _lines(
    grids: Grids,
    counts: Mapping[Key, int],
    view: View,
    known: tuple[Sourced, bool],
) -> Iterator[Line]:
    sourced, acted = known
    done = _by_task(counts)
    for grid in grids:
        is_record = (grid.segment, grid.action) in sourced
        if not is_record and not acted:
            continue
        mine = done.get((grid.segment, grid.action), {})
        for rep, row in _rows(grid, mine, view.by, is_record=is_record):
            own = mine.get(rep, {}) if view.by == "rep" else _together(mine.values())
            for part in view.parts:
                yield _line(grid, (rep, row, own), part, view, is_record=is_record)


Days = Mapping[date, int]
"""How much was done on each day on which anything was."""


def _by_task(counts: Mapping[Key, int]) -> dict[tuple[str, str], dict[str | None, dict[date, int]]]:
    """What was done on each day, by segment and action, then by rep."""
    found: dict[tuple[str, str], dict[str | None, dict[date, int]]] = {}
    for (segment, action, rep, day), n in counts.items():
        found.setdefault((segment, action), {}).setdefault(rep, {})[day] = n
    return found


def _together(rows: Iterable[Days]) -> Days:
    found: Counter[date] = Counter()
    for row in rows:
        found.update(row)
    return found


def _rows(
    grid: TeamCounts, done: Mapping[str | None, Days], by: str, *, is_record: bool
) -> Iterator[tuple[str | None, Sequence[int]]]:
    """The rows of a grid that are shown; for what nobody by name did a row of its own, where reps are shown.

    Records that came in, and are all owned by others, do not tell who of the segment brought them: they are one row.
    """
    nobodys = is_record and bool(done) and all(who not in grid.reps for who in done)
    if by != "rep" or nobodys:
        yield None, grid.daily
        return
    yield from zip(grid.reps, grid.counts, strict=True)
    if None not in grid.reps and any(who not in grid.reps for who in done):
        yield None, (0,) * len(grid.daily)


def _line(
    grid: TeamCounts, row: tuple[str | None, Sequence[int], Days], part: Period, view: View, *, is_record: bool
) -> Line:
    rep, counts, done = row
    first, last = bisect_left(view.days, part.start), bisect_right(view.days, part.end)
    gone = min(max(bisect_right(view.days, view.on), first), last)
    due, acted = sum(counts[first:gone]), sum(n for day, n in done.items() if day in part)
    split = view.by in {"week", "month"}
    return Line(
        segment=grid.segment,
        rep=rep,
        start=part.start if split else None,
        end=part.end if split else None,
        action=grid.action,
        assigned=sum(counts[first:last]),
        due=due,
        done=acted,
        days_left=last - gone,
        status=status(acted, due, view.thresholds),
        is_record=is_record,
    )


def _stages(plan: Plan, asked: Quota, now: Ledger, seen: Period | None, view: View) -> Iterator[StageLine]:
    """Records due by the day follow the schedule of those who bring them in, within the stage's lead time."""
    if asked.assignment is None:
        return
    schedule, names = asked.assignment.schedule, [path.name for path in now.paths]
    for funnel, counted, lead in zip(plan.funnels, asked.funnels, asked.assignment.leads, strict=True):
        place = names.index(funnel.name) if funnel.name in names else -1
        for at, (stage, level) in enumerate(zip(funnel.stages, counted.stages, strict=True)):
            segment = stage.sourced_by or next(iter(stage.actions), "")
            task = Task(segment, stage.name, level.new, lead.windows[at], lead.seasons[at])
            made = spread([task], schedule.teams, schedule.days)
            made = made if not made.unplaced else spread([task], {}, schedule.days)
            due = sum(sum(grid.daily[: bisect_right(view.days, view.on)]) for grid in made.grids)
            days = (entered_on(deal, at) for deal in now.deals if deal.path == place)
            created = sum(day is not None and seen is not None and day in seen for day in days)
            yield StageLine(funnel.name, stage.name, due, created, status(created, due, view.thresholds))


def _revenue(plan: Plan, now: Ledger, period: Period, days: Sequence[date]) -> Revenue | None:
    target = plan_target(plan)
    if target is None:
        return None
    currency = plan.currency or ""
    money = money_in(currency)
    won = [deal for deal in now.deals if won_in(deal, period)]
    curve = closing_curve(now, period, money)
    expected = expected_by(now.on, period, days, dict(plan.seasonality), curve)
    due = round_money(Fraction(target) * expected.share, currency)
    total = sum(map(money, won), Decimal(0))
    limits = (plan.tracking.thresholds if plan.tracking else None) or USUAL

    def share(day: date) -> Fraction:
        return expected_by(day, period, days, dict(plan.seasonality), curve).share

    def due_by(day: date) -> Decimal:
        return round_money(Fraction(target) * share(day), currency)

    def point(day: date) -> Point:
        amounts = (money(deal) for deal in won if deal.closed is not None and deal.closed <= day)
        made = sum(amounts, Decimal(0)) if day <= now.on else None
        return Point(day, due_by(day), made)

    def by_end(day: date) -> Decimal:
        """What is due by the end of a month: of a whole target whole units, as people are told."""
        is_whole = target == target.to_integral_value()
        return Decimal(floor(Fraction(target) * share(day) + Fraction(1, 2))) if is_whole else due_by(day)

    def part(month: Period) -> Part:
        before = by_end(month.start - ONE_DAY) if month.start > period.start else Decimal(0)
        made = sum((money(deal) for deal in won if won_in(deal, month)), Decimal(0))
        return Part(f"{month.start:%Y-%m}", by_end(month.end) - before, made)

    ends = sorted({*(week.end for week in weeks(period)), *({now.on} if now.on in period else ())})
    stands = status(Fraction(total), Fraction(due), limits)
    return Revenue(target, total, due, expected, stands, tuple(map(part, months(period))), tuple(map(point, ends)))


def _targets(asked: Quota) -> dict[str, Decimal]:
    """Each person's part of the target, over the period and all segments they sell in."""
    found: dict[str, Fraction] = {}
    for slot in asked.assignment.revenue.slots("period", per_rep=True) if asked.assignment else ():
        if slot.rep is not None and slot.amount is not None:
            found[slot.rep] = found.get(slot.rep, Fraction(0)) + slot.amount
    return {rep: round_money(amount, asked.currency) for rep, amount in found.items()}


def _reps(plan: Plan, now: Ledger, seen: Period | None, targets: Mapping[str, Decimal]) -> Iterator[RepLine]:
    """Everybody who owns a deal of the period, and everybody in the team."""
    team = {plain(member.name): member.name for part in plan.team.values() for member in part.members}
    owners: dict[str, list[Deal]] = {name: [] for name in team.values()}
    for deal in now.deals:
        owners.setdefault(team.get(plain(deal.owner), deal.owner), []).append(deal)
    money = money_in(plan.currency or "")
    for owner, deals in sorted(owners.items()):
        ended = {
            state: [d for d in deals if d.state is state and d.closed and seen and d.closed in seen]
            for state in (State.WON, State.LOST, State.CANCELLED)
        }
        created = sum(bool(d.created and seen and d.created in seen) for d in deals)
        if created or any(ended.values()) or plain(owner) in team:
            amount = sum(map(money, ended[State.WON]), Decimal(0))
            won, lost, cancelled = map(len, ended.values())
            mine = targets.get(owner)
            yield RepLine(owner, created, won, lost, cancelled, amount, plain(owner) in team, mine)


def _unknown_stages(now: Ledger) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for deal in now.deals:
        if deal.is_open and (deal.path is None or deal.stage is None):
            found[deal.stage_text] = found.get(deal.stage_text, 0) + 1
    return tuple(sorted(found.items()))
