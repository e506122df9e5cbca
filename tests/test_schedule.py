from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.base.money import apportion
from salesplan.base.periods import (
    VIEWS,
    Period,
    WorkCalendar,
    add_months,
    months,
    months_since,
    parse_period,
    parts,
    weeks,
)
from salesplan.scheduling.cells import apportion_inexact
from salesplan.scheduling.schedule import Schedule, Slot, slots
from salesplan.scheduling.seasons import by_month
from salesplan.scheduling.spread import spread
from salesplan.scheduling.staffing import Rep, productivity, with_shares
from salesplan.scheduling.tasks import Season, Task
from salesplan.scheduling.weights import sums_of_days

JANUARY = parse_period("2027-01")
QUARTER = parse_period("2027-Q1")
DAYS = WorkCalendar().working_days(JANUARY)
QUARTER_DAYS = WorkCalendar().working_days(QUARTER)
HALF = Fraction(1, 2)

shares = st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 3), HALF, Fraction(1)])
in_quarter = st.dates(date(2026, 11, 1), date(2027, 4, 10))
reps = st.builds(
    Rep,
    name=st.sampled_from(["Ada", "Bo", "Cy"]),
    starts=st.none() | in_quarter,
    ends=st.none() | in_quarter,
    ramp=st.lists(shares, max_size=4).map(tuple),
    hours_per_week=st.integers(0, 40).map(Fraction),
    quota_share=st.none() | shares,
    time_off=st.frozensets(st.sampled_from(QUARTER_DAYS), max_size=9),
)
teams = st.lists(reps, min_size=1, max_size=5)


def counts(schedule: Schedule, view: str = "period", *, per_rep: bool = False, period: Period = JANUARY) -> list[int]:
    return [slot.count for slot in slots(schedule, parts(period, view), per_rep=per_rep)]


def by_hand(team: list[Rep], days: tuple[date, ...]) -> list[list[Fraction]]:
    """What each rep's days weigh: those with a share weigh that in all, the others the rest by their hours."""
    hours = [[share * rep.hours_per_week for share in productivity(rep, days)] for rep in team]
    there = [(rep.quota_share, sum(row)) for rep, row in zip(team, hours, strict=True)]
    rest = max(Fraction(0), 1 - sum((share for share, size in there if share and size), Fraction(0)))
    others = sum((size for share, size in there if share is None), Fraction(0))
    factors = [
        (rest / others if others else 0) if share is None else share / size if size else 0 for share, size in there
    ]
    return [[cell * factor for cell in row] for row, factor in zip(hours, factors, strict=True)]


def in_months(shares: dict[str, Fraction]) -> tuple[Season, ...] | None:
    return by_month(shares, QUARTER)


def test_three_reps_and_twenty_days_make_twelve_calls_each() -> None:
    days = DAYS[1:]
    schedule = spread([Task("prospecting", "call", 720)], {"prospecting": [Rep("Ada"), Rep("Bo"), Rep("Cy")]}, days)
    assert {count for row in schedule.grids[0].counts for count in row} == {12}
    assert counts(schedule) == [720]
    assert counts(schedule, "week") == [180] * 4
    assert counts(schedule, per_rep=True) == [240] * 3


def test_a_slot_says_who_does_what_when() -> None:
    schedule = spread([Task("sales", "meeting", 1)], {"sales": [Rep("Ada")]}, DAYS[:1])
    assert list(slots(schedule, months(JANUARY), per_rep=True)) == [
        Slot("sales", "Ada", date(2027, 1, 1), date(2027, 1, 31), "meeting", 1)
    ]


def test_weeks_and_days_by_hand() -> None:
    schedule = spread([Task("marketing", "prospect", 100)], {}, DAYS)
    assert counts(schedule, "week") == list(apportion(100, [1, 5, 5, 5, 5])) == [4, 24, 24, 24, 24]
    assert counts(schedule, "day") == [4, *([5, 5, 5, 5, 4] * 4)]
    assert schedule.grids[0].reps == (None,)


@pytest.mark.parametrize("count", [720, 240, 96, 24, 12, 3, 1])
def test_weeks_of_a_month_are_largest_remainders(count: int) -> None:
    team = [Rep("Ada"), Rep("Bo"), Rep("Cy")]
    schedule = spread([Task("sales", "call", count)], {"sales": team}, DAYS)
    by_week = [sum(slot.count for slot in slots(schedule, [week], per_rep=False)) for week in weeks(JANUARY)]
    expected = apportion(count, [1, 5, 5, 5, 5])
    assert all(abs(got - want) <= 1 for got, want in zip(by_week, expected, strict=True))
    assert by_week == list(expected) or count < len(team) * 5


