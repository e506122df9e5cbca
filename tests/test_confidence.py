from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import comb, exp, log
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, betabinom, binom, lognorm

from salesplan import confidence, sampling
from salesplan.confidence import MOST, Rate, Reach, Source, chance, reach, smallest_n
from salesplan.odds import beta_binomial_tail, binomial_tail, binomial_window, tails
from salesplan.sampling import Draw, share_that_reaches

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
    started = perf_counter()
    assert smallest_n(WIN, 12_500, 0.8) == 1_007_473
    assert perf_counter() - started < 0.2  # about 2 ms on a quiet machine
    assert binom.sf(12_499, 1_007_472, 1 / 80) < 0.8 <= binom.sf(12_499, 1_007_473, 1 / 80)


TWO = (
    Source(24, (Rate(Fraction(1, 4)),), Fraction(30_000)),
    Source(9, (Rate(Fraction(1, 3)),), Fraction(7_500)),
)


def brute(sources: tuple[Source, ...], target: Fraction) -> float:
    total = 0.0
    for counts in product(*(range(source.top + 1) for source in sources)):
        if sum(count * source.value for count, source in zip(counts, sources, strict=True)) >= target:
            total += float(
                np.prod(
                    [
                        binom.pmf(count, source.top, float(source.win))
                        for count, source in zip(counts, sources, strict=True)
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
    """P(deals) of MEASURED by quadrature over both rates."""

    def given_first(first: float) -> float:
        return float(quad(lambda rate: beta.pdf(rate, 10.5, 30.5) * binom.sf(deals - 1, top, first * rate), 0, 1)[0])

    return float(quad(lambda rate: beta.pdf(rate, 12.5, 228.5) * given_first(rate), 0, 0.2)[0])


def test_unsure_rates_are_sampled_within_their_error() -> None:
    found = chance([MEASURED], TARGET)
    assert 0.001 < found.standard_error < 0.0021
    assert found.probability == pytest.approx(unsure(240, 3), abs=4 * found.standard_error)


def test_unsure_rates_need_more_prospects() -> None:
    found = reach([MEASURED], TARGET, 0.9)
    assert found.reached
    assert found.tops[0] > 460
    assert found.chance.probability >= 0.9
    assert unsure(found.tops[0], 3) == pytest.approx(0.9, abs=4 * found.chance.standard_error)


def test_ranged_values_are_sampled_within_their_error() -> None:
    mu, sigma = (log(20_000) + log(45_000)) / 2, (log(45_000) - log(20_000)) / (2 * 1.6448536269514722)
    assert lognorm.ppf([0.05, 0.95], sigma, scale=exp(mu)) == pytest.approx([20_000, 45_000])
    random = np.random.default_rng(7)
    deals = random.binomial(240, 1 / 80, 400_000)
    values = random.lognormal(mu, sigma, (int(deals.max()), deals.size))
    revenue = (values * (np.arange(len(values))[:, None] < deals)).sum(axis=0)
    found = chance([RANGED], TARGET)
    assert found.probability == pytest.approx((revenue >= 90_000).mean(), abs=5 * found.standard_error)


@pytest.mark.parametrize("high", [45_000, 200_000])
def test_many_ranged_deals_keep_their_spread(high: int) -> None:
    sure = Source(60, (), Fraction(20_000), Fraction(high))
    mu, sigma = (log(20_000) + log(high)) / 2, (log(high) - log(20_000)) / (2 * 1.6448536269514722)
    sums = np.random.default_rng(7).lognormal(mu, sigma, (100_000, 60)).sum(axis=1)
    for share in (0.1, 0.5, 0.9):
        found = chance([sure], Fraction(int(np.quantile(sums, 1 - share))))
        assert found.probability == pytest.approx(share, abs=0.009)


def test_a_range_without_width_is_a_single_value() -> None:
    assert chance([replace(EXAMPLE, high=EXAMPLE.value)], TARGET) == chance([EXAMPLE], TARGET)


def test_samples_depend_on_the_seed_only() -> None:
    assert chance([RANGED], TARGET) == chance([RANGED], TARGET)
    assert chance([RANGED], TARGET) != chance([RANGED], TARGET, seed=2)


def test_a_chunk_does_not_depend_on_the_others() -> None:
    draws = (Draw(1 / 80, (), 20_000.0, 45_000.0),)
    backwards = [sampling._hits(draws, [240], 90_000.0, (1, chunk)) for chunk in reversed(range(sampling.CHUNKS))]
    assert share_that_reaches(draws, [240], 90_000.0, 1)[0] == sum(backwards) / (sampling.CHUNK * sampling.CHUNKS)


def test_a_sure_sample_still_has_an_error() -> None:
    share, standard_error = share_that_reaches((Draw(1.0, (), 1.0, 1.0),), [10], 10.0, 1)
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
    started = perf_counter()
    found = reach([source], TARGET, 0.95)
    assert perf_counter() - started < 5
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
        "import sys; from fractions import Fraction as F; from salesplan.confidence import *;"
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
