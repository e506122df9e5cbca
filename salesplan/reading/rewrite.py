"""How a value is written in the plan language, where the author's way of writing leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from salesplan.base.periods import FIRST_YEAR, LAST_YEAR

_SYMBOLS = "€$£¥"
_SPACES = re.compile("[ \u00a0\u202f_']")
_GROUPED = re.compile(r"\d{1,3}([,.]\d{3})+")
_BOTH = re.compile(r"(\d{1,3}(?:([,.])\d{3})+)(?!\2)[,.](\d{1,2})")
_COMMA = re.compile(r"(\d+),(\d{1,2}|\d{4,18})")
_PLAIN = re.compile(r"\d{1,18}(\.\d{1,18})?")
_ONE_IN = re.compile(r"(\d{1,18}) (?:in|of|out of|sur|su) ([1-9]\d{0,17})")
_PART_FIRST = re.compile(r"([QTHS])([1-4])[ -]?(\d{4})", re.IGNORECASE)
_PART_LAST = re.compile(r"(\d{4})[ /-]?([QTHS])([1-4])", re.IGNORECASE)
_STRETCH = re.compile(r"(\d{4}-\d{2}-\d{2})(?: to (\d{4}-\d{2}-\d{2}))?")
_MONTH_NAMES = (
    *("jan gen", "feb fév fev", "mar", "apr avr", "may mai mag", "jun juin giu", "jul juil lug"),
    *("aug aoû aou ago", "sep set", "oct ott", "nov", "dec déc dic"),
)
_WITH_UNIT = re.compile(
    r"(\d+(?:[.,]\d+)?) ?(?:h|hrs?|hours?|heures?|ore|ora|min|mins|minutes?|minut[io]|d|days?|jours?|giorn[io])\.?"
)
_ENDS = re.compile(r"(\S.*?) ?(?: (?:-|–|—|au|à|al|bis|until|till|to) |–|—|\.{2,3}) ?(\S.*)")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º)?\.? ([^\W\d]{3,9})\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_PERCENT_FROM, _PERCENT_TO = 10, 100
_SUFFIXED = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([kKmM])")


def rewritten(code: str, text: str) -> str:
    """The right way to write `text`, or nothing where it could mean several things or is no such value.

    `code` is that of the finding, or a form of dates: `month`, `stretch`.
    """
    forms: dict[str, Callable[[str], str]] = {
        "bad-amount": _amount,
        "bad-rate": lambda written: _rate(written) or _as_rate(_amount(written), written),
        "month": _only_month,
        "stretch": _stretch,
        "bad-date": _date,
        "bad-period": _period,
    }
    return forms[code](text) if code in forms else ""


def _only_month(text: str) -> str:
    month = re.fullmatch(r"(\d{4})[-/]([1-9])", text)
    return f"{month[1]}-0{month[2]}" if month else ""


def _amount(text: str) -> str:
    if match := _WITH_UNIT.fullmatch(text.strip()):
        return match[1].replace(",", ".")
    bare = _SPACES.sub("", text.strip(_SYMBOLS + " \u00a0\u202f"))
    bare = re.sub(r"^[A-Z]{3}(?=\d)|(?<=\d)[A-Z]{3}$", "", bare)
    if not bare or (bare == text and _PLAIN.fullmatch(bare) is None and not any(sign in bare for sign in ",.kKmM")):
        return ""
    return _ungroup(bare)


def _ungroup(bare: str) -> str:
    if _PLAIN.fullmatch(bare):
        return bare
    if match := _BOTH.fullmatch(bare):
        return f"{re.sub('[,.]', '', match[1])}.{match[3]}"
    if _GROUPED.fullmatch(bare) and (bare.count(",") + bare.count(".") > 1 or "," in bare):
        return re.sub("[,.]", "", bare) if len(set(re.sub(r"\d", "", bare))) == 1 else ""
    if match := _COMMA.fullmatch(bare):
        return f"{match[1]}.{match[2]}"
    if match := _SUFFIXED.fullmatch(bare):
        times = 1000 if match[2] in "kK" else 1_000_000
        return f"{Decimal(match[1]) * times:f}".removesuffix(".0")
    return ""


def _as_rate(amount: str, text: str) -> str:
    """A number where a share belongs: up to 1 it is one, from 10 to 100 it is meant in percent."""
    if not amount or Decimal(amount) <= 1:
        return amount
    return f"{amount}%" if amount != text and _PERCENT_FROM <= Decimal(amount) <= _PERCENT_TO else ""


def _rate(text: str) -> str:
    if match := _ONE_IN.fullmatch(text):
        return f"{match[1]}/{match[2]}"
    bare = re.sub(r"\s", "", text)
    if match := re.fullmatch(r"(\d{1,18})(?:[,.](\d{1,18}))?%", bare):
        better = f"{match[1]}.{match[2]}%" if match[2] else f"{match[1]}%"
        return better if better != text else ""
    if re.fullmatch(r"\d{1,18}/[1-9]\d{0,17}", bare) and bare != text:
        return bare
    if match := re.fullmatch(r"0,(\d{1,18})", bare):
        return f"0.{match[1]}"
    return ""


def _period(text: str) -> str:
    """A month, quarter or half written the other way round, in words, or as days."""
    if match := re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", text):
        return _month(match[2], int(match[1]))
    if match := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})", text):
        return _month(match[1], int(match[2]))
    if match := re.fullmatch(r"([^\W\d]{3,9})\.? (\d{4})", text):
        starts = [any(match[1].lower().startswith(name) for name in names.split()) for names in _MONTH_NAMES]
        return _month(match[2], starts.index(True) + 1) if any(starts) else ""
    return _part_or_days(text)


def _part_or_days(text: str) -> str:
    if match := _PART_FIRST.fullmatch(text):
        return _part(match[3], match[1], match[2])
    if match := _PART_LAST.fullmatch(text):
        return _part(match[1], match[2], match[3])
    if match := _STRETCH.fullmatch(text):
        return f"{{start: {match[1]}, end: {match[2] or match[1]}}}"
    return ""


def _month(year: str, month: int) -> str:
    return f"{year}-{month:02d}" if 1 <= month <= 12 else ""  # noqa: PLR2004


def _part(year: str, letter: str, number: str) -> str:
    """A quarter (trimestre) or half (semestre)."""
    kind = {"T": "Q", "S": "H"}.get(letter.upper(), letter.upper())
    return f"{year}-{kind}{number}" if kind == "Q" or number in "12" else ""


def _date(text: str) -> str:
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _iso(match[1], match[2], match[3], text)
    if match := _DAY_FIRST.fullmatch(text):
        return _in_words(match[1], match[2], match[3])
    if match := _MONTH_FIRST.fullmatch(text):
        return _in_words(match[2], match[1], match[3])
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        first, second = int(match[1]), int(match[2])
        months = 12
        if first > months:
            return _iso(match[3], match[2], match[1], text)
        if second > months:
            return _iso(match[3], match[1], match[2], text)
    return ""


def _stretch(text: str) -> str:
    """A day, or two with a word or a dash between them."""
    match = _ENDS.fullmatch(text)
    if not match:
        return _date(text)
    ends = [_date(end) or end for end in match.groups()]
    better = " to ".join(ends)
    return better if all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", end) for end in ends) and ends == sorted(ends) else ""


def _in_words(day: str, name: str, year: str) -> str:
    starts = [any(name.lower().startswith(each) for each in names.split()) for names in _MONTH_NAMES]
    return _iso(year, str(starts.index(True) + 1), day, "") if any(starts) else ""


def _iso(year: str, month: str, day: str, text: str) -> str:
    better = f"{year}-{int(month):02d}-{int(day):02d}"
    try:
        date.fromisoformat(better)
    except ValueError:
        return ""
    return better if better != text and FIRST_YEAR <= int(year) <= LAST_YEAR else ""
