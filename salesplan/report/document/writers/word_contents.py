"""The contents of a Word document: a field with a line for each section, which leads there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from docx.document import Document as File

NAME: Final = "_Toc{:04d}"
"""What the marks at headings are called: as Word calls those of its own contents, which it may replace."""


def bookmark(heading: Any, number: int) -> None:  # noqa: ANN401  (python-docx names no bookmarks, nor types elements)
    """Mark the heading of a section, for its line in the contents to lead to."""
    start, end = _element("bookmarkStart", id=number, name=NAME.format(number)), _element("bookmarkEnd", id=number)
    heading.insert(1 if heading.pPr is not None else 0, start)
    heading.append(end)


def contents(file: File, titles: Sequence[str]) -> None:
    """A field of contents over headings of the first level.

    A line leads to its section at once. Which page that is, only a program that lays the pages out can tell: Word puts
    the pages in when it updates the field, as this one asks to be.
    """
    from docx.shared import Pt

    lines = [file.add_paragraph() for _ in titles]
    for number, (line, title) in enumerate(zip(lines, titles, strict=True), 1):
        line.paragraph_format.space_after = Pt(0)
        link = _element("hyperlink", anchor=NAME.format(number), history=1)
        link.append(_text(title))
        line._p.append(link)  # noqa: SLF001
    if lines:
        _field(lines[0]._p, lines[-1]._p, 'TOC \\o "1-1" \\h \\z \\u')  # noqa: SLF001


def _field(first: Any, last: Any, instruction: str) -> None:  # noqa: ANN401  (python-docx's element classes are untyped)
    """Make what stands from one paragraph to another the result of a field."""
    asked = _element("instrText")
    asked.text = instruction
    opening = (
        _element("fldChar", fldCharType="begin", dirty="true"),
        asked,
        _element("fldChar", fldCharType="separate"),
    )
    for place, part in enumerate(opening, 1 if first.pPr is not None else 0):
        first.insert(place, _run(part))
    last.append(_run(_element("fldChar", fldCharType="end")))


def _text(text: str) -> Any:  # noqa: ANN401
    shown = _element("t")
    shown.text = text
    return _run(shown)


def _run(inside: Any) -> Any:  # noqa: ANN401
    run = _element("r")
    run.append(inside)
    return run


def _element(tag: str, /, **attributes: object) -> Any:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made
