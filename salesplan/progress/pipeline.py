"""The open deals of a ledger: where they stand, what they are worth, and which of them need somebody's attention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.progress.as_of import as_of
from salesplan.progress.coverage import Coverage, coverage, slip
from salesplan.progress.odds import NO_ODDS, Odds, odds_of, stage_odds, win_rate
from salesplan.progress.revenue_goal import plan_target
from salesplan.progress.stale import Idle, stale, working_days_since
from salesplan.progress.waterfall import Waterfall, waterfall
from salesplan.records.count.ledger import Deal, Ledger, is_foreign, is_in
from salesplan.records.recognise.crm_words import State
from salesplan.scheduling.people import work_calendar

if TYPE_CHECKING:
    import pandas as pd

STALE_AFTER = 14
"""Working days without a sign of life after which a deal is stale, where the plan says nothing."""


class StageLine(Struct, frozen=True):
    """The open deals at a stage. `known` tells whether the plan (or the history) knows the stage.

    `weighted` is amount x odds, deal by deal; None where the stage has no odds.
    """

    name: str
    deals: int
    amount: Decimal
    odds: Odds
    weighted: Decimal | None
    known: bool = True


class FunnelLine(Struct, frozen=True):
    """The open deals of a funnel by stage. The name is empty for deals of no funnel that is known."""

    name: str
    stages: tuple[StageLine, ...]


class MonthLine(Struct, frozen=True):
    """The open deals expected to close in a month (`2027-02`; empty: no day is expected)."""

    month: str
    deals: int
    amount: Decimal
    weighted: Decimal


class Pipeline(Struct, frozen=True):
    """The pipeline of a day. Money is in `currency`; weighted amounts are rounded to its smallest unit once, by stage.

    `no_amount` are open deals whose amount is missing or in another currency: they count for 0. `undated` is where no
    open deal says when it will close.
    """

    on: date
    currency: str
    period: Period | None
    funnels: tuple[FunnelLine, ...]
    months: tuple[MonthLine, ...]
    coverage: Coverage | None
    stale: tuple[Idle, ...]
    overdue: tuple[Deal, ...]
    parked: tuple[Deal, ...]
    no_next_step: tuple[Deal, ...]
    no_owner: tuple[Deal, ...]
    no_amount: int
    other_currency: int
    changes: Waterfall | None
    ledger: Ledger

    @property
    def lines(self) -> tuple[StageLine, ...]:
        """The stages of all funnels."""
        return tuple(line for funnel in self.funnels for line in funnel.stages)

    @property
    def deals(self) -> int:
        """How many deals are open."""
        return sum(line.deals for line in self.lines)

    @property
    def amount(self) -> Decimal:
        """What the open deals come to."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def weighted(self) -> Decimal:
        """What they are expected to bring; deals without odds are not in it."""
        return sum((line.weighted for line in self.lines if line.weighted is not None), Decimal(0))

    def to_frame(self) -> pd.DataFrame:
        """The stages as a data frame, a row each; amounts and odds are floats."""
        import pandas as pd

        rows = [(funnel.name, *_cells(line)) for funnel in self.funnels for line in funnel.stages]
        return pd.DataFrame(rows, columns=["funnel", "stage", "deals", "amount", "odds", "basis", "n", "weighted"])


def _cells(line: StageLine) -> tuple[object, ...]:
    odds = line.odds
    return line.name, line.deals, float(line.amount), _float(odds.value), odds.basis, odds.n, _float(line.weighted)


def _float(value: Fraction | Decimal | None) -> float | None:
    return None if value is None else float(value)


def money_in(currency: str) -> Callable[[Deal], Decimal]:
    """What a deal counts for in a currency: its amount, 0 where that is missing or in another currency.

    An empty currency on either side is taken for the same.
    """

    def money(deal: Deal) -> Decimal:
        return deal.amount if deal.amount is not None and is_in(deal, currency) else Decimal(0)

    return money


def pipeline(
    ledger: Ledger, plan: Plan | None = None, since: Sequence[Ledger] = (), *, period: Period | None = None
) -> Pipeline:
    """The pipeline as it stands on the ledger's day, beside the plan's target and, with `since`, earlier exports.

    `period` replaces the plan's, for coverage and for what changed.

    Raises:
        Unreadable: an earlier export has no deal in common with this one.
    """
    now = as_of(ledger, ledger.on)
    currency = (plan.currency if plan else None) or _only_currency(now.deals)
    money = money_in(currency)
    dates = period or (plan.dates if plan else None)
    odds = stage_odds(now, plan.funnels if plan else ())
    opened = [deal for deal in now.deals if deal.is_open]
    limit = _limits(plan, now)
    knows_owners = any(deal.owner for deal in now.deals)
    knows_steps = any(map(next_step, opened))  # a column that is not there is nobody's neglect
    counted = working_days_since(work_calendar(plan.calendar), now.on) if plan else _plain_days(now.on)
    return Pipeline(
        on=now.on,
        currency=currency,
        period=dates,
        funnels=tuple(_funnel_lines(now, opened, odds, (money, currency))),
        months=tuple(_month_lines(opened, odds, (money, currency))),
        coverage=_coverage(now, plan, dates, money),
        stale=stale(opened, limit, counted),
        overdue=tuple(sorted(filter(lambda deal: _is_overdue(deal, now.on), opened), key=_by_close)),
        parked=tuple(deal for deal in now.deals if deal.state is State.PARKED),
        no_next_step=tuple(deal for deal in opened if knows_steps and not next_step(deal)),
        no_owner=tuple(deal for deal in opened if knows_owners and not deal.owner),
        no_amount=sum(deal.amount is None for deal in opened),
        other_currency=sum(is_foreign(deal, currency) for deal in opened),
        changes=waterfall(since, now, dates, money) if since else None,
        ledger=now,
    )


