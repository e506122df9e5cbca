"""A short account of a day: the day itself, its week so far, and the period so far, by person."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.model.tracking import Thresholds
from salesplan.progress.action_lines import Line
from salesplan.progress.contracts import Contract, act_within
from salesplan.progress.pace import status
from salesplan.progress.renewals import has_renewals
from salesplan.progress.track import Book, Track, track

A_WEEK = timedelta(days=6)


class DigestRow(Struct, frozen=True):
    """An action of a day, of its week, and of the period so far."""

    of_day: Line
    of_week: Line
    of_period: Line


class Digest(Struct, frozen=True):
    """The lines of `day` and of its week beside those of the period so far, in the same order: by action and rep.

    `renewals` are the contracts on which somebody has to act within a week, None where the plan renews none.
    """

    day: date
    period: Track
    of_day: tuple[Line, ...]
    of_week: tuple[Line, ...]
    renewals: tuple[Contract, ...] | None = None

    @property
    def rows(self) -> tuple[DigestRow, ...]:
        """The three lines of each action and rep."""
        return tuple(map(DigestRow, self.of_day, self.of_week, self.period.lines))

    @property
    def team(self) -> tuple[DigestRow, ...]:
        """The sums over the people of each segment, by action."""
        found: dict[tuple[str, str], list[DigestRow]] = {}
        for row in self.rows:
            found.setdefault((row.of_period.segment, row.of_period.action), []).append(row)
        return tuple(self._sum(rows) for rows in found.values())

    @property
    def people(self) -> tuple[tuple[str, tuple[DigestRow, ...]], ...]:
        """Each person by name, with the rows of what they are asked for or did, in the order of the team."""
        found: dict[str, list[DigestRow]] = {}
        for row in sorted(self.rows, key=lambda row: self._segments.index(row.of_period.segment)):
            line = row.of_period
            if line.rep is not None and (line.assigned or line.done):
                found.setdefault(line.rep, []).append(row)
        return tuple((rep, tuple(rows)) for rep, rows in found.items())

    @property
    def _segments(self) -> list[str]:
        return list(dict.fromkeys(line.segment for line in self.period.lines))

    def _sum(self, rows: list[DigestRow]) -> DigestRow:
        parts = ([row.of_day for row in rows], [row.of_week for row in rows], [row.of_period for row in rows])
        return DigestRow(*(_add(lines, self.period.thresholds) for lines in parts))


def _add(lines: list[Line], thresholds: Thresholds) -> Line:
    assigned, due, done = (sum(getattr(line, name) for line in lines) for name in ("assigned", "due", "done"))
    stands = status(done, due, thresholds)
    return replace(lines[0], rep=None, assigned=assigned, due=due, done=done, status=stands)


def digest(plan: Plan, book: Book, on: date | None = None) -> Digest:
    """The digest of `on` (the last day in the records if None), to be read the morning after.

    Raises:
        PlanError: the plan lacks what quotas need, such as its period.
    """
    whole = track(plan, book, by="rep", on=on)
    day = whole.on
    monday = day - timedelta(days=day.weekday())
    of_day = track(plan, book, by="rep", on=day, part=Period(day, day))
    of_week = track(plan, book, by="rep", on=day, part=Period(monday, day))
    due = act_within(plan, replace(book.ledger, on=day), Period(day, day + A_WEEK)) if has_renewals(plan) else None
    return Digest(day, whole, of_day.lines, of_week.lines, due)
