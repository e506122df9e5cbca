"""Sums of many uncertain deal values, by the Fourier transform.

A deal value is lognormal, laid on a grid so that its mass and mean are kept; the transform of the worth of d deals is
the d-th power of that of one, of a random number of deals the generating function of that number, of several funnels
the product. An exponential tilt keeps what wraps around below 1e-12 (Grübel and Hermesmeier, "Computation of compound
distributions I", 1999). Nothing above the target is looked at: it counts as reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, erf, exp, floor, isqrt, log, log2, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from salesplan.probability.deal_counts_grid import cubic
from salesplan.probability.lognormal import Values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Waves = NDArray[np.complex128]

TILT = 30.0  # e^-30 of what lies beyond the grid comes back into it
FEWEST_CELLS, MOST_CELLS = 2**10, 2**19
DETAIL = 20  # coarse cells in the standard deviation of a sum
FARTHEST = 9.0  # standard deviations
HIGHEST = 7.5  # standard deviations, for all deals at once
SMOOTHING = 3.0  # coarse cells
FAINT = 1e-18
SMALL = 2**22  # multiplications
BEFORE = 40  # coarse cells below 0, where smoothing may put something


class Grid(Struct, frozen=True):
    """From 0 to `length` in `cells` for one deal's value, and in `coarse` ones for the sum of all."""

    length: float
    cells: int
    coarse: int


def parts_of(values: Sequence[Values], likely: Sequence[Sequence[float]]) -> list[tuple[Values, Floats]]:
    """Each range of values with the probabilities of 0, 1, 2, ... deals."""
    return [(each, np.array(chances)) for each, chances in zip(values, likely, strict=True)]


def reachable(parts: Sequence[tuple[Values, Floats]], target: float) -> float:
    """The target, halved as long as the deals with these chances are never worth so much."""
    most = sum(_likely(chances) * exp(values.centre + HIGHEST * values.spread) for values, chances in parts)
    return target / 2.0 ** max(0, floor(log2(target / most))) if most else target


def _likely(chances: Floats) -> int:
    """The highest count with a chance worth its name."""
    return int(np.flatnonzero(chances > FAINT).max(initial=0))


def grid(parts: Sequence[tuple[Values, float]], target: float) -> Grid | None:
    """The grid that shows sums of values up to `target`, given about how many deals of each there are.

    None where it would be too large. What wraps around is kept off by a length of twice the target.
    """
    deals = [(each, 4.0 ** floor(log(max(1.0, min(many, target / each.mean)), 4))) for each, many in parts]
    fine = max(2 * target / each.width / min(1.0, many ** (1 / 3) / 10) for each, many in deals)
    broad = max(2 * target / each.width * DETAIL / sqrt(many) for each, many in deals)
    if fine > MOST_CELLS:
        return None
    cells = _power_of_two(fine)
    return Grid(2 * target, cells, min(cells, _power_of_two(broad)))


def _power_of_two(least: float) -> int:
    return 1 << (max(FEWEST_CELLS, ceil(least)) - 1).bit_length()


