"""The transform of many deals as a smooth curve of their common rate, so that it is not made anew for every rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from salesplan.progress.forecast.timeline import Floats

Complex = NDArray[np.complex128]
Deals = Sequence[tuple[Complex, int]]
"""The transforms of amounts, each with how many deals have it."""

NODES = (16, 32, 64)
CLOSE = 1e-10
"""So far off, at most, a transform may be anywhere it was tried; transforms are at most 1."""


class Curve(Struct, frozen=True):
    """The logarithm of the transform at Chebyshev nodes from rate `low` to `high`."""

    low: float
    high: float
    logs: Complex

    def at(self, rates: Floats, weights: Floats) -> Complex:
        """The weighted mean of the transform over some rates."""
        return np.asarray(weights @ np.exp(self._between(rates) @ self.logs))

    def _between(self, rates: Floats) -> Floats:
        """What each node weighs at each rate (barycentric interpolation: Berrut and Trefethen, 2004)."""
        count = len(self.logs)
        nodes = _nodes(self.low, self.high, count)
        signs = (-1.0) ** np.arange(count) * np.sin((2 * np.arange(count) + 1) * np.pi / (2 * count))
        away = rates[:, None] - nodes
        hit = away == 0
        shares = signs / np.where(hit, 1.0, away)
        shares = np.where(hit.any(axis=1)[:, None], hit, shares)
        return np.asarray(shares / shares.sum(axis=1)[:, None])


def smooth(deals: Deals, rates: Floats) -> Curve | None:
    """The curve over the rates that are asked for; None where it is not smooth enough to be told by a few nodes.

    The logarithm of 1 - r + r w is analytic in r but where it is 0, on the line through r = 1/2.
    """
    low, high = float(rates.min()), float(rates.max())
    tried = low + (high - low) * np.array([0.003, 0.07, 0.31, 0.52, 0.83, 0.97])
    true = [_transform(deals, rate) for rate in tried]
    for count in NODES:
        logs = np.array([_log(deals, node) for node in _nodes(low, high, count)])
        curve = Curve(low, high, logs)
        off = max(
            float(np.max(np.abs(curve.at(np.array([rate]), np.ones(1)) - one)))
            for rate, one in zip(tried, true, strict=True)
        )
        if off < CLOSE:
            return curve
    return None


def _nodes(low: float, high: float, count: int) -> Floats:
    places = np.cos((2 * np.arange(count) + 1) * np.pi / (2 * count))
    return np.asarray((low + high) / 2 + (high - low) / 2 * places)


def _log(deals: Deals, rate: float) -> Complex:
    whole = np.zeros_like(deals[0][0])
    with np.errstate(divide="ignore"):
        for wave, many in deals:
            whole += many * np.log(1 - rate + rate * wave)
    return whole


def _transform(deals: Deals, rate: float) -> Complex:
    whole = np.ones_like(deals[0][0])
    for wave, many in deals:
        whole *= (1 - rate + rate * wave) ** many
    return whole
