"""Commission against published examples, each recomputed, and what must hold whatever the deals."""

# mypy: disable-error-code="comparison-overlap"
from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesplan.model.plan import Plan
from salesplan.pay.commission import Commission, commission
from salesplan.pay.credit import Problem
from salesplan.pay.draws import draw
from salesplan.pay.rounding import round_lines
from salesplan.pay.statement import LineKind
from salesplan.reading.plan import read_plan_text
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State
from salesplan.report.pay.answer import commission_answer

HEAD = "salesplan: 1\ntitle: Pay\ncurrency: {}\nperiod: 2027\ncompensation:\n  - {{name: Sales, {}}}\n"


def plan(scheme: str, currency: str = "EUR") -> Plan:
    reading = read_plan_text(HEAD.format(currency, scheme), "salesplan.yaml")
    assert reading.plan, reading.findings
    return reading.plan


def won(number: int, amount: object, day: date = date(2027, 1, 10), owner: str = "Ada", **more: object) -> Deal:
    deal = {
        **dict.fromkeys(("name", "account", "funnel", "stage_text", "status", "currency"), ""),
        **dict.fromkeys(("path", "stage", "created", "expected_close", "last_activity")),
        "id": str(number),
        "owner": owner,
        "state": State.WON,
        "amount": Decimal(str(amount)),
        "closed": day,
    }
    return Deal(**(deal | more))  # type: ignore[arg-type]


def paid(scheme: Plan, *deals: Deal, on: date = date(2027, 12, 31)) -> Commission:
    return commission(scheme, Ledger(on, (), deals, has_history=False, taken=(), intakes=()))


def earned(scheme: str, *amounts: int) -> Decimal:
    found = paid(plan(scheme), *(won(number, amount) for number, amount in enumerate(amounts, 1)))
    return sum((one.earned for one in found.statements), Decimal(0))


@pytest.mark.parametrize(
    ("scheme", "amounts", "expected"),
    [
        ("tiers: [{to: 1000, rate: 1%}, {rate: 2%}]", (2500,), "40"),
        (
            "per: deal, tiers: [{to: 500, rate: 25%}, {to: 3000, rate: 30%}, {rate: 40%}]",
            (400, 100, 1500, 5000),
            "2225",
        ),
        ("tiers: [{to: 10000, rate: 5%}, {to: 25000, rate: 7%}, {rate: 10%}]", (30000,), "2050"),
        ("tiers: [{to: 100000, rate: 5%}, {to: 125000, rate: 6%}, {rate: 7%}]", (150000,), "8250"),
        ("mode: cliff, tiers: [{to: 10000, rate: 1%}, {to: 50000, rate: 2%}, {rate: 3%}]", (5000,), "50"),
        ("mode: cliff, tiers: [{to: 10000, rate: 1%}, {to: 50000, rate: 2%}, {rate: 3%}]", (15000,), "300"),
        ("mode: cliff, tiers: [{to: 10000, rate: 1%}, {to: 50000, rate: 2%}, {rate: 3%}]", (20000, 40000), "1800"),
        (
            "mode: cliff, tiers: [{to: 10000, rate: 1%}, {to: 50000, rate: 2%}, {to: 100000, rate: 3%}]",
            (60000, 60000),
            "3600",
        ),
        ("tiers: [{to: 1500000, rate: 1.75%}, {rate: 2.5%}]", (1500000,), "26250"),
        ("quota: 1000, tiers: [{to: 50%, rate: 5%}, {to: 100%, rate: 10%, mode: cliff}, {rate: 20%}]", (1500,), "200"),
        ("quota: 1000, tiers: [{to: 50%, rate: 5%}, {to: 100%, rate: 10%, mode: cliff}, {rate: 20%}]", (500,), "25"),
        (
            "quota: 100, variable: 21000, tiers: [{to: 100%, rate: 1%, per: point}, {rate: 2%, per: point}]",
            (105,),
            "23100",
        ),
        (
            "quota: 100, variable: 21000, tiers: [{to: 100%, rate: 1%, per: point}, {rate: 2%, per: point}]",
            (115,),
            "27300",
        ),
        ("quota: 500000, variable: 40000", (250000,), "20000"),
        ("rate: 10%, cap: 500", (9000,), "500"),
        ("rate: 10%, floor: 500", (1000,), "500"),
        ("rate: 5.625%", (160000,), "9000"),
        ("measure: deals, tiers: [{to: 2, rate: 5%}, {rate: 10%}]", (100, 100, 100), "20"),
    ],
)
def test_published_examples(scheme: str, amounts: tuple[int, ...], expected: str) -> None:
    assert earned(scheme, *amounts) == Decimal(expected)


