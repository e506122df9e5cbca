"""Exact probabilities of counts: how likely are at least so many deals from so many prospects.

The density is Loader's ("Fast and accurate computation of binomial probabilities", 2000), which keeps its digits where
differences of log-gammas lose theirs; the tail is the regularised incomplete beta function by the continued fraction
of Didonato and Morris (ACM TOMS 708, 1992), summed by Lentz's method. Pure arithmetic, so that a default answer costs
no import.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import exp, lgamma, log, pi, sqrt

LOG_ROOT_TAU = log(2 * pi) / 2
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)
SERIES_FROM = 15.0  # below, lgamma is precise; above, five terms of Stirling's series are
NEAR = 0.1
TINY = 1e-300
NEGLIGIBLE = 1e-18
PRECISE = 1e-15


def binomial_tail(n: int, p: Fraction, k: int) -> float:
    """P(at least `k` of `n` trials succeed), each with probability `p`; the error is under 1e-12 for `n` up to 10^7."""
    if k <= 0 or k > n or p in (0, 1):
        return float(k <= 0 or (k <= n and p == 1))
    chance, miss, surplus = float(p), float(1 - p), float(k - n * p)
    if chance < (k + 1) / (n + 2):
        series = _fraction(k, n - k + 1, chance, surplus + miss)
        return min(1.0, binomial_density(n, p, k) * k * miss / series)
    series = _fraction(n - k + 1, k, miss, chance + 1 - surplus)
    return max(0.0, 1 - binomial_density(n, p, k - 1) * (n - k + 1) * chance / series)


def binomial_density(n: int, p: Fraction, k: int) -> float:
    """P(exactly `k` of `n` trials succeed), for 0 < p < 1 and 0 <= k <= n."""
    return _density(k, n - k, float(p), float(1 - p), float(k - n * p))


def binomial_window(n: int, p: Fraction, most: int | None = None) -> tuple[int, list[float]]:
    """The lowest count above 1e-18 of the mode's probability, and the probabilities from there on, up to `most`."""
    if p in (0, 1) or not n:
        return n if p == 1 else 0, [1.0]
    last = n if most is None else min(n, most)
    mode = min(last, int((n + 1) * p))
    odds = float(p / (1 - p))
    peak = binomial_density(n, p, mode)
    below, above = [], []
    count, chance = mode, peak
    while count > 0 and (chance := chance * count / ((n - count + 1) * odds)) > peak * NEGLIGIBLE:
        count -= 1
        below.append(chance)
    lowest, count, chance = count, mode, peak
    while count < last and (chance := chance * (n - count) * odds / (count + 1)) > peak * NEGLIGIBLE:
        count += 1
        above.append(chance)
    return lowest, [*reversed(below), peak, *above]


def tails(densities: list[float]) -> list[float]:
    """P(at least so many) for each place of `binomial_window`, summed from the small end."""
    return list(accumulate(reversed(densities)))[::-1]


def beta_binomial_tail(n: int, hits: int, trials: int, k: int) -> float:
    """P(at least `k` of `n` trials succeed) when their rate is known from `hits` of `trials` only (Jeffreys prior).

    The rate is then Beta(hits + 1/2, trials - hits + 1/2), and the count beta-binomial. Takes at most `k` steps.
    """
    if k <= 0 or k > n:
        return float(k <= 0)
    a, b = hits + 0.5, trials - hits + 0.5
    top = min(k - 1, max(0, int((n + 1) * (a - 1) / (a + b - 2)))) if trials > 1 else k - 1
    peak = _beta_binomial_density(n, a, b, top)
    total, chance = peak, peak
    for count in range(top, 0, -1):
        chance *= count * (n - count + b) / ((n - count + 1) * (count - 1 + a))
        total += chance
        if chance < total * NEGLIGIBLE:
            break
    chance = peak
    for count in range(top, k - 1):
        chance *= (n - count) * (count + a) / ((count + 1) * (n - count - 1 + b))
        total += chance
    return min(1.0, max(0.0, 1 - total))


def _beta_binomial_density(n: int, a: float, b: float, k: int) -> float:
    """Bayes' rule read backwards at the posterior mean: likelihood x prior / posterior, each precise by itself."""
    mean, rest = (k + a) / (n + a + b), (n - k + b) / (n + a + b)
    likelihood = _density(k, n - k, mean, rest, k - n * mean)
    prior = a * b / (a + b) * _density(a, b, mean, rest, a - (a + b) * mean)
    posterior = (k + a) * (n - k + b) / (n + a + b) * _density(k + a, n - k + b, mean, rest, 0.0)
    return likelihood * prior / posterior


def _density(hits: float, misses: float, p: float, q: float, surplus: float) -> float:
    """The binomial density for real counts; `surplus` is hits - n p, given apart since its digits matter most."""
    n = hits + misses
    if not hits or not misses:
        return float((q if misses else p) ** n)
    exponent = _stirling(n) - _stirling(hits) - _stirling(misses)
    exponent -= _deviance(hits, n * p, surplus) + _deviance(misses, n * q, -surplus)
    return exp(exponent) * sqrt(n / (2 * pi * hits * misses))


def _stirling(n: float) -> float:
    """log(n!) less Stirling's formula."""
    if n <= SERIES_FROM:
        return lgamma(n + 1) - (n + 0.5) * log(n) + n - LOG_ROOT_TAU
    square = n * n
    total = 0.0
    for term in reversed(STIRLING):
        total = total / square + term
    return total / n


def _deviance(count: float, mean: float, surplus: float) -> float:
    """Take count x log(count / mean) + mean - count, without cancellation where the count is near the mean."""
    if abs(surplus) >= NEAR * (count + mean):
        return count * log(count / mean) - surplus
    ratio = surplus / (count + mean)
    total, power, odd = surplus * ratio, 2 * count * ratio, 1
    while True:
        power *= ratio * ratio
        odd += 2
        grown = total + power / odd
        if grown == total:
            return total
        total = grown


def _fraction(a: float, b: float, x: float, lead: float) -> float:
    """The continued fraction of the incomplete beta function that holds its digits for x near 1.

    `lead` is a (1 - x) - b x + 1, given apart since 1 - x has lost its digits by then. About sqrt(max(a, b)) steps.
    """
    total = c = a / (a + 1) * lead or TINY
    d = 0.0
    step = 0
    while True:
        step += 1
        middle = a + 2 * step
        grown = step * (b - step) * x / (middle - 1)
        numerator = grown * x * (a + step - 1) / (middle - 1) * (a + b + step - 1)
        denominator = step + grown + (a + step) * (lead + step * (2 - x)) / (middle + 1)
        d = 1 / (denominator + numerator * d or TINY)
        c = denominator + numerator / c or TINY
        total *= c * d
        if abs(c * d - 1) < PRECISE:
            return total
