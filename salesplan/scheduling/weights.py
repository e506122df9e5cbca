"""What each person's days weigh for a task: productivity and hours, seasons, and stated shares of the quota."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from msgspec.structs import replace

from salesplan.base.money import common
from salesplan.base.periods import Period
from salesplan.scheduling.staffing import Rep, levels, steps
from salesplan.scheduling.tasks import Season, Task

WEIGHT_DIGITS = 48
TRACE_DIGITS = 20
"""A day that weighs a millionth of a person's heaviest is no day of work."""
ROUNDS = 8
"""How often seasons and people's shares are brought into line with one another."""
Weights: TypeAlias = tuple[tuple[int, ...], ...]


def weights_key(task: Task, reps: Sequence[Rep]) -> Hashable:
    """The same for tasks that weigh the days alike: a window matters only where somebody has a share."""
    fixed = any(rep.quota_share is not None for rep in reps)
    return task.segment, task.seasons, task.window if fixed else None


def task_weights(task: Task, reps: Sequence[Rep], days: Sequence[date]) -> Weights:
    """Whole numbers in proportion to what each rep's days weigh for a task; reps alike share one tuple."""
    shares = [rep.quota_share for rep in reps]
    rows = _hours(tuple(reps), tuple(days))
    if all(share is None for share in shares):
        return rows if task.seasons is None else _seasonal(rows, days, task.seasons)
    first, last = bounds(task.window, days)
    if task.seasons is None:
        return _with_stated_shares(rows, shares, first, last)
    rows = _with_stated_shares(rows, shares, first, last)
    for _ in range(ROUNDS):  # each margin in turn, until both hold; the people's shares have the last word
        rows = _shorten(_seasonal(rows, days, task.seasons))
        rows = _with_stated_shares(rows, shares, first, last)
    return _with_stated_shares(_without_traces(rows), shares, first, last)


def _without_traces(rows: Weights) -> Weights:
    """The rows without days that weigh next to nothing: where both margins cannot hold, rounds only approach zero."""
    kept = {row: tuple(cell if cell > max(row) >> TRACE_DIGITS else 0 for cell in row) for row in set(rows)}
    return tuple(kept[row] for row in rows)


@lru_cache(maxsize=32)  # stages differ in their seasons, not in their people
def _hours(reps: tuple[Rep, ...], days: tuple[date, ...]) -> Weights:
    """Productivity x hours, day by day."""
    plain = [replace(rep, name=None, quota_share=None) for rep in reps]
    kinds = [(rep, [rep.hours_per_week * level for level in levels(rep)]) for rep in dict.fromkeys(plain)]
    sizes = iter(common([size for _, row in kinds for size in row]))
    whole = {}
    for rep, row in kinds:
        size = [next(sizes) for _ in row]
        whole[rep] = tuple(size[step] for step in steps(rep, days))
    return tuple(whole[rep] for rep in plain)


def _with_stated_shares(rows: Weights, shares: Sequence[Fraction | None], first: int, last: int) -> Weights:
    """The rows scaled so that those with a share weigh just that between two days, the others the rest in proportion.

    Of those who are not there at all in that time the others take over.
    """
    sizes = [sum(row[first:last]) for row in rows]
    stated = sum((share for share, size in zip(shares, sizes, strict=True) if share and size), Fraction(0))
    others = sum(size for share, size in zip(shares, sizes, strict=True) if share is None)
    rest = max(Fraction(0), 1 - stated) / others if others else Fraction(0)
    factors = common(
        [
            rest if share is None else share / size if size else Fraction(0)
            for share, size in zip(shares, sizes, strict=True)
        ]
    )
    scaled: dict[tuple[int, int], tuple[int, ...]] = {}
    for row, factor in zip(rows, factors, strict=True):
        if (id(row), factor) not in scaled:
            scaled[id(row), factor] = tuple(cell * factor for cell in row)
    return tuple(scaled[id(row), factor] for row, factor in zip(rows, factors, strict=True))


def _shorten(rows: Weights) -> Weights:
    """The same proportions in numbers of limited length; what weighs something keeps a weight."""
    spare = max(0, max(map(max, rows), default=0).bit_length() - WEIGHT_DIGITS)
    return tuple(tuple(cell and max(1, cell >> spare) for cell in row) for row in rows) if spare else rows


def _seasonal(rows: Weights, days: Sequence[date], seasons: Sequence[Season]) -> Weights:
    """The weights scaled so that each season weighs its share, and what lies between them nothing."""
    sums = sums_of_days(rows)
    places = [bounds(season.days, days) for season in seasons]
    sizes = [sum(sums[first:last]) for first, last in places]
    scales = common([season.share / size if size else Fraction(0) for season, size in zip(seasons, sizes, strict=True)])
    by_day = [0] * len(days)
    for (first, last), scale in zip(places, scales, strict=True):
        by_day[first:last] = [scale] * (last - first)
    scaled = {row: tuple(map(int.__mul__, row, by_day)) for row in set(rows)}
    return tuple(scaled[row] for row in rows)


def bounds(window: Period | None, days: Sequence[date]) -> tuple[int, int]:
    """Which of the days lie in the window: the first, and the first behind."""
    return (bisect_left(days, window.start), bisect_right(days, window.end)) if window else (0, len(days))


def sums_of_days(rows: Sequence[Sequence[int]]) -> list[int]:
    """What all rows have on each day; equal rows are added once."""
    times: dict[int, int] = {}
    for row in rows:
        times[id(row)] = times.get(id(row), 0) + 1
    different = {id(row): row for row in rows}
    weighed = [row if times[key] == 1 else [cell * times[key] for cell in row] for key, row in different.items()]
    return list(map(sum, zip(*weighed, strict=True))) if len(weighed) > 1 else list(weighed[0]) if weighed else []
