"""The figures of an outlook, from its exact distribution or from samples."""

from __future__ import annotations

from msgspec import Struct

from salesplan.progress.forecast.distribution import Distribution, distribution
from salesplan.progress.forecast.outlook import Outlook, parts
from salesplan.progress.forecast.push import Push
from salesplan.progress.forecast.sampling import Sampled, sampled


class Request(Struct, frozen=True):
    """How the answer is made: `trials` samples from `seed`, or exactly where 0 are asked for; another target.

    `pushes` are what is supposed to change: ten percent more new business, a better conversion.
    """

    trials: int = 0
    seed: int = 1
    target: float | None = None
    pushes: tuple[Push, ...] = ()


EXACT = Request()


class Range(Struct, frozen=True):
    """A mean, and results not passed in 10%, 50% and 90% of futures."""

    mean: float
    p10: float
    p50: float
    p90: float


class Figures(Struct, frozen=True):
    """What a distribution tells, exact or sampled; `expected` is its mean where that is known without a grid."""

    told: Distribution | Sampled
    expected: float | None = None

    def quantile(self, share: float) -> float:
        """The result that is not passed with probability `share`."""
        return self.told.quantile(share)

    def mean(self) -> float:
        """The expected result."""
        return self.told.mean if self.expected is None else self.expected

    def reaches(self, target: float | None) -> float | None:
        """The probability of the target; None where there is none."""
        return None if target is None else self.told.reaches(target)

    def range(self) -> Range:
        """The mean and the range."""
        return Range(self.mean(), self.quantile(0.1), self.quantile(0.5), self.quantile(0.9))


def figures(outlook: Outlook, request: Request = EXACT, target: float | None = None, *, quick: bool = False) -> Figures:
    """The figures of an outlook as asked for; samples count exactly how many reach `target`. `quick` where many are."""
    if request.trials:
        return Figures(sampled(outlook, request.trials, request.seed, target))
    return Figures(distribution(outlook, quick=quick), parts(outlook).total)
