from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from babel import Locale
from babel.numbers import get_currency_symbol, list_currencies
from holidays import list_supported_countries
from hypothesis import given
from hypothesis import strategies as st

from salesplan.base.money import Figure
from salesplan.report.language.numbers import (
    English,
    Localised,
    decimals_needed,
    exact_percent,
    numbers_for,
    percent_decimals,
)

EN, BABEL = English(), Localised("en")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["1,234,567", "€1,234,567", "€0.50", "57.8%", "4 Jan 2027", "January 2027", "Monday"]),
        ("fr", ["1 234 567", "1 234 567 €", "0,50 €", "57,8 %", "4 janv. 2027", "janvier 2027", "lundi"]),
        ("it", ["1.234.567", "1.234.567 €", "0,50 €", "57,8%", "4 gen 2027", "gennaio 2027", "lunedì"]),
    ],
)
def test_figures_in_three_languages(language: str, expected: list[str]) -> None:
    numbers, day = numbers_for(language), date(2027, 1, 4)
    got = [
        numbers.count(1234567),
        numbers.money(1234567, "EUR"),
        numbers.money(Decimal("0.5"), "EUR"),
        numbers.percent(0.578),
        numbers.day(day),
        numbers.month(day),
        numbers.weekday(day),
    ]
    assert [text.replace("\u202f", " ").replace("\u00a0", " ") for text in got] == expected


@given(st.one_of(st.integers(-(10**12), 10**12), st.fractions(-(10**9), 10**9), st.floats(-1e9, 1e9)))
def test_english_without_babel_is_what_babel_writes(value: Figure) -> None:
    assert EN.number(value) == BABEL.number(value)
    assert EN.percent(value) == BABEL.percent(value)
    assert EN.money(value, "USD") == BABEL.money(value, "USD")
    assert EN.money(value, "JPY") == BABEL.money(value, "JPY")


def test_english_names_of_countries_are_those_of_babel() -> None:
    from salesplan.report.language.countries import english_countries

    known = {code for code in list_supported_countries() if len(code) == 2} & set(Locale.parse("en").territories)
    assert set(english_countries()) == known
    assert english_countries() == {code: BABEL.country(code) for code in known}
    assert [EN.country(code) for code in ("DE", "CI", "XX")] == ["Germany", "Côte d’Ivoire", "XX"]


def test_english_signs_of_money_are_those_of_babel() -> None:
    current = {code for code in list_currencies() if len(code) == 3 and code.isascii()} - {"XXX", "XCG"}
    shown = {code: EN.money(5, code).rstrip("5").rstrip("\u00a0") for code in current}
    assert shown == {code: get_currency_symbol(code, "en") for code in current}


def test_decimals_of_a_column() -> None:
    assert decimals_needed([1, Fraction(1, 2)], 2) == 1
    assert decimals_needed([1, 2], 2) == 0
    assert decimals_needed([Fraction(1, 3)], 2) == 2


def test_money_has_the_decimals_of_its_currency() -> None:
    assert EN.money(Decimal("1.0005"), "KWD") == "KWD\u00a01.001"
    assert EN.money(Decimal("99.5"), "JPY") == "¥100"


@pytest.mark.parametrize(
    ("shares", "places"),
    [
        (["5.26"], 1),
        (["5", "60"], 0),
        (["0.25"], 2),
        (["0.0001"], 4),
        (["1/3", "5"], 2),
        (["0", "25"], 0),
        (["0.05", "5"], 2),
    ],
)
def test_a_small_percentage_keeps_two_digits(shares: list[str], places: int) -> None:
    assert percent_decimals([Fraction(share) for share in shares]) == places


@pytest.mark.parametrize(("language", "text"), [("en", "0.25%"), ("fr", "0,25\u00a0%"), ("it", "0,25%")])
def test_one_in_four_hundred_is_not_a_third_of_a_percent(language: str, text: str) -> None:
    assert numbers_for(language).percent(Fraction(1, 400)).replace("\u202f", "\u00a0") == text


@pytest.mark.parametrize(
    ("share", "text"), [("5.625", "5.625%"), ("4", "4%"), ("0.0625", "0.0625%"), ("120", "120%"), ("100/3", "1/3")]
)
def test_rates_of_money_show_every_digit(share: str, text: str) -> None:
    assert exact_percent(EN, Fraction(share) / 100) == text
    if "/" not in text:
        french = exact_percent(numbers_for("fr"), Fraction(share) / 100)
        assert french.replace("\u202f", "").replace("\u00a0", "").replace(",", ".") == text
