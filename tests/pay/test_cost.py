"""What commission plans cost at a given revenue, against sums by hand and against statements of the same deals."""

# mypy: disable-error-code="comparison-overlap"
from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesplan.model.plan import Plan
from salesplan.pay.cost import expected_pay, pay_at, pay_costs
from salesplan.reading.plan import read_plan_text
from tests.pay.test_commission import paid, won
from tests.shell import salesplan

TEAM = """
team:
  sales: {members: [{name: Ada}, {name: Bo}]}
  leads: {members: [{name: Mo}]}
"""


def plan(schemes: str, period: str = "2027", more: str = TEAM) -> Plan:
    text = f"salesplan: 1\ntitle: Pay\ncurrency: EUR\nperiod: {period}\n{more}compensation:\n{schemes}"
    reading = read_plan_text(text, "salesplan.yaml")
    assert reading.plan, reading.findings
    return reading.plan


TIERED = (
    "  - {name: Sales, for: [sales], per: quarter, base: 40000, quota: 100000,"
    " tiers: [{to: 100%, rate: 10%}, {rate: 20%}]}\n"
)
LEAD = "  - {name: Lead, for: [leads], override: {of: [sales], rate: 1%}}\n"


def test_a_scheme_at_80_100_and_120_percent() -> None:
    found = pay_costs(plan(TIERED + LEAD))
    # 2 people, 4 quarters: 80,000 x 10%; 100,000 x 10%; 10,000 + 20,000 x 20%. The lead has 1% of what they sell.
    assert [(one.revenue, one.variable, one.base) for one in found] == [
        (640_000, 8 * 8_000 + 6_400, 80_000),
        (800_000, 8 * 10_000 + 8_000, 80_000),
        (960_000, 8 * 14_000 + 9_600, 80_000),
    ]
    assert found[1].rate == Fraction(11, 100)
    assert found[1].total == 168_000


def test_a_quarter_of_a_scheme_by_the_year_costs_a_quarter() -> None:
    scheme = "  - {name: Sales, for: [sales], base: 40000, quota: 400000, rate: 10%}\n"
    (found,) = pay_costs(plan(scheme, "2027-Q2"), (Fraction(1),))
    assert (found.revenue, found.variable, found.base) == (200_000, 20_000, 20_000)


def test_without_a_quota_everybody_has_an_equal_part_of_the_target() -> None:
    more = TEAM + "goals: [{name: Revenue, metric: revenue, target: 90000}]\n"
    scheme = "  - {name: Sales, for: [sales], per: month, rate: 5%}\n"
    found = pay_at(plan(scheme, "2027-Q1", more), Fraction(60_000))
    assert found is not None
    assert (found.attainment, found.variable) == (Fraction(2, 3), 3_000)


def test_per_deal_tiers_need_the_value_of_a_deal() -> None:
    scheme = "  - {name: Sales, for: [sales], per: deal, tiers: [{to: 10000, rate: 5%}, {rate: 10%}]}\n"
    more = TEAM + "goals: [{name: Revenue, metric: revenue, target: 90000}]\n"
    assert pay_costs(plan(scheme, more=more)) == ()
    more += "funnels: [{name: new, deal_value: 30000, stages: [{name: lead, conversion: 50%}]}]\n"
    (found,) = pay_costs(plan(scheme, more=more), (Fraction(1),))
    assert found.variable == 3 * (500 + 2_000)


@pytest.mark.parametrize(
    ("terms", "level", "variable"),
    [
        ("rate: 10%, cap: 5000", "1", 2 * 5_000),
        ("rate: 1%, floor: 5000", "1", 2 * 5_000),
        ("rate: 1%, draw: {amount: 3000, recoverable: false}", "1", 2 * 3_000),
        ("rate: 1%, draw: 3000", "1", 2 * 1_000),
        ("rate: 1%, bonuses: [{name: Full, when: attainment >= 100%, amount: 500}]", "1", 2 * 1_500),
        ("rate: 1%, bonuses: [{name: Full, when: attainment >= 100%, amount: 500}]", "0.9", 2 * 900),
        ("rate: 1%, bonuses: [{name: Large, when: amount >= 100, amount: 500}]", "1", 2 * 1_000),
        ("variable: 20000", "0.5", 2 * 10_000),
    ],
)
def test_limits_bonuses_and_advances(terms: str, level: str, variable: int) -> None:
    scheme = f"  - {{name: Sales, for: [sales], quota: 100000, {terms}}}\n"
    (found,) = pay_costs(plan(scheme), (Fraction(level),))
    assert found.variable == variable