def test_a_deal_over_two_tiers_pays_each_part_at_its_rate() -> None:
    found = paid(
        plan("tiers: [{to: 150000, rate: 4%}, {to: 250000, rate: 6%}, {rate: 8%}]"),
        won(1, 145000),
        won(2, 20000, date(2027, 1, 11)),
    )
    line = found.statements[0].lines[1]
    assert (line.commission, line.rate) == (1100, Fraction("0.055"))
    assert [(part.measured, part.slice.paid) for part in line.parts] == [
        (5000, Fraction("0.04")),
        (15000, Fraction("0.06")),
    ]


def test_a_recoverable_draw_is_carried() -> None:
    owed, told = Decimal(0), []
    for earned_ in (400, 600, 1200, 1500, 1400):
        drawn = draw(Decimal(earned_), Decimal(1000), owed, recoverable=True)
        owed = drawn.owed
        told.append((earned_ + drawn.advance, owed))
    assert told == [(1000, 600), (1000, 1000), (1000, 800), (1000, 300), (1100, 0)]


def test_draws_stand_as_lines_and_the_balance_is_carried_to_the_next_statement() -> None:
    scheme = plan("per: month, rate: 10%, draw: 2000")
    found = paid(scheme, won(1, 15000), won(2, 8000, date(2027, 2, 3)), on=date(2027, 2, 28))
    assert [(one.before_draw, one.earned, one.owed) for one in found.statements] == [
        (1500, 2000, 500),
        (800, 2000, 1700),
    ]
    kept = paid(
        plan("per: month, rate: 10%, draw: {amount: 5000, recoverable: false}"), won(1, 32000), on=date(2027, 1, 31)
    )
    assert [(line.kind, line.commission) for line in kept.statements[0].lines][-1] == (LineKind.DRAW, 1800)
    assert kept.statements[0].owed == 0


def test_a_refund_lowers_commission() -> None:
    found = paid(plan("rate: 4%"), won(1, 1000, refunded=Decimal(200), refunded_on=date(2027, 3, 1)))
    assert [(line.kind, line.commission) for line in found.statements[0].lines] == [("sale", 40), ("refund", -8)]


def test_a_split_is_shared_and_never_counted_whole_twice() -> None:
    found = paid(
        plan("rate: 10%"), won(1, 100000, credited="Ada 60%; Bo 40%"), won(2, 80000, credited="Ada 60%; Bo 40%")
    )
    assert {one.rep: [line.commission for line in one.lines] for one in found.statements} == {
        "Ada": [6000, 4800],
        "Bo": [4000, 3200],
    }
    assert [one.measured for one in found.statements] == [108000, 72000]


@pytest.mark.parametrize("credited", ["Ada 60%; Bo 30%", "Ada 60%; Bo 60%", "Ada; Bo"])
def test_a_split_that_does_not_add_up_is_paid_to_nobody(credited: str) -> None:
    found = paid(plan("rate: 10%"), won(1, 100, credited=credited))
    assert [one.deal for one in found.set_aside] == ["1"]
    assert not any(one.lines for one in found.statements)


def test_clawback_takes_back_a_part_within_its_time_and_nothing_after_it() -> None:
    scheme = plan("rate: 10%, clawback: {within: 90 days, share: 50%}")
    gone = won(1, 100000, refunded=Decimal(100000), refunded_on=date(2027, 2, 1))
    late = won(2, 100000, refunded=Decimal(100000), refunded_on=date(2027, 8, 1))
    found = paid(scheme, gone, late)
    assert [(line.deal, line.kind, line.commission) for line in found.statements[0].lines] == [
        ("1", "sale", 10000),
        ("2", "sale", 10000),
        ("1", "clawback", -5000),
    ]


