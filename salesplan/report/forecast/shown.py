"""Figures of a forecast as they are shown."""

from __future__ import annotations

from fractions import Fraction

from salesplan.progress.forecast.prediction import Forecast
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Kind


def kind_of(in_money: bool, currency: str) -> Kind:  # noqa: FBT001
    """The kind of a column of results."""
    return Kind.MONEY if in_money and currency else Kind.NUMBER


def tidy(value: float, in_money: bool) -> Fraction:  # noqa: FBT001
    """A figure as precise as a forecast can be: whole money, tenths of deals."""
    return Fraction(round(value)) if in_money else Fraction(round(value, 1)).limit_denominator(10)


def figure(value: float, found: Forecast, voice: Voice) -> str:
    """A result in a sentence."""
    if found.in_money and found.currency:
        return voice.numbers.money(round(value), found.currency, 0)
    return voice.numbers.number(tidy(value, found.in_money))


def share(value: float, voice: Voice) -> str:
    """A probability in a sentence; never 0% or 100% of what may come otherwise."""
    exact = Fraction(value).limit_denominator(10_000)
    if 0 < exact < Fraction(1, 200) or Fraction(199, 200) <= exact < 1:
        return voice.numbers.percent(exact, 1)
    return voice.numbers.percent(exact, 0)
