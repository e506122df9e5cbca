"""What became of the rows of a table, as sentences: how many were used, why others were set aside."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan.records.sources import AGAIN, BLANK, NOT_DONE, Intake, SetAside
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.sentences import render
from salesplan.report.language.words import Words


def rows_taken(intake: Intake, words: Words, numbers: Numbers) -> str:
    """How many rows of a table were used, why others were not, and what is odd about its files."""
    values = {"used": numbers.count(intake.used), "read": numbers.count(intake.read)}
    said = {
        "deals": words.plural(
            "Deals: {used} of {read} row used.", "Deals: {used} of {read} rows used.", intake.read, **values
        ),
        "activities": words.plural(
            "Activities: {used} of {read} row used.", "Activities: {used} of {read} rows used.", intake.read, **values
        ),
        "history": words.plural(
            "History of stages: {used} of {read} row used.", "History of stages: {used} of {read} rows used.",
            intake.read, **values,
        ),
        "prospects": words.plural(
            "Prospects: {used} of {read} row used.", "Prospects: {used} of {read} rows used.", intake.read, **values
        ),
    }  # fmt: skip
    aside = ", ".join(_aside(part, words, numbers) for part in intake.set_aside)
    parts = (said[intake.table], *([words.text("Set aside: {listed}.", listed=aside)] if aside else []))
    return " ".join((*parts, *file_notes(intake, words)))


def _aside(part: SetAside, words: Words, numbers: Numbers) -> str:
    return words.text("{n} ({reason})", n=numbers.count(part.rows), reason=reason(part.reason, words))


def reason(told: str, words: Words) -> str:
    """Why rows were set aside; a reason that is not known stays as it is."""
    field, unread, _ = told.partition(" cannot be read")
    missing = told.removeprefix("no ")
    if unread:
        return words.text("{field} cannot be read", field=field_name(field, words))
    if missing != told:
        return words.text("no {field}", field=field_name(missing, words))
    known = {
        AGAIN: words.text("the same id again"),
        NOT_DONE: words.text("not done yet"),
        BLANK: words.text("a blank row"),
        "a row of totals": words.text("a row of totals"),
        "the header again": words.text("the header again"),
        "deleted": words.text("deleted"),
    }
    return known.get(told, told)


def field_name(name: str, words: Words) -> str:
    """What people call a column of records."""
    known = {
        "id": words.text("id"),
        "stage": words.text("stage"),
        "stage or status": words.text("stage or status"),
        "deal": words.text("deal"),
        "date": words.text("date of the activity"),
        "entered": words.text("date of entry"),
        "created": words.text("date of creation"),
        "closed": words.text("closing date"),
        "expected_close": words.text("expected closing date"),
        "last_activity": words.text("date of the last activity"),
        "amount": words.text("amount"),
        "minutes": words.text("number of minutes"),
        "count": words.text("number of times"),
    }
    return known.get(name, name)


def file_notes(intake: Intake, words: Words) -> Iterator[str]:
    """What is odd about the files of a table."""
    for file in intake.same:
        yield words.text("{file} has the same content as another file, and is counted once.", file=file)
    for file in intake.without_ids:
        yield words.text("{file} has no ids: rows given twice count twice.", file=file)


def reading_notes(intake: Intake, words: Words) -> Iterator[str]:
    """The same, and what had to be done to read them, for whoever runs the command."""
    yield from file_notes(intake, words)
    for note in intake.notes:
        yield render(note.sentence, words.language)


def examples(part: SetAside, words: Words) -> str:
    """A few of the rows that were set aside, in brackets; nothing where none is quoted."""
    quoted = " · ".join(render(one.sentence, words.language) for one in part.examples)
    return f" ({quoted})" if quoted else ""
