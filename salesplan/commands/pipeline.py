"""`salesplan pipeline`: the open deals, and what changed since an earlier export."""

from __future__ import annotations

from typing import Annotated

import typer

from salesplan.console.options import (
    NO_OPTIONS,
    Output,
    PlanPath,
    RecordOptions,
    Scenario,
    TableFormat,
    reads_records,
    table_format,
)

Since = Annotated[
    list[str] | None,
    typer.Option("--since", metavar="FILE", help="An earlier export of deals: show what changed; several tell pushes."),
]


@reads_records
def pipeline(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    since: Since = None,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Show the open deals, and what changed in them.

    By stage, weighted by their odds, against what is left of the target. Odds are measured on the deals that passed a
    stage, where enough have; else they are the plan's.
    """
    from msgspec.structs import replace

    from salesplan.console.answer import deliver
    from salesplan.console.given_records import gather_ledger, gather_records
    from salesplan.console.intake import say_intake
    from salesplan.console.output import language_spoken
    from salesplan.console.understood import with_understood
    from salesplan.progress.pipeline import pipeline as follow
    from salesplan.report.pipeline.answer import pipeline_answer

    form = table_format(format_, output)
    given = gather_records(plan, records, scenario)
    ledger = gather_ledger(given)
    earlier = []
    for path in since or ():
        old = gather_records(plan, replace(records, deals=[path], on=None))
        earlier.append(gather_ledger(replace(old, sources=replace(old.sources, history=None))))
    say_intake(ledger.intakes)
    found = follow(ledger, given.plan, earlier)
    language = given.plan.language if given.plan else language_spoken()
    deliver(with_understood(pipeline_answer(found, language), ledger), form, output, language)
