"""What became of the pipeline between two exports, to the deal: it adds up from opening to closing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.periods import Period
from salesplan.base.sentence import day, grouped, sentence
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State

OFTEN = 2
"""A deal whose close was put off more often than this is named."""

Money = Callable[[Deal], Decimal]
"""What a deal counts for, in the plan's currency; 0 where that is not known."""


class Step(StrEnum):
    """A step of the waterfall. NEW, PULLED_IN, REOPENED and GROWN add; WON to SHRUNK take away."""

    OPENING = "opening"
    NEW = "new"
    PULLED_IN = "pulled_in"
    REOPENED = "reopened"
    GROWN = "grown"
    WON = "won"
    LOST = "lost"
    PUSHED_OUT = "pushed_out"
    SHRUNK = "shrunk"
    PARKED = "parked"
    GONE = "gone"
    CLOSING = "closing"


ADDS = (Step.NEW, Step.PULLED_IN, Step.REOPENED, Step.GROWN)
TAKES = (Step.WON, Step.LOST, Step.PUSHED_OUT, Step.SHRUNK, Step.PARKED, Step.GONE)
SAME_DEALS = frozenset({Step.GROWN, Step.SHRUNK})
"""Steps that change the amount of deals which stay: their number is told, and is in no sum."""


class Bar(Struct, frozen=True):
    """A step: how many deals, and what they come to. Both are zero or more; the step tells the direction."""

    step: Step
    deals: int
    amount: Decimal


class Pushed(Struct, frozen=True):
    """A deal whose expected close was put off `times` times between exports, from `first` to `last`."""

    deal: Deal
    times: int
    first: date
    last: date


class Waterfall(Struct, frozen=True):
    """From the export of `since` to that of `on`, of deals due in `period` (None: of all open deals).

    `beside` are deals that stand in no sum: decided without having been due, or come and gone between the exports.
    `often` are the deals put off more than twice, `unpriced` those open in the earlier export without an amount.
    """

    since: date
    on: date
    period: Period | None
    bars: tuple[Bar, ...]
    beside: tuple[Bar, ...]
    often: tuple[Pushed, ...]
    unpriced: int = 0

    def bar(self, step: Step) -> Bar:
        """The bar of a step."""
        return next(bar for bar in self.bars if bar.step is step)


def key_of(deal: Deal) -> str:
    """What a deal is known by in every export: its id, or its name and account where reports have no ids."""
    return deal.id or f"\x1f{deal.name}\x1f{deal.account}"


def waterfall(exports: Sequence[Ledger], now: Ledger, period: Period | None, money: Money) -> Waterfall:
    """What happened between the earliest of `exports` and `now`; those between only tell how often closes moved.

    Raises:
        Unreadable: an earlier export has no deal in common with this one.
    """
    earlier = sorted(exports, key=lambda export: export.on)
    for export in earlier:
        _must_meet(export, now)
    old, new = _by_key(earlier[0].deals), _by_key(now.deals)
    within = _due_test(period, (*old.values(), *new.values()))
    moves = [_move(old.get(key), new.get(key), within, money) for key in {**old, **new}]
    return Waterfall(
        since=earlier[0].on,
        on=now.on,
        period=None if within is _always else period,
        bars=tuple(_bars(moves, Step)),
        beside=tuple(_beside(old, new, within, money)),
        often=tuple(often_pushed([*earlier, now])),
        unpriced=sum(deal.is_open and deal.amount is None for deal in old.values()),
    )


def _must_meet(export: Ledger, now: Ledger) -> None:
    old, new = set(map(key_of, export.deals)), set(map(key_of, now.deals))
    if old and new and not old & new:
        raise Unreadable(
            sentence(
                "the earlier export has no deal in common with this one: {deals} there, {new} here",
                deals=_deals(old),
                new=grouped(len(new)),
            ),
            "give --since an earlier export of the same system, with the same ids"
            if export.on <= now.on
            else sentence(
                "it tells of {day}, which is after {on}: give --since an older file, or --on a later day",
                day=day(export.on),
                on=day(now.on),
            ),
        )


