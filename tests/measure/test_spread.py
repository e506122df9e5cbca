from __future__ import annotations

import statistics
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salesplan.measuring.spread import Spread, spread


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=60))
def test_equals_the_textbook(values: list[int]) -> None:
    found = spread((value, 1) for value in values)
    assert found.n == len(values)
    assert found.mean == statistics.mean(map(Fraction, values))
    assert found.median == statistics.median(map(Fraction, values))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=12))
def test_counts_stand_for_repeated_values(counted: list[tuple[int, int]]) -> None:
    assert spread(counted) == spread((value, 1) for value, n in counted for _ in range(n))


def test_units_divide() -> None:
    assert spread([(15_000, 1), (25_000, 1)], 10_000) == Spread(
        2, Fraction(2), Fraction(2), Fraction(3, 2), Fraction(5, 2)
    )


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=130))
def test_no_smaller_value_has_so_large_a_share_at_or_below_it(values: list[int]) -> None:
    def quantile(share: Fraction) -> Fraction:
        return Fraction(min(v for v in values if sum(each <= v for each in values) >= share * len(values)))

    found = spread((value, 1) for value in values)
    assert (found.low, found.high) == (quantile(Fraction(5, 100)), quantile(Fraction(95, 100)))


def test_range_is_by_nearest_rank() -> None:
    found = spread((value, 1) for value in range(1, 101))
    assert (found.low, found.high) == (Fraction(5), Fraction(95))
    one_more = spread((value, 1) for value in range(1, 102))
    assert (one_more.low, one_more.high) == (Fraction(6), Fraction(96))
    assert spread([]) == Spread(0)
