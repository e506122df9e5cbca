"""Quotas spread over reps and working days, in whole numbers that add up in every view.

Everything is computed once, at the finest grain, and views are sums of it. A rep's total is a largest remainder of the
quota; the totals of months, of the ISO weeks within them and of the days within these are so too, each of the one
before. The cells between these margins follow every rep's exact due: at the end of no day has a rep been given a whole
action more or less than the exact share of the days so far. Where that leaves no room for a day's total, the next days
make up for it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import accumulate, groupby, pairwise
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from salesplan.base.money import common
from salesplan.base.periods import Period
from salesplan.scheduling.staffing import Rep, levels, steps

# Shares are fixed-point integers. Half of the digits absorb what rounding does to equal shares, so that ties stay ties.
DIGITS = 64
TIE_DIGITS = 32
PART_DIGITS = 16
WEIGHT_DIGITS = 48
FINE = 10**9
"""Parts of one to which remainders are told apart."""
DUE_DIGITS = 35
"""Digits of what is due that say nothing: 2^-29 of an action is the error of shares brought into line in rounds."""
TRACE_DIGITS = 20
"""A day that weighs a millionth of a person's heaviest is no day of work."""
SMALL_TEAM = 50
"""People whose counts are kept in memory for another schedule."""
ROUNDS = 8
"""How often seasons and people's shares are brought into line with one another."""


class Season(Struct, frozen=True, cache_hash=True):
    """Days that have a share of the work, whatever how many of them are worked."""

    days: Period
    share: Fraction


class Part(Struct, frozen=True):
    """Which part of an action's whole a task is: at most `first` of it, or the `rest` beyond that."""

    first: int
    rest: bool


class Task(Struct, frozen=True, cache_hash=True):
    """So many of an action for a team segment, to be done on the working days of `window` (by default, on any).

    `seasons`, which follow one another without overlap, say how much falls into each; nothing falls between them.
    `part` is given where one action is done in two tasks.
    """

    segment: str
    action: str
    count: int
    window: Period | None = None
    seasons: tuple[Season, ...] | None = None
    part: Part | None = None


class Slot(Struct, frozen=True):
    """What a segment, or one rep of it, has to do of one action from `start` to `end`, both included."""

    segment: str
    rep: str | None
    start: date
    end: date
    action: str
    count: int


class Grid(Struct, frozen=True, dict=True):
    """The counts of one segment's action: a row per rep, a column per working day."""

    segment: str
    action: str
    reps: tuple[str | None, ...]
    counts: tuple[tuple[int, ...], ...]

    @cached_property
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

    def weights(self, task: Task) -> Weights:
        """What each of the task's people weighs on each of the days."""
        return _weights_of(_bare(task), tuple(self.teams.get(task.segment) or (Rep(),)), self.days)


Weights: TypeAlias = tuple[tuple[int, ...], ...]
Cells: TypeAlias = Sequence[tuple[int, ...]]


def spread(tasks: Iterable[Task], teams: Mapping[str, Sequence[Rep]], days: Sequence[date]) -> Schedule:
    """Spread every task over its segment's reps and over the working `days` (in order).

    A rep's day weighs productivity x hours. Those with a quota share get that share of every task for whose days they
    are there at all; hours and absences then decide when. A segment without reps is one row without a name.
    """
    grids: dict[tuple[str, str], Cells] = {}
    unplaced = []
    asked, when = tuple(tasks), tuple(days)
    for task in asked:
        cells = _placed(_bare(task), tuple(teams.get(task.segment) or (Rep(),)), when)
        key = task.segment, task.action
        if cells is None:
            unplaced.append(task)
        elif key in grids:
            grids[key] = [tuple(map(int.__add__, *rows)) for rows in zip(grids[key], cells, strict=True)]
        else:
            grids[key] = cells
    made = (
        Grid(segment, action, tuple(rep.name for rep in teams.get(segment) or (Rep(),)), tuple(cells))
        for (segment, action), cells in grids.items()
    )
    return Schedule(when, tuple(made), tuple(unplaced), asked, teams)


def _bare(task: Task) -> Task:
    """A task without what does not bear on who does how much when."""
    return Task("", "", task.count, task.window, task.seasons)


def _placed(task: Task, reps: tuple[Rep, ...], days: tuple[date, ...]) -> Cells | None:
    """The counts of a task; scenarios and trials ask for the same ones again, which are kept for small teams."""
    return (_kept_cells if len(reps) <= SMALL_TEAM else _counted_cells)(task, reps, days)


def _counted_cells(task: Task, reps: tuple[Rep, ...], days: tuple[date, ...]) -> Cells | None:
    cells = _cells(task, _weights_of(task, reps, days), days)
    return None if cells is None else tuple(map(tuple, cells))


_kept_cells = lru_cache(maxsize=256)(_counted_cells)


def _weights_of(task: Task, reps: tuple[Rep, ...], days: tuple[date, ...]) -> Weights:
    fixed = any(rep.quota_share is not None for rep in reps)
    return _kept_weights(replace(task, count=0, window=task.window if fixed else None), reps, days)