def test_commission_on_what_was_not_paid_goes_back_and_comes_again() -> None:
    scheme = plan("rate: 10%, clawback: 30 days")
    found = paid(scheme, won(1, 1000, paid_on=date(2027, 1, 20)), won(2, 2000), won(3, 3000, paid_on=date(2027, 5, 1)))
    assert [(line.deal, line.commission) for line in found.statements[0].lines] == [
        ("1", 100),
        ("2", 200),
        ("3", 300),
        ("2", -200),
        ("3", -300),
        ("3", 300),
    ]


def test_currencies_have_their_own_decimals() -> None:
    assert paid(plan("rate: 12.5%", "JPY"), won(1, 1004)).statements[0].earned == Decimal(126)
    assert paid(plan("rate: 12.5%", "KWD"), won(1, "1.004")).statements[0].earned == Decimal("0.126")


def test_commission_on_margin_and_what_has_none() -> None:
    scheme = plan("measure: margin, tiers: [{to: 500, rate: 10%}, {rate: 20%}]")
    part = won(2, 1000, date(2027, 1, 11), margin=Decimal(400), refunded=Decimal(250), refunded_on=date(2027, 3, 1))
    found = paid(scheme, won(1, 1000, margin=Decimal(300)), part, won(3, 1000, date(2027, 1, 12)))
    (one,) = found.statements
    # 300 at 10%; 200 at 10% and 200 at 20%; then a quarter of the deal, so of its margin, goes back at 20%.
    assert [(line.kind, line.amount, line.credited, line.commission) for line in one.lines] == [
        ("sale", 1000, 300, 30),
        ("sale", 1000, 400, 60),
        ("refund", -250, -100, -20),
    ]
    assert one.measured == 600
    assert [(each.deal, each.problem) for each in found.set_aside] == [("3", Problem.NO_MARGIN)]


def test_quotas_of_each_rep_and_bonuses() -> None:
    scheme = plan(
        "quota: {Ada: 1000, Bo: 2000}, rate: 0%, bonuses: [{name: Full, when: attainment >= 100%, amount: 50}]"
    )
    found = paid(scheme, won(1, 1000), won(2, 1000, owner="Bo"))
    assert [(one.rep, one.attainment, one.earned) for one in found.statements] == [
        ("Ada", 1, 50),
        ("Bo", Fraction(1, 2), 0),
    ]


def test_a_bonus_that_no_figure_tells_is_left_to_people_and_said() -> None:
    found = paid(plan("rate: 1%, bonuses: [{name: First order in Tyrol, amount: 1000}]"), won(1, 1000))
    assert found.statements[0].earned == 10
    answer = commission_answer(found, "en", explain=False)
    assert "The bonus First order in Tyrol states no condition" in answer.tables[0].note


AMOUNTS = some.integers(1, 500_000_00).map(lambda cents: Decimal(cents) / 100)
DEALS = some.lists(some.tuples(AMOUNTS, some.integers(0, 360), some.booleans()), max_size=8)
SCHEME = "per: quarter, tiers: [{to: 100000, rate: 3.3%}, {to: 250000, rate: 7.7%}, {rate: 9.1%}]"


def dealt(drawn: list[tuple[Decimal, int, bool]]) -> list[Deal]:
    return [
        won(number, amount, date(2027, 1, 1) + timedelta(days=day), credited="Ada 33.3%; Bo 66.7%" if split else "")
        for number, (amount, day, split) in enumerate(drawn)
    ]


