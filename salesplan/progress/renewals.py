"""The contracts of a plan's period that are due for renewal, by month, and how many of those before renewed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.periods import ONE_DAY, Period, add_months, months
from salesplan.base.sentence import sentence
from salesplan.measuring.interval import wilson
from salesplan.model.plan import Plan
from salesplan.progress.as_of import as_of
from salesplan.progress.revenue_goal import funnel_targets
from salesplan.records.count.ledger import Ledger
from salesplan.records.recognise.crm_words import State

if TYPE_CHECKING:
    import pandas as pd
from salesplan.progress.contracts import GONE, KEPT, Contract, contracts


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
