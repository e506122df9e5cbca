"""What tiers pay at quota, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesplan.checks.compensation import paid_at_quota
from salesplan.reading.plan import read_plan, read_plan_text

ROOT = Path(__file__).parents[2]
HEAD = "salesplan: 1\ntitle: T\ncurrency: EUR\ncompensation:\n  - {name: x, per: quarter, "


@pytest.mark.parametrize(
    ("scheme", "a_year"),
    [
        ("quota: 160000, tiers: [{to: 100%, rate: 5.625%}, {rate: 8%}]", 36_000),
        ("quota: 190000, mode: cliff, tiers: [{to: 80%, rate: 1.5%}, {to: 100%, rate: 2%}, {rate: 3%}]", 15_200),
        ("quota: 190000, mode: cliff, tiers: [{to: 80%, rate: 1.5%}, {to: 99%, rate: 2%}, {rate: 3%}]", 22_800),
        ("quota: 250000, tiers: [{to: 150000, rate: 4%}, {to: 250000, rate: 6%}, {rate: 8%}]", 48_000),
        ("quota: 30000, tiers: [{to: 10000, rate: 5%}, {to: 25000, rate: 7%}, {rate: 10%}]", 8_200),
        ("quota: 100, measure: deals, tiers: [{rate: 5%}]", None),
        ("tiers: [{rate: 5%}]", None),
        ("quota: 100", None),
    ],
)
def test_tiers_pay_at_quota_what_a_hand_works_out(scheme: str, a_year: int | None) -> None:
    reading = read_plan_text(HEAD + scheme + "}\n")
    assert reading.plan
    assert paid_at_quota(reading.plan.compensation[0]) == a_year


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_variable_pay_of_the_examples_is_exactly_what_their_tiers_pay(path: Path) -> None:
    plan = read_plan(path).plan
    assert plan
    for scheme in plan.compensation:
        assert paid_at_quota(scheme) == scheme.variable
