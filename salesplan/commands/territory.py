"""`salesplan territory`: accounts shared out among people."""

from __future__ import annotations

from typing import Annotated

import typer

from salesplan.console.options import Output, PlanPath, Scenario, TableFormat, table_format

Account = Annotated[
    str | None, typer.Option("--explain", metavar="ACCOUNT", help="Say why this account landed where it did.")
]
NEXT = "`salesplan territory -o territories.csv` writes who gets which account, for the CRM to load."


def territory(
    plan: PlanPath = None,
    explain: Account = None,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Share accounts out fairly among people.

    Balanced on potential, workload or number within a tolerance, with as few accounts as possible changing hands; what
    must stay stays, families stay together.
    """
    form = table_format(format_, output)
    from salesplan.base.finding import Usage
    from salesplan.console.answer import deliver
    from salesplan.console.given_plan import read_usable
    from salesplan.console.given_sources import folder_of
    from salesplan.console.output import say, say_working
    from salesplan.report.language.voice import voice_for
    from salesplan.report.territory import impossible_text, reason_text, territory_answer
    from salesplan.territories.plan import Impossible, placement_of
    from salesplan.territories.plan import territory as divide

    reading = read_usable(plan, scenario=scenario)
    name = reading.sources[0].name if plan != "-" else "-"
    with say_working("dividing accounts"):
        found = divide(reading.plan, folder_of(name))
    voice = voice_for(reading.plan.language, reading.plan.currency, reading.plan.dates)
    if isinstance(found, Impossible):
        raise Usage(*impossible_text(found, voice))
    if explain is not None:
        say(reason_text(placement_of(found, explain), voice))
    deliver(territory_answer(found, voice), form, output, reading.plan.language, next_step=NEXT)
