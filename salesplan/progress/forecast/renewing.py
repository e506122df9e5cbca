"""Renewals in a forecast: which contracts count, and which deals they stand for, so that nothing counts twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import ONE_DAY, Period
from salesplan.model.plan import Plan
from salesplan.progress.as_of import as_of
from salesplan.progress.contracts import Contract, Status, account_of, contracts
from salesplan.progress.forecast.due import Due, Standing
from salesplan.progress.forecast.outlook import Open, Outlook
from salesplan.progress.forecast.replay import Basis, amounts_of
from salesplan.progress.forecast.timeline import STAGES_OF_A_PATH, Timeline
from salesplan.progress.renewals import has_renewals, planned_renewals
from salesplan.progress.revenue_goal import funnel_targets
from salesplan.records.count.ledger import Deal, Ledger, is_foreign

STANDING = frozenset({Status.AUTOMATIC, Status.TALKS, Status.DUE})
"""What counts as a contract: the others are a won deal, or nothing."""


class Renewing(Struct, frozen=True):
    """The contracts due; as places in the timeline, the open deals they stand for, and the deals that renewed any."""

    due: Due
    talks: frozenset[int]
    renewed: tuple[int, ...]

    def counted(self, outlook: Outlook, basis: Basis, *, own: bool) -> Outlook:
        """The outlook with the contracts (1 each where deals are counted), and without the deals they stand for."""
        contracts = self.due.contracts
        if not basis.in_money:
            contracts = tuple(replace(one, amount=1.0) for one in contracts)
        groups = tuple(left for group in outlook.groups if (left := self._left(group, basis, own=own)))
        return replace(outlook, groups=groups, due=replace(self.due, contracts=contracts))

    def _left(self, group: Open, basis: Basis, *, own: bool) -> Open | None:
        deals = tuple(place for place in group.deals if place not in self.talks)
        if len(deals) == len(group.deals) or not deals:
            return group if deals else None
        if not basis.in_money:
            return replace(group, deals=deals, amounts=((1.0, len(deals)),))
        amounts = amounts_of(basis.line, np.array(deals, dtype=np.int64)) if own else ((None, len(deals)),)
        return replace(group, deals=deals, amounts=amounts)


def renewing(plan: Plan | None, records: Ledger, line: Timeline, within: Period | None = None) -> Renewing | None:
    """The contracts that end in the plan's period, or in another; None where it renews none, or no odds are known.

    What is told is what was known on the records' day.
    """
    found = planned_renewals(plan, records, within)
    if plan is None or found is None or found.odds is None or not found.ending:
        return None
    known = as_of(records, records.on)
    every, paths = contracts(plan, known), _paths(plan, records)
    places = {deal.id: place for place, deal in reversed(list(enumerate(records.deals)))}
    is_over = records.on >= found.period.end
    standing = [
        one
        for one in found.ending
        if one.status in STANDING
        and not (is_over and one.status is not Status.AUTOMATIC)
        and not is_foreign(records.deals[places[one.deal]], found.currency)
    ]
    mine = {one.deal for one in standing}
    talks = [deal for deal, contract in _talks(known, every, paths) if contract in mine]
    at = {int(origin): place for place, origin in enumerate(line.origin)}
    return Renewing(
        due=Due(
            contracts=tuple(
                Standing(places[one.deal], float(one.amount), one.status is Status.AUTOMATIC) for one in standing
            ),
            rate=float(found.odds),
            weight=found.weight,
            stage=min(paths, default=len(records.paths)) * STAGES_OF_A_PATH,
        ),
        talks=frozenset(_placed(talks, places, at)),
        renewed=tuple(_placed((one.renewed_by for one in every if one.renewed_by), places, at)),
    )


class Automatic(Struct, frozen=True):
    """The contracts of a period that is over which renewed by themselves: since when that is sure, and the amount."""

    period: Period
    parts: tuple[tuple[date, float], ...]

    @property
    def whole(self) -> float:
        """What they go on with."""
        return sum(amount for _, amount in self.parts)

    def after(self, day: date) -> float:
        """What became certain after a day."""
        return sum(amount for since, amount in self.parts if since > day)


def automatic(plan: Plan | None, records: Ledger, within: Period, *, in_money: bool) -> Automatic:
    """What renewed by itself in a period, as known on the day after it; nothing where the plan renews no contracts."""
    if plan is None or not has_renewals(plan):
        return Automatic(within, ())
    deals = {deal.id: deal for deal in records.deals}
    found = [
        one
        for one in contracts(plan, replace(records, on=within.end + ONE_DAY))
        if one.ends in within
        and one.status is Status.AUTOMATIC
        and not is_foreign(deals[one.deal], plan.currency or "")
    ]
    return Automatic(within, tuple((one.acts_by + ONE_DAY, float(one.amount) if in_money else 1.0) for one in found))


def other_share(plan: Plan) -> float:
    """The share of the plan's revenue that funnels other than those of renewals are to bring; 1 where none is known."""
    pairs = [(funnel, target or Fraction(0)) for funnel, target in zip(plan.funnels, funnel_targets(plan), strict=True)]
    whole = sum((target for _, target in pairs), Fraction(0))
    others = sum((target for funnel, target in pairs if funnel.kind != "renewal"), Fraction(0))
    return float(others / whole) if whole else 1.0


def _paths(plan: Plan, records: Ledger) -> frozenset[int]:
    names = {funnel.name for funnel in plan.funnels if funnel.kind == "renewal"}
    return frozenset(place for place, path in enumerate(records.paths) if path.name in names)


def _talks(known: Ledger, every: Sequence[Contract], paths: frozenset[int]) -> Iterator[tuple[str, str]]:
    """Each open deal of renewals with the contract of its account that it is about: the one that ends nearest."""
    accounts = {deal.id: account_of(deal) for deal in known.deals}
    standing: dict[str, list[Contract]] = {}
    for one in every:
        if one.status in STANDING:
            standing.setdefault(accounts[one.deal], []).append(one)
    for deal in known.deals:
        if deal.is_open and deal.path in paths and account_of(deal) in standing:
            yield deal.id, _nearest(deal, standing[account_of(deal)]).deal


def _nearest(deal: Deal, own: Sequence[Contract]) -> Contract:
    day = deal.contract_start or deal.expected_close or deal.created or own[0].ends
    return min(own, key=lambda one: (abs(one.ends - day), one.ends, one.deal))


def _placed(ids: Iterable[str], places: dict[str, int], at: dict[int, int]) -> list[int]:
    """The places in the timeline of deals that have one."""
    return sorted({at[places[one]] for one in ids if places[one] in at})
