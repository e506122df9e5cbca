"""Sentences of findings and errors in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, Final

from msgspec import Struct

from salesplan.base.sentence import Kind, Sentence, Value
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.language.words import Words, words_for


class _Tongue(Struct, frozen=True):
    """The words and the figures of one language."""

    words: Words
    numbers: Numbers


def render(text: str, language: str) -> str:
    """A sentence in a language. Plain text is looked up as it stands, and stays as it is where it is not known."""
    if language == "en" or not text:
        return str(text)
    words = words_for(language)
    tongue = _Tongue(words, numbers_for(words.language))
    return _render(text, tongue) if isinstance(text, Sentence | Value) else words.catalogue.gettext(text)


def _render(text: object, tongue: _Tongue) -> str:
    if isinstance(text, Value):
        return _KINDS[text.kind](text, tongue)
    if not isinstance(text, Sentence):
        return str(text)
    values = {name: _render(value, tongue) for name, value in text.values.items()}
    if text.many:
        return tongue.words.plural(text.template, text.many, text.number, **values)
    return tongue.words.text(text.template, **values) if values else tongue.words.catalogue.gettext(text.template)


def _quote(value: Value, tongue: _Tongue) -> str:
    return tongue.words.text("'{name}'", name=_render(value.content, tongue))


def _row(value: Value, tongue: _Tongue) -> str:
    parts, between = value.content
    return str(between).join(_render(part, tongue) for part in parts)


def _join(value: Value, tongue: _Tongue, *, every: bool) -> str:
    *first, last = [_render(part, tongue) for part in value.content]
    if not first:
        return last
    say = tongue.words.text
    some = ", ".join(first)
    return say("{some} and {last}", some=some, last=last) if every else say("{some} or {last}", some=some, last=last)


def _percent(value: Value, tongue: _Tongue) -> str:
    share: Fraction = value.content
    return tongue.numbers.percent(share, _decimals(value)) if value.endswith("%") else str(value)


def _number(value: Value, tongue: _Tongue) -> str:
    return tongue.numbers.number(value.content, _decimals(value))


def _decimals(value: str) -> int:
    """As many decimals as the English text has."""
    return len(value.rstrip("%").partition(".")[2])


_KINDS: Final[dict[Kind, Callable[[Any, _Tongue], str]]] = {
    Kind.QUOTED: _quote,
    Kind.ALL: partial(_join, every=True),
    Kind.ANY: partial(_join, every=False),
    Kind.ROW: _row,
    Kind.PERCENT: _percent,
    Kind.NUMBER: _number,
    Kind.DAY: lambda value, tongue: tongue.numbers.day(value.content),
    Kind.MONTH: lambda value, tongue: tongue.numbers.month(value.content),
}