def test_nobody_is_counted_twice_for_two_measures_of_the_same_sales() -> None:
    goals = "goals: [{name: Revenue, metric: revenue, target: 100000}]\n"
    funnels = "funnels: [{name: new, deal_value: 10000, stages: [{name: lead, conversion: 50%}]}]\n"
    schemes = (
        "  - {name: Money, for: [Ada], quota: 100000, rate: 5%}\n"
        "  - {name: Count, for: [Ada], measure: deals, quota: 10, rate: 1%}\n"
    )
    (found,) = pay_costs(plan(schemes, more=TEAM + goals + funnels), (Fraction(1),))
    assert (found.revenue, found.variable) == (100_000, 6_000)


def test_a_headcount_is_paid_too_and_a_plan_without_pay_costs_nothing() -> None:
    scheme = "  - {name: Sales, for: [sales], quota: 100000, rate: 10%}\n"
    (found,) = pay_costs(plan(scheme, more="team: {sales: {headcount: 3}}\n"), (Fraction(1),))
    assert found.variable == 30_000
    none = read_plan_text("salesplan: 1\ntitle: Pay\nperiod: 2027\n", "salesplan.yaml").plan
    assert none is not None
    assert pay_costs(none) == ()
    assert pay_at(none, Fraction(1)) is None


SCHEMES = (
    TIERED,
    TIERED.replace("quota: 100000,", "quota: 100000, mode: cliff,"),
    TIERED.replace("{rate: 20%}", "{to: 110%, rate: 20%}, {rate: 3%}"),
    TIERED.replace("per: quarter,", "per: month, cap: 9000,"),
)


@given(some.sampled_from(SCHEMES), some.integers(0, 200_000))
def test_the_cost_is_what_statements_of_such_sales_come_to(scheme: str, each: int) -> None:
    """The same sales as deals, one a person and period, and their statements: the cost is their sum."""
    scheme_plan = plan(scheme)
    level = Fraction(each, 100_000)
    (found,) = pay_costs(scheme_plan, (level,))
    months = (1, 4, 7, 10) if "quarter" in scheme else range(1, 13)
    deals = [
        won(f"{owner}{month}", each, date(2027, month, 10), owner)  # type: ignore[arg-type]
        for owner in ("Ada", "Bo")
        for month in months
    ]
    statements = paid(scheme_plan, *deals).statements
    assert found.variable == sum((one.earned for one in statements), Decimal(0))


def test_what_is_expected_is_the_mean_of_what_the_futures_cost() -> None:
    found = expected_pay(plan(TIERED), [Fraction(640_000), Fraction(960_000)])
    assert found is not None
    assert (found.revenue, found.variable) == (800_000, (64_000 + 112_000) / 2)
    assert found.variable > pay_costs(plan(TIERED), (Fraction(1),))[0].variable, "the accelerator is paid in good times"
    assert expected_pay(plan("  - {name: Sales, rate: 5%}\n", more=""), [Fraction(1)]) is None


def test_the_command_says_what_the_scheme_costs_and_its_effective_rate(tmp_path: Path) -> None:
    text = f"salesplan: 1\ntitle: Pay\ncurrency: EUR\nperiod: 2027\n{TEAM}compensation:\n{TIERED}{LEAD}"
    (tmp_path / "salesplan.yaml").write_text(text, encoding="utf-8")
    rows = ["id,owner,status,amount,created,closed,credited", "1,Ada,won,1000,2026-10-01,2027-01-10,Ada 60%; Bo 40%"]
    rows += [f"{year}{month},Ada,won,30000,{year}-{month:02}-01,{year}-{month:02}-25," for year in (2025, 2026)
             for month in range(1, 13)]  # fmt: skip
    (tmp_path / "deals.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    ended = salesplan(tmp_path, "commission", "--deals", "deals.csv", "--format", "json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out, parse_float=Decimal)
    assert (found["sold"], found["effective_rate"]) == (1000, Decimal("0.11")), "a split deal is sold once"
    assert [one["variable"] for one in found["cost"]["levels"]] == [70_400, 88_000, 121_600]
    assert found["cost"]["expected"] is None
    foreseen = salesplan(tmp_path, "commission", "--deals", "deals.csv", "--expected", "--format", "json")
    assert foreseen.code == 0, foreseen.err
    expected = json.loads(foreseen.out, parse_float=Decimal)["cost"]["expected"]
    assert expected["variable"] + expected["base"] == expected["total"]
    assert 0 < expected["rate"] < 1
    shown = salesplan(tmp_path, "commission", "--deals", "deals.csv", "--expected")
    assert "as forecast" in shown.out
    assert "Effective rate: 11% of the €1,000 that was sold." in shown.out
    assert "What the commission plans cost" not in salesplan(
        tmp_path, "commission", "--deals", "deals.csv", "--rep", "Ada"
    ).out  # fmt: skip
