"""What is paid at a share of quota, against the statements of somebody who sold exactly that much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesplan.base.periods import parse_period
from salesplan.pay.at_attainment import LEVELS, Own, earnings
from salesplan.pay.quota_of import Person
from tests.pay.test_commission import paid, plan, won

YEAR = parse_period("2027")


def commissions(scheme: str, own: Own | None = None, levels: tuple[Fraction, ...] = LEVELS) -> list[str]:
    known = plan(scheme).compensation[0]
    found = earnings(known, Person("Ada"), YEAR, own or Own("EUR"), levels)
    return [str(one.commission) for one in found]


def test_the_worked_example_of_the_docs() -> None:
    scheme = plan(
        "base: 56000, variable: 36000, per: quarter, quota: 160000, "
        "tiers: [{to: 100%, rate: 5.625%}, {to: 120%, rate: 8%}, {rate: 10%}]"
    ).compensation[0]
    found = earnings(scheme, Person("Ada"), parse_period("2027-Q1"), Own("EUR"))
    assert [str(one.commission) for one in found] == ["7200.00", "9000.00", "11560.00"]
    assert [one.sold for one in found] == [128000, 160000, 192000]
    assert {one.base for one in found} == {Decimal("14000.00")}


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("quota: 1000, rate: 10%", ["80.00", "100.00", "120.00"]),
        ("quota: 1000, variable: 50", ["40.00", "50.00", "60.00"]),
        ("quota: 1000, mode: cliff, tiers: [{to: 99%, rate: 1%}, {rate: 2%}]", ["8.00", "20.00", "24.00"]),
        ("quota: 1000, rate: 10%, cap: 90, floor: 85", ["85.00", "90.00", "90.00"]),
        (
            "quota: 1000, rate: 10%, bonuses: [{name: Over, amount: 7, when: attainment >= 110%}]",
            ["80.00", "100.00", "127.00"],
        ),
        (
            "quota: 1000, rate: 10%, bonuses: [{name: New, amount: 7, when: source = fair}]",
            ["80.00", "100.00", "120.00"],
        ),
        ("quota: {Bo: 1000}, rate: 10%", []),
        ("quota: 10, measure: deals, rate: 10%", []),
    ],
)
def test_cliffs_caps_floors_and_bonuses(scheme: str, expected: list[str]) -> None:
    assert commissions(scheme) == expected


def test_without_a_quota_the_part_of_the_plans_target_is_taken() -> None:
    own = Own("EUR", target=Fraction(500), deal_value=Fraction(100))
    assert commissions("rate: 10%", own) == ["40.00", "50.00", "60.00"]
    assert commissions("per: deal, tiers: [{to: 50, rate: 10%}, {rate: 20%}]", own) == ["60.00", "75.00", "90.00"]
    assert commissions("quota: 10, measure: deals, rate: 10%", own) == ["80.00", "100.00", "120.00"]


TIERS = "tiers: [{{to: {}%, rate: {}%}}, {{to: {}%, rate: {}%}}, {{rate: {}%}}]"


@given(
    some.integers(1, 99), some.integers(100, 200), some.tuples(*[some.integers(0, 30)] * 3),
    some.sampled_from(["marginal", "cliff"]), some.integers(1, 250),
)  # fmt: skip
def test_it_is_what_the_statement_of_such_a_sale_comes_to(
    first: int, second: int, rates: tuple[int, int, int], mode: str, percent: int
) -> None:
    tiers = TIERS.format(first, rates[0], second, rates[1], rates[2])
    known = plan(f"quota: 100000, mode: {mode}, {tiers}")
    sold = won(1, 1000 * percent, date(2027, 5, 5), owner="Ada")
    statement = sum((one.earned for one in paid(known, sold).statements), Decimal(0))
    (found,) = earnings(known.compensation[0], Person("Ada"), YEAR, Own("EUR"), (Fraction(percent, 100),))
    assert found.commission == statement
