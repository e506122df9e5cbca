"""From a file's column to a canonical one, as SQL of the embedded engine.

Every text column gets two expressions: its value, and whether a text that is there could not be read.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from salesplan.records.canonical import SCALE, Kind
from salesplan.records.files.date_notation import EPOCH, ISO, MONTHS, SERIAL, SPACED
from salesplan.records.files.day_words import WORDS, without_words_sql
from salesplan.records.files.month_names import MONTH_NAMES
from salesplan.records.files.number_notation import CURRENCY, NO_CENTS, SCALES, SIGNS, number_pattern
from salesplan.records.recognise.crm_words import COUNTS, TOTALS, UNDONE
from salesplan.records.recognise.placeholders import PLACEHOLDERS

EARLIEST, LATEST = -2_208_988_800, 7_258_118_400
"""1900 and 2200, in seconds: a time outside is a slip of the keyboard or another format."""


class Parsed(Struct, frozen=True):
    """A column's value, and the condition under which it could not be read (None: it always can)."""

    value: str
    failed: str | None = None


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """A name as an SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def as_it_stands(column: str, sql_type: str) -> Parsed:
    """A text with the blanks around it."""
    return Parsed(f"coalesce({column if sql_type == 'VARCHAR' else _text(column, sql_type)}, '')")


class Notation(Struct, frozen=True):
    """How a file writes a column: its decimal sign, its date formats, and whether amounts are short (`1.2K`)."""

    decimal: str
    formats: Sequence[str] = ()
    short: bool = False


def parsed(column: str, kind: Kind, sql_type: str, written: Notation) -> Parsed:
    """The SQL that reads a column.

    Args:
        column: the column, as SQL.
        kind: what it is to hold.
        sql_type: its type in the file; CSV columns are all VARCHAR.
        written: how the file writes it.
    """
    if sql_type != "VARCHAR":
        return Parsed(
            f"coalesce(trim({_text(column, sql_type)}), '')" if kind is Kind.TEXT else _with_type(column, kind)
        )
    if kind is Kind.TEXT:
        return Parsed(f"coalesce(trim({column}), '')")
    value = {
        Kind.TIME: lambda: _time(column, written.formats),
        Kind.AMOUNT: lambda: _amount(column, written),
        Kind.DURATION: lambda: _duration(column, written.decimal),
        Kind.COUNT: lambda: _count(column),
    }[kind]()
    nothing = f"lower(trim({column})) NOT IN ('', {_NOTHING})"
    return Parsed(value, f"({value} IS NULL AND {column} IS NOT NULL AND {nothing})")


def _time(column: str, formats: Sequence[str]) -> str:
    if formats[:1] == (SPACED,):
        column, formats = f"trim({_plain_spaces(column)})", formats[1:]
    if tuple(formats) == (EPOCH,):
        millis = f"WHEN regexp_full_match({column}, '[0-9]{{13}}') THEN {column}::BIGINT // 1000"
        return _bound(f"CASE {millis} WHEN regexp_full_match({column}, '1[0-9]{{9}}') THEN {column}::BIGINT END")
    if tuple(formats) == (SERIAL,):
        days = f"try_cast(replace({column}, ',', '.') AS DECIMAL(12, 6))"
        return _bound(f"CAST(round(({days} - {FROM_1899}) * 86400) AS BIGINT)")
    if tuple(formats) == (ISO,):
        # A cast also reads words such as 'now' and 'infinity': a date begins with a digit.
        read = f"CASE WHEN {column} < ':' AND {column} >= '0' THEN try_cast({column} AS TIMESTAMP) END"
    else:
        forms = ", ".join(quoted(form) for form in formats if form not in {MONTHS, WORDS})
        text = f"trim({_plain_spaces(column)})"
        for step in formats[:2]:
            text = {MONTHS: _in_english, WORDS: without_words_sql}.get(step, str)(text)
        read = f"try_strptime({text}, [{forms}])"
    return _bound(f"(epoch_us({read}) // 1000000)")


def _plain_spaces(column: str) -> str:
    return f"translate({column}, '\u00a0\u202f\t', '   ')"


def _in_english(text: str) -> str:
    for month, words in MONTH_NAMES.items():
        text = f"regexp_replace({text}, {quoted(words)}, {quoted(month)})"
    return f"replace({text}, ' de ', ' ')"


def _bound(seconds: str) -> str:
    return f"CASE WHEN {seconds} BETWEEN {EARLIEST} AND {LATEST} THEN {seconds} END"


FROM_1899 = 25_569
"""Days from 1899-12-30 to 1970-01-01."""

_NOTHING = ", ".join(quoted(text) for text in PLACEHOLDERS)

LARGEST = 10**15 * SCALE
"""Units beyond which a text is no amount: a quadrillion is more than any currency needs."""


def _amount(column: str, written: Notation) -> str:
    # Most are whole numbers: writing one back is a far quicker test than a regular expression.
    sign = f"CASE WHEN contains({column}, '(') THEN -{SCALE} ELSE {SCALE} END"
    text = f"regexp_replace({column}, '{NO_CENTS}', '')" if written.short else column
    # A scale leaves room for as many digits less, and asks for more of them behind the point.
    exact_type = "DECIMAL(22, 8)" if written.short else "DECIMAL(24, 4)"
    units = f"try_cast({_kept(text, written.decimal)} AS {exact_type}) * ({sign})"
    units += f" * {_scale(column)}" if written.short else ""
    exact = f"CAST(CASE WHEN abs({units}) <= {LARGEST} THEN {units} END AS HUGEINT)"
    whole = f"try_cast({column} AS UINTEGER)"
    pattern = quoted(number_pattern(written.decimal, short=written.short))
    return (
        f"CASE WHEN {whole}::VARCHAR = {column} THEN {whole}::HUGEINT * {SCALE} "
        f"WHEN regexp_full_match(trim({column}), {pattern}) THEN {exact} END"
    )


def _scale(column: str) -> str:
    """What the scale behind an amount multiplies it by."""
    blank = "[ \u00a0\u202f]?"
    tests = ((f"[0-9]{blank}(?:{words})(?:[^A-Za-z]|$)", times) for words, times in SCALES)
    cases = " ".join(f"WHEN regexp_matches({column}, {quoted(test)}) THEN {times}" for test, times in tests)
    return f"(CASE {cases} ELSE 1 END)"


def _kept(column: str, decimal: str) -> str:
    sign = "." if decimal == "." else ","
    return f"replace(regexp_replace({column}, '[^0-9{sign}-]', '', 'g'), ',', '.')"


def _duration(column: str, decimal: str) -> str:
    clock = f"string_split(trim({column}), ':')"
    minutes = f"(try_cast({clock}[1] AS BIGINT) * 60 + try_cast({clock}[2] AS BIGINT)) * {SCALE}"
    pattern = quoted(r"\d{1,3}:\d{2}(:\d{2})?")
    whole = f"try_cast({column} AS USMALLINT)"
    number = f"CAST(try_cast({_kept(column, decimal)} AS DECIMAL(13, 4)) * {SCALE} AS BIGINT)"
    return (
        f"CASE WHEN {whole}::VARCHAR = {column} THEN {whole}::BIGINT * {SCALE} "
        f"WHEN regexp_full_match(trim({column}), {pattern}) THEN {minutes} "
        f"WHEN regexp_full_match(trim({column}), {quoted(number_pattern(decimal))}) THEN {number} END"
    )


def _count(column: str) -> str:
    return f"CASE WHEN regexp_full_match(trim({column}), '[0-9]{{1,9}}') THEN try_cast(trim({column}) AS BIGINT) END"


def _text(column: str, sql_type: str) -> str:
    """A value as text; ids that became fractions since some of them were missing are whole numbers again."""
    written = f"CAST({column} AS VARCHAR)"
    return f"regexp_replace({written}, '\\.0+$', '')" if FRACTIONS.match(sql_type) else written


FRACTIONS = re.compile(r"DOUBLE|FLOAT|DECIMAL", re.IGNORECASE)
"""Types of numbers that write whole ones with a point."""


def _with_type(column: str, kind: Kind) -> str:
    if kind is Kind.TIME:
        return _bound(f"(epoch_us(CAST({column} AS TIMESTAMP)) // 1000000)")
    if kind is Kind.COUNT:
        return f"CAST({column} AS BIGINT)"
    whole = "HUGEINT" if kind is Kind.AMOUNT else "BIGINT"
    return f"CAST(round(CAST({column} AS DECIMAL(28, 6)) * {SCALE}) AS {whole})"


def named_currency(column: str) -> str:
    """The SQL of the currency that an amount's cell names."""
    found = f"coalesce(regexp_extract({column}, {quoted(CURRENCY)}), '')"
    known = " ".join(f"WHEN {quoted(sign)} THEN {quoted(code)}" for sign, code in SIGNS.items())
    return f"CASE {found} {known} ELSE {found} END"


