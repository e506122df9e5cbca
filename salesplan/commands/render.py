"""`salesplan render`: the documents people share."""

from __future__ import annotations

import sys
from collections.abc import Callable
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


def render(
    plan: PlanPath = None,
    format_: ChosenFormat = None,
    output: DocumentOutput = None,
    target: Target = None,
    confidence: Confidence = None,
) -> None:
    """Make a document of the plan and its quotas, to send to the team and the board."""
    amount, share = read_target(target), read_confidence(confidence)
    chosen = format_of(format_, output)
    from salesplan.commands.output import put, say
    from salesplan.commands.plan import read_usable
    from salesplan.commands.quota import quota_of
    from salesplan.report.document import plan_document
    from salesplan.report.figures import Figures

    reading = read_usable(plan)
    result = quota_of(reading, amount, share) if reading.plan.funnels else None
    document = plan_document(reading.plan, Figures(result))
    if chosen is None:
        show(document)
        return
    put(WRITERS[chosen](document), output)
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


def _html(document: Document) -> str:
    from salesplan.report.html import document_html

    return document_html(document)


def _markdown(document: Document) -> str:
    from salesplan.report.document_markdown import document_markdown

    return document_markdown(document)


WRITERS: Final[dict[DocumentFormat, Callable[[Document], str]]] = {
    DocumentFormat.HTML: _html,
    DocumentFormat.MARKDOWN: _markdown,
}


def show(document: Document) -> None:
    """The document on a terminal."""
    from rich.console import Console
    from rich.markdown import Markdown

    from salesplan.report.clean import for_encoding

    text = for_encoding(_markdown(document), sys.stdout.encoding)
    Console().print(Markdown(text, hyperlinks=False))
