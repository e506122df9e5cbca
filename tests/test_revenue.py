"""Revenue quotas: every view adds up to the target, to the street quota and to the deals, whoever is there when."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.quotas.quota import Quota, quota
from tests.build import OPPORTUNITY, PROSPECT, plan
from tests.shell import salesplan

TEAM: dict[str, Any] = {
    "marketing": {"headcount": 1},
    "prospecting": {"headcount": 2},
    "sales": {"members": [{"name": "Ada"}, {"name": "Bo", "starts": "2027-02-01", "ramp": ["50%"]}]},
}
VIEWS = [(by, per) for by in ("period", "month", "week", "day") for per in ("segment", "rep")][1:]
SEASONS = {"2027-01": "30%", "2027-02": "30%", "2027-03": "40%"}


def quarter(**changes: Any) -> Any:
    goals = [{"name": "New revenue", "metric": "revenue", "target": 360000}]
    return plan(**{"period": "2027-Q1", "team": TEAM, "goals": goals, **changes})


def acquisition(**changes: Any) -> dict[str, Any]:
    return {"name": "acquisition", "deal_value": 30000, "stages": [PROSPECT, OPPORTUNITY], **changes}


def by_month(result: Quota) -> dict[tuple[int, str | None], tuple[Any, int]]:
    return {(slot.start.month, slot.rep): (slot.amount, slot.deals) for slot in result.revenue}


def test_months_and_people_hand_computed() -> None:
    """January is Ada's alone; from February on, Bo carries half as much as she: a third of each month."""
    found = by_month(quota(quarter(seasonality=SEASONS), by="month", per="rep"))
    amounts = {key: amount for key, (amount, _) in found.items()}
    assert amounts == {
        (1, "Ada"): 108000, (2, "Ada"): 72000, (2, "Bo"): 36000, (3, "Ada"): 96000, (3, "Bo"): 48000,
    }  # fmt: skip
    assert sum(deals for _, deals in found.values()) == 12


def test_seasons_of_work_are_those_of_revenue_where_the_last_stage_takes_no_days() -> None:
    plain = quota(quarter(seasonality=SEASONS), by="month")
    worked = quota(quarter(seasonality={"of": "work", **SEASONS}), by="month")
    assert by_month(worked) == by_month(plain)
    assert [amount for amount, _ in by_month(plain).values()] == [108000, 108000, 144000]


def test_days_against_brute_force() -> None:
    """Without seasonality every working day weighs the hours of those at work: within two units of the exact share."""
    result = quota(quarter(), by="day", per="rep")
    assert result.assignment is not None
    days = [day for day in _weekdays() if day.weekday() < 5]
    weight = {(day, "Ada"): Fraction(1) for day in days}
    weight |= {(day, "Bo"): Fraction(1, 2) for day in days if day >= date(2027, 2, 1)}
    whole = sum(weight.values())
    done: Counter[str] = Counter()
    exact: Counter[str] = Counter()
    found = {(slot.start, slot.rep): slot.amount for slot in result.revenue}
    for day in days:
        for rep in ("Ada", "Bo"):
            done[rep] += found.get((day, rep)) or Fraction(0)  # type: ignore[assignment]
            exact[rep] += 360000 * weight.get((day, rep), Fraction(0)) / whole  # type: ignore[assignment]
            assert abs(done[rep] - exact[rep]) < 2


def _weekdays() -> list[date]:
    first = date(2027, 1, 1).toordinal()
    return [date.fromordinal(first + number) for number in range(90)]


