"""Single values at their limits, and the mean of a range against scipy."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError
from scipy.stats import lognorm

from salesplan.model.scalars import (
    LARGEST,
    AmountRange,
    parse_ratio,
    read_amount,
    read_amount_range,
    read_evidence,
    read_hours,
    read_percentage,
    read_portion,
    read_rate,
)
from salesplan.probability.lognormal import HALF_WIDTH_90


def hint_of(error: PydanticCustomError) -> str:
    context = error.context
    assert context
    return str(context["hint"])


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


@pytest.mark.parametrize("number", [Decimal("1.0001"), 2, 25, 100])
def test_a_number_from_above_1_to_100_may_be_meant_in_percent(number: int | Decimal) -> None:
    for read in (read_rate, read_portion):
        with pytest.raises(PydanticCustomError) as raised:
            read(number)
        assert hint_of(raised.value) == f"if you mean percent, write {number}%"


@pytest.mark.parametrize("number", [Decimal("100.0001"), 101, 10**6, -1])
def test_any_other_number_is_not_meant_in_percent(number: int | Decimal) -> None:
    for read in (read_rate, read_portion):
        with pytest.raises(PydanticCustomError) as raised:
            read(number)
        assert hint_of(raised.value) == "write a rate as 1/4, 25% or 0.25"


def test_a_rate_may_be_1_and_not_0_a_portion_may_be_both() -> None:
    assert read_rate(1) == read_portion(1) == 1
    assert read_portion(0) == 0
    with pytest.raises(PydanticCustomError):
        read_rate(0)


def test_the_largest_of_everything() -> None:
    assert read_amount(LARGEST - 1) == LARGEST - 1
    assert read_percentage(10) == 10
    assert read_hours(1) == 1
    assert read_hours(80) == 80
    for read, value in (
        (read_amount, LARGEST),
        (read_percentage, Decimal("10.01")),
        (read_hours, Decimal("0.99")),
        (read_hours, Decimal("80.01")),
        (read_percentage, 0),
    ):
        with pytest.raises(PydanticCustomError):
            read(value)


def test_ratios_keep_18_digits_and_refuse_19() -> None:
    assert parse_ratio("1/" + "9" * 18) == Fraction(1, 10**18 - 1)
    assert parse_ratio("1/" + "9" * 19) is None
    assert parse_ratio("9" * 18 + "%") == Fraction(10**18 - 1, 100)
    assert parse_ratio("9" * 19 + "%") is None
    assert parse_ratio("1/0") is None
    assert parse_ratio(Decimal("1e19")) == 10**19
    assert parse_ratio(Decimal("1e-19")) == Fraction(1, 10**19)
    assert parse_ratio(Decimal("1e20")) is None
    assert parse_ratio(Decimal("1e-20")) is None


def test_evidence_of_all_is_evidence_of_more_is_not() -> None:
    found = read_evidence("5 of 5")
    assert found
    assert (found.moved, found.decided) == (5, 5)
    for text in ("6 of 5", "0 of 0"):
        with pytest.raises(PydanticCustomError):
            read_evidence(text)


def test_a_range_rises() -> None:
    assert read_amount_range("1 to 2") == AmountRange(Decimal(1), Decimal(2))
    for text in ("2 to 2", "2 to 1", "0 to 1"):
        with pytest.raises(PydanticCustomError):
            read_amount_range(text)
