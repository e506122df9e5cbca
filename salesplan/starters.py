"""Starter plans: one commented text for each kind of plan, in three languages and any currency.

A starter is a template in `templates/starters/` with English texts; its translations are the catalogues
`locale/LANGUAGE/LC_MESSAGES/starters.po`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Final, TypeAlias, get_args

from msgspec import Struct

from salesplan.base.languages import CODES
from salesplan.base.languages import LANGUAGES as FACTS
from salesplan.base.money import CURRENCIES, apportion
from salesplan.base.periods import ONE_DAY, add_months, parse_period
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


class Given(Struct, frozen=True):
    """What somebody has said about the plan to start: what is None is left as the example has it.

    `target` is revenue in whole units of the currency; `sellers` are the names of those who sell, or how many.
    """

    title: str | None = None
    company: str | None = None
    period: str | None = None
    target: int | None = None
    sellers: tuple[str, ...] | int | None = None


USUAL_TARGETS: Final = {
    "general": 360_000, "marketing-alignment": 300_000, "30-60-90": 40_000, "new-product": 240_000,
    "training": 360_000, "market-expansion": 600_000, "budget": 1_440_000,
}  # fmt: skip
"""The revenue that each kind's example asks for, in euros."""

Due: TypeAlias = Callable[[str, int], int]
"""What the schedule asks for of a measure up to a day of the period."""


def starter(kind: str, language: str, currency: str, today: date, given: Given = Given()) -> str:  # noqa: B008
    """The text of a starter plan; its period begins soon after `today`, if none is given.

    The measures of its milestones are what its own schedule asks for by their day.

    Raises:
        ValueError: if the kind, the language or the currency is none that a plan can have, or the period is none.
    """
    for name, value, known in (("kind", kind, KINDS), ("language", language, LANGUAGES)):
        if value not in known:
            raise ValueError(f"{value!r} is not a {name}; choose from {', '.join(known)}")
    if currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is not a currency in use; write its three letters, such as EUR")
    usual = PERIODS.get(kind, next_quarter)(today)
    span = span_of(given.period) if given.period else usual
    example = Example(kind, language, currency, span, usual, given)
    return wrap_comments(example.text(example.due(example.text(lambda _measure, _day: 1))))


def span_of(period: str) -> Span:
    """A period by its name, or by its first and last day: `2027-01-04 to 2027-03-26`.

    Raises:
        ValueError: it is none.
    """
    first, _, last = period.partition(" to ")
    if last:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        if end < start:
            raise ValueError(f"{period!r} ends before it starts")
        return _days(start, end)
    found = parse_period(period.strip())
    return Span(found.start, found.end, found.label)


class Example(Struct, frozen=True):
    """A template with everything that is to be put into it, save what its schedule says."""

    kind: str
    language: str
    currency: str
    span: Span
    usual: Span
    given: Given

    def text(self, due: Due) -> str:
        """The template filled in."""
        span, given = self.span, self.given
        sellers = given.sellers
        return (
            _environment(self.language)
            .get_template(f"{self.kind}.yaml.jinja")
            .render(
                kind=self.kind,
                language=self.language,
                currency=self.currency,
                country=country_of(self.currency, self.language),
                period=span.text,
                year=span.end.year,
                month=lambda number: min(month(span.start, number), f"{span.end:%Y-%m}"),
                first=lambda number: min(first_workday(span.start, number), span.end),
                day=lambda number: min(workday(span.start, number), span.end),
                week=partial(week, span.start),
                money=partial(scale_amount, SCALES.get(self.currency, 1)),
                aim=self.aim,
                at=self.at,
                due=lambda measure, day: due(_unquote(measure), self.at(day)),
                seasons=self.seasons,
                given_title=scalar(given.title) if given.title else None,
                given_company=scalar(given.company) if given.company else None,
                sellers=[scalar(name) for name in sellers] if isinstance(sellers, tuple) else sellers,
            )
        )

    def aim(self, euros: int) -> int:
        """A target of the example, in proportion to the whole target that was given."""
        usual = scale_amount(SCALES.get(self.currency, 1), euros)
        return usual if self.given.target is None else self.given.target * euros // USUAL_TARGETS[self.kind] or 1

    def at(self, day: int) -> int:
        """A day of the usual period, as far into the given one."""
        lengths = [(span.end - span.start).days + 1 for span in (self.usual, self.span)]
        return day if self.given.period is None else max(1, min(lengths[1], round(day * lengths[1] / lengths[0])))

    def seasons(self, shares: Sequence[int]) -> Sequence[int]:
        """The shares of the months that the period has, in whole percent."""
        months = (self.span.end.year - self.span.start.year) * 12 + self.span.end.month - self.span.start.month + 1
        return apportion(100, [shares[number % len(shares)] for number in range(months)])

    def due(self, text: str) -> Due:
        """What the schedule of the plan in this text asks for; 1 where it knows no such measure."""
        from salesplan.quotas.due import due_by
        from salesplan.quotas.quota import quota
        from salesplan.reading.plan import read_plan_text

        plan = read_plan_text(text).plan
        if plan is None:
            raise ValueError(f"the starter {self.kind} is no plan")
        found = quota(plan)

        def asked(measure: str, day: int) -> int:
            amount = due_by(plan, found, measure, self.span.start + timedelta(days=day - 1))
            return max(1, round(amount or 0))

        return asked


def _unquote(text: str) -> str:
    return str(json.loads(text)) if text.startswith('"') else text


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


def scale_amount(scale: int, euros: int) -> int:
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
    words = GNUTranslations(BytesIO(compile_catalogue(source))) if source.is_file() else NullTranslations()
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


def wrap_comments(text: str) -> str:
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
