"""Sentences that remember what they were made of: English wherever they are text, any language where they are shown.

What is wrong with a file is said by code that knows no language. It says it in English, as text that JSON, exceptions
and tests take as it is; whoever shows it to people finds the sentence again by its template, and its values by their
kinds (`report.language.sentences`). A value that somebody wrote is never taken for a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from msgspec import Struct


class Kind(StrEnum):
    """What a value in a sentence is, and so how each language writes it."""

    QUOTED = "quoted"
    ALL = "all"
    ANY = "any"
    ROW = "row"
    PERCENT = "percent"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"


class Value(str):
    """A value of a sentence: its English text, its kind, and what it is made of."""

    __slots__ = ("content", "kind")
    kind: Kind
    content: Any

    def __new__(cls, text: str, kind: Kind = Kind.QUOTED, content: object = "") -> Self:
        """Keep the text with what it is made of."""
        made = super().__new__(cls, text)
        made.kind, made.content = kind, content
        return made


class Sentence(str):
    """An English sentence, the template it is filled into, and the values, which may be sentences themselves.

    `many` is the template for several things, of which there are `number`; empty where nothing is counted.
    """

    __slots__ = ("many", "number", "template", "values")
    template: str
    values: Mapping[str, object]
    many: str
    number: int

    def __new__(
        cls,
        text: str,
        template: str = "",
        values: Mapping[str, object] | None = None,
        many: str = "",
        number: int = 1,
    ) -> Self:
        """Keep the text with what it is made of."""
        made = super().__new__(cls, text)
        made.template, made.values, made.many, made.number = template or text, values or {}, many, number
        return made


def sentence(template: str, /, **values: object) -> Sentence:
    """A sentence with its `{values}` filled in; without values the template is taken as it stands."""
    return Sentence(template.format(**values) if values else template, template, values)


def counted(one: str, many: str, number: int, /, **values: object) -> Sentence:
    """The form of a sentence for `number` things."""
    return Sentence((one if number == 1 else many).format(**values), one, values, many, number)


class Remark(Struct, frozen=True):
    """A sentence of plain values, in a form that can be kept in a file and said later in any language."""

    template: str
    values: dict[str, str | int] = {}
    many: str = ""
    number: int = 1

    @classmethod
    def of(cls, text: Sentence) -> Self:
        """What a sentence says: its whole numbers stay numbers, everything else is text."""
        plain = {name: _plain(value) for name, value in text.values.items()}
        return cls(text.template, plain, text.many, text.number)

    @property
    def sentence(self) -> Sentence:
        """The sentence again."""
        values = {name: grouped(value) if isinstance(value, int) else value for name, value in self.values.items()}
        if self.many:
            return counted(self.template, self.many, self.number, **values)
        return sentence(self.template, **values)

    def __str__(self) -> str:
        return str(self.sentence)


def _plain(value: object) -> str | int:
    content = value.content if isinstance(value, Value) and value.kind is Kind.NUMBER else value
    return content if isinstance(content, int) else str(value)


def value_of(text: object, name: str) -> object:
    """A value of a sentence by its name; None for other text and other values."""
    return text.values.get(name) if isinstance(text, Sentence) else None


def in_quotes(text: str) -> Value:
    """A name or a word of a plan between quotation marks."""
    return Value(f"'{text}'", Kind.QUOTED, text)


def row(parts: Iterable[str], between: str = "") -> Value:
    """Parts one behind the other, each in its language."""
    every = tuple(part for part in parts if part)
    return Value(between.join(every), Kind.ROW, (every, between))


def all_of(parts: Iterable[str], more: int = 0) -> Value:
    """Parts in a row, `a, b and c`, and how many more there are."""
    every = tuple(parts)
    if more > 0:
        every = (*every, counted("{n} more", "{n} more", more, n=number(more)))
    return Value(_join(every, "and"), Kind.ALL, every)


def any_of(parts: Iterable[str]) -> Value:
    """Parts in a row of which one is to be chosen: `a, b or c`."""
    every = tuple(parts)
    return Value(_join(every, "or"), Kind.ANY, every)


def _join(parts: tuple[str, ...], word: str) -> str:
    *first, last = parts
    return f"{', '.join(first)} {word} {last}" if first else last


def day(value: date) -> Value:
    """A day of the calendar."""
    return Value(str(value), Kind.DAY, value)


def month(text: str) -> Value:
    """A month, from its text `2027-01`."""
    year, number_ = text.split("-")
    return Value(text, Kind.MONTH, date(int(year), int(number_), 1))


def number(value: Fraction | Decimal | int, text: str = "") -> Value:
    """A number, with its English text where that is not the plain digits."""
    return Value(text or str(value), Kind.NUMBER, value)


def grouped(value: int) -> Value:
    """A whole number with its thousands apart."""
    return Value(f"{value:,}", Kind.NUMBER, value)


def share(value: Fraction, text: str) -> Value:
    """A share in percent, with its English text."""
    return Value(text, Kind.PERCENT, value)