def total_row(columns: Sequence[str]) -> str:
    """The condition that a row is a sum at the end of a report, not a record: its label says so."""
    words = "|".join(sorted(TOTALS, key=len, reverse=True))
    pattern = quoted(rf"({words})\s*([:(].*)?")
    first = ", ".join(quoted(sign) for sign in sorted({sign for word in TOTALS for sign in (word[0], word[0].upper())}))
    tests = (
        f"left(trim({column}), 1) IN ({first}) AND regexp_full_match(lower(trim({column})), {pattern})"
        for column in columns
    )
    return " OR ".join(tests) or "false"


def count_label(labels: Sequence[str]) -> str:
    """The condition that a cell says that a number of rows follows."""
    known = ", ".join(quoted(word) for word in COUNTS)
    return " OR ".join(f"lower(trim({column})) IN ({known})" for column in labels) or "false"


def count_row(labels: Sequence[str], values: Sequence[str]) -> str:
    """The condition that a row tells how many rows stand above: it says so, and holds a number where a word belongs.

    What is not a number is told by its first character (digits come before `:`), before any word is looked for.
    """
    numbers = " AND ".join(f"{column} < ':' AND regexp_full_match({column}, '[0-9]*')" for column in values)
    return f"{numbers} AND ({count_label(labels)})"


def undone(column: str) -> str:
    """The condition that an action is still to be done."""
    listed = ", ".join(map(quoted, UNDONE))
    return f"coalesce(list_contains([{listed}], lower(trim(CAST({column} AS VARCHAR)))), false)"
