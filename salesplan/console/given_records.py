"""Records on the command line: the plan and the exports it names, open for as long as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Usage
from salesplan.console.options import USUAL, RecordOptions, read_day
from salesplan.console.output import keep_whole, language_of_environment, speak

if TYPE_CHECKING:
    from salesplan.model.plan import Plan
    from salesplan.reading.plan import Reading
    from salesplan.records.count.ledger import Ledger
    from salesplan.records.engines.opened import OpenRecords
    from salesplan.records.question import Path as StagePath
    from salesplan.records.sources import Sources
from salesplan.console.given_sources import read_decimal, read_delimiter, sources_for
from salesplan.console.intake import following


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


def plan_for(path: str | None, *, alone: bool) -> Reading | None:
    """The plan, which must be sound; None where there is none and the records are named on the command line.

    Without a plan the language of the person's settings is spoken from here on.
    """
    if path is None and not Path(USUAL).exists():
        if alone:
            speak(language_of_environment())
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
