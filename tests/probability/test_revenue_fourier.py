"""Sums of uncertain values on a grid, against quadrature and the other ways."""

from __future__ import annotations

from fractions import Fraction
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from salesplan.probability import revenue
from salesplan.probability.funnel_odds import Rate, Source
from salesplan.probability.lognormal import Values
from salesplan.probability.revenue_fourier import _power_of_two, grid, shortfall
from tests.probability.plans import lognormal, two_values_below


@pytest.mark.parametrize("high", [1.02, 1.3, 3.3, 10, 100])
@pytest.mark.parametrize("means", [1.5, 3, 30])
def test_sums_of_values_agree_with_quadrature(high: float, means: float) -> None:
    values = Values(1.0, float(high))
    target = means * values.mean
    marks = [target, 0.9 * target, target / 2, target / 7]
    on = grid([(values, 1.0)], target)
    assert on is not None
    mu, sigma = lognormal(1, high)
    single = shortfall([(values, np.array([0.0, 1.0]))], on, marks)
    assert single == pytest.approx([norm.cdf((log(mark) - mu) / sigma) for mark in marks], abs=1e-7)
    double = shortfall([(values, np.array([0.0, 0.0, 1.0]))], on, marks)
    assert double == pytest.approx([two_values_below(mark, 1, high) for mark in marks], abs=1e-7)


ranged = st.builds(
    lambda top, evidence, low, ratio: Source(top, (Rate(Fraction(1, 8), *evidence),), Fraction(low), low * ratio),
    st.integers(20, 3_000),
    st.sampled_from([(0, 0), (3, 20), (40, 160)]),
    st.integers(100, 10_000),
    st.fractions(Fraction(3, 2), Fraction(20), max_denominator=20),
)


single = st.builds(
    lambda top, hits, value: Source(top, (Rate(Fraction(1, 3), hits, 60),), Fraction(value)),
    st.integers(5, 200),
    st.integers(5, 40),
    st.integers(100, 10_000),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(ranged, min_size=1, max_size=2), st.lists(single, max_size=1), st.fractions(Fraction(1, 2), 2))
def test_revenue_agrees_with_that_on_a_grid(many: list[Source], one: list[Source], share: Fraction) -> None:
    target = share * sum((source.top * source.win * source.value for source in (*many, *one)), Fraction())
    found = revenue.reaching([*many, *one], target)
    windows = [revenue._window(source, target) for source in one]
    gridded = revenue._on_grid(many, [revenue._counts(source, target) for source in many], windows, target)
    if found is not None and gridded is not None:
        assert found == pytest.approx(gridded, abs=1e-6)


@pytest.mark.parametrize(
    ("least", "cells"), [(1.0, 1024), (1024.0, 1024), (1024.5, 2048), (1025.0, 2048), (5000.0, 8192)]
)
def test_a_grid_has_the_least_power_of_two_that_is_enough(least: float, cells: int) -> None:
    assert _power_of_two(least) == cells
