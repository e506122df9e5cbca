"""Work does not stop: what is done after the last useful day is for the next period, and apart from this one's."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.base.periods import Period, following, parse_period
from salesplan.quotas.headcount import capacity
from salesplan.quotas.quota import Quota, quota
from tests.build import OPPORTUNITY, PROSPECT, plan
from tests.shell import salesplan

TEAM = {"marketing": {"headcount": 1}, "prospecting": {"headcount": 2}, "sales": {"headcount": 1}}
ACTIONS = {"call": {"minutes": 6}, "meeting": {"minutes": 60}, "proposal": {"minutes": 120}}


def quarter(days: tuple[int, int] = (10, 30), **changes: Any) -> Any:
    stages = [{**stage, "days": length} for stage, length in zip((PROSPECT, OPPORTUNITY), days, strict=True)]
    funnels = [{"name": "acquisition", "deal_value": 30000, "stages": stages}]
    goals = [{"name": "New revenue", "metric": "revenue", "target": 360000}]
    keys = {"period": "2027-Q1", "funnels": funnels, "goals": goals, "team": TEAM, "actions": ACTIONS, **changes}
    return plan(**keys)


def counts(result: Quota) -> dict[str, int]:
    assert result.following is not None
    return {each.stage: each.count for each in result.following.stages}


def test_hand_computed() -> None:
    """The second quarter of 2027 has 65 working days; those up to 10 May (40 days) are 28, up to 30 April (30) 22."""
    assert counts(quota(quarter(next="same"))) == {"prospect": ceil(960 * Fraction(28, 65)), "opportunity": 17}
    assert ceil(48 * Fraction(22, 65)) == 17


def test_another_target_is_walked_back_like_any() -> None:
    """400,000 at 30,000 are 14 deals, 56 opportunities, 1,120 prospects."""
    found = counts(quota(quarter(next={"target": 400000})))
    assert found == {"prospect": ceil(1120 * Fraction(28, 65)), "opportunity": ceil(56 * Fraction(22, 65))}


@settings(max_examples=40, deadline=None)
@given(first=st.integers(0, 30), second=st.integers(1, 50), target=st.integers(1000, 900_000))
def test_against_brute_force_over_days(first: int, second: int, target: int) -> None:
    """Every working day of the next quarter asks for its work a cycle before; some of that falls into this one."""
    later = [date(2027, 4, 1) + timedelta(days=number) for number in range(91)]
    later = [day for day in later if day.weekday() < 5]
    deals = ceil(Fraction(target, 30000))
    found = counts(quota(quarter((first, second), next={"target": target})))
    for stage, whole, ahead in (("opportunity", deals * 4, second), ("prospect", deals * 80, first + second)):
        due = sum(day - timedelta(days=ahead) <= date(2027, 3, 31) for day in later)
        left = [date(2027, 3, 31) - timedelta(days=number) for number in range(ahead)]
        expected = ceil(Fraction(whole * due, len(later))) if any(day.weekday() < 5 for day in left) else 0
        assert found.get(stage, 0) == expected


def test_it_lies_after_the_last_useful_day_and_in_no_sum_of_this_period() -> None:
    with_next, without = quota(quarter(next="same"), by="day"), quota(quarter(), by="day")
    assert with_next.slots == without.slots
    assert with_next.segments == without.segments
    assert with_next.following is not None
    days: dict[str, list[date]] = {}
    for slot in with_next.following.slots("day", per_rep=True):
        days.setdefault(slot.segment, []).append(slot.start)
    assert min(days["marketing"]) == date(2027, 2, 22)  # a Monday; 19 February is the last day for prospects
    assert min(days["sales"]) == date(2027, 3, 2)
    assert max(map(max, days.values())) <= date(2027, 3, 31)


@pytest.mark.parametrize("view", ["period", "month", "week", "day"])
def test_every_view_adds_up(view: str) -> None:
    result = quota(quarter(next="same"))
    assert result.following is not None
    done: Counter[str] = Counter()
    for slot in result.following.slots(view, per_rep=True):
        done[slot.action] += slot.count
    records = counts(result)
    assert done == {
        "prospect": records["prospect"],
        "call": 3 * records["prospect"] + 8 * records["opportunity"],
        "meeting": records["opportunity"],
        "proposal": 2 * records["opportunity"],
    }


def test_capacity_counts_both() -> None:
    """Sales: 17 opportunities at 8 calls, a meeting and 2 proposals are 17 x 5.8 hours more."""
    plans = quarter(next="same"), quarter()
    both, one = map(quota, plans)
    hours = []
    for result in (both, one):
        assert result.assignment is not None
        hours.append(next(each.total.needed for each in result.assignment.capacities if each.segment == "sales"))
    assert hours[0] - hours[1] == 17 * Fraction(29, 5)
    required = [
        sum((month.required for one in capacity(each).segments for month in one.months), Fraction(0)) for each in plans
    ]
    assert required[0] > required[1]


def test_without_days_no_work_is_for_the_next_period() -> None:
    result = quota(quarter((0, 0), next="same"))
    assert counts(result) == {}


def test_what_is_open_now_is_not_open_then() -> None:
    stages = [{**PROSPECT, "days": 10}, {**OPPORTUNITY, "days": 30, "open": 14}]
    funnels = [{"name": "acquisition", "deal_value": 30000, "stages": stages}]
    assert counts(quota(quarter(funnels=funnels, next="same"))) == counts(quota(quarter(next="same")))


def test_seasons_are_those_of_this_period_a_period_later() -> None:
    """All of it due in the first month: its 22 working days of April, of which all are within 30 days of 31 March."""
    seasons = {"2027-01": "100%"}
    assert counts(quota(quarter(seasonality=seasons, next="same")))["opportunity"] == 48


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("2027-Q1", ("2027-04-01", "2027-06-30")),
        ("2027-01", ("2027-02-01", "2027-02-28")),
        ("2027", ("2028-01-01", "2028-12-31")),
    ],
)
def test_the_next_period_is_as_long(name: str, after: tuple[str, str]) -> None:
    found = following(parse_period(name))
    assert (found.start.isoformat(), found.end.isoformat()) == after


def test_the_next_period_of_a_stretch_is_as_many_days() -> None:
    found = following(Period(date(2027, 1, 4), date(2027, 3, 26)))
    assert (found.start, found.end) == (date(2027, 3, 27), date(2027, 6, 16))


def test_screen_and_json_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(
        "salesplan: 1\ntitle: Quarter\ncurrency: EUR\nperiod: 2027-Q1\nnext: {target: 400000}\n"
        "goals: [{name: New revenue, metric: revenue, target: 360000}]\n"
        "funnels:\n  - name: acquisition\n    deal_value: 30000\n    stages:\n"
        "      - {name: prospect, sourced_by: marketing, conversion: 1/20, days: 10}\n"
        "      - {name: opportunity, conversion: 1/4, days: 30, actions: {sales: {call: 8}}}\n"
    )
    told = json.loads(salesplan(tmp_path, "quota", "--by", "month", "--format", "json").out)["next"]
    assert told["target"] == 400000
    assert told["period"] == {"start": "2027-04-01", "end": "2027-06-30"}
    assert told["funnels"][0]["stages"][0] == {"name": "prospect", "count": 483, "of": 1120}
    assert told["segments"][0] == {"name": "marketing", "quotas": [{"action": "prospect", "count": 483}]}
    assert sum(slot["count"] for slot in told["slots"] if slot["action"] == "prospect") == 483
    shown = salesplan(tmp_path, "quota").out
    assert "For the next period, 1 Apr to 30 Jun 2027" in shown
    assert "marketing  prospects    483" in shown
    (tmp_path / "salesplan.yaml").write_text("salesplan: 1\ntitle: a\nnext: same\n")
    refused = salesplan(tmp_path, "validate")
    assert refused.code == 1
    assert "there is no next period: the plan has none itself [next-without-period]" in refused.out