def next_step(deal: Deal) -> str:
    """What the record says is to be done next."""
    return deal.next_step.strip()


def _only_currency(deals: Iterable[Deal]) -> str:
    found = {deal.currency.upper() for deal in deals if deal.currency}
    return found.pop() if len(found) == 1 else ""


def _plain_days(on: date) -> Callable[[date], int]:
    from salesplan.base.periods import WorkCalendar

    return working_days_since(WorkCalendar(), on)


def _limits(plan: Plan | None, ledger: Ledger) -> Callable[[Deal], int | None]:
    """Each deal's limit of working days without a sign of life."""
    general = (plan.process.stale_after if plan and plan.process else None) or STALE_AFTER
    own = {
        (funnel.name, stage.name): stage.stale_after
        for funnel in (plan.funnels if plan else ())
        for stage in funnel.stages
        if stage.stale_after is not None
    }

    def limit(deal: Deal) -> int | None:
        if deal.path is None or deal.stage is None:
            return general
        path = ledger.paths[deal.path]
        return own.get((path.name, path.stages[deal.stage]), general)

    return limit


def _is_overdue(deal: Deal, on: date) -> bool:
    return deal.expected_close is not None and deal.expected_close < on


def _by_close(deal: Deal) -> tuple[date, str]:
    return deal.expected_close or date.max, deal.id


def _funnel_lines(
    ledger: Ledger,
    opened: Sequence[Deal],
    odds: Mapping[tuple[int, int], Odds],
    worth: tuple[Callable[[Deal], Decimal], str],
) -> Iterable[FunnelLine]:
    """Every stage of every funnel that is known, then the stages that only the deals know."""
    for place, path in enumerate(ledger.paths):
        lines = [
            _line(name, [d for d in opened if (d.path, d.stage) == (place, at)], odds.get((place, at), NO_ODDS), worth)
            for at, name in enumerate(path.stages)
        ]
        yield FunnelLine(path.name, tuple(lines))
    strangers: dict[str, dict[str, list[Deal]]] = {}
    for deal in opened:
        if deal.path is None or deal.stage is None:
            name = ledger.paths[deal.path].name if deal.path is not None else deal.funnel
            strangers.setdefault(name, {}).setdefault(deal.stage_text, []).append(deal)
    for name, stages in sorted(strangers.items()):
        yield FunnelLine(
            name, tuple(_line(text, deals, NO_ODDS, worth, known=False) for text, deals in sorted(stages.items()))
        )


def _line(
    name: str,
    deals: Sequence[Deal],
    odds: Odds,
    worth: tuple[Callable[[Deal], Decimal], str],
    *,
    known: bool = True,
) -> StageLine:
    money, currency = worth
    amount = sum(map(money, deals), Decimal(0))
    weighted = None if odds.value is None else round_money(Fraction(amount) * odds.value, currency)
    return StageLine(name, len(deals), amount, odds, weighted, known)


def _month_lines(
    opened: Iterable[Deal],
    odds: Mapping[tuple[int, int], Odds],
    worth: tuple[Callable[[Deal], Decimal], str],
) -> Iterable[MonthLine]:
    money, currency = worth
    found: dict[str, list[Deal]] = {}
    for deal in opened:
        found.setdefault(f"{deal.expected_close:%Y-%m}" if deal.expected_close else "", []).append(deal)
    for month, deals in sorted(found.items(), key=lambda pair: (not pair[0], pair[0])):
        amount = sum(map(money, deals), Decimal(0))
        weighted = sum((Fraction(money(d)) * (odds_of(d, odds).value or 0) for d in deals), Fraction(0))
        yield MonthLine(month, len(deals), amount, round_money(weighted, currency))


def _coverage(
    ledger: Ledger, plan: Plan | None, period: Period | None, money: Callable[[Deal], Decimal]
) -> Coverage | None:
    """None without a plan that has a revenue target and a period."""
    target = plan_target(plan) if plan else None
    if target is None or period is None:
        return None
    won = sum((money(deal) for deal in ledger.deals if won_in(deal, period)), Decimal(0))
    remaining = max(Decimal(0), target - won)
    return coverage(ledger.deals, period, remaining, money, (win_rate(ledger.deals), slip(ledger.deals)))


def won_in(deal: Deal, period: Period) -> bool:
    """Whether a deal was won in the period."""
    return deal.state is State.WON and deal.closed is not None and deal.closed in period
