"""What is to be done: so many of an action for a team segment, within a time, with its seasons."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from salesplan.base.periods import Period


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
