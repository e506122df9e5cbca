"""A drafted plan on the command line: what was found, what was not, and whether the plan is valid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from salesplan.base.finding import Severity, Usage
from salesplan.base.sentence import sentence

if TYPE_CHECKING:
    from salesplan.drafting.draft import Draft

SHOWN: Final = 12
"""Cells named on the screen; the draft names more."""


def deliver_draft(
    source: Path,
    *,
    language: str | None,
    code: str | None,
    write: Callable[[str], None],
    after: Callable[[], Sequence[str]],
) -> None:
    """Draft, write, and tell; a draft with errors ends the command with exit code 1.

    Raises:
        Usage: the spreadsheet holds nothing that a plan is made of.
        Unreadable: it cannot be read.
    """
    from salesplan.console.output import say, show_findings
    from salesplan.drafting.draft import draft
    from salesplan.reading.plan import read_plan_text

    made = draft(source, language=language, code=code, today_year=datetime.now().astimezone().year + 1)
    if not made.found and not made.has_values:
        raise Usage(
            sentence(
                "{source} holds no funnel, team, budget or targets by month that we know by their headers",
                source=source,
            ),
            "Name the columns Stage and Conversion, Name and Role, Item and Amount, or Month and Target.",
        )
    write(made.text)
    _tell(made)
    reading = read_plan_text(made.text, source.name)
    if reading.findings:
        say("The draft, checked as `salesplan validate` does:")
        show_findings(reading.findings, reading.sources)
    for line in after():
        say(line)
    if any(finding.severity is Severity.ERROR for finding in reading.findings):
        raise typer.Exit(1)


def _tell(made: Draft) -> None:
    """What was found, and each cell that is not in the draft."""
    from salesplan.console.output import say, translate

    say("Found: {tables}.", tables=", ".join(f"{kind} ({place})" for kind, place in made.found) or "-")
    if not made.left:
        say("Every filled cell was understood.")
        return
    say("Not taken over, in cells: {n}", n=len(made.left))
    for one in made.left[:SHOWN]:
        say("  {place}  {text}  ({why})", place=one.place, text=one.text[:50], why=translate(one.why.value))
    if len(made.left) > SHOWN:
        say("  and {n} more, at the end of the draft", n=len(made.left) - SHOWN)
