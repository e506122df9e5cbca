"""Hours, hires and quota capacity against published and hand-computed figures."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import salesplan
from salesplan.base.finding import Unreadable
from salesplan.quotas.headcount import capacity, leavers_share, people_needed
from salesplan.reading.plan import read_plan_text
from tests import shell

HEAD = """salesplan: 1
title: Capacity
currency: EUR
"""
PLAN = (
    HEAD
    + """period: 2027-Q1
goals: [{name: New revenue, metric: revenue, target: 90000}]
calendar: {workdays: [mon, tue, wed, thu, fri]}
actions: {call: {minutes: 60}}
funnels:
  - name: acquisition
    deal_value: 30000
    stages:
      - {name: lead, conversion: 1/10, actions: {sales: {call: 10}}}
team:
  sales: {headcount: 1, time_to_fill: 90 days, ramp: [0%, 0%, 25%, 50%, 75%, 100%]}
"""
)


def weighed(text: str) -> salesplan.Headcount:
    plan = read_plan_text(text, "plan").plan
    assert plan is not None
    return capacity(plan)


@pytest.mark.parametrize(
    ("required", "person", "loss", "people"),
    [(60_000, 1_000, "0", 60), (24_000, 720, "0", 34), (32_400, 1_200, "0", 27), (50_000_000, 2_000_000, "1/5", 30)],
)
def test_published_workloads(required: int, person: int, loss: str, people: int) -> None:
    assert people_needed(Fraction(required), Fraction(person), Fraction(loss)) == people


def test_hours_of_each_month_add_up_to_all_work() -> None:
    [sales] = weighed(PLAN).segments
    assert sum(month.required for month in sales.months) == 300
    assert [month.available for month in sales.months] == [21 * 7, 20 * 7, 23 * 7]
    assert [month.people for month in sales.months] == [1, 1, 1]


def test_a_hire_is_decided_nine_months_before_its_quota_is_needed() -> None:
    [sales] = weighed(PLAN.replace("target: 90000", "target: 270000")).segments
    first = sales.hires[0]
    assert first.productive_by == date(2027, 1, 1)
    assert (first.start_by, first.decide_by) == (date(2026, 7, 1), date(2026, 4, 2))
    months = sales.months
    assert all(month.needed <= 1 + sum(hire.people for hire in sales.hires) for month in months)


def test_quota_capacity_is_quota_times_ramp_times_attainment() -> None:
    """7 x 150k x 85% + 3 x 150k x 40% = 1,072,500."""
    members = ", ".join(f"{{name: A{n}}}" for n in range(7))
    new = ", ".join(f"{{name: B{n}, expected_attainment: 40%}}" for n in range(3))
    pay = "compensation: [{name: AE, for: [sales], per: quarter, quota: 150000}]\n"
    text = PLAN.replace("headcount: 1", f"expected_attainment: 85%, members: [{members}, {new}]") + pay
    money = weighed(text).quota_capacity
    assert money is not None
    assert money.street == 1_500_000
    assert money.expected == 1_072_500
    assert money.coverage == Fraction(1_072_500, 90_000)


def test_without_quotas_the_street_quota_is_counted_on() -> None:
    money = weighed(PLAN.replace("title: Capacity", "title: Capacity\nexpected_attainment: 80%")).quota_capacity
    assert money is not None
    assert money.street == 90_000
    assert money.expected == 72_000


@given(st.fractions(0, 1), st.integers(1, 365))
def test_attrition_grows_with_time(share: Fraction, days: int) -> None:
    start = date(2027, 1, 1)
    end = date.fromordinal(start.toordinal() + days - 1)
    assert 0 <= leavers_share(share, start, end) <= share
    after = date.fromordinal(end.toordinal() + 1)
    year = Fraction(after.month - 1, 12) if after.day == 1 and after.year == 2027 else Fraction(days, 365)
    assert leavers_share(share, start, end) == share * (1 if days == 365 else year)


def test_attrition_of_a_leap_year_is_that_of_a_year() -> None:
    assert leavers_share(Fraction(1, 5), date(2028, 1, 1), date(2028, 12, 31)) == Fraction(1, 5)
    assert leavers_share(Fraction(1, 5), date(2027, 7, 1), date(2028, 6, 30)) == Fraction(1, 5)
    assert leavers_share(Fraction(1, 5), date(2028, 2, 1), date(2028, 2, 29)) == Fraction(1, 60)


def test_the_command_in_json_and_in_words(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN.replace("headcount: 1", "headcount: 1, attrition: 50%"), "utf-8")
    found = json.loads(shell.salesplan(tmp_path, "capacity", "--format", "json").out)
    assert found["kind"] == "capacity"
    [sales] = found["segments"]
    assert sales["months"][0]["start"] == "2027-01-01"
    assert sum(month["required_hours"] for month in sales["months"]) == 300
    assert found["quota_capacity"]["coverage"] == 1
    words = shell.salesplan(tmp_path, "capacity", "--target", "900000")
    assert "over" in words.out
    assert "Decide by" in words.out


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("period: 2027-Q1\n", "", "period: 2027-Q1"), ("team:", "x-team:", "the plan names nobody who works")],
)
def test_what_a_plan_lacks(tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN.replace(old, new), encoding="utf-8")
    ended = shell.salesplan(tmp_path, "capacity")
    assert ended.code in {1, 2}
    assert message in ended.err


def test_nobody_to_weigh() -> None:
    with pytest.raises(Unreadable):
        weighed(PLAN.replace("team:", "x-team:"))