def shortfall(parts: Sequence[tuple[Values, Floats]], on: Grid, marks: Sequence[float]) -> list[float]:
    """P(all deals together are worth less than each mark), for marks above 0 and up to the target of the grid.

    Each part gives the values of its deals and the probabilities of 0, 1, 2, ... deals; what they lack to 1 is taken
    to be worth more than any mark.
    """
    waves = np.ones(on.coarse // 2 + 1, dtype=np.complex128)
    nothing = 1.0
    for values, chances in parts:
        waves *= _compound(_wave(values, on), chances)
        nothing *= float(chances[0])
    waves -= nothing
    if on.coarse < on.cells:
        waves *= _smooth(on)
    places = np.arange(-BEFORE, on.coarse - BEFORE)
    density = np.fft.irfft(waves, on.coarse)[places] * np.exp(TILT / on.coarse * places)
    below = _read(_below(density), np.array(marks) * (on.coarse / on.length) + BEFORE)
    return [nothing + each for each in below.tolist()]


def _below(density: Floats) -> Floats:
    """The distribution at -3/2, -1/2, 1/2, ... cells from the density at 0, 1, 2, ... by Euler and Maclaurin's sum."""
    rise = np.diff(density)
    below = np.cumsum(density)[1:-2] + rise[1:-1] / 24 - 17 / 5760 * (rise[2:] - 2 * rise[1:-1] + rise[:-2])
    return np.concatenate([[0.0, 0.0, density[0] + rise[0] / 24], below])


def _read(below: Floats, places: Floats) -> Floats:
    base = np.clip((places + 0.5).astype(np.int64), 0, len(below) - 4)
    found = np.zeros(len(places))
    for neighbour, share in enumerate(cubic(places + 1.5 - base)):
        found += below[base + neighbour] * share
    return found


def _compound(wave: Waves, chances: Floats) -> Waves:
    """Sum of chances[d] times the wave to the d: by blocks as long as there are powers, then by Horner's rule.

    `einsum` has no threads, which cost more than they save on small matrices.
    """
    chances = chances[: _likely(chances) + 1]
    size = isqrt(len(chances) - 1) + 1
    rows = np.zeros((-(-len(chances) // size), size))
    rows.ravel()[: len(chances)] = chances
    powers = np.empty((size + 1, len(wave)), dtype=np.complex128)
    powers[0] = 1
    for place in range(size):
        powers[place + 1] = powers[place] * wave
    parts = powers[:-1].view(np.float64)
    product = rows @ parts if rows.size * len(wave) > SMALL else np.einsum("ab,bk->ak", rows, parts)
    sums = product.view(np.complex128)
    total: Waves = sums[-1]
    for row in sums[-2::-1]:
        total = total * powers[-1] + row
    return total


@lru_cache(maxsize=8)  # a search asks for the same values at every size
def _wave(values: Values, on: Grid) -> Waves:
    """The transform of one deal's value."""
    tilted = _masses(values, on) * np.exp(-TILT / on.cells * np.arange(on.cells))
    return np.asarray(np.fft.rfft(tilted)[: on.coarse // 2 + 1], dtype=np.complex128)


def _masses(values: Values, on: Grid) -> Floats:
    """What the density of a value amounts to at each point of the grid.

    Every value is shared between its two neighbours, which keeps mass and mean; differences then take back the spread
    that this adds. Not so at 0 and 1, where a wide range may have a peak too narrow for differences.
    """
    step = on.length / on.cells
    shortfalls = _shortfalls(values, np.linspace(step, on.length + 3 * step, on.cells + 3))
    masses = np.diff(np.concatenate([np.zeros(6), shortfalls]), 2) / step
    smooth = np.where(np.arange(-4, on.cells + 3) < 2, 0.0, masses)  # noqa: PLR2004
    second = np.diff(smooth, 2)
    exact = masses[2:-2] - second[1:-1] / 12 + np.diff(second, 2) / 90
    return np.asarray(exact[2 : on.cells + 2])


def _shortfalls(values: Values, marks: Floats) -> Floats:
    """By how much a value falls short of each mark on average, not at all where it exceeds it."""
    z = (np.log(marks) - values.centre) / values.spread
    within = z < values.spread + FARTHEST
    z = z[within]
    short = marks - values.mean
    short[within] = marks[within] * _normal(z) - values.mean * _normal(z - values.spread)
    return short


def _normal(z: Floats) -> Floats:
    return (1 + np.array([erf(each) for each in (z * sqrt(0.5)).tolist()])) / 2


def _smooth(on: Grid) -> Waves:
    """What rounds off details smaller than a coarse cell, yet keeps the first seven moments."""
    rate = (TILT + 2j * pi * np.arange(on.coarse // 2 + 1)) / on.coarse
    spread = (SMOOTHING * rate) ** 2 / 2
    smooth = np.exp(spread) * (1 - spread * (1 - spread / 2 * (1 - spread / 3)))
    return np.asarray(smooth, dtype=np.complex128)
