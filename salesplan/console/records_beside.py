"""The deals beside a plan, for a command that says enough without them."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from salesplan.base.finding import SalesplanError, Usage
from salesplan.console.given_records import Given, open_records
from salesplan.console.given_sources import read_decimal, read_delimiter, sources_of
from salesplan.console.intake import say_intake
from salesplan.console.options import RecordOptions, read_day
from salesplan.console.output import in_language_of_errors, keep_whole, say
from salesplan.model.plan import Plan
from salesplan.records.count.ledger import Ledger


def ledger_beside(plan: Plan, folder: Path, options: RecordOptions) -> Ledger | None:
    """The deals that the options name, else those of the plan; None where neither names any.

    What is wrong with records that only the plan names is a message, not the end.

    Raises:
        Usage: an option's value makes no sense, or there are other records and no deals.
        Unreadable: the files of the options cannot be read.
    """
    on = read_day("--on", options.on)
    how = replace(options, decimal=read_decimal(options.decimal), delimiter=read_delimiter(options.delimiter))
    sources, engine = sources_of(plan.records, folder, how)
    if sources.deals is None:
        if options.activities or options.history or options.prospects:
            raise Usage("people's ramp is measured from deals, and none are named", "Add --deals FILE.")
        return None
    try:
        found = _ledger(plan, Given(None, replace(sources, activities=None, prospects=None), engine, on))
    except SalesplanError as trouble:
        if options.deals:
            raise
        say("the records are left aside: {message}", message=in_language_of_errors(trouble.message))
        return None
    say_intake(found.intakes)
    return found


def _ledger(plan: Plan, given: Given) -> Ledger:
    from salesplan.measuring.ask import paths_of
    from salesplan.records.count.ledger import ledger
    from salesplan.records.sources import parted

    if given.engine is None:
        keep_whole(parted(path)[0] for source in given.sources.given for path in source.paths)
    with open_records(given) as records:
        return ledger(records, paths_of(plan.funnels), given.on, currency=plan.currency)
