"""How a value is written in the plan language, where the author's way of writing leaves no doubt."""

from __future__ import annotations

import re
from decimal import Decimal

_SYMBOLS = "€$£¥"
_SPACES = re.compile("[ \u00a0\u202f_']")
_GROUPED = re.compile(r"\d{1,3}([,.]\d{3})+")
_BOTH = re.compile(r"(\d{1,3}(?:([,.])\d{3})+)(?!\2)[,.](\d{1,2})")
_COMMA = re.compile(r"(\d+),(\d{1,2}|\d{4,18})")
_PLAIN = re.compile(r"\d{1,18}(\.\d{1,18})?")
_SUFFIXED = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([kKmM])")


def rewritten(code: str, text: str) -> str:
    """The right way to write `text`, or nothing where it could mean several things or is no such value."""
    if code == "bad-amount":
        return _amount(text)
    if code == "bad-rate":
        return _rate(text) or _amount(text)
    if code == "month":
        month = re.fullmatch(r"(\d{4})[-/]([1-9])", text)
        return f"{month[1]}-0{month[2]}" if month else ""
    if code == "bad-date":
        return _date(text)
    return ""


def _amount(text: str) -> str:
    bare = _SPACES.sub("", text.strip(_SYMBOLS + " \u00a0\u202f"))
    bare = re.sub(r"^[A-Z]{3}(?=\d)|(?<=\d)[A-Z]{3}$", "", bare)
    if not bare or (bare == text and _PLAIN.fullmatch(bare) is None and not any(sign in bare for sign in ",.kKmM")):
        return ""
    return _ungrouped(bare)


def _ungrouped(bare: str) -> str:
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


def _rate(text: str) -> str:
    bare = re.sub(r"\s", "", text)
    if match := re.fullmatch(r"(\d{1,18})(?:[,.](\d{1,18}))?%", bare):
        better = f"{match[1]}.{match[2]}%" if match[2] else f"{match[1]}%"
        return better if better != text else ""
    if re.fullmatch(r"\d{1,18}/[1-9]\d{0,17}", bare) and bare != text:
        return bare
    if match := re.fullmatch(r"0,(\d{1,18})", bare):
        return f"0.{match[1]}"
    return ""


def _date(text: str) -> str:
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _iso(match[1], match[2], match[3], text)
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        first, second = int(match[1]), int(match[2])
        months = 12
        if first > months:
            return _iso(match[3], match[2], match[1], text)
        if second > months:
            return _iso(match[3], match[1], match[2], text)
    return ""


def _iso(year: str, month: str, day: str, text: str) -> str:
    better = f"{year}-{int(month):02d}-{int(day):02d}"
    fits = 1 <= int(month) <= 12 and 1 <= int(day) <= 31  # noqa: PLR2004
    return better if fits and better != text else ""
