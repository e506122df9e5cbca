"""Mean, median and 90% range of figures that come as counts of equal values: exact, and small whatever the records."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Spread:
    """How figures are spread. `low` and `high` are the 5% and 95% quantiles; all are None where there are none."""

    n: int
    mean: Fraction | None = None
    median: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None


def spread(counted: Iterable[tuple[Fraction | int, int]]) -> Spread:
    """The spread of figures given as (value, how many); the median of an even number is the middle of two."""
    values = sorted((Fraction(value), n) for value, n in counted if n)
    total = sum(n for _, n in values)
    if not total:
        return Spread(0)
    mean = sum((value * n for value, n in values), Fraction(0)) / total
    median = (_ranked(values, (total + 1) // 2) + _ranked(values, total // 2 + 1)) / 2
    # Nearest rank: the smallest value with at least that share at or below it.
    low, high = _ranked(values, -(-total * 5 // 100)), _ranked(values, -(-total * 95 // 100))
    return Spread(total, mean, median, low, high)


def _ranked(values: list[tuple[Fraction, int]], rank: int) -> Fraction:
    passed = 0
    for value, n in values:
        passed += n
        if passed >= rank:
            return value
    return values[-1][0]
