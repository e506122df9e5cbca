"""The languages of documents: the one table of them, with all that differs beyond what translators and Babel know."""

from __future__ import annotations

from typing import Final, Literal, get_args

from msgspec import Struct

Language = Literal["en", "fr", "it"]
"""The code of a language that plans and options may name."""


class Facts(Struct, frozen=True):
    """What is particular to a language.

    `lcid` is how Excel names it, `country` where a plan in euro is probably written, and `first_of_month` what stands
    for the 1 of a date where that is written as an ordinal, which CLDR does not know.
    """

    lcid: str
    country: str
    first_of_month: str = ""


LANGUAGES: Final[dict[str, Facts]] = {
    "en": Facts(lcid="809", country="IE"),
    "fr": Facts(lcid="40C", country="FR", first_of_month="1er"),
    "it": Facts(lcid="410", country="IT", first_of_month="1º"),
}

CODES: Final[tuple[Language, ...]] = get_args(Language)
