"""`salesplan render`: the documents people share."""

from __future__ import annotations

import sys
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec import Struct

from salesplan.commands.options import Confidence, PlanPath, Target, read_confidence, read_target
from salesplan.finding import Usage


class DocumentFormat(StrEnum):
    """How a document is written."""

    HTML = "html"
    MARKDOWN = "markdown"
    XLSX = "xlsx"
    ICS = "ics"
    PDF = "pdf"


class Language(StrEnum):
    """The language of a document."""

    EN = "en"
    FR = "fr"
    IT = "it"


SUFFIXES: Final = {
    ".html": DocumentFormat.HTML,
    ".htm": DocumentFormat.HTML,
    ".md": DocumentFormat.MARKDOWN,
    ".markdown": DocumentFormat.MARKDOWN,
    ".xlsx": DocumentFormat.XLSX,
    ".ics": DocumentFormat.ICS,
    ".pdf": DocumentFormat.PDF,
}
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


DocumentOutput = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; its suffix says the format.")
]
ChosenFormat = Annotated[
    DocumentFormat | None, typer.Option("--format", "-f", help="The format, where the file's suffix does not say it.")
]
ChosenLanguage = Annotated[Language | None, typer.Option(help="The language, instead of the plan's own.")]
Template = Annotated[
    Path | None, typer.Option(metavar="DIR", help="A folder with a page template of your own, plan.html.j2.")
]
Logo = Annotated[Path | None, typer.Option(metavar="FILE", help="A picture for the head of the page.")]
Color = Annotated[str | None, typer.Option(metavar="COLOR", help="The accent colour, such as '#0a5'.")]
Watch = Annotated[bool, typer.Option("--watch", help="Render anew each time the plan is saved; Ctrl-C ends it.")]
Open = Annotated[bool, typer.Option("--open", help="Open the document when it is written.")]


def render(
    plan: PlanPath = None,
    format_: ChosenFormat = None,
    output: DocumentOutput = None,
    target: Target = None,
    confidence: Confidence = None,
    language: ChosenLanguage = None,
    template: Template = None,
    logo: Logo = None,
    color: Color = None,
    watch: Watch = False,
    open_: Open = False,
) -> None:
    """Make a document of the plan, for the team and the board.

    The file's suffix says the format: .html, .md, .xlsx, .ics or .pdf. Without a file the document is shown here.
    """
    chosen = format_of(format_, output)
    if (watch or open_) and output is None:
        raise Usage(f"--{'watch' if watch else 'open'} needs a file", "Add -o plan.html.")
    if watch and plan == "-":
        raise Usage("--watch needs a plan file", "Standard input cannot be watched.")
    job = Job(
        plan=plan,
        format=chosen,
        output=output,
        target=read_target(target),
        confidence=read_confidence(confidence),
        language=language.value if language else None,
        template=template,
        logo=logo,
        color=color,
    )
    refuse_unused(job)
    if watch:
        from salesplan.commands.watch import render_on_save

        render_on_save(job, open_=open_)
        return
    render_once(job)
    if format_ is None and output is None:
        from salesplan.commands.output import suggest

        suggest("`salesplan render -o plan.html` makes it a page that you can send.")
    if open_ and output is not None:
        typer.launch(str(output.resolve()))


def refuse_unused(job: Job) -> None:
    """Say so where an option has no effect on the format asked for.

    Raises:
        Usage: for a template that is not for a page, or a look that is for neither a page nor a PDF.
    """
    for option, given, formats in (
        ("--template", job.template, (DocumentFormat.HTML,)),
        ("--logo", job.logo, (DocumentFormat.HTML, DocumentFormat.PDF)),
        ("--color", job.color, (DocumentFormat.HTML, DocumentFormat.PDF)),
    ):
        if given is not None and job.format not in formats:
            names = " and ".join(f".{each}" for each in formats)
            raise Usage(f"{option} has no effect on this format", f"It is for {names}; add -o plan.html.")


def format_of(chosen: DocumentFormat | None, output: Path | None) -> DocumentFormat | None:
    """The format asked for: by name, else by the file's suffix; None to show the document on a terminal.

    Raises:
        Usage: if the suffix says nothing, or a workbook or a PDF would go to the screen.
    """
    if output is not None and output.is_dir():
        raise Usage(f"'{output}' is a folder", "Name a file in it, such as plan.html.")
    if chosen is not None:
        if output is None and chosen not in TEXT:
            raise Usage(f"{chosen} cannot be shown on a screen", f"Give it a file: -o plan.{chosen}")
        return chosen
    if output is None:
        return None if sys.stdout.isatty() else DocumentFormat.MARKDOWN
    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise Usage(f"'{output.name}' does not say its format", f"Use one of {', '.join(SUFFIXES)}, or add --format.")
    return found


def render_once(job: Job) -> None:
    """Read the plan, make the document, write or show it.

    Raises:
        Unreadable: if the plan, the logo or the template cannot be read, or the file cannot be written.
    """
    from salesplan.commands.documents import made, shown
    from salesplan.commands.output import put, put_bytes, say
    from salesplan.commands.plan import read_usable

    reading = read_usable(job.plan)
    if job.format is None:
        shown(reading, job)
        return
    document = made(reading, job)
    if isinstance(document, str):
        put(document, job.output)
    elif job.output is not None:
        put_bytes(document, job.output)
    if job.output is not None:
        say(f"Wrote {job.output}.")
