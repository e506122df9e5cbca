"""`salesplan quota`: the back-calculator."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from salesplan.console.options import (
    Confidence,
    Format,
    Output,
    PlanPath,
    TableFormat,
    Target,
    read_confidence,
    read_target,
    table_format,
)

if TYPE_CHECKING:
    from salesplan.console.given_plan import Usable
    from salesplan.quotas.quota import Quota


class View(StrEnum):
    """The parts of the period a quota is split by."""

    PERIOD = "period"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


class Share(StrEnum):
    """Whose quota is shown."""

    SEGMENT = "segment"
    REP = "rep"


By = Annotated[View, typer.Option(help="Spread the quotas over working days, and sum them by this.")]
Per = Annotated[Share, typer.Option(help="Show the quota of each team segment, or of each rep.")]
Explain = Annotated[bool, typer.Option("--explain", help="Print how each number comes about.")]


def quota(
    plan: PlanPath = None,
    target: Target = None,
    confidence: Confidence = None,
    by: By = View.PERIOD,
    per: Per = Share.SEGMENT,
    explain: Explain = False,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Work out what a revenue target takes, per team segment.

    From the target back through the funnel: how many records at each stage, how many actions for whom. Without a
    plan here, a built-in example is used.
    """
    amount, share, form = read_target(target), read_confidence(confidence), table_format(format_, output)
    from salesplan.console.given_plan import read_usable
    from salesplan.console.given_quota import quota_of
    from salesplan.console.output import give, suggest

    reading = read_usable(plan, example=True)
    result = quota_of(reading, amount, share, (by, per))
    if explain:
        give(explained(result, reading, form), output)
    elif form is Format.TABLE and output is None:
        show(result, reading.plan.language)
        suggest("`salesplan quota --explain` shows how each number comes about.")
    else:
        give(written(result, form, reading.plan.language), output)


def show(result: Quota, language: str) -> None:
    """The quota on the screen, as wide as it is."""
    import sys

    from salesplan.console.output import leave_pipe
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.quota.text import quota_lines
    from salesplan.report.tables.terminal import show_lines, width_of

    try:
        show_lines(quota_lines(result, words_for(language), numbers_for(language), width_of(sys.stdout)))
        sys.stdout.flush()
    except BrokenPipeError:
        leave_pipe()


def written(result: Quota, format_: Format, language: str) -> str:
    """The quota in one of the formats."""
    if format_ is Format.JSON:
        from salesplan.report.quota.tables import quota_json
        from salesplan.report.tables.json import dumps

        return dumps(quota_json(result))
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.quota.tables import quota_table, quota_tables

    words, numbers = words_for(language), numbers_for(language)
    if format_ is Format.CSV:
        from salesplan.report.quota.slots import slot_table
        from salesplan.report.tables.csv import table_csv

        return table_csv(slot_table(result.slots) if result.is_split else quota_table(result, words))
    if format_ is Format.MARKDOWN:
        from salesplan.report.quota.notes import notes
        from salesplan.report.quota.text import heading
        from salesplan.report.tables.markdown import escaped, table_markdown

        parts = [f"# {escaped(heading(result, numbers))}"]
        parts += [table_markdown(table, numbers).rstrip("\n") for table in quota_tables(result, words, numbers)]
        return "\n\n".join([*parts, *(escaped(note) for note in notes(result, words, numbers))]) + "\n"
    from salesplan.report.quota.text import quota_lines
    from salesplan.report.tables.terminal import plain

    return "".join(f"{plain(line)}\n" for line in quota_lines(result, words, numbers, None))


def explained(result: Quota, reading: Usable, format_: Format) -> str:
    """The derivation, a line a step, and all that is to be said about the quota; in JSON beside the quota itself."""
    from salesplan.base.escaping import one_line
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.quota.explain import explained as sentences
    from salesplan.report.quota.explain import step_table
    from salesplan.report.quota.notes import notes
    from salesplan.report.quota.tables import quota_json
    from salesplan.report.tables.csv import table_csv
    from salesplan.report.tables.json import dumps
    from salesplan.report.tables.markdown import escaped, table_markdown

    language = reading.plan.language
    words, numbers = words_for(language), numbers_for(language)
    table = step_table(result, words, numbers, reading.locate)
    match format_:
        case Format.JSON:
            return dumps({**quota_json(result), "steps": list(table.records())})
        case Format.CSV:
            return table_csv(table)
        case Format.MARKDOWN:
            said = [escaped(note) for note in notes(result, words, numbers)]
            return "\n\n".join([table_markdown(table, numbers).rstrip("\n"), *said]) + "\n"
    steps = "".join(f"{sentence}\n" for sentence in sentences(result, words, numbers, reading.locate))
    return steps + "".join(f"\n{one_line(note)}\n" for note in notes(result, words, numbers))
