"""The names of months in the languages that exports come in, and dates with them in English."""

import re
from collections.abc import Mapping
from functools import cache

_MONTH_WORDS: Mapping[str, str] = {
    "Jan": "january|janvier|januari|janeiro|gennaio|januar|jänner|enero|janv|gen|ene|jan",
    "Feb": "fevereiro|february|febbraio|februari|février|fevrier|febrero|februar|févr|fevr|fév|fev|feb",
    "Mar": "march|marzo|maart|março|mars|märz|mrz|mär|mrt|mar",
    "Apr": "aprile|april|avril|abril|avr|abr|apr",
    "May": "maggio|mayo|maio|mag|mai|mei|may",
    "Jun": "giugno|junio|junho|june|juin|juni|giu|jun",
    "Jul": "juillet|luglio|julio|julho|july|juil|juli|lug|jul",
    "Aug": "augustus|august|agosto|août|aout|ago|aug",
    "Sep": "septiembre|september|septembre|settembre|setembro|sept|set|sep",
    "Oct": "october|octobre|octubre|ottobre|oktober|outubro|okt|ott|out|oct",
    "Nov": "noviembre|november|novembre|novembro|nov",
    "Dec": "diciembre|december|décembre|dicembre|dezembro|dezember|déc|dez|dic|dec",
}
MONTH_NAMES: Mapping[str, str] = {month: rf"(?i)\b(?:{words})\b\.?" for month, words in _MONTH_WORDS.items()}
"""English short names of months, and the patterns of those in the languages we know."""


@cache
def _names() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(words), month) for month, words in MONTH_NAMES.items())


def in_english(text: str) -> str:
    """A date with English names of months: `1 avr. 2026` is `1 Apr 2026`, `5 de enero de 2026` `5 Jan 2026`."""
    for words, month in _names():
        text = words.sub(month, text)
    return text.replace(" de ", " ")
