"""`salesplan import`: the inputs that were changed in a rendered workbook, back into the plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salesplan.base.finding import Usage
from salesplan.console.options import Output, PlanPath, TableFormat, table_format

Workbook = Annotated[Path, typer.Argument(metavar="WORKBOOK", help="What `salesplan render -o plan.xlsx` wrote.")]
Write = Annotated[bool, typer.Option("--write", help="Put the changes into the plan, after showing them.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")]


def import_(
    workbook: Workbook,
    plan: PlanPath = None,
    write: Write = False,
    yes: Yes = False,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Take over what was changed in a rendered workbook.

    Only its marked cells are read, found by their names; --write puts them into the plan and keeps its comments.
    A cell that holds no figure any more is named, the others are taken over; the exit code is 2 then.
    """
    form = table_format(format_, output)
    from salesplan.console.answer import deliver
    from salesplan.console.changing import write_changes
    from salesplan.console.given_plan import read_named, refuse
    from salesplan.console.output import again, keep_whole
    from salesplan.importing.compare import import_workbook
    from salesplan.report.imported import import_answer
    from salesplan.report.language.words import words_for

    if write and plan == "-":
        raise Usage("--write needs a plan file", "name the plan: salesplan import plan.xlsx PLAN --write")
    keep_whole([workbook])
    reading = read_named(plan)
    if reading.plan is None:
        refuse(reading.sources, reading.findings)
    found = import_workbook(workbook, reading)
    language = reading.plan.language
    step = f"`{again('--write')}` puts these figures into the plan." if found.changes and not write else ""
    deliver(import_answer(found, words_for(language)), form, output, language, next_step=step)
    if write and found.changes:
        write_changes(reading.name, {one.place: one.value for one in found.changes}, sure=yes)
    if found.is_unreadable:
        raise typer.Exit(2)
