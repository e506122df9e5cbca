"""Quotas spread over reps and working days, in whole numbers that add up in every view.

Everything is computed once, at the finest grain, and views are sums of it. A rep's total is a largest remainder of the
quota; the totals of months, of the ISO weeks within them and of the days within these are so too, each of the one
before. The cells between these margins follow every rep's exact due: at the end of no day has a rep been given a whole
action more or less than the exact share of the days so far. Where that leaves no room for a day's total, the next days
make up for it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate, groupby, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from salesplan.base.money import apportion, common
from salesplan.base.periods import Period
from salesplan.scheduling.staffing import Rep, levels, steps, with_shares

# Shares are fixed-point integers. Half of the digits absorb what rounding does to equal shares, so that ties stay ties.
DIGITS = 64
TIE_DIGITS = 32
PART_DIGITS = 16


class Task(Struct, frozen=True):
    """So many of an action for a team segment, to be done on the working days of `window` (by default, on any)."""

    segment: str
    action: str
    count: int
    window: Period | None = None


class Slot(Struct, frozen=True):
    """What a segment, or one rep of it, has to do of one action from `start` to `end`, both included."""

    segment: str
    rep: str | None
    start: date
    end: date
    action: str
    count: int


class Grid(Struct, frozen=True):
    """The counts of one segment's action: a row per rep, a column per working day."""

    segment: str
    action: str
    reps: tuple[str | None, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def daily(self) -> tuple[int, ...]:
        """The segment's count on each day."""
        return tuple(map(sum, zip(*self.counts, strict=True)))


class Schedule(Struct, frozen=True):
    """The grids over `days`, and the tasks that found nobody at work within their window; and what was asked."""

    days: tuple[date, ...]
    grids: tuple[Grid, ...]
    unplaced: tuple[Task, ...] = ()
    tasks: tuple[Task, ...] = ()
    teams: Mapping[str, Sequence[Rep]] = field(default_factory=dict)
    seasonality: Mapping[str, Fraction] | None = None


def spread(
    tasks: Iterable[Task],
    teams: Mapping[str, Sequence[Rep]],
    days: Sequence[date],
    seasonality: Mapping[str, Fraction] | None = None,
) -> Schedule:
    """Spread every task over its segment's reps and over the working `days` (in order).

    A rep's day weighs productivity x hours x quota share. With `seasonality` (`2027-01` -> share), a month has that
    share of the quota, whatever its working days. A segment without reps is one row without a name.
    """
    grids: dict[tuple[str, str], list[list[int]]] = {}
    weights: dict[str, Weights] = {}
    unplaced = []
    asked = tuple(tasks)
    for task in asked:
        reps = teams.get(task.segment) or (Rep(),)
        if task.segment not in weights:
            weights[task.segment] = day_weights(reps, days, seasonality)
        cells = _cells(task, weights[task.segment], days)
        key = task.segment, task.action
        if cells is None:
            unplaced.append(task)
        elif key in grids:
            grids[key] = [list(map(int.__add__, *rows)) for rows in zip(grids[key], cells, strict=True)]
        else:
            grids[key] = cells
    made = (
        Grid(segment, action, tuple(rep.name for rep in teams.get(segment) or (Rep(),)), tuple(map(tuple, cells)))
        for (segment, action), cells in grids.items()
    )
    return Schedule(tuple(days), tuple(made), tuple(unplaced), asked, teams, seasonality)


Weights = tuple[tuple[int, ...], ...]


def day_weights(reps: Sequence[Rep], days: Sequence[date], seasonality: Mapping[str, Fraction] | None) -> Weights:
    """Whole numbers in proportion to the exact day weights; reps alike share one tuple."""
    filled = [replace(rep, name=None) for rep in with_shares(reps)]
    kinds = [(rep, [_size(rep) * level for level in levels(rep)]) for rep in dict.fromkeys(filled)]
    sizes = iter(common([size for _, row in kinds for size in row]))
    whole = {}
    for rep, row in kinds:
        size = [next(sizes) for _ in row]
        whole[rep] = tuple(size[step] for step in steps(rep, days))
    rows = tuple(whole[rep] for rep in filled)
    return rows if seasonality is None else _seasonal(rows, days, seasonality)


def _size(rep: Rep) -> Fraction:
    return rep.hours_per_week * (rep.quota_share or 0)


def _seasonal(rows: Weights, days: Sequence[date], seasonality: Mapping[str, Fraction]) -> Weights:
    """The weights scaled month by month so that each month weighs its share."""
    names = [f"{day:%Y-%m}" for day in days]
    weight: dict[str, int] = dict.fromkeys(names, 0)
    for name, column in zip(names, _columns(rows), strict=True):
        weight[name] += column
    scales = [seasonality.get(name, Fraction(0)) / size if size else Fraction(0) for name, size in weight.items()]
    factors = dict(zip(weight, common(scales), strict=True))
    by_day = [factors[name] for name in names]
    scaled = {row: tuple(map(int.__mul__, row, by_day)) for row in set(rows)}
    return tuple(scaled[row] for row in rows)


def _columns(rows: Sequence[Sequence[int]]) -> list[int]:
    """The sum of each column; equal rows are added once."""
    times: dict[int, int] = {}
    for row in rows:
        times[id(row)] = times.get(id(row), 0) + 1
    different = {id(row): row for row in rows}
    return [sum(map(int.__mul__, column, times.values())) for column in zip(*different.values(), strict=True)]


def _cells(task: Task, weights: Weights, days: Sequence[date]) -> list[list[int]] | None:
    """The task's counts, a row per rep over all days, or None where there is something to do and nobody to do it."""
    first, last = 0, len(days)
    if task.window:
        first, last = bisect_left(days, task.window.start), bisect_right(days, task.window.end)
    rows = [row[first:last] for row in weights] if (first, last) != (0, len(days)) else list(weights)
    sizes = [sum(row) for row in rows]
    if not any(sizes):
        return [[0] * len(days) for _ in rows] if not task.count else None
    totals = apportion(task.count, sizes)
    due = _due(rows, sizes, totals)
    goals = _day_goals(task.count, due, days[first:last])
    before, after = [0] * first, [0] * (len(days) - last)
    return [[*before, *row, *after] for row in _follow(due, goals)]


def _due(rows: Sequence[tuple[int, ...]], sizes: Sequence[int], totals: Sequence[int]) -> list[list[int]]:
    """What each rep should have done by the end of each day, in fixed point; the last is the total, exactly."""
    known: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    found = []
    for row, size, total in zip(rows, sizes, totals, strict=True):
        if (total, row) not in known:
            known[total, row] = [(total * done << DIGITS) // (size or 1) for done in accumulate(row)]
        found.append(known[total, row])
    return found


def _day_goals(count: int, due: Sequence[Sequence[int]], days: Sequence[date]) -> list[int]:
    """The segment's running total at the end of each day: months apportioned, then their weeks, then their days."""
    running = _columns(due)
    half = 1 << (TIE_DIGITS - 1)
    sizes = [(after - before + half) >> TIE_DIGITS for before, after in pairwise([0, *running])]
    tree = [
        [[size for _, size in week] for _, week in groupby(month, lambda pair: pair[0].isocalendar()[:2])]
        for _, month in groupby(zip(days, sizes, strict=True), lambda pair: (pair[0].year, pair[0].month))
    ]
    months = _share(count, [sum(map(sum, month)) for month in tree])
    goals: list[int] = []
    for month, total in zip(tree, months, strict=True):
        for week, part in zip(month, _share(total, list(map(sum, month))), strict=True):
            goals += _share(part, week)
    return list(accumulate(goals))


def _share(total: int, sizes: Sequence[int]) -> Sequence[int]:
    """Largest remainder; of remainders that are equal to 1/65,536 the earlier comes first, whatever rounding did."""
    whole = sum(sizes) or 1
    exact = [((total * size << (PART_DIGITS + 1)) // whole + 1) >> 1 for size in sizes]
    shares = [part >> PART_DIGITS for part in exact]
    left = total - sum(shares)
    mask = (1 << PART_DIGITS) - 1
    for place in sorted(range(len(sizes)), key=lambda place: -(exact[place] & mask))[:left]:
        shares[place] += 1
    return shares


def _follow(due: Sequence[Sequence[int]], goals: Sequence[int]) -> list[list[int]]:
    """Whole numbers that keep each rep within one of what is due, and the day's sum at its goal where they can.

    Day by day each rep gets the whole part of what is due, and the largest parts left over of those at work are rounded
    up until the running total is at its goal. On a rep's last day what is due is whole, so the rows come out exactly.
    """
    mask = (1 << DIGITS) - 1
    given: list[int] = [0] * len(due)
    before: Sequence[int] = given
    columns = []
    done = 0
    for goal, dues in zip(goals, zip(*due, strict=True), strict=True):
        today = [max(0, (so_far >> DIGITS) - had) for so_far, had in zip(dues, given, strict=True)]
        extra = goal - done - sum(today)
        if extra > 0:
            parts = [
                (-(so_far & mask), place)
                for place, so_far in enumerate(dues)
                if so_far & mask and so_far > before[place] and (so_far >> DIGITS) >= given[place]
            ]
            parts.sort()
            for _, place in parts[:extra]:
                today[place] += 1
        given, before = list(map(int.__add__, given, today)), dues
        done += sum(today)
        columns.append(today)
    return [list(row) for row in zip(*columns, strict=True)]


def slots(schedule: Schedule, parts: Sequence[Period], *, per_rep: bool) -> Iterator[Slot]:
    """The schedule summed over `parts` (that follow one another), by segment or by rep; nothing to do makes no slot."""
    bounds = [(bisect_left(schedule.days, part.start), bisect_right(schedule.days, part.end)) for part in parts]
    for grid in schedule.grids:
        for rep, row in zip(grid.reps, grid.counts, strict=True) if per_rep else [(None, grid.daily)]:
            for part, (first, last) in zip(parts, bounds, strict=True):
                if count := sum(row[first:last]):
                    yield Slot(grid.segment, rep, part.start, part.end, grid.action, count)
