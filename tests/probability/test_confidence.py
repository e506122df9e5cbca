from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from math import comb, exp, log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.stats import beta, betabinom, binom, lognorm, norm

from salesplan.probability import confidence, sampling
from salesplan.probability.binomial import beta_binomial_tail, binomial_tail, binomial_window, tails
from salesplan.probability.confidence import MOST, Rate, Reach, Source, chance, reach, smallest_n
from salesplan.probability.deal_counts_grid import counts, mixture
from salesplan.probability.lognormal import Values
from salesplan.probability.revenue import enough
from salesplan.probability.revenue_fourier import grid, shortfall
from salesplan.probability.sampling import Draw, share_that_reaches
from tests.work import steps

WIN = Fraction(1, 80)
TARGET = Fraction(90_000)
EXAMPLE = Source(240, (Rate(Fraction(1, 20)), Rate(Fraction(1, 4))), Fraction(30_000))
MEASURED = replace(EXAMPLE, rates=(Rate(Fraction(1, 20), 12, 240), Rate(Fraction(1, 4), 10, 40)))
RANGED = replace(EXAMPLE, value=Fraction(20_000), high=Fraction(45_000))

rates = st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000)


def exact_tail(n: int, p: Fraction, k: int) -> Fraction:
    return 1 - sum((comb(n, hits) * p**hits * (1 - p) ** (n - hits) for hits in range(k)), Fraction())


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


@pytest.mark.parametrize(("confident", "prospects"), [(0.8, 342), (0.9, 425), (0.95, 502)])
def test_the_worked_example(confident: float, prospects: int) -> None:
    assert smallest_n(WIN, 3, confident) == prospects
    assert reach([EXAMPLE], TARGET, confident).tops == (prospects,)
    assert exact_tail(prospects - 1, WIN, 3) < confident <= exact_tail(prospects, WIN, 3)


def test_a_mean_is_not_a_plan() -> None:
    assert chance([EXAMPLE], TARGET).probability == pytest.approx(0.5782, abs=5e-5)
    assert chance([EXAMPLE], TARGET).standard_error == 0


def test_a_revenue_between_deals_takes_one_more() -> None:
    assert chance([EXAMPLE], Fraction(60_001)) == chance([EXAMPLE], TARGET)
    assert chance([EXAMPLE], Fraction(60_000)).probability > chance([EXAMPLE], TARGET).probability


@given(rates, st.integers(1, 60), st.floats(0.01, 0.99))
def test_the_smallest_is_enough_and_one_less_is_not(p: Fraction, deals: int, confident: float) -> None:
    n = smallest_n(p, deals, confident)
    assert n is not None
    assert binom.sf(deals - 1, n, float(p)) >= confident - 1e-12
    assert binom.sf(deals - 1, n - 1, float(p)) < confident + 1e-12


