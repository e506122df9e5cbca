"""Who is credited with which deals: splits that add up to the whole, money that went back, and what cannot be paid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import ONE_DAY
from salesplan.base.spelling import fold
from salesplan.model.compensation import Clawback, Instalment
from salesplan.pay.statement import LineKind

if TYPE_CHECKING:
    from salesplan.records.count.ledger import Deal

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


class Step(Struct, frozen=True):
    """A part of a deal's commission, and the day on which it is due."""

    day: date
    share: Fraction


class OfPaid(Struct, frozen=True):
    """Commission that goes back, or comes again: `share` (signed) of what the deal had been paid up to `until`."""

    share: Fraction
    until: date


class Event(Struct, frozen=True):
    """A sale, or money that went back, on a day. `home` is the day the deal was closed.

    `amount` is the deal's own, `share` the part credited; both sales and what takes them back are signed. `basis` is
    what is paid on where that is not the amount: the deal's margin. `steps` say when parts of its commission are due.
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
    steps: tuple[Step, ...] = ()
    of_paid: OfPaid | None = None

    def due(self, day: date) -> Fraction:
        """The share of its commission that is due by a day."""
        return sum((step.share for step in self.steps if step.day <= day), Fraction(0))

    @property
    def credited(self) -> Fraction:
        """The credited part of the amount, or of the margin where that is paid on."""
        return (Fraction(self.amount) if self.basis is None else self.basis) * self.share


def in_time(event: Event) -> tuple[date, str, int, date, Fraction, Fraction]:
    """The order of events: by day, then deal; what is alike in all of it may stand in any order."""
    return event.day, event.deal, event.rank, event.home, Fraction(event.amount), event.share


def credits_of(
    deals: Iterable[Deal], currency: str, names: Mapping[str, str]
) -> tuple[tuple[Credit, ...], tuple[SetAside, ...]]:
    """All shares in won deals, and the deals that cannot be paid.

    `names` holds the spelling of the plan by folded name; others stay as the records have them.
    """
    from salesplan.records.recognise.crm_words import State

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
        found += [Credit(deal, names.get(fold(rep), rep), share) for rep, share in sorted(shares.items()) if share]
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
        name = next((one for one in shares if fold(one) == fold(match[1])), match[1])
        shares[name] = shares.get(name, Fraction(0)) + Fraction(match[2].replace(",", ".")) / 100
    return shares if sum(shares.values()) == 1 else SetAside(deal.id, Problem.SPLIT, deal.credited)


class Terms(Struct, frozen=True):
    """What decides when money goes back: the clawback clause, the day of the records, whether they tell of payments.

    `measure` is what is paid on: revenue, deals or margin. `instalments` are empty where all is paid with the deal.
    """

    clawback: Clawback | None
    on: date
    payments: bool
    measure: str = "revenue"
    instalments: Sequence[Instalment] = ()


def events_of(credit: Credit, terms: Terms) -> list[Event]:
    """The sale, and what took it back: a refund, or commission on a customer who left or did not pay.

    With a clawback clause, money that goes back after its time changes nothing; without one every refund counts.
    """
    deal = credit.deal
    assert deal.closed is not None and deal.amount is not None  # noqa: S101, PT018  (`credits_of` set these aside)
    kind = LineKind.SALE if credit.share == 1 else LineKind.SPLIT
    sale = replace(_event(credit, deal.closed, 0, kind, Fraction(1)), steps=_steps(deal, terms.instalments))
    back = _refund(credit, terms.clawback, sale)
    found = back or [sale]
    if not back and terms.clawback and terms.payments:
        found = _unpaid(credit, terms.clawback, sale)
    if terms.measure == "margin":
        found = [replace(event, basis=_margin(event, deal)) for event in found]
    return [_known(event, terms.on) for event in found if event.day <= terms.on]


def _known(event: Event, on: date) -> Event:
    return replace(event, steps=tuple(step for step in event.steps if step.day <= on))


def _steps(deal: Deal, instalments: Sequence[Instalment]) -> tuple[Step, ...]:
    """When parts of the commission on a deal are due; one that waits for a customer who has not paid is never."""
    assert deal.closed is not None  # noqa: S101
    if not instalments:
        return (Step(deal.closed, Fraction(1)),)
    starts = {"closed": deal.closed, "paid": deal.paid_on and max(deal.paid_on, deal.closed)}
    return tuple(
        Step(start + timedelta(days=one.after or 0), one.share) for one in instalments if (start := starts[one.on])
    )


def _margin(event: Event, deal: Deal) -> Fraction:
    """The margin of an event: of a part that goes back, the same part of it."""
    margin = Fraction(deal.margin or 0)
    return margin * Fraction(event.amount) / Fraction(deal.amount) if deal.amount else margin


def _event(credit: Credit, day: date, rank: int, kind: LineKind, part: Fraction) -> Event:
    deal = credit.deal
    amount = Fraction(deal.amount or 0) * part
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    event = Event(day, deal.id, rank, deal.closed or day, exact, credit.share, kind, credit.share * part)
    return replace(event, steps=(Step(day, Fraction(1)),))


def _refund(credit: Credit, clause: Clawback | None, sale: Event) -> list[Event]:
    """The sale and the refund; nothing where none counts.

    What a clause takes back is a part of what was paid; what is still to come is then paid for the rest only. Without a
    clause the refund is a sale less, whose commission is due as that of the sale is.
    """
    deal = credit.deal
    if not deal.refunded or not deal.amount or deal.closed is None:
        return []
    day = max(deal.refunded_on or deal.closed, deal.closed)
    part = Fraction(abs(deal.refunded)) / Fraction(deal.amount)
    if clause is None:
        steps = tuple(Step(max(day, step.day), step.share) for step in sale.steps)
        return [sale, replace(_event(credit, day, 1, LineKind.REFUND, -part), steps=steps)]
    if day - deal.closed > timedelta(days=clause.within):
        return []
    back = _event(credit, day, 1, LineKind.CLAWBACK, -part)
    left = tuple(replace(step, share=step.share * (1 - part)) if step.day > day else step for step in sale.steps)
    return [replace(sale, steps=left), replace(back, of_paid=OfPaid(-part * clause.share, day))]


def _unpaid(credit: Credit, clause: Clawback, sale: Event) -> list[Event]:
    """Commission goes back the day after the customer's time to pay has passed, and is paid again when they pay.

    What would be due between the two waits for the payment as well.
    """
    deal = credit.deal
    assert deal.closed is not None  # noqa: S101
    late = deal.closed + timedelta(days=clause.within + 1)
    if deal.paid_on and deal.paid_on < late:
        return [sale]
    back = replace(
        _event(credit, late, 1, LineKind.CLAWBACK, Fraction(-1)), of_paid=OfPaid(-clause.share, late - ONE_DAY)
    )
    if deal.paid_on is None:
        return [replace(sale, steps=tuple(step for step in sale.steps if step.day < late)), back]
    waiting = tuple(replace(step, day=max(step.day, deal.paid_on)) if step.day >= late else step for step in sale.steps)
    again = replace(
        _event(credit, deal.paid_on, 2, LineKind.SALE, Fraction(1)), of_paid=OfPaid(clause.share, late - ONE_DAY)
    )
    return [replace(sale, steps=waiting), back, again]