def test_a_stated_share_is_the_share_and_the_rest_follows_the_hours() -> None:
    team = [
        Rep("Ada", quota_share=HALF),
        Rep("Bo", hours_per_week=Fraction(35, 2)),
        Rep("Cy", starts=date(2026, 12, 15), ramp=(Fraction(0), HALF, Fraction(1))),
    ]
    schedule = spread([Task("sales", "call", 1000)], {"sales": team}, DAYS)
    # Ada half of all. Of the rest Bo 21 days x 1/2, Cy 0 until the 14th, then 11 days x 1/2
    assert counts(schedule, per_rep=True) == list(apportion(1000, [16, Fraction(21, 2), Fraction(11, 2)]))
    assert not any(schedule.grids[0].counts[2][:10])


def test_half_is_half_at_20_hours_as_at_40() -> None:
    """Hours and absences decide when, not how much."""
    for other in (
        Rep("Bo", hours_per_week=Fraction(20), quota_share=HALF),
        Rep("Bo", quota_share=HALF, time_off=frozenset(DAYS[:15])),
        Rep("Bo", quota_share=HALF, starts=DAYS[10], ramp=(HALF,)),
    ):
        team = {"sales": [Rep("Ada", hours_per_week=Fraction(40), quota_share=HALF), other]}
        assert counts(spread([Task("sales", "call", 180)], team, DAYS), per_rep=True) == [90, 90]


def test_others_take_over_from_somebody_who_is_not_there_at_all() -> None:
    team = {"sales": [Rep("Ada", quota_share=HALF), Rep("Bo", quota_share=HALF, ends=date(2026, 12, 1))]}
    assert counts(spread([Task("sales", "call", 180)], team, DAYS), per_rep=True) == [180]


def test_shares_and_seasons_both_hold_where_they_can() -> None:
    """Bo has half of all and is away in February; Ada's months make up for it: 300, 300, 400 and 500, 500."""
    seasons = in_months({"2027-01": Fraction(3, 10), "2027-02": Fraction(3, 10), "2027-03": Fraction(4, 10)})
    february = frozenset(day for day in QUARTER_DAYS if day.month == 2)
    team = {"sales": [Rep("Ada", quota_share=HALF), Rep("Bo", quota_share=HALF, time_off=february)]}
    schedule = spread([Task("sales", "call", 1000, None, seasons)], team, QUARTER_DAYS)
    by_rep = [sum(row) for row in schedule.grids[0].counts]
    assert by_rep == [500, 500]
    for got, want in zip(counts(schedule, "month", period=QUARTER), (300, 300, 400), strict=True):
        assert abs(got - want) <= 3


def test_a_headcount_of_equals_is_equal() -> None:
    schedule = spread([Task("sales", "call", 100)], {"sales": [Rep("sales 1"), Rep("sales 2"), Rep("sales 3")]}, DAYS)
    assert counts(schedule, per_rep=True) == [34, 33, 33]
    assert max(map(max, schedule.grids[0].counts)) <= 2


def test_months_follow_seasonality_not_their_days() -> None:
    seasonality = {"2027-01": Fraction(3, 10), "2027-02": Fraction(3, 10), "2027-03": Fraction(4, 10)}
    team = {"sales": [Rep("Ada"), Rep("Bo", starts=date(2027, 2, 1), ramp=(HALF, Fraction(1)))]}
    schedule = spread([Task("sales", "call", 1000, None, in_months(seasonality))], team, QUARTER_DAYS)
    assert counts(schedule, "month", period=QUARTER) == [300, 300, 400]


def test_a_month_without_a_share_is_free() -> None:
    schedule = spread([Task("sales", "call", 10, None, in_months({"2027-02": Fraction(1)}))], {}, QUARTER_DAYS)
    assert [slot.start for slot in slots(schedule, months(QUARTER), per_rep=False)] == [date(2027, 2, 1)]


def test_a_window_confines_a_task() -> None:
    window = Period(date(2027, 1, 11), date(2027, 1, 17))
    schedule = spread([Task("sales", "call", 50, window)], {"sales": [Rep("Ada")]}, DAYS)
    assert counts(schedule, "week") == [50]
    (only,) = slots(schedule, weeks(JANUARY), per_rep=False)
    assert only.start == window.start


def test_a_window_takes_in_its_first_and_its_last_day() -> None:
    window = Period(date(2027, 1, 11), date(2027, 1, 15))
    schedule = spread([Task("sales", "call", 50, window)], {"sales": [Rep("Ada")]}, DAYS)
    done = {day: count for day, count in zip(DAYS, schedule.grids[0].daily, strict=True) if count}
    assert done == {date(2027, 1, day): 10 for day in range(11, 16)}


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3).map(tuple), min_size=1, max_size=4), st.data())
def test_people_alike_count_as_many_as_they_are(kinds: list[tuple[int, ...]], data: st.DataObject) -> None:
    """People alike share one row; their days add up as if each had one."""
    rows = data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=9))
    assert sums_of_days(rows) == [sum(column) for column in zip(*rows, strict=True)]


