"""One writer for each kind of document."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from salesplan.console.given_plan import USUAL, Usable
from salesplan.console.given_quota import quota_of
from salesplan.console.render_job import DocumentFormat, Job
from salesplan.model.plan import Plan
from salesplan.report.document.blocks import Block, Document
from salesplan.report.document.build import plan_document
from salesplan.report.document.figures import Figures
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.language.words import Words, words_for
from salesplan.report.quota.notes import Deadline, deadlines

if TYPE_CHECKING:
    from salesplan.measuring.measurement import Measurement


def figures(reading: Usable, job: Job, by: str = "week") -> Figures:
    """What is computed for the document: the quota, where the plan has funnels, split by the weeks of its period."""
    if not reading.plan.funnels:
        return Figures()
    split = (by, "segment") if reading.plan.period else ("period", "segment")
    return Figures(quota_of(reading, job.target, job.confidence, split))


def usual_split(plan: Plan) -> str:
    """Weeks for up to a quarter, months for longer periods: a table that can be read."""
    longest = 100
    return "week" if plan.dates is None or len(plan.dates) <= longest else "month"


def spoken(reading: Usable, job: Job) -> Plan:
    """The plan in the language asked for."""
    return reading.plan.model_copy(update={"language": job.language}) if job.language else reading.plan


def _document(reading: Usable, job: Job) -> tuple[Document, Figures]:
    plan = spoken(reading, job)
    if job.person is not None:
        from salesplan.console.personal import personal

        return personal(reading, job, plan), Figures()
    computed = figures(reading, job, usual_split(plan))
    found = replace(computed, blocks={**computed.blocks, **_measured(plan, job)})
    return plan_document(plan, found), found


def _measured(plan: Plan, job: Job) -> dict[str, tuple[Block, ...]]:
    """What the plan's records say; nothing, and no engine loaded, where it names none."""
    found = _found(plan, job)
    if found is None:
        return {}
    from salesplan.report.document.sections.measured import measured
    from salesplan.report.language.voice import voice_for

    return {"measured": measured(voice_for(plan.language, plan.currency, plan.dates), found)}


def _found(plan: Plan, job: Job) -> Measurement | None:
    if plan.records is None:
        return None
    from salesplan.console.given_records import folder_of, measured_by

    return measured_by(plan, folder_of(job.plan or USUAL))


def _html(reading: Usable, job: Job) -> str | bytes:
    if job.template is not None or job.person is not None:
        return _plain(reading, job)
    from salesplan.report.document.what_if.page import what_if
    from salesplan.report.document.writers.branding import branding
    from salesplan.report.document.writers.html import document_html
    from salesplan.report.language.voice import voice_for

    look = branding(job.color, job.logo)
    document, found = _document(reading, job)
    plan = spoken(reading, job)
    controls = what_if(voice_for(plan.language, plan.currency, plan.dates), plan, found)
    return document_html(document, look, what_if=controls)


def _plain(reading: Usable, job: Job) -> str | bytes:
    return written(_document(reading, job)[0], job)


def _xlsx(reading: Usable, job: Job) -> bytes:
    from salesplan.quotas.quota import nothing_asked
    from salesplan.report.xlsx import workbook

    plan = spoken(reading, job)
    computed = figures(reading, job, usual_split(reading.plan)).quota or nothing_asked(plan)
    return workbook(plan, computed, _found(plan, job))


def _ics(reading: Usable, job: Job) -> str:
    from salesplan.report.document.writers.calendar import calendar

    plan, found = spoken(reading, job), figures(reading, job)
    dates: list[Deadline] = []
    if found.quota is not None:
        dates += deadlines(found.quota, *_speech(plan))
    return calendar(plan, dates, datetime.now(UTC)).decode()


def _speech(plan: Plan) -> tuple[Words, Numbers]:
    return words_for(plan.language), numbers_for(plan.language)


def _pptx(reading: Usable, job: Job) -> bytes:
    from salesplan.report.document.writers.slides import slides

    return slides(_document(reading, job)[0], job.template)


WRITERS: Final[dict[DocumentFormat, Callable[[Usable, Job], str | bytes]]] = {
    DocumentFormat.HTML: _html,
    DocumentFormat.MARKDOWN: _plain,
    DocumentFormat.XLSX: _xlsx,
    DocumentFormat.ICS: _ics,
    DocumentFormat.PDF: _plain,
    DocumentFormat.DOCX: _plain,
    DocumentFormat.PPTX: _pptx,
}


def written(document: Document, job: Job) -> str | bytes:
    """A finished document in a format that needs nothing but it: HTML, Markdown, PDF or Word."""
    from salesplan.report.document.writers.branding import branding

    match job.format:
        case DocumentFormat.MARKDOWN:
            from salesplan.report.document.writers.markdown import document_markdown

            return document_markdown(document)
        case DocumentFormat.PDF:
            from salesplan.report.document.writers.html import document_html
            from salesplan.report.document.writers.pdf import pdf

            return pdf(document_html(document, branding(job.color, job.logo), paper=True))
        case DocumentFormat.DOCX:
            from salesplan.report.document.writers.word import word

            return word(document)
    from salesplan.report.document.writers.html import document_html

    look = branding(job.color, job.logo)
    if job.template is not None:
        from salesplan.report.document.writers.own_template import document_from_template

        return document_from_template(document, job.template, look)
    return document_html(document, look)


def made(reading: Usable, job: Job) -> str | bytes:
    """The document in the format asked for."""
    return WRITERS[job.format or DocumentFormat.MARKDOWN](reading, job)


def shown(reading: Usable, job: Job) -> None:
    """The document on the terminal."""
    from salesplan.console.output import leave_pipe
    from salesplan.report.document.writers.terminal import document_lines
    from salesplan.report.tables.terminal import show_lines, width_of

    try:
        show_lines(document_lines(_document(reading, job)[0], width_of(sys.stdout)))
        sys.stdout.flush()
    except BrokenPipeError:
        leave_pipe()


def render_once(job: Job) -> None:
    """Read the plan, make the document, write or show it.

    Raises:
        Unreadable: if the plan, the logo or the template cannot be read, or the file cannot be written.
    """
    from salesplan.console.given_plan import read_usable
    from salesplan.console.output import put, put_bytes, say

    reading = read_usable(job.plan, scenario=job.scenario)
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
