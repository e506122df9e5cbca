"""An outlook by sampling: chunks with a generator each, so that the answer does not depend on how they are scheduled.

It checks the exact distribution, and answers where a number of trials is asked for.
"""

from __future__ import annotations

import numpy as np

from salesplan.progress.forecast.outlook import Outlook
from salesplan.progress.forecast.shock import SPREADS, nodes
from salesplan.progress.forecast.timeline import Floats, Ints

CHUNK = 8_192


def sampled(outlook: Outlook, trials: int, seed: int) -> Floats:
    """So many results of the period, in the order of the chunks; the same for the same seed."""
    starts = range(0, trials, CHUNK)
    return np.concatenate([_chunk(outlook, (seed, start), min(CHUNK, trials - start)) for start in starts])


def _chunk(outlook: Outlook, seed: tuple[int, int], size: int) -> Floats:
    random = np.random.Generator(np.random.SFC64(seed))
    factor = np.exp(_shocks(outlook, random, size))
    total = np.full(size, outlook.won)
    unknown = np.zeros(size, dtype=np.int64)
    for group in outlook.groups:
        rate = random.beta(group.a, group.b, size)
        rate = (rate * factor / (1 - rate + rate * factor)).astype(np.float32)
        for amount, many in group.amounts:
            won = np.zeros(size, dtype=np.int64)
            for _ in range(many):
                won += random.random(size, dtype=np.float32) < rate
            if amount is None:
                unknown += won
            else:
                total += amount * won
    new = outlook.new
    unknown += random.poisson(new.mean * factor * random.gamma(1 / new.spread, new.spread, size))
    return np.asarray(total + _sums(outlook, unknown, random))


def _shocks(outlook: Outlook, random: np.random.Generator, size: int) -> Floats:
    """Shocks drawn from their mixture of normals, centred as the nodes are."""
    centre = _centre(outlook)
    weights = np.array(outlook.shock.weights)
    spreads = np.array(SPREADS)[random.choice(len(weights), size, p=weights)] * outlook.shock.widening
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
