"""How a file writes numbers and dates: one rule a file, decided by evidence, never by a guess.

A value that two rules read differently (`03/04/2026`, `1,500`) decides nothing. Where no value decides, the file is
refused with the option that does.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import day as day_of
from salesplan.base.sentence import sentence
from salesplan.records.files.day_words import WORDS, without_words
from salesplan.records.recognise.placeholders import PLACEHOLDERS

ISO = "ISO"
"""`2026-04-03`, with or without a time; the engine reads these by itself."""

EPOCH = "EPOCH"
"""Milliseconds since 1970-01-01 00:00 UTC, as interfaces count them; or seconds, of ten digits."""

SERIAL = "SERIAL"
"""Days since 1899-12-30, as spreadsheets keep them; only where the user says so."""

ASKED_SERIAL = frozenset(["excel", "serial"])
"""What the user calls that."""

MONTHS = "MONTHS"
"""Stands before formats of dates whose months are named in another language than English."""

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

_EPOCH = re.compile(r"\d{13}|1\d{9}")

_ISO = re.compile(
    r"\d{4}([-/])\d{1,2}\1\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?))?)?"
)

_CLOCKS = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %I:%M:%S%p", " %I:%M%p")
_TIMES = (*_CLOCKS, *(f",{clock}" for clock in _CLOCKS), "")
_TIME = re.compile(r",? \d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?$")
_NUMERIC = tuple(
    (order, sign, year)
    for sign in "/.-"
    for order in ("%d{0}%m{0}", "%m{0}%d{0}")
    for year in ("%Y", "%y")
    if not (sign == "." and order.startswith("%m"))
)
_NAMED = (
    "%d %b, %Y",
    "%d %B, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%B %d %Y",
    "%b %d, %y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d/%b/%Y",
    "%d/%b/%y",
    "%d.%b.%Y",
    "%d %b %y",
    "%d. %b %y",
    "%d. %b %Y",
    "%d. %B %Y",
    "%Y-%m-%d",
    "%Y.%m.%d",
    "%Y.%m.%d.",
    "%Y%m%d",
)

DATES: tuple[str, ...] = (*(order.format(sign) + year for order, sign, year in _NUMERIC), *_NAMED)
"""Date formats known besides ISO; each is tried with every time of day. Dots always mean day first."""

MONTH_FIRST = {f: f.replace("%d", "#").replace("%m", "%d").replace("#", "%m") for f in DATES if f.startswith("%d")}

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


_READS = {sign: re.compile(number_pattern(sign, short=True)) for sign in ".,"}
_SHORT = re.compile(rf"\d[{_SPACE}]?(?:{_SCALE})(?![A-Za-z])|\d{NO_CENTS}")


def are_short(values: Iterable[str]) -> bool:
    """Whether some amounts are written with a scale or with a stroke for the cents."""
    return any(_SHORT.search(value) and is_amount(value) for value in values)


def is_amount(text: str) -> bool:
    """Whether a text is an amount with either decimal sign."""
    return any(pattern.fullmatch(text.strip()) for pattern in _READS.values())


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
        signs = {sign for sign, pattern in _READS.items() if pattern.fullmatch(text)}
        if len(signs) == 1:
            seen.setdefault(signs.pop(), text)
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


def date_formats(values: Iterable[str], *, asked: str | None, day_first: bool | None, shown: str) -> tuple[str, ...]:
    """The formats of a time column, likeliest first; `ISO` alone where the values are of that kind.

    Args:
        values: a sample of the column, or all of it.
        asked: the format the user says.
        day_first: what another column of the file has shown about day and month.
        shown: the file and column, for messages.

    Raises:
        Ambiguous: dates that leave day and month open.
        Unreadable: dates that are neither ISO nor in a known form.
    """
    spaced = (_with_plain_spaces(value) for value in values)
    texts = list(dict.fromkeys(text for text in spaced if text and text.lower() not in PLACEHOLDERS))
    if asked and (found := _as_asked(asked, texts)):
        return found
    if asked and "%d" in (form := date_format(asked)):
        day_first = form.startswith("%d")  # another column may be written otherwise, and in the same order
    iso = [text for text in texts if _ISO.fullmatch(text)]
    if len(iso) == len(texts):
        return (ISO,)
    if sum(bool(_EPOCH.fullmatch(text)) for text in texts) * 2 > len(texts):
        return (EPOCH,)
    both = _with_iso(texts, iso, day_first, shown) if iso else ()
    return both or ((ISO,) if len(iso) * 2 >= len(texts) else _spelt(texts, day_first, shown))


def _as_asked(asked: str, texts: Sequence[str]) -> tuple[str, ...]:
    """The formats that the user asks for; empty where the column is written otherwise."""
    if asked.lower() in ASKED_SERIAL:
        return (SERIAL,) if texts and all(map(_serial_day, texts)) else ()
    form, times = date_format(asked), _times(texts)
    read = not texts or any(_reads(form + time, text) for text in texts for time in times)
    return tuple(form + time for time in times) if read else ()


def _spelt(texts: Sequence[str], day_first: bool | None, shown: str) -> tuple[str, ...]:  # noqa: FBT001
    """The formats of dates that are neither ISO nor counted."""
    days = list(dict.fromkeys(_TIME.sub("", text) for text in texts))
    counts = {form: sum(_reads(form, day) is not None for day in days) for form in DATES}
    best = max(counts.values())
    for signs, plain in _PLAINER if best < len(days) else ():
        told = list(map(plain, texts))
        if _most([_TIME.sub("", text) for text in told]) > best:
            return (*signs, *date_formats(told, asked=None, day_first=day_first, shown=shown))
    if best * 2 <= len(days):
        wrong = next(text for text in texts if not _ISO.fullmatch(text))
        raise Unreadable(
            sentence("{shown}: '{wrong}' is not a date in a form we know", shown=shown, wrong=wrong),
            _serial(wrong) or _DATE_HINT,
        )
    leaders = [form for form, count in counts.items() if count == best]
    _one_order(leaders, days, shown)
    return tuple(_decide(leaders, days, day_first, shown) + time for time in _times(texts))


def _with_iso(texts: Sequence[str], iso: Sequence[str], day_first: bool | None, shown: str) -> tuple[str, ...]:  # noqa: FBT001
    """The formats of a column in which some dates are ISO and the others are of one known form; empty if they are not.

    Raises:
        Unreadable: the others leave day and month open, or mix them.
    """
    rest = [text for text in texts if text not in iso]
    times = _times(iso)
    if not all(any(_reads(f"%Y-%m-%d{time}", text) for time in times) for text in iso):
        return ()
    days = [_TIME.sub("", text) for text in rest]
    if _most(days) < len(days):
        return ()
    other = date_formats(rest, asked=None, day_first=day_first, shown=shown)
    return (*other, *(f"%Y-%m-%d{time}" for time in times))


def _one_order(leaders: Sequence[str], days: Sequence[str], shown: str) -> None:
    """Refuse dates of which some can only be day first and others only month first.

    Raises:
        Unreadable: they are.
    """
    for form in leaders:
        other = MONTH_FIRST.get(form) or next((one for one, twin in MONTH_FIRST.items() if twin == form), None)
        if other is None or other in leaders:
            continue
        strange = next((day for day in days if not _reads(form, day) and _reads(other, day)), None)
        usual = next((day for day in days if _reads(form, day) and not _reads(other, day)), None)
        if strange and usual:
            one, two = (usual, strange) if form.startswith("%d") else (strange, usual)
            raise Unreadable(
                sentence("{shown}: '{one}' is day first and '{two}' month first", shown=shown, one=one, two=two),
                sentence(
                    "say which is right with --date-format %d/%m/%Y or --date-format %m/%d/%Y (date_format: in the "
                    "plan); what is impossible then is set aside, but the rest may be wrong: mend the file if you can"
                ),
            )


def _most(days: Sequence[str]) -> int:
    """How many of the days the best of the formats reads."""
    return max(sum(_reads(form, day) is not None for day in days) for form in DATES)


_NAMES = [(re.compile(words), month) for month, words in MONTH_NAMES.items()]


def in_english(text: str) -> str:
    """A date with English names of months: `1 avr. 2026` is `1 Apr 2026`, `5 de enero de 2026` `5 Jan 2026`."""
    for words, month in _NAMES:
        text = words.sub(month, text)
    return text.replace(" de ", " ")


_PLAINER = (
    ((MONTHS,), in_english),
    ((WORDS,), without_words),
    ((MONTHS, WORDS), lambda text: without_words(in_english(text))),
)
"""Ways to make a date plainer, and the signs that stand before its formats."""

_DATE_HINT = sentence("say how dates are written with --date-format, as in %d/%m/%Y (date_format: in the plan)")


_WORDS = {"yyyy": "%Y", "yy": "%y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "dd": "%d", "m": "%m", "d": "%d"}
_WORDS |= {"jj": "%d", "j": "%d", "aaaa": "%Y", "aa": "%y", "gg": "%d", "g": "%d", "tt": "%d", "jjjj": "%Y"}
_KNOWN = re.compile(r"(?:%[-]?[dmyYbB]|[^%\w])+")


def date_format(text: str) -> str:
    """A format of dates as `strptime` takes it, without the time of day, which is found by itself.

    `dd/mm/yyyy` is taken too, in the languages we know.

    Raises:
        Unreadable: it names no day, month and year.
    """
    if text.strip().lower() in ASKED_SERIAL:
        return SERIAL
    plain = re.sub(r"[T ,]+(?:%[HIMSpf]|[hH]{1,2}\b).*$", "", text.strip())
    if "%" not in plain:
        plain = re.sub(r"[A-Za-z]+", lambda word: _WORDS.get(word.group().lower(), word.group()), plain)
    parts = {sign.lower() for sign in re.findall(r"%-?([dmyYbB])", plain)}
    if not _KNOWN.fullmatch(plain) or not {"d", "y"} <= parts or not parts & {"m", "b"}:
        raise Unreadable(
            sentence("'{text}' is no format of dates", text=text[:40]), "write it as in %d/%m/%Y, or dd/mm/yyyy"
        )
    return plain.replace("%-", "%")


_NARROW = re.compile("[\u00a0\u202f]")


def _with_plain_spaces(text: str) -> str:
    """A time with plain spaces: programs write `1:05 PM` with a narrow one that does not break."""
    return _NARROW.sub(" ", text).strip()


_ZERO = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)


def _serial(text: str) -> str | None:
    """What to do about the number of a day, as spreadsheets keep it."""
    day = _serial_day(text)
    if day is None:
        return None
    return sentence(
        "it may be a spreadsheet's number for {day}: --date-format excel reads it so (date_format: in the plan)",
        day=day_of(day),
    )


def _serial_day(text: str) -> date | None:
    number = re.fullmatch(r"(\d{5})([.,]\d+)?", text)
    known = number is not None and int(number.group(1)) in _SERIALS
    return _ZERO + timedelta(days=int(number.group(1))) if number and known else None


def _times(texts: Sequence[str]) -> tuple[str, ...]:
    """The ways to write a time of day, the one in use first: the engine tries them in turn."""
    suffixes = {match.group() for text in texts if (match := _TIME.search(text))}
    seen = [time for time in _TIMES if any(_reads(time, suffix) for suffix in suffixes)]
    dated = [""] if any(not _TIME.search(text) for text in texts) else []
    return tuple(dict.fromkeys((*seen, *dated, *_TIMES)))


def _decide(leaders: Sequence[str], days: Sequence[str], day_first: bool | None, shown: str) -> str:  # noqa: FBT001
    first = leaders[0]
    other = MONTH_FIRST.get(first)
    if other is None or other not in leaders:
        return first
    doubtful = next((day for day in days if _reads(first, day) != _reads(other, day)), None)
    if doubtful is None:
        return first
    if day_first is None:
        raise Ambiguous(
            sentence(
                "{shown}: '{text}' may be day first or month first, and no other date decides",
                shown=shown,
                text=doubtful,
            ),
            sentence("say which with --date-format %d/%m/%Y or --date-format %m/%d/%Y (date_format: in the plan)"),
        )
    return first if day_first else other


class Ambiguous(Unreadable):
    """Dates that leave day and month open, so far as they were looked at."""


def says_day_first(formats: Sequence[str]) -> bool | None:
    """What a column's formats show about day and month; None where they are ISO or name the month."""
    form = next((one for one in formats if one != WORDS), ISO)
    if form in {ISO, EPOCH, MONTHS, SERIAL} or form.startswith("%Y") or "%b" in form.lower():
        return None
    return form.startswith("%d")


def _reads(form: str, text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(text, form)  # noqa: DTZ007  (exports write local clock time)
    return None
