"""The distribution of an outlook: exact for independent deals, integrated over uncertain rates and the common shock.

The characteristic function of the sum is a product over groups of deals; its inverse Fourier transform is the
distribution on a grid. An amount between two points of the grid is split between them so that its mean is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, gcd, log2, sqrt

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from salesplan.progress.forecast.due import Due
from salesplan.progress.forecast.outlook import Open, Outlook, moments, moved, parts, worth
from salesplan.progress.forecast.quadrature import rate_nodes
from salesplan.progress.forecast.rates import smooth
from salesplan.progress.forecast.shock import NODES, QUICK_NODES, nodes
from salesplan.progress.forecast.timeline import Bools, Floats

Complex = NDArray[np.complex128]
POINTS, FINEST, QUICK_POINTS = 4_096, 32_768, 2_048
SLACK = 1e-9
FEW, FEW_DEALS = 60, 200
"""Up to so many amounts, of so many deals, the grid is the finest."""
NEGLIGIBLE = 1e-11
MANY_AMOUNTS = 24
"""From so many different amounts on a group's transform is interpolated between rates."""
WIDE = 9.0
"""So many standard deviations above the mean the grid reaches."""


class Distribution(Struct, frozen=True):
    """Results `start`, `start` + `step`, ... with their probabilities.

    `whole` says that there are no results between these; else they stand for all that lies around them.
    """

    start: float
    step: float
    chances: Floats
    whole: bool = True

    @property
    def mean(self) -> float:
        """The expected result."""
        return float(self.start + self.step * (self.chances @ np.arange(len(self.chances))))

    def quantile(self, share: float) -> float:
        """The result that is not passed with probability `share`."""
        place = int(np.searchsorted(np.cumsum(self.chances), share - 1e-12))
        return self.start + self.step * min(place, len(self.chances) - 1)

    def reaches(self, target: float) -> float:
        """The probability that the result is `target` or more; in proportion between points that stand for others.

        The first point stands for itself: nothing comes on top of what is sure.
        """
        place = (target - self.start) / self.step
        if place <= 0:
            return 1.0
        first = max(1, ceil(place - SLACK) if self.whole else floor(place + SLACK))
        below = 0.0 if self.whole or first >= len(self.chances) else max(0.0, place - first) * self.chances[first]
        return float(min(1.0, max(0.0, self.chances[first:].sum() - below)))

    def crps(self, came: float) -> float:
        """The continuous ranked probability score of what came (Gneiting and Raftery, 2007); less is better."""
        places = self.start + self.step * np.arange(len(self.chances))
        below = np.cumsum(self.chances)
        score = float(self.step * np.sum((below - (places >= came))[:-1] ** 2))  # up to the last place, not beyond
        return score + max(0.0, self.start - came) + max(0.0, came - float(places[-1]))


def distribution(outlook: Outlook, *, quick: bool = False) -> Distribution:
    """The distribution of the period's result; `quick` on a coarser grid, where many are compared."""
    mean, variance = moments(outlook)
    if mean <= 0:
        return Distribution(outlook.sure, 1.0, np.ones(1))
    spread = sqrt(variance + outlook.shock.variance * mean**2)
    reach = parts(outlook).total - outlook.sure + WIDE * spread + max(amount for amount, _ in outlook.sizes)
    reach += outlook.due.worth if outlook.due else 0.0
    step, whole = _step(outlook, reach, QUICK_POINTS if quick else FINEST)
    points = 1 << max(6, ceil(log2(reach / step + 2)))
    shocks = nodes(outlook.shock, QUICK_NODES if quick else NODES)
    outlook = _coarse(outlook, step) if quick and not whole else outlook
    return Distribution(outlook.sure, step, _chances(outlook, step, points, shocks), whole)


def _coarse(outlook: Outlook, step: float) -> Outlook:
    """The outlook with amounts moved to the grid, so that there are fewer of them."""
    return replace(outlook, groups=tuple(_merged(group, step) for group in outlook.groups))


def _merged(group: Open, step: float) -> Open:
    counts: dict[float | None, int] = {}
    for amount, many in group.amounts:
        place = None if amount is None else max(1, round(amount / step)) * step
        counts[place] = counts.get(place, 0) + many
    return replace(group, amounts=tuple(counts.items()))


def _step(outlook: Outlook, reach: float, finest: int) -> tuple[float, bool]:
    """The largest step that every amount is a multiple of, where that is fine enough to be exact; else a fine grid.

    The fewer the amounts, the more the result sits on single values, and the finer the grid must be.
    """
    known = {amount for group in outlook.groups for amount, _ in group.amounts if amount is not None}
    known |= {amount for amount, _ in outlook.due.amounts} if outlook.due else set()
    amounts = known | {amount for amount, _ in outlook.sizes}
    if all(amount.is_integer() for amount in amounts):
        common = gcd(*(int(amount) for amount in amounts))
        if common and reach / common <= max(finest, POINTS) - 2:
            return float(common), True
    deals = sum(group.count for group in outlook.groups) + outlook.new.mean
    fine = reach / ((finest if len(amounts) <= FEW and deals <= FEW_DEALS else min(finest, POINTS)) - 2)
    return _aligned(_by_weight(outlook), fine), False


