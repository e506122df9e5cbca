"""Ways without a matrix, against scipy and against the fast Fourier transform."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import loggamma
from scipy.stats import betabinom, lognorm, norm

from salesplan.probability import deal_counts_mellin as learnt
from salesplan.probability import revenue
from salesplan.probability import revenue_laplace as inversion
from salesplan.probability.deal_counts_grid import counts, mixture
from salesplan.probability.funnel_odds import Rate, Source
from salesplan.probability.lognormal import Values, most_deals

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("z", [0.5, 0.25 + 3j, 6 + 30j, 100.5 - 20j, 1_842 + 40j])
def test_log_gamma_agrees_with_scipy(z: complex) -> None:
    assert np.exp(learnt._log_gamma(z) - complex(loggamma(z))) == pytest.approx(1, abs=1e-11)


@given(st.integers(1, 400), st.integers(5, 4_000), st.integers(1, 20_000), st.integers(1, 400))
@example(5, 4_000, 5, 5)  # no deal is expected, so the line must be near 0
@example(5, 1_000, 1_000, 400)
@example(3, 224, 100, 80)
def test_counts_of_one_learnt_rate_agree_with_scipy(hits: int, misses: int, top: int, most: int) -> None:
    found = learnt.counts(Fraction(1), ((hits, hits + misses),), top, most)
    assume(found is not None)
    expected = betabinom.pmf(np.arange(most + 1), top, hits + 0.5, misses + 0.5)
    assert np.abs(np.array(found) - expected).max() < 1e-8
    assert abs(sum(found or ()) - expected.sum()) < 1e-7


@pytest.mark.parametrize(("hits", "misses", "top", "most"), [(12, 228, 240, 12), (3, 50, 400, 40), (79, 96, 60, 40)])
def test_counts_of_ordinary_plans_are_found(hits: int, misses: int, top: int, most: int) -> None:
    assert learnt.counts(Fraction(1), ((hits, hits + misses),), top, most) is not None


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
def test_counts_agree_with_those_of_mixed_rates(sure: Fraction, evidence: learnt.Evidence, top: int) -> None:
    found = learnt.counts(sure, evidence, top, 60)
    assert found is not None
    assert np.array(found) == pytest.approx(counts(mixture(sure, evidence, 60), top, 60), abs=1e-6)


def test_counts_that_take_too_long_are_left_to_others() -> None:
    assert learnt.counts(Fraction(1), ((9, 9), (3, 3)), 100, 90) is None


@pytest.mark.parametrize("point", [1, 0.1 + 3j, 0.1 + 20j])
@pytest.mark.parametrize("high", [1.001, 1.3, 3.3, 40])
def test_the_transform_of_a_value_agrees_with_quadrature(high: float, point: complex) -> None:
    values = Values(1.0, high)

    def part(z: float, of: complex) -> float:
        bent = np.exp(-(point / values.mean) * np.exp(values.centre + values.spread * z))
        return float(norm.pdf(z) * (bent * of).real)

    expected = complex(*(quad(part, -9, 9, (of,), limit=2_000, epsabs=1e-13)[0] for of in (1, -1j)))
    assert np.exp(values.transform(point / values.mean)) == pytest.approx(expected, abs=1e-9)


def test_so_many_deals_reach_a_target() -> None:
    values = Values(20_000.0, 45_000.0)
    most = most_deals(values, 400_000.0)
    drawn = lognorm.rvs(values.spread, scale=np.exp(values.centre), size=(20_000, most), random_state=1)
    assert drawn.sum(axis=1).min() > 400_000
    assert values.mean * most < 2 * 400_000


@pytest.mark.parametrize("high", [1.1, 2, 10])
@pytest.mark.parametrize("means", [0.7, 1.5, 3])
def test_one_value_falls_short_as_often_as_it_should(high: float, means: float) -> None:
    values, target = Values(1.0, high), means * Values(1.0, high).mean
    found = inversion.shortfall([(values, [0.25, 0.5])], [(target / 4, 1, [0.5])], target)
    if found is None:
        assert high == 1.1, "narrow ranges need many terms"
        return
    at = (log(0.75 * target) - values.centre) / values.spread
    assert found == pytest.approx(norm.cdf(at) / 4, abs=1e-7)


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


def test_quotas_of_a_plan_with_ranges_and_evidence_do_not_load_numpy() -> None:
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "salesplan",
        "quota",
        str(ROOT / "examples" / "half-year.yaml"),
    ]
    subprocess.run(command, capture_output=True, check=True)  # looks up holidays, and keeps them for the next time
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "salesplan.probability.revenue_laplace" in loaded
    assert "numpy" not in loaded


@st.composite
def strange(draw: st.DrawFn) -> list[Source]:
    hits = draw(st.integers(0, 30))
    rates = (Rate(draw(st.fractions(0, 1, max_denominator=50))), Rate(Fraction(hits, 30), hits, 30))
    low = Fraction(draw(st.integers(1, 10**9)))
    high = low + low * draw(st.integers(0, 2000)) / 100
    return [Source(top, rates, low, high) for top in draw(st.lists(st.integers(0, 500), min_size=1, max_size=3))]


@given(strange(), st.integers(1, 10**12))
@example([Source(3, (Rate(Fraction(1, 2)), Rate(Fraction(4, 5), 4, 5)), Fraction(40_000), Fraction(44_000))], 1)
@settings(max_examples=60)
def test_no_plan_is_too_strange(sources: list[Source], target: int) -> None:
    """Whatever the values: a probability, and none that rises with the target."""
    chance, harder = (revenue.reaching(sources, Fraction(amount)) for amount in (target, target * 2))
    if chance is not None and harder is not None:
        assert 0 <= harder <= chance + 1e-5 <= 1 + 1e-5
