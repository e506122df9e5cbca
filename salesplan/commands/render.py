"""`salesplan render`: the documents people share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salesplan.base.finding import Usage
from salesplan.base.languages import Language
from salesplan.base.sentence import sentence
from salesplan.console.options import Confidence, PlanPath, Scenario, Target, read_confidence, read_day, read_target
from salesplan.console.render_job import Job, format_of, looks_of, refuse_together, refuse_unused
from salesplan.rendering.formats import DocumentFormat

DocumentOutput = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; its suffix says the format.")
]
ChosenFormat = Annotated[
    DocumentFormat | None, typer.Option("--format", "-f", help="The format, where the file's suffix does not say it.")
]
ChosenLanguage = Annotated[Language | None, typer.Option(help="The language, instead of the plan's own.")]
Template = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="A folder with your plan.html.j2, or a .pptx whose looks slides take."),
]
Logo = Annotated[Path | None, typer.Option(metavar="FILE", help="A picture for the head of the page.")]
Color = Annotated[str | None, typer.Option(metavar="COLOR", help="The accent colour, such as '#0a5'.")]
Since = Annotated[
    list[str] | None,
    typer.Option("--since", metavar="FILE", help="An earlier export of deals: show what changed since then."),
]
For = Annotated[
    str | None, typer.Option("--for", metavar="NAME", help="One page for this person, or this segment of the team.")
]
AllReps = Annotated[
    Path | None, typer.Option("--all-reps", metavar="DIR", help="A page for everybody in the team, into this folder.")
]
On = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="The day of such a page, else today; of the records, else their last."),
]
Watch = Annotated[bool, typer.Option("--watch", help="Render anew each time the plan is saved; Ctrl-C ends it.")]
Open = Annotated[bool, typer.Option("--open", help="Open the document when it is written.")]


def render(
    plan: PlanPath = None,
    format_: ChosenFormat = None,
    output: DocumentOutput = None,
    target: Target = None,
    confidence: Confidence = None,
    language: ChosenLanguage = None,
    scenario: Scenario = None,
    template: Template = None,
    logo: Logo = None,
    color: Color = None,
    since: Since = None,
    for_: For = None,
    all_reps: AllReps = None,
    on: On = None,
    watch: Watch = False,
    open_: Open = False,
) -> None:
    """Make a document of the plan, for the team and the board.

    The file's suffix says the format: .html, .md, .xlsx, .docx, .pptx, .ics or .pdf. Without a file the document is
    shown here.
    """
    refuse_together(for_, all_reps, output, since, live=watch or open_)
    chosen = (format_ or DocumentFormat.HTML) if all_reps else format_of(format_, output)
    if (watch or open_) and output is None:
        raise Usage(sentence("{option} needs a file", option="--watch" if watch else "--open"), "Add -o plan.html.")
    if watch and plan == "-":
        raise Usage("--watch needs a plan file", "Standard input cannot be watched.")
    job = Job(
        plan=plan,
        format=chosen,
        output=output,
        target=read_target(target),
        confidence=read_confidence(confidence),
        language=language,
        template=template,
        logo=logo,
        color=color,
        scenario=scenario,
        since=tuple(since or ()),
        person="" if all_reps else for_,
        on=read_day("--on", on),
    )
    refuse_unused(job)
    from salesplan.console.output import keep_whole

    keep_whole(looks_of(job))
    if all_reps:
        from salesplan.console.personal import render_all

        render_all(job, all_reps)
        return
    if watch:
        from salesplan.console.watch import render_on_save

        render_on_save(job, open_=open_)
        return
    from salesplan.console.documents import render_once

    render_once(job)
    if format_ is None and output is None:
        from salesplan.console.output import suggest

        suggest("`salesplan render -o plan.html` makes it a page that you can send.")
    if open_ and output is not None:
        typer.launch(str(output.resolve()))
