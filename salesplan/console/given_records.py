"""Records on the command line: which files, how to read them, how far reading is, and what was set aside."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.console.options import NO_OPTIONS, USUAL, RecordOptions, read_day
from salesplan.console.output import keep_whole, language_spoken, must_be_free, say, translate

if TYPE_CHECKING:
    from rich.progress import TaskID

    from salesplan.measuring.measurement import Measurement
    from salesplan.model.plan import Plan
    from salesplan.model.records import Records
    from salesplan.reading.plan import Reading
    from salesplan.records.count.ledger import Ledger
    from salesplan.records.engines.embedded import Progress
    from salesplan.records.engines.opened import OpenRecords
    from salesplan.records.question import Path as StagePath
    from salesplan.records.question import Question, Tallies
    from salesplan.records.sources import Intake, RecordsSource, Sources


class Given(Struct, frozen=True):
    """What a command on records works on: the plan, if there is one, where the records are, and the day they are of.

    `engine` is None for files; `on` is None where the last day in the records tells.
    """

    reading: Reading | None
    sources: Sources
    engine: str | None
    on: date | None

    @property
    def plan(self) -> Plan | None:
        """The plan; None where there is none."""
        return self.reading.plan if self.reading else None


def gather_records(plan: str | None, options: RecordOptions, scenario: str | None = None) -> Given:
    """The plan, as `scenario` has it, and the records that a command line names; they go before those of the plan.

    Raises:
        Usage: an option's value makes no sense, or nothing names any records.
        Unreadable: the plan cannot be read.
    """
    on = read_day("--on", options.on)
    how = replace(options, decimal=read_decimal(options.decimal), delimiter=read_delimiter(options.delimiter))
    reading = plan_for(plan, alone=bool(options.deals))
    if scenario is not None:
        from salesplan.console.given_plan import in_scenario

        if reading is None or reading.plan is None:
            raise Usage("--scenario needs a plan", "Name the plan that has the scenario.")
        reading = replace(reading, plan=in_scenario(reading.plan, scenario))
    sources, engine = sources_for(reading, how)
    if engine is None:
        from salesplan.records.sources import parted

        keep_whole(parted(path)[0] for source in sources.given for path in source.paths)
    return Given(reading, sources, engine, on)


@contextmanager
def open_records(given: Given) -> Iterator[OpenRecords]:
    """The records, open for as long as the block lasts, with a progress bar where somebody watches."""
    from salesplan.records.engines.opening import opened

    with following() as progress, opened(given.sources, given.engine, progress=progress) as records:
        yield records


def gather_ledger(given: Given, paths: Sequence[StagePath] | None = None, *, numbered: bool = False) -> Ledger:
    """Every deal of the records as a value, sorted into the plan's funnels (or into `paths`); with its row, if asked.

    Raises:
        Unreadable: there are no deals, or they cannot be read.
    """
    told = replace(given.sources, activities=None, prospects=None)
    with open_records(replace(given, sources=told)) as records:
        return deals_of(given, records, paths, numbered=numbered)


def deals_of(
    given: Given, records: OpenRecords, paths: Sequence[StagePath] | None = None, *, numbered: bool = False
) -> Ledger:
    """Every deal of records that are open already: see `gather_ledger`."""
    from salesplan.measuring.ask import paths_of
    from salesplan.records.count.ledger import ledger

    known = paths if paths is not None else paths_of(given.plan.funnels) if given.plan else ()
    currency = given.plan.currency if given.plan else None
    return ledger(records, known, given.on, currency=currency, numbered=numbered)


def read_decimal(text: str | None) -> str | None:
    """A decimal sign.

    Raises:
        Usage: it is neither a point nor a comma.
    """
    if text not in {None, ".", ","}:
        raise Usage(sentence("--decimal does not take '{text}'", text=text), "Give --decimal . or --decimal ,")
    return text


def read_delimiter(text: str | None) -> str | None:
    """What separates columns: one sign.

    Raises:
        Usage: it is none, or several.
    """
    sign = {"\\t": "\t", "tab": "\t", "semicolon": ";", "comma": ","}.get((text or "").lower(), text)
    if sign is not None and (len(sign) != 1 or sign in '"\r\n'):
        raise Usage(
            sentence("--delimiter does not take '{text}'", text=text),
            "Give one sign: --delimiter ';', or --delimiter tab",
        )
    return sign


def plan_for(path: str | None, *, alone: bool) -> Reading | None:
    """The plan, which must be sound; None where there is none and the records are named on the command line."""
    if path is None and not Path(USUAL).exists():
        if alone:
            return None
        raise Usage(
            "there are no records: no export is named, and this folder has no plan",
            "Name your CRM's export, as in --deals deals.csv, or your plan",
        )
    from salesplan.console.given_plan import read_named, refuse

    reading = read_named(path)
    if reading.plan is None:
        refuse(reading.sources, reading.findings)
    return reading


def sources_for(reading: Reading | None, options: RecordOptions) -> tuple[Sources, str | None]:
    """Where the records are: files of the command line before those of the plan, read as the plan says.

    Files named on the command line are never tables of the plan's engine: with `deals` among them, the engine is left
    alone.
    """
    records = reading.plan.records if reading and reading.plan else None
    return _sources(records, folder_of(reading.name) if reading else Path(), options)


def sources_of(
    records: Records | None, folder: Path, options: RecordOptions = NO_OPTIONS
) -> tuple[Sources, str | None]:
    """Where the records that the options, else a plan, name are, and their engine."""
    return _sources(records, folder, options)


def folder_of(plan: str) -> Path:
    """The folder to which paths in a plan are relative; this one for a plan from standard input."""
    return Path() if plan == "-" else Path(plan).parent


TABLES = ("deals", "activities", "history", "prospects")


def _sources(records: Records | None, folder: Path, options: RecordOptions) -> tuple[Sources, str | None]:
    from salesplan.records.sources import Sources

    files = {name: paths for name in TABLES if (paths := getattr(options, name))}
    engine = records.engine if records and "deals" not in files else None
    made = {name: _source(records, name, files.get(name), folder, engine) for name in TABLES}
    if records and records.engine and not engine:
        made = {name: source if name in files else None for name, source in made.items()}
    columns = read_mapping(options.map or (), [name for name, source in made.items() if source])
    stages = dict(pair("--stage", text, "'Dead=lost'") for text in options.stage or ())
    for option, texts in (("--won-if", options.won_if), ("--lost-if", options.lost_if)):
        for text in texts or ():
            pair(option, text, "IsWon=true")
    rules = {key: tuple(texts) for key in ("won_if", "lost_if") if (texts := getattr(options, key))}
    told = {
        name: source and replace(_apply_options(source, options), columns={**source.columns, **columns.get(name, {})},
                                 stages={**source.stages, **stages}, **(rules if name == "deals" else {}))
        for name, source in made.items()
    }  # fmt: skip
    return Sources(**told), engine


def find_files(path: str) -> list[str]:
    """The files that a name means: those of a folder, those that a pattern such as `exports/*.csv` fits, or itself.

    Raises:
        Usage: a folder without exports, or a pattern that fits no file.
    """
    from glob import glob

    from salesplan.records.files.packed import READABLE

    place = Path(path)
    if place.is_dir():
        found = sorted(str(one) for one in place.iterdir() if one.suffix.lower() in READABLE and one.is_file())
    elif not place.exists() and any(sign in path for sign in "*?["):
        found = sorted(one for one in glob(path, recursive=True) if Path(one).is_file())  # noqa: PTH207  (any path)
    else:
        return [path]
    if not found:
        raise Usage(
            sentence("there is no export in '{path}'", path=path),
            sentence("It may hold {names}.", names=", ".join(sorted(READABLE))),
        )
    return found


def read_mapping(pairs: Sequence[str], tables: Sequence[str]) -> dict[str, dict[str, str]]:
    """What `--map` says, by table: `activities.owner=Rep`, or `stage=StageName` of the first table that has a stage.

    Raises:
        Usage: a text of another form, or a column that none of the tables has.
    """
    from salesplan.records.canonical import SHAPES

    found: dict[str, dict[str, str]] = {}
    for text in pairs:
        key, header = pair("--map", text, "stage=StageName")
        named, dot, column = key.partition(".")
        asked = [named] if dot and named in TABLES else list(tables)
        column = column if dot and named in TABLES else key
        table = next((name for name in asked if name in tables and SHAPES[name].has(column)), None)
        if table is None:
            raise Usage(sentence("--map: '{key}' is no column of the records given", key=key), _columns_of(asked))
        found.setdefault(table, {})[column] = header
    return found


def _columns_of(tables: Sequence[str]) -> str:
    from salesplan.records.canonical import SHAPES

    listed = "; ".join(f"{name}: {', '.join(SHAPES[name].names)}" for name in tables if name in SHAPES)
    return f"Columns of {listed}; entered STAGE of deals"


def pair(option: str, text: str, example: str) -> tuple[str, str]:
    """The two sides of the first equals sign that leaves something on its left.

    Raises:
        Usage: there is none.
    """
    left, sign, right = text.partition("=")
    if not sign or not left.strip():
        raise Usage(
            sentence("{option} does not take '{text}'", option=option, text=text[:60]),
            sentence("Write {option} {example}", option=option, example=example),
        )
    return left.strip(), right.strip()


def _source(
    records: Records | None, name: str, files: Sequence[str] | None, folder: Path, engine: str | None
) -> RecordsSource | None:
    from salesplan.measuring.ask import source_of
    from salesplan.records.sources import RecordsSource

    planned = source_of(getattr(records, name, None), folder, in_engine=engine is not None)
    if planned and not files and engine is None:
        return replace(planned, paths=tuple(one for path in planned.paths for one in find_files(path)))
    if not files:
        return planned
    files = [path for each in files for path in find_files(each)]
    return replace(planned, paths=tuple(files)) if planned else RecordsSource(tuple(files))


def _apply_options(source: RecordsSource, how: RecordOptions) -> RecordsSource:
    return replace(
        source,
        encoding=how.encoding or source.encoding,
        delimiter=how.delimiter or source.delimiter,
        decimal=how.decimal or source.decimal,
        date_format=how.date_format or source.date_format,
    )


TOLD: set[str] = set()
"""What was said of records that a document does without: another chapter need not say it again."""


@contextmanager
def planned_records(plan: Plan, folder: Path) -> Iterator[Callable[[], OpenRecords]]:
    """What gives the plan's own records, opened when they are first asked for and once, until the block ends.

    It raises what opening them raises, and must not be called of a plan that names none.
    """
    from salesplan.records.engines.opening import opened

    with ExitStack() as block:

        @cache
        def records() -> OpenRecords:
            assert plan.records is not None  # noqa: S101  (see above)
            sources, engine = sources_of(plan.records, folder)
            progress = block.enter_context(following())
            return block.enter_context(opened(sources, engine, progress=progress))

        yield records


def measured_by(plan: Plan, folder: Path, records: Callable[[], OpenRecords]) -> Measurement | None:
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
    sources, engine = sources_of(plan.records, folder)
    try:
        tallies = answer(sources, question, engine=engine, book=records)
        return measure(tallies, question, Terms(plan.currency, team_of(plan)))
    except SalesplanError as trouble:
        say("the document does without the records: {trouble}", trouble=trouble.message)
        TOLD.add(trouble.message)
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


def say_intake(intakes: Sequence[Intake], *, doubts: bool = True) -> None:
    """A line a table on what was read, and the reasons for what was set aside.

    With `doubts` it is also said what puts figures on these rows in doubt, where the answer itself does not.
    """
    from salesplan.measuring.doubts import doubts_of
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.measure.notes import examples, note_text, reading_notes, reason

    words = words_for(language_spoken())
    numbers = numbers_for(language_spoken())
    count = numbers.count
    for intake in intakes:
        table = f"{intake.table} ({intake.recognised})" if intake.recognised else intake.table
        counts = {"table": table, "read": count(intake.read), "used": count(intake.used)}
        say(
            translate(
                "{table}: {read} row read, {used} used", "{table}: {read} rows read, {used} used", intake.read, **counts
            )
        )
        for part in intake.set_aside:
            told = f"{reason(part.reason, words)}{examples(part, words)}"
            say("  {count} set aside: {reason}", count=count(part.rows), reason=told)
        for text in reading_notes(intake, words):
            say(f"  {text}")
        for doubt in doubts_of(intake) if doubts else ():
            say(f"  {note_text(doubt, words, numbers)}")


def with_rejects(sources: Sources, question: Question, progress: Progress | None, path: Path) -> Tallies:
    """The counts, and the rows that were set aside in a file."""
    from salesplan.records.count.tally import tally
    from salesplan.records.engines.opening import opened
    from salesplan.records.engines.set_aside import REJECTED
    from salesplan.report.language.numbers import numbers_for

    must_be_free(path, REJECTED)
    with opened(sources, progress=progress) as book:
        counts = tally(book, question)
        rows = book.shelf.write_rejects(path) if book.shelf else 0
    say("{count} rows written to {file}", count=numbers_for(language_spoken()).count(rows), file=path)
    return counts
