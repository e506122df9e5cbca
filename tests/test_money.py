from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.base.money import CURRENCIES, UNUSUAL_DECIMALS, Figure, apportion, common, decimals, round_money, rounded

weights = st.lists(
    st.one_of(st.integers(0, 50), st.fractions(0, 10, max_denominator=30)), min_size=1, max_size=12
).filter(any)


@pytest.mark.parametrize(
    ("currency", "places"),
    [("EUR", 2), ("JPY", 0), ("KWD", 3), ("XOF", 0), ("CLF", 4), ("XYZ", 2), ("", 2)],
)
def test_decimals_follow_the_currency(currency: str, places: int) -> None:
    assert decimals(currency) == places


def test_the_table_of_currencies_is_consistent() -> None:
    assert set(UNUSUAL_DECIMALS) <= CURRENCIES
    assert all(len(code) == 3 and code.isupper() and code.isascii() for code in CURRENCIES)
    assert 160 <= len(CURRENCIES) <= 180


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal("0.125"), "EUR", "0.13"),
        (Decimal("-0.125"), "EUR", "-0.13"),
        (Decimal("0.135"), "EUR", "0.14"),
        (Decimal("2.5"), "JPY", "3"),
        (Decimal("0.0005"), "KWD", "0.001"),
        (Fraction(2, 3), "EUR", "0.67"),
        (30_000, "EUR", "30000.00"),
        (Decimal("-0.001"), "EUR", "0.00"),
    ],
)
def test_half_a_unit_rounds_away_from_zero(amount: Decimal | Fraction | int, currency: str, text: str) -> None:
    assert str(round_money(amount, currency)) == text


def test_large_amounts_lose_nothing() -> None:
    assert round_money(10**40 + Fraction(1, 200), "EUR") == Decimal(f"{10**40}.01")


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=6), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_rounding_agrees_with_the_decimal_module(amount: Decimal, currency: str) -> None:
    with localcontext() as context:
        context.prec = 60
        expected = amount.quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_UP)
    assert round_money(amount, currency) == expected


@given(st.fractions(), st.integers(0, 4))
def test_rounding_is_half_away_from_zero_and_exact(value: Fraction, digits: int) -> None:
    result = Fraction(rounded(value, digits))
    assert abs(result - value) <= Fraction(1, 2 * 10**digits)
    assert rounded(-value, digits) == rounded(value, digits).copy_negate()


def test_a_float_is_rounded_as_it_is_written() -> None:
    assert str(rounded(1.005, 2)) == "1.01"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("nan"), Decimal("snan"), Decimal("-inf")])
def test_what_is_no_number_is_refused(value: Figure) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        rounded(value, 2)


def test_thirty_thousand_over_seven_reps() -> None:
    assert apportion(30_000, [1] * 7) == (4286, 4286, 4286, 4286, 4286, 4285, 4285)


def test_ties_go_to_the_earlier() -> None:
    assert apportion(2, [1, 1, 1]) == (1, 1, 0)
    assert apportion(1, [Fraction(1, 3), Fraction(2, 6)]) == (1, 0)


@pytest.mark.parametrize(("total", "shares"), [(3, []), (3, [0, 0]), (0, [0]), (-1, [1]), (3, [2, -1])])
def test_what_cannot_be_shared_out_is_refused(total: int, shares: Sequence[int]) -> None:
    with pytest.raises(ValueError, match=r"negative|every weight is 0"):
        apportion(total, shares)


@given(st.integers(0, 10**6), weights)
def test_shares_add_up_and_stay_within_one_of_their_proportion(total: int, shares: list[Fraction | int]) -> None:
    result = apportion(total, shares)
    assert sum(result) == total
    for got, share in zip(result, shares, strict=True):
        assert abs(got - Fraction(total) * share / sum(shares)) < 1
        assert share or not got


@given(st.integers(0, 8), st.lists(st.integers(0, 5), min_size=1, max_size=4).filter(any))
def test_no_other_split_is_closer(total: int, shares: list[int]) -> None:
    def distance(split: Sequence[int]) -> Fraction:
        exact = [Fraction(total * share, sum(shares)) for share in shares]
        return sum(((got - want) ** 2 for got, want in zip(split, exact, strict=True)), Fraction())

    every = (split for split in product(range(total + 1), repeat=len(shares)) if sum(split) == total)
    assert distance(apportion(total, shares)) == min(map(distance, every))


@given(weights, st.fractions(Fraction(1, 100), 100, max_denominator=100), st.integers(0, 1000))
def test_only_the_proportion_of_weights_matters(shares: list[Fraction | int], factor: Fraction, total: int) -> None:
    assert apportion(total, shares) == apportion(total, [share * factor for share in shares])


@given(weights)
def test_a_common_denominator_keeps_the_proportion(shares: list[Fraction | int]) -> None:
    whole = common(shares)
    assert all(left * whole[0] == right * shares[0] for left, right in zip(shares, whole, strict=True))
