"""The distribution of an outlook: exact for independent deals, integrated over uncertain rates and the common shock.

The characteristic function of the sum is a product over groups of deals; its inverse Fourier transform is the
distribution on a grid. An amount between two points of the grid is split between them so that its mean is kept.
"""

from __future__ import annotations

from math import ceil, floor, gcd, log2, sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from salesplan.progress.forecast.outlook import Outlook, moments, moved, parts, rate_nodes, worth
from salesplan.progress.forecast.shock import nodes
from salesplan.progress.forecast.timeline import Floats

Complex = NDArray[np.complex128]
POINTS, FINEST = 4_096, 32_768
SLACK = 1e-9
FEW = 60
"""Up to so many amounts the grid is the finest."""
WIDE = 9.0
"""So many standard deviations above the mean the grid reaches."""


class Distribution(Struct, frozen=True):
    """Results `start`, `start` + `step`, ... with their probabilities.

    `whole` says that there are no results between these; else they stand for all that lies around them.
    """

    start: float
    step: float
    chances: Floats
    whole: bool = True

    @property
    def mean(self) -> float:
        """The expected result."""
        return float(self.start + self.step * (self.chances @ np.arange(len(self.chances))))

    def quantile(self, share: float) -> float:
        """The result that is not passed with probability `share`."""
        place = int(np.searchsorted(np.cumsum(self.chances), share - 1e-12))
        return self.start + self.step * min(place, len(self.chances) - 1)

    def reaches(self, target: float) -> float:
        """The probability that the result is `target` or more; in proportion between points that stand for others."""
        place = (target - self.start) / self.step
        if place <= 0:
            return 1.0
        first = ceil(place - SLACK) if self.whole else floor(place + SLACK)
        below = 0.0 if self.whole or first >= len(self.chances) else max(0.0, place - first) * self.chances[first]
        return float(min(1.0, max(0.0, self.chances[first:].sum() - below)))

    def crps(self, came: float) -> float:
        """The continuous ranked probability score of what came (Gneiting and Raftery, 2007); less is better."""
        places = self.start + self.step * np.arange(len(self.chances))
        below = np.cumsum(self.chances)
        score = float(self.step * np.sum((below - (places >= came)) ** 2))
        return score + max(0.0, self.start - came) + max(0.0, came - float(places[-1]))


def distribution(outlook: Outlook) -> Distribution:
    """The distribution of the period's result."""
    mean, variance = moments(outlook)
    if mean <= 0:
        return Distribution(outlook.won, 1.0, np.ones(1))
    spread = sqrt(variance + outlook.shock.variance * mean**2)
    reach = parts(outlook).total - outlook.won + WIDE * spread + max(amount for amount, _ in outlook.sizes)
    step, whole = _step(outlook, reach)
    points = 1 << max(6, ceil(log2(reach / step + 2)))
    return Distribution(outlook.won, step, _chances(outlook, step, points), whole)


def _step(outlook: Outlook, reach: float) -> tuple[float, bool]:
    """The largest step that every amount is a multiple of, where that is fine enough to be exact; else a fine grid.

    The fewer the amounts, the more the result sits on single values, and the finer the grid must be.
    """
    known = {amount for group in outlook.groups for amount, _ in group.amounts if amount is not None}
    amounts = known | {amount for amount, _ in outlook.sizes}
    if all(amount.is_integer() for amount in amounts):
        common = gcd(*(int(amount) for amount in amounts))
        if common and reach / common <= FINEST:
            return float(common), True
    return reach / (FINEST if len(amounts) <= FEW else POINTS), False


def _chances(outlook: Outlook, step: float, points: int) -> Floats:
    waves: Complex = np.exp(-2j * np.pi * np.arange(points // 2 + 1) / points)
    size = sum((chance * _wave(waves, amount / step) for amount, chance in outlook.sizes), np.zeros_like(waves))
    total = np.zeros_like(waves)
    shocks = nodes(outlook.shock)
    groups = [
        (
            *rate_nodes(group.a, group.b),
            [(size if amount is None else _wave(waves, amount / step), many) for amount, many in group.amounts],
        )
        for group in outlook.groups
        if worth(group, 1.0)
    ]
    for factor in np.exp(shocks):
        rate = outlook.new.mean * factor
        product = (1 + rate * outlook.new.spread * (1 - size)) ** (-1 / outlook.new.spread)
        for rates, weights, deals in groups:
            product = product * _group(moved(rates, factor), weights, deals)
        total += product
    found = np.fft.irfft(total / len(shocks), points)
    found = np.maximum(found, 0.0)
    return np.asarray(found / found.sum())


def _group(rates: Floats, weights: Floats, deals: list[tuple[Complex, int]]) -> Complex:
    whole = np.zeros_like(deals[0][0])
    for rate, weight in zip(rates, weights, strict=True):
        product = np.full_like(whole, weight)
        for wave, many in deals:
            one = 1 - rate + rate * wave
            product *= one**many if many > 1 else one
        whole += product
    return whole


def _wave(waves: Complex, place: float) -> Complex:
    """The transform of an amount at `place` on the grid, split between the two points beside it."""
    low = floor(place)
    part = place - low
    whole: Complex = waves**low
    return whole if part < 1e-12 else whole * (1 - part + part * waves)  # noqa: PLR2004
