"""Revenue by chunked sampling: Beta rates, binomial deals, lognormal deal values.

Every chunk has a generator of its own (SFC64, seeded by the seed and the chunk's number), so the result does not depend
on how chunks are scheduled, and memory stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """What to sample of a funnel: `top` records, a certain `rate` times a Beta rate per (hits, trials), and a value."""

    top: int
    rate: float
    evidence: tuple[tuple[int, int], ...]
    low: float
    high: float


def share_that_reaches(draws: tuple[Draw, ...], target: float, seed: int) -> tuple[float, float]:
    """The share of samples whose revenue is at least `target`, and its standard error.

    The error is that of the share after one more success and one more failure, so that 0 and 1 do not look exact.
    """
    total = CHUNK * CHUNKS
    hits = sum(_hits(draws, target, seed, chunk) for chunk in range(CHUNKS))
    careful = (hits + 1) / (total + 2)
    return hits / total, sqrt(careful * (1 - careful) / total)


def _hits(draws: tuple[Draw, ...], target: float, seed: int, chunk: int) -> int:
    import numpy as np

    random = np.random.Generator(np.random.SFC64([seed, chunk]))
    revenue = np.zeros(CHUNK)
    for draw in draws:
        revenue += _revenue(draw, random)
    return int(np.count_nonzero(revenue >= target * (1 - SLACK)))


def _revenue(draw: Draw, random: np.random.Generator) -> Floats:
    import numpy as np

    rate = np.full(CHUNK, draw.rate)
    for hits, trials in draw.evidence:
        rate *= random.beta(hits + 0.5, trials - hits + 0.5, CHUNK)
    deals: Counts = random.binomial(draw.top, rate, CHUNK)
    if draw.low == draw.high:
        return np.multiply(deals, draw.low, dtype=np.float64)
    return _values(deals, draw, random)


def _values(deals: Counts, draw: Draw, random: np.random.Generator) -> Floats:
    """The sum of as many lognormal values as there are deals, 90% of which lie between the low and the high end.

    Of a draw with many deals, the first 16 (for a range up to 1:4; more for wider ones) are drawn one by one, and the
    sum of the rest as a lognormal with their mean and variance (Fenton and Wilkinson), which near its limit shifts a
    probability by about as much as sampling does.
    """
    import numpy as np

    mu, sigma = (log(draw.low) + log(draw.high)) / 2, (log(draw.high) - log(draw.low)) / SIGMAS
    mean, relative_variance = exp(mu + sigma**2 / 2), expm1(sigma**2)
    single = np.minimum(deals, int(min(MOST, max(FEWEST, 100 * relative_variance))))
    values = random.lognormal(mu, sigma, int(single.sum()))
    sums = np.bincount(np.repeat(np.arange(CHUNK), single), values, CHUNK)
    rest = deals - single
    variance = np.log1p(relative_variance / np.maximum(rest, 1))
    lump = rest * mean * np.exp(np.sqrt(variance) * random.standard_normal(CHUNK) - variance / 2)
    return np.asarray(sums + lump, dtype=np.float64)
