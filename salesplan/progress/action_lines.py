"""Actions done against due: of a segment or a rep, in all or week by week and month by month."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from salesplan.base.periods import Period, parts
from salesplan.model.tracking import Thresholds
from salesplan.progress.attribution import Key
from salesplan.progress.pace import Status, needed, pace, status
from salesplan.scheduling.schedule import TeamCounts


class Line(Struct, frozen=True):
    """An action of a segment or rep: `assigned` in all, `due` by the day, `done` by then.

    `start` and `end` are None unless it is a week's or a month's. `is_record` is where records are to be brought in.
    """

    segment: str
    rep: str | None
    start: date | None
    end: date | None
    action: str
    assigned: int
    due: int
    done: int
    days_left: int
    status: Status
    is_record: bool = False

    @property
    def attainment(self) -> Fraction | None:
        """Done / assigned. Example: 240 of 300 is 80%."""
        return pace(self.done, self.assigned)

    @property
    def pace(self) -> Fraction | None:
        """Done / due; None where nothing is due yet."""
        return pace(self.done, self.due)

    @property
    def needed_per_day(self) -> Fraction | None:
        """What is left per working day left."""
        return needed(self.assigned, self.done, self.days_left)


class View(Struct, frozen=True):
    """How lines are cut: by what, over which days, up to which day, judged by which thresholds."""

    by: str
    period: Period
    on: date
    days: tuple[date, ...]
    thresholds: Thresholds

    @property
    def parts(self) -> tuple[Period, ...]:
        """The weeks or months that lines are of; the whole period otherwise."""
        return parts(self.period, self.by) if self.by in {"week", "month"} else (self.period,)


Grids = Sequence[TeamCounts]


Sourced = set[tuple[str, str]]


def action_lines(grids: Grids, counts: Mapping[Key, int], view: View, known: tuple[Sourced, bool]) -> Iterator[Line]:
    """A line for each task that is shown; `known`: what is sourced, and whether activities were read."""
    sourced, acted = known
    done = _by_task(counts)
    for grid in grids:
        is_record = (grid.segment, grid.action) in sourced
        if not is_record and not acted:
            continue
        mine = done.get((grid.segment, grid.action), {})
        for rep, row in _rows(grid, mine, view.by, is_record=is_record):
            own = mine.get(rep, {}) if view.by == "rep" else _together(mine.values())
            for part in view.parts:
                yield _line(grid, (rep, row, own), part, view, is_record=is_record)


Days = Mapping[date, int]
"""How much was done on each day on which anything was."""


def _by_task(counts: Mapping[Key, int]) -> dict[tuple[str, str], dict[str | None, dict[date, int]]]:
    """What was done on each day, by segment and action, then by rep."""
    found: dict[tuple[str, str], dict[str | None, dict[date, int]]] = {}
    for (segment, action, rep, day), n in counts.items():
        found.setdefault((segment, action), {}).setdefault(rep, {})[day] = n
    return found


def _together(rows: Iterable[Days]) -> Days:
    found: Counter[date] = Counter()
    for row in rows:
        found.update(row)
    return found


def _rows(
    grid: TeamCounts, done: Mapping[str | None, Days], by: str, *, is_record: bool
) -> Iterator[tuple[str | None, Sequence[int]]]:
    """The rows of a grid that are shown; for what nobody by name did a row of its own, where reps are shown.

    Records that came in, and are all owned by others, do not tell who of the segment brought them: they are one row.
    """
    nobodys = is_record and bool(done) and all(who not in grid.reps for who in done)
    if by != "rep" or nobodys:
        yield None, grid.daily
        return
    yield from zip(grid.reps, grid.counts, strict=True)
    if None not in grid.reps and any(who not in grid.reps for who in done):
        yield None, (0,) * len(grid.daily)


def _line(
    grid: TeamCounts, row: tuple[str | None, Sequence[int], Days], part: Period, view: View, *, is_record: bool
) -> Line:
    rep, counts, done = row
    first, last = bisect_left(view.days, part.start), bisect_right(view.days, part.end)
    gone = min(max(bisect_right(view.days, view.on), first), last)
    due, acted = sum(counts[first:gone]), sum(n for day, n in done.items() if day in part)
    split = view.by in {"week", "month"}
    return Line(
        segment=grid.segment,
        rep=rep,
        start=part.start if split else None,
        end=part.end if split else None,
        action=grid.action,
        assigned=sum(counts[first:last]),
        due=due,
        done=acted,
        days_left=last - gone,
        status=status(acted, due, view.thresholds),
        is_record=is_record,
    )
