"""Counts, money, shares and days as people write them in their language.

English is written here without Babel, which costs as much as the rest of a short command; a test holds the two equal.
Every other language goes through Babel, imported when it is first needed. Rounding is half up, of the exact value.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Protocol

from msgspec import Struct

from salesplan.base.languages import LANGUAGES
from salesplan.base.money import Figure, decimals, rounded

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
_MONTH_NAMES = (*_MONTHS, "November", "December")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SYMBOLS = {
    "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "ILS": "₪",
    "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "PHP": "₱", "TWD": "NT$", "USD": "$", "VND": "₫",
    "XAF": "FCFA", "XCD": "EC$", "XOF": "F\u202fCFA", "XPF": "CFPF",
}  # fmt: skip

FINEST = 12
"""Decimals of a percentage, at most."""

CENTS_MATTER_BELOW = 100
"""From this amount on, an average is shown without cents."""


def decimals_needed(values: Sequence[Figure], most: int) -> int:
    """The fewest decimals, up to `most`, that show all of `values` without losing any digit that `most` would show."""
    for digits in range(most):
        if all(rounded(value, digits) == rounded(value, most) for value in values):
            return digits
    return most


def percent_decimals(values: Sequence[Figure], most: int = 1) -> int:
    """The decimals for percentages: up to `most`, and two digits that count of the smallest where it is below 1%.

    Example: 5.26% is 5.3%, but 0.25% stays 0.25%, and 0.0001% is not 0%.
    """
    smallest = min((abs(Fraction(value)) for value in values if value), default=Fraction(1))
    while most < FINEST and smallest * 10 ** (most - 1) < 1:
        most += 1
    return decimals_needed(values, most)


def exact_percent(numbers: Numbers, share: Figure) -> str:
    """A share that money is paid by, with every digit: 5.625%; as a fraction where the digits never end: 1/3."""
    value = _hundredfold(share)
    places = next((digits for digits in range(FINEST + 1) if rounded(value, digits) == value), None)
    return str(Fraction(share)) if places is None else numbers.percent(share, places)


class Numbers(Protocol):
    """How one language writes figures. `digits` is the number of decimals; None shows no more than needed."""

    @property
    def language(self) -> str:
        """The code of the language."""

    def count(self, value: int) -> str:
        """A whole number, thousands grouped."""

    def number(self, value: Figure, digits: int | None = None) -> str:
        """A figure with up to two decimals."""

    def money(self, value: Figure, currency: str, digits: int | None = None) -> str:
        """An amount with its currency; cents only where the amount has any."""

    def percent(self, share: Figure, digits: int | None = None) -> str:
        """A share as a percentage with up to one decimal."""

    def day(self, value: date) -> str:
        """A day with month and year: 4 Jan 2027."""

    def short_day(self, value: date) -> str:
        """A day without its year: 4 Jan."""

    def month(self, value: date) -> str:
        """A month with its year: January 2027."""

    def short_month(self, value: date) -> str:
        """A month without its year, where there is little room: Jan."""

    def weekday(self, value: date) -> str:
        """The name of the day of the week."""

    def country(self, code: str) -> str:
        """The name of a country, or its code where the language has none."""


class English(Struct, frozen=True):
    """English figures, written without Babel."""

    language: str = "en"

    def count(self, value: int) -> str:
        """1,234,567."""
        return f"{value:,}"

    def number(self, value: Figure, digits: int | None = None) -> str:
        """2,777.78."""
        places = decimals_needed([value], 2) if digits is None else digits
        return f"{rounded(value, places):,f}"

    def money(self, value: Figure, currency: str, digits: int | None = None) -> str:
        """€90,000, or €2,777.78, or CHF 90,000 where English has no sign."""
        places = _money_digits(value, currency, digits)
        amount = rounded(value, places)
        symbol = _SYMBOLS.get(currency, currency)
        gap = "\u00a0" if symbol[-1:].isalpha() else ""
        return f"{'-' if amount < 0 else ''}{symbol}{gap}{amount.copy_abs():,f}"

    def percent(self, share: Figure, digits: int | None = None) -> str:
        """57.8%."""
        value = _hundredfold(share)
        places = percent_decimals([value]) if digits is None else digits
        return f"{rounded(value, places):,f}%"

    def day(self, value: date) -> str:
        """4 Jan 2027: the order that no English reader takes for another day."""
        return f"{self.short_day(value)} {value.year:04d}"

    def short_day(self, value: date) -> str:
        """4 Jan."""
        return f"{value.day} {_MONTH_NAMES[value.month - 1][:3]}"

    def month(self, value: date) -> str:
        """January 2027."""
        return f"{_MONTH_NAMES[value.month - 1]} {value.year:04d}"

    def short_month(self, value: date) -> str:
        """Jan."""
        return _MONTH_NAMES[value.month - 1][:3]

    def weekday(self, value: date) -> str:
        """Monday."""
        return _DAY_NAMES[value.weekday()]

    def country(self, code: str) -> str:
        """Germany."""
        from salesplan.report.language.countries import english_countries

        return english_countries().get(code) or _country(code, self.language)


class Localised(Struct, frozen=True):
    """Figures of any language that Babel knows."""

    language: str

    def count(self, value: int) -> str:
        """1 234 567 in French, 1.234.567 in Italian."""
        return self.number(value, 0)

    def number(self, value: Figure, digits: int | None = None) -> str:
        """2 777,78 in French."""
        from babel.numbers import format_decimal

        places = decimals_needed([value], 2) if digits is None else digits
        return format_decimal(rounded(value, places), _group(places), self.language)

    def money(self, value: Figure, currency: str, digits: int | None = None) -> str:
        """90 000 € in French."""
        from babel import Locale
        from babel.numbers import format_currency

        places = _money_digits(value, currency, digits)
        if not currency:
            return self.number(value, places)
        pattern = _with_decimals(Locale.parse(self.language).currency_formats["standard"].pattern, places)
        return format_currency(
            rounded(value, places), currency, pattern, self.language, currency_digits=False, group_separator=True
        )

    def percent(self, share: Figure, digits: int | None = None) -> str:
        """57,8 % in French."""
        from babel import Locale
        from babel.numbers import format_percent

        value = _hundredfold(share)
        places = percent_decimals([value]) if digits is None else digits
        pattern = _with_decimals(Locale.parse(self.language).percent_formats[None].pattern, places)
        return format_percent(rounded(value, places) / 100, pattern, self.language)

    def day(self, value: date) -> str:
        """4 janv. 2027 in French, where the first is 1er janv. 2027."""
        return self._first(value, self._date(value, "medium"))

    def short_day(self, value: date) -> str:
        """4 janv. in French."""
        from babel.dates import format_skeleton

        return self._first(value, str(format_skeleton("MMMd", value, locale=self.language)))

    def month(self, value: date) -> str:
        """Janvier 2027 in French, in lower case."""
        from babel.dates import format_skeleton

        return str(format_skeleton("yMMMM", value, locale=self.language))

    def short_month(self, value: date) -> str:
        """Janv. in French, in lower case."""
        return self._date(value, "LLL")

    def weekday(self, value: date) -> str:
        """Lundi in French, in lower case."""
        return self._date(value, "EEEE")

    def country(self, code: str) -> str:
        """Allemagne in French."""
        return _country(code, self.language)

    def _first(self, value: date, text: str) -> str:
        """French and Italian write the first day of a month as an ordinal, which CLDR does not know."""
        facts = LANGUAGES.get(self.language)
        first = facts.first_of_month if facts else ""
        return first + text[1:] if first and value.day == 1 and text.startswith("1 ") else text

    def _date(self, value: date, pattern: str) -> str:
        from babel.dates import format_date

        return format_date(value, pattern, self.language)


@cache
def numbers_for(language: str = "en") -> Numbers:
    """The figures of a language, by its code (`en`, `fr`, `it`, or any other that Babel knows)."""
    return English() if language == "en" else Localised(language)


def _country(code: str, language: str) -> str:
    from babel import Locale

    return str(Locale.parse(language).territories.get(code, code))


def _hundredfold(share: Figure) -> Fraction:
    return Fraction(Decimal(repr(share)) if isinstance(share, float) else share) * 100


def _money_digits(value: Figure, currency: str, digits: int | None) -> int:
    most = decimals(currency)
    if digits is not None:
        return digits
    return 0 if rounded(value, most) == rounded(value, 0) else most


def _group(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _with_decimals(pattern: str, digits: int) -> str:
    """A CLDR pattern (`#,##0.00 ¤`) with as many decimals as asked for."""
    import re

    return re.sub(r"0(\.0+)?(?=[^0#.]|$)", "0" + ("." + "0" * digits if digits else ""), pattern, count=1)
