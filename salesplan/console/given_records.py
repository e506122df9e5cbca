"""Records on the command line: which files, how to read them, how far reading is, and what was set aside."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Usage
from salesplan.console.output import say

if TYPE_CHECKING:
    from rich.progress import TaskID

    from salesplan.measuring.measurement import Measurement
    from salesplan.model.plan import Plan
    from salesplan.model.records import Records
    from salesplan.reading.plan import Reading
    from salesplan.records.engines.embedded import Progress
    from salesplan.records.question import Question, Tallies
    from salesplan.records.sources import Intake, RecordsSource, Sources


class How(Struct, frozen=True):
    """How the files are to be read, where the command line says it; it goes before the plan."""

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    date_format: str | None = None


def read_day(option: str, text: str | None) -> date | None:
    """A day written 2027-01-31.

    Raises:
        Usage: for anything else.
    """
    if text is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Usage(f"{option} does not take '{text[:40]}'", f"Give a day: {option} 2027-01-31")


def read_decimal(text: str | None) -> str | None:
    """A decimal sign.

    Raises:
        Usage: it is neither a point nor a comma.
    """
    if text not in {None, ".", ","}:
        raise Usage(f"--decimal does not take '{text}'", "Give --decimal . or --decimal ,")
    return text


def plan_for(path: str | None, *, alone: bool) -> Reading | None:
    """The plan, which must be sound; None where there is none and the records are named on the command line."""
    from salesplan.console.given_plan import USUAL, read_given, refuse

    if path is None and not Path(USUAL).exists():
        if alone:
            return None
        raise Usage(
            "there are no records to measure: no export is named, and this folder has no plan",
            "Name your CRM's export: salesplan measure --deals deals.csv",
        )
    reading = read_given(path)
    if reading.plan is None:
        refuse(reading.sources, reading.findings)
    return reading


def sources_for(reading: Reading | None, files: Mapping[str, Sequence[str]], how: How) -> tuple[Sources, str | None]:
    """Where the records are: files of the command line before those of the plan, read as the plan says.

    Files named on the command line are never tables of the plan's engine: with `deals` among them, the engine is left
    alone.
    """
    records = reading.plan.records if reading and reading.plan else None
    return _sources(records, folder_of(reading.name) if reading else Path(), files, how)


def folder_of(plan: str) -> Path:
    """The folder to which paths in a plan are relative; this one for a plan from standard input."""
    return Path() if plan == "-" else Path(plan).parent


def _sources(
    records: Records | None, folder: Path, files: Mapping[str, Sequence[str]], how: How
) -> tuple[Sources, str | None]:
    from salesplan.records.sources import Sources

    engine = records.engine if records and "deals" not in files else None
    made = {
        name: _source(records, name, files.get(name), folder, engine)
        for name in ("deals", "activities", "history", "prospects")
    }
    if records and records.engine and not engine:
        made = {name: source if name in files else None for name, source in made.items()}
    return Sources(**{name: _told(source, how) for name, source in made.items()}), engine


def _source(
    records: Records | None, name: str, files: Sequence[str] | None, folder: Path, engine: str | None
) -> RecordsSource | None:
    from salesplan.measuring.ask import source_of
    from salesplan.records.sources import RecordsSource

    planned = source_of(getattr(records, name, None), folder, in_engine=engine is not None)
    if not files:
        return planned
    return replace(planned, paths=tuple(files)) if planned else RecordsSource(tuple(files))


def _told(source: RecordsSource | None, how: How) -> RecordsSource | None:
    if source is None:
        return None
    return replace(
        source,
        encoding=how.encoding or source.encoding,
        delimiter=how.delimiter or source.delimiter,
        decimal=how.decimal or source.decimal,
        date_format=how.date_format or source.date_format,
    )


def measured_by(plan: Plan, folder: Path) -> Measurement | None:
    """What the plan's own records say; None where it names no deals, or they cannot be read, which is said.

    A document is worth having without its records: what is wrong with them is one message, not the end.
    """
    if plan.records is None or plan.records.deals is None:
        return None
    from salesplan.base.finding import SalesplanError
    from salesplan.measuring.ask import paths_of, team_of
    from salesplan.measuring.build import Terms, measure
    from salesplan.records.count.answers import answer
    from salesplan.records.question import Question

    question = Question(paths_of(plan.funnels))
    sources, engine = _sources(plan.records, folder, {}, How())
    try:
        with following() as progress:
            tallies = answer(sources, question, engine=engine, progress=progress)
        return measure(tallies, question, Terms(plan.currency, team_of(plan)))
    except SalesplanError as trouble:
        say(f"the document does without the records: {trouble.message}")
        return None


@contextmanager
def following() -> Iterator[Progress | None]:
    """A progress bar on standard error while records are read; none where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, share: float) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(f"reading {what}", total=1.0)
            bars.update(tasks[what], completed=share)

        yield told


def say_intake(intakes: Sequence[Intake]) -> None:
    """A line a table on what was read, and the reasons for what was set aside."""
    from salesplan.report.language.words import words_for
    from salesplan.report.measure.notes import file_notes

    for intake in intakes:
        known = f" ({intake.recognised} export)" if intake.recognised else ""
        say(
            f"{intake.table}{known}: {intake.read:,} {'row' if intake.read == 1 else 'rows'} read, {intake.used:,} used"
        )
        for part in intake.set_aside:
            quoted = f", such as {'; '.join(part.examples)}" if part.examples else ""
            say(f"  {part.rows:,} set aside: {part.reason}{quoted}")
        for note in (*file_notes(intake, words_for("en")), *intake.notes):
            say(f"  {note}")


def with_rejects(sources: Sources, question: Question, progress: Progress | None, path: Path) -> Tallies:
    """The counts, and the rows that were set aside in a file."""
    from salesplan.records.count.tally import tally
    from salesplan.records.engines.opening import opened

    with opened(sources, progress=progress) as book:
        counts = tally(book, question)
        rows = book.shelf.write_rejects(path) if book.shelf else 0
    say(f"{rows:,} rows written to {path}")
    return counts
