"""`salesplan roll`: the plan of the next period from the plan of this one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salesplan.base.finding import Unreadable, Usage
from salesplan.base.sentence import sentence
from salesplan.console.options import NO_OPTIONS, Output, PlanPath, RecordOptions, reads_records

if TYPE_CHECKING:
    from salesplan.base.periods import Period
    from salesplan.console.given_records import Given
    from salesplan.model.plan import Plan
    from salesplan.reading.plan import Reading
    from salesplan.rolling.rolled import Rolled

To = Annotated[
    str,
    typer.Option(
        "--period", metavar="PERIOD", help="The next period: 2027-Q2, 2027-05, or '2027-04-05 to 2027-07-03'."
    ),
]
Values = dict[tuple[str | int, ...], str]


@reads_records
def roll(
    period: To,
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    output: Output = None,
) -> None:
    """Move a plan on to its next period.

    Dates, months, milestones and budget lines move by the same distance; comments stay. Rates and open deals are
    taken from records where there are any. What a person has to decide is listed.
    """
    from salesplan.console.changing import must_be_sound, plan_text
    from salesplan.console.given_plan import read_named, refuse
    from salesplan.rolling.rolled import Next
    from salesplan.rolling.rolled import roll as rolled_on

    reading = read_named(plan)
    if reading.plan is None:
        refuse(reading.sources, reading.findings)
    days, written = read_next(period, reading.plan.calendar.fiscal_year_starts)
    if output is not None:
        must_be_new(output, reading)
    if reading.plan.dates is None:
        raise Usage("the plan has no period to roll on from", "Write one into it, such as period: 2027-Q1.")
    text = reading.sources[0].text if reading.name == "-" else plan_text(reading.name)
    taken = from_records(plan, records, reading.plan, days)
    done = rolled_on(reading, reading.plan, text, Next(days, written, taken or {}, has_records=taken is not None))
    must_be_sound(done.alone, reading.name)
    write(done, output)
    say_decisions(done, reading.plan.language)


def read_next(text: str, fiscal_year_starts: int) -> tuple[Period, str]:
    """The period that is meant, and how a plan writes it.

    Raises:
        Usage: it is none.
    """
    from datetime import date

    from salesplan.base.periods import Period, parse_period

    try:
        if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)(?: to |/)(\d{4}-\d\d-\d\d)", text):
            days = Period(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
            return days, f"{{start: {days.start}, end: {days.end}}}"
        return parse_period(text, fiscal_year_starts), text
    except ValueError:
        hint = sentence("Write --period 2027-Q2, 2027-05, 2027-H2, 2028, or '2027-04-05 to 2027-07-03'.")
        raise Usage(sentence("--period does not take '{text}'", text=text[:40]), hint) from None


def must_be_new(output: Path, reading: Reading) -> None:
    """Refuse to write where something is, or where the files that the plan names would not be found.

    Raises:
        Usage: one of both.
    """
    import os

    if os.path.lexists(output):
        raise Usage(
            sentence("'{output}' exists already: nothing was written", output=output),
            "Name a file that is not there yet.",
        )
    here = Path() if reading.name == "-" else Path(reading.name).parent
    names_files = len(reading.sources) > 1 or (reading.plan is not None and reading.plan.records is not None)
    if names_files and output.parent.resolve() != here.resolve():
        raise Usage(
            sentence("the plan names files beside it, which are not beside '{output}'", output=output),
            "Write it into the same folder.",
        )


def from_records(path: str | None, options: RecordOptions, plan: Plan, period: Period) -> Values | None:
    """Measured values and what is open when the new period starts; None where there are no records.

    Raises:
        Unreadable: records named on the command line cannot be read.
    """
    if plan.records is None and not options.deals:
        return None
    from salesplan.console.given_records import gather_records
    from salesplan.console.output import say

    try:
        return _from(gather_records(path, options), plan, period)
    except Unreadable as trouble:
        if options.deals:
            raise
        say("note: the plan's records were not taken over: {trouble}", trouble=trouble.message)
        return None


def _from(given: Given, plan: Plan, period: Period) -> Values:
    from salesplan.console.given_records import gather_ledger
    from salesplan.console.measured import measure_records
    from salesplan.console.output import say
    from salesplan.measuring.changes import changes
    from salesplan.measuring.opening import opening

    found = measure_records(given, None, (None, None), None)
    values: Values = {change.path: change.value for change in changes(plan.funnels, found)}
    if plan.opening is None:
        counted = opening(gather_ledger(given), period.start)
        places = [place for place, funnel in enumerate(plan.funnels) if funnel.stages]
        for path, place in enumerate(places):
            for at in range(len(plan.funnels[place].stages)):
                values["funnels", place, "stages", at, "open"] = str(counted.counts.get((path, at), 0))
        if counted.elsewhere:
            count = f"{counted.elsewhere:,}"
            say("{count} more were open at a stage that the plan does not have; they count nowhere", count=count)
    return values


def write(done: Rolled, output: Path | None) -> None:
    """Write the plan, and beside it the tables that moved; or show the plan.

    Raises:
        Usage: a table's new name is taken, or there is no file beside which a table could be written.
    """
    import os

    from salesplan.console.output import emit, give

    if output is None:
        if done.tables:
            raise Usage("the plan's tables move, too, and need a place", "Name the new plan: -o next.yaml")
        emit(done.text)
        return
    folder = output.parent
    for name in done.tables:
        if os.path.lexists(folder / name):
            raise Usage(
                sentence("'{output}' exists already: nothing was written", output=folder / name),
                "Remove it, or rename it.",
            )
    for name, text in done.tables.items():
        give(text, folder / name)
    give(done.text, output)


def say_decisions(done: Rolled, language: str) -> None:
    """What a person has to decide, line by line."""
    from salesplan.console.output import say
    from salesplan.report.language.words import words_for
    from salesplan.report.roll import decision_lines

    words = words_for(language)
    say(words.text("To decide:"))
    for line in decision_lines(done.decisions, words):
        say(f"- {line}")
