"""A short account of a day: the day itself, its week so far, and the period so far, by person."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.progress.track import Book, Line, Track, track


class Digest(Struct, frozen=True):
    """The lines of `day` and of its week beside those of the period so far, in the same order: by rep and action."""

    day: date
    period: Track
    of_day: tuple[Line, ...]
    of_week: tuple[Line, ...]


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
    return Digest(day, whole, of_day.lines, of_week.lines)
