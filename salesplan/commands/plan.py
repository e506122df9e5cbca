"""Which plan a command works on, and what it says about the plan's mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

import typer

from salesplan.commands.output import say
from salesplan.finding import Finding, Unreadable
from salesplan.reading.plan import Reading, read_plan

USUAL = "salesplan.yaml"
EXAMPLE = "templates/starters/worked-example.yaml"


def read_given(path: str | None) -> Reading:
    """Read the named plan, or the one in this folder, and its cross-field checks.

    Raises:
        Unreadable: if there is none.
    """
    if path is None and not Path(USUAL).exists():
        raise Unreadable(
            f"there is no {USUAL} in this folder", "Start one with `salesplan init`, or name your plan's file."
        )
    return checked(read_plan(path or USUAL))


def read_given_or_example(path: str | None) -> Reading:
    """Like `read_given`, with the built-in example where this folder has no plan; it says so."""
    if path is None and not Path(USUAL).exists():
        say("No plan found in this folder: these are the figures of the built-in example funnel.")
        say("`salesplan init` starts a plan of your own.")
        return read_plan(str(files("salesplan").joinpath(EXAMPLE)))
    return read_given(path)


def checked(reading: Reading) -> Reading:
    """The reading with the findings of the rules that look across the plan."""
    if reading.plan is None:
        return reading
    from salesplan.checks import check

    findings = (*reading.findings, *check(reading.plan, reading.locate))
    plan = None if any(finding.is_error for finding in findings) else reading.plan
    return replace(reading, plan=plan, findings=findings)


def refuse(reading: Reading, findings: Sequence[Finding]) -> NoReturn:
    """Show findings and end with exit code 1."""
    from salesplan.report.findings import show_findings

    show_findings(findings, reading.sources)
    raise typer.Exit(1)
