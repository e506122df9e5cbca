"""Amounts at their limits, and the mean of a range against scipy."""

from __future__ import annotations

from decimal import Decimal
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError
from scipy.stats import lognorm

from salesplan.model.amounts import LARGEST, AmountRange, read_amount, read_amount_range, read_hours
from salesplan.probability.lognormal import HALF_WIDTH_90


@pytest.mark.parametrize(
    ("low", "high", "mean"),
    [("20000", "45000", "30925.46"), ("1", "100", "26.64"), ("300", "302", "301.00"), ("5", "5", "5")],
)
def test_the_mean_of_a_range_to_the_cent(low: str, high: str, mean: str) -> None:
    assert AmountRange(Decimal(low), Decimal(high)).mean == Decimal(mean)


@given(st.integers(1, 10**9), st.floats(1.01, 50))
def test_the_mean_of_a_range_agrees_with_scipy(low: int, times: float) -> None:
    high = low * times
    sigma = (log(high) - log(low)) / (2 * float(HALF_WIDTH_90))
    expected = lognorm.mean(sigma, scale=(low * high) ** 0.5)
    found = AmountRange(Decimal(low), Decimal(high)).mean
    assert float(found) == pytest.approx(expected, rel=1e-9, abs=0.005)


def test_half_the_width_of_a_range_is_the_quantile() -> None:
    from scipy.stats import norm

    assert float(HALF_WIDTH_90) == pytest.approx(norm.ppf(0.95), abs=1e-15)


def test_a_range_rises() -> None:
    assert read_amount_range("1 to 2") == AmountRange(Decimal(1), Decimal(2))
    for text in ("2 to 2", "2 to 1", "0 to 1"):
        with pytest.raises(PydanticCustomError):
            read_amount_range(text)


def test_the_largest_of_amounts_and_hours() -> None:
    assert read_amount(LARGEST - 1) == LARGEST - 1
    assert read_hours(1) == 1
    assert read_hours(80) == 80
    for read, value in (
        (read_amount, LARGEST),
        (read_hours, Decimal("0.99")),
        (read_hours, Decimal("80.01")),
    ):
        with pytest.raises(PydanticCustomError):
            read(value)
