"""Funnels that several tests of chance start from."""

from __future__ import annotations

from fractions import Fraction
from math import comb, log

import numpy as np
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.stats import beta, binom, norm

from salesplan.probability.funnel_odds import Rate, Source

rates = st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000)
WIN = Fraction(1, 80)
TARGET = Fraction(90_000)
EXAMPLE = Source(240, (Rate(Fraction(1, 20)), Rate(Fraction(1, 4))), Fraction(30_000))
MEASURED = replace(EXAMPLE, rates=(Rate(Fraction(1, 20), 12, 240), Rate(Fraction(1, 4), 10, 40)))
RANGED = replace(EXAMPLE, value=Fraction(20_000), high=Fraction(45_000))


def exact_tail(n: int, p: Fraction, k: int) -> Fraction:
    return 1 - sum((comb(n, hits) * p**hits * (1 - p) ** (n - hits) for hits in range(k)), Fraction())


TWO = (
    Source(24, (Rate(Fraction(1, 4)),), Fraction(30_000)),
    Source(9, (Rate(Fraction(1, 3)),), Fraction(7_500)),
)


def unsure(top: int, deals: int) -> float:
    """P(deals) of MEASURED by Gauss and Legendre's quadrature over both rates."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    first, second = 0.1 * (nodes + 1), 0.4 * (nodes + 1)
    likely = np.outer(
        weights * 0.1 * beta.pdf(first, 12.5, 228.5),
        weights * 0.4 * beta.pdf(second, 10.5, 30.5),
    )
    return float((likely * binom.sf(deals - 1, top, np.outer(first, second))).sum())


HALF_YEAR = (
    Source(
        2_800,
        (
            Rate(Fraction(1, 10), 187, 1_842),
            Rate(Fraction(45, 100), 79, 175),
            Rate(Fraction(28, 100), 22, 79),
        ),
        Fraction(18_000),
        Fraction(60_000),
    ),
    Source(140, (Rate(Fraction(2, 5), 51, 128), Rate(Fraction(11, 20), 28, 51)), Fraction(14_000)),
)


def lognormal(low: float, high: float) -> tuple[float, float]:
    return (log(low) + log(high)) / 2, (log(high) - log(low)) / (2 * 1.6448536269514722)


def two_values_below(mark: float, low: float, high: float) -> float:
    """P(the sum of two deal values < mark) by quadrature over the quantiles of the first."""
    mu, sigma = lognormal(low, high)
    z = np.linspace(-9, min(9, (log(mark) - mu) / sigma), 200_001)
    rest = np.maximum(mark - np.exp(mu + sigma * z), 1e-300)
    return float(np.trapezoid(norm.pdf(z) * norm.cdf((np.log(rest) - mu) / sigma), z))
