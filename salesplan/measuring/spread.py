"""Mean, median and 90% range of figures that come as counts of equal values: exact, and small whatever the records."""

from bisect import bisect_left
from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate

from msgspec import Struct


class Spread(Struct, frozen=True):
    """How figures are spread. `low` and `high` are the 5% and 95% quantiles; all are None where there are none."""

    n: int
    mean: Fraction | None = None
    median: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None


def spread(counted: Iterable[tuple[int, int]], units: int = 1) -> Spread:
    """The spread of figures given as (value, how many); the median of an even number is the middle of two.

    Args:
        counted: whole numbers and how often each is there.
        units: how many of them make one of what is reported.
    """
    values = sorted(pair for pair in counted if pair[1])
    passed = list(accumulate(n for _, n in values))
    if not values:
        return Spread(0)
    total = passed[-1]
    # Nearest rank: the smallest value with at least that share at or below it.
    ranks = (total + 1) // 2, total // 2 + 1, -(-total * 5 // 100), -(-total * 95 // 100)
    left, right, low, high = (values[bisect_left(passed, rank)][0] for rank in ranks)
    mean = Fraction(sum(value * n for value, n in values), total * units)
    return Spread(total, mean, Fraction(left + right, 2 * units), Fraction(low, units), Fraction(high, units))
