"""New business: deals that come after the day of the forecast and are won within the window all the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from salesplan.progress.forecast.odds import Window, weigh
from salesplan.progress.forecast.timeline import Timeline

USUAL_SPREAD = 0.15
"""The squared coefficient of variation of counts from period to period that is assumed before it is measured."""
PULL = 2.0
"""How many windows that assumption weighs, and past windows at any time against those at the same time."""
PLAN_PULL = 0.25
LATELY = 90
"""Days in which deals are counted to tell how much more of them come than used to."""
FEW_CAME, GROWTH_BELIEVED = 20.0, 0.7
"""A change in so few deals is chance; and of any change so much, as an exponent, is taken to last."""
VAGUE_RATE = 0.1
"""The share of new deals that is taken to be won in time where neither a past window nor a plan tells: a guess, which
comes with a spread that says so."""


class Arrivals(Struct, frozen=True):
    """A negative binomial count: its mean, and the squared coefficient of variation of its rate."""

    mean: float
    spread: float


def count_new(line: Timeline, window: Window) -> int:
    """How many deals came after `window.on` and were won within the window."""
    return int(np.count_nonzero((line.created > window.on) & line.wins(window.after, window.until)))


def arrivals(
    line: Timeline, window: Window, slid: Sequence[Window], same: Sequence[Window], planned: float | None
) -> Arrivals:
    """New business from past windows (`slid` at any time, `same` at the same time of their period, empty if not asked).

    `planned` is what the plan expects; it counts for a quarter of a window.
    """
    mean, weight, ratio = _mean(line, window, slid, overlap=True)
    prior = planned
    if prior is None:
        prior = mean if weight else _vague(line, window)
    mean = (mean * weight + prior * PLAN_PULL) / (weight + PLAN_PULL)
    if same:
        own, own_weight, own_ratio = _mean(line, window, same, overlap=False)
        mean = (own * own_weight + mean * PULL) / (own_weight + PULL)
        weight, ratio = own_weight + min(weight, PULL), own_ratio
    spread = (PULL * USUAL_SPREAD + weight * ratio) / (PULL + weight)
    known = weight + PLAN_PULL
    doubt = (spread + 1 / max(mean, 1.0)) / known
    return Arrivals(max(mean, 0.0), spread + doubt)


def growth(line: Timeline, then: int, now: int) -> float:
    """How many times as many deals came lately as came in the same time before an earlier day, drawn towards 1.

    Where less of that time is recorded, less of the growth is believed.
    """
    seen = min(LATELY, then - (line.first or then) + 1)
    came = _came(line, then) * LATELY / max(seen, 1)
    believed = GROWTH_BELIEVED * min(1.0, max(0.0, seen / LATELY))
    return float(((_came(line, now) + FEW_CAME) / (came + FEW_CAME)) ** believed)


def _came(line: Timeline, day: int) -> int:
    return int(np.count_nonzero((line.created <= day) & (line.created > day - LATELY)))


def _vague(line: Timeline, window: Window) -> float:
    """How many deals would be won at the pace at which deals came so far; 0 where none came."""
    came = line.created[line.created <= window.on]
    if not len(came):
        return 0.0
    days = max(1, window.on - int(came.min()) + 1)
    return len(came) / days * max(0, window.until - window.after) * VAGUE_RATE


def _mean(line: Timeline, window: Window, pasts: Sequence[Window], *, overlap: bool) -> tuple[float, float, float]:
    """The weighted mean of counts, the weight, and the squared variation beyond that of Poisson.

    Counts are those that there would be if as many deals had come then as come today.
    """
    if not pasts:
        return 0.0, 0.0, 0.0
    counts = np.array([count_new(line, past) * growth(line, past.on, window.on) for past in pasts], dtype=np.float64)
    weights = np.array([weigh(window, past, overlap=overlap) for past in pasts])
    mean = float(np.average(counts, weights=weights))
    if mean <= 0:
        return 0.0, float(weights.sum()), 0.0
    beyond = float(np.average((counts - mean) ** 2, weights=weights)) - mean
    return mean, float(weights.sum()), max(0.0, beyond / mean**2)
