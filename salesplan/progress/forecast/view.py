"""A period seen from a day: the outlook, with the way of odds and the common shock that past periods teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import prod

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import Period
from salesplan.progress.forecast.odds import Way
from salesplan.progress.forecast.outlook import Outlook
from salesplan.progress.forecast.push import Push, Shares, pushed
from salesplan.progress.forecast.renewing import Renewing
from salesplan.progress.forecast.replay import (
    Basis,
    Manner,
    Memory,
    Replay,
    best,
    earlier,
    outlook_on,
    periods_seen,
    replays,
    result,
    shock_of,
    size_doubt,
    window_of,
    windows_seen,
)
from salesplan.progress.forecast.timeline import NEVER, STAGES_OF_A_PATH, UNKNOWN, Timeline

WHOLE = 0.9


class View(Struct, frozen=True):
    """What is known on the day `on` of a period: `past` are replays of earlier ones, `way` is what odds go by.

    `own` says that the deals' own rows are of that day, so that their amounts and stages were known. `renewing` are
    contracts that count by themselves; None where there are none.
    """

    basis: Basis
    period: Period
    on: date
    past: tuple[Replay, ...]
    way: Way
    scores: dict[Way, float]
    own: bool
    renewing: Renewing | None = None

    @property
    def windows(self) -> float:
        """How many windows of what is left of the period the records hold."""
        return windows_seen(self.basis.line, window_of(self.period, self.on))

    @property
    def periods(self) -> int:
        """How many past periods were replayed."""
        return len({one.period for one in self.past})

    def outlook(self, pushes: Sequence[Push] = ()) -> Outlook:
        """The outlook, with what is won so far and the shock that past replays show, after some changes."""
        line, window = self.basis.line, window_of(self.period, self.on)
        ends = [one.end.toordinal() for one in past_periods(line, self.period, self.on)]
        renewed = self.renewing.renewed if self.renewing else ()
        manner = Manner(self.way, self.own, prod(push.cycle for push in pushes), renewed)
        found = outlook_on(self.basis, window, ends, manner)
        found = self.renewing.counted(found, self.basis, own=self.own) if self.renewing else found
        until = min(window.on, self.period.end.toordinal())
        common = shock_of(self.past, self.way, periods_seen(line, window, self.period))
        found = replace(
            found,
            won=result(self.basis, self.period.start.toordinal() - 1, until),
            shock=replace(common, doubt=size_doubt(self.basis, found, window)),
        )
        for push in pushes:
            found = pushed(found, push, shares(line, self.on))
        return found


def view(basis: Basis, period: Period, on: date, *, own: bool, memory: Memory | None = None) -> View:
    """The period as seen on a day, with the replays of past periods over by then, and the way that foresaw them best.

    `memory` keeps replays for another day.
    """
    past = replays(basis, past_periods(basis.line, period, on), on, memory)
    way, scores = best(past)
    return View(basis, period, on, tuple(past), way, scores, own)


def past_periods(line: Timeline, period: Period, known: date) -> list[Period]:
    """The periods of this length before `period`, back to where the records begin.

    One of which less than `WHOLE` is recorded tells too little of a period; it counts only where there is no other.
    """
    if line.first is None:
        return []
    begun = date.fromordinal(line.first)
    found = earlier(period, date(begun.year - 1, 1, 1))
    told = [one for one in found if one.end >= begun and one.end <= known]
    return [one for one in told if (one.end - begun).days + 1 >= WHOLE * len(one)] or told


def shares(line: Timeline, on: date) -> Shares:
    """What each funnel brought of the deals that came so far; empty where none is known to be in any."""
    stages = line.stands[line.created <= on.toordinal()]
    paths = Counter((stages[stages != UNKNOWN] // STAGES_OF_A_PATH).tolist())
    whole = sum(paths.values())
    return {path: count / whole for path, count in paths.items()}


def later_than(line: Timeline, on: int) -> bool:
    """Whether the records tell of a day after `on`: then they were exported later."""
    days = (line.created, line.won, line.ended, line.entered[1])
    return any(bool(np.any((each > on) & (each < NEVER))) for each in days)
