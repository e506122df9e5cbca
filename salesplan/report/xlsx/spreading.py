"""How one task's count spreads over reps and days, each step as a spreadsheet works it out in doubles.

The steps are those of `salesplan.scheduling.cells`; what is exact there is rounded here to where both must agree: a
share is whole if it is within 1e-9 of it, remainders are compared to 1e-9 (reps) and to 1/65,536 (months, weeks, days).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from itertools import accumulate, groupby, pairwise
from math import floor, gcd

from msgspec import Struct

KEY = 4096
"""More than anything that shares a remainder: of two equal ones the earlier has the larger key."""
PART = 65_536
FINE = 10**9
NEVER = 10**15
"""A key that no remainder reaches: nothing is left to be given."""
LARGEST_WEIGHT = 10**9


class Weights(Struct, frozen=True):
    """For each rep, its part of the whole (`sizes`) and its running share of its own part: `done` of `full`, by day."""

    sizes: tuple[float, ...]
    full: tuple[int, ...]
    done: tuple[tuple[float, ...], ...]


class Spans(Struct, frozen=True):
    """The last places (day numbers) of each month, and of each ISO week within it."""

    months: tuple[int, ...]
    weeks: tuple[tuple[int, ...], ...]


class Division(Struct, frozen=True):
    """A whole shared out: parts in 1/65,536, keys of their remainders, the key from which one more is given."""

    parts: tuple[int, ...]
    keys: tuple[int, ...]
    threshold: int
    shares: tuple[int, ...]


class Spread(Struct, frozen=True):
    """Every step, as the sheet shows it. `months`, `weeks`, `days` are divisions at each level, in order of time."""

    exact: tuple[float, ...]
    keys: tuple[int, ...]
    threshold: int
    totals: tuple[int, ...]
    due: tuple[float, ...]
    months: Division
    weeks: tuple[Division, ...]
    days: tuple[Division, ...]
    goals: tuple[int, ...]
    thresholds: tuple[int, ...]
    bases: tuple[tuple[int, ...], ...]
    fractions: tuple[tuple[int, ...], ...]
    given: tuple[tuple[int, ...], ...]


def weights_of(rows: Sequence[Sequence[int]]) -> Weights:
    """The weights of a schedule, reduced to numbers that doubles hold."""
    sizes = [sum(row) for row in rows]
    divisor = reduce(gcd, sizes) or 1
    whole = sum(sizes) // divisor
    small = whole <= LARGEST_WEIGHT
    done, full = [], []
    for row, size in zip(rows, sizes, strict=True):
        own = reduce(gcd, row) or 1
        if size // own <= LARGEST_WEIGHT:
            done.append(tuple(float(each // own) for each in accumulate(row)))
            full.append(size // own or 1)
        else:
            done.append(tuple(each / size for each in accumulate(row)))
            full.append(1)
    shares = tuple(float(size // divisor) if small else size / sum(sizes) for size in sizes)
    return Weights(shares, tuple(full), tuple(done))


def spans_of(days: Sequence[date]) -> Spans:
    """Where months and the weeks within them end among `days`."""
    months, weeks = [], []
    for _, month in groupby(enumerate(days), lambda pair: (pair[1].year, pair[1].month)):
        ends = [list(week)[-1][0] for _, week in groupby(month, lambda pair: pair[1].isocalendar()[:2])]
        months.append(ends[-1])
        weeks.append(tuple(ends))
    return Spans(tuple(months), tuple(weeks))


def spread_out(count: int, weights: Weights, spans: Spans) -> Spread:
    """Follow the formulas of the sheet for `count`."""
    exact = tuple(count * size / sum(weights.sizes) for size in weights.sizes)
    whole = [floor(each + 1 / FINE) for each in exact]
    keys = tuple(
        round_half((each - base) * FINE) * KEY + KEY - 1 - place
        for place, (each, base) in enumerate(zip(exact, whole, strict=True))
    )
    threshold = _threshold(keys, count - sum(whole))
    totals = tuple(base + (key >= threshold) for base, key in zip(whole, keys, strict=True))
    due = tuple(
        sum(total * done[day] / full for total, done, full in zip(totals, weights.done, weights.full, strict=True))
        for day in range(len(weights.done[0]))
    )
    months = _divide(count, [_between(due, *pair) for pair in pairwise((-1, *spans.months))], None)
    weeks, days = [], []
    before = -1
    for number, ends in enumerate(spans.weeks):
        sizes = [_between(due, *pair) for pair in pairwise((before, *ends))]
        weeks.append(_divide(months.shares[number], sizes, _between(due, before, ends[-1])))
        for week, (start, end) in enumerate(pairwise((before, *ends))):
            each = [_between(due, day - 1, day) for day in range(start + 1, end + 1)]
            days.append(_divide(weeks[-1].shares[week], each, _between(due, start, end)))
        before = ends[-1]
    goals = tuple(accumulate(share for division in days for share in division.shares))
    follow = _follow(totals, weights, goals)
    return Spread(exact, keys, threshold, totals, due, months, tuple(weeks), tuple(days), goals, *follow)


def _between(due: Sequence[float], start: int, end: int) -> float:
    return due[end] - due[start] if start >= 0 else due[end]


def _threshold(keys: Sequence[int], left: int) -> int:
    return sorted(keys, reverse=True)[left - 1] if left > 0 else NEVER


def _divide(total: int, sizes: Sequence[float], whole: float | None) -> Division:
    """`sizes` as they are, or, with a `whole`, `total` in their proportion; rounded to 1/65,536."""
    if whole is None:
        parts = tuple(round_half(size * PART) for size in sizes)
    else:
        parts = tuple(round_half(total * size / whole * PART) if total else 0 for size in sizes)
    keys = tuple(part % PART * KEY + KEY - 1 - place for place, part in enumerate(parts))
    threshold = _threshold(keys, total - sum(part // PART for part in parts))
    shares = tuple(part // PART + (key >= threshold) for part, key in zip(parts, keys, strict=True))
    return Division(parts, keys, threshold, shares)


def _follow(
    totals: Sequence[int], weights: Weights, goals: Sequence[int]
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    """Day by day: the threshold; and for each rep the whole part due, the key of what is left over, what is given."""
    reps = range(len(totals))
    given = [0] * len(totals)
    thresholds: list[int] = []
    bases: list[list[int]] = [[] for _ in reps]
    fractions: list[list[int]] = [[] for _ in reps]
    so_far: list[list[int]] = [[] for _ in reps]
    for day, goal in enumerate(goals):
        today = []
        for rep in reps:
            due = totals[rep] * weights.done[rep][day] / weights.full[rep]
            base = max(given[rep], floor(due + 1 / FINE))
            rest = due - base
            key = round_half(rest * FINE) * KEY + KEY - 1 - rep if rest > 1 / FINE and _works(weights, rep, day) else 0
            bases[rep].append(base)
            fractions[rep].append(key)
            today.append(key)
        left = goal - sum(bases[rep][day] for rep in reps)
        threshold = _threshold(today, min(left, len(totals)))
        thresholds.append(threshold)
        given = [bases[rep][day] + (0 < today[rep] >= threshold) for rep in reps]
        for rep in reps:
            so_far[rep].append(given[rep])
    return tuple(thresholds), _tuples(bases), _tuples(fractions), _tuples(so_far)


def _works(weights: Weights, rep: int, day: int) -> bool:
    done = weights.done[rep]
    return done[day] > (done[day - 1] if day else 0)


def _tuples(rows: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(map(tuple, rows))


def round_half(value: float) -> int:
    """Half away from zero, for values of zero or more."""
    return floor(value + 0.5)
