"""The distribution of a revenue from its Laplace transform, where few points of it tell all.

The transform of the worth of d deals is the d-th power of that of one, of a random number of deals the generating
function of that number, of several funnels the product. Its Fourier series on a line right of 0 is the distribution
repeated at twice the target, the repetitions damped; Euler's summation ends the series early (Abate and Whitt, "The
Fourier-series method for inverting transforms of probability distributions", 1992). Sums of many deals are smooth
enough for some fifty terms; for the rest there is `revenue_fourier`.
"""

from __future__ import annotations

from cmath import exp
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import comb, pi, prod
from math import exp as real_exp

from salesplan.probability.lognormal import Values

Chances = Sequence[float]
Ranged = Sequence[tuple[Values, Chances]]
Single = Sequence[tuple[float, int, Chances]]

TILT = 20.0  # e^-20 of the distribution's end comes back into it
FAINT = 1e-13
SMALL = 1e-8
STEPS = 40_000
TRANSFORM = 100  # steps
WIDEST = 1.5
LAST = 12
WEIGHTS = tuple(each / 2**LAST for each in accumulate(comb(LAST, place) for place in range(LAST)))[::-1]
"""Of the last terms: the mean of their partial sums, those in the middle counting most."""


def shortfall(ranged: Ranged, single: Single, target: float) -> float | None:
    """P(all deals are worth less than `target`, with at least one among them whose value is a range).

    `ranged` gives values and the probabilities of 0, 1, 2, ... deals, `single` a value, the lowest number of deals and
    the probabilities from there on; what they lack to 1 is taken to be worth more. Accurate to 1e-7; None where it
    takes more than 40,000 steps, or where a range is so wide that its transform is not precise.
    """
    parts = [(values, _likely(chances)) for values, chances in ranged]
    each = sum(len(chances) + TRANSFORM for _, chances in parts) + sum(len(chances) for _, _, chances in single)
    end = STEPS // each
    if any(values.spread > WIDEST for values, _ in parts) or _remainder(parts, target, end) > SMALL:
        return None
    while end > 1 and _remainder(parts, target, end * 2 // 3) <= SMALL:
        end = end * 2 // 3
    weights = (0.5, *[1.0] * end, *WEIGHTS)
    total = sum(_term(parts, single, target, at) * weight for at, weight in enumerate(weights))
    return min(1.0, max(0.0, float(total) * real_exp(TILT / 2)))


def _likely(chances: Chances) -> Chances:
    """Without the highest counts, as long as they have no chance worth its name."""
    return chances[: max((count for count, chance in enumerate(chances) if chance > FAINT), default=0) + 1]


def _remainder(parts: Ranged, target: float, at: int) -> float:
    """About what the terms from a place on amount to."""
    # Where a single deal is worth far more than the target, the transform is 0 throughout.
    highest = [abs(wave(values, target, 0)) for values, _ in parts]
    shrunk = [top and abs(wave(values, target, at)) / top for (values, _), top in zip(parts, highest, strict=True)]
    sums = [abs(_power_sum(wave, chances)) for wave, (_, chances) in zip(shrunk, parts, strict=True)]
    return prod(sums) - prod(chances[0] for _, chances in parts)


def _term(parts: Ranged, single: Single, target: float, at: int) -> float:
    """The term of the series at a place, of all that is uncertain in value less the case of no such deal."""
    point = _point(at)
    known = prod((_power_sum(wave(values, target, at), chances) for values, chances in parts), start=complex(1))
    known -= prod(chances[0] for _, chances in parts)
    for value, least, chances in single:
        unit = exp(-point * (value / target))
        known *= _power_sum(unit, chances) * unit**least
    term = (known / point).real
    return -term if at % 2 else term


def _power_sum(wave: complex, chances: Chances) -> complex:
    """Sum of chances[d] times the wave to the d, by Horner's rule."""
    total: complex = 0.0
    for chance in reversed(chances):
        total = total * wave + chance
    return total


def _point(at: int) -> complex:
    return complex(TILT / 2, pi * at)


@lru_cache(maxsize=4096)  # a search asks for the same values at every size
def wave(values: Values, target: float, at: int) -> complex:
    """The mean of exp(-s x value) at the point s of the inversion that has this place in the series."""
    return exp(values.transform(_point(at) / target))
