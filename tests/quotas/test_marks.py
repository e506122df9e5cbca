"""The day of a goal is honoured, and goals on the way are held against the work that is scheduled in time for them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from salesplan.quotas.quota import Quota, quota
from tests.build import OPPORTUNITY, PROSPECT, plan

TEAM = {"marketing": {"headcount": 1}, "prospecting": {"headcount": 1}, "sales": {"headcount": 1}}


def half(goals: list[dict[str, Any]], days: tuple[int, int] = (10, 30), **changes: Any) -> Any:
    stages = [{**stage, "days": length} for stage, length in zip((PROSPECT, OPPORTUNITY), days, strict=True)]
    funnels = [{"name": "acquisition", "deal_value": 30000, "stages": stages}]
    named = [{"name": f"Goal {place}", "metric": "revenue", **goal} for place, goal in enumerate(goals, 1)]
    return plan(**{"period": "2027-H1", "funnels": funnels, "goals": named, "team": TEAM, **changes})


def last_day(result: Quota, action: str) -> date:
    assert result.assignment is not None
    return max(
        day
        for grid in result.assignment.schedule.grids
        if grid.action == action
        for day, count in zip(result.assignment.schedule.days, grid.daily, strict=True)
        if count
    )


def test_work_for_a_goal_ends_in_time_for_its_day() -> None:
    """Due on 31 March with 40 days to a deal: prospects by 19 February, opportunities by 1 March."""
    result = quota(half([{"target": 360000, "by": "2027-03-31"}]), by="day")
    assert last_day(result, "prospect") == date(2027, 2, 19)
    assert last_day(result, "meeting") == date(2027, 3, 1)
    assert max(slot.start for slot in result.revenue) == date(2027, 3, 31)
    assert result.assignment is not None
    assert result.assignment.leads[0].end == date(2027, 3, 31)


def test_also_without_days() -> None:
    result = quota(half([{"target": 360000, "by": "2027-03-31"}], (0, 0)))
    assert last_day(result, "prospect") == date(2027, 3, 31)


def test_each_funnel_by_the_day_of_its_own_goal() -> None:
    stages = [[{**PROSPECT, "days": 10}, {**OPPORTUNITY, "days": 30}] for _ in range(2)]
    funnels = [
        {"name": name, "deal_value": 30000, "stages": each} for name, each in zip(("fast", "slow"), stages, strict=True)
    ]
    goals = [
        {"name": "a", "metric": "revenue", "target": 90000, "by": "2027-03-31", "funnel": "fast"},
        {"name": "b", "metric": "revenue", "target": 90000, "funnel": "slow"},
    ]
    result = quota(plan(period="2027-H1", funnels=funnels, goals=goals, team=TEAM))
    assert result.assignment is not None
    assert [lead.end for lead in result.assignment.leads] == [date(2027, 3, 31), date(2027, 6, 30)]


def test_a_mark_on_the_way_against_the_work_in_time_brute_force() -> None:
    """Prospects are spread evenly from 1 January to 21 May; those in by 19 February close by 31 March."""
    result = quota(half([{"target": 720000}, {"target": 550000, "by": "2027-03-31"}]))
    (mark,) = result.marks
    assert result.assignment is not None
    grid = next(grid for grid in result.assignment.schedule.grids if grid.action == "prospect")
    done = zip(result.assignment.schedule.days, grid.daily, strict=True)
    in_time = sum(count for day, count in done if day <= date(2027, 2, 19))
    assert mark.expected == Fraction(in_time, 80) * 30000
    assert not mark.is_in_time
    assert (mark.by, mark.target) == (date(2027, 3, 31), Fraction(550000))


def test_what_is_open_counts_towards_a_mark() -> None:
    stages = [{**PROSPECT, "days": 10}, {**OPPORTUNITY, "days": 30, "open": 40}]
    funnels = [{"name": "acquisition", "deal_value": 30000, "stages": stages}]
    goals: list[dict[str, Any]] = [{"target": 720000}, {"target": 200000, "by": "2027-02-05"}]
    (mark,) = quota(half(goals, funnels=funnels)).marks
    assert mark.expected == 300000  # 40 x 1/4 x 30,000; no new deal closes by then
    assert mark.is_in_time


def test_a_goal_alone_is_no_mark() -> None:
    assert quota(half([{"target": 360000, "by": "2027-03-31"}])).marks == ()
