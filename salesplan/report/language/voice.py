"""How a document speaks: its words, its figures, its currency and its period, handed to every section."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import Figure
from salesplan.base.periods import ONE_DAY, Period
from salesplan.report.language.numbers import CENTS_MATTER_BELOW, Numbers, numbers_for
from salesplan.report.language.vocabulary import MONEY_METRICS, capital
from salesplan.report.language.words import Words, words_for


class Voice(Struct, frozen=True):
    """The words and figures of one document. `currency` is empty where the plan names none."""

    words: Words
    numbers: Numbers
    currency: str = ""
    period: Period | None = None

    def say(self, message: str, /, **values: object) -> str:
        """A sentence in the document's language, its `{values}` filled in."""
        return self.words.text(message, **values)

    def name(self, name: str | None) -> str:
        """A name of the plan as the document shows it, with a capital; empty for None."""
        return capital(self.words.name(name)) if name else ""

    def person(self, name: str, segment: str) -> str:
        """Who works in a segment: one without a name is called after it and a number, `sales 2`."""
        return f"{self.name(segment)} {name.rpartition(' ')[2]}" if has_no_name(name, segment) else name

    def money(self, amount: Figure | None) -> str:
        """An amount in the plan's currency; empty for None."""
        return "" if amount is None else self.numbers.money(amount, self.currency)

    def about(self, amount: Figure | None) -> str:
        """An amount of money that is an average: without cents where it is 100 or more; empty for None."""
        digits = 0 if amount is not None and amount >= CENTS_MATTER_BELOW else None
        return "" if amount is None else self.numbers.money(amount, self.currency, digits)

    def counted(self, number: int, name: str) -> str:
        """A number with what it counts: `240 prospects`."""
        return f"{self.numbers.count(number)} {self.words.names(name, number)}"

    def quantity(self, value: Decimal | Fraction | None, metric: str = "") -> str:
        """A figure of the plan: a rate as a percentage, money where the metric is money, else a number."""
        if value is None:
            return ""
        if isinstance(value, Fraction):
            return self.numbers.percent(value)
        return self.money(value) if metric in MONEY_METRICS else self.numbers.number(value)

    def day(self, day: date | None) -> str:
        """A day; empty for None."""
        return "" if day is None else self.numbers.day(day)

    def span(self, start: date, end: date) -> str:
        """A stretch of days: a month or a year by its name, else its first and last day: `8 to 12 Feb 2027`."""
        if start == end:
            return self.numbers.day(start)
        if start.day == 1 and (end + ONE_DAY).day == 1:
            if (start.year, start.month) == (end.year, end.month):
                return self.numbers.month(start)
            if (start.month, end.month, start.year) == (1, 12, end.year):
                return str(start.year)
        first, last = self.numbers.day(start), self.numbers.day(end)
        return self.say("{start} to {end}", start=_without_tail(first, last), end=last)

    def month(self, text: str) -> str:
        """A month written 2027-01."""
        year, month = text.split("-")
        return self.numbers.month(date(int(year), int(month), 1))

    def weekday(self, name: str) -> str:
        """A day of the week by its English abbreviation: `mon`."""
        monday = date(2024, 1, 1)
        return self.numbers.weekday(
            monday + timedelta(days=("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name))
        )

    def labelled(self, label: str, text: str) -> str:
        """A label and its text on one line."""
        return self.say("{label}: {text}", label=label, text=text)

    def joined(self, names: Iterable[str]) -> str:
        """Several names in a row."""
        return ", ".join(names)


def has_no_name(name: str, segment: str) -> bool:
    """Whether somebody is called after a segment of which the plan knows the number of people alone: `sales 2`."""
    return name.startswith(f"{segment} ") and name.removeprefix(f"{segment} ").isdecimal()


def _without_tail(first: str, last: str) -> str:
    """The first of two days without the month and year the second has too, in languages that end with the year."""
    words, others = first.split(" "), last.split(" ")
    if not words[-1].isdecimal():
        return first
    while len(words) > 1 and words[-1] == others[-1]:
        words, others = words[:-1], others[:-1]
    return " ".join(words)


def voice_for(language: str, currency: str | None, period: Period | None) -> Voice:
    """The voice of a document in a language."""
    words = words_for(language)
    return Voice(words, numbers_for(words.language), currency or "", period)
