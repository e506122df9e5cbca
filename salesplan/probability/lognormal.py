"""Uncertain deal values: lognormal ones, and the Laplace transform of their distribution."""

from __future__ import annotations

from cmath import exp as complex_exp
from cmath import log as complex_log
from decimal import Decimal
from functools import lru_cache
from math import ceil, exp, expm1, log, pi, sqrt

from msgspec import Struct

HALF_WIDTH_90 = Decimal("1.644853626951472714863848907992")
"""The 95% point of a standard normal distribution: half the width of a 90% range, in standard deviations."""
WIDTH_90 = 2 * float(HALF_WIDTH_90)
CERTAIN = 30.0  # e^-30: more deals than this leaves open reach the target for certain
NODE = 0.25
FARTHEST = 8.0
PRECISE = 1e-12
TINY = 1e-18


class Values(Struct, frozen=True):
    """Deal values of which 90% lie between `low` and `high`, lognormally."""

    low: float
    high: float

    @property
    def centre(self) -> float:
        """The mean of the logarithm."""
        return (log(self.low) + log(self.high)) / 2

    @property
    def spread(self) -> float:
        """The standard deviation of the logarithm."""
        return (log(self.high) - log(self.low)) / WIDTH_90

    @property
    def mean(self) -> float:
        """The mean value."""
        return exp(self.centre + self.spread**2 / 2)

    @property
    def width(self) -> float:
        """The detail that a grid has to show: the width of the peak; less matters where the mean is far above it."""
        return max(self.spread * exp(self.centre - self.spread**2), min(1.0, self.spread) * self.mean / 50)

    def transform(self, point: complex) -> complex:
        """The logarithm of the mean of exp(-`point` x value), for a point to the right of 0.

        The trapezoid rule on the line through the saddle point, which Lambert's function yields (Asmussen, Jensen and
        Rojas-Nandayapa, "On the Laplace transform of the lognormal distribution", 2016).
        """
        variance = self.spread**2
        saddle = _lambert(variance * point * exp(self.centre))
        scale = saddle / variance
        step, nodes = _nodes(self.spread)
        total = sum(complex_exp(normal - scale * bend) for normal, bend in nodes)
        return complex_log(total * (step / sqrt(2 * pi))) - scale * (1 + saddle / 2)


@lru_cache(maxsize=32)
def _nodes(spread: float) -> tuple[float, list[tuple[float, float]]]:
    """The distance of nodes, and at each one the exponents of the normal density and of what bends it."""
    step = NODE / max(1.0, spread)
    places = [node * step for node in range(-ceil(FARTHEST / step), ceil(FARTHEST / step) + 1)]
    return step, [(-place * place / 2, expm1(spread * place) - spread * place) for place in places]


def _lambert(value: complex) -> complex:
    """The y for which y exp(y) is `value`, to the right of 0, by Halley's method."""
    y = complex_log(1 + value)
    while True:
        power = complex_exp(y)
        off = y * power - value
        step = off / (power * (y + 1) - (y + 2) * off / (2 * y + 2))
        y -= step
        if abs(step) <= PRECISE * abs(y):
            return y


@lru_cache(maxsize=32)
def most_deals(values: Values, target: float) -> int:
    """So many deals that together they reach `target` but for a chance of 1e-13 (Chernoff's bound)."""
    tilts = [15.0 * 1.5**power for power in range(24)]
    shrunk = [(tilt, -values.transform(tilt / target).real) for tilt in tilts]
    return max(1, ceil(min((CERTAIN + tilt) / max(shrinking, TINY) for tilt, shrinking in shrunk)))
