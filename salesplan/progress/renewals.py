"""Contracts that end: which are due when, by when notice is to be given, what became of them, and how many renew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.periods import ONE_DAY, Period, add_months, months
from salesplan.base.sentence import sentence
from salesplan.measuring.interval import wilson
from salesplan.model.plan import Plan
from salesplan.progress.as_of import as_of
from salesplan.progress.revenue_goal import funnel_targets
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State
from salesplan.records.recognise.flags import TRUE

if TYPE_CHECKING:
    import pandas as pd

EARLY: Final = timedelta(days=183)
LATE: Final = timedelta(days=92)
"""A contract that starts so long before or after another one ends renews it."""


class Status(StrEnum):
    """What became of a contract that ends."""

    RENEWED = "renewed"
    AUTOMATIC = "renewed automatically"
    TALKS = "in talks"
    DUE = "due"
    LOST = "lost"
    LAPSED = "lapsed"


KEPT: Final = (Status.RENEWED, Status.AUTOMATIC)
GONE: Final = (Status.LOST, Status.LAPSED)


class Contract(Struct, frozen=True):
    """A contract that `ends`. `notice_by` is the last day to give notice, None where the records state no notice.

    `renewed_by` is the deal that renewed it, `renewed_amount` that deal's amount, or its own where it goes
    on by itself.
    """

    deal: str
    name: str
    account: str
    owner: str
    amount: Decimal
    ends: date
    notice_by: date | None
    automatic: bool
    status: Status
    renewed_by: str = ""
    renewed_amount: Decimal = Decimal(0)

    @property
    def is_decided(self) -> bool:
        """Whether it was kept or is gone."""
        return self.status in {*KEPT, *GONE}

    @property
    def acts_by(self) -> date:
        """The day by which somebody has to act: that of notice, else the contract's last."""
        return self.notice_by or self.ends


class MonthDue(Struct, frozen=True):
    """The contracts that end in a month: all of them, kept, gone; amounts in the plan's currency."""

    period: Period
    contracts: int
    amount: Decimal
    kept: int
    gone: int


