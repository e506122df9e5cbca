"""What is sampled: its mean and spread, its stated error, its seed."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import numpy as np
import pytest
from msgspec.structs import replace
from scipy.stats import beta, binom, norm

from salesplan.probability import sampling
from salesplan.probability.confidence import chance
from salesplan.probability.funnel_odds import Rate, Source
from salesplan.probability.lognormal import Values
from salesplan.probability.sampling import Draw, share_that_reaches
from tests.probability.plans import EXAMPLE, RANGED, WIN


def test_too_many_states_are_sampled() -> None:
    many = [replace(EXAMPLE, top=10**6, value=Fraction(value)) for value in (101, 103, 107)]
    found = chance(many, Fraction(101 + 103 + 107) * 12_500)
    assert found.standard_error > 0
    assert found.probability == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (replace(RANGED, value=Fraction(29_999_999, 1_000), high=Fraction(30_000_001, 1_000)), 90_000),
        (Source(10**8, (Rate(WIN, 500, 40_000),), Fraction(300)), 300 * 1_250_000),
    ],
)
def test_what_is_too_large_or_too_fine_is_sampled(source: Source, target: int) -> None:
    found = chance([source], Fraction(target))
    assert 0 < found.standard_error < 0.01
    assert 0.3 < found.probability <= 1


def test_the_normal_sum_of_very_many_values_has_their_mean_and_spread() -> None:
    drawn = Draw(30_000, 1.0, (), 200.0, 450.0, 30_000)
    values = Values(200.0, 450.0)
    summed = replace(drawn, top=40_000, rate=0.75, most=40_000)
    spread = values.mean * (30_000 * (exp(values.spread**2) - 1)) ** 0.5
    mark = 30_000 * values.mean + spread
    assert share_that_reaches([drawn], mark, 1, 2_000)[0] == pytest.approx(norm.sf(1), abs=0.035)
    wider = (spread**2 + values.mean**2 * 40_000 * 0.75 * 0.25) ** 0.5
    assert share_that_reaches([summed], 30_000 * values.mean + wider, 1, 20_000)[0] == pytest.approx(
        norm.sf(1), abs=0.011
    )


DRAW = Draw(240, 1 / 80, (), 20_000.0, 45_000.0, 20)


def test_samples_depend_on_the_seed_only() -> None:
    assert share_that_reaches([DRAW], 90_000.0, 1) == share_that_reaches([DRAW], 90_000.0, 1)
    assert share_that_reaches([DRAW], 90_000.0, 1) != share_that_reaches([DRAW], 90_000.0, 2)


def test_a_chunk_does_not_depend_on_the_others() -> None:
    starts = range(0, sampling.TRIALS, sampling.CHUNK)
    backwards = [sampling._hits([DRAW], 90_000.0, (1, start), sampling.CHUNK) for start in reversed(starts)]
    assert share_that_reaches([DRAW], 90_000.0, 1)[0] == sum(backwards) / sampling.TRIALS


def test_a_sure_sample_still_has_an_error() -> None:
    share, standard_error = share_that_reaches([Draw(10, 1.0, (), 1.0, 1.0, 10)], 10.0, 1)
    assert share == 1
    assert 0 < standard_error < 1e-4


@pytest.mark.parametrize("deals", [2, 6, 12])
def test_lots_that_share_a_rate_do_well_or_badly_together(deals: int) -> None:
    """60 records at the top and 30 that are past the first rate, against quadrature over the rate they share."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    shared = (nodes + 1) / 2
    likely = weights / 2 * beta.pdf(shared, 5.5, 10.5)
    counted = np.arange(deals)
    both = [
        binom.pmf(counted, 60, rate / 4) @ binom.sf(deals - 1 - counted, 30, rate) + binom.sf(deals - 1, 60, rate / 4)
        for rate in shared
    ]
    source = Source(60, (Rate(Fraction(1, 4)), Rate(Fraction(1, 3), 5, 15)), Fraction(10), waiting=(0, 30))
    found = chance([source], Fraction(10 * deals))
    assert found.probability == pytest.approx(float(likely @ both), abs=4 * found.standard_error)
    assert 0 < found.standard_error < 0.003
