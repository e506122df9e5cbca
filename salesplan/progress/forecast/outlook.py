"""What may still come of a period, as the parts of a sum: what is won, open deals in groups, and new business."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from salesplan.progress.forecast.arrivals import Arrivals
from salesplan.progress.forecast.due import Due
from salesplan.progress.forecast.quadrature import rate_nodes
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
    """The parts of a period's result, in money or in deals; `sizes` are the amounts of deals of which none is known.

    `due` are contracts to be renewed, None where the plan has no renewals.
    """

    won: float
    groups: tuple[Open, ...]
    new: Arrivals
    shock: Shock
    sizes: Sizes = ONE
    due: Due | None = None

    @property
    def sure(self) -> float:
        """What is certain: won, or renewed by itself."""
        return self.won + (self.due.done if self.due else 0.0)

    @property
    def size(self) -> tuple[float, float]:
        """The mean and the mean square of an unknown amount."""
        return tuple(sum(chance * amount**power for amount, chance in self.sizes) for power in (1, 2))  # type: ignore[return-value]


class Parts(Struct, frozen=True):
    """The expected result, part by part; `renewals` is None where the plan has none due."""

    won: float
    pipeline: float
    new_business: float
    renewals: float | None = None

    @property
    def total(self) -> float:
        """The expected result."""
        return self.won + self.pipeline + self.new_business + (self.renewals or 0.0)


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
    new = outlook.new.mean * float(factors.mean()) * outlook.size[0]
    return Parts(outlook.won, pipeline, new, outlook.due.mean if outlook.due else None)


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
    new, due = outlook.new, outlook.due
    if due:
        mean, variance = mean + due.mean - due.done, variance + due.variance
    return mean + new.mean * size, variance + new.mean * square + new.spread * (new.mean * size) ** 2