@settings(max_examples=40, deadline=None)
@given(
    cents=st.integers(1, 500_000_000),
    view=st.sampled_from(VIEWS),
    percent=st.tuples(st.integers(100, 137), st.integers(1, 99), st.integers(1, 98)),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    carriers=st.sampled_from([[], ["sales"], ["sales", "prospecting"], ["marketing"]]),
)
def test_every_view_of_every_plan_adds_up(
    cents: int, view: tuple[str, str], percent: tuple[int, int, int], currency: str, carriers: list[str]
) -> None:
    over, share, winter = percent
    target = Fraction(cents, 100)
    funnels = [
        acquisition(overassignment=f"{over}%", share=f"{share}%"),
        acquisition(name="partners", share=f"{100 - share}%"),
    ]
    team = {name: {**segment, "sells": name in carriers} for name, segment in TEAM.items()}
    seasons = {"2027-01": f"{winter}%", "2027-02": f"{99 - winter}%", "2027-03": "1%"}
    given_plan = quarter(funnels=funnels, team=team, seasonality=seasons, currency=currency)
    result = quota(given_plan, target=target, by=view[0], per=view[1])
    assert sum(slot.amount or 0 for slot in result.revenue) == target
    assert sum(slot.deals for slot in result.revenue) == sum(each.deals for each in result.funnels)
    street = sum((each.street or Fraction(0) for each in result.funnels), Fraction(0))
    assert abs(sum(slot.street or 0 for slot in result.revenue) - street) <= (
        result.assignment.revenue.unit / 2 if result.assignment else 0
    )
    assert {slot.segment for slot in result.revenue} <= set(carriers or ["sales"])


@pytest.mark.parametrize(
    ("flagged", "expected"),
    [((), {"sales"}), (("sales", "prospecting"), {"sales", "prospecting"}), (("nobody",), {"sales"})],
)
def test_who_sells_carries_the_target(flagged: tuple[str, ...], expected: set[str]) -> None:
    """A segment that says it sells and has no part in the funnel does not carry its revenue."""
    team = {**TEAM, "nobody": {"headcount": 1}}
    team = {name: {**segment, "sells": name in flagged} for name, segment in team.items()}
    assert {slot.segment for slot in quota(quarter(team=team), by="month").revenue} == expected


def test_two_segments_carry_by_the_hours_they_are_there() -> None:
    """Two people of one segment, one of another: two thirds and one third."""
    team = {
        "marketing": {"headcount": 1},
        "prospecting": {"headcount": 2, "sells": True},
        "sales": {"headcount": 1, "sells": True},
    }
    found = Counter({"prospecting": 0, "sales": 0})
    for slot in quota(quarter(team=team), per="rep").revenue:
        found[slot.segment] += int(slot.amount or 0)
    assert found == {"prospecting": 240000, "sales": 120000}


def test_without_a_goal_on_revenue_only_deals_are_owed() -> None:
    goals = [{"name": "Wins", "metric": "deals", "target": 7}]
    slots = quota(quarter(goals=goals, funnels=[acquisition(deal_value=None)]), by="month").revenue
    assert {slot.amount for slot in slots} == {None}
    assert sum(slot.deals for slot in slots) == 7


def test_nobody_in_the_team_still_adds_up() -> None:
    slots = quota(quarter(team={}), by="week", per="rep").revenue
    assert sum(slot.amount or 0 for slot in slots) == 360000
    assert {slot.rep for slot in slots} == {None}


def test_json_and_table_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(
        "salesplan: 1\ntitle: Quarter\ncurrency: EUR\nperiod: 2027-Q1\n"
        "goals: [{name: New revenue, metric: revenue, target: 360000}]\n"
        "seasonality: {2027-01: 30%, 2027-02: 30%, 2027-03: 40%}\n"
        "funnels:\n  - name: acquisition\n    deal_value: 30000\n    overassignment: 110%\n    stages:\n"
        "      - {name: prospect, sourced_by: marketing, conversion: 1/20}\n"
        "      - {name: opportunity, conversion: 1/4, actions: {sales: {call: 8}}}\n"
        "team: {marketing: {headcount: 1}, sales: {members: [{name: Ada}, {name: Bo, starts: 2027-02-01}]}}\n"
    )
    told = json.loads(salesplan(tmp_path, "quota", "--by", "month", "--per", "rep", "--format", "json").out)
    assert set(told["revenue"][0]) == {"segment", "rep", "start", "end", "amount", "street", "deals"}
    assert sum(row["amount"] for row in told["revenue"]) == told["target"] == 360000
    assert sum(row["street"] for row in told["revenue"]) == told["funnels"][0]["street"] == 396000
    assert sum(row["deals"] for row in told["revenue"]) == told["funnels"][0]["deals"] == 14
    table = salesplan(tmp_path, "quota", "--by", "month", "--per", "rep").out
    assert "January 2027   Ada  €108,000      €118,800      4" in table
