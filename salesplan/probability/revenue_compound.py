"""The distribution of a revenue from its Laplace transform, rate by rate instead of count by count.

Given the rate p, n records bring a compound binomial sum: its transform is (1 - p + p f)^n, f being that of one deal's
value (Panjer and Willmot, "Insurance Risk Models", 1992, section 6.3). What evidence says of p is a few thousand
weighted rates at most, however many deals there are: a hundred deals and a hundred thousand take the same time. The
inversion is that of `revenue_laplace`, with more terms since numpy adds them up.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, pi, prod
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from salesplan.probability.deal_counts_grid import Mixture
from salesplan.probability.lognormal import Values
from salesplan.probability.revenue_laplace import SMALL, TILT, WEIGHTS, WIDEST, Single, wave

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Waves = NDArray[np.complex128]

FEWEST_TERMS, MOST_TERMS = 32, 2_048
AGREED = 1e-7  # of a sum and the one of twice as many terms
BACK = 1e-6
CELLS = 2**21  # rates times terms, at once


class Compound(Struct, frozen=True):
    """A funnel whose deal values are a range: its records, what is known of their rate, and the values."""

    top: int
    rates: Mixture
    values: Values

    @property
    def nothing(self) -> float:
        """P(no deal at all)."""
        return float(self.rates.weight @ np.exp(self.top * self.rates.miss))

    def transform(self, target: float, places: range) -> Waves:
        """The mean of exp(-s x worth of all deals) at the points s of the inversion."""
        less = np.array([wave(self.values, target, place) for place in places]) - 1
        found = np.zeros(len(places), dtype=np.complex128)
        size = max(1, CELLS // len(places))
        for start in range(0, len(self.rates.hit), size):
            part = slice(start, start + size)
            shrunk = np.multiply.outer(np.exp(self.rates.hit[part]), less)
            found += self.rates.weight[part] @ np.exp(self.top * _log_one_more(shrunk))
        return found


def _log_one_more(point: Waves) -> Waves:
    """log(1 + point), to the last digit where the point is near 0 (numpy's own loses them for complex numbers)."""
    real, imaginary = point.real, point.imag
    size = np.log1p(np.maximum(-1.0, real * (2 + real) + imaginary**2)) / 2
    return np.asarray(size + 1j * np.arctan2(imaginary, 1 + real), dtype=np.complex128)


def shortfall(ranged: Sequence[Compound], single: Single, target: float, finest: int) -> float | None:
    """P(all deals are worth less than `target`, with at least one among them whose value is a range).

    `single` are funnels of one deal value each: the value, the lowest number of deals and the probabilities from there
    on; what they lack to 1 is taken to be worth more. Accurate to 1e-6; None where the sum needs more than 2,048 terms,
    or more than `finest`, from which on the rates lie too far apart, or where a range is too wide or too narrow.
    """
    if any(source.values.spread > WIDEST for source in ranged):
        return None
    nothing, terms = prod(source.nothing for source in ranged), FEWEST_TERMS
    known = _product(ranged, target, range(terms + len(WEIGHTS))) - nothing
    before = None
    while True:
        total = _series(known, single, target)
        settled = abs(known[terms]) < SMALL or (before is not None and abs(total - before) < AGREED)
        if settled:
            lasting = _comes_back(ranged, target, terms) * terms / abs(known[0] or 1) > BACK
            return None if lasting else min(1.0, max(0.0, total))
        terms, before = terms * 2, total
        if terms > min(MOST_TERMS, finest):
            return None
        more = range(len(known), terms + len(WEIGHTS))
        known = np.concatenate([known, _product(ranged, target, more) - nothing])


def _series(known: Waves, single: Single, target: float) -> float:
    """What the terms amount to, with the funnels of one deal value."""
    weights = np.array([0.5, *[1.0] * (len(known) - len(WEIGHTS) - 1), *WEIGHTS])
    points = TILT / 2 + 1j * pi * np.arange(len(known))
    signs = np.where(np.arange(len(known)) % 2, -1.0, 1.0)
    for value, least, chances in single:
        unit = np.exp(-points * (value / target))
        known = known * np.polynomial.polynomial.polyval(unit, np.array(chances or [0.0])) * unit**least
    return float(np.sum((known / points).real * signs * weights)) * exp(TILT / 2)


def _comes_back(ranged: Sequence[Compound], target: float, terms: int) -> float:
    """How large the terms are again, over their place, where a narrow range makes sums rise in steps of one value.

    One funnel whose terms do not come back keeps those of all others small.
    """
    least = 1.0
    for source in ranged:
        wide = 2 * target / exp(source.values.centre)
        place = round(wide * max(1, ceil(terms / wide)))
        again = source.transform(target, range(place, place + 1))[0] - source.nothing
        least = min(least, float(abs(again)) / max(1, place))
    return least


def _product(ranged: Sequence[Compound], target: float, places: range) -> Waves:
    return np.asarray(prod(source.transform(target, places) for source in ranged), dtype=np.complex128)
