"""Words around a date: weekdays, names before it, `at`, time zones. They are left out before the date is read.

Each step is a regular expression that Python and the engine understand alike.
"""

import re

WORDS = "WORDS"
"""Stands before formats of dates with words around them."""

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_WEEKDAYS = (
    "mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "lun|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "gio|sab|dom|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    "mié|jue|vie|sáb|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    "mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
)

STEPS: tuple[tuple[str, str], ...] = (
    (rf"^[^0-9]*\b((?:{_MONTHS})[a-z]*\.? \d{{1,2}},? \d{{4}})", r"\1"),
    (rf"(?i)^(?:{_WEEKDAYS})[.,]* (?:(?:the|den|le|el|il) )?(\d)", r"\1"),
    (r"(?i)\b(\d{1,2})(?:st|nd|rd|th|er)\b(?: of\b)?", r"\1"),
    (r"(?i),? (?:at|à|alle|ore|um|a las|às|om) (\d)", r" \1"),
    (r"(?i)(\d) ?h ?(\d\d)\b", r"\1:\2"),
    (r"(?i)(\d) (?:uhr|h)$", r"\1"),
    (r"(:\d\d)\.\d+", r"\1"),
    (r"(:\d\d(?: ?[AaPp][Mm])?) ?\(?(?:[A-Z]{3,4}|Z)?(?:[+-]\d{2}:?\d{2})?\)?(?: \([^)]*\))?$", r"\1"),
)
"""What is looked for, and what is put instead."""

_COMPILED = tuple((re.compile(pattern), put) for pattern, put in STEPS)


def without_words(text: str) -> str:
    """A date without the words around it: `Fri, Jan 16, 2026 at 3:05 PM CEST` is `Jan 16, 2026 3:05 PM`."""
    for pattern, put in _COMPILED:
        text = pattern.sub(put, text, count=1)
    return text


def without_words_sql(text: str) -> str:
    """The same as SQL of the embedded engine."""
    for pattern, put in STEPS:
        text = "regexp_replace({}, '{}', '{}')".format(text, pattern.replace("'", "''"), put)
    return text
