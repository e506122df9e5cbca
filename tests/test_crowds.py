"""People for whom the same is due are reckoned as one crowd, and get what each would get if asked one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salesplan.base.periods import Period, WorkCalendar
from salesplan.scheduling.crowds import DIGITS, follow, follow_summed
from salesplan.scheduling.spread import spread
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Task
from tests.work import steps

ONE = 1 << DIGITS
YEAR = WorkCalendar().working_days(Period(date(2027, 1, 1), date(2027, 12, 31)))


def one_by_one(due: Sequence[tuple[int, ...]], goals: Sequence[int]) -> list[tuple[int, ...]]:
    """The rule of `follow`, person by person and day by day."""
    given, before = [0] * len(due), [0] * len(due)
    rows: list[list[int]] = [[] for _ in due]
    for day, goal in enumerate(goals):
        now = [row[day] for row in due]
        today = [max(0, each // ONE - had) for each, had in zip(now, given, strict=True)]
        parts = sorted(
            (-(each % ONE), place)
            for place, each in enumerate(now)
            if each % ONE and each > before[place] and each // ONE >= given[place]
        )
        for _, place in parts[: max(0, goal - sum(given) - sum(today))]:
            today[place] += 1
        given, before = [had + more for had, more in zip(given, today, strict=True)], now
        for row, count in zip(rows, today, strict=True):
            row.append(count)
    return [tuple(row) for row in rows]


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], list[int]]:
    """What is due to people of a few kinds, mixed, with parts that are often equal; and any goals that rise."""
    days = draw(st.integers(1, 8))
    amounts = st.sampled_from([0, 0, ONE // 4, ONE // 3, ONE // 2, ONE, 3 * ONE // 2])
    kinds = []
    for _ in range(draw(st.integers(1, 4))):
        daily = draw(st.lists(amounts, min_size=days, max_size=days))
        kinds.append(tuple(sum(daily[: day + 1]) for day in range(days)))
    due = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=9))
    goals = sorted(draw(st.lists(st.integers(0, 30), min_size=days, max_size=days)))
    return due, goals


@given(crowds())
def test_a_crowd_gets_what_its_people_would_get_one_by_one(asked: tuple[list[tuple[int, ...]], list[int]]) -> None:
    due, goals = asked
    rows = one_by_one(due, goals)
    assert follow(due, goals) == rows
    assert follow_summed(due, goals) == tuple(map(sum, zip(*rows, strict=True)))


def test_summed_a_segment_is_one_row_of_what_its_people_have_together() -> None:
    crews = {"sales": (Rep("Ada"), Rep("Bruno", quota_share=Fraction(2, 3)))}
    tasks = [Task("sales", "call", 1_000, None), Task("sales", "call", 77, None), Task("none", "mail", 5, None)]
    each, summed = spread(tasks, crews, YEAR), spread(tasks, crews, YEAR, summed=True)
    assert [grid.daily for grid in summed.grids] == [grid.daily for grid in each.grids]
    assert [(grid.reps, len(grid.counts)) for grid in summed.grids] == [((None,), 1)] * 2


def test_rows_are_shared_among_those_who_are_alike() -> None:
    reps = tuple(Rep(f"sales {number}") for number in range(5_000))
    tasks = [Task("sales", "call", 12_345, None), Task("sales", "call", 777, None)]
    (grid,) = spread(tasks, {"sales": reps}, YEAR).grids
    assert sum(map(sum, grid.counts)) == sum(grid.daily) == 12_345 + 777
    assert len({id(row) for row in grid.counts}) < 4 * len(YEAR)


def test_people_who_are_alike_take_few_steps_each() -> None:
    """Person by person and day by day, 5,000 people over a year took over a million; alike, they take a few each."""
    reps = tuple(Rep(f"sales {number}") for number in range(5_000))
    taken = steps(lambda: spread([Task("sales", "call", 50_000, None)], {"sales": reps}, YEAR))
    assert taken < 100 * len(reps)
