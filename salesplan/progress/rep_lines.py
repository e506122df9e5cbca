"""What each person's deals of the period came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.progress.pipeline import money_in
from salesplan.quotas.quota import Quota
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State
from salesplan.records.recognise.synonyms import plain


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


def targets_of(asked: Quota) -> dict[str, Decimal]:
    """Each person's part of the target, over the period and all segments they sell in."""
    found: dict[str, Fraction] = {}
    for slot in asked.assignment.revenue.slots("period", per_rep=True) if asked.assignment else ():
        if slot.rep is not None and slot.amount is not None:
            found[slot.rep] = found.get(slot.rep, Fraction(0)) + slot.amount
    return {rep: round_money(amount, asked.currency) for rep, amount in found.items()}


def rep_lines(plan: Plan, now: Ledger, seen: Period | None, targets: Mapping[str, Decimal]) -> Iterator[RepLine]:
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
