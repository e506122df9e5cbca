"""How a file writes numbers: one rule a file, decided by evidence, never by a guess.

A value that two rules read differently (`1,500`) decides nothing. Where no value decides, the file is refused with the
option that does.
"""

import re
from collections.abc import Iterable
from functools import cache

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import sentence

CURRENCY = r"(?:[$€£¥₣₹]|[A-Z]{1,3}\$|[A-Z]{2,3}|Rs\.?|Fr\.?|kr\.?|zł)"
_SPACE = " \u00a0\u202f"
_QUOTE = "'\u2019"
_LAKHS = r"\d{1,2}(?:,\d{2})+,\d{3}"
POINT = rf"[-+]?(?:\d+|\d{{1,3}}(?:,\d{{3}})+|{_LAKHS}|\d{{1,3}}(?:[{_SPACE}{_QUOTE}]\d{{3}})+)(?:\.\d+)?"
"""Groups of three, or as in India two above the thousands."""
COMMA = rf"[-+]?(?:\d+|\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:[{_SPACE}{_QUOTE}]\d{{3}})+)(?:,\d+)?"
SCALES = (
    (r"k|K|tsd\.?|Tsd\.?|TSD|mila", 1_000),
    (r"M|m|Mio\.?|mio\.?|mln|Mln|MM|mm|MIO|MLN", 1_000_000),
    (r"B|bn|Bn|Mrd\.?|Md|mrd|mld|MRD|MLD", 1_000_000_000),
)
"""What stands behind an amount in thousands, in millions, in thousands of millions, and what it means."""
_SCALE = "|".join(words for words, _ in SCALES)
NO_CENTS = "[.,][-\u2013]{1,2}"
"""How amounts without cents are written in Switzerland and the Netherlands: `1'200.-`."""


def number_pattern(decimal: str, *, short: bool = False) -> str:
    """The regular expression of an amount written with this decimal sign: currency before or after, groups of three.

    Accountants write an amount below zero in brackets. Those that are `short` may have a scale (`1.2K`), or a stroke
    for the cents (`1'200.-`).
    """
    body = POINT if decimal == "." else COMMA
    if short:
        body = rf"(?:{body})(?:{NO_CENTS}|[{_SPACE}]?(?:{_SCALE}))?"
    amount = rf"(?:{CURRENCY}[{_SPACE}]?)?{body}(?:[{_SPACE}]?(?:{CURRENCY}))?"
    return rf"-?{amount}|(?:{CURRENCY}[{_SPACE}]?)?\({amount}\)"


SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₣": "CHF", "zł": "PLN", "Fr.": "CHF", "Fr": "CHF"}
SIGNS |= {"₹": "INR", "Rs.": "INR", "Rs": "INR", "R$": "BRL", "US$": "USD", "A$": "AUD", "C$": "CAD"}
"""The codes of currencies that cells name by a sign; a file with one sign alone may mean its own dollar by it."""


def currencies(values: Iterable[str]) -> frozenset[str]:
    """The currencies that amounts carry, as they are written."""
    found = (re.search(CURRENCY, value) for value in values)
    return frozenset(one.group() for one in found if one)


SIGNS_OF_DECIMALS = frozenset(".,")


def _signs(text: str) -> frozenset[str]:
    """The decimal signs with which a text is an amount; digits alone are one with either, as most are."""
    if text.isascii() and text.isdigit():
        return SIGNS_OF_DECIMALS
    return frozenset(sign for sign in SIGNS_OF_DECIMALS if _amount(sign).fullmatch(text))


@cache
def _amount(sign: str) -> re.Pattern[str]:
    return re.compile(number_pattern(sign, short=True))


_SHORT = re.compile(rf"\d[{_SPACE}]?(?:{_SCALE})(?![A-Za-z])|\d{NO_CENTS}")


def are_short(values: Iterable[str]) -> bool:
    """Whether some amounts are written with a scale or with a stroke for the cents."""
    return any(_SHORT.search(value) and is_amount(value) for value in values)


def is_amount(text: str) -> bool:
    """Whether a text is an amount with either decimal sign."""
    return bool(_signs(text.strip()))


_GROUPED = {sign: re.compile(rf"[^\d.,]*[1-9]\d{{0,2}}\{sign}\d{{3}}[^\d.,]*") for sign in ".,"}
_CENTS = {sign: re.compile(rf".*\d\{sign}\d{{1,2}}[^\d.,]*") for sign in ".,"}
_FINE = {sign: re.compile(rf".*\d\{sign}\d{{3,}}[^\d.,]*") for sign in ".,"}


def may_be_thousands(values: Iterable[str], decimal: str) -> str:
    """An amount such as `1,200` among others such as `1.200,00`, where the comma is the decimal sign; else nothing.

    It is read as 1.2. Where other amounts have three decimals or more as well, three decimals are meant.
    """
    texts = [value.strip() for value in values]
    doubtful = [text for text in texts if _GROUPED[decimal].fullmatch(text)]
    plain = [text for text in texts if text not in doubtful]
    fine = any(_FINE[decimal].fullmatch(text) for text in plain)
    return min(doubtful, default="") if not fine and any(_CENTS[decimal].fullmatch(text) for text in plain) else ""


def decimal_sign(values: Iterable[str], *, delimiter: str, shown: str) -> str:
    """The decimal sign of a file, from its amounts.

    A semicolon between columns is evidence too: programs use it where the comma is the decimal sign.

    Raises:
        Unreadable: values such as `1,500` that both signs read, and nothing that decides; or both signs in use.
    """
    doubtful = ""
    seen: dict[str, str] = {}
    for text in filter(None, (re.sub(NO_CENTS, "", value.strip()) for value in values)):
        signs = _signs(text)
        if len(signs) == 1:
            seen.setdefault(min(signs), text)
        elif signs and not doubtful and re.search(r"[.,]", text):
            doubtful = text
    if len(seen) == 1:
        return next(iter(seen))
    if seen:
        raise Unreadable(
            sentence(
                "{shown}: '{one}' and '{other}' have different decimal signs",
                shown=shown,
                one=seen["."],
                other=seen[","],
            ),
            "say which is right with --decimal . or --decimal , (decimal: in the plan); the other rows are set aside",
        )
    if delimiter == ";":
        return ","
    if doubtful:
        raise Unreadable(
            sentence(
                "{shown}: '{doubtful}' can be read in two ways, and no other amount decides",
                shown=shown,
                doubtful=doubtful,
            ),
            "say which with --decimal . or --decimal , (decimal: in the plan)",
        )
    return "."
