"""Counts of deals from rates that evidence leaves open, against moments, quadrature and scipy."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import beta, betabinom, binom

from salesplan.probability.confidence import chance
from salesplan.probability.deal_counts_grid import counts, mixture, tail
from salesplan.probability.funnel_odds import Rate, Source
from tests.probability.plans import MEASURED, unsure

Evidence = tuple[tuple[int, int], ...]
SURE = Fraction(1)


def moment(evidence: Evidence, power: int) -> float:
    """The mean of the product of Beta rates to a power: P(all of so many records become deals)."""
    logs = 0.0
    for hits, trials in evidence:
        a, b = hits + 0.5, trials - hits + 0.5
        logs += gammaln(a + power) - gammaln(a) + gammaln(a + b) - gammaln(a + b + power)
    return float(exp(logs))


ALL_MOVED: list[tuple[Evidence, int]] = [
    (((3, 3), (10, 10)), 197),
    (((32, 32), (3, 3)), 142),
    (((3, 3), (3, 3), (3, 3)), 50),
    (((1, 1), (500, 500)), 1_000),
    (((200, 200), (300, 300), (4, 4)), 900),
    (((0, 1), (2, 2)), 5),
    (((50, 100), (3, 3)), 20),
]


@pytest.mark.parametrize(("evidence", "records"), ALL_MOVED)
def test_all_of_the_records_are_as_likely_as_the_moments_say(evidence: Evidence, records: int) -> None:
    found = counts(mixture(SURE, evidence, records), records, records)
    assert found[-1] == pytest.approx(moment(evidence, records), abs=1e-7)
    assert found.sum() == pytest.approx(1, abs=1e-9)
    assert tail(mixture(SURE, evidence, records), records, records) == pytest.approx(found[-1], abs=1e-7)


@pytest.mark.parametrize(("evidence", "records", "known"), [(*ALL_MOVED[0], 0.028377), (*ALL_MOVED[1], 0.064447)])
def test_a_plan_with_stages_of_n_of_n_is_as_likely_as_worked_out_by_hand(
    evidence: Evidence, records: int, known: float
) -> None:
    rates = tuple(Rate(SURE, *seen) for seen in evidence)
    found = chance([Source(records, rates, Fraction(1))], Fraction(records))
    assert found.probability == pytest.approx(known, abs=1e-6)
    assert found.standard_error == 0


@pytest.mark.parametrize("deals", [1, 60, 120, 150, 177, 196])
def test_fewer_than_all_agree_with_quadrature(deals: int) -> None:
    nodes, shares = np.polynomial.legendre.leggauss(400)
    # p = 1 - x^2 takes away the pole of the density at 1, of which every "n of n" has one
    places, shares = (nodes + 1) / 2, shares / 2
    weights = [beta.pdf(1 - places**2, hits + 0.5, 0.5) * 2 * places * shares for hits in (3, 10)]
    both = np.multiply.outer(1 - places**2, 1 - places**2)
    expected = weights[0] @ binom.sf(deals - 1, 197, both) @ weights[1]
    rates = mixture(SURE, ((3, 3), (10, 10)), 197)
    assert tail(rates, 197, deals) == pytest.approx(expected, abs=1e-6)
    assert counts(rates, 197, 197)[deals:].sum() == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("hits", "trials", "top", "deals"), [(12, 240, 400_000, 20_000), (1, 20, 90_000, 5_000)])
def test_the_tail_of_thousands_of_deals_agrees_with_scipy(hits: int, trials: int, top: int, deals: int) -> None:
    expected = betabinom.sf(deals - 1, top, hits + 0.5, trials - hits + 0.5)
    assert tail(mixture(SURE, ((hits, trials),), deals), top, deals) == pytest.approx(expected, abs=1e-6)


def test_a_certain_funnel_of_a_hundred_percent_grows_beside_one_that_evidence_limits() -> None:
    """Where the smallest plan is looked for, both may have a million million records."""
    sure = Source(10**12, (Rate(SURE),), Fraction(300))
    narrow = Source(10**12, (Rate(Fraction(1, 2), 1, 2),), Fraction(300), Fraction(600))
    assert chance([sure, narrow], Fraction(3_000)).probability == pytest.approx(1, abs=1e-9)


def test_unsure_rates_agree_with_quadrature() -> None:
    for deals in (1, 3, 6):
        found = chance([MEASURED], Fraction(30_000 * deals))
        assert found.standard_error == 0
        assert found.probability == pytest.approx(unsure(240, deals), abs=1e-7)


@pytest.mark.parametrize(("hits", "trials", "top"), [(0, 10, 1_000), (10, 10, 60), (0, 1, 500), (400, 9_000, 2_000)])
def test_mixed_counts_agree_with_scipy(hits: int, trials: int, top: int) -> None:
    found = counts(mixture(Fraction(1), ((hits, trials),), 100), top, 100)
    expected = betabinom.pmf(np.arange(101), top, hits + 0.5, trials - hits + 0.5)
    assert np.abs(np.cumsum(found) - np.cumsum(expected)).max() < 1e-9


def test_many_mixed_counts_are_made_in_blocks() -> None:
    found = counts(mixture(Fraction(1, 2), ((500, 10_000),), 30_000), 10**6, 30_000)
    assert found.sum() == pytest.approx(betabinom_half(500, 10_000, 10**6, 30_000), abs=1e-7)


def betabinom_half(hits: int, trials: int, top: int, most: int) -> float:
    """P(at most so many deals) at half the rate, by quadrature."""
    rates = np.linspace(0.035, 0.068, 20_001)
    weights = beta.pdf(rates, hits + 0.5, trials - hits + 0.5)
    return float((weights * binom.cdf(most, top, rates / 2)).sum() / weights.sum())
