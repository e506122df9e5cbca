"""What evidence says about a product of rates: weighted rates, and how many deals follow from them.

A rate measured as `hits` of `trials` is Beta(hits + 1/2, misses + 1/2) (Jeffreys prior). In the logit of the rate that
density is smooth and falls off exponentially on both sides, so that the trapezoid rule converges exponentially; the
logarithm of a product of rates is a sum, taken node by node and laid on an even grid by cubic weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import asinh, exp, log, log1p, sqrt
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from salesplan.probability.binomial import binomial_tail

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEGLIGIBLE = 28.0  # e^-28 of the peak of a density
NEVER = -1e300  # the logarithm of 0, which times 0 is still 0
COARSEST = 0.4  # spacing of the logit that a trapezoid rule bears
FINER = 12  # grid points a standard deviation of the product
MOST_NODES = 8_000
STRETCH = 4.0  # of the logit, from which distance on nodes lie wider apart
SMOOTH_FROM = 8  # misses
FARTHEST = 9  # standard deviations of a count
BLOCK = 32
CELLS = 200_000


class Mixture(Struct, frozen=True):
    """Rates with weights that add up to 1: the logarithms of each rate and of its complement, rising."""

    hit: Floats
    miss: Floats
    weight: Floats


@lru_cache(maxsize=32)  # a search asks for the same rates at every size
def mixture(sure: Fraction, evidence: tuple[tuple[int, int], ...], deals: int) -> Mixture:
    """The rate `sure` times one rate per (hits, trials), fine enough to tell apart about `deals` deals."""
    if not evidence:
        return Mixture(*(np.array([value]) for value in (_log(sure), _log(1 - sure), 1.0)))
    width = 1 / sqrt(deals + 1)
    narrowest, *wider = sorted(evidence, key=lambda seen: _spread(*seen))
    logs, weights = _beta(*narrowest, width)
    smooth = _smoothing(logs, weights, narrowest, width)
    for seen in wider:
        others, shares = _beta(*seen, smooth)
        logs, weights = _even_out(
            np.add.outer(logs, others).ravel(), np.multiply.outer(weights, shares).ravel(), width / 3
        )
    hit = np.minimum(logs + _log(sure), -1e-16)
    return Mixture(hit, np.log(-np.expm1(hit)), weights)


def _smoothing(logs: Floats, weights: Floats, seen: tuple[int, int], width: float) -> float:
    """What detail the first rate leaves for the others to resolve: none of its own spread where it ends abruptly at 1.

    The density of the logarithm behaves there like its power misses - 1/2.
    """
    hits, trials = seen
    return max(width, sqrt(_variance(logs, weights))) if trials - hits >= SMOOTH_FROM else width


def _log(rate: Fraction) -> float:
    return log(rate) if rate else NEVER


def _beta(hits: int, trials: int, width: float) -> tuple[Floats, Floats]:
    """The logarithms of rates and their weights, even in the logit near the mode, wider apart in long tails."""
    a, b = hits + 0.5, trials - hits + 0.5
    mode, spread = log(a / b), _spread(hits, trials)
    low, high = (STRETCH * asinh((_end(a, b, mode, way * spread) - mode) / STRETCH) for way in (-1, 1))
    step = max(min(COARSEST, spread / 3, width), (high - low) / MOST_NODES)
    places = np.arange(low, high + step, step) / STRETCH
    logits = mode + STRETCH * np.sinh(places)
    logs = np.asarray(-np.logaddexp(0, -logits), dtype=np.float64)
    density = a * logs - b * np.logaddexp(0, logits)
    weights = np.asarray(np.exp(density - density.max()) * np.cosh(places), dtype=np.float64)
    return logs, weights / weights.sum()


def _spread(hits: int, trials: int) -> float:
    """About the standard deviation of the logit."""
    return sqrt(1 / (hits + 0.5) + 1 / (trials - hits + 0.5))


def _end(a: float, b: float, mode: float, step: float) -> float:
    """Where, going by growing steps, the density has become negligible."""
    peak, end = _log_density(a, b, mode), mode + step
    while _log_density(a, b, end) > peak - NEGLIGIBLE:
        step *= 1.1
        end += step
    return end


def _log_density(a: float, b: float, logit: float) -> float:
    shrunk = log1p(exp(-abs(logit)))
    return -a * (shrunk + max(0.0, -logit)) - b * (shrunk + max(0.0, logit))


def _variance(logs: Floats, weights: Floats) -> float:
    mean = float(weights @ logs)
    return float(weights @ (logs - mean) ** 2)


def _even_out(logs: Floats, weights: Floats, width: float) -> tuple[Floats, Floats]:
    """The same measure, even in the logit: each node on its four neighbours, with the weights of cubic interpolation.

    In the logit, since a binomial count tells rates near 1 apart as finely as rates near 0.
    """
    kept = np.abs(weights) > exp(-NEGLIGIBLE) * weights.max()
    logs, weights = logs[kept], weights[kept]
    logits = logs - np.log(-np.expm1(logs))
    low, high = float(logits.min()), float(logits.max())
    step = min(COARSEST / 2, sqrt(_variance(logits, weights)) / FINER, width)
    step = max(step, (high - low) / MOST_NODES)
    size = max(4, int((high - low) / step) + 2)
    start = high - (size - 1) * step
    place = (logits - start) / step
    base = np.clip(place.astype(np.int64) - 1, 0, size - 4)
    laid = np.zeros(size)
    for neighbour, share in enumerate(cubic(place - base)):
        laid += np.bincount(base + neighbour, weights * share, size)
    return -np.logaddexp(0, -np.linspace(start, high, size)), laid / laid.sum()


def cubic(r: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The weights of the points 0, 1, 2 and 3 that interpolate a cubic at `r` (Lagrange)."""
    return (
        (1 - r) * (r - 2) * (r - 3) / 6,
        r * (r - 2) * (r - 3) / 2,
        r * (1 - r) * (r - 3) / 2,
        r * (r - 1) * (r - 2) / 6,
    )


