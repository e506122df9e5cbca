"""What `salesplan render` is to make of which plan."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.rendering.formats import PERSONAL, SUFFIXES, DocumentFormat

TEXT: Final = (DocumentFormat.HTML, DocumentFormat.MARKDOWN, DocumentFormat.ICS)
"""Formats that may go to the screen."""


class Job(Struct, frozen=True):
    """What to make of which plan."""

    plan: str | None
    format: DocumentFormat | None
    output: Path | None
    target: Decimal | None
    confidence: Fraction | None
    language: str | None
    template: Path | None
    logo: Path | None
    color: str | None
    scenario: str | None = None
    since: tuple[str, ...] = ()
    person: str | None = None
    on: date | None = None


def refuse_unused(job: Job) -> None:
    """Say so where an option has no effect on the format asked for.

    Raises:
        Usage: for a template that is not for a page, a look that is for neither a page nor a PDF, or a page for one
            person as a workbook, slides or a calendar.
    """
    for option, given, formats in (
        ("--template", job.template, (DocumentFormat.HTML, DocumentFormat.PPTX)),
        ("--logo", job.logo, (DocumentFormat.HTML, DocumentFormat.PDF)),
        ("--color", job.color, (DocumentFormat.HTML, DocumentFormat.PDF)),
    ):
        if given is not None and job.format not in formats:
            names = " and ".join(f".{each}" for each in formats)
            raise Usage(
                sentence("{option} has no effect on this format", option=option),
                sentence("It is for {names}; add -o plan.html.", names=names),
            )
    if job.person is not None and job.format not in {None, *PERSONAL}:
        names = ", ".join(f".{each}" for each in PERSONAL)
        raise Usage(
            "a page for one person is no such file", sentence("It is for {names}; add -o page.html.", names=names)
        )


def looks_of(job: Job) -> Iterator[Path]:
    """The files that give the document its look, which it must not replace."""
    for path in (job.template, job.logo):
        if path is not None:
            yield from path.glob("*") if path.is_dir() else [path]


def refuse_together(
    person: str | None, all_reps: Path | None, output: Path | None, since: Sequence[str] | None, *, live: bool
) -> None:
    """Say so where options on pages for people do not go together.

    Raises:
        Usage: everybody's pages and one file, one person or a page to watch; a person's page and an earlier export.
    """
    if all_reps is not None and (person is not None or output is not None or live):
        raise Usage(
            "--all-reps writes a page for everybody, each to a file of its own",
            "Leave out --for, -o, --watch and --open.",
        )
    if since and (person is not None or all_reps is not None):
        raise Usage("--since has no effect on the page of a person", "It is for the whole document: leave out --for.")


def format_of(chosen: DocumentFormat | None, output: Path | None) -> DocumentFormat | None:
    """The format asked for: by name, else by the file's suffix; None to show the document on a terminal.

    Raises:
        Usage: if the suffix says nothing, or a workbook or a PDF would go to the screen.
    """
    if output is not None and output.is_dir():
        raise Usage(sentence("'{output}' is a folder", output=output), "Name a file in it, such as plan.html.")
    if chosen is not None:
        if output is None and chosen not in TEXT:
            raise Usage(
                sentence("{chosen} cannot be shown on a screen", chosen=chosen),
                sentence("Give it a file: -o plan.{chosen}", chosen=chosen),
            )
        return chosen
    if output is None:
        return None if sys.stdout.isatty() else DocumentFormat.MARKDOWN
    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise Usage(
            sentence("'{name}' does not say its format", name=output.name),
            sentence("Use one of {names}, or add --format.", names=", ".join(SUFFIXES)),
        )
    return found