class RenewalRate(Struct, frozen=True):
    """Contracts kept / contracts decided, and the amount they go on with / the amount that ended."""

    kept: int
    decided: int
    kept_amount: Decimal
    ended_amount: Decimal

    @property
    def value(self) -> Fraction | None:
        """By number of contracts."""
        return Fraction(self.kept, self.decided) if self.decided else None

    @property
    def by_amount(self) -> Fraction | None:
        """By amount; more than 1 where contracts grew."""
        return Fraction(self.kept_amount) / Fraction(self.ended_amount) if self.ended_amount else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% Wilson interval of the rate by number."""
        return wilson(self.kept, self.decided)


class Renewals(Struct, frozen=True):
    """The contracts of a period, by when somebody has to act, with the rates of it and of the year before.

    `expected` is what is kept and what of the undecided is expected to be, at `odds`: the rate of the year before, or
    that of the plan's renewal funnels (`basis`: records or plan); None where neither is known. `weight` is how many
    contracts those odds weigh, None for the plan's. `target` is what the plan's renewal funnels are to bring.
    """

    on: date
    period: Period
    currency: str
    contracts: tuple[Contract, ...]
    months: tuple[MonthDue, ...]
    rate: RenewalRate
    before: RenewalRate
    odds: Fraction | None
    basis: str
    target: Fraction | None
    weight: int | None = None

    @property
    def ending(self) -> tuple[Contract, ...]:
        """The contracts that end in the period; others only have their notice due in it."""
        return tuple(one for one in self.contracts if one.ends in self.period)

    @property
    def kept(self) -> Decimal:
        """What the contracts that were kept go on with."""
        return sum((one.renewed_amount for one in self.ending if one.status in KEPT), Decimal(0))

    @property
    def undecided(self) -> Decimal:
        """What the contracts of which nothing is decided are worth."""
        return sum((one.amount for one in self.ending if not one.is_decided), Decimal(0))

    @property
    def expected(self) -> Fraction | None:
        """Kept + undecided x odds."""
        return None if self.odds is None else Fraction(self.kept) + Fraction(self.undecided) * self.odds

    def to_frame(self) -> pd.DataFrame:
        """A row a contract: deal, account, owner, amount, ends, notice_by, status."""
        import pandas as pd

        columns = ["deal", "account", "owner", "amount", "ends", "notice_by", "status"]
        rows = [(c.deal, c.account, c.owner, c.amount, c.ends, c.notice_by, c.status.value) for c in self.contracts]
        return pd.DataFrame(rows, columns=columns)


def renewals(plan: Plan | None, records: Ledger, within: Period | None = None) -> Renewals:
    """The contracts that end, or whose notice is due, in the plan's period; without one, in the year of the records.

    `within` is another period than the plan's.

    Raises:
        Unreadable: no won deal says when its contract ends.
    """
    records = as_of(records, records.on)
    if not any(deal.contract_end for deal in records.deals if deal.state is State.WON):
        hint = sentence("tell which column holds the last day of the contract: --map contract_end=HEADER")
        raise Unreadable("no won deal says when its contract ends", hint)
    year = Period(date(records.on.year, 1, 1), date(records.on.year, 12, 31))
    period = within or (plan.dates if plan else None) or year
    every = contracts(plan, records)
    found = sorted(
        (one for one in every if one.ends in period or one.acts_by in period), key=lambda one: (one.acts_by, one.deal)
    )
    past = Period(add_months(period.start, -12), period.start - ONE_DAY)
    rate, before = (rate_of([one for one in every if one.ends in span]) for span in (period, past))
    odds, weight = _measured(before)
    basis = "records"
    if odds is None:
        odds, basis = _planned(plan), "plan"
    return Renewals(
        on=records.on,
        period=period,
        currency=(plan.currency if plan else None) or "",
        contracts=tuple(found),
        months=tuple(_month(part, found) for part in months(period)),
        rate=rate,
        before=before,
        odds=odds,
        basis=basis if odds is not None else "",
        target=_target(plan),
        weight=weight,
    )


def has_renewals(plan: Plan) -> bool:
    """Whether the plan has a funnel of renewals."""
    return any(funnel.kind == "renewal" for funnel in plan.funnels)


def planned_renewals(plan: Plan | None, records: Ledger, within: Period | None = None) -> Renewals | None:
    """The same for a plan with a funnel of renewals, where the records tell of contracts; else None."""
    if plan is None or not has_renewals(plan):
        return None
    try:
        return renewals(plan, records, within)
    except Unreadable:
        return None


def contracts(plan: Plan | None, records: Ledger) -> tuple[Contract, ...]:
    """Every contract whose last day the records tell, with what became of it by the day of the records."""
    records = as_of(records, records.on)
    names = {funnel.name for funnel in plan.funnels if funnel.kind == "renewal"} if plan else set()
    own = {place for place, path in enumerate(records.paths) if path.name in names}
    by_account: dict[str, list[Deal]] = {}
    for deal in sorted(records.deals, key=lambda deal: deal.id):
        by_account.setdefault(account_of(deal), []).append(deal)
    found = [
        _contract(deal, by_account[account_of(deal)], own, records.on)
        for deal in records.deals
        if deal.state is State.WON and deal.contract_end is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.ends, one.deal)))


def act_within(plan: Plan | None, records: Ledger, days: Period) -> tuple[Contract, ...]:
    """The contracts of which nothing is decided and whose notice is due, or which end, within some days; in order."""
    found = [
        one for one in contracts(plan, records) if not one.is_decided and (one.acts_by in days or one.ends in days)
    ]
    return tuple(sorted(found, key=lambda one: (next_act(one, days), one.deal)))


def next_act(one: Contract, days: Period) -> date:
    """What comes first within some days: the last day of notice, else the contract's last day."""
    return one.acts_by if one.acts_by in days else one.ends


def account_of(deal: Deal) -> str:
    """Whose contract it is: the account, or the deal's name or id where there is none."""
    return deal.account.casefold() or deal.name.casefold() or deal.id


