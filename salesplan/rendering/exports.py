"""Documents for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from salesplan.rendering.formats import PERSONAL, SUFFIXES, DocumentFormat

if TYPE_CHECKING:
    from salesplan.measuring.measurement import Measurement
    from salesplan.model.plan import Plan
    from salesplan.progress.forecast.prediction import Forecast
    from salesplan.progress.pipeline import Pipeline
    from salesplan.progress.track import Track


def render(  # noqa: PLR0913  (all that a document is asked to be)
    plan: Plan,
    *,
    output: str | PathLike[str] | None = None,
    format: str | None = None,  # noqa: A002  (the name of the command's option)
    target: Decimal | Fraction | float | None = None,
    confidence: Decimal | Fraction | float | None = None,
    language: str | None = None,
    measurement: Measurement | None = None,
    track: Track | None = None,
    pipeline: Pipeline | None = None,
    forecast: Forecast | None = None,
    template: str | PathLike[str] | None = None,
    logo: str | PathLike[str] | None = None,
    color: str | None = None,
    person: str | None = None,
    on: date | None = None,
) -> str | bytes:
    """The plan as a document: text for html, markdown and ics; bytes for xlsx, docx, pptx and pdf.

    With `output` it is also written there, whole or not at all; its suffix says the format where `format` does not.
    `target` is revenue in the plan's currency, `confidence` a share between 0 and 1, `language` one of en, fr, it;
    `measurement` comes from `salesplan.measure`, `track` (by segment), `pipeline` and `forecast` from these functions.
    `person` is somebody of the team, or a segment, whose page it is to be (html, markdown, pdf or docx), for the week
    of `on`, today if None.

    Raises:
        PlanError: the plan lacks a figure that its quotas need.
        Usage: nobody in the plan is called `person`.
        Unreadable: a template or logo cannot be read, a library for the format is missing, or `output` cannot be
            written.
        ValueError: no format is named, or an argument is out of its range.
    """
    from salesplan.base.files import write_atomically
    from salesplan.base.languages import LANGUAGES
    from salesplan.progress.followed import Followed
    from salesplan.rendering.brief import Brief
    from salesplan.rendering.documents import write_document

    form = _format_of(format, output)
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}")
    brief = Brief(
        plan.model_copy(update={"language": language}) if language else plan,
        target=target,
        confidence=confidence,
        measurement=measurement,
        followed=Followed(track, pipeline, forecast),
        template=None if template is None else Path(template),
        logo=None if logo is None else Path(logo),
        color=color,
        person=person,
        on=on,
    )
    if person is not None and form not in PERSONAL:
        raise ValueError(f"a page for one person is {', '.join(PERSONAL)}")
    written = write_document(brief, form)
    if output is not None:
        write_atomically(Path(output), written.encode() if isinstance(written, str) else written)
    return written


def _format_of(name: str | None, output: str | PathLike[str] | None) -> DocumentFormat:
    if name is not None and name in set(DocumentFormat):
        return DocumentFormat(name)
    found = SUFFIXES.get(Path(output).suffix.lower()) if output is not None and name is None else None
    if found is None:
        raise ValueError(f"format is one of {', '.join(DocumentFormat)}; or give an output with such a suffix")
    return found
