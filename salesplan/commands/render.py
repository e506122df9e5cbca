"""`salesplan render`: the documents people share."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from salesplan.commands.options import Confidence, PlanPath, Target, read_confidence, read_target
from salesplan.finding import Usage

if TYPE_CHECKING:
    from salesplan.report.blocks import Document


class DocumentFormat(StrEnum):
    """How a document is written."""

    HTML = "html"
    MARKDOWN = "markdown"


SUFFIXES: Final = {
    ".html": DocumentFormat.HTML,
    ".htm": DocumentFormat.HTML,
    ".md": DocumentFormat.MARKDOWN,
    ".markdown": DocumentFormat.MARKDOWN,
}

DocumentOutput = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; its suffix says the format."),
]
ChosenFormat = Annotated[
    DocumentFormat | None, typer.Option("--format", "-f", help="The format, where the file's suffix does not say it.")
]
Logo = Annotated[Path | None, typer.Option(metavar="FILE", help="A picture for the head of the page.")]
Color = Annotated[str | None, typer.Option(metavar="COLOUR", help="The page's colour, such as '#0a5'.")]
Template = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Make the page with FOLDER/plan.html.j2 instead of our own.")
]
Language = Annotated[
    str | None, typer.Option(metavar="CODE", help="The document's language, instead of the plan's: en, fr, it.")
]


def render(
    plan: PlanPath = None,
    format_: ChosenFormat = None,
    output: DocumentOutput = None,
    target: Target = None,
    confidence: Confidence = None,
    language: Language = None,
    logo: Logo = None,
    color: Color = None,
    template: Template = None,
) -> None:
    """Make a document of the plan and its quotas, to send to the team and the board."""
    amount, share = read_target(target), read_confidence(confidence)
    chosen = format_of(format_, output)
    known_language(language)
    from salesplan.commands.output import put, say
    from salesplan.commands.plan import read_usable
    from salesplan.commands.quota import quota_of
    from salesplan.report.document import plan_document
    from salesplan.report.figures import Figures

    reading = read_usable(plan)
    result = quota_of(reading, amount, share) if reading.plan.funnels else None
    document = plan_document(reading.plan, Figures(result), language)
    if chosen is None:
        show(document)
        return
    put(written(document, chosen, Look(logo, color, template)), output)
    if output is not None:
        say(f"Wrote {output}.")


def format_of(chosen: DocumentFormat | None, output: Path | None) -> DocumentFormat | None:
    """The format asked for: by name, else by the file's suffix; None to show the document on a terminal.

    Raises:
        Usage: if the suffix says nothing.
    """
    if chosen is not None:
        return chosen
    if output is None:
        return None if sys.stdout.isatty() else DocumentFormat.MARKDOWN
    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        known = ", ".join(SUFFIXES)
        raise Usage(f"'{output.name}' does not say its format", f"Use one of {known}, or add --format.")
    return found


def known_language(language: str | None) -> None:
    """Refuse a language there are no words for.

    Raises:
        Usage: if there is no catalogue for it.
    """
    if language is None:
        return
    from salesplan.report.words import languages

    if language not in languages():
        raise Usage(f"--language does not take '{language[:40]}'", f"Use one of {', '.join(languages())}.")


@dataclass(frozen=True, slots=True)
class Look:
    """What a company puts on its page: a logo, a colour, a template of its own."""

    logo: Path | None = None
    color: str | None = None
    template: Path | None = None


def written(document: Document, chosen: DocumentFormat, look: Look) -> str:
    """The document in one of the formats; only a page has a look."""
    if chosen is DocumentFormat.MARKDOWN:
        from salesplan.report.document_markdown import document_markdown

        return document_markdown(document)
    from salesplan.report.branding import branding

    own = branding(look.color, look.logo)
    if look.template is not None:
        from salesplan.report.own_template import document_from_template

        return document_from_template(document, look.template, own)
    from salesplan.report.html import document_html

    return document_html(document, own)


def show(document: Document) -> None:
    """The document on a terminal."""
    from salesplan.commands.output import leave_pipe
    from salesplan.report.document_terminal import document_lines
    from salesplan.report.terminal import show_lines, width_of

    try:
        show_lines(document_lines(document, width_of(sys.stdout)))
        sys.stdout.flush()
    except BrokenPipeError:
        leave_pipe()