@given(st.integers(0, 10_000), st.lists(st.integers(0, 100), min_size=1, max_size=9).filter(any))
def test_fixed_point_shares_are_the_exact_ones(total: int, sizes: list[int]) -> None:
    """Remainders of so small a whole differ by more than the fixed point rounds off."""
    assert tuple(apportion_inexact(total, sizes)) == apportion(total, sizes)


def test_tasks_of_one_action_add_up_in_one_grid() -> None:
    window = Period(date(2027, 1, 11), date(2027, 1, 17))
    tasks = [Task("sales", "call", 50, window), Task("sales", "call", 21), Task("sales", "meeting", 2)]
    schedule = spread(tasks, {"sales": [Rep("Ada"), Rep("Bo")]}, DAYS)
    assert [(grid.action, sum(map(sum, grid.counts))) for grid in schedule.grids] == [("call", 71), ("meeting", 2)]


@pytest.mark.parametrize(
    "team",
    [
        [Rep("Ada", time_off=frozenset(DAYS))],
        [Rep("Ada", starts=date(2027, 2, 1))],
        [Rep("Ada", ends=date(2026, 12, 31))],
        [Rep("Ada", starts=date(2027, 1, 1), ramp=(Fraction(0),))],
        [Rep("Ada", hours_per_week=Fraction(0))],
        [Rep("Ada", quota_share=Fraction(0))],
    ],
)
def test_work_for_nobody_is_said_to_be_unplaced(team: list[Rep]) -> None:
    task = Task("sales", "call", 10)
    schedule = spread([task, Task("sales", "mail", 0)], {"sales": team}, DAYS)
    assert schedule.unplaced == (task,)
    assert counts(schedule) == []


def test_no_working_day_leaves_everything_unplaced() -> None:
    assert spread([Task("sales", "call", 10)], {}, ()).unplaced == (Task("sales", "call", 10),)


@pytest.mark.parametrize(
    ("rep", "expected"),
    [
        (Rep(), [1, 1, 1]),
        (Rep(ramp=(HALF,)), [1, 1, 1]),
        (Rep(starts=date(2027, 1, 31), ramp=(Fraction(0), HALF)), [0, 0, HALF]),
        (Rep(starts=date(2026, 12, 31), ramp=(Fraction(0), HALF, Fraction(1))), [0, HALF, 1]),
        (Rep(ends=date(2027, 1, 31)), [1, 1, 0]),
        (Rep(time_off=frozenset({date(2027, 1, 31)})), [1, 0, 1]),
    ],
)
def test_productivity_by_hand(rep: Rep, expected: list[Fraction]) -> None:
    assert productivity(rep, [date(2027, 1, 30), date(2027, 1, 31), date(2027, 2, 28)]) == expected


@given(reps)
def test_productivity_day_by_day(rep: Rep) -> None:
    for day, share in zip(QUARTER_DAYS, productivity(rep, QUARTER_DAYS), strict=True):
        away = (rep.starts and day < rep.starts) or (rep.ends and day > rep.ends) or day in rep.time_off
        ramping = rep.ramp and rep.starts and not away
        step = min(months_since(rep.starts, day), len(rep.ramp) - 1) if ramping and rep.starts else 0
        assert share == (0 if away else rep.ramp[step] if ramping else 1)


def test_reps_without_a_share_take_the_rest() -> None:
    filled = with_shares([Rep("Ada", quota_share=Fraction(2, 5)), Rep("Bo"), Rep("Cy")])
    assert [rep.quota_share for rep in filled] == [Fraction(2, 5), Fraction(3, 10), Fraction(3, 10)]
    assert [rep.quota_share for rep in with_shares([Rep(quota_share=Fraction(2)), Rep()])] == [2, 0]


@settings(deadline=None)
@given(st.integers(0, 3000), teams)
def test_every_view_adds_up(count: int, team: list[Rep]) -> None:
    schedule = spread([Task("sales", "call", count)], {"sales": team}, QUARTER_DAYS)
    placed = 0 if schedule.unplaced else count
    for view in VIEWS:
        for per_rep in (True, False):
            found = slots(schedule, parts(QUARTER, view), per_rep=per_rep)
            assert sum(slot.count for slot in found) == placed
    assert all(slot.count > 0 for slot in slots(schedule, parts(QUARTER, "day"), per_rep=True))


