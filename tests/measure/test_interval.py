from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from salesplan.measuring.interval import wilson


@pytest.mark.parametrize(("hits", "n"), [(1, 3), (214, 4100), (4238, 6711), (0, 10), (10, 10), (1, 10**6)])
def test_the_interval_is_wilsons(hits: int, n: int) -> None:
    expected = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert wilson(hits, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_the_field_example() -> None:
    low, high = wilson(12, 240) or (0, 0)
    assert (f"{low:.1%}", f"{high:.1%}") == ("2.9%", "8.5%")


def test_none_of_ten_has_an_interval_and_none_of_none_has_not() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert wilson(0, 0) is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_is_symmetric(hits: int, misses: int) -> None:
    if not hits + misses:
        return
    low, high = wilson(hits, hits + misses) or (1.0, 0.0)
    assert 0 <= low <= hits / (hits + misses) <= high <= 1
    assert wilson(misses, hits + misses) == pytest.approx((1 - high, 1 - low))
