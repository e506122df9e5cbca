"""How a file writes dates: one rule a file, decided by evidence, never by a guess.

A value that two rules read differently (`03/04/2026`) decides nothing. Where no value decides, the file is refused with
the option that does.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import day as day_of
from salesplan.base.sentence import sentence
from salesplan.records.files.day_words import WORDS, without_words
from salesplan.records.files.month_names import in_english
from salesplan.records.recognise.placeholders import PLACEHOLDERS

ISO = "ISO"
"""`2026-04-03`, with or without a time; the engine reads these by itself."""
EPOCH = "EPOCH"
"""Milliseconds since 1970-01-01 00:00 UTC, as interfaces count them; or seconds, of ten digits."""
SERIAL = "SERIAL"
"""Days since 1899-12-30, as spreadsheets keep them; only where the user says so."""
ASKED_SERIAL = frozenset(["excel", "serial"])
"""What the user calls that."""
SPACED = "SPACED"
"""Stands before what the engine reads by itself where blanks stand around it."""
MONTHS = "MONTHS"
"""Stands before formats of dates whose months are named in another language than English."""
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
    given = list(values)
    found = _formats_of([_with_plain_spaces(value) for value in given], asked, day_first, shown)
    around = found[0] in {ISO, EPOCH, SERIAL} and any(_with_plain_spaces(value) != value for value in given)
    return (SPACED, *found) if around else found


def _formats_of(values: Iterable[str], asked: str | None, day_first: bool | None, shown: str) -> tuple[str, ...]:  # noqa: FBT001
    """The formats of values without blanks around them."""
    texts = list(dict.fromkeys(text for text in values if text and text.lower() not in PLACEHOLDERS))
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


def says_day_first(formats: Sequence[str], values: Iterable[str]) -> bool | None:
    """What a column shows about day and month; None where it is ISO, names the month, or holds nothing but `01/01`."""
    form = next((one for one in formats if one not in {WORDS, SPACED}), ISO)
    if form in {ISO, EPOCH, MONTHS, SERIAL} or form.startswith("%Y") or "%b" in form.lower():
        return None
    day = re.split(",? %[HI]", form)[0]
    other = _swapped(day)
    told = without_words if WORDS in formats else str
    texts = (_TIME.sub("", told(_with_plain_spaces(value))) for value in values)
    return form.startswith("%d") if any(_reads(day, text) != _reads(other, text) for text in texts) else None


def _swapped(form: str) -> str:
    """A format with day and month the other way round."""
    return form.replace("%d", "#").replace("%m", "%d").replace("#", "%m")


def _reads(form: str, text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(text, form)  # noqa: DTZ007  (exports write local clock time)
    return None
