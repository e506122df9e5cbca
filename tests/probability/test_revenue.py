"""Revenue of several funnels together, against brute force, quadrature and samples."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.stats import betabinom, binom

from salesplan.probability import revenue
from salesplan.probability.confidence import chance
from salesplan.probability.funnel_odds import Rate, Source
from salesplan.probability.revenue import enough
from salesplan.probability.sampling import Draw, share_that_reaches
from tests.probability.plans import EXAMPLE, HALF_YEAR, RANGED, TARGET, TWO, WIN


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


def sampled(sources: Sequence[Source], target: Fraction, trials: int) -> tuple[float, float]:
    draws = [
        Draw(source.top, float(source.sure), source.evidence, *source.ends, enough(source, target))
        for source in sources
    ]
    return share_that_reaches(draws, float(target), 3, trials)


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


def test_a_range_without_width_is_a_single_value() -> None:
    assert chance([replace(EXAMPLE, high=EXAMPLE.value)], TARGET) == chance([EXAMPLE], TARGET)


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
