"""The odds of open deals to be won within a window of days, from what became of the pipelines of past days.

Each past day is looked at as it was then, and only windows that were over by the day of the forecast count. A group's
rate is shrunk towards the coarser group's by `PULL` deals (beta-binomial), so that few deals do not speak loudly.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct

from salesplan.progress.forecast.timeline import Bools, Floats, Ints, Pipeline, Timeline

PULL = 8.0
"""How many deals the coarser group's rate weighs."""
DOUBT = 0.5
"""How many deals the rate weighs that is assumed where nothing at all is known."""
HALF_LIFE = 365.0
"""Days after which an observation weighs half."""
STEP = 7
FARTHEST = 3 * 365
AGES = 4


class Way(StrEnum):
    """What the odds of a deal go by."""

    STAGE = "stage"
    AGE = "stage and age"
    WEEK = "stage and week of the period"
    BOTH = "stage, age and week of the period"

    @property
    def by_age(self) -> bool:
        """Whether older and younger deals are told apart."""
        return self in {Way.AGE, Way.BOTH}

    @property
    def by_week(self) -> bool:
        """Whether the same weeks of past periods count before other weeks."""
        return self in {Way.WEEK, Way.BOTH}


class Window(Struct, frozen=True):
    """Days, as ordinals: known is everything up to `on`, asked are wins after `after` and up to `until`.

    `before` is the last day before the period of which this is what is left.
    """

    on: int
    after: int
    until: int
    before: int

    def moved(self, on: int) -> Window:
        """The same window seen from another day."""
        return Window(on, *(on + day - self.on for day in (self.after, self.until, self.before)))

    def stretched(self, cycle: float) -> Window:
        """The days in which deals go as far at today's pace as in this window with a `cycle` times as long."""
        if cycle == 1:
            return self
        after, until = (self.on + round((day - self.on) / cycle) for day in (self.after, self.until))
        return Window(self.on, after, until, self.before)

    @property
    def length(self) -> int:
        """Days from the day of knowledge to the end."""
        return self.until - self.on


class Sample(Struct, frozen=True):
    """Open deals of past days with what became of them: stages, ages, won or not, and how much each weighs."""

    stages: Ints
    ages: Ints
    won: Floats
    weights: Floats


def sliding(line: Timeline, window: Window) -> list[Window]:
    """The same window every week before, all of them over by `window.on`.

    They reach back to the first day on which the records tell of a decision: before, nothing was written down, and a
    deal that was not won then says nothing.
    """
    first = line.decided
    if first is None or window.length <= 0:
        return []
    oldest = max(first, window.on - FARTHEST)
    return [window.moved(day) for day in range(window.on - window.length, oldest - 1, -STEP)]


def aligned(line: Timeline, window: Window, ends: Sequence[int]) -> list[Window]:
    """The same days before the end of each past period (`ends`, as ordinals)."""
    first = line.decided
    found = [window.moved(end - window.length) for end in ends if end <= window.on]
    return [each for each in found if first is not None and each.on >= first]


def weigh(window: Window, past: Window, *, overlap: bool) -> float:
    """How much a past window counts: less the older it is, and less where windows overlap."""
    age = (window.on - past.until) / HALF_LIFE
    return float(0.5**age * (min(1.0, STEP / window.length) if overlap else 1.0))


def sample(line: Timeline, window: Window, pasts: Sequence[Window], *, overlap: bool) -> Sample:
    """What became of the deals that were open at the start of past windows."""
    parts = []
    for past in pasts:
        then = line.pipeline(past.on)
        won = line.wins(past.after, past.until)[then.deals].astype(np.float64)
        parts.append((then.stages, then.ages, won, np.full(len(won), weigh(window, past, overlap=overlap))))
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Sample(none, none, np.zeros(0), np.zeros(0))
    return Sample(*(np.concatenate(column) for column in zip(*parts, strict=True)))


class Odds(Struct, frozen=True):
    """A group of open deals with one uncertain rate: Beta(`a`, `b`). `deals` are places in the pipeline."""

    deals: Ints
    a: float
    b: float
    seen: float
    stage: int

    @property
    def mean(self) -> float:
        """The expected share that is won in time."""
        return self.a / (self.a + self.b)


def odds(now: Pipeline, slid: Sample, same: Sample, way: Way, assumed: float) -> tuple[Odds, ...]:
    """The odds of the pipeline's deals, group by group.

    `slid` are past windows at any time, `same` those at the same time of their period; `assumed` is the rate to start
    from. The chain is: assumed, other stages, other ages of the stage, then by age, then those at the same time of the
    period: no deal is counted on two steps of one kind, or a rate of few wins would shrink to none. What is assumed
    weighs half a deal in every group.
    """
    cuts = _cuts(slid.ages) if way.by_age else np.zeros(0)
    bands, slid_bands, same_bands = (np.searchsorted(cuts, ages) for ages in (now.ages, slid.ages, same.ages))
    keys = sorted(set(zip(now.stages.tolist(), bands.tolist(), strict=True)))
    found = []
    for stage, band in keys:
        rate = _shrunk(slid, slid.stages != stage, (assumed, DOUBT))
        if way.by_week:
            rate = _shrunk(same, same.stages != stage, rate)
        if way.by_age:
            rate = _shrunk(slid, (slid.stages == stage) & (slid_bands != band), rate)
        rate = _shrunk(slid, (slid.stages == stage) & (slid_bands == band), rate)
        if way.by_age and way.by_week:
            rate = _shrunk(same, (same.stages == stage) & (same_bands != band), rate)
        if way.by_week:
            rate = _shrunk(same, (same.stages == stage) & (same_bands == band), rate)
        weight = max(rate[1], 2 * DOUBT)
        members = np.flatnonzero((now.stages == stage) & (bands == band))
        hits, misses = rate[0] * weight + DOUBT * assumed, (1 - rate[0]) * weight + DOUBT * (1 - assumed)
        found.append(Odds(members, hits, misses, rate[1], stage))
    return tuple(found)


def _shrunk(past: Sample, chosen: Bools, parent: tuple[float, float]) -> tuple[float, float]:
    """A group's rate and how many deals it weighs, its parent's included, which count for `PULL` deals at most."""
    weight = past.weights[chosen]
    pull = min(PULL, parent[1])
    total, hits = float(weight.sum()), float((weight * past.won[chosen]).sum())
    rate = (hits + pull * parent[0]) / (total + pull)
    return min(max(rate, 1e-6), 1 - 1e-6), total + pull


def _cuts(ages: Ints) -> Floats:
    if not len(ages):
        return np.zeros(0)
    return np.unique(np.quantile(ages, np.arange(1, AGES) / AGES))
