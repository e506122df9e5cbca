"""Done against due: pace, what is needed from now on, and a status by a stated rule."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from salesplan.model.tracking import Thresholds

Count = int | Fraction


class Status(StrEnum):
    """How somebody stands, in words."""

    AHEAD = "ahead"
    ON_TRACK = "on track"
    BEHIND = "behind"
    FAR_BEHIND = "far behind"


USUAL = Thresholds.model_construct()
"""110%, 95% and 80%, where the plan says nothing else."""


def pace(done: Count, due: Count) -> Fraction | None:
    """Done / due; None where nothing is due yet. Example: 240 of 300 due is 80%."""
    return Fraction(done) / Fraction(due) if due else None


def status(done: Count, due: Count, thresholds: Thresholds = USUAL) -> Status:
    """The status by pace. Where nothing is due yet, anything done is ahead, and nothing done is on track."""
    found = pace(done, due)
    if found is None:
        return Status.AHEAD if done > 0 else Status.ON_TRACK
    if found >= thresholds.ahead:
        return Status.AHEAD
    if found >= thresholds.on_track:
        return Status.ON_TRACK
    return Status.BEHIND if found >= thresholds.behind else Status.FAR_BEHIND


def needed(assigned: Count, done: Count, days_left: int) -> Fraction | None:
    """What is left per working day left; 0 where nothing is left, None where no day is."""
    left = max(Fraction(0), Fraction(assigned) - Fraction(done))
    if not left:
        return Fraction(0)
    return left / days_left if days_left else None
