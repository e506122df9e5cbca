"""Cells as numbers, shares, months and days; None wherever a cell may mean two things, or nothing we know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.money import CURRENCIES, CURRENCY_NAMES
from salesplan.drafting.vocabulary import MONTH_OF, plain
from salesplan.importing.sheets import Sheet
from salesplan.records.files.number_notation import COMMA, CURRENCY, POINT, SIGNS, decimal_sign, is_amount

SMALLEST: Final = Decimal("1e-9")
"""Less than that is a slip of floating point, with more digits than a plan takes."""
LARGEST: Final = Decimal(10) ** 15
_DIGITS = 15  # what a spreadsheet keeps of a number
_SHARE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%")
_RATIO = re.compile(r"([0-9]{1,9})\s*/\s*([1-9][0-9]{0,8})")
_ISO_MONTH = re.compile(r"(20[0-9]{2})[-/.](0?[1-9]|1[0-2])")
_LAST_MONTH = re.compile(r"(0?[1-9]|1[0-2])[-/.](20[0-9]{2})")
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,10})\.?[\s\-'’./]*((?:20)?[0-9]{2})?")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2((?:20)?[0-9]{2})")
_CENTURY = 2000


class Notation(Struct, frozen=True):
    """How a file writes: its decimal sign, whether days stand before months, the year it speaks of, its currency.

    Empty and None are what the file leaves open.
    """

    decimal: str = ""
    day_first: bool | None = None
    year: int | None = None
    currency: str = ""


def notation(sheets: Iterable[Sheet], name: str, language: str) -> Notation:
    """What the whole file shows about its writing. Outside English, days stand before months."""
    every = tuple(sheets)
    texts = [
        cell.strip() for sheet in every for row in sheet.rows for cell in row if isinstance(cell, str) and cell.strip()
    ]
    amounts = [text for text in texts if is_amount(text)]
    try:
        decimal = decimal_sign(amounts, delimiter=every[0].delimiter if every else "", shown=name) if amounts else "."
    except Unreadable:
        decimal = ""
    days = [match for text in texts if (match := _DAY.fullmatch(text))]
    late = {place for match in days for place in (1, 3) if int(match[place]) > 12}  # noqa: PLR2004
    first = {1: True, 3: False}.get(next(iter(late))) if len(late) == 1 else None
    if first is None and (language != "en" or any(match[2] == "." for match in days)):
        first = True
    years = [int(year) for text in (*(sheet.name for sheet in every), name, *texts) for year in _YEAR.findall(text)]
    dated = [cell.year for sheet in every for row in sheet.rows for cell in row if isinstance(cell, date)]
    dated = [year for year in dated if _CENTURY <= year < _CENTURY + 100]
    common = max(set(years), key=years.count) if years else max(set(dated), key=dated.count) if dated else None
    return Notation(decimal, first, common, _currency(texts))


def _currency(texts: Iterable[str]) -> str:
    found: dict[str, int] = {}
    for text in texts:
        for word in re.findall(rf"{CURRENCY}", text):
            code = SIGNS.get(word, word)
            if code in CURRENCIES:
                found[code] = found.get(code, 0) + 1
    return max(found, key=lambda code: found[code]) if found else ""


def currency(cell: object) -> str:
    """The currency that a cell names by its code, sign or word; empty where it names none."""
    text = str(cell).strip().upper()
    code = CURRENCY_NAMES.get(text, text)
    return code if code in CURRENCIES else ""


def number(cell: Any, how: Notation) -> Decimal | None:  # noqa: ANN401
    """An amount or count, zero or more."""
    found = _number(cell, how)
    return found if found is not None and (found == 0 or SMALLEST <= found < LARGEST) else None


def _number(cell: Any, how: Notation) -> Decimal | None:  # noqa: ANN401
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, (int, float)):
        text = f"{cell:.{_DIGITS}g}"
        found = Decimal(text)
        return found if found.is_finite() else None
    text = str(cell).strip()
    if re.fullmatch(r"[0-9]+", text):
        return Decimal(text)
    if not is_amount(text) or text.startswith("-"):
        return None
    signs = (
        [how.decimal]
        if how.decimal
        else [sign for sign in ".," if re.fullmatch(POINT if sign == "." else COMMA, _bare(text))]
    )
    values = {_read(_bare(text), sign) for sign in signs}
    return values.pop() if len(values) == 1 else None


def _bare(text: str) -> str:
    return re.sub(rf"\s*{CURRENCY}\s*", "", text).strip()


def _read(text: str, decimal: str) -> Decimal | None:
    if not re.fullmatch(POINT if decimal == "." else COMMA, text):
        return None
    plain_text = re.sub(r"[\s\u00a0\u202f'’]", "", text).replace("," if decimal == "." else ".", "")
    return Decimal(plain_text.replace(",", "."))


def share(cell: Any, how: Notation, *, percent: bool) -> Fraction | None:  # noqa: ANN401
    """A share above 0 and at most 1: 25%, 1/4, 0.25; 25 where `percent` says that the column is in percent."""
    found: Fraction | None = None
    text = str(cell).strip()
    if match := _SHARE.fullmatch(text):
        found = Fraction(match[1].replace(",", ".")) / 100
    elif match := _RATIO.fullmatch(text):
        found = Fraction(int(match[1]), int(match[2]))
    elif isinstance(cell, str) and re.fullmatch(r"0[.,][0-9]+", text):
        found = Fraction(text.replace(",", "."))
    else:
        value = _number(cell, how)
        found = None if value is None else Fraction(value) / (100 if percent else 1)
    return found if found is not None and 0 < found <= 1 else None


def in_percent(cells: Iterable[Any], how: Notation) -> bool:
    """Whether the bare numbers of a column are percentages: one of them is above 1."""
    found = [
        value for cell in cells if not _SHARE.fullmatch(str(cell).strip()) and (value := _number(cell, how)) is not None
    ]
    return any(value > 1 for value in found)


def month(cell: Any, how: Notation, *, bare: bool = True) -> str | None:  # noqa: ANN401
    """A month as the plan writes it, 2027-01; `bare` also takes its name alone, in the year of the file."""
    if isinstance(cell, (date, datetime)):
        return f"{cell.year}-{cell.month:02}" if _CENTURY <= cell.year < _CENTURY + 100 else None
    text = str(cell).strip() if isinstance(cell, str) else ""
    if match := _ISO_MONTH.fullmatch(text):
        return f"{match[1]}-{int(match[2]):02}"
    if match := _LAST_MONTH.fullmatch(text):
        return f"{match[2]}-{int(match[1]):02}"
    if match := _NAMED_MONTH.fullmatch(text):
        number_ = MONTH_OF.get(plain(match[1]))
        year = int(match[2]) if match[2] else how.year if bare else None
        if number_ and year:
            return f"{year + _CENTURY if year < 100 else year}-{number_:02}"  # noqa: PLR2004
    return None


def day(cell: Any, how: Notation) -> date | None:  # noqa: ANN401
    """A day; None for 03/04/2027 where nothing decides which is the month."""
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    text = str(cell).strip()
    try:
        return date.fromisoformat(text) if re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", text) else _day(text, how)
    except ValueError:
        return None


def _day(text: str, how: Notation) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year += _CENTURY if year < 100 else 0  # noqa: PLR2004
    if first != second and how.day_first is None:
        return None
    return date(year, second, first) if how.day_first is not False else date(year, first, second)
