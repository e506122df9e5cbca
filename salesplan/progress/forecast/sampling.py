"""An outlook by sampling: chunks with a generator each, so that the answer does not depend on how they are scheduled.

It checks the exact distribution, and answers where a number of trials is asked for. No sample outlives its chunk: they
are counted in narrow bins, those that reach the target exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from math import sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from salesplan.progress.forecast.outlook import Open, Outlook, moments, parts
from salesplan.progress.forecast.shock import nodes
from salesplan.progress.forecast.timeline import Bools, Floats, Ints

CHUNK = 8_192
BINS = 1 << 16
WIDE = 12.0
"""So many standard deviations above the mean the bins reach; the last one holds all beyond."""
SLACK = 1e-12
MANY = 24
"""More deals alike than these are drawn at once."""

Singles = NDArray[np.float32]


class Sampled(Struct, frozen=True):
    """Samples in bins: `counts[i]` from `start + i * step` up to the next; `reached` of them are `target` or more."""

    trials: int
    mean: float
    start: float
    step: float
    counts: Ints
    target: float | None = None
    reached: int = 0

    def quantile(self, share: float) -> float:
        """The result that is not passed with probability `share`, within a bin."""
        place = int(np.searchsorted(np.cumsum(self.counts), share * self.trials - SLACK))
        return self.start + self.step * min(place, len(self.counts) - 1)

    def reaches(self, target: float) -> float:
        """The share of samples of `target` or more: exact for the target that was asked for, else within a bin."""
        if target == self.target:
            return self.reached / self.trials
        first = int(np.ceil((target - self.start) / self.step - SLACK))
        return float(self.counts[max(0, first) :].sum()) / self.trials


class Tally(Struct):
    """What chunks have added up to."""

    total: float
    counts: Ints
    reached: int


def sampled(outlook: Outlook, trials: int, seed: int, target: float | None = None, threads: int = 1) -> Sampled:
    """So many results of the period; the same for the same seed, whatever the number of threads."""
    mean, variance = moments(outlook)
    spread = sqrt(variance + outlook.shock.variance * mean**2)
    reach = parts(outlook).total - outlook.sure + WIDE * spread + max(amount for amount, _ in outlook.sizes)
    reach += outlook.due.worth if outlook.due else 0.0
    step = 1.0 if _whole(outlook) else reach / BINS
    tally = Tally(0.0, np.zeros(BINS, dtype=np.int64), 0)
    bound = None if target is None else target * (1 - SLACK)
    for results in _chunks(outlook, trials, seed, threads):
        tally.total += float(results.sum())
        places = np.minimum((results - outlook.sure) / step + SLACK, BINS - 1).astype(np.int64)
        tally.counts += np.bincount(places, minlength=BINS)
        tally.reached += 0 if bound is None else int(np.count_nonzero(results >= bound))
    return Sampled(trials, tally.total / trials, outlook.sure, step, tally.counts, target, tally.reached)


def _whole(outlook: Outlook) -> bool:
    """Whether results are so many deals, few enough for a bin each."""
    amounts = {amount for group in outlook.groups for amount, _ in group.amounts} | {each for each, _ in outlook.sizes}
    many = sum(group.count for group in outlook.groups) + outlook.new.mean
    if outlook.due:
        amounts, many = amounts | {amount for amount, _ in outlook.due.amounts}, many + outlook.due.count
    return amounts <= {1.0, None} and many < BINS / WIDE


def _chunks(outlook: Outlook, trials: int, seed: int, threads: int) -> Iterator[Floats]:
    starts = range(0, trials, CHUNK)

    def draw(start: int) -> Floats:
        return _chunk(outlook, (seed, start), min(CHUNK, trials - start))

    if threads == 1:
        yield from map(draw, starts)
        return
    with ThreadPoolExecutor(threads) as pool:
        for first in range(0, len(starts), threads):
            yield from pool.map(draw, starts[first : first + threads])


def _chunk(outlook: Outlook, seed: tuple[int, int], size: int) -> Floats:
    random = np.random.Generator(np.random.SFC64(seed))
    factor = np.exp(_shocks(outlook, random, size)).astype(np.float32)
    total = np.full(size, outlook.sure)
    unknown = np.zeros(size, dtype=np.int64)
    for group in outlook.groups:
        rate = random.beta(group.a, group.b, size).astype(np.float32)
        rate *= factor / (1 - rate + rate * factor)
        unknown += _won(group, rate, total, random)
    if outlook.due:
        rate = outlook.due.draw(random, size).astype(np.float32)
        for amount, many in outlook.due.amounts:
            total += amount * _wins(many, rate, random)
    new = outlook.new
    unknown += random.poisson(new.mean * factor * random.gamma(1 / new.spread, new.spread, size))
    return np.asarray(total + _sums(outlook, unknown, random))


def _won(group: Open, rate: Singles, total: Floats, random: np.random.Generator) -> Ints:
    """Draw which deals of the group are won: add those of known amounts to `total`, count the others."""
    unknown = np.zeros(len(rate), dtype=np.int64)
    for amount, many in group.amounts:
        won = _wins(many, rate, random)
        if amount is None:
            unknown += won
        else:
            total += amount * won
    return unknown


def _wins(many: int, rate: Singles, random: np.random.Generator) -> Ints | Bools:
    if many == 1:
        return random.random(len(rate), dtype=np.float32) < rate
    if many > MANY:
        return np.asarray(random.binomial(many, rate))
    won = np.zeros(len(rate), dtype=np.int64)
    for _ in range(many):
        won += random.random(len(rate), dtype=np.float32) < rate
    return won


def _shocks(outlook: Outlook, random: np.random.Generator, size: int) -> Floats:
    """Shocks drawn from their mixture of normals, centred as the nodes are."""
    centre = _centre(outlook)
    weights = np.array(outlook.shock.weights)
    spreads = np.array(outlook.shock.spreads)[random.choice(len(weights), size, p=weights)]
    return np.asarray(spreads * random.standard_normal(size) + centre)


def _centre(outlook: Outlook) -> float:
    found = nodes(outlook.shock)
    return float((found[0] + found[-1]) / 2)


def _sums(outlook: Outlook, counts: Ints, random: np.random.Generator) -> Floats:
    """The worth of so many deals of unknown amount in each trial."""
    amounts, chances = (np.array(column) for column in zip(*outlook.sizes, strict=True))
    if len(amounts) == 1:
        return np.asarray(counts * amounts[0])
    ends = np.cumsum(counts)
    drawn = amounts[np.searchsorted(np.cumsum(chances)[:-1], random.random(int(ends[-1])), side="right")]
    worth = np.concatenate([[0.0], np.cumsum(drawn)])
    return np.asarray(worth[ends] - worth[ends - counts])
