"""How many deals follow from rates that rest on evidence, without a matrix: by the Mellin transform.

A rate measured as `hits` of `trials` is Beta(hits + 1/2, misses + 1/2) (Jeffreys prior), and the mean of its s-th power
a quotient of gamma functions; that of a product of rates is the product of those. The chance of k deals of n records is
C(n, k) times the mean of p^k (1-p)^(n-k), which by Parseval's theorem for Mellin transforms (Paris and Kaminski,
"Asymptotics and Mellin-Barnes Integrals", 2001, section 3.1) is one integral over a line in the complex plane. The
trapezoid rule converges exponentially there.
"""

from __future__ import annotations

from cmath import exp, log
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, lgamma, pi, prod
from math import log as real_log

Evidence = tuple[tuple[int, int], ...]

DIGITS = 24.0  # e^-24 is what the trapezoid rule leaves out
FARTHEST_LINE = 3.0
COMMON, NEAR = 2, 2.0
SKEW = 4.0
FAINT = 1e-12
STEPS, POINTS = 40_000, 500
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
STIRLING_FROM = 12.0
LARGE = 2_000


@lru_cache(maxsize=256)  # a search for several funnels, and scenarios, ask for the same funnel again
def counts(sure: Fraction, evidence: Evidence, top: int, most: int) -> Sequence[float] | None:
    """P(no deal), P(1 deal) ... P(`most` deals) of `top` records that pass rate `sure` and those of the `evidence`.

    Each to within 1e-8. None where it takes more than 40,000 steps: with few hits, or with thousands of deals.
    """
    last = min(top, most)
    if not (sure and top):
        return (1.0, *[0.0] * most)
    line, step = _line(evidence, _rarity(sure, evidence, top, last))
    found, certain = [0.0] * (last + 1), _log(sure)
    for at in range(min(POINTS, STEPS // (last + 1))):
        point, power, (reals, imaginaries), largest = _point(certain, evidence, line, at * step, last)
        weight = exp(power - _log_rising(top + 1, -point)) * (step / (pi if at else 2 * pi))
        along, across = weight.real, weight.imag
        found = [each + along * x - across * y for each, x, y in zip(found, reals, imaginaries, strict=True)]
        if abs(weight) * largest < FAINT:
            return (*(max(0.0, each) for each in found), *[0.0] * (most - last))
    return None


def _rarity(sure: Fraction, evidence: Evidence, top: int, last: int) -> int:
    """By how many powers of e the highest count lies above the expected one, rounded up so that sizes share a line."""
    expected = top * float(sure) * prod((hits + 0.5) / (trials + 1) for hits, trials in evidence)
    return max(0, ceil(real_log(max(1, last) / expected)))


def _line(evidence: Evidence, rarity: int) -> tuple[float, float]:
    """Where the line crosses the real axis, and the distance of points on it.

    It stays as far from the poles at 0 and at -(hits + 1/2) as rounding lets it. What the trapezoid rule leaves out
    grows with the power 2 x distance of a count over the expected one, so for rare counts the line is nearer to 0.
    """
    nearest = min(hits for hits, _ in evidence) + 0.5
    distance = min(FARTHEST_LINE, nearest / 2, NEAR / (rarity - COMMON) if rarity > COMMON else FARTHEST_LINE)
    return -distance, 2 * pi / (DIGITS / distance + SKEW)


@lru_cache(maxsize=4096)  # a search asks for the same rates at every size
def _point(
    certain: float, evidence: Evidence, line: float, height: float, last: int
) -> tuple[complex, complex, tuple[list[float], list[float]], float]:
    """What is the same for every number of records, at a point s of the line; `certain` is the log of the sure rate.

    The point, the logarithm of gamma(-s) times the mean of the s-th power of the rate, the quotients
    gamma(k - s) / gamma(-s) / k! for k from 0 to `last` in real and imaginary parts, and about the largest of their
    sizes.
    """
    point = complex(line, height)
    power = point * certain + _log_gamma(-point)
    for hits, trials in evidence:
        power += _log_rising(hits + 0.5, point) - _log_rising(trials + 1, point)
    term = complex(1)
    kernel = [term]
    for count in range(last):
        term *= (count - point) / (count + 1)
        kernel.append(term)
    parts = [each.real for each in kernel], [each.imag for each in kernel]
    return point, power, parts, max(abs(kernel[0]), abs(kernel[-1]))


def _log(rate: Fraction) -> float:
    return real_log(rate.numerator) - real_log(rate.denominator)


def _log_rising(start: float, power: complex) -> complex:
    """The logarithm of gamma(start + power) / gamma(start).

    Differences of large logarithms lose digits: from 2,000 on, the series of Fields ("A note on the asymptotic
    expansion of a ratio of gamma functions", 1966) takes over.
    """
    if start < LARGE:
        return _log_gamma(start + power) - lgamma(start)
    middle = start + (power - 1) / 2
    return power * log(middle) - power * (power * power - 1) / (24 * middle * middle)


def _log_gamma(z: complex) -> complex:
    """Stirling's series, as far to the right as it is precise; its imaginary part may be off by a multiple of 2 pi."""
    z, below = complex(z), complex(1)
    while z.real < STIRLING_FROM:
        below *= z
        z += 1
    square, total = z * z, complex(0)
    for term in reversed(STIRLING):
        total = total / square + term
    return (z - 0.5) * log(z) - z + real_log(2 * pi) / 2 + total / z - log(below)
