"""What unquoted words mean."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from salesplan.reading.scalars import BadNumber, Value, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("", None),
        ("~", None),
        ("null", None),
        ("nil", "nil"),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("1e3", 1000),
        ("1.50", Decimal("1.50")),
        (".5", Decimal("0.5")),
        ("5.", 5),
        ("3.0", 3),
        ("0.1", Decimal("0.1")),
        ("1E-3", Decimal("0.001")),
        ("1:30", "1:30"),
        ("1e18", 10**18),
        ("1e-18", Decimal("1e-18")),
        ("1e+18", 10**18),
        ("-1" + "0" * 17, -(10**17)),
        ("1" + "0" * 18, 10**18),
        ("0." + "1" * 28, Decimal("0." + "1" * 28)),
        ("-0x10", "-0x10"),
        ("+0x10", "+0x10"),
        ("0xG", "0xG"),
        ("0o8", "0o8"),
        ("0X10", "0X10"),
        ("--1", "--1"),
        ("+-1", "+-1"),
        ("30_000", "30_000"),
        ("30 000", "30 000"),
        ("2027-01-05", "2027-01-05"),
        ("2027-01", "2027-01"),
        ("1/4", "1/4"),
        ("25%", "25%"),
        ("-", "-"),
        (".", "."),
        ("1.2.3", "1.2.3"),
        ("١٢", "١٢"),
    ],
)
def test_words(text: str, value: Value) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0123", "leading-zero"),
        ("-01.5", "leading-zero"),
        ("00", "leading-zero"),
        (".nan", "bad-number"),
        (".NAN", "bad-number"),
        ("-.INF", "bad-number"),
        ("1.0e+400", "number-out-of-range"),
        ("1e19", "number-out-of-range"),
        ("1e-999999999999", "number-out-of-range"),
        ("9" * 5000, "number-out-of-range"),
        ("0." + "1" * 40, "number-out-of-range"),
        ("0x" + "f" * 5000, "number-out-of-range"),
        ("0x10", "bad-number"),
        ("0xDE0B6B3A7640000", "bad-number"),
        ("0xDE0B6B3A7640001", "number-out-of-range"),
        ("1e-19", "number-out-of-range"),
        ("1" + "0" * 19, "number-out-of-range"),
        ("0." + "1" * 29, "number-out-of-range"),
        ("1e+0019", "number-out-of-range"),
        ("+01", "leading-zero"),
        ("0o17", "bad-number"),
    ],
)
def test_numbers_no_plan_can_use(text: str, code: str) -> None:
    with pytest.raises(BadNumber) as bad:
        resolve(text)
    assert bad.value.code == code
    assert len(bad.value.message + bad.value.hint) < 200


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_stay_exact(number: int) -> None:
    assert resolve(str(number)) == number


@given(st.decimals(-(10**12), 10**12, places=4))
def test_decimals_stay_exact(number: Decimal) -> None:
    assert resolve(f"{number:f}") == number


@given(st.text("0123456789eE+-._:xoabfn~ruTFl%/", max_size=9))
def test_we_are_never_looser_than_yaml_1_1_about_booleans_and_nothing(text: str) -> None:
    """An independent reader: where we find a boolean or nothing, PyYAML's older rules find it too."""
    try:
        value = resolve(text)
    except BadNumber:
        return
    assert not isinstance(value, float)
    if value is None or isinstance(value, bool):
        assert yaml.safe_load(text) is value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1e18", ""),
        ("1e19", "number-out-of-range"),
        ("1e-18", ""),
        ("1e-19", "number-out-of-range"),
        ("1e+18", ""),
        ("9" * 19, ""),
        ("9" * 20, "number-out-of-range"),
        ("1." + "1" * 28, ""),
        ("1." + "1" * 29, "number-out-of-range"),
        ("+.inf", "bad-number"),
        ("-.inf", "bad-number"),
        ("+012", "leading-zero"),
        ("0xDE0B6B3A7640000", "bad-number"),
        ("0xDE0B6B3A7640001", "number-out-of-range"),
        ("0x" + "0" * 27 + "1", "bad-number"),
        ("0x" + "0" * 28 + "1", "number-out-of-range"),
        ("0o17", "bad-number"),
        ("0xaF", "bad-number"),
    ],
)
def test_limits_are_where_they_are_said_to_be(text: str, code: str) -> None:
    if not code:
        assert resolve(text) == Decimal(text)
        return
    with pytest.raises(BadNumber) as refused:
        resolve(text)
    assert refused.value.code == code


def test_a_number_of_30_signs_is_quoted_whole_and_a_longer_one_by_its_ends() -> None:
    for text, quoted in (("0" + "1" * 29, "0" + "1" * 29), ("0" + "1" * 30, "011111111111...1111")):
        with pytest.raises(BadNumber) as refused:
            resolve(text)
        assert f"'{quoted}'" in refused.value.message