def _by_weight(outlook: Outlook) -> list[float]:
    """The amounts that are known or usual, those that most won deals may be expected to have first."""
    weights: dict[float, float] = {}
    for group in outlook.groups:
        for amount, many in group.amounts:
            if amount is not None:
                weights[amount] = weights.get(amount, 0.0) + many * group.mean
    for amount, many in outlook.due.amounts if outlook.due else ():
        weights[amount] = weights.get(amount, 0.0) + many
    for amount, chance in outlook.sizes:
        weights[amount] = weights.get(amount, 0.0) + chance * outlook.new.mean
    return sorted(weights, key=lambda amount: -weights[amount])


def _aligned(amounts: Sequence[float], fine: float) -> float:
    """A step not above `fine` of which the first amounts are multiples, so that a target that they add up to is met.

    An amount that would make the common step finer than that is left between two points: a deal worth 1 beside others
    worth thousands must not move all of these off the grid.
    """
    common = 0
    for amount in amounts:
        if amount.is_integer() and (shared := gcd(common, int(amount))) >= fine:
            common = shared
    return common / ceil(common / fine) if common else fine


class Waves(Struct, frozen=True):
    """Transforms at some frequencies: of the size of an unknown deal, and of every group's amounts."""

    size: Complex
    groups: tuple[tuple[Open, list[tuple[Complex, int]]], ...]

    def at(self, kept: Bools) -> Waves:
        """Those at a part of the frequencies."""
        return Waves(self.size[kept], tuple((group, [(wave[kept], many) for wave, many in deals])
                                            for group, deals in self.groups))  # fmt: skip


def _chances(outlook: Outlook, step: float, points: int, shocks: Floats) -> Floats:
    waves = _waves(outlook, step, points)
    factors = np.exp(shocks)
    kept = _bound(outlook, waves, factors) > NEGLIGIBLE
    some = waves.at(kept)
    groups = []
    for group, deals in some.groups:
        rates, weights = rate_nodes(group.a, group.b)
        every = np.array([moved(rates, factor) for factor in factors])
        groups.append((every, weights, deals, smooth(deals, every) if len(deals) > MANY_AMOUNTS else None))
    sums = np.zeros_like(some.size)
    for place, factor in enumerate(factors):
        rate = outlook.new.mean * factor
        product = (1 + rate * outlook.new.spread * (1 - some.size)) ** (-1 / outlook.new.spread)
        for every, weights, deals, curve in groups:
            product = product * (
                _group(every[place], weights, deals) if curve is None else curve.at(every[place], weights)
            )
        sums += product
    total = np.zeros_like(waves.size)
    total[kept] = sums / len(factors)
    if outlook.due and outlook.due.count:
        total *= _renewed(outlook.due, step, points)
    found = np.maximum(np.fft.irfft(total, points), 0.0)
    return np.asarray(found / found.sum())


def _renewed(due: Due, step: float, points: int) -> Complex:
    """The transform of what contracts that are still open go on with; no shock moves it."""
    base, (rates, weights) = _base(points), due.nodes()
    deals = [(_wave(base, amount / step), many) for amount, many in due.amounts]
    curve = smooth(deals, rates) if len(deals) > MANY_AMOUNTS and len(rates) > 1 else None
    return _group(rates, weights, deals) if curve is None else curve.at(rates, weights)


def _base(points: int) -> Complex:
    return np.asarray(np.exp(-2j * np.pi * np.arange(points // 2 + 1) / points))


def _waves(outlook: Outlook, step: float, points: int) -> Waves:
    base = _base(points)
    size = sum((chance * _wave(base, amount / step) for amount, chance in outlook.sizes), np.zeros_like(base))
    groups = tuple(
        (group, [(size if amount is None else _wave(base, amount / step), many) for amount, many in group.amounts])
        for group in outlook.groups
        if worth(group, 1.0)
    )
    return Waves(size, groups)


def _bound(outlook: Outlook, waves: Waves, factors: Floats) -> Floats:
    """What the modulus of the transform cannot exceed at any frequency, whatever the shock and the rates.

    For a deal that is won at rate r, |1 - r + r w|^2 <= 1 - 2 r (1 - r) (1 - Re w) <= exp of that less 1; r (1 - r) is
    least at an end of the rates, since it is concave. It leaves out frequencies where the product is nothing.
    """
    new = outlook.new
    least = new.mean * float(factors.min())
    logs = -np.log1p(least * new.spread * (1 - waves.size.real)) / new.spread
    for group, deals in waves.groups:
        rates, _ = rate_nodes(group.a, group.b)
        ends = moved(np.array([rates.min(), rates.max()]), np.array([factors.min(), factors.max()]))
        spread = float((ends * (1 - ends)).min())
        for wave, many in deals:
            logs -= spread * many * (1 - wave.real)
    return np.asarray(np.exp(np.minimum(logs, 0.0)))


def _group(rates: Floats, weights: Floats, deals: list[tuple[Complex, int]]) -> Complex:
    whole = np.zeros_like(deals[0][0])
    for rate, weight in zip(rates, weights, strict=True):
        product = np.full_like(whole, weight)
        for wave, many in deals:
            one = 1 - rate + rate * wave
            product *= one**many if many > 1 else one
        whole += product
    return whole


def _wave(waves: Complex, place: float) -> Complex:
    """The transform of an amount at `place` on the grid, split between the two points beside it."""
    low = floor(place)
    part = place - low
    whole: Complex = waves**low
    return whole if part < 1e-12 else whole * (1 - part + part * waves)  # noqa: PLR2004
