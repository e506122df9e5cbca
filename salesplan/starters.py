"""Starter plans: one commented text for each kind of plan, in three languages and any currency.

A starter is a template in `templates/starters/` with English texts; its translations are the catalogues
`locale/LANGUAGE/LC_MESSAGES/starters.po`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Final, get_args

from msgspec import Struct

from salesplan.base.languages import CODES
from salesplan.base.languages import LANGUAGES as FACTS
from salesplan.base.money import CURRENCIES
from salesplan.base.periods import ONE_DAY, add_months
from salesplan.model.plan import Kind

if TYPE_CHECKING:
    from jinja2 import Environment

KINDS: Final[tuple[str, ...]] = get_args(Kind)
LANGUAGES: Final = CODES
WIDTH: Final = 100
"""Comments are broken at this column; so is nothing else."""

# What a euro buys of a currency, as the nearest power of ten, where that is not 1: example amounts look believable.
_SCALES = """
10 AED BOB BRL BWP BYN CNY CUP CZK DKK ERN GHS GTQ HKD HNL ILS LSL LYD MAD MDL MOP MVR MXN MYR NAD NOK PEN PGK PLN QAR
10 RON SAR SBD SCR SEK SLE STN SVC SZL TJS TMT TND TTD WST ZAR ZMW ZWG
100 AFN ALL BDT BTN CVE DJF DOP DZD EGP ETB GMD GYD HTG INR ISK JMD JPY KES KGS LKR LRD MKD MRU MUR MZN NIO NPR PHP PKR
100 RSD RUB SRD THB TRY TWD UAH UYU VED VES VUV XPF YER
1000 AMD AOA ARS CDF CLP CRC HUF IQD KMF KPW KRW KZT MMK MWK NGN RWF SDG SOS SSP TZS XAF XOF
10000 BIF COP GNF IDR KHR LAK MGA MNT PYG SYP UGX UZS VND
100000 IRR LBP
"""
SCALES: Final = {code: int(scale) for scale, *codes in map(str.split, _SCALES.strip().splitlines()) for code in codes}

SHARED_CURRENCIES: Final = frozenset({"EUR"})
COUNTRY_OF_LANGUAGE: Final = {code: facts.country for code, facts in FACTS.items()}
"""Where a euro plan is probably written."""


class Span(Struct, frozen=True):
    """A starter's period, and how the plan writes it."""

    start: date
    end: date
    text: str


def starter(kind: str, language: str, currency: str, today: date) -> str:
    """The text of a starter plan; its period begins soon after `today`.

    Raises:
        ValueError: if the kind, the language or the currency is none that a plan can have.
    """
    for name, value, known in (("kind", kind, KINDS), ("language", language, LANGUAGES)):
        if value not in known:
            raise ValueError(f"{value!r} is not a {name}; choose from {', '.join(known)}")
    if currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is not a currency in use; write its three letters, such as EUR")
    span = PERIODS.get(kind, next_quarter)(today)
    text = (
        _environment(language)
        .get_template(f"{kind}.yaml.jinja")
        .render(
            kind=kind,
            language=language,
            currency=currency,
            country=country_of(currency, language),
            period=span.text,
            year=span.end.year,
            month=partial(month, span.start),
            first=partial(first_workday, span.start),
            day=partial(workday, span.start),
            week=partial(week, span.start),
            money=partial(scaled, SCALES.get(currency, 1)),
        )
    )
    return wrapped(text)


def next_quarter(today: date) -> Span:
    """The calendar quarter after the one of `today`."""
    start = add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3)
    return Span(start, add_months(start, 3) - ONE_DAY, f"{start.year}-Q{start.month // 3 + 1}")


def next_year(today: date) -> Span:
    """The calendar year after the one of `today`."""
    year = today.year + 1
    return Span(date(year, 1, 1), date(year, 12, 31), str(year))


def six_months(today: date) -> Span:
    """Six whole months from the first of next month on."""
    start = add_months(today.replace(day=1), 1)
    return _days(start, add_months(start, 6) - ONE_DAY)


def ninety_days(today: date) -> Span:
    """90 days from the first Monday of next month on."""
    first = add_months(today.replace(day=1), 1)
    start = first + timedelta(days=-first.weekday() % 7)
    return _days(start, start + timedelta(days=89))


def _days(start: date, end: date) -> Span:
    return Span(start, end, f"{{start: {start}, end: {end}}}")


PERIODS: Final[dict[str, Callable[[date], Span]]] = {
    "30-60-90": ninety_days,
    "new-product": six_months,
    "market-expansion": six_months,
    "budget": next_year,
}
"""The period of a kind of plan; a quarter for the others."""


def month(start: date, number: int) -> str:
    """The month `number` months after `start`, as a plan writes it."""
    return f"{add_months(start.replace(day=1), number):%Y-%m}"


def workday(start: date, number: int) -> date:
    """Day `number` of the period (1 is its first), or the next one that is not at a weekend, nor New Year's Day."""
    day = start + timedelta(days=number - 1)
    while day.weekday() > 4 or (day.month, day.day) == (1, 1):  # noqa: PLR2004  (4 is Friday)
        day += ONE_DAY
    return day


def first_workday(start: date, number: int) -> date:
    """The first day on which somebody may join in the month `number` months after `start`."""
    return workday(add_months(start.replace(day=1), number), 1)


def week(start: date, number: int) -> str:
    """Monday to Friday of the period's week `number` (the first whole one is 1), as a plan writes days off."""
    monday = start + timedelta(days=-start.weekday() % 7, weeks=number - 1)
    return f"{monday} to {monday + timedelta(days=4)}"


def scaled(scale: int, euros: int) -> int:
    """An example amount in another currency: the same digits, as many zeros as look usual there."""
    return euros * scale


def country_of(currency: str, language: str) -> str | None:
    """The country whose public holidays probably count; None for a currency that several countries share.

    An ISO 4217 code begins with the ISO 3166 code of its country, or with X where there is no single one.
    """
    if currency in SHARED_CURRENCIES:
        return COUNTRY_OF_LANGUAGE[language]
    return None if currency.startswith("X") else currency[:2]


def _environment(language: str) -> Environment:
    from gettext import GNUTranslations, NullTranslations
    from io import BytesIO

    from jinja2 import Environment, PackageLoader, StrictUndefined

    from salesplan.report.language.words import LOCALE, compile_catalogue

    source = LOCALE / language / "LC_MESSAGES" / "starters.po"
    words = NullTranslations() if language == "en" else GNUTranslations(BytesIO(compile_catalogue(source)))
    environment = Environment(  # noqa: S701  (what it writes is YAML, quoted by `scalar`)
        loader=PackageLoader("salesplan", "templates/starters"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(_=lambda text: scalar(words.gettext(text)), note=words.gettext)
    return environment


_PLAIN = re.compile(r"(?:[^\W\d]|\d+ [^\W\d])(?:[^:#\[\]{}\"`|]|:(?=\S))*")
_WORDS_OF_YAML: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def scalar(text: str) -> str:
    """A text as YAML writes it: plain where it cannot be misread, else between double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML and not text.endswith((":", " ")):
        return text
    return json.dumps(text, ensure_ascii=False)


def wrapped(text: str) -> str:
    """The text with its long comments broken into lines; everything else as it is."""
    return "".join(_broken(line) for line in text.splitlines(keepends=True))


def _broken(line: str) -> str:
    prefix = line[: len(line) - len(line.lstrip())] + "# "
    if len(line) <= WIDTH or not line.startswith(prefix):
        return line
    parts = wrap(
        line[len(prefix) :],
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=prefix,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(parts) + "\n"
