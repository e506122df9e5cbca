from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from salesplan.measuring.interval import wilson
from salesplan.measuring.measurement import Share


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


@pytest.mark.parametrize(("hits", "n", "unknown"), [(250, 500, 1), (3, 30, 12), (30, 30, 5), (0, 40, 40)])
def test_unknown_losses_widen_the_interval_to_the_worst_and_the_best_case(hits: int, n: int, unknown: int) -> None:
    share = Share(hits, n, 30, unknown)
    assert share.interval is not None
    low, high = share.interval
    assert low <= hits / (n + unknown) <= hits / n <= (hits + unknown) / (n + unknown) <= high
    assert share.value == Fraction(hits, n)
    assert share.enough


def test_where_losses_can_only_be_misses_the_best_case_is_what_is_known() -> None:
    share, known = Share(20, 40, 30, 8, may_hit=False), Share(20, 40, 30)
    assert share.interval is not None
    assert known.interval is not None
    assert share.interval[1] == known.interval[1]
    assert share.interval[0] < known.interval[0]


def test_a_rate_is_refused_only_where_more_is_unknown_than_known() -> None:
    share = Share(20, 40, 30, 41)
    assert share.value is None
    assert not share.enough