@lru_cache(maxsize=32)
def _kept_weights(task: Task, reps: tuple[Rep, ...], days: tuple[date, ...]) -> Weights:
    return task_weights(task, reps, days)


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
    first, last = _bounds(task.window, days)
    if task.seasons is None:
        return _shared(rows, shares, first, last)
    rows = _shared(rows, shares, first, last)
    for _ in range(ROUNDS):  # each margin in turn, until both hold; the people's shares have the last word
        rows = _rounded(_seasonal(rows, days, task.seasons))
        rows = _shared(rows, shares, first, last)
    return _shared(_without_traces(rows), shares, first, last)


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


def _shared(rows: Weights, shares: Sequence[Fraction | None], first: int, last: int) -> Weights:
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


def _rounded(rows: Weights) -> Weights:
    """The same proportions in numbers of limited length; what weighs something keeps a weight."""
    spare = max(0, max(map(max, rows), default=0).bit_length() - WEIGHT_DIGITS)
    return tuple(tuple(cell and max(1, cell >> spare) for cell in row) for row in rows) if spare else rows


def _seasonal(rows: Weights, days: Sequence[date], seasons: Sequence[Season]) -> Weights:
    """The weights scaled so that each season weighs its share, and what lies between them nothing."""
    columns = _columns(rows)
    bounds = [_bounds(season.days, days) for season in seasons]
    sizes = [sum(columns[first:last]) for first, last in bounds]
    scales = common([season.share / size if size else Fraction(0) for season, size in zip(seasons, sizes, strict=True)])
    by_day = [0] * len(days)
    for (first, last), scale in zip(bounds, scales, strict=True):
        by_day[first:last] = [scale] * (last - first)
    scaled = {row: tuple(map(int.__mul__, row, by_day)) for row in set(rows)}
    return tuple(scaled[row] for row in rows)


def _bounds(window: Period | None, days: Sequence[date]) -> tuple[int, int]:
    return (bisect_left(days, window.start), bisect_right(days, window.end)) if window else (0, len(days))


def _columns(rows: Sequence[Sequence[int]]) -> list[int]:
    """The sum of each column; equal rows are added once."""
    times: dict[int, int] = {}
    for row in rows:
        times[id(row)] = times.get(id(row), 0) + 1
    different = {id(row): row for row in rows}
    return [sum(map(int.__mul__, column, times.values())) for column in zip(*different.values(), strict=True)]


def _cells(task: Task, weights: Weights, days: Sequence[date]) -> list[list[int]] | None:
    """The task's counts, a row per rep over all days, or None where there is something to do and nobody to do it."""
    first, last = _bounds(task.window, days)
    rows = [row[first:last] for row in weights] if (first, last) != (0, len(days)) else list(weights)
    sizes = [sum(row) for row in rows]
    if not any(sizes):
        return [[0] * len(days) for _ in rows] if not task.count else None
    totals = _totals(task.count, sizes)
    due = _due(rows, sizes, totals)
    goals = _day_goals(task.count, due, days[first:last])
    before, after = [0] * first, [0] * (len(days) - last)
    return [[*before, *row, *after] for row in _follow(_settled(due), goals)]


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


def _settled(due: Sequence[Sequence[int]]) -> list[list[int]]:
    """What is due without the digits that say nothing, so that whole is whole and alike is alike."""
    known: dict[int, list[int]] = {}
    half = 1 << DUE_DIGITS - 1
    for row in due:
        if id(row) not in known:
            known[id(row)] = [(each + half) >> DUE_DIGITS << DUE_DIGITS for each in row]
    return [known[id(row)] for row in due]


def _day_goals(count: int, due: Sequence[Sequence[int]], days: Sequence[date]) -> list[int]:
    """The segment's running total at the end of each day: months apportioned, then their weeks, then their days."""
    running = _columns(due)
    half = 1 << (TIE_DIGITS - 1)
    sizes = [(after - before + half) >> TIE_DIGITS for before, after in pairwise([0, *running])]
    tree = [[sizes[week] for week in month] for month in _weeks_of_months(tuple(days))]
    months = _share(count, [sum(map(sum, month)) for month in tree])
    goals: list[int] = []
    for month, total in zip(tree, months, strict=True):
        for week, part in zip(month, _share(total, list(map(sum, month))), strict=True):
            goals += _share(part, week)
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


def _share(total: int, sizes: Sequence[int]) -> Sequence[int]:
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
        return [_followed_by_one(due[0], goals)]
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


def _followed_by_one(due: Sequence[int], goals: Sequence[int]) -> list[int]:
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


def slots(schedule: Schedule, parts: Sequence[Period], *, per_rep: bool) -> Iterator[Slot]:
    """The schedule summed over `parts` (that follow one another), by segment or by rep; nothing to do makes no slot."""
    bounds = [(bisect_left(schedule.days, part.start), bisect_right(schedule.days, part.end)) for part in parts]
    for grid in schedule.grids:
        for rep, row in zip(grid.reps, grid.counts, strict=True) if per_rep else [(None, grid.daily)]:
            for part, (first, last) in zip(parts, bounds, strict=True):
                if count := sum(row[first:last]):
                    yield Slot(grid.segment, rep, part.start, part.end, grid.action, count)
