"""Revenue of thousands of deals, rate by rate: against scipy, other ways and samples."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from msgspec.structs import replace
from scipy.stats import beta, binom, norm

from salesplan.probability.confidence import Rate, Source, chance, reach
from salesplan.probability.deal_counts_grid import counts, mixture
from salesplan.probability.lognormal import Values
from salesplan.probability.revenue import _on_grid, reaching
from salesplan.probability.revenue_compound import Compound, shortfall
from salesplan.probability.sampling import Draw, share_that_reaches

RATES = (Rate(Fraction(1, 20), 12, 240), Rate(Fraction(1, 4), 10, 40))
FEW = (Rate(Fraction(1, 20), 1, 20), Rate(Fraction(1, 4), 3, 12))


@pytest.mark.parametrize("rates", [RATES, (Rate(Fraction(1, 80)),)])
@pytest.mark.parametrize("share", [0.4, 1.0, 1.7])
def test_rate_by_rate_is_count_by_count(rates: tuple[Rate, ...], share: float) -> None:
    """The Laplace transform over rates against the Fourier transform over counts."""
    source, target = Source(80_000, rates, Fraction(20_000), Fraction(45_000)), Fraction(share) * 30_000_000
    seen = mixture(source.sure, source.evidence, 4_000)
    slow = _on_grid([source], [counts(seen, source.top, 4_000).tolist()], [], target)
    compound = Compound(source.top, seen, Values(20_000, 45_000))
    fast = shortfall([compound], [], float(target), 1_000)
    assert slow is not None
    assert fast is not None
    assert 1 - fast - compound.nothing == pytest.approx(slow, abs=2e-6)


@pytest.mark.parametrize(("low", "high"), [(300, 305), (300, 315), (300, 330), (300, 400), (300, 3_000)])
@pytest.mark.parametrize("deals", [20, 200, 1_000])
def test_narrow_ranges_rise_in_steps_and_are_told_so(low: int, high: int, deals: int) -> None:
    """Sums of values near 300 lie near multiples of it, which a series that ends early would not see."""
    target, top = deals * (low + high) / 2 * 1.002, deals * 50
    values = Values(low, high)
    variance = values.mean**2 * np.expm1(values.spread**2)
    many = np.arange(1, deals * 3)
    likely = binom.pmf(many, top, 0.02)
    if high > 10 * low - 1:  # no formula for wide ranges: samples instead
        share, error = share_that_reaches([Draw(top, 0.02, (), low, high, top)], target, 1)
        expected, off = share, 4 * error
    else:  # sums of nearly normal values are lognormal to 1e-5 (Fenton and Wilkinson)
        spread = np.log1p(variance / many / values.mean**2)
        marks = (np.log(target) - np.log(many * values.mean) + spread / 2) / np.sqrt(spread)
        expected, off = float(likely @ norm.sf(marks)), 1e-5
    found = chance([Source(top, (Rate(Fraction(1, 50)),), Fraction(low), Fraction(high))], Fraction(target))
    assert found.probability == pytest.approx(expected, abs=off + 4 * found.standard_error)


@pytest.mark.parametrize("target", [200_000_000, 380_000_000, 600_000_000])
def test_of_millions_of_deals_only_the_rate_is_open(target: int) -> None:
    source = Source(10**8, (Rate(Fraction(1, 80), 500, 40_000),), Fraction(200), Fraction(450))
    mean = Values(200, 450).mean
    rate = target / mean / 10**8
    expected = beta.sf(rate, 500.5, 39_500.5)
    found = chance([source], Fraction(target))
    assert found.probability == pytest.approx(expected, abs=1e-4)
    assert found.standard_error == 0


def test_several_funnels_of_thousands_of_deals_agree_with_samples() -> None:
    sources = [
        Source(1_600_000, RATES, Fraction(20_000), Fraction(45_000)),
        Source(900_000, (*FEW, Rate(Fraction(1), 40, 40)), Fraction(300), Fraction(18_000)),
        Source(60, (Rate(Fraction(1, 2), 6, 12),), Fraction(3_000_000)),
    ]
    target = Fraction(700_000_000)
    found = reaching(sources, target)
    draws = [Draw(each.top, float(each.sure), each.evidence, *each.ends, each.top) for each in sources]
    share, error = share_that_reaches(draws, float(target), 2)
    assert found == pytest.approx(share, abs=4 * error)


def test_twice_the_deals_at_half_the_value_are_hardly_surer() -> None:
    """With a rate that evidence leaves open, size buys no certainty: the answer moves by less than 1 point."""
    one = Source(1_600_000, FEW, Fraction(20_000), Fraction(45_000))
    half = replace(one, top=3_200_000, value=Fraction(10_000), high=Fraction(22_500))
    found = [chance([each], Fraction(600_000_000)).probability for each in (one, half)]
    assert found[0] == pytest.approx(found[1], abs=0.001)


def test_the_smallest_plan_of_thousands_of_deals_is_the_smallest() -> None:
    source, target = Source(1, FEW, Fraction(20_000), Fraction(45_000)), Fraction(600_000_000)
    (top,) = reach([source], target, 0.8).tops
    chances = [chance([replace(source, top=size)], target).probability for size in (top - 1, top)]
    assert chances[0] < 0.8 <= chances[1] + 1e-12
