from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.base.periods import WorkCalendar, parse_period, weeks
from salesplan.scheduling.spread import spread
from salesplan.scheduling.staffing import Rep, productivity
from salesplan.scheduling.tasks import Task
from salesplan.scheduling.workload import Capacity, Crew, Load, capacity

JANUARY = parse_period("2027-01")
DAYS = WorkCalendar().working_days(JANUARY)[1:]
WEEKS = weeks(JANUARY)
MINUTES = {"call": Fraction(6), "meeting": Fraction(60)}
HALF = Fraction(1, 2)


def of(reps: list[Rep], calls: int, minutes: dict[str, Fraction] | None = None) -> Capacity:
    schedule = spread([Task("sales", "call", calls)], {"sales": reps}, DAYS)
    workload = {grid.action: grid.daily for grid in schedule.grids}
    return capacity(Crew("sales", tuple(reps)), workload, MINUTES if minutes is None else minutes, DAYS, WEEKS)


def test_hours_by_hand() -> None:
    found = of([Rep("Ada"), Rep("Bo")], 720)
    assert [found.total.needed, found.total.available, found.total.free] == [72, 280, 208]
    assert [week.needed for week in found.weeks] == [0, 18, 18, 18, 18]
    assert [week.available for week in found.weeks] == [0, 70, 70, 70, 70]
    assert found.fits
    assert found.total.extra_people == 0


def test_what_does_not_fit_says_what_would() -> None:
    found = of([Rep("Ada"), Rep("Bo")], 3600)
    assert found.total.free == -80
    assert found.total.extra_people == 1
    assert not found.fits
    assert found.tightest.period.label == "2027-W01"
    assert found.tightest.free == -20


def test_ramp_part_time_and_time_off_reduce_hours() -> None:
    ramping = Rep("Ada", starts=date(2027, 1, 11), ramp=(HALF, Fraction(1)))
    part = Rep("Bo", hours_per_week=Fraction(20), time_off=frozenset({date(2027, 1, 25)}))
    found = of([ramping, part], 10)
    assert [week.available for week in found.weeks] == [0, 20, Fraction(75, 2), Fraction(75, 2), Fraction(67, 2)]


def test_a_week_may_be_short_while_the_period_is_not() -> None:
    workload = {"call": [400, *([0] * 19)]}
    found = capacity(Crew("sales", (Rep("Ada"),)), workload, MINUTES, DAYS, WEEKS)
    assert found.total.free == 100
    assert found.tightest.free == -5
    assert found.tightest.extra_people == 1
    assert not found.fits


def test_the_hours_of_a_week_are_shared_by_its_working_days() -> None:
    four = Crew("sales", (Rep("Ada", hours_per_week=Fraction(28)),), workdays=4)
    assert capacity(four, {}, MINUTES, DAYS[:4], WEEKS).total.available == 28


def test_actions_of_unknown_duration_are_named() -> None:
    assert of([Rep("Ada")], 10, {}).untimed == ("call",)
    assert of([Rep("Ada")], 0, {}).untimed == ()


def test_nobody_has_no_hours() -> None:
    load = capacity(Crew("sales", ()), {"call": [1] * 20}, MINUTES, DAYS, WEEKS).total
    assert load.available == 0
    assert load.extra_people == 1


def test_no_working_day_cannot_be_mended_by_people() -> None:
    assert Load(JANUARY, Fraction(1), Fraction(0), Fraction(0)).extra_people is None


@given(st.integers(1, 5000), st.integers(1, 4), st.integers(1, 60))
def test_what_is_said_to_fit_does(calls: int, people: int, minutes: int) -> None:
    reps = [Rep(str(number)) for number in range(people)]
    load = of(reps, calls, {"call": Fraction(minutes)}).total
    assert load.needed == Fraction(calls * minutes, 60)
    extra = load.extra_people
    assert extra is not None
    assert load.available + extra * load.person >= load.needed
    assert not extra or load.available + (extra - 1) * load.person < load.needed


@given(st.integers(0, 3000), st.lists(st.integers(0, 45), min_size=1, max_size=4))
def test_weeks_add_up_to_the_period(calls: int, hours: list[int]) -> None:
    found = of([Rep(str(place), hours_per_week=Fraction(size)) for place, size in enumerate([*hours, 35])], calls)
    for name in ("needed", "available", "person", "free"):
        assert sum(getattr(week, name) for week in found.weeks) == getattr(found.total, name)


@given(st.lists(st.sampled_from([Fraction(0), HALF, Fraction(1, 3), Fraction(1)]), max_size=3))
def test_a_ramp_never_adds_hours(ramp: list[Fraction]) -> None:
    rep = Rep("Ada", starts=date(2026, 12, 20), ramp=tuple(ramp))
    crew = Crew("sales", (rep,))
    assert capacity(crew, {}, MINUTES, DAYS, WEEKS).total.available == 7 * sum(productivity(rep, DAYS)) <= 140


@pytest.mark.parametrize("people", [1, 3])
def test_equal_people_count_each(people: int) -> None:
    assert of([Rep(str(number)) for number in range(people)], 10).total.available == 140 * people
