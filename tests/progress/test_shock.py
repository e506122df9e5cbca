"""How much good and bad periods move together, against the density of Student's t as scipy has it."""

from __future__ import annotations

from itertools import groupby
from math import hypot, log, prod, sqrt

import pytest
from scipy import stats

from salesplan.progress.forecast.shock import FREEDOM, SPREADS, USUAL, USUAL_WIDTH, Miss, shock, widening

ONE = [Miss(1, 100.0, 90.0, 130.0)]
SEVERAL = [
    Miss(1, 100.0, 90.0, 130.0, 4.0),
    Miss(1, 60.0, 50.0, 82.0, 4.0),
    Miss(2, 110.0, 95.0, 80.0, 5.0),
    Miss(3, 120.0, 100.0, 121.0, 6.0),
]


def likelihood(miss: Miss, spread: float) -> float:
    """The density of what came: Student's t of the variance of chance and of the shock together."""
    deviation = hypot(sqrt(miss.variance), spread * widening(miss.seen) * miss.mean)
    return float(stats.t.pdf(miss.came, FREEDOM, miss.mean, deviation * sqrt((FREEDOM - 2) / FREEDOM)))


@pytest.mark.parametrize("misses", [ONE, SEVERAL])
def test_a_spread_is_as_likely_as_the_past_makes_it(misses: list[Miss]) -> None:
    """Replays of one period count together as one: by the geometric mean of their densities."""
    weights = []
    for spread in SPREADS:
        prior = float(stats.norm.pdf(log(spread / USUAL) / USUAL_WIDTH))
        periods = [[*each] for _, each in groupby(misses, key=lambda miss: miss.period)]
        weights.append(
            prior * prod(prod(likelihood(one, spread) for one in each) ** (1 / len(each)) for each in periods)
        )
    expected = [weight / sum(weights) for weight in weights]
    assert shock(misses).weights == pytest.approx(expected, rel=1e-9)


def test_what_rests_on_few_windows_is_wider() -> None:
    assert shock(ONE).widening == 1
    assert shock(ONE, seen=3.0).widening == pytest.approx(sqrt(4 / 3))
    assert widening(0.0) == pytest.approx(sqrt(3))
    found = shock(ONE, seen=3.0)
    assert found.spreads == pytest.approx([spread * sqrt(4 / 3) for spread in SPREADS])
    assert found.variance == pytest.approx(sum(w * s**2 for w, s in zip(found.weights, found.spreads, strict=True)))
