"""A task's count in whole numbers, a row a person and a column a day, that add up in every view.

A person's total is a largest remainder of the count; the totals of months, of the ISO weeks within them and of the days
within these are so too, each of the one before. The cells between these margins follow everybody's exact due: at the
end of no day has anybody been given a whole action more or less than the exact share of the days so far. Where that
leaves no room for a day's total, the next days make up for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import TypeAlias, TypeVar

from salesplan.scheduling.crowds import DIGITS, Row, follow, follow_summed
from salesplan.scheduling.tasks import Task
from salesplan.scheduling.weights import Weights, bounds, sums_of_days

TIE_DIGITS = 32
"""Half of the digits of what is due absorb what rounding does to equal shares, so that ties stay ties."""
PART_DIGITS = 16
FINE = 10**9
"""Parts of one to which remainders are told apart."""
DUE_DIGITS = 35
"""Digits of what is due that say nothing: 2^-29 of an action is the error of shares brought into line in rounds."""
Cells: TypeAlias = tuple[Row, ...]
Changed = TypeVar("Changed")


def cells_of(task: Task, weights: Weights, days: Sequence[date], *, summed: bool = False) -> Cells | None:
    """The task's counts, a row per rep over all days, or None where there is something to do and nobody to do it.

    Reps whose rows are the same have one row in common: of 30,000 people alike there are a few hundred different ones.
    `summed` gives a single row, that of all reps together.
    """
    first, last = bounds(task.window, days)
    rows = _each_once(weights, lambda row: row[first:last]) if (first, last) != (0, len(days)) else weights
    sizes = _each_once(rows, sum)
    if not any(sizes):
        return ((0,) * len(days),) * (1 if summed else len(rows)) if not task.count else None
    totals = _totals(task.count, sizes)
    due = _due(rows, sizes, totals)
    goals = _day_goals(task.count, due, days[first:last])
    before, after = (0,) * first, (0,) * (len(days) - last)
    plain = _each_once(due, _without_noise)
    found = [follow_summed(plain, goals)] if summed else follow(plain, goals)
    return _each_once(found, lambda row: (*before, *row, *after))


def _each_once(rows: Sequence[Row], change: Callable[[Row], Changed]) -> tuple[Changed, ...]:
    """What is made of each row; of those that are one and the same object it is made once, and one object again."""
    made: dict[int, Changed] = {}
    for row in rows:
        if id(row) not in made:
            made[id(row)] = change(row)
    return tuple(made[id(row)] for row in rows)


def _totals(count: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Each rep's part of the count: largest remainder, where remainders that differ by less than `FINE` are equal.

    Seasons and people's shares are brought into line in rounds, so that what is alike may differ in its last digits.
    """
    whole = sum(sizes)
    shares = [(count * size * FINE + whole) // (whole * FINE) for size in sizes]
    remainders = [
        (2 * (count * size - share * whole) * FINE + whole) // (2 * whole)
        for share, size in zip(shares, sizes, strict=True)
    ]
    for place in sorted(range(len(sizes)), key=lambda place: -remainders[place])[: count - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def _due(rows: Sequence[Row], sizes: Sequence[int], totals: Sequence[int]) -> list[Row]:
    """What each rep should have done by the end of each day, in fixed point; the last is the total, exactly."""
    known: dict[tuple[int, int], Row] = {}
    found = []
    for row, size, total in zip(rows, sizes, totals, strict=True):
        if (total, id(row)) not in known:
            known[total, id(row)] = tuple((total * done << DIGITS) // (size or 1) for done in accumulate(row))
        found.append(known[total, id(row)])
    return found


def _without_noise(due: Row) -> Row:
    """What is due without the digits that say nothing, so that whole is whole and alike is alike."""
    half = 1 << DUE_DIGITS - 1
    return tuple((each + half) >> DUE_DIGITS << DUE_DIGITS for each in due)


def _day_goals(count: int, due: Sequence[Sequence[int]], days: Sequence[date]) -> list[int]:
    """The segment's running total at the end of each day: months apportioned, then their weeks, then their days."""
    running = sums_of_days(due)
    half = 1 << (TIE_DIGITS - 1)
    sizes = [(after - before + half) >> TIE_DIGITS for before, after in pairwise([0, *running])]
    tree = [[sizes[week] for week in month] for month in _weeks_of_months(tuple(days))]
    months = apportion_inexact(count, [sum(map(sum, month)) for month in tree])
    goals: list[int] = []
    for month, total in zip(tree, months, strict=True):
        for week, part in zip(month, apportion_inexact(total, list(map(sum, month))), strict=True):
            goals += apportion_inexact(part, week)
    return list(accumulate(goals))


@lru_cache(maxsize=64)  # the tasks of a plan share few windows
def _weeks_of_months(days: tuple[date, ...]) -> list[list[slice]]:
    """Where the days of each ISO week of each month stand."""
    tree: list[list[slice]] = []
    places = enumerate(days)
    for _, month in groupby(places, lambda pair: (pair[1].year, pair[1].month)):
        weeks = [[place for place, _ in week] for _, week in groupby(month, lambda pair: pair[1].isocalendar()[:2])]
        tree.append([slice(week[0], week[-1] + 1) for week in weeks])
    return tree


def apportion_inexact(total: int, sizes: Sequence[int]) -> Sequence[int]:
    """Largest remainder; of remainders that are equal to 1/65,536 the earlier comes first, whatever rounding did."""
    if not total:
        return [0] * len(sizes)
    whole, finer = sum(sizes) or 1, total << (PART_DIGITS + 1)
    exact = [(finer * size // whole + 1) >> 1 for size in sizes]
    shares = [part >> PART_DIGITS for part in exact]
    if left := total - sum(shares):
        mask = (1 << PART_DIGITS) - 1
        for place in sorted(range(len(sizes)), key=lambda place: -(exact[place] & mask))[:left]:
            shares[place] += 1
    return shares
