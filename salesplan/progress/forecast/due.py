"""Contracts due in a period: each renews or ends, at one rate that is itself uncertain, whatever deals do."""

from __future__ import annotations

from collections import Counter

import numpy as np
from msgspec import Struct

from salesplan.progress.forecast.quadrature import rate_nodes
from salesplan.progress.forecast.timeline import UNKNOWN, Floats

FEWEST_NODES, MOST_NODES = 5, 24


class Standing(Struct, frozen=True):
    """A contract due: the deal it comes from, as its place in the ledger, and what it goes on with if it renews.

    `is_done` says that it renewed by itself.
    """

    deal: int
    amount: float
    is_done: bool = False


class Due(Struct, frozen=True):
    """The contracts that end in a period and are not renewed by a deal, nor lost, with the rate at which they renew.

    The rate is Beta(`rate` x `weight`, (1 - `rate`) x `weight`), as measured from `weight` contracts; certain where
    `weight` is None, as the plan states it. `stage` is the first one of the funnel of renewals, as the timeline numbers
    stages.
    """

    contracts: tuple[Standing, ...]
    rate: float
    weight: float | None = None
    stage: int = UNKNOWN

    @property
    def done(self) -> float:
        """What contracts go on with that renewed by themselves."""
        return sum(one.amount for one in self.contracts if one.is_done)

    @property
    def amounts(self) -> tuple[tuple[float, int], ...]:
        """The amounts of contracts of which nothing is decided, each with how many have it."""
        return tuple(sorted(Counter(one.amount for one in self.contracts if not one.is_done).items()))

    @property
    def count(self) -> int:
        """How many contracts these are."""
        return sum(many for _, many in self.amounts)

    @property
    def worth(self) -> float:
        """What they would go on with if all renewed."""
        return sum(amount * many for amount, many in self.amounts)

    @property
    def mean(self) -> float:
        """The expected result, done or still open."""
        return self.done + self.rate * self.worth

    @property
    def variance(self) -> float:
        """The variance of the result: of each contract by itself, and of the rate that they share."""
        squares = sum(amount**2 * many for amount, many in self.amounts)
        spread = self.rate * (1 - self.rate)
        shared = 0.0 if self.weight is None else spread / (self.weight + 1)
        return (spread - shared) * squares + shared * self.worth**2

    def nodes(self) -> tuple[Floats, Floats]:
        """Rates and weights: exact for up to twice as many contracts as there are nodes."""
        if self.weight is None:
            return np.array([self.rate]), np.ones(1)
        many = min(MOST_NODES, max(FEWEST_NODES, self.count // 2 + 1))
        return rate_nodes(self.rate * self.weight, (1 - self.rate) * self.weight, many)

    def draw(self, random: np.random.Generator, size: int) -> Floats:
        """The rate, in so many futures."""
        if self.weight is None:
            return np.full(size, self.rate)
        return np.asarray(random.beta(self.rate * self.weight, (1 - self.rate) * self.weight, size))
