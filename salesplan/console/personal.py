"""Pages for the people of a plan: one by name, or everybody's into a folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from salesplan.base.finding import PlanError, Unwritable, Usage
from salesplan.base.sentence import sentence
from salesplan.console.render_job import Job
from salesplan.rendering.formats import DocumentFormat

if TYPE_CHECKING:
    from salesplan.rendering.brief import Brief
    from salesplan.report.document.blocks import Document

LONGEST = 60
"""Letters of a file's name: what any disk takes, also where a letter is four bytes."""

SUFFIX_OF: Final = {DocumentFormat.MARKDOWN: ".md"}

_NO_FILES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names that mean a device on Windows, whatever their suffix."""


def render_all(job: Job, folder: Path) -> None:
    """Write a page for everybody in the team into `folder`, which is made if it is not there.

    Raises:
        Usage: there is nobody in the team, or something that is no folder bears the name.
        Unreadable: the plan cannot be read, or a page cannot be written.
    """
    from salesplan.console.documents import brief_for
    from salesplan.console.given_plan import read_usable, refuse
    from salesplan.console.output import say
    from salesplan.rendering.documents import pages
    from salesplan.report.document.personal.who import everyone

    reading = read_usable(job.plan, scenario=job.scenario)
    brief = brief_for(reading, job)
    people = everyone(brief.plan)
    if not people:
        raise Usage("the plan names nobody", "Add members to the team's segments, or a headcount.")
    try:
        documents = pages(brief, people)
    except PlanError as gaps:
        refuse(reading.sources, gaps.findings)
    _make(folder)
    for document, name in zip(documents, file_names(who.name for who in people), strict=True):
        _write(document, brief, job, folder / name)
    say("Pages written into {folder}: {n}.", folder=folder, n=len(people))


def _make(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Usage(sentence("'{folder}' is no folder", folder=folder), "Name a folder: --all-reps pages")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as trouble:
        raise Unwritable(
            sentence(
                "cannot make the folder {folder}: {reason}",
                folder=folder,
                reason=(trouble.strerror or str(trouble)).lower(),
            )
        ) from trouble


def _write(document: Document, brief: Brief, job: Job, stem: Path) -> None:
    from salesplan.console.output import emit, put_bytes
    from salesplan.rendering.documents import write_built

    form = job.format or DocumentFormat.HTML
    path = stem.with_name(stem.name + SUFFIX_OF.get(form, f".{form}"))
    if path.is_symlink():
        raise Usage(sentence("'{path}' is a link, which may lead out of the folder", path=path), "Remove it first.")
    made = write_built(document, brief, form)
    if isinstance(made, str):
        emit(made, path)
    else:
        put_bytes(made, path)


def file_names(names: Iterable[str]) -> Iterator[str]:
    """A file's name for each person, without suffix: letters, digits and dashes only, no two alike, never a device's.

    Example: "Léa Petit" is léa-petit, "../../x" is x, a second "Ada" is ada-2.
    """
    taken: set[str] = set()
    for name in names:
        stem = slug(name)
        free = next(
            each
            for number in range(1, len(taken) + 2)
            if (each := f"{stem}-{number}" if number > 1 else stem) not in taken
        )
        taken.add(free)
        yield free


def slug(name: str) -> str:
    """A name as part of a file's name, whatever it holds."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
    text = re.sub(r"[\W_]+", "-", plain).strip("-")[:LONGEST].strip("-") or "page"
    return f"{text}-page" if text in _NO_FILES else text