@given(DEALS, some.randoms())
def test_the_order_of_rows_does_not_matter_and_lines_add_up(
    drawn: list[tuple[Decimal, int, bool]], chance: object
) -> None:
    deals = dealt(drawn)
    shuffled = list(deals)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = paid(plan(SCHEME), *deals)
    assert found.statements == paid(plan(SCHEME), *shuffled).statements
    for one in found.statements:
        assert one.earned == sum((line.commission for line in one.lines), Decimal(0))
        exact = sum((line.exact for line in one.lines), Fraction(0))
        assert abs(Fraction(one.earned) - exact) <= Fraction(1, 200), "rounded once, however many lines"


@given(DEALS, AMOUNTS, some.integers(0, 360))
def test_commission_never_falls_when_a_deal_is_added(
    drawn: list[tuple[Decimal, int, bool]], amount: Decimal, day: int
) -> None:
    deals = dealt(drawn)
    more = won(99, amount, date(2027, 1, 1) + timedelta(days=day))
    before, after = (
        {(one.rep, one.period): one.earned for one in paid(plan(SCHEME), *some_deals).statements}
        for some_deals in (deals, [*deals, more])
    )
    assert all(after[key] >= earned_ for key, earned_ in before.items())


@given(some.lists(some.fractions(min_value=-100, max_value=100), max_size=12))
def test_rounded_lines_add_up_and_are_within_a_cent(exact: list[Fraction]) -> None:
    lines = round_lines(exact, "EUR")
    assert abs(Fraction(sum(lines, Decimal(0))) - sum(exact)) <= Fraction(1, 200)
    assert all(abs(Fraction(line) - amount) < Fraction(1, 100) for line, amount in zip(lines, exact, strict=True))


def test_one_name_alone_is_credited_with_all_whoever_owns_the_deal() -> None:
    found = paid(plan("rate: 10%"), won(1, 1000, credited=" Bo "))
    assert [(one.rep, [line.commission for line in one.lines]) for one in found.statements] == [("Bo", [100])]


@pytest.mark.parametrize(("credited", "problem"), [("Ada; Bo", Problem.UNREADABLE), ("Ada 60%; Bo 30%", Problem.SPLIT)])
def test_a_split_that_is_paid_to_nobody_is_said_as_it_was_written(credited: str, problem: Problem) -> None:
    (one,) = paid(plan("rate: 10%"), won(1, 100, credited=credited)).set_aside
    assert (one.deal, one.problem, one.text) == ("1", problem, credited)


def test_what_goes_back_and_comes_again_is_the_whole_deal_once() -> None:
    scheme = plan("rate: 10%, clawback: 30 days")
    found = paid(scheme, won(2, 2000), won(3, 3000, paid_on=date(2027, 5, 1)))
    lines = [(line.deal, line.kind.value, line.day, line.amount) for line in found.statements[0].lines]
    assert lines == [
        ("2", "sale", date(2027, 1, 10), 2000),
        ("3", "sale", date(2027, 1, 10), 3000),
        ("2", "clawback", date(2027, 2, 10), -2000),
        ("3", "clawback", date(2027, 2, 10), -3000),
        ("3", "sale", date(2027, 5, 1), 3000),
    ]
    assert found.statements[0].measured == 3000


def test_without_a_period_statements_reach_from_the_first_won_deal_to_the_last() -> None:
    timeless = plan("rate: 10%").model_copy(update={"period": None})
    assert timeless.dates is None
    days = (date(2027, 3, 4), date(2026, 11, 2), date(2027, 1, 9))
    found = paid(timeless, *(won(number, 1000, day) for number, day in enumerate(days)))
    assert found.period is not None
    assert (found.period.start, found.period.end) == (date(2026, 11, 2), date(2027, 3, 4))
    assert paid(timeless).period is None


def test_a_frame_has_a_row_a_line() -> None:
    frame = paid(plan("rate: 10%"), won(1, 1000, credited="Ada 60%; Bo 40%")).to_frame()
    assert list(frame.columns) == [
        *("rep", "plan", "start", "end", "deal", "kind", "amount", "credited", "rate", "commission")
    ]
    assert [tuple(row) for row in frame[["rep", "deal", "kind", "amount", "credited", "commission"]].to_numpy()] == [
        ("Ada", "1", "split", 1000, 600, 60),
        ("Bo", "1", "split", 1000, 400, 40),
    ]
