"""Contracts that end: when, by when notice is to be given, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.progress.as_of import as_of
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State
from salesplan.records.recognise.flags import TRUE

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
