"""A task's count in whole numbers, a row a person and a column a day, that add up in every view.

A person's total is a largest remainder of the count; the totals of months, of the ISO weeks within them and of the days
within these are so too, each of the one before. The cells between these margins follow everybody's exact due: at the
end of no day has anybody been given a whole action more or less than the exact share of the days so far. Where that
leaves no room for a day's total, the next days make up for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import TypeAlias

from salesplan.scheduling.tasks import Task
from salesplan.scheduling.weights import Weights, bounds, sums_of_days

# Shares are fixed-point integers. Half of the digits absorb what rounding does to equal shares, so that ties stay ties.
DIGITS = 64
TIE_DIGITS = 32
PART_DIGITS = 16
FINE = 10**9
"""Parts of one to which remainders are told apart."""
DUE_DIGITS = 35
"""Digits of what is due that say nothing: 2^-29 of an action is the error of shares brought into line in rounds."""
Cells: TypeAlias = Sequence[tuple[int, ...]]


def cells_of(task: Task, weights: Weights, days: Sequence[date]) -> list[list[int]] | None:
    """The task's counts, a row per rep over all days, or None where there is something to do and nobody to do it."""
    first, last = bounds(task.window, days)
    rows = [row[first:last] for row in weights] if (first, last) != (0, len(days)) else list(weights)
    sizes = [sum(row) for row in rows]
    if not any(sizes):
        return [[0] * len(days) for _ in rows] if not task.count else None
    totals = _totals(task.count, sizes)
    due = _due(rows, sizes, totals)
    goals = _day_goals(task.count, due, days[first:last])
    before, after = [0] * first, [0] * (len(days) - last)
    return [[*before, *row, *after] for row in _follow(_without_noise(due), goals)]


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


def _due(rows: Sequence[tuple[int, ...]], sizes: Sequence[int], totals: Sequence[int]) -> list[list[int]]:
    """What each rep should have done by the end of each day, in fixed point; the last is the total, exactly."""
    known: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    found = []
    for row, size, total in zip(rows, sizes, totals, strict=True):
        if (total, row) not in known:
            known[total, row] = [(total * done << DIGITS) // (size or 1) for done in accumulate(row)]
        found.append(known[total, row])
    return found


def _without_noise(due: Sequence[Sequence[int]]) -> list[list[int]]:
    """What is due without the digits that say nothing, so that whole is whole and alike is alike."""
    known: dict[int, list[int]] = {}
    half = 1 << DUE_DIGITS - 1
    for row in due:
        if id(row) not in known:
            known[id(row)] = [(each + half) >> DUE_DIGITS << DUE_DIGITS for each in row]
    return [known[id(row)] for row in due]


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


def _follow(due: Sequence[Sequence[int]], goals: Sequence[int]) -> list[list[int]]:
    """Whole numbers that keep each rep within one of what is due, and the day's sum at its goal where they can.

    Day by day each rep gets the whole part of what is due, and the largest parts left over of those at work are rounded
    up until the running total is at its goal. On a rep's last day what is due is whole, so the rows come out exactly.
    """
    if len(due) == 1:
        return [_follow_alone(due[0], goals)]
    mask = (1 << DIGITS) - 1
    people = range(len(due))
    nothing = [0] * len(due)
    given, before = nothing, tuple(nothing)
    columns = []
    done = 0
    for goal, dues in zip(goals, zip(*due, strict=True), strict=True):
        if goal == done and dues == before:
            columns.append(nothing)
            continue
        whole = [so_far >> DIGITS for so_far in dues]
        today = [now - had if now > had else 0 for now, had in zip(whole, given, strict=True)]
        done += sum(today)
        if goal > done:
            parts = [
                (-(dues[place] & mask), place)
                for place in people
                if whole[place] >= given[place] and dues[place] > before[place] and dues[place] & mask
            ]
            parts.sort()
            chosen = parts[: goal - done]
            for _, place in chosen:
                today[place] += 1
            done += len(chosen)
        given, before = list(map(int.__add__, given, today)), dues
        columns.append(today)
    return [list(row) for row in zip(*columns, strict=True)]


def _follow_alone(due: Sequence[int], goals: Sequence[int]) -> list[int]:
    """What `_follow` gives one person alone, without lists of one."""
    mask = (1 << DIGITS) - 1
    done = before = 0
    row = []
    for goal, so_far in zip(goals, due, strict=True):
        whole = so_far >> DIGITS
        today = max(0, whole - done)
        if goal > done + today and so_far & mask and so_far > before and whole >= done:
            today += 1
        done, before = done + today, so_far
        row.append(today)
    return row
