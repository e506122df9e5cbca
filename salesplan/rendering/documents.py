"""One writer for each kind of document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from salesplan.rendering.brief import Brief
from salesplan.rendering.formats import DocumentFormat
from salesplan.report.document.blocks import Block, Document, Headline
from salesplan.report.document.build import plan_document
from salesplan.report.document.figures import Figures
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.language.words import words_for
from salesplan.report.quota.notes import deadlines

if TYPE_CHECKING:
    from salesplan.quotas.ramping import RampMonth
    from salesplan.records.count.ledger import Ledger
    from salesplan.report.document.personal.who import Who


def write_document(brief: Brief, form: DocumentFormat) -> str | bytes:
    """The document in the format asked for: text, or bytes where the format is not text.

    Raises:
        PlanError: the plan lacks a figure that its quotas need.
        Unreadable: the logo or the template cannot be read, or the library that writes the format is not there.
    """
    return WRITERS[form](brief)


def build_document(brief: Brief) -> tuple[Document, Figures]:
    """The document before it is written in any format, and the figures in it.

    Raises:
        Usage: it is to be of a person whom the plan does not know.
    """
    if brief.person is not None:
        from salesplan.report.document.personal.who import who_is

        return next(pages(brief, (who_is(brief.plan, brief.person),))), Figures()
    expected = brief.followed.forecast.probability if brief.followed.forecast else None
    computed = Figures(
        brief.quota(brief.split),
        _headlines(brief),
        expected=expected,
        is_over=_is_over(brief),
        ramps=ramps_of(brief),
    )
    found = replace(computed, blocks={**computed.blocks, **_measured(brief), **followed_blocks(brief)})
    return plan_document(brief.plan, found), found


def _is_over(brief: Brief) -> bool:
    """Whether the period had ended by the day that is looked at: what the plan gave as a chance is history then."""
    track = brief.followed.track
    return track is not None and track.on > track.period.end


def pages(brief: Brief, people: Iterable[Who]) -> Iterator[Document]:
    """The page of each of these people, from one schedule."""
    from salesplan.report.document.personal.page import personal_document, split

    found = split(brief.quota("period"))
    day = brief.on or datetime.now().astimezone().date()
    return (personal_document(brief.plan, who, found, day) for who in people)


def write_built(document: Document, brief: Brief, form: DocumentFormat) -> str | bytes:
    """A finished document in a format that needs nothing else: HTML without controls, Markdown, PDF or Word."""
    from salesplan.report.document.writers.branding import branding

    match form:
        case DocumentFormat.MARKDOWN:
            from salesplan.report.document.writers.markdown import document_markdown

            return document_markdown(document)
        case DocumentFormat.DOCX:
            from salesplan.report.document.writers.word import word

            return word(document)
        case DocumentFormat.PDF:
            from salesplan.report.document.writers.html import document_html
            from salesplan.report.document.writers.pdf import pdf

            return pdf(document_html(document, branding(brief.color, brief.logo), paper=True))
        case DocumentFormat.HTML if brief.template is not None:
            from salesplan.report.document.writers.own_template import document_from_template

            return document_from_template(document, brief.template, branding(brief.color, brief.logo))
        case DocumentFormat.HTML:
            from salesplan.report.document.writers.html import document_html

            return document_html(document, branding(brief.color, brief.logo))
    raise ValueError(f"a document of its own is not written as {form}")


def _voice(brief: Brief) -> Voice:
    return voice_for(brief.plan.language, brief.plan.currency, brief.plan.dates)


def _measured(brief: Brief) -> dict[str, tuple[Block, ...]]:
    if brief.measurement is None:
        return {}
    from salesplan.report.document.sections.measured import measured

    return {"measured": measured(_voice(brief), brief.measurement)}


def followed_blocks(brief: Brief) -> dict[str, tuple[Block, ...]]:
    """The sections on where the plan stands and what it will bring; nothing, and nothing loaded, without records."""
    found = brief.followed
    made: dict[str, tuple[Block, ...]] = {}
    if found.track or found.pipeline:
        from salesplan.report.document.sections.progress import progress

        made["progress"] = progress(_voice(brief), found)
    if found.ledger or brief.plan.kpis:
        made |= _from_deals(brief, found.ledger)
    if found.forecast:
        from salesplan.report.document.sections.outlook import outlook

        made["outlook"] = outlook(_voice(brief), found.forecast, found.advice)
    return made


def ramps_of(brief: Brief) -> dict[str, tuple[RampMonth, ...]]:
    """How people of each segment grew into their quota by the records; empty without them."""
    if brief.followed.ledger is None:
        return {}
    from salesplan.indicators.ramp import ramps_seen

    return ramps_seen(brief.plan, brief.followed.ledger)


def _from_deals(brief: Brief, deals: Ledger | None) -> dict[str, tuple[Block, ...]]:
    """What else follows from the deals: key figures, pay, contracts that end."""
    from salesplan.indicators.kpi import kpi, no_deals
    from salesplan.pay.commission import commission
    from salesplan.progress.renewals import planned_renewals
    from salesplan.report.document.sections import kpis, pay, renewals

    voice, plan = _voice(brief), brief.plan
    made = {"kpis": kpis.kpis(voice, kpi(plan, deals or no_deals(brief.on), brief.followed.done))}
    if deals and plan.compensation:
        made["compensation"] = pay.earned(voice, commission(plan, deals))
    ended = planned_renewals(plan, deals) if deals else None
    if ended and ended.contracts:
        made["renewals"] = renewals.renewals(voice, ended)
    return {key: blocks for key, blocks in made.items() if blocks}


def _headlines(brief: Brief) -> tuple[Headline, ...]:
    found = brief.followed
    made: list[Headline] = []
    if found.track:
        from salesplan.report.document.sections.progress import won_so_far

        made += won_so_far(_voice(brief), found.track)
    if found.forecast:
        from salesplan.report.document.sections.outlook import expected_result

        made += expected_result(_voice(brief), found.forecast)
    return tuple(made)


def _html(brief: Brief) -> str | bytes:
    document, found = build_document(brief)
    if brief.template is not None or brief.person is not None:
        return write_built(document, brief, DocumentFormat.HTML)
    from salesplan.report.document.what_if.page import what_if
    from salesplan.report.document.writers.branding import branding
    from salesplan.report.document.writers.html import document_html, fold_script

    look = branding(brief.color, brief.logo)
    folded = any(section.key == "summary" for section in document.sections)
    scripts = (fold_script(),) if folded else ()
    return document_html(document, look, scripts, what_if=what_if(_voice(brief), brief.plan, found))


def _built(form: DocumentFormat) -> Callable[[Brief], str | bytes]:
    return lambda brief: write_built(build_document(brief)[0], brief, form)


def _xlsx(brief: Brief) -> bytes:
    from salesplan.quotas.quota import nothing_asked
    from salesplan.report.xlsx import workbook

    quota = brief.quota(brief.split) or nothing_asked(brief.plan)
    return workbook(brief.plan, quota, brief.measurement, followed_blocks(brief), ramps_of(brief))


def _ics(brief: Brief) -> str:
    from salesplan.report.document.writers.calendar import calendar

    plan, quota = brief.plan, brief.quota("week")
    words, numbers = words_for(plan.language), numbers_for(plan.language)
    dates = list(deadlines(quota, words, numbers)) if quota is not None else []
    if brief.followed.ledger:
        from salesplan.progress.renewals import planned_renewals
        from salesplan.report.renewals import notice_days

        dates += notice_days(_voice(brief), planned_renewals(plan, brief.followed.ledger))
    return calendar(plan, dates, datetime.now(UTC)).decode()


def _pptx(brief: Brief) -> bytes:
    from salesplan.report.document.writers.slides import slides

    return slides(build_document(brief)[0], brief.template)


WRITERS: Final[dict[DocumentFormat, Callable[[Brief], str | bytes]]] = {
    DocumentFormat.HTML: _html,
    DocumentFormat.MARKDOWN: _built(DocumentFormat.MARKDOWN),
    DocumentFormat.XLSX: _xlsx,
    DocumentFormat.ICS: _ics,
    DocumentFormat.PDF: _built(DocumentFormat.PDF),
    DocumentFormat.DOCX: _built(DocumentFormat.DOCX),
    DocumentFormat.PPTX: _pptx,
}