def _contract(deal: Deal, siblings: Sequence[Deal], own: set[int], on: date) -> Contract:
    assert deal.contract_end is not None  # noqa: S101  (the caller asks for contracts only)
    notice = deal.contract_end - timedelta(days=int(deal.notice_days)) if deal.notice_days is not None else None
    automatic = deal.auto_renew.strip().casefold() in TRUE
    others = [one for one in siblings if one.id != deal.id]
    follower = next((one for one in others if _renews(one, deal, own)), None)
    status = _status(deal, others, own, (on, notice, automatic)) if follower is None else Status.RENEWED
    amount = deal.amount or Decimal(0)
    goes_on = (follower.amount or Decimal(0)) if follower else amount if status is Status.AUTOMATIC else Decimal(0)
    return Contract(
        deal=deal.id,
        name=deal.name,
        account=deal.account,
        owner=deal.owner,
        amount=amount,
        ends=deal.contract_end,
        notice_by=notice,
        automatic=automatic,
        status=status,
        renewed_by=follower.id if follower else "",
        renewed_amount=goes_on,
    )


def _renews(other: Deal, deal: Deal, own: set[int]) -> bool:
    """Whether a won deal goes on where a contract ends: one that starts around its end, or is of a renewal funnel."""
    start = other.contract_start or (other.closed if other.path in own else None)
    if other.state is not State.WON or start is None or deal.contract_end is None:
        return False
    first = deal.contract_start or deal.closed
    return _is_near(start, deal.contract_end) and (first is None or start > first)


def _is_near(day: date, end: date) -> bool:
    return end - EARLY <= day <= end + LATE


def _status(deal: Deal, others: Iterable[Deal], own: set[int], terms: tuple[date, date | None, bool]) -> Status:
    """What became of a contract that nothing renewed yet."""
    (on, notice, automatic), end = terms, deal.contract_end
    assert end is not None  # noqa: S101
    talks = [one for one in others if one.path in own]
    gone = (State.LOST, State.CANCELLED)
    if any(one.state in gone and one.closed and _is_near(one.closed, end) for one in talks):
        return Status.LOST
    if automatic and on > (notice or end):
        return Status.AUTOMATIC
    if on > end:
        return Status.LAPSED
    return Status.TALKS if any(one.is_open for one in talks) else Status.DUE


def rate_of(found: Iterable[Contract]) -> RenewalRate:
    """The rate of contracts of which it is decided whether they go on."""
    decided = [one for one in found if one.is_decided]
    kept = [one for one in decided if one.status in KEPT]
    return RenewalRate(
        len(kept),
        len(decided),
        sum((one.renewed_amount for one in kept), Decimal(0)),
        sum((one.amount for one in decided), Decimal(0)),
    )


def _month(part: Period, found: Sequence[Contract]) -> MonthDue:
    here = [one for one in found if one.ends in part]
    return MonthDue(
        period=part,
        contracts=len(here),
        amount=sum((one.amount for one in here), Decimal(0)),
        kept=sum(1 for one in here if one.status in KEPT),
        gone=sum(1 for one in here if one.status in GONE),
    )


def _measured(before: RenewalRate) -> tuple[Fraction | None, int | None]:
    """The odds that past contracts tell, and how many contracts they weigh: the mean and the weight of a Beta.

    Where all were kept, or none, that is no certainty: half a contract of the other kind is added (Jeffreys, 1946).
    """
    if not before.decided:
        return None, None
    if before.kept in {0, before.decided}:
        return (before.kept + Fraction(1, 2)) / (before.decided + 1), before.decided + 1
    return before.value, before.decided


def _planned(plan: Plan | None) -> Fraction | None:
    """The share of renewals that the plan counts on: the conversions of its renewal funnel, multiplied."""
    for funnel in plan.funnels if plan else ():
        rates = [stage.conversion for stage in funnel.stages]
        if funnel.kind == "renewal" and rates and all(rates):
            return prod((rate for rate in rates if rate), start=Fraction(1))
    return None


def _target(plan: Plan | None) -> Fraction | None:
    if plan is None:
        return None
    parts = [
        target
        for funnel, target in zip(plan.funnels, funnel_targets(plan), strict=True)
        if funnel.kind == "renewal" and target is not None
    ]
    return sum(parts, Fraction(0)) if parts else None
