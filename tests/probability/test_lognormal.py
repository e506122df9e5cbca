"""Uncertain values and their Laplace transform, against scipy and quadrature."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import lognorm, norm

from salesplan.probability.lognormal import Values, most_deals


def test_ranges_of_values_show_as_lognormal() -> None:
    values = Values(20_000.0, 45_000.0)
    quantiles = lognorm.ppf([0.05, 0.95], values.spread, scale=exp(values.centre))
    assert quantiles == pytest.approx([20_000, 45_000])


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