@given(rates, rates, st.integers(1, 40), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_a_better_rate_or_less_confidence_never_needs_more(
    worse: Fraction, better: Fraction, deals: int, more: float, less: float
) -> None:
    worse, better = sorted((worse, better))
    less, more = sorted((less, more))
    demanding = smallest_n(worse, deals, more)
    assert demanding is not None
    assert (smallest_n(better, deals, more) or 0) <= demanding
    assert (smallest_n(worse, deals, less) or 0) <= demanding


def test_large_plans_are_quick() -> None:
    assert smallest_n(WIN, 12_500, 0.8) == 1_007_473
    assert steps(lambda: smallest_n(WIN, 12_500, 0.8)) < 20_000
    assert binom.sf(12_499, 1_007_472, 1 / 80) < 0.8 <= binom.sf(12_499, 1_007_473, 1 / 80)


TWO = (
    Source(24, (Rate(Fraction(1, 4)),), Fraction(30_000)),
    Source(9, (Rate(Fraction(1, 3)),), Fraction(7_500)),
)


def brute(sources: tuple[Source, ...], target: Fraction) -> float:
    total = 0.0
    for deals in product(*(range(source.top + 1) for source in sources)):
        if sum(count * source.value for count, source in zip(deals, sources, strict=True)) >= target:
            total += float(
                np.prod(
                    [
                        binom.pmf(count, source.top, float(source.win))
                        for count, source in zip(deals, sources, strict=True)
                    ]
                )
            )
    return total


@pytest.mark.parametrize("target", [1, 7_500, 30_000, 180_000, 187_500, 190_000, 720_000, 787_500, 787_501])
def test_several_funnels_are_convolved(target: int) -> None:
    found = chance(TWO, Fraction(target))
    assert found.standard_error == 0
    assert found.probability == pytest.approx(brute(TWO, Fraction(target)), abs=1e-12)


def test_three_funnels_with_cents() -> None:
    third = Source(5, (Rate(Fraction(1, 2)),), Fraction(1_000_001, 100))
    assert chance((*TWO, third), Fraction(200_000)).probability == pytest.approx(
        brute((*TWO, third), Fraction(200_000)), abs=1e-12
    )


def test_alike_funnels_are_one() -> None:
    halves = [replace(EXAMPLE, top=120), replace(EXAMPLE, top=120)]
    assert chance(halves, TARGET).probability == pytest.approx(chance([EXAMPLE], TARGET).probability, abs=1e-14)


def test_funnels_grow_in_proportion() -> None:
    found = reach(TWO, Fraction(190_000), 0.9)
    large, small = found.tops
    assert small == -(-9 * large // 24)
    fewer = [replace(TWO[0], top=large - 1), replace(TWO[1], top=-(-9 * (large - 1) // 24))]
    assert chance(fewer, Fraction(190_000)).probability < 0.9 <= found.chance.probability


def test_too_many_states_are_sampled() -> None:
    many = [replace(EXAMPLE, top=10**6, value=Fraction(value)) for value in (101, 103, 107)]
    found = chance(many, Fraction(101 + 103 + 107) * 12_500)
    assert found.standard_error > 0
    assert found.probability == pytest.approx(0.5, abs=0.01)


def test_nothing_to_sell_reaches_nothing() -> None:
    assert chance([replace(EXAMPLE, top=0)], TARGET).probability == 0
    assert chance([], TARGET).probability == 0
    assert chance([], Fraction(0)).probability == 1


def test_one_unsure_rate_alone_is_exact() -> None:
    source = Source(100, (Rate(Fraction(1, 20), 12, 240),), Fraction(1))
    found = chance([source], Fraction(6))
    assert found.standard_error == 0
    assert found.probability == pytest.approx(betabinom.sf(5, 100, 12.5, 228.5), abs=1e-11)


def unsure(top: int, deals: int) -> float:
    """P(deals) of MEASURED by Gauss and Legendre's quadrature over both rates."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    first, second = 0.1 * (nodes + 1), 0.4 * (nodes + 1)
    likely = np.outer(
        weights * 0.1 * beta.pdf(first, 12.5, 228.5),
        weights * 0.4 * beta.pdf(second, 10.5, 30.5),
    )
    return float((likely * binom.sf(deals - 1, top, np.outer(first, second))).sum())


def test_unsure_rates_agree_with_quadrature() -> None:
    for deals in (1, 3, 6):
        found = chance([MEASURED], Fraction(30_000 * deals))
        assert found.standard_error == 0
        assert found.probability == pytest.approx(unsure(240, deals), abs=1e-7)


def test_unsure_rates_need_more_prospects() -> None:
    found = reach([MEASURED], TARGET, 0.9)
    assert found.reached
    assert found.tops[0] > 460
    assert unsure(found.tops[0] - 1, 3) < 0.9 <= unsure(found.tops[0], 3)


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


def lognormal(low: float, high: float) -> tuple[float, float]:
    return (log(low) + log(high)) / 2, (log(high) - log(low)) / (2 * 1.6448536269514722)


def two_values_below(mark: float, low: float, high: float) -> float:
    """P(the sum of two deal values < mark) by quadrature over the quantiles of the first."""
    mu, sigma = lognormal(low, high)
    z = np.linspace(-9, min(9, (log(mark) - mu) / sigma), 200_001)
    rest = np.maximum(mark - np.exp(mu + sigma * z), 1e-300)
    return float(np.trapezoid(norm.pdf(z) * norm.cdf((np.log(rest) - mu) / sigma), z))


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


def test_ranges_of_values_show_as_lognormal() -> None:
    values = Values(20_000.0, 45_000.0)
    quantiles = lognorm.ppf([0.05, 0.95], values.spread, scale=exp(values.centre))
    assert quantiles == pytest.approx([20_000, 45_000])


def sampled(sources: Sequence[Source], target: Fraction, trials: int) -> tuple[float, float]:
    draws = [
        Draw(source.top, float(source.sure), source.evidence, *source.ends, enough(source, target))
        for source in sources
    ]
    return share_that_reaches(draws, float(target), 3, trials)


HALF_YEAR = (
    Source(
        2_800,
        (
            Rate(Fraction(1, 10), 187, 1_842),
            Rate(Fraction(45, 100), 79, 175),
            Rate(Fraction(28, 100), 22, 79),
        ),
        Fraction(18_000),
        Fraction(60_000),
    ),
    Source(140, (Rate(Fraction(2, 5), 51, 128), Rate(Fraction(11, 20), 28, 51)), Fraction(14_000)),
)
MANY = Source(200_000, (Rate(WIN, 500, 40_000),), Fraction(200), Fraction(450))
WIDE = replace(HALF_YEAR[0], value=Fraction(1_000), high=Fraction(100_000))
NO_HITS = (
    Source(55_588, (Rate(Fraction(1, 50), 0, 30),), Fraction(2_854), Fraction(4_360)),
    Source(60, (Rate(Fraction(1, 3)),), Fraction(9_000)),
)
FEW_SMALL = (
    Source(180, (Rate(Fraction(2, 5), 304, 732),), Fraction(4_204)),
    Source(10, (Rate(Fraction(1, 4), 52, 187),), Fraction(385), Fraction(1_004)),
)


@pytest.mark.parametrize(
    ("sources", "target", "trials"),
    [
        ([RANGED], 90_000, 1_000_000),
        (HALF_YEAR, 1_260_000, 500_000),
        ((HALF_YEAR[0], replace(HALF_YEAR[1], high=Fraction(30_000))), 1_360_000, 500_000),
        ((HALF_YEAR[0], HALF_YEAR[1], TWO[1]), 1_300_000, 300_000),
        ([WIDE], 1_000_000, 300_000),
        ([replace(RANGED, value=Fraction(1_000), high=Fraction(100_000))], 50_000, 1_000_000),
        ([MANY], 770_000, 10_000),
        (NO_HITS, 2_017_790, 100_000),
        (FEW_SMALL, 331_984, 500_000),
        ([Source(24, (Rate(Fraction(1), 3, 3),), Fraction(20_000), Fraction(40_000))], 400_000, 500_000),
        ([replace(RANGED, value=Fraction(1, 100), high=Fraction(10**9))], 10**6, 500_000),
    ],
)
def test_revenue_agrees_with_sampling(sources: Sequence[Source], target: int, trials: int) -> None:
    found = chance(sources, Fraction(target))
    share, error = sampled(sources, Fraction(target), trials)
    assert found.standard_error == 0
    assert 0.005 < found.probability < 0.995
    assert found.probability == pytest.approx(share, abs=4 * error)


def halves(source: Source) -> tuple[Source, Source]:
    return replace(source, top=source.top // 2), replace(source, top=source.top // 2)


@pytest.mark.parametrize("target", [60_000, 90_000, 400_000])
def test_ranged_halves_are_one(target: int) -> None:
    assert chance(halves(RANGED), Fraction(target)).probability == pytest.approx(
        chance([RANGED], Fraction(target)).probability, abs=1e-7
    )


def test_a_narrow_range_is_nearly_a_single_value() -> None:
    narrow = [replace(source, high=source.value + source.value / 100) for source in TWO]
    for target in (100_000, 155_000, 190_000):
        assert chance(narrow, Fraction(target)).probability == pytest.approx(
            chance(TWO, Fraction(target)).probability, abs=1e-6
        )


def test_funnels_of_one_value_add_to_a_range_in_steps() -> None:
    certain = Source(3, (), Fraction(10_000))
    assert chance([RANGED, certain], TARGET).probability == pytest.approx(
        chance([RANGED], TARGET - 30_000).probability, abs=1e-7
    )


def test_several_unsure_funnels_of_one_value_are_exact() -> None:
    first, second = Source(60, (Rate(WIN, 2, 20),), Fraction(70)), Source(30, (Rate(WIN, 5, 20),), Fraction(30))
    likely = [
        betabinom.pmf(deals, 60, 2.5, 18.5) * betabinom.sf(-(-(500 - 70 * deals) // 30) - 1, 30, 5.5, 15.5)
        for deals in range(61)
    ]
    assert chance([first, second], Fraction(500)).probability == pytest.approx(sum(likely), abs=1e-9)


ranged = st.builds(
    lambda top, win, evidence, low, ratio: Source(
        top, (Rate(win, *evidence), Rate(Fraction(1, 2))), Fraction(low), low * ratio
    ),
    st.integers(1, 2_000),
    st.fractions(Fraction(1, 50), Fraction(1, 2), max_denominator=100),
    st.sampled_from([(0, 0), (3, 20), (40, 160), (0, 5)]),
    st.integers(100, 10_000),
    st.fractions(Fraction(21, 20), Fraction(60), max_denominator=20),
)
NOISE = 1e-6


@settings(deadline=None, max_examples=60)
@given(st.lists(ranged, min_size=1, max_size=2), st.integers(100, 10**6), st.integers(1, 300), st.fractions(1, 2))
def test_more_records_a_lower_target_or_dearer_deals_never_hurt(
    sources: list[Source], target: int, more: int, better: Fraction
) -> None:
    first, *rest = sources
    found = chance(sources, Fraction(target))
    assert 0 <= found.probability <= 1
    assume(not found.standard_error)  # hopeless plans of a narrow and a wide range may be too fine for the grid
    at_least = found.probability - NOISE
    assert chance([replace(first, top=first.top + more), *rest], Fraction(target)).probability >= at_least
    assert chance(sources, target / better).probability >= at_least
    assert first.high is not None
    dearer = replace(first, value=first.value * better, high=first.high * better)
    assert chance([dearer, *rest], Fraction(target)).probability >= at_least
    surer = replace(first, rates=(first.rates[0],))
    assert chance([surer, *rest], Fraction(target)).probability >= at_least


@settings(deadline=None, max_examples=20)
@given(ranged, st.integers(1_000, 10**5), st.sampled_from([0.3, 0.6, 0.8, 0.9]))
def test_one_record_less_than_the_smallest_plan_is_not_enough(source: Source, target: int, confident: float) -> None:
    found = reach([source], Fraction(target), confident)
    if found.reached and found.tops[0] > 1:
        assert found.chance.probability >= confident
        assert chance([replace(source, top=found.tops[0] - 1)], Fraction(target)).probability < confident


def test_ranges_and_evidence_are_quick() -> None:
    for confident in (0.7, 0.8, 0.9):
        assert steps(partial(reach, HALF_YEAR, Fraction(1_260_000), confident)) < 1_000_000


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


def test_a_range_without_width_is_a_single_value() -> None:
    assert chance([replace(EXAMPLE, high=EXAMPLE.value)], TARGET) == chance([EXAMPLE], TARGET)


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


@pytest.mark.parametrize(
    "source",
    [
        Source(240, (Rate(Fraction(1, 10**14)),), Fraction(30_000)),
        Source(240, (Rate(Fraction(0)),), Fraction(30_000)),
        Source(240, (Rate(Fraction(1, 20), 0, 10**13), Rate(Fraction(1, 4), 10, 40)), Fraction(30_000)),
    ],
)
def test_a_confidence_that_rates_cannot_reach_says_so(source: Source) -> None:
    found = reach([source], TARGET, 0.95)
    assert not found.reached
    assert found.tops == (MOST,)
    assert found.chance.probability < 0.95
    assert smallest_n(Fraction(1, 10**14), 3, 0.95) is None


@pytest.mark.parametrize("confident", [0.0, 1.0, -1.0, float("nan")])
def test_a_confidence_has_a_range(confident: float) -> None:
    with pytest.raises(ValueError, match="between 0% and 100%"):
        reach([EXAMPLE], TARGET, confident)


def test_a_plan_grows_from_something() -> None:
    with pytest.raises(ValueError, match="needs a top"):
        reach([replace(EXAMPLE, top=0)], TARGET, 0.8)


@pytest.mark.parametrize(
    ("value", "hits", "trials"), [(Fraction(-1), 0, 0), (Fraction(3, 2), 0, 0), (WIN, 3, 2), (WIN, -1, 2)]
)
def test_a_rate_is_a_share(value: Fraction, hits: int, trials: int) -> None:
    with pytest.raises(ValueError, match=r"from 0 to 1|not a share"):
        Rate(value, hits, trials)


@pytest.mark.parametrize(("top", "value", "high"), [(-1, 1, None), (1, 0, None), (1, 2, 1)])
def test_a_source_makes_sense(top: int, value: int, high: int | None) -> None:
    with pytest.raises(ValueError, match="a source needs"):
        Source(top, (), Fraction(value), None if high is None else Fraction(high))


def test_certain_plans_do_not_import_numpy() -> None:
    code = (
        "import sys; from fractions import Fraction as F; from salesplan.probability.confidence import *;"
        "print(chance([Source(240, (Rate(F(1, 80)),), F(3))], F(9)).probability, 'numpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("0.578")
    assert run.stdout.endswith("False\n")


def test_a_small_confidence_may_need_less_than_the_plan() -> None:
    found = reach([EXAMPLE], TARGET, 0.01)
    assert found == Reach(found.tops, found.chance)
    assert found.tops[0] < 240
    assert confidence.chance([replace(EXAMPLE, top=found.tops[0] - 1)], TARGET).probability < 0.01
