"""What the deals of a stretch of time come to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from salesplan.base.periods import ONE_DAY, Period, add_months
from salesplan.records.count.ledger import Deal, is_foreign, is_in
from salesplan.records.recognise.crm_words import State


class Window(Struct, frozen=True):
    """Sums over one period. `won`, `lost` by closing date; `open` are the deals open at its end.

    `revenue` is what was won, less what of it was refunded since.

    `cohort` are the deals created in it that are decided by now, `cohort_won` those of them that are won.
    `priced` are the won deals that `revenue` is of: those with an amount, in the plan's currency; `foreign` have one in
    another.
    `customers` are accounts whose first won deal was closed in it, `accounts` those of the priced deals.
    """

    period: Period
    revenue: Fraction
    won: int
    lost: int
    days: Fraction
    timed: int
    accounts: int
    customers: int
    open: int
    cohort_won: int = 0
    cohort: int = 0
    priced: int = 0
    foreign: int = 0


def window(deals: Sequence[Deal], currency: str, period: Period) -> Window | None:
    """The sums of a period; None before the first day that the records tell of, where nothing is known."""
    known = [day for deal in deals for day in (deal.created, deal.closed) if day]
    if not known or period.end < min(known):
        return None
    won = [deal for deal in deals if deal.state is State.WON and deal.closed]
    here = [deal for deal in won if deal.closed and deal.closed in period]
    lost = [deal for deal in deals if deal.state is State.LOST and deal.closed and deal.closed in period]
    times = [(deal.closed - deal.created).days for deal in here if deal.closed and deal.created]
    priced = [deal for deal in here if deal.amount is not None and is_in(deal, currency)]
    money = [(deal.amount or Decimal(0)) - abs(deal.refunded or Decimal(0)) for deal in priced]
    first: dict[str, Deal] = {}
    for deal in sorted(won, key=lambda deal: (str(deal.closed), deal.id)):
        first.setdefault(_account(deal), deal)
    return Window(
        period=period,
        revenue=sum(map(Fraction, money), Fraction(0)),
        won=len(here),
        lost=len(lost),
        days=Fraction(sum(times)),
        timed=len(times),
        accounts=len({_account(deal) for deal in priced}),
        customers=sum(1 for deal in first.values() if deal.closed and deal.closed in period),
        open=sum(1 for deal in deals if _was_open(deal, period)),
        cohort_won=sum(1 for deal in deals if _has_begun(deal, period) and deal.state is State.WON),
        cohort=sum(1 for deal in deals if _has_begun(deal, period) and deal.state in DECIDED),
        priced=len(priced),
        foreign=sum(is_foreign(deal, currency) for deal in here),
    )


DECIDED = (State.WON, State.LOST, State.CANCELLED)


def _has_begun(deal: Deal, period: Period) -> bool:
    return deal.created is not None and deal.created in period


def _account(deal: Deal) -> str:
    return deal.account.casefold() or deal.name.casefold() or deal.id


def _was_open(deal: Deal, period: Period) -> bool:
    if deal.created is None or deal.created > period.end or deal.state is State.PARKED:
        return False
    return deal.is_open or (deal.closed is not None and deal.closed > period.end)


def shifted(period: Period, months: int) -> Period:
    """The same stretch some months earlier (negative) or later; whole months stay whole."""
    end = add_months(period.end + ONE_DAY, months) - ONE_DAY
    return Period(add_months(period.start, months), end)


def before(period: Period) -> Period:
    """The stretch of the same length right before: as many months if these are whole, else as many days."""
    if period.start.day == 1 and (period.end + ONE_DAY).day == 1:
        length = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
        return shifted(period, -length)
    return Period(period.start - (period.end + ONE_DAY - period.start), period.start - ONE_DAY)
