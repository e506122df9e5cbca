"""The door: how likely a plan is, and the smallest one that is likely enough."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.stats import betabinom, binom

from salesplan.probability.confidence import MOST, Reach, chance, reach, smallest_n
from salesplan.probability.funnel_odds import Rate, Source
from tests.probability.plans import EXAMPLE, HALF_YEAR, MEASURED, TARGET, TWO, WIN, exact_tail, rates, unsure
from tests.work import steps


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


def test_funnels_grow_in_proportion() -> None:
    found = reach(TWO, Fraction(190_000), 0.9)
    large, small = found.tops
    assert small == -(-9 * large // 24)
    fewer = [replace(TWO[0], top=large - 1), replace(TWO[1], top=-(-9 * (large - 1) // 24))]
    assert chance(fewer, Fraction(190_000)).probability < 0.9 <= found.chance.probability


def test_nothing_to_sell_reaches_nothing() -> None:
    assert chance([replace(EXAMPLE, top=0)], TARGET).probability == 0
    assert chance([], TARGET).probability == 0
    assert chance([], Fraction(0)).probability == 1


def test_one_unsure_rate_alone_is_exact() -> None:
    source = Source(100, (Rate(Fraction(1, 20), 12, 240),), Fraction(1))
    found = chance([source], Fraction(6))
    assert found.standard_error == 0
    assert found.probability == pytest.approx(betabinom.sf(5, 100, 12.5, 228.5), abs=1e-11)


def test_unsure_rates_need_more_prospects() -> None:
    found = reach([MEASURED], TARGET, 0.9)
    assert found.reached
    assert found.tops[0] > 460
    assert unsure(found.tops[0] - 1, 3) < 0.9 <= unsure(found.tops[0], 3)


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
    assert chance([replace(EXAMPLE, top=found.tops[0] - 1)], TARGET).probability < 0.01