def _deals(found: set[str]) -> str:
    return f"{len(found):,} deal{'s' if len(found) != 1 else ''}"


def _by_key(deals: Iterable[Deal]) -> dict[str, Deal]:
    return {key_of(deal): deal for deal in deals}


def is_due(deal: Deal, period: Period) -> bool:
    """Whether a deal is expected to close in the period."""
    return deal.expected_close is not None and deal.expected_close in period


def _always(_deal: Deal) -> bool:
    return True


def _due_test(period: Period | None, deals: Iterable[Deal]) -> Callable[[Deal], bool]:
    """Due in the period; every deal where there is none, or no open deal of either export says when it will close."""
    if period is None or not any(deal.is_open and deal.expected_close for deal in deals):
        return _always
    return lambda deal: is_due(deal, period)


Move = tuple[tuple[Step, Decimal], ...]


def _move(old: Deal | None, new: Deal | None, within: Callable[[Deal], bool], money: Money) -> Move:
    """The steps that one deal is part of, with the amount of each."""
    before = old if old is not None and old.is_open and within(old) else None
    after = new if new is not None and new.is_open and within(new) else None
    steps: list[tuple[Step, Decimal]] = []
    if before is not None:
        steps.append((Step.OPENING, money(before)))
    if after is not None:
        steps.append((Step.CLOSING, money(after)))
    if before is not None and after is not None:
        change = money(after) - money(before)
        steps += [(Step.GROWN if change > 0 else Step.SHRUNK, abs(change))] if change else []
    elif before is not None:
        steps.append((_left(new), money(before)))
    elif after is not None:
        steps.append((_came(old), money(after)))
    return tuple(steps)


def _left(new: Deal | None) -> Step:
    if new is None:
        return Step.GONE
    match new.state:
        case State.WON:
            return Step.WON
        case State.LOST | State.CANCELLED:
            return Step.LOST
        case State.PARKED:
            return Step.PARKED
        case State.OPEN:
            return Step.PUSHED_OUT
        case State.UNKNOWN:
            return Step.GONE


def _came(old: Deal | None) -> Step:
    if old is None:
        return Step.NEW
    return Step.PULLED_IN if old.is_open else Step.REOPENED


def _bars(moves: Iterable[Move], steps: Iterable[Step]) -> Iterable[Bar]:
    deals: Counter[Step] = Counter()
    amounts: dict[Step, Decimal] = {}
    for move in moves:
        for step, amount in move:
            deals[step] += 1
            amounts[step] = amounts.get(step, Decimal(0)) + amount
    return (Bar(step, deals[step], amounts.get(step, Decimal(0))) for step in steps)


def _beside(
    old: Mapping[str, Deal], new: Mapping[str, Deal], within: Callable[[Deal], bool], money: Money
) -> Iterable[Bar]:
    """Deals in no sum: won or lost since without having been open and due in the earlier export."""
    moves: list[Move] = []
    for key, deal in new.items():
        before = old.get(key)
        if before is not None and not (before.is_open and not within(before)):
            continue
        if deal.state is State.WON:
            moves.append(((Step.WON, money(deal)),))
        elif deal.state in {State.LOST, State.CANCELLED}:
            moves.append(((Step.LOST, money(deal)),))
    return _bars(moves, (Step.WON, Step.LOST))


def often_pushed(exports: Sequence[Ledger], more_than: int = OFTEN) -> Iterable[Pushed]:
    """Deals still open whose close was put off more than so many times from one export to the next, the most first."""
    seen: dict[str, list[date]] = {}
    for export in exports:
        for deal in export.deals:
            if deal.is_open and deal.expected_close is not None:
                seen.setdefault(key_of(deal), []).append(deal.expected_close)
    found = []
    for deal in exports[-1].deals:
        days = seen.get(key_of(deal), [])
        times = sum(after > before for before, after in pairwise(days))
        if deal.is_open and times > more_than:
            found.append(Pushed(deal, times, days[0], days[-1]))
    return sorted(found, key=lambda one: (-one.times, one.deal.expected_close or date.max, one.deal.id))
