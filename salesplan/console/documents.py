"""Documents on the command line: read the plan and its records, make the document, write or show it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from salesplan.base.finding import PlanError, Usage
from salesplan.console.given_plan import Usable, refuse
from salesplan.console.options import USUAL
from salesplan.console.render_job import Job
from salesplan.progress.followed import Followed
from salesplan.rendering.brief import Brief
from salesplan.rendering.documents import build_document, write_document
from salesplan.rendering.formats import DocumentFormat

if TYPE_CHECKING:
    from salesplan.measuring.measurement import Measurement
    from salesplan.model.plan import Plan


def brief_for(reading: Usable, job: Job) -> Brief:
    """What the job asks for, of the plan in the language asked for, with what the plan's records say."""
    plan = reading.plan.model_copy(update={"language": job.language}) if job.language else reading.plan
    measurement, followed = _records(plan, job)
    return Brief(
        plan=plan,
        target=job.target,
        confidence=job.confidence,
        measurement=measurement,
        followed=followed,
        template=job.template,
        logo=job.logo,
        color=job.color,
        person=job.person,
        on=job.on,
        locate=reading.locate,
    )


def _shows_renewals(plan: Plan) -> bool:
    from salesplan.progress.renewals import has_renewals

    return has_renewals(plan)


def _records(plan: Plan, job: Job) -> tuple[Measurement | None, Followed]:
    """What the plan's records say, and where it stands by them; no engine is loaded where neither is shown.

    Raises:
        Usage: a day or an earlier export is given, and there are no records to go with it.
    """
    if job.person is not None:
        return None, Followed()
    calendar = job.format == "ics"
    if job.on is not None and (plan.records is None or calendar):
        raise Usage("--on is for the page of a person, or for records", "Add --for NAME, --all-reps DIR, or records:.")
    if (plan.records is None and not job.since) or (calendar and not _shows_renewals(plan)):
        return None, Followed()
    from salesplan.console.given_progress import followed_by
    from salesplan.console.given_sources import folder_of
    from salesplan.console.planned_records import measured_by, planned_records

    folder = folder_of(job.plan or USUAL)
    with planned_records(plan, folder) as records:
        return (
            None if calendar else measured_by(plan, folder, records),
            followed_by(plan, folder, records, job.since, job.on),
        )


def show_document(brief: Brief) -> None:
    """The document on the terminal."""
    from salesplan.console.output import leave_pipe
    from salesplan.report.document.writers.terminal import document_lines
    from salesplan.report.tables.terminal import show_lines, width_of

    try:
        show_lines(document_lines(build_document(brief)[0], width_of(sys.stdout)))
        sys.stdout.flush()
    except BrokenPipeError:
        leave_pipe()


def render_once(job: Job) -> None:
    """Read the plan, make the document, write or show it; a plan that lacks something ends it with exit code 1.

    Raises:
        Unreadable: if the plan, the logo or the template cannot be read, or the file cannot be written.
    """
    from salesplan.console.given_plan import read_usable

    reading = read_usable(job.plan, scenario=job.scenario)
    brief = brief_for(reading, job)
    try:
        if job.format is None:
            show_document(brief)
        else:
            deliver_document(write_document(brief, job.format), job)
    except PlanError as gaps:
        refuse(reading.sources, gaps.findings)


def deliver_document(document: str | bytes, job: Job) -> None:
    """Write the document where the job says, or to standard output, and say so."""
    from salesplan.console.output import emit, put_bytes, say

    if isinstance(document, str):
        emit(document, job.output)
    elif job.output is not None:
        put_bytes(document, job.output)
    if job.output is not None:
        say("Wrote {file}.", file=job.output)
    if job.format is DocumentFormat.ICS and isinstance(document, str) and "BEGIN:VEVENT" not in document:
        say("There is no date in it yet: add milestones, trainings with a day, or a rhythm of tracking to the plan.")
