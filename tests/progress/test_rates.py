"""A group's transform told by a curve between rates is that worked out for each rate."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.progress.forecast.arrivals import Arrivals
from salesplan.progress.forecast.distribution import _group, distribution
from salesplan.progress.forecast.outlook import Open, Outlook, parts
from salesplan.progress.forecast.rates import smooth
from salesplan.progress.forecast.sampling import sampled
from salesplan.progress.forecast.shock import shock

WAVES = np.exp(-2j * np.pi * np.arange(129) / 256)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 250), st.integers(1, 3)), min_size=1, max_size=60),
    st.floats(0.001, 0.4),
    st.floats(0.001, 0.5),
    st.floats(0, 1),
)
def test_a_curve_gives_the_transform_of_every_rate(
    amounts: list[tuple[int, int]], low: float, width: float, place: float
) -> None:
    deals = [(WAVES**amount, many) for amount, many in amounts]
    curve = smooth(deals, np.array([low, low + width]))
    if curve is not None:
        rates = low + width * np.array([place, 1 - place, 0.5])
        weights = np.array([0.2, 0.3, 0.5])
        assert np.abs(curve.at(rates, weights) - _group(rates, weights, deals)).max() < 1e-7


def test_many_deals_at_usual_rates_are_told_by_a_curve() -> None:
    deals = [(WAVES**amount, 2) for amount in range(1, 200)]
    assert smooth(deals, np.linspace(0.02, 0.35, 400)) is not None


def test_many_amounts_give_what_a_million_samples_give() -> None:
    group = Open(30.0, 90.0, tuple((997.0 + 311.5 * place, 1) for place in range(80)))
    outlook = Outlook(1_000.0, (group,), Arrivals(3.0, 0.4), shock(()), ((8_000.0, 1.0),))
    exact = distribution(outlook)
    assert abs(exact.mean / parts(outlook).total - 1) < 1e-3
    target = exact.quantile(0.6)
    samples = sampled(outlook, 1_000_000, 5, target)
    assert abs(samples.reached / 1_000_000 - exact.reaches(target)) < 1.5e-3
