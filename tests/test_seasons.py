"""Work leads revenue: a month's deals ask for their work one remaining cycle earlier, and nothing is lost by that."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.base.finding import Finding
from salesplan.checks import check
from salesplan.quotas.quota import Quota, quota
from salesplan.reading.plan import read_plan_text
from tests.build import OPPORTUNITY, PROSPECT, plan
from tests.shell import salesplan

SEASONS = {"2027-01": "30%", "2027-02": "30%", "2027-03": "40%"}
TEAM = {"marketing": {"headcount": 1}, "prospecting": {"headcount": 1}, "sales": {"headcount": 1}}
WEEKDAYS = [day for day in (date(2027, 1, 1) + timedelta(days=number) for number in range(90)) if day.weekday() < 5]


def quarter(days: tuple[int, int] = (10, 30), opened: tuple[int, int] = (0, 0), **changes: Any) -> Any:
    stages = [
        {**stage, "days": length, **({"open": waiting} if waiting else {})}
        for stage, length, waiting in zip((PROSPECT, OPPORTUNITY), days, opened, strict=True)
    ]
    funnels = [{"name": "acquisition", "deal_value": 30000, "stages": stages}]
    goals = [{"name": "New revenue", "metric": "revenue", "target": 360000}]
    return plan(**{"period": "2027-Q1", "funnels": funnels, "goals": goals, "team": TEAM, **changes})


def daily(result: Quota, action: str, segment: str = "") -> dict[date, int]:
    assert result.assignment is not None
    found: Counter[date] = Counter()
    for grid in result.assignment.schedule.grids:
        if grid.action == action and segment in {"", grid.segment}:
            found.update(dict(zip(result.assignment.schedule.days, grid.daily, strict=True)))
    return found


def brute_force(shares: dict[str, str], ahead: int, passed: int, count: int, days: list[date]) -> dict[date, Fraction]:
    """Day by day: what is due on a day is done `ahead` days before it, in the month's part of the window; else evenly.

    `days` are one person's working days, `passed` those that records need to come to the stage.
    """
    end = date(2027, 3, 31)
    window = [
        day for day in days if days[0].replace(day=1) + timedelta(days=passed) <= day <= end - timedelta(days=ahead)
    ]
    first = days[0] + timedelta(days=passed + ahead)
    closes = {day: f"{day + timedelta(days=ahead):%Y-%m}" for day in window}
    done = dict.fromkeys(window, Fraction(0))
    for day in days:
        month = f"{day:%Y-%m}"
        part = count * Fraction(shares[month][:-1]) / 100 / sum(f"{other:%Y-%m}" == month for other in days)
        same = [other for other in window if closes[other] == month] if day >= first else []
        for other in same or window:
            done[other] += part / len(same or window)
    return done


@settings(max_examples=60, deadline=None)
@given(first=st.integers(0, 40), second=st.integers(1, 40), winter=st.integers(1, 98))
def test_every_stage_against_brute_force_over_days(first: int, second: int, winter: int) -> None:
    shares = {"2027-01": f"{winter}%", "2027-02": f"{99 - winter}%", "2027-03": "1%"}
    result = quota(quarter((first, second), seasonality=shares))
    for action, segment, ahead, passed in (
        ("prospect", "marketing", first + second, 0),
        ("meeting", "sales", second, first),
    ):
        found = daily(result, action, segment)
        expected = brute_force(shares, ahead, passed, sum(found.values()), WEEKDAYS)
        so_far, due = 0, Fraction(0)
        for day in WEEKDAYS:
            so_far, due = so_far + found[day], due + expected.get(day, Fraction(0))
            assert abs(so_far - due) < 4  # a month's, a week's and a day's remainder, each less than one
        assert so_far == due


def test_a_month_s_work_lies_one_cycle_earlier_hand_computed() -> None:
    """All due in March: with 30 days from an opportunity on, its work is done from 30 January to 1 March."""
    shares = {"2027-03": "100%"}
    found = daily(quota(quarter((10, 30), seasonality=shares)), "meeting")
    worked = [day for day, count in found.items() if count]
    assert (min(worked), max(worked)) == (date(2027, 2, 1), date(2027, 3, 1))
    prospects = daily(quota(quarter((10, 30), seasonality=shares)), "prospect")
    worked = [day for day, count in prospects.items() if count]
    assert (min(worked), max(worked)) == (date(2027, 1, 20), date(2027, 2, 19))


def test_without_days_nothing_is_shifted() -> None:
    result = quota(quarter((0, 0), seasonality=SEASONS), by="month")
    assert [slot.count for slot in result.slots if slot.action == "prospect"] == [288, 288, 384]
    example = quota(plan())
    assert [stage.count for stage in example.funnels[0].stages] == [240, 12]
    assert {each.action: each.count for team in example.segments for each in team.quotas if team.name == "sales"} == {
        "call": 96, "meeting": 12, "proposal": 24,
    }  # fmt: skip


def test_of_work_keeps_the_months_of_the_work() -> None:
    """60% in January is 60% of the work that can be done until 19 February, not of the deals."""
    shares = {"of": "work", "2027-01": "60%", "2027-02": "20%", "2027-03": "20%"}
    found = daily(quota(quarter(seasonality=shares)), "prospect")
    january = sum(count for day, count in found.items() if day.month == 1)
    # 15 of February's 20 working days are left, for 15/20 of its 20%
    assert january == round(960 * Fraction(60, 75))


def test_of_work_moves_the_revenue_by_the_days_of_the_last_stage() -> None:
    shares = {"of": "work", "2027-01": "100%"}
    days = [slot.start for slot in quota(quarter(seasonality=shares), by="day").revenue if slot.amount]
    assert (min(days), max(days)) == (date(2027, 2, 1), date(2027, 3, 2))


def test_what_is_due_too_early_is_told_with_its_amount_and_the_first_day() -> None:
    """4 January + 40 days is 13 February: 30% of January, and 9 of February's 19 working days in Ireland."""
    told = quarter(seasonality=SEASONS, calendar={"country": "IE"})
    lead = quota(told).assignment.leads[0]  # type: ignore[union-attr]
    assert lead.first_close == date(2027, 2, 13)
    assert lead.early == 360000 * (Fraction(30, 100) + Fraction(30, 100) * Fraction(9, 19))
    assert lead.covered == 0
    assert lead.uncovered == lead.early


