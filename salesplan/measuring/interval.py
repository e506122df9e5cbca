"""The Wilson interval of a share: where it lies with 95% confidence, given so many hits of so many.

Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
Statistical Association 22 (1927). It never leaves 0 to 1, and says something sensible about 0 of 10.
"""

from math import sqrt

Z = 1.959963984540054
"""The standard normal quantile of 97.5%."""


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """The 95% interval of a share with `hits` of `n`; None where there is nothing to count."""
    if n == 0:
        return None
    share, weight = hits / n, Z * Z / n
    centre = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * sqrt(share * (1 - share) / n + weight / (4 * n))
    # Rounding must not turn an end that is exactly 0 or 1 into something else.
    return (centre - half if hits else 0.0), (centre + half if hits < n else 1.0)