def counts(rates: Mixture, top: int, most: int) -> Floats:
    """P(no deal), P(1 deal) ... P(`most` deals) of `top` records, the rate being one of `rates`."""
    last = min(top, most)
    places = np.arange(last)
    ways = np.concatenate([[0.0], np.cumsum(np.log((top - places) / (places + 1)))])
    found = np.zeros(most + 1)
    for block, low, high in _blocks(rates, top, last):
        deals = np.arange(low, high + 1)
        logs = np.multiply.outer(rates.hit[block], deals) + np.multiply.outer(rates.miss[block], top - deals)
        found[low : high + 1] += np.einsum("i,ij->j", rates.weight[block], np.exp(logs + ways[low : high + 1]))
    return found


def tail(rates: Mixture, top: int, deals: int) -> float:
    """P(at least `deals` deals of `top` records), the rate being one of `rates`: the mean of binomial tails."""
    hit, miss = np.exp(rates.hit), np.exp(rates.miss)
    away = (top * hit - deals) / np.sqrt(np.maximum(1.0, top * hit * miss))
    near = np.flatnonzero(np.abs(away) < FARTHEST)
    total = float(rates.weight[away >= FARTHEST].sum())
    for place in near.tolist():
        total += float(rates.weight[place]) * binomial_tail(top, Fraction(float(hit[place])), deals)
    return min(1.0, max(0.0, total))


def _blocks(rates: Mixture, top: int, last: int) -> Iterator[tuple[slice, int, int]]:
    """Rates together with the lowest and the highest likely count: few rates at a time if counts are many."""
    means = top * np.exp(rates.hit)
    lows = np.maximum(0, means - FARTHEST * np.sqrt(means) - 1)
    highs = means + FARTHEST * np.sqrt(means) + 4 * FARTHEST
    able = int(np.searchsorted(lows, last, side="right"))
    size = BLOCK if able * last > CELLS else max(1, able)
    for start in range(0, able, size):
        end = min(able, start + size)
        yield slice(start, end), int(lows[start]), min(last, int(highs[end - 1]))
