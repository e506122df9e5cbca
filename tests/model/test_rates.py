"""Rates at their limits, and numbers that may be meant in percent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic_core import PydanticCustomError

from salesplan.model.rates import parse_ratio, read_percentage, read_portion, read_rate


def hint_of(error: PydanticCustomError) -> str:
    context = error.context
    assert context
    return str(context["hint"])


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


def test_ratios_keep_18_digits_and_refuse_19() -> None:
    assert parse_ratio("1/" + "9" * 18) == Fraction(1, 10**18 - 1)
    assert parse_ratio("1/" + "9" * 19) is None
    assert parse_ratio("9" * 18 + "/1") == 10**18 - 1
    assert parse_ratio("9" * 19 + "/1") is None
    assert parse_ratio("9" * 18 + "%") == Fraction(10**18 - 1, 100)
    assert parse_ratio("9" * 19 + "%") is None
    assert parse_ratio("1/0") is None
    assert parse_ratio(Decimal("1e19")) == 10**19
    assert parse_ratio(Decimal("1e-19")) == Fraction(1, 10**19)
    assert parse_ratio(Decimal("1e20")) is None
    assert parse_ratio(Decimal("1e-20")) is None


def test_a_percentage_is_above_0_and_at_most_1000_percent() -> None:
    assert read_percentage(10) == 10
    for value in (Decimal("10.01"), 0):
        with pytest.raises(PydanticCustomError):
            read_percentage(value)
