"""`salesplan measure`: what the funnel really does, from the records of the CRM."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salesplan.base.finding import Usage
from salesplan.console.options import (
    NO_OPTIONS,
    Output,
    PlanPath,
    RecordOptions,
    TableFormat,
    reads_records,
    table_format,
)
from salesplan.report.answer import Format

if TYPE_CHECKING:
    from salesplan.measuring.measurement import Measurement
    from salesplan.reading.plan import Reading


class By(StrEnum):
    """What to group by."""

    REP = "rep"
    SOURCE = "source"
    MONTH = "month"
    SEGMENT = "segment"
    FUNNEL = "funnel"


Grouping = Annotated[By | None, typer.Option("--by", help="A line for each of these.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Only deals created on this day or later.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only deals created on this day or before.")]
Rejects = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the rows that were set aside to FILE.")]
Preview = Annotated[
    bool, typer.Option("--preview", help="Show only how the files were understood: columns, texts, order of stages.")
]
Write = Annotated[bool, typer.Option("--write", help="Put what was measured into the plan, after showing the changes.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")]


@reads_records
def measure(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    by: Grouping = None,
    since: Since = None,
    until: Until = None,
    rejects: Rejects = None,
    preview: Preview = False,
    write: Write = False,
    yes: Yes = False,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Measure rates, times and effort from the records of a CRM.

    Each comes with its evidence: how many records it rests on, and its 95% interval.
    """
    from salesplan.console.given_records import gather_records
    from salesplan.console.measured import measure_records
    from salesplan.console.options import read_day

    days = (read_day("--since", since), read_day("--until", until))
    given = gather_records(plan, records)
    reading = given.reading
    found = measure_records(given, by.value if by else None, days, rejects)
    form = table_format(format_, output)
    if preview:
        show_preview(found, reading, form, output)
        return
    show(found, reading, form, output)
    if write:
        write_into(reading, found, records, sure=yes)
    elif form is Format.TABLE and output is None and found.overall.total:
        say_next(reading)
    if not found.overall.total:
        raise typer.Exit(1)


def show(found: Measurement, reading: Reading | None, format_: Format, output: Path | None) -> None:
    """Print the measurement, or write it to a file."""
    from salesplan.console.output import emit, give, language_spoken

    language = reading.plan.language if reading and reading.plan else language_spoken()
    if output is not None or format_ in {Format.JSON, Format.CSV}:
        say_notes(found)
    if format_ is not Format.TABLE or output is not None:
        give(written(found, format_, language), output)
        return
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.measure.notes import note_lines, notes_of, warnings_of
    from salesplan.report.measure.tables import measure_tables
    from salesplan.report.measure.understood import order_lines
    from salesplan.report.tables.terminal import show_lines, show_table, width_of

    words, numbers = words_for(language), numbers_for(language)
    if doubts := warnings_of(found, words, numbers):
        show_lines(note_lines(doubts, width_of(sys.stdout)))
        emit("\n")
    for number, table in enumerate(measure_tables(found, words, numbers)):
        if number:
            emit("\n")
        show_table(table, numbers)
    rest = [
        *order_lines(found.orders, words, numbers),
        *(n for n in notes_of(found, words, numbers) if n not in doubts),
    ]
    if rest:
        emit("\n")
    show_lines(note_lines(rest, width_of(sys.stdout)))


def show_preview(found: Measurement, reading: Reading | None, form: Format, output: Path | None) -> None:
    """Show how the records were understood, and nothing that was counted."""
    from salesplan.console.answer import deliver
    from salesplan.console.output import again, language_spoken, translate
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.measure.figures import understood_of
    from salesplan.report.measure.understood import preview_answer

    language = reading.plan.language if reading and reading.plan else language_spoken()
    words, numbers = words_for(language), numbers_for(language)
    command = again("--map", "stage=HEADER", "--stage", "TEXT=lost")
    step = translate("Something is wrong? `{command}` says how to take it.", command=command)
    deliver(
        preview_answer(understood_of(found, words, numbers), words, numbers), form, output, language, next_step=step
    )


def say_next(reading: Reading | None) -> None:
    """How the figures come into a plan."""
    from salesplan.console.output import again, suggest

    if reading and reading.plan:
        suggest("`{command}` puts these figures into the plan.", command=again("--write"))
    else:
        suggest("`salesplan init` starts a plan, into which `--write` puts such figures.")


def say_notes(found: Measurement) -> None:
    """What is odd, as messages: for formats without a place for it, and files that nobody looks at yet."""
    from salesplan.console.output import language_spoken, say
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.measure.notes import notes_of

    for note in notes_of(found, words_for(language_spoken()), numbers_for(language_spoken())):
        say("note: {note}", note=note)


def written(found: Measurement, format_: Format, language: str) -> str:
    """The measurement in one of the formats; CSV holds the stages, or the deals where no stages are known."""
    if format_ is Format.JSON:
        from salesplan.report.measure.figures import measure_json
        from salesplan.report.tables.json import dumps

        return dumps(measure_json(found))
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.measure.figures import measure_csv
    from salesplan.report.measure.notes import note_lines, notes_of, warnings_of
    from salesplan.report.measure.rows import rows_taken
    from salesplan.report.measure.tables import measure_tables
    from salesplan.report.tables.csv import table_csv
    from salesplan.report.tables.layout import table_lines
    from salesplan.report.tables.markdown import notes_markdown, table_markdown
    from salesplan.report.tables.terminal import plain

    words, numbers = words_for(language), numbers_for(language)
    if format_ is Format.CSV:
        return table_csv(measure_csv(found, words))
    tables = measure_tables(found, words, numbers)
    taken = (rows_taken(intake, words, numbers) for intake in found.intakes)
    doubts = warnings_of(found, words, numbers)
    notes = (*(note for note in notes_of(found, words, numbers) if note not in doubts), *taken)
    if format_ is Format.MARKDOWN:
        above = [notes_markdown(doubts)] if doubts else []
        return "\n".join([*above, *(table_markdown(table, numbers) for table in tables), notes_markdown(notes)])
    above_lines = [note_lines(doubts, None)] if doubts else []
    parts = [*above_lines, *(table_lines(table, numbers, None) for table in tables), note_lines(notes, None)]
    return "\n".join("".join(f"{plain(line)}\n" for line in part) for part in parts)


def write_into(reading: Reading | None, found: Measurement, options: RecordOptions, *, sure: bool) -> None:
    """Show how the plan would change, ask, and write it.

    Raises:
        Usage: there is no plan file to write into, or nobody to ask.
    """
    from salesplan.console.changing import write_changes
    from salesplan.console.mapping import mapping_of
    from salesplan.measuring.changes import changes

    if reading is None or reading.plan is None or reading.name == "-":
        raise Usage("--write needs a plan file", "name the plan: salesplan measure PLAN --write")
    values = {change.path: change.value for change in changes(reading.plan.funnels, found)}
    mapping = mapping_of(reading.name, options)
    write_changes(reading.name, {**values, **mapping.values}, sure=sure, nodes=(mapping.blocks, mapping.lists))
