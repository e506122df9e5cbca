"""The waterfall closes for any two exports, and every deal of them is in it once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.base.finding import Unreadable
from salesplan.base.periods import Period
from salesplan.progress.pipeline import money_in
from salesplan.progress.waterfall import ADDS, SAME_DEALS, TAKES, Step, Waterfall, waterfall
from salesplan.records.count.ledger import Deal
from salesplan.records.recognise.crm_words import State
from tests.progress.deals import deal, decided, ledger_of

JANUARY = Period(date(2027, 1, 1), date(2027, 1, 31))
LATER = date(2027, 3, 1)
DUE = date(2027, 1, 20)
MONEY = money_in("EUR")

amounts = st.none() | st.decimals(min_value=-1000, max_value=10**9, places=2)
closes = st.none() | st.dates(date(2026, 12, 1), date(2027, 2, 28))


@st.composite
def exports(draw: st.DrawFn) -> list[Deal]:
    numbers = draw(st.lists(st.integers(1, 12), unique=True))
    return [
        deal(n, state=draw(st.sampled_from(State)), amount=draw(amounts), expected_close=draw(closes)) for n in numbers
    ]


def closes_exactly(found: Waterfall) -> bool:
    def signed(step: Step) -> int:
        return 1 if step in ADDS else -1

    amount = found.bar(Step.OPENING).amount + sum(signed(s) * found.bar(s).amount for s in (*ADDS, *TAKES))
    counted = [step for step in (*ADDS, *TAKES) if step not in SAME_DEALS]
    deals = found.bar(Step.OPENING).deals + sum(signed(s) * found.bar(s).deals for s in counted)
    return (amount, deals) == (found.bar(Step.CLOSING).amount, found.bar(Step.CLOSING).deals)


@given(exports(), exports(), st.sampled_from([None, JANUARY]))
def test_it_adds_up_for_any_two_exports(old: list[Deal], new: list[Deal], period: Period | None) -> None:
    same = deal("same", state=State.CANCELLED)
    found = waterfall([ledger_of([*old, same])], ledger_of([*new, same]), period, MONEY)
    assert closes_exactly(found)
    dated = period and any(one.is_open and one.expected_close for one in (*old, *new))
    due = [one for one in new if one.is_open and (not dated or (one.expected_close and one.expected_close in JANUARY))]
    assert found.bar(Step.CLOSING).deals == len(due)
    assert found.bar(Step.CLOSING).amount == sum(map(MONEY, due))


def test_each_fate_has_its_step() -> None:
    old = [
        deal("kept", expected_close=DUE),
        deal("grown", expected_close=DUE),
        deal("shrunk", expected_close=DUE, amount=50),
        decided("again", State.LOST),
        deal("won", expected_close=DUE),
        deal("lost", expected_close=DUE),
        deal("cancelled", expected_close=DUE),
        deal("pushed", expected_close=DUE),
        deal("pulled", expected_close=LATER),
        deal("parked", expected_close=DUE),
        deal("gone", expected_close=DUE),
        deal("won early", expected_close=LATER),
    ]
    new = [
        deal("kept", expected_close=DUE),
        deal("grown", expected_close=DUE, amount=130),
        deal("shrunk", expected_close=DUE, amount=20),
        deal("again", expected_close=DUE, amount=7),
        decided("won", State.WON, amount=999),
        decided("lost", State.LOST),
        decided("cancelled", State.CANCELLED),
        deal("pushed", expected_close=LATER),
        deal("pulled", expected_close=DUE, amount=40),
        deal("parked", state=State.PARKED),
        deal("new", expected_close=DUE, amount=11),
        deal("new, not due", expected_close=LATER),
        decided("won early", State.WON, amount=5),
        decided("came and won", State.WON, amount=6),
    ]
    found = waterfall([ledger_of(old, date(2027, 1, 1))], ledger_of(new), JANUARY, MONEY)
    assert {bar.step.value: (bar.deals, int(bar.amount)) for bar in found.bars} == {
        "opening": (9, 850),
        "new": (1, 11),
        "pulled_in": (1, 40),
        "reopened": (1, 7),
        "grown": (1, 30),
        "won": (1, 100),
        "lost": (2, 200),
        "pushed_out": (1, 100),
        "shrunk": (1, 30),
        "parked": (1, 100),
        "gone": (1, 100),
        "closing": (6, 308),
    }
    assert [(bar.step, bar.deals, bar.amount) for bar in found.beside] == [
        (Step.WON, 2, Decimal(11)),
        (Step.LOST, 0, Decimal(0)),
    ]


def test_deals_put_off_more_than_twice_are_named() -> None:
    days = [DUE + timedelta(days=7 * n) for n in range(4)]
    files = [
        ledger_of([deal("slow", expected_close=day), deal("back", expected_close=DUE)], date(2027, 1, n + 1))
        for n, day in enumerate(days)
    ]
    found = waterfall(files[:-1], files[-1], None, MONEY)
    assert [(one.deal.id, one.times, one.first, one.last) for one in found.often] == [("slow", 3, days[0], days[-1])]
    assert waterfall(files[1:-1], files[-1], None, MONEY).often == ()


def test_an_export_of_another_system_is_refused() -> None:
    with pytest.raises(Unreadable, match="no deal in common"):
        waterfall([ledger_of([deal("A")])], ledger_of([deal("B")]), None, MONEY)


def test_amounts_of_another_currency_are_not_added() -> None:
    assert MONEY(deal(1, currency="USD")) == 0
    assert MONEY(deal(1, currency="eur")) == Decimal(100)
