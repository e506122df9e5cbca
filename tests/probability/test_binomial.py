"""Tails and windows of counts, against fractions and scipy."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from salesplan.probability.binomial import beta_binomial_tail, binomial_tail, binomial_window, tails
from tests.probability.plans import WIN, exact_tail, rates


@given(st.integers(0, 10**7), rates, st.floats(-8, 8))
def test_the_tail_agrees_with_scipy(n: int, p: Fraction, sigmas: float) -> None:
    k = round(n * p + Fraction(sigmas) * Fraction(float(n * p * (1 - p)) ** 0.5))
    assert binomial_tail(n, p, k) == pytest.approx(binom.sf(k - 1, n, float(p)), rel=0, abs=3e-12)


@pytest.mark.parametrize(("n", "k"), [(1_427, 45), (5_692, 4), (1_541, 25), (3, 2), (1, 1), (240, 3)])
@pytest.mark.parametrize("p", [Fraction(1, 31), Fraction(64, 1_953_125), Fraction(30, 31), Fraction(1, 2)])
def test_the_tail_agrees_with_fractions(n: int, k: int, p: Fraction) -> None:
    assert binomial_tail(n, p, k) == pytest.approx(float(exact_tail(n, p, k)), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("n", "p", "k", "probability"),
    [
        (5, WIN, 0, 1.0),
        (5, WIN, -2, 1.0),
        (5, WIN, 6, 0.0),
        (5, Fraction(0), 1, 0.0),
        (5, Fraction(1), 5, 1.0),
        (0, WIN, 1, 0.0),
    ],
)
def test_the_tail_at_its_ends(n: int, p: Fraction, k: int, probability: float) -> None:
    assert binomial_tail(n, p, k) == probability


@given(st.integers(0, 400), rates)
def test_a_window_holds_all_probability(n: int, p: Fraction) -> None:
    lowest, densities = binomial_window(n, p)
    assert sum(densities) == pytest.approx(1, abs=1e-13)
    for place, tail in enumerate(tails(densities)):
        assert tail == pytest.approx(binomial_tail(n, p, lowest + place), abs=1e-13)


@pytest.mark.parametrize(("p", "window"), [(Fraction(0), (0, [1.0])), (Fraction(1), (7, [1.0]))])
def test_a_window_without_luck(p: Fraction, window: tuple[int, list[float]]) -> None:
    assert binomial_window(7, p) == window


@settings(deadline=None)
@given(st.data(), st.integers(1, 3_000), st.integers(0, 2_000))
def test_unsure_rates_agree_with_scipy(data: st.DataObject, n: int, trials: int) -> None:
    hits = data.draw(st.integers(0, trials))
    k = data.draw(st.integers(0, n + 1))
    expected = betabinom.sf(k - 1, n, hits + 0.5, trials - hits + 0.5)
    assert beta_binomial_tail(n, hits, trials, k) == pytest.approx(expected, abs=1e-9)
