"""What makes all odds of a period better or worse together, estimated from how far past periods were off.

The logarithm of the odds, and of the rate of new business, moves by one normal amount a period. Its spread is weighed
on a grid: how likely each value makes the results of past replays, times what is assumed before any is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import erf, exp, hypot, log, log1p, sqrt

import numpy as np
from msgspec import Struct

from salesplan.progress.forecast.timeline import Floats

SPREADS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0)
USUAL, USUAL_WIDTH = 0.2, 0.7
"""The spread that is assumed before a period is seen, and how far off it may be, as a normal of its logarithm."""
NODES, QUICK_NODES = 80, 32
"""How many shocks an exact answer is integrated over, and one that many are compared by."""
FREEDOM = 5
FEWEST = 0.5
FARTHEST = 5.0


class Miss(Struct, frozen=True):
    """A replay: the `period` it is of, what was expected of the uncertain part and its variance, and what came.

    `seen` is how many windows it rested on: rates from few periods bear the shocks of those.
    """

    period: int
    mean: float
    variance: float
    came: float
    seen: float = 1.0


class Shock(Struct, frozen=True):
    """The spreads that a common shock may have, each with its probability.

    `widening` multiplies them: rates that rest on so many past periods bear the shocks of these too. `doubt` comes on
    top: how far off the mean amount of a deal may be, as a share of it.
    """

    weights: tuple[float, ...]
    widening: float = 1.0
    doubt: float = 0.0

    @property
    def spreads(self) -> tuple[float, ...]:
        """The standard deviations of the shock, one for each weight."""
        return tuple(hypot(spread * self.widening, self.doubt) for spread in SPREADS)

    @property
    def variance(self) -> float:
        """The mean square of the shock."""
        return sum(weight * spread**2 for weight, spread in zip(self.weights, self.spreads, strict=True))


def widening(seen: float) -> float:
    """How much wider a shock is where rates rest on so many windows: sqrt(1 + 1 / seen)."""
    return sqrt(1 + 1 / max(seen, FEWEST))


def shock(misses: Sequence[Miss], seen: float | None = None) -> Shock:
    """The shock that fits the past; replays of one period count together as one. `seen` are the windows at hand.

    Student's t with `FREEDOM` degrees stands for the normal, so that one odd period does not decide.
    """
    logs = [-((log(spread / USUAL) / USUAL_WIDTH) ** 2) / 2 for spread in SPREADS]
    share = {one.period: 1 / sum(1 for other in misses if other.period == one.period) for one in misses}
    for one in misses:
        for place, spread in enumerate(SPREADS):
            variance = one.variance + (spread * widening(one.seen) * one.mean) ** 2
            if variance > 0:
                off = (one.came - one.mean) ** 2 / (variance * (FREEDOM - 2))
                fit = -log(variance) / 2 - (FREEDOM + 1) / 2 * log1p(off)
                logs[place] += share[one.period] * fit
    top = max(logs)
    raw = [exp(each - top) for each in logs]
    return Shock(tuple(each / sum(raw) for each in raw), 1.0 if seen is None else widening(seen))


@lru_cache(maxsize=64)
def nodes(found: Shock, count: int = NODES) -> Floats:
    """So many shocks of equal probability: the middles of the slices of their distribution."""
    places = np.linspace(-FARTHEST, FARTHEST, 4_001)
    below = np.zeros(len(places))
    for weight, spread in zip(found.weights, found.spreads, strict=True):
        below += weight * np.array([(1 + erf(each / spread / sqrt(2))) / 2 for each in places])
    middles = (np.arange(count) + 0.5) / count
    values = np.interp(middles, below, places)
    return np.asarray(values - log(float(np.mean(np.exp(values)))))
