"""Who is credited with which deals: splits that add up to the whole, money that went back, and what cannot be paid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesplan.model.compensation import Clawback
from salesplan.pay.statement import LineKind
from salesplan.records.count.ledger import Deal
from salesplan.records.recognise.crm_words import State

_SHARE = re.compile(r"\s*(.+?)\s*[:=]?\s*(\d{1,3}(?:[.,]\d{1,6})?)\s*%\s*")


class Problem(StrEnum):
    """Why a won deal is paid to nobody."""

    NOBODY = "nobody is credited with it"
    SPLIT = "its split does not add up to 100%"
    UNREADABLE = "its split cannot be read"
    CURRENCY = "it is in another currency than the plan"
    NEGATIVE = "its amount is negative"
    NO_AMOUNT = "it has no amount"
    NO_DAY = "it has no closing date"
    REFUND = "more was refunded than was sold"
    OUTSIDE = "who is credited with it is not in the team"
    NO_MARGIN = "it has no margin"


class SetAside(Struct, frozen=True):
    """A won deal that is not paid, or a share of one, with what its record says."""

    deal: str
    problem: Problem
    text: str = ""


class Credit(Struct, frozen=True):
    """A person's share of a won deal."""

    deal: Deal
    rep: str
    share: Fraction


class Event(Struct, frozen=True, order=True):
    """A sale, or money that went back, on a day; ordered by day, then deal. `home` is the day the deal was closed.

    `amount` is the deal's own, `share` the part credited; both sales and what takes them back are signed. `basis` is
    what is paid on where that is not the amount: the deal's margin.
    """

    day: date
    deal: str
    rank: int
    home: date
    amount: Decimal
    share: Fraction
    kind: LineKind
    units: Fraction
    basis: Fraction | None = None

    @property
    def credited(self) -> Fraction:
        """The credited part of the amount, or of the margin where that is paid on."""
        return (Fraction(self.amount) if self.basis is None else self.basis) * self.share


def folded(name: str) -> str:
    """A name without regard to capitals and to spaces around and between words."""
    return " ".join(name.casefold().split())


def credits_of(
    deals: Iterable[Deal], currency: str, names: Mapping[str, str]
) -> tuple[tuple[Credit, ...], tuple[SetAside, ...]]:
    """All shares in won deals, and the deals that cannot be paid.

    `names` holds the spelling of the plan by folded name; others stay as the records have them.
    """
    found: list[Credit] = []
    aside: list[SetAside] = []
    for deal in sorted(deals, key=lambda deal: deal.id):
        if deal.state is not State.WON:
            continue
        problem = _problem(deal, currency)
        shares = {} if problem else _shares(deal)
        if problem or isinstance(shares, SetAside):
            aside.append(problem or shares)  # type: ignore[arg-type]
            continue
        found += [Credit(deal, names.get(folded(rep), rep), share) for rep, share in sorted(shares.items()) if share]
    return tuple(found), tuple(aside)


def _problem(deal: Deal, currency: str) -> SetAside | None:
    if currency and deal.currency and deal.currency.upper() != currency:
        return SetAside(deal.id, Problem.CURRENCY, deal.currency)
    if deal.amount is None:
        return SetAside(deal.id, Problem.NO_AMOUNT)
    if deal.amount < 0:
        return SetAside(deal.id, Problem.NEGATIVE, str(deal.amount))
    if deal.closed is None:
        return SetAside(deal.id, Problem.NO_DAY)
    if abs(deal.refunded or Decimal(0)) > deal.amount:
        return SetAside(deal.id, Problem.REFUND, str(deal.refunded))
    return None


def _shares(deal: Deal) -> dict[str, Fraction] | SetAside:
    """Who is credited with what: `Ada 60%; Bo 40%`, or the owner with all."""
    if not deal.credited:
        return {deal.owner: Fraction(1)} if deal.owner else SetAside(deal.id, Problem.NOBODY)
    entries = [text for text in re.split(r"[;|\n]", deal.credited) if text.strip()]
    if len(entries) == 1 and "%" not in entries[0]:
        return {entries[0].strip(): Fraction(1)}
    shares: dict[str, Fraction] = {}
    for entry in entries:
        match = _SHARE.fullmatch(entry)
        if match is None:
            return SetAside(deal.id, Problem.UNREADABLE, deal.credited)
        shares[match[1]] = shares.get(match[1], Fraction(0)) + Fraction(match[2].replace(",", ".")) / 100
    return shares if sum(shares.values()) == 1 else SetAside(deal.id, Problem.SPLIT, deal.credited)


class Terms(Struct, frozen=True):
    """What decides when money goes back: the clawback clause, the day of the records, whether they tell of payments.

    `measure` is what is paid on: revenue, deals or margin.
    """

    clawback: Clawback | None
    on: date
    payments: bool
    measure: str = "revenue"


def events_of(credit: Credit, terms: Terms) -> list[Event]:
    """The sale, and what took it back: a refund, or commission on a customer who left or did not pay.

    With a clawback clause, money that goes back after its time changes nothing; without one every refund counts.
    """
    deal = credit.deal
    assert deal.closed is not None and deal.amount is not None  # noqa: S101, PT018  (`credits_of` set these aside)
    kind = LineKind.SALE if credit.share == 1 else LineKind.SPLIT
    found = [_event(credit, deal.closed, 0, kind, Fraction(1))]
    back = _refund(credit, terms.clawback)
    if back:
        found.append(back)
    elif terms.clawback and terms.payments:
        found += _unpaid(credit, terms.clawback)
    if terms.measure == "margin":
        found = [replace(event, basis=_margin(event, deal)) for event in found]
    return [event for event in found if event.day <= terms.on]


def _margin(event: Event, deal: Deal) -> Fraction:
    """The margin of an event: of a part that goes back, the same part of it."""
    margin = Fraction(deal.margin or 0)
    return margin * Fraction(event.amount) / Fraction(deal.amount) if deal.amount else margin


def _event(credit: Credit, day: date, rank: int, kind: LineKind, part: Fraction) -> Event:
    deal = credit.deal
    amount = Fraction(deal.amount or 0) * part
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return Event(day, deal.id, rank, deal.closed or day, exact, credit.share, kind, credit.share * part)


def _refund(credit: Credit, clause: Clawback | None) -> Event | None:
    deal = credit.deal
    if not deal.refunded or not deal.amount or deal.closed is None:
        return None
    day = max(deal.refunded_on or deal.closed, deal.closed)
    part = Fraction(abs(deal.refunded)) / Fraction(deal.amount)
    if clause is None:
        return _event(credit, day, 1, LineKind.REFUND, -part)
    if day - deal.closed > timedelta(days=clause.within):
        return None
    return _event(credit, day, 1, LineKind.CLAWBACK, -part * clause.share)


def _unpaid(credit: Credit, clause: Clawback) -> list[Event]:
    """Commission goes back the day after the customer's time to pay has passed, and is paid again when they pay."""
    deal = credit.deal
    assert deal.closed is not None  # noqa: S101
    late = deal.closed + timedelta(days=clause.within + 1)
    if deal.paid_on and deal.paid_on < late:
        return []
    back = _event(credit, late, 1, LineKind.CLAWBACK, -clause.share)
    if deal.paid_on is None:
        return [back]
    return [back, _event(credit, deal.paid_on, 2, LineKind.SALE, clause.share)]
