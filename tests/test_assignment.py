"""Quotas spread over people and days: they add up in every view, whatever the plan says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.base.finding import PlanError
from salesplan.quotas.quota import Quota, quota
from salesplan.scheduling.assignment import assign, with_counts
from tests.build import goal, plan

TEAM: dict[str, Any] = {
    "marketing": {"headcount": 2},
    "prospecting": {
        "members": [
            {"name": "Ada", "quota_share": "50%"},
            {"name": "Bo", "starts": "2027-01-18", "ramp": ["25%", "50%"]},
            {"name": "Cy", "ends": "2027-02-10", "time_off": ["2027-01-25", "2027-02-01 to 2027-02-05"]},
        ]
    },
    "sales": {"headcount": 1},
}
VIEWS = [(by, per) for by in ("period", "month", "week", "day") for per in ("segment", "rep")]


def stages(days: int = 0) -> list[dict[str, Any]]:
    return [
        {"name": "prospect", "sourced_by": "marketing", "conversion": "1/20", "days": days,
         "actions": {"prospecting": {"call": 3}}},
        {"name": "opportunity", "conversion": "1/4", "days": days, "actions": {"sales": {"call": 8, "meeting": 1}}},
    ]  # fmt: skip


def quarter(days: int = 0, **changes: Any) -> Any:
    funnels = [{"name": "acquisition", "deal_value": 30000, "stages": stages(days)}]
    return plan(**{"period": "2027-Q1", "team": TEAM, "funnels": funnels, **changes})


def totals(result: Quota) -> dict[tuple[str, str], int]:
    return {(segment.name, each.action): each.count for segment in result.segments for each in segment.quotas}


def summed(result: Quota) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for slot in result.slots:
        found[slot.segment, slot.action] += slot.count
    return dict(found)


@pytest.mark.parametrize(("by", "per"), VIEWS[1:])
def test_slots_add_up_to_the_quotas_in_every_view(by: str, per: str) -> None:
    result = quota(quarter(14), by=by, per=per)
    assert summed(result) == totals(result)


@settings(max_examples=40, deadline=None)
@given(
    target=st.integers(1, 5_000_000),
    view=st.sampled_from(VIEWS[1:]),
    lead=st.integers(0, 60),
    winter=st.integers(1, 98),
)
def test_every_view_of_every_plan_adds_up(target: int, view: tuple[str, str], lead: int, winter: int) -> None:
    seasons = {"2027-01": f"{winter}%", "2027-02": f"{99 - winter}%", "2027-03": "1%"}
    result = quota(quarter(lead, seasonality=seasons), target=target, by=view[0], per=view[1])
    assert summed(result) == {key: count for key, count in totals(result).items() if count}


def test_a_rep_is_given_nothing_before_the_start_after_the_end_or_on_days_off() -> None:
    days: dict[str, set[date]] = {}
    for slot in quota(quarter(), by="day", per="rep").slots:
        days.setdefault(str(slot.rep), set()).add(slot.start)
    assert min(days["Bo"]) >= date(2027, 1, 18)
    assert max(days["Cy"]) <= date(2027, 2, 10)
    assert not days["Cy"] & {date(2027, 1, 25), *(date(2027, 2, day) for day in range(1, 6))}


def test_reps_without_names_are_numbered() -> None:
    reps = {slot.rep for slot in quota(quarter(), per="rep").slots if slot.segment == "marketing"}
    assert reps == {"marketing 1", "marketing 2"}


def test_an_even_month_is_even_hand_computed() -> None:
    """720 calls of three people over the 20 working days of February 2027: 12 a day each."""
    team = {"marketing": {"headcount": 1}, "prospecting": {"headcount": 3}, "sales": {"headcount": 1}}
    result = quota(quarter(period="2027-02", team=team), by="day", per="rep")
    assert {slot.count for slot in result.slots if slot.segment == "prospecting"} == {12}


def test_lead_time_says_the_last_day_of_each_stage_and_the_late_deals() -> None:
    """45 and 15 days to 31 March: opportunities by 16 March, prospects by 30 January; hand-computed."""
    keys = stages()
    keys[0]["days"], keys[1]["days"] = 45, 15
    funnels = [{"name": "acquisition", "deal_value": 30000, "stages": keys}]
    result = quota(quarter(funnels=funnels))
    assert result.assignment is not None
    lead = result.assignment.leads[0]
    assert [timing.latest for timing in lead.time.stages] == [date(2027, 1, 30), date(2027, 3, 16)]
    # Of 64 working days (no holidays), 21 are up to 30 January: 43/64 of 3 deals are late, whole deals.
    assert (lead.time.late_share, lead.late_deals) == (Fraction(43, 64), 3)


def test_a_cycle_longer_than_the_period_keeps_the_schedule_and_says_so() -> None:
    result = quota(quarter(90), by="month")
    assert result.assignment is not None
    assert not result.assignment.leads[0].time.fits
    assert summed(result) == totals(result)


def test_work_that_falls_due_when_nobody_is_there_is_scheduled_and_named() -> None:
    team = {**TEAM, "sales": {"members": [{"name": "Di", "starts": "2027-03-30"}]}}
    result = quota(quarter(20, team=team), by="week")
    assert result.assignment is not None
    assert {task.segment for task in result.assignment.unstaffed} == {"sales"}
    assert summed(result) == totals(result)


def test_everyone_away_all_the_time_still_adds_up() -> None:
    team = {**TEAM, "sales": {"members": [{"name": "Di", "time_off": ["2027-01-01 to 2027-03-31"]}]}}
    result = quota(quarter(team=team), by="week", per="rep")
    assert summed(result) == totals(result)


def test_capacity_is_hours_of_work_against_hours_of_people() -> None:
    """720 calls of 6 minutes are 72 hours; one person has 35 a week, four weeks: 140. Hand-computed."""
    team = {"marketing": {"headcount": 1}, "prospecting": {"headcount": 1}, "sales": {"headcount": 1}}
    result = quota(quarter(period="2027-02", team=team, actions={"call": {"minutes": 6}, "meeting": {"minutes": 60}}))
    assert result.assignment is not None
    found = {each.segment: each for each in result.assignment.capacities}
    assert (found["prospecting"].total.needed, found["prospecting"].total.available) == (Fraction(72), Fraction(140))
    assert found["prospecting"].fits


def test_a_period_without_a_working_day_has_no_assignment() -> None:
    closed = quarter(calendar={"closed": ["2027-01-01 to 2027-03-31"]})
    dates = closed.dates
    assert dates is not None
    assert assign(closed, dates, quota(closed).funnels) is None


def test_a_plan_without_a_period_cannot_be_split() -> None:
    with pytest.raises(PlanError, match="period"):
        quota(plan(period="2027-01").model_copy(update={"period": None}), by="week")


def test_a_frame_has_a_row_a_slot() -> None:
    frame = quota(quarter(), by="month", per="rep").to_frame()
    assert list(frame.columns) == ["segment", "rep", "start", "end", "action", "count"]
    assert frame.groupby(["segment", "action"])["count"].sum().to_dict() == totals(quota(quarter()))


@pytest.mark.parametrize(("minutes", "fits"), [(60, True), (61, False)])
def test_work_that_fills_the_time_to_the_minute_fits_and_more_does_not(minutes: int, *, fits: bool) -> None:
    """14 visits of an hour, by one person in two days of seven hours."""
    stage = {"name": "visit", "conversion": "1/14", "actions": {"sales": {"call": 1}}}
    found = quota(
        plan(
            period={"start": "2027-01-04", "end": "2027-01-05"},
            goals=[goal("revenue", 30_000)],
            funnels=[{"name": "a", "deal_value": 30_000, "stages": [stage]}],
            team={"sales": {"members": [{"name": "Ada"}]}},
            actions={"call": {"minutes": minutes}},
        )
    )
    assert found.assignment is not None
    (short,) = found.assignment.capacities
    assert short.total.available == 14
    tried = with_counts(found.assignment, short, found.funnels)
    assert (tried is not None) == fits
    if tried is not None:
        assert tried.total.free == 0
        assert tried.fits
