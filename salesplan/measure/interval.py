"""The Jeffreys interval of a share: where it lies with 95% probability, given so many hits of so many.

Its ends are quantiles of Beta(hits + 1/2, misses + 1/2). Source: Brown, Cai, DasGupta, "Interval Estimation for a
Binomial Proportion", Statistical Science 16 (2001): 0 and 1 are the ends where there are no hits or no misses.
"""

from math import exp, lgamma, log, log1p

TINY = 1e-300
PRECISE = 1e-15
STEPS = 500
"""Terms of the continued fraction at most; it converges in about the square root of the parameters."""


def jeffreys(hits: int, n: int, level: float = 0.95) -> tuple[float, float] | None:
    """The interval of a share with `hits` of `n`; None where there is nothing to count."""
    if n == 0:
        return None
    tail = (1 - level) / 2
    a, b = hits + 0.5, n - hits + 0.5
    low = beta_quantile(tail, a, b) if hits else 0.0
    high = beta_quantile(1 - tail, a, b) if hits < n else 1.0
    return low, high


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with P(Beta(a, b) <= x) = p, by Newton's method inside a bracket that halves where Newton leaves it."""
    low, high, x = 0.0, 1.0, a / (a + b)
    constant = lgamma(a + b) - lgamma(a) - lgamma(b)
    for _ in range(200):
        error = beta_cdf(x, a, b) - p
        low, high = (low, x) if error > 0 else (x, high)
        slope = exp(constant + (a - 1) * log(x) + (b - 1) * log1p(-x))
        step = x - error / slope if slope > TINY else -1.0
        following = step if low < step < high else (low + high) / 2
        if abs(following - x) <= PRECISE * following:
            break
        x = following
    return x


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function. Source: NIST DLMF 8.17.22, by Lentz's method."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, _away(1 - (a + b) * x / (a + 1))
    d = 1 / d
    value = d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < PRECISE:
            break
    return value


def _away(value: float) -> float:
    return value if abs(value) > TINY else TINY
