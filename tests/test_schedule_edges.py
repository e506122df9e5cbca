"""The edges of the schedule, by hand: what larger tests reach only by way of documents and commands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from salesplan.base.periods import Period, WorkCalendar, parse_period
from salesplan.quotas.quota import quota
from salesplan.scheduling.assignment import _in_two
from salesplan.scheduling.people import teams
from salesplan.scheduling.spread import spread
from salesplan.scheduling.staffing import FULL_WEEK, Rep
from salesplan.scheduling.tasks import Part, Season, Task
from salesplan.scheduling.weights import WEIGHT_DIGITS, _seasonal, _shorten, _with_stated_shares, _without_traces
from salesplan.scheduling.workload import Crew, capacity
from tests.build import OPPORTUNITY, PROSPECT, plan

JANUARY = parse_period("2027-01")
DAYS = WorkCalendar().working_days(JANUARY)
WEEK = DAYS[1:6]
HALF = Fraction(1, 2)


def following(**changes: Any) -> Any:
    stages = [{**PROSPECT, "days": 10}, {**OPPORTUNITY, "days": 30}]
    keys: dict[str, Any] = {
        "period": "2027-Q1",
        "funnels": [{"name": "acquisition", "deal_value": 30000, "stages": stages}],
        "goals": [{"name": "New revenue", "metric": "revenue", "target": 360000}],
        "team": {"marketing": {"headcount": 1}, "prospecting": {"headcount": 2}, "sales": {"headcount": 1}},
        **changes,
    }
    found = quota(plan(**keys)).following
    assert found is not None
    return found


def test_people_are_as_the_plan_says() -> None:
    ada = {
        "name": "Ada", "hours_per_week": 20, "quota_share": "30%", "starts": "2027-01-11", "ramp": ["50%"],
        "time_off": ["2026-12-28 to 2027-01-04", "2027-01-30 to 2027-02-03"],
    }  # fmt: skip
    made = teams(plan(team={"sales": {"members": [ada, {"name": "Bo"}]}}).team, JANUARY)
    away = frozenset(date(2027, 1, day) for day in (1, 2, 3, 4, 30, 31))
    first = Rep("Ada", date(2027, 1, 11), None, (HALF,), Fraction(20), Fraction(3, 10), away)
    assert made == {"sales": (first, Rep("Bo"))}
    assert made["sales"][1].hours_per_week == FULL_WEEK


@pytest.mark.parametrize(
    ("after", "target"),
    [("same", Fraction(360000)), ({"target": 400000}, Fraction(400000)), ({"target": 1}, Fraction(1))],
)
def test_the_next_target_is_the_sum_of_the_funnels(after: Any, target: Fraction) -> None:
    assert following(next=after).target == target


def test_the_next_period_of_a_goal_on_deals_has_no_revenue() -> None:
    assert following(next="same", goals=[{"name": "Deals", "metric": "deals", "target": 12}]).target is None


def test_hours_for_the_next_period_by_hand() -> None:
    """Each of 17 opportunities is called eight times for six minutes, and met once for an hour."""
    found = following(next="same")
    minutes = {"call": Fraction(6), "meeting": Fraction(60)}
    assert {stage.stage: stage.count for stage in found.stages}["opportunity"] == 17
    assert found.hours("sales", minutes, found.here) == Fraction(17 * 8 * 6 + 17 * 60, 60)
    assert found.hours("prospecting", {"call": Fraction(6)}, found.here) == Fraction(found.stages[0].count * 3 * 6, 60)
    assert found.hours("sales", minutes, found.period) == 0
    assert found.hours("marketing", minutes, found.here) == 0
    halves = [found.hours("sales", minutes, Period(date(2027, month, 1), date(2027, month, 28))) for month in (1, 2, 3)]
    rest = found.hours("sales", minutes, Period(date(2027, 3, 29), date(2027, 3, 31)))
    assert sum(halves, rest) + found.hours("sales", minutes, Period(date(2027, 1, 29), date(2027, 1, 31))) == Fraction(
        17 * 8 * 6 + 17 * 60, 60
    )


def test_two_funnels_of_one_seller_add_up_in_the_order_of_the_plan() -> None:
    funnels = [
        {"name": name, "deal_value": 30000, "share": "50%", "stages": [PROSPECT, OPPORTUNITY]}
        for name in ("first", "second")
    ]
    team = {"prospecting": {"headcount": 1}, "sales": {"members": [{"name": "Zoe"}, {"name": "Ada"}]}}
    goals = [{"name": "New revenue", "metric": "revenue", "target": 360000}]
    found = quota(plan(period="2027-Q1", team=team, funnels=funnels, goals=goals), by="month", per="rep").revenue
    assert [(slot.rep, slot.start.month) for slot in found] == [
        (rep, month) for rep in ("Zoe", "Ada") for month in (1, 2, 3)
    ]
    assert sum(slot.amount or 0 for slot in found) == 360000
    assert sum(slot.deals for slot in found) == 12


def test_open_records_come_first_and_the_new_ones_after() -> None:
    task = Task("sales", "call", 10)
    first, rest = _in_two(task, 4, Decimal(7), DAYS)
    assert first == Task("sales", "call", 4, Period(DAYS[0], date(2027, 1, 8)), None, Part(4, rest=False))
    assert rest == Task("sales", "call", 6, None, None, Part(4, rest=True))
    window = Period(date(2027, 1, 4), date(2027, 1, 6))
    assert _in_two(Task("sales", "call", 10, window), 40, Decimal(7), DAYS)[0].window == Period(
        DAYS[0], date(2027, 1, 6)
    )
    assert _in_two(Task("sales", "call", 10, window), 40, Decimal(7), DAYS)[1].count == 0
    long = _in_two(task, 4, Decimal(300), DAYS)[0].window
    assert long == Period(DAYS[0], DAYS[-1])
    before = Period(date(2026, 12, 1), date(2026, 12, 31))
    assert _in_two(Task("sales", "call", 1, before), 1, Decimal(7), DAYS)[0].window == Period(DAYS[0], DAYS[0])


def test_shares_weigh_what_they_say_between_two_days() -> None:
    """One half is fixed; two others have the rest as 3 to 1; who is away has nothing, also of a stated share."""
    rows = ((9, 2, 2, 9), (9, 3, 3, 9), (9, 1, 1, 9), (9, 0, 0, 9))
    shared = _with_stated_shares(rows, (HALF, None, None, Fraction(1, 4)), 1, 3)
    sizes = [sum(row[1:3]) for row in shared]
    assert [Fraction(size, sum(sizes)) for size in sizes] == [HALF, Fraction(3, 8), Fraction(1, 8), 0]
    assert shared[3] == (0, 0, 0, 0)
    assert _with_stated_shares(((1, 1), (2, 2)), (HALF, Fraction(1, 4)), 0, 2) == ((4, 4), (2, 2))


def test_a_stated_share_is_of_what_falls_into_the_window_and_the_rest_has_the_rest() -> None:
    """Ada is there in the second half only, in which all of the work lies: half of it is hers all the same."""
    half = len(DAYS) // 2
    team = [Rep("Ada", starts=DAYS[half], quota_share=HALF), Rep("Bo")]
    window = Period(DAYS[half], DAYS[-1])
    (grid,) = spread([Task("sales", "call", 100, window)], {"sales": team}, DAYS).grids
    assert [sum(row) for row in grid.counts] == [50, 50]
    assert sum(sum(row[:half]) for row in grid.counts) == 0


def test_long_numbers_are_cut_and_keep_a_weight() -> None:
    assert _shorten(()) == ()
    small = ((3, 0, 1),)
    assert _shorten(small) is small
    whole = 1 << WEIGHT_DIGITS
    assert _shorten(((whole - 1, 1),)) == ((whole - 1, 1),)
    assert _shorten(((8 * whole - 1, whole, 5, 0),)) == ((whole // 2 - 1 + whole // 2, whole >> 3, 1, 0),)


def test_traces_are_no_days_of_work() -> None:
    top = 1 << 30
    assert _without_traces(((top, top >> 20, (top >> 20) + 1, 0), (1, 0, 0, 0))) == (
        (top, 0, (top >> 20) + 1, 0),
        (1, 0, 0, 0),
    )


def test_between_seasons_lies_nothing_and_a_season_without_work_weighs_nothing() -> None:
    seasons = [
        Season(Period(WEEK[1], WEEK[1]), HALF),
        Season(Period(date(2027, 1, 9), date(2027, 1, 10)), Fraction(1, 4)),
    ]
    assert [bool(cell) for cell in _seasonal(((1, 1, 1, 1, 1),), WEEK, seasons)[0]] == [
        False,
        True,
        False,
        False,
        False,
    ]
    away = _seasonal(((1, 0, 1, 1, 1),), WEEK, [*seasons[:1], Season(Period(WEEK[3], WEEK[4]), HALF)])
    assert [bool(cell) for cell in away[0]] == [False, False, False, True, True]


def test_a_schedule_says_what_its_people_weigh() -> None:
    task = Task("sales", "call", 10)
    reps = (Rep("Ada"), Rep("Bo", hours_per_week=FULL_WEEK / 2))
    found = spread([task], {"sales": reps}, WEEK)
    assert found.weights(task) == ((70,) * 5, (35,) * 5)
    assert found.weights(Task("nobody", "call", 1)) == ((35,) * 5,)


def test_a_load_covers_all_its_weeks() -> None:
    weeks = (Period(date(2027, 1, 4), date(2027, 1, 10)), Period(date(2027, 1, 11), date(2027, 1, 17)))
    days = DAYS[1:11]
    found = capacity(Crew("sales", (Rep("Ada"),)), {"call": (1,) * 10}, {"call": Fraction(60)}, days, weeks)
    assert found.total.period == Period(date(2027, 1, 4), date(2027, 1, 17))
    assert [found.total.needed, found.total.available] == [10, 70]
