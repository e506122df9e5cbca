"""The distribution from its Laplace transform: against the normal one, and without numpy."""

from __future__ import annotations

import subprocess
import sys
from math import log
from pathlib import Path

import pytest
from scipy.stats import norm

from salesplan.probability import revenue_laplace
from salesplan.probability.lognormal import Values
from tests.probability.plans import two_values_below

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("high", [1.1, 2, 10])
@pytest.mark.parametrize("means", [0.7, 1.5, 3])
def test_one_value_falls_short_as_often_as_it_should(high: float, means: float) -> None:
    values, target = Values(1.0, high), means * Values(1.0, high).mean
    found = revenue_laplace.shortfall([(values, [0.25, 0.5])], [(target / 4, 1, [0.5])], target)
    if found is None:
        assert high == 1.1, "narrow ranges need many terms"
        return
    at = (log(0.75 * target) - values.centre) / values.spread
    assert found == pytest.approx(norm.cdf(at) / 4, abs=1e-7)


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


@pytest.mark.parametrize("high", [1.5, 3.3, 10])
@pytest.mark.parametrize("means", [1.5, 3])
def test_two_values_fall_short_as_often_as_quadrature_says(high: float, means: float) -> None:
    values = Values(1.0, high)
    target = means * values.mean
    found = revenue_laplace.shortfall([(values, [0.2, 0.3, 0.5])], [], target)
    assert found is not None
    one = norm.cdf((log(target) - values.centre) / values.spread)
    assert found == pytest.approx(0.3 * one + 0.5 * two_values_below(target, 1, high), abs=1e-6)


@pytest.mark.parametrize(("low", "high"), [(100, 101), (1, 10_000)])
def test_a_range_that_is_too_narrow_or_too_wide_is_left_to_others(low: float, high: float) -> None:
    assert revenue_laplace.shortfall([(Values(low, high), [0.0, 0.5, 0.5])], [], 2.0 * low) is None
