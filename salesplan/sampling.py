"""Revenue by chunked sampling: Beta rates, binomial deals, lognormal deal values.

Every chunk has a generator of its own (SFC64, seeded by the seed and the chunk's number), so the result does not depend
on how chunks are scheduled, and memory stays small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, expm1, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

CHUNK = 8_192
CHUNKS = 8
FEWEST, MOST = 16, 64  # deals of a draw whose values are drawn one by one
SIGMAS = 2 * 1.6448536269514722  # between the 5% and the 95% point of a normal distribution
SLACK = 1e-12  # a sum of floats may fall short of a target that it reaches exactly


@dataclass(frozen=True, slots=True)
class Draw:
    """What to sample of a funnel: a certain `rate` times a Beta rate per (hits, trials), and a deal value."""

    rate: float
    evidence: tuple[tuple[int, int], ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Luck:
    """What chance decided about a chunk of a funnel before its size was known.

    `sums` holds the worth of a draw's first 0, 1, 2, ... deals, `noise` moves the sum of those that follow.
    """

    rates: Floats
    sums: Floats
    noise: Floats


def share_that_reaches(draws: tuple[Draw, ...], tops: Sequence[int], target: float, seed: int) -> tuple[float, float]:
    """The share of samples in which funnels with these `tops` reach `target`, and its standard error.

    The error is that of the share after one more success and one more failure, so that 0 and 1 do not look exact.
    """
    total = CHUNK * CHUNKS
    hits = sum(_hits(draws, tops, target, (seed, chunk)) for chunk in range(CHUNKS))
    careful = (hits + 1) / (total + 2)
    return hits / total, sqrt(careful * (1 - careful) / total)


def _hits(draws: tuple[Draw, ...], tops: Sequence[int], target: float, seed: tuple[int, int]) -> int:
    import numpy as np

    random = np.random.Generator(np.random.SFC64([*seed, 1]))
    revenue = np.zeros(CHUNK)
    for draw, luck, top in zip(draws, _lucks(draws, seed), tops, strict=True):
        revenue += _worth(random.binomial(top, luck.rates, CHUNK), draw, luck)
    return int(np.count_nonzero(revenue >= target * (1 - SLACK)))


@lru_cache(maxsize=2 * CHUNKS)  # a search asks for the same chunks again and again, at other sizes
def _lucks(draws: tuple[Draw, ...], seed: tuple[int, int]) -> tuple[Luck, ...]:
    import numpy as np

    random = np.random.Generator(np.random.SFC64(seed))
    return tuple(_luck(draw, random) for draw in draws)


def _luck(draw: Draw, random: np.random.Generator) -> Luck:
    import numpy as np

    rates = np.full(CHUNK, draw.rate)
    for hits, trials in draw.evidence:
        rates *= random.beta(hits + 0.5, trials - hits + 0.5, CHUNK)
    if draw.low == draw.high:
        return Luck(rates, np.zeros((CHUNK, 1)), np.zeros(CHUNK))
    mu, sigma = _lognormal(draw)
    singles = int(min(MOST, max(FEWEST, 100 * expm1(sigma**2))))
    sums = np.zeros((CHUNK, singles + 1))
    np.cumsum(random.lognormal(mu, sigma, (CHUNK, singles)), axis=1, out=sums[:, 1:])
    return Luck(rates, sums, random.standard_normal(CHUNK))


def _lognormal(draw: Draw) -> tuple[float, float]:
    """The mean and standard deviation of the logarithm, 90% of values lying between the low and the high end."""
    return (log(draw.low) + log(draw.high)) / 2, (log(draw.high) - log(draw.low)) / SIGMAS


def _worth(deals: Counts, draw: Draw, luck: Luck) -> Floats:
    """The worth of so many deals in each draw.

    Of many deals with ranged values, the first 16 (for a range up to 1:4; more for wider ones) were drawn one by one;
    the sum of the rest is taken as a lognormal with their mean and variance (Fenton and Wilkinson). For a range up to
    1:5 that shifts a probability by less than sampling does, for one of 1:30 by about a point.
    """
    import numpy as np

    if draw.low == draw.high:
        return np.multiply(deals, draw.low, dtype=np.float64)
    mu, sigma = _lognormal(draw)
    single = np.minimum(deals, luck.sums.shape[1] - 1)
    rest = deals - single
    variance = np.log1p(expm1(sigma**2) / np.maximum(rest, 1))
    lump = rest * exp(mu + sigma**2 / 2) * np.exp(np.sqrt(variance) * luck.noise - variance / 2)
    return np.asarray(luck.sums[np.arange(CHUNK), single] + lump, dtype=np.float64)
