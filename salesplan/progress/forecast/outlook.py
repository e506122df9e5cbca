"""What may still come of a period, as the parts of a sum: what is won, open deals in groups, and new business."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from salesplan.progress.forecast.arrivals import Arrivals
from salesplan.progress.forecast.shock import Shock, nodes
from salesplan.progress.forecast.timeline import UNKNOWN, Floats

Sizes = tuple[tuple[float, float], ...]
"""Amounts, each with its probability."""

ONE: Sizes = ((1.0, 1.0),)
"""The amounts where deals are counted."""


class Open(Struct, frozen=True):
    """Open deals that share one uncertain rate, Beta(`a`, `b`): so many of each amount; None for an amount unknown.

    `deals` are their places in the timeline and `stage` is where they stand, as the timeline numbers stages.
    """

    a: float
    b: float
    amounts: tuple[tuple[float | None, int], ...]
    deals: tuple[int, ...] = ()
    stage: int = UNKNOWN

    @property
    def mean(self) -> float:
        """The expected share that is won."""
        return self.a / (self.a + self.b)

    @property
    def count(self) -> int:
        """How many deals these are."""
        return sum(many for _, many in self.amounts)


class Outlook(Struct, frozen=True):
    """The parts of a period's result, in money or in deals; `sizes` are the amounts of deals of which none is known."""

    won: float
    groups: tuple[Open, ...]
    new: Arrivals
    shock: Shock
    sizes: Sizes = ONE

    @property
    def size(self) -> tuple[float, float]:
        """The mean and the mean square of an unknown amount."""
        return tuple(sum(chance * amount**power for amount, chance in self.sizes) for power in (1, 2))  # type: ignore[return-value]


class Parts(Struct, frozen=True):
    """The expected result, part by part."""

    won: float
    pipeline: float
    new_business: float

    @property
    def total(self) -> float:
        """The expected result."""
        return self.won + self.pipeline + self.new_business


def moved(rate: Floats | float, factor: Floats | float) -> Floats:
    """Rates after all odds are multiplied."""
    return np.asarray(rate * factor / (1 - rate + rate * factor))


def parts(outlook: Outlook) -> Parts:
    """The means of the parts, over all shocks and rates."""
    factors = np.exp(nodes(outlook.shock))
    pipeline = 0.0
    for group in outlook.groups:
        rates, weights = rate_nodes(group.a, group.b)
        share = float(np.mean([weights @ moved(rates, factor) for factor in factors]))
        pipeline += share * worth(group, outlook.size[0])
    return Parts(outlook.won, pipeline, outlook.new.mean * float(factors.mean()) * outlook.size[0])


def worth(group: Open, size: float) -> float:
    """What the group's deals would bring if all were won."""
    return sum(many * (size if amount is None else amount) for amount, many in group.amounts)


def unknown_share(outlook: Outlook) -> float:
    """The share of what is expected that comes from deals of unknown amount."""
    size = outlook.size[0]
    rated = [(group.mean * many, amount) for group in outlook.groups for amount, many in group.amounts]
    unknown = outlook.new.mean * size + sum(count * size for count, amount in rated if amount is None)
    known = sum(count * (amount or 0.0) for count, amount in rated)
    return unknown / (known + unknown) if known + unknown else 0.0


def moments(outlook: Outlook) -> tuple[float, float]:
    """The mean and the variance of what is still uncertain, without a shock."""
    size, square = outlook.size
    mean = variance = 0.0
    for group in outlook.groups:
        rate, whole = group.mean, worth(group, size)
        squares = sum(many * (square if amount is None else amount**2) for amount, many in group.amounts)
        sums = sum(many * (size if amount is None else amount) ** 2 for amount, many in group.amounts)
        mean += rate * whole
        variance += rate * squares - rate**2 * sums
        variance += rate * (1 - rate) / (group.a + group.b + 1) * (whole**2 - sums)
    new = outlook.new
    return mean + new.mean * size, variance + new.mean * square + new.spread * (new.mean * size) ** 2


def rate_nodes(a: float, b: float, count: int = 5) -> tuple[Floats, Floats]:
    """Gauss's nodes and weights for Beta(a, b) on 0 to 1 (Golub and Welsch, 1969, from Jacobi's recurrence)."""
    p, q = b - 1, a - 1
    order = np.arange(count)
    total = 2 * order + p + q
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (q**2 - p**2) / (total * (total + 2))
    middle[0] = (q - p) / (p + q + 2)
    step = np.arange(1, count)
    sums = 2 * step + p + q
    with np.errstate(invalid="ignore", divide="ignore"):
        side = 4 * step * (step + p) * (step + q) * (step + p + q) / (sums**2 * (sums + 1) * (sums - 1))
    side[0] = 4 * (1 + p) * (1 + q) / ((2 + p + q) ** 2 * (3 + p + q))
    middle = np.where(np.isfinite(middle), middle, 0.0)
    matrix = np.diag(middle) + np.diag(np.sqrt(side), 1) + np.diag(np.sqrt(side), -1)
    values, vectors = np.linalg.eigh(matrix)
    return np.clip((values + 1) / 2, 0.0, 1.0), vectors[0] ** 2
