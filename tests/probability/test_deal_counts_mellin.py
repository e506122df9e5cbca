"""Counts by the Mellin transform, against scipy and the counts on a grid."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.special import loggamma
from scipy.stats import betabinom

from salesplan.probability import deal_counts_mellin
from salesplan.probability.deal_counts_grid import counts, mixture
from tests.probability.plans import MEASURED, unsure


@pytest.mark.parametrize("z", [0.5, 0.25 + 3j, 6 + 30j, 100.5 - 20j, 1_842 + 40j])
def test_log_gamma_agrees_with_scipy(z: complex) -> None:
    assert np.exp(deal_counts_mellin._log_gamma(z) - complex(loggamma(z))) == pytest.approx(1, abs=1e-11)


@given(st.integers(1, 400), st.integers(5, 4_000), st.integers(1, 20_000), st.integers(1, 400))
@example(5, 4_000, 5, 5)  # no deal is expected, so the line must be near 0
@example(5, 1_000, 1_000, 400)
@example(3, 224, 100, 80)
def test_counts_of_one_learnt_rate_agree_with_scipy(hits: int, misses: int, top: int, most: int) -> None:
    found = deal_counts_mellin.counts(Fraction(1), ((hits, hits + misses),), top, most)
    assume(found is not None)
    expected = betabinom.pmf(np.arange(most + 1), top, hits + 0.5, misses + 0.5)
    assert np.abs(np.array(found) - expected).max() < 1e-8
    assert abs(sum(found or ()) - expected.sum()) < 1e-7


@pytest.mark.parametrize(("hits", "misses", "top", "most"), [(12, 228, 240, 12), (3, 50, 400, 40), (79, 96, 60, 40)])
def test_counts_of_ordinary_plans_are_found(hits: int, misses: int, top: int, most: int) -> None:
    assert deal_counts_mellin.counts(Fraction(1), ((hits, hits + misses),), top, most) is not None


@pytest.mark.parametrize("top", [200, 2_230, 50_000, 10**12])
@pytest.mark.parametrize(
    ("sure", "evidence"),
    [
        (Fraction(1), ((187, 1_842), (79, 175), (22, 79))),
        (Fraction(1, 7), ((3, 20),)),
        (Fraction(1), ((2, 30), (12, 40))),
        (Fraction(1, 20), ((30_000, 100_000), (300, 400))),
    ],
)
def test_counts_agree_with_those_of_mixed_rates(
    sure: Fraction, evidence: deal_counts_mellin.Evidence, top: int
) -> None:
    found = deal_counts_mellin.counts(sure, evidence, top, 60)
    assert found is not None
    assert np.array(found) == pytest.approx(counts(mixture(sure, evidence, 60), top, 60), abs=1e-6)


def test_counts_that_take_too_long_are_left_to_others() -> None:
    assert deal_counts_mellin.counts(Fraction(1), ((9, 9), (3, 3)), 100, 90) is None


@pytest.mark.parametrize("deals", [1, 3, 6])
def test_counts_of_two_learnt_rates_agree_with_quadrature(deals: int) -> None:
    found = deal_counts_mellin.counts(Fraction(1), MEASURED.evidence, 240, 40)
    assert found is not None
    assert 1 - sum(found[:deals]) == pytest.approx(unsure(240, deals), abs=1e-7)


@pytest.mark.parametrize(("sure", "top"), [(Fraction(0), 5), (Fraction(1), 0)])
def test_no_records_or_none_that_pass_make_no_deal(sure: Fraction, top: int) -> None:
    assert deal_counts_mellin.counts(sure, ((3, 20),), top, 2) == (1.0, 0.0, 0.0)
