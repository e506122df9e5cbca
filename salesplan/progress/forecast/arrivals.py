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
    prior = mean if planned is None else planned
    mean = (mean * weight + prior * PLAN_PULL) / (weight + PLAN_PULL)
    if same:
        own, own_weight, own_ratio = _mean(line, window, same, overlap=False)
        mean = (own * own_weight + mean * PULL) / (own_weight + PULL)
        weight, ratio = own_weight + min(weight, PULL), own_ratio
    spread = (PULL * USUAL_SPREAD + weight * ratio) / (PULL + weight)
    known = weight + PLAN_PULL
    doubt = (spread + 1 / max(mean, 1.0)) / known
    return Arrivals(max(mean, 0.0), spread + doubt)


def _mean(line: Timeline, window: Window, pasts: Sequence[Window], *, overlap: bool) -> tuple[float, float, float]:
    """The weighted mean of counts, the weight, and the squared variation beyond that of Poisson."""
    if not pasts:
        return 0.0, 0.0, 0.0
    counts = np.array([count_new(line, past) for past in pasts], dtype=np.float64)
    weights = np.array([weigh(window, past, overlap=overlap) for past in pasts])
    mean = float(np.average(counts, weights=weights))
    if mean <= 0:
        return 0.0, float(weights.sum()), 0.0
    beyond = float(np.average((counts - mean) ** 2, weights=weights)) - mean
    return mean, float(weights.sum()), max(0.0, beyond / mean**2)
