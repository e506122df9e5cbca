"""The words of a document in its language, from gettext catalogues; English is in the code itself.

A catalogue is `salesplan/locale/LANGUAGE/LC_MESSAGES/salesplan.po`. Packages carry it compiled (`.mo`); in a source
checkout, where the compiled file is missing or older, the catalogue itself is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from msgspec import Struct

LOCALE = Path(__file__).parents[2] / "locale"
NAME = "name"
"""The gettext context of names that a plan writes in English, such as `call`, and a document shows translated."""


class Words(Struct, frozen=True):
    """The words of one language."""

    language: str
    catalogue: NullTranslations

    def text(self, message: str, /, **values: object) -> str:
        """A message with its `{values}` filled in."""
        return self._filled(self.catalogue.gettext(message), values)

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form of a message for `number` things."""
        return self._filled(self.catalogue.ngettext(one, many, number), values)

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        return (_elide(text, values) if self.language == "it" else text).format(**values)

    def name(self, name: str) -> str:
        """The display name of an action, stage or segment: translated if it is well known, else as the plan has it."""
        if name in ABBREVIATIONS:
            return name.upper()
        known = self.catalogue.pgettext(NAME, name)
        if known != name or name == name.lower():
            return self._many(name) if known == name else known
        lowered = self.catalogue.pgettext(NAME, name.lower())
        return name if lowered == name.lower() else lowered[:1].upper() + lowered[1:]

    def _many(self, name: str) -> str:
        """A name that is a well-known one in the plural already: "opportunities"."""
        one = "" if self.language == "en" else next((one for one, many in PLURALS.items() if many == name), "")
        return self.names(one, 2) if one else name

    def names(self, name: str, number: int) -> str:
        """The display name for `number` of them, in the plural where the word is well known.

        Well known are the words of `PLURALS` and what they are called in the document's own language.
        """
        if name != name.lower() and (lowered := name.lower()) in PLURALS and name == name.capitalize():
            return self.names(lowered, number).capitalize()
        if self.language == "en":
            return self.name(name) if number == 1 else PLURALS.get(name) or _plural_of_last(name) or self.name(name)
        known = name if name in PLURALS else _own_words(self).get(name)
        return self.catalogue.npgettext(NAME, known, PLURALS[known], number) if known else self.name(name)


def _plural_of_last(name: str) -> str:
    """English puts a name of several words in the plural at its last: "renewal prospects"; empty if that is unknown."""
    first, _, last = name.rpartition(" ")
    return f"{first} {PLURALS[last]}" if first and last in PLURALS else ""


_ARTICLE = re.compile(r"\b([Ii]l|[Dd]el|[Aa]l|[Nn]el|[Dd]al|[Ss]ul) (\{(\w+)\})")
_VOWEL = re.compile(r"8|11(?!\d)")
"""What Italian says with a vowel in front: otto, ottanta, ottomila; undici, undicimila."""


def _elide(text: str, values: Mapping[str, object]) -> str:
    """Italian articles as they stand before the values to come: il 7 marzo, l’8 marzo; dal 79%, dall’80%."""

    def article(found: re.Match[str]) -> str:
        word, place, name = found.groups()
        if not _VOWEL.match(str(values.get(name, ""))):
            return found[0]
        return f"{word.replace('il', 'l').replace('Il', 'L') if word in {'il', 'Il'} else word + 'l'}’{place}"

    return _ARTICLE.sub(article, text)


ABBREVIATIONS = frozenset(
    ("ae", "apac", "arr", "b2b", "b2c", "bdr", "crm", "csm", "dach", "emea", "kam", "mql", "mrr", "sdr", "smb", "sql")
)
"""What salespeople write in capitals, and a plan may write in small letters."""
PLURALS = {
    "account": "accounts",
    "call": "calls",
    "campaign": "campaigns",
    "customer": "customers",
    "deal": "deals",
    "demo": "demos",
    "demonstration": "demonstrations",
    "email": "emails",
    "e-mail": "e-mails",
    "event": "events",
    "first meeting": "first meetings",
    "follow-up": "follow-ups",
    "interview": "interviews",
    "invitation": "invitations",
    "lead": "leads",
    "letter": "letters",
    "meeting": "meetings",
    "message": "messages",
    "negotiation": "negotiations",
    "opportunity": "opportunities",
    "offer": "offers",
    "order": "orders",
    "presentation": "presentations",
    "proposal": "proposals",
    "prospect": "prospects",
    "qualified lead": "qualified leads",
    "quote": "quotes",
    "renewal": "renewals",
    "review": "reviews",
    "trial": "trials",
    "visit": "visits",
    "webinar": "webinars",
    "workshop": "workshops",
}
"""Well-known actions and stages, with the English plural of each."""


@cache
def _own_words(words: Words) -> dict[str, str]:
    """The singular of every well-known action and stage in the words' language, with the English one."""
    return {words.catalogue.npgettext(NAME, one, many, 1): one for one, many in reversed(PLURALS.items())}


@cache
def words_for(language: str = "en") -> Words:
    """The words of a language; English where there is no catalogue for it."""
    source = LOCALE / language / "LC_MESSAGES" / "salesplan.po"
    compiled = source.with_suffix(".mo")
    if compiled.is_file() and not (source.is_file() and source.stat().st_mtime > compiled.stat().st_mtime):
        with compiled.open("rb") as stream:
            return Words(language, GNUTranslations(stream))
    return Words(language, GNUTranslations(BytesIO(compile_catalogue(source)))) if source.is_file() else _english()


def compile_catalogue(source: Path) -> bytes:
    """A catalogue (`.po`) as gettext reads it (`.mo`). Fuzzy messages are left out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    target = BytesIO()
    with source.open("rb") as stream:
        write_mo(target, read_po(stream, abort_invalid=True))
    return target.getvalue()


def _english() -> Words:
    return Words("en", NullTranslations())
