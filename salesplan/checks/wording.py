"""How messages show figures and names."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from salesplan.base.money import rounded
from salesplan.base.sentence import Value, all_of, in_quotes, sentence
from salesplan.base.sentence import number as figure_of
from salesplan.base.sentence import share as in_percent
from salesplan.model.scalars import cite

MOST_NAMES = 5
DECIMALS = 2


def quote(name: str) -> Value:
    """A name in quotes, short, on one line."""
    return in_quotes(cite(" ".join(name.split())))


def percent(share: Fraction | Decimal) -> Value:
    """A share in percent, to two decimals; as a fraction where two decimals would make it look like 100%.

    Examples: 9/10 is 90%, 1/3 is 33.33%, 99999/100000 stays 99999/100000.
    """
    exact = Fraction(share)
    digits = number(exact * 100)
    return in_percent(exact, str(exact) if digits == "100" and exact != 1 else f"{digits}%")


def number(value: Fraction | Decimal | int) -> Value:
    """A number to two decimals at most, thousands grouped: 9,900 or 0.25."""
    return figure_of(value, _two_decimals(value).rstrip("0").rstrip("."))


def money(value: Fraction | Decimal) -> Value:
    """An amount of money, whole or with two decimals: 9,900 or 9,500.50."""
    return figure_of(value, _two_decimals(value).removesuffix(".00"))


def _two_decimals(value: Fraction | Decimal | int) -> str:
    return f"{rounded(value, DECIMALS):,f}"


def figure(value: Decimal | Fraction) -> Value:
    """A figure as a plan writes it: a plain number, or a rate in percent."""
    return percent(value) if isinstance(value, Fraction) else number(value)


def list_names(names: Iterable[str]) -> Value:
    """Names in a row, `a, b and c`; of many only the first five, and how many more there are."""
    every = tuple(names)
    return all_of((quote(name) for name in every[:MOST_NAMES]), len(every) - MOST_NAMES)


def suggest(near: str, otherwise: str) -> str:
    """A hint: the near name if there is one, or else what to do."""
    return sentence("did you mean {word}?", word=quote(near)) if near else otherwise