def test_open_records_cover_what_is_due_early() -> None:
    """8 open opportunities at 1/4 and 40 open prospects at 1/80 are 2.5 deals: 75,000."""
    lead = quota(quarter(opened=(40, 8), seasonality=SEASONS)).assignment.leads[0]  # type: ignore[union-attr]
    assert lead.covered == 75000
    assert quota(quarter(opened=(0, 24), seasonality=SEASONS)).assignment.leads[0].uncovered == 0  # type: ignore[union-attr]


def test_who_has_open_records_works_on_them_from_the_first_day() -> None:
    """48 opportunities of which 14 are open: 14 meetings in 30 days from 1 January, 34 when the new ones come."""
    found = daily(quota(quarter(opened=(0, 14))), "meeting")
    assert sum(found.values()) == 48
    before = sum(count for day, count in found.items() if day < date(2027, 1, 11))
    assert before == 14 * 6 // 21 or abs(before - 14 * Fraction(6, 21)) < 1


@settings(max_examples=40, deadline=None)
@given(
    days=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    opened=st.tuples(st.integers(0, 400), st.integers(0, 60)),
    winter=st.integers(1, 98),
    of=st.sampled_from(["work", "revenue"]),
    view=st.sampled_from(["month", "week", "day"]),
)
def test_shifting_never_loses_work(
    days: tuple[int, int], opened: tuple[int, int], winter: int, of: str, view: str
) -> None:
    shares = {"of": of, "2027-01": f"{winter}%", "2027-02": f"{99 - winter}%", "2027-03": "1%"}
    result = quota(quarter(days, opened, seasonality=shares), by=view, per="rep")
    done: Counter[tuple[str, str]] = Counter()
    for slot in result.slots:
        done[slot.segment, slot.action] += slot.count
    asked = {(team.name, each.action): each.count for team in result.segments for each in team.quotas}
    assert done == {key: count for key, count in asked.items() if count}
    assert sum(slot.amount or 0 for slot in result.revenue) == 360000


def findings(text: str) -> list[Finding]:
    reading = read_plan_text(f"salesplan: 1\ntitle: a\nperiod: 2027-01\n{text}\n")
    return [*reading.findings, *(check(reading.plan, reading.locate) if reading.plan else ())]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seasonality: {of: calls, 2027-01: 100%}", "seasonality is of revenue or of work, not of 'calls'"),
        ("seasonality: {of: work, January: 100%}", "'January' is not a month"),
    ],
)
def test_what_seasonality_is_of_is_one_of_two_words(text: str, message: str) -> None:
    assert [finding.message for finding in findings(text)] == [message]


def test_of_stays_where_a_scenario_changes_a_share(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(
        "salesplan: 1\ntitle: a\ncurrency: EUR\nperiod: 2027-Q1\n"
        "goals: [{name: r, metric: revenue, target: 360000}]\n"
        "seasonality: {of: work, 2027-01: 60%, 2027-02: 20%, 2027-03: 20%}\n"
        "funnels:\n  - {name: a, deal_value: 30000, stages: [{name: b, conversion: 1/4, days: 31}]}\n"
        "scenarios: {early: {seasonality.2027-01: 80%, seasonality.2027-02: 10%, seasonality.2027-03: 10%}}\n"
    )
    told = json.loads(salesplan(tmp_path, "quota", "--scenario", "early", "--by", "month", "--format", "json").out)
    amounts = {row["start"]: row["amount"] for row in told["revenue"]}
    assert amounts.get("2027-01-01", 0) < amounts["2027-02-01"] > amounts["2027-03-01"]
