"""`salesplan validate`: everything there is to say about plans."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from salesplan.base.finding import Finding
    from salesplan.reading.plan import Reading


class FindingFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


Plans = Annotated[
    list[str] | None,
    typer.Argument(metavar="PLAN", help="The plans; salesplan.yaml here if absent, - for standard input."),
]
Format = Annotated[
    FindingFormat, typer.Option("--format", "-f", help="text to read, json for programs, github for its checks.")
]


def validate(plans: Plans = None, format_: Format = FindingFormat.TEXT) -> None:
    """Check plans: everything wrong or doubtful in them, at once.

    The exit code is 1 if a plan has errors; warnings do not count.
    """
    from salesplan.console.output import emit

    readings, unreadable = _read_all(plans or [None])
    emit(_written(readings, format_))
    _sum_up(readings)
    if unreadable:
        raise typer.Exit(2)
    if any(finding.is_error for reading in readings for finding in reading.findings):
        raise typer.Exit(1)


def _read_all(paths: Sequence[str | None]) -> tuple[list[Reading], bool]:
    """What was read of each plan. One that cannot be read is told about at once and does not stop the others."""
    from salesplan.base.finding import Unreadable
    from salesplan.console.given_plan import read_named
    from salesplan.console.output import complain

    readings, unreadable = [], False
    for path in dict.fromkeys(paths):
        try:
            readings.append(read_named(path))
        except Unreadable as trouble:
            unreadable = True
            complain(trouble)
    return readings, unreadable


def _written(readings: Sequence[Reading], format_: FindingFormat) -> str:
    from salesplan.report.findings import as_github, as_json, as_text

    if format_ is FindingFormat.JSON:
        return as_json(finding for reading in readings for finding in reading.findings)
    from salesplan.console.output import colour, language_of_errors

    texts = []
    for reading in sorted(readings, key=lambda reading: reading.name):
        language = reading.language or language_of_errors()
        if format_ is FindingFormat.GITHUB:
            texts.append(as_github(reading.findings, language))
        elif sys.stdout.isatty():
            texts.append(colour(reading.findings, reading.sources, language))
        else:
            texts.append(as_text(reading.findings, reading.sources, language))
    return ("" if format_ is FindingFormat.GITHUB else "\n").join(filter(None, texts))


def _sum_up(readings: Sequence[Reading]) -> None:
    from salesplan.console.output import say, speak

    for reading in readings:
        if reading.language:
            speak(reading.language)
        say(summary(reading.findings, reading.name))


def summary(findings: Sequence[Finding], name: str) -> str:
    """How many errors and warnings a plan has, in one line."""
    from salesplan.console.output import translate

    errors = sum(1 for finding in findings if finding.is_error)
    warnings = len(findings) - errors
    counts = (
        translate("{count} error", "{count} errors", errors, count=errors) if errors else "",
        translate("{count} warning", "{count} warnings", warnings, count=warnings) if warnings else "",
    )
    said = ", ".join(filter(None, counts))
    return translate("{counts} in {file}", counts=said, file=name) if said else translate("{file} is fine", file=name)
