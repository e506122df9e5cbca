from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.base.periods import Period, WorkCalendar, parse_period, weeks
from salesplan.scheduling.lead_time import lead_time
from salesplan.scheduling.schedule import slots
from salesplan.scheduling.spread import spread
from salesplan.scheduling.tasks import Task

QUARTER = parse_period("2027-Q1")
DAYS = WorkCalendar().working_days(QUARTER)
lengths = st.lists(st.fractions(0, 40, max_denominator=4), min_size=1, max_size=5)


def test_two_stages_by_hand() -> None:
    found = lead_time([Fraction(14), Fraction(30)], QUARTER, DAYS)
    assert found.cycle == 44
    assert found.fits
    prospect, opportunity = found.stages
    assert prospect.latest == date(2027, 2, 15)
    assert prospect.window == Period(date(2027, 1, 1), date(2027, 2, 15))
    assert opportunity.latest == date(2027, 3, 1)
    assert opportunity.window == Period(date(2027, 1, 15), date(2027, 3, 1))
    # 32 of the 64 working days are after 15 February
    assert found.late_share == Fraction(1, 2)
    assert (found.late(3), found.late(12), found.late(0)) == (2, 6, 0)


def test_part_days_count_as_a_day() -> None:
    (only,) = lead_time([Fraction(1, 2)], QUARTER, DAYS).stages
    assert only.latest == date(2027, 3, 30)


def test_no_time_at_all_shifts_nothing() -> None:
    found = lead_time([Fraction(0), Fraction(0)], QUARTER, DAYS)
    assert {stage.window for stage in found.stages} == {Period(QUARTER.start, QUARTER.end)}
    assert found.late_share == 0


def test_entries_as_they_were_scheduled() -> None:
    early = [5 if day < date(2027, 2, 1) else 0 for day in DAYS]
    assert lead_time([Fraction(44)], QUARTER, DAYS, early).late_share == 0
    late = [0 if day < date(2027, 3, 1) else 5 for day in DAYS]
    assert lead_time([Fraction(44)], QUARTER, DAYS, late).late_share == 1
    assert lead_time([Fraction(44)], QUARTER, DAYS, [0] * len(DAYS)).late_share == 0


@pytest.mark.parametrize("length", [90, 91, 10_000, 10**30])
def test_a_cycle_longer_than_the_period(length: int) -> None:
    found = lead_time([Fraction(length), Fraction(1)], QUARTER, DAYS)
    assert not found.fits
    assert found.late_share == 1
    assert found.late(3) == 3
    assert {stage.window for stage in found.stages} == {QUARTER}
    assert found.stages[0].latest < QUARTER.start


def test_a_window_without_a_working_day_is_no_window() -> None:
    weekend = Period(date(2027, 1, 2), date(2027, 1, 4))
    found = lead_time([Fraction(2)], weekend, [date(2027, 1, 4)])
    assert not found.fits
    assert found.stages[0].window == weekend


def test_a_funnel_without_stages_has_no_timing() -> None:
    found = lead_time([], QUARTER, DAYS)
    assert found.cycle == found.late_share == 0
    assert found.fits
    assert not found.stages


def test_a_stage_takes_some_time() -> None:
    with pytest.raises(ValueError, match="less than no time"):
        lead_time([Fraction(-1)], QUARTER, DAYS)


@given(lengths)
def test_who_enters_by_the_latest_day_closes_in_time(stages: list[Fraction]) -> None:
    found = lead_time(stages, QUARTER, DAYS)
    for place, timing in enumerate(found.stages):
        ahead = sum(stages[place:])
        assert timing.latest + timedelta(days=ceil(ahead)) == QUARTER.end
        if found.fits:
            assert timing.window.end == timing.latest
            assert timing.window.start == QUARTER.start + timedelta(days=ceil(sum(stages[:place])))


@given(lengths)
def test_windows_follow_one_another_and_take_all_work(stages: list[Fraction]) -> None:
    found = lead_time(stages, QUARTER, DAYS)
    starts = [timing.window.start for timing in found.stages]
    ends = [timing.window.end for timing in found.stages]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    schedule = spread([Task("sales", "call", 50, timing.window) for timing in found.stages], {}, DAYS)
    assert schedule.unplaced == ()
    assert sum(slot.count for slot in slots(schedule, weeks(QUARTER), per_rep=False)) == 50 * len(stages)


@given(lengths, st.fractions(0, 10, max_denominator=4))
def test_a_longer_cycle_is_never_less_late(stages: list[Fraction], more: Fraction) -> None:
    longer = lead_time([stages[0] + more, *stages[1:]], QUARTER, DAYS)
    assert longer.late_share >= lead_time(stages, QUARTER, DAYS).late_share