@settings(deadline=None)
@given(st.integers(0, 3000), teams)
def test_reps_get_their_largest_remainder_and_never_run_ahead(count: int, team: list[Rep]) -> None:
    schedule = spread([Task("sales", "call", count)], {"sales": team}, QUARTER_DAYS)
    weights = by_hand(team, QUARTER_DAYS)
    if schedule.unplaced:
        assert not any(map(any, weights))
        return
    rows = schedule.grids[0].counts if schedule.grids else ()
    totals = apportion(count, [sum(row) for row in weights]) if count else (0,) * len(team)
    assert tuple(map(sum, rows)) == totals
    for row, weight, total in zip(rows, weights, totals, strict=True):
        for given_so_far, due in zip(accumulate(row), accumulate(weight), strict=True):
            assert not total or abs(given_so_far - total * due / sum(weight)) < 1
        assert all(size or not cell for cell, size in zip(row, weight, strict=True))


@settings(deadline=None)
@given(st.integers(100, 3000), teams)
def test_the_segments_days_stay_near_their_share(count: int, team: list[Rep]) -> None:
    schedule = spread([Task("sales", "call", count)], {"sales": team}, QUARTER_DAYS)
    if schedule.unplaced:
        return
    weights = by_hand(team, QUARTER_DAYS)
    totals = [sum(row) for row in schedule.grids[0].counts]
    columns = zip(*weights, strict=True)
    ideal = accumulate(
        sum(
            (total * cell / sum(row) for total, cell, row in zip(totals, column, weights, strict=True) if cell),
            start=Fraction(),
        )
        for column in columns
    )
    running = accumulate(map(sum, zip(*schedule.grids[0].counts, strict=True)))
    # a week's, a month's and a day's remainder, each less than one
    assert max(abs(got - want) for got, want in zip(running, ideal, strict=True)) < 4


@given(st.integers(1, 2000), st.integers(1, 12))
def test_equals_share_every_day_alike(count: int, people: int) -> None:
    schedule = spread([Task("sales", "call", count)], {"sales": [Rep(str(number)) for number in range(people)]}, DAYS)
    for column in zip(*schedule.grids[0].counts, strict=True):
        assert max(column) - min(column) <= 2
    by_month = [sum(row) for row in schedule.grids[0].counts]
    assert max(by_month) - min(by_month) <= 1


@given(st.integers(0, 500), reps, reps)
def test_more_ramp_never_gets_less(count: int, rep: Rep, other: Rep) -> None:
    started = Rep("Ada", rep.starts, rep.ends, (), rep.hours_per_week, HALF, rep.time_off)
    ramped = Rep("Ada", rep.starts, rep.ends, rep.ramp, rep.hours_per_week, HALF, rep.time_off)

    def quota(one: Rep) -> int:
        schedule = spread([Task("sales", "call", count)], {"sales": [one, other]}, QUARTER_DAYS)
        per_rep = Counter(dict.fromkeys((0, 1), 0))
        for grid in schedule.grids:
            for place, row in enumerate(grid.counts):
                per_rep[place] += sum(row)
        return per_rep[0]

    assert quota(ramped) <= quota(started)


def test_a_thousand_reps_by_day_over_a_year() -> None:
    random = Random(1)  # noqa: S311  (a team made up for the test)
    days = WorkCalendar().working_days(parse_period("2027"))
    team = [
        Rep(
            f"rep {number}",
            starts=date(2026, 6, 1) + timedelta(days=random.randrange(300)),
            ramp=(Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(1)),
            hours_per_week=Fraction(random.randrange(20, 40)),
            time_off=frozenset(random.sample(days, 25)),
        )
        for number in range(1000)
    ]
    tasks = [Task("sales", "call", 720_000), Task("sales", "meeting", 30_000)]
    schedule = spread(tasks, {"sales": team}, days)
    assert [sum(map(sum, grid.counts)) for grid in schedule.grids] == [720_000, 30_000]


def test_months_are_added_from_the_start_each_time() -> None:
    rep = Rep(starts=date(2027, 1, 31), ramp=(Fraction(0), HALF, Fraction(1)))
    assert [add_months(date(2027, 1, 31), step) for step in (1, 2)] == [date(2027, 2, 28), date(2027, 3, 31)]
    assert productivity(rep, [date(2027, 3, 30), date(2027, 3, 31)]) == [HALF, 1]


@pytest.mark.parametrize(
    ("count", "shares", "expected"),
    [
        (15, [Fraction(3, 10), Fraction(3, 10), Fraction(4, 10)], [5, 4, 6]),
        (6, [Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)], [2, 3, 1]),
        (22, [Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)], [6, 11, 5]),
    ],
)
def test_of_two_months_with_equal_remainders_the_earlier_gets_more(
    count: int, shares: list[Fraction], expected: list[int]
) -> None:
    """The months have 21, 20 and 23 working days: what a day is due is rounded differently in each."""
    seasons = {month.label: share for month, share in zip(months(QUARTER), shares, strict=True)}
    schedule = spread([Task("sales", "call", count, None, in_months(seasons))], {}, QUARTER_DAYS)
    assert counts(schedule, "month", period=QUARTER) == expected
