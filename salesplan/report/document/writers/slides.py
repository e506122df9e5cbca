"""The document as eight to ten slides, through python-pptx, which the extra `office` brings: native charts and tables.

Charts are PowerPoint's own, so that whoever gets the file can edit them, and the speaker notes say where the figures
come from. Without a template the slides look like the page; with one they keep the template's colours and places.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812  (a class by any other name)

from msgspec import Struct
from msgspec.structs import astuple

from salesplan.base.escaping import one_line
from salesplan.base.finding import Unreadable, Usage
from salesplan.base.sentence import sentence
from salesplan.report.document.blocks import Document
from salesplan.report.document.writers.slide_parts import INCH, MUTED, POINT, TEXT, Area, Canvas, paint
from salesplan.report.document.writers.slide_plan import Slide, planned
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.language.words import Words, words_for

HOW_TO_GET_IT = sentence("In the folder that salesplan was installed from: python -m pip install '.[office]'")
TITLE = 30
"""The size of a slide's title, in points."""
_TORN = (KeyError, ValueError, OSError, IndexError, AttributeError, TypeError, SyntaxError, RuntimeError)
"""What the library lets through from inside a file that is torn: parts that are missing, or are no XML."""
TITLE_ONLY, WITH_SUBTITLE = 5, 0
"""Places of the usual layouts; a template with fewer is used with its last one."""


def slides(document: Document, template: Path | None = None) -> bytes:
    """The document as a .pptx file, with the layouts of `template` if there is one.

    Raises:
        Usage: python-pptx is not installed; the hint says how to get it.
        Unreadable: the template is no presentation, or has no layouts.
    """
    try:
        import pptx
    except ImportError:
        raise Usage("Presentations need python-pptx, which is not installed.", HOW_TO_GET_IT) from None
    file = pptx.Presentation() if template is None else _opened(template)
    if template is None:
        file.slide_width, file.slide_height = INCH * 40 // 3, INCH * 15 // 2
    deck = _Deck(file, numbers_for(document.language), words_for(document.language), is_plain=template is None)
    deck.opening(document)
    for slide in planned(document, deck.words):
        deck.add(slide)
    made = BytesIO()
    file.save(made)
    return made.getvalue()


def _opened(template: Path) -> Any:  # noqa: ANN401  (python-pptx has no types)
    import pptx
    from pptx.exc import PythonPptxError

    if not template.exists():
        raise Unreadable(sentence("there is no file {path}", path=template), "name a .pptx file")
    try:
        file = pptx.Presentation(str(template))
        layouts = [list(layout.placeholders) for layout in file.slide_layouts] if len(file.slide_masters) else []
    except (PythonPptxError, BadZipFile, ZlibError, *_TORN) as fault:
        if is_compound(template):
            message = sentence("{file} is protected by a password, or of the kind before 2007", file=template)
            raise Unreadable(message, "save it as .pptx without a password, and try again") from fault
        raise Unreadable(
            sentence("{template} is no presentation", template=template), "give a .pptx file: --template company.pptx"
        ) from fault
    if not layouts:
        raise Unreadable(
            sentence("{template} has no layouts", template=template),
            "save one with a slide master, as PowerPoint's own have",
        )
    _empty(file)
    return file


def is_compound(path: Path) -> bool:
    """Whether a file is what office programs wrote before 2007, and still write around what a password protects."""
    return path.is_file() and path.open("rb").read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _empty(file: Any) -> None:  # noqa: ANN401
    """Take the template's own slides out: only its looks are wanted."""
    listed = file.slides._sldIdLst  # noqa: SLF001  (the library has no other way to remove a slide)
    for slide in list(listed):
        file.part.drop_rel(slide.rId)
        listed.remove(slide)


class _Deck(Struct, frozen=True):
    """A presentation that is being written."""

    file: Any
    numbers: Numbers
    words: Words
    is_plain: bool

    def area(self, top: int) -> Area:
        """From `top` down, within the edges."""
        edge = INCH * 3 // 5
        return Area(edge, top, self.file.slide_width - 2 * edge, self.file.slide_height - top - edge)

    def layout(self, place: int) -> Any:  # noqa: ANN401
        """A layout of the file, its last one where it has fewer."""
        layouts = self.file.slide_layouts
        return layouts[min(place, len(layouts) - 1)]

    def put(self, shape: Any, text: str, area: Area, size: float) -> None:  # noqa: ANN401
        """A text in a place of the layout; where no template is used, in the area given, titles bold."""
        frame = shape.text_frame
        frame.text = text
        frame.word_wrap = True
        if not self.is_plain:
            return
        shape.left, shape.top, shape.width, shape.height = area.left, area.top, area.width, area.height
        for paragraph in frame.paragraphs:
            paragraph.alignment, paragraph.font.size, paragraph.font.bold = 1, int(size * POINT), size >= TITLE
            paint(paragraph.font.color, TEXT if size >= TITLE else MUTED)

    def opening(self, document: Document) -> None:
        """Title, subtitle, and who answers for the plan."""
        slide = self.file.slides.add_slide(self.layout(WITH_SUBTITLE))
        whole = self.area(0)
        area = Area(whole.left, INCH * 2, whole.width, INCH * 8 // 5)
        places = list(slide.placeholders)
        title = slide.shapes.title or (places[0] if places else slide.shapes.add_textbox(*astuple(area)))
        self.put(title, one_line(document.title), area, 44)
        facts = " · ".join(one_line(text) for _, text in document.facts)
        for shape in list(slide.placeholders)[1:2]:
            text = "\n".join(part for part in (one_line(document.subtitle), facts) if part)
            self.put(shape, text, Area(whole.left, INCH * 19 // 5, whole.width, INCH * 8 // 5), 22)
        slide.notes_slide.notes_text_frame.text = one_line(document.footer)

    def add(self, planned_slide: Slide) -> None:
        """One slide with what it shows, and where its figures come from in the notes."""
        slide = self.file.slides.add_slide(self.layout(TITLE_ONLY))
        whole = self.area(INCH * 2 // 5)
        shape = slide.shapes.title
        if shape is None:
            shape = slide.shapes.add_textbox(whole.left, whole.top, whole.width, INCH)
        self.put(shape, one_line(planned_slide.title), Area(whole.left, whole.top, whole.width, INCH * 4 // 5), TITLE)
        canvas = Canvas(slide.shapes, self.numbers, self.words, self.is_plain)
        top = INCH * 3 // 2 if self.is_plain else self._below(shape)
        if planned_slide.lead:
            lines = -(-len(planned_slide.lead) // 95)
            canvas.text(planned_slide.lead, self.area(top - INCH // 4), 16, MUTED)
            top += INCH * 3 // 10 * lines
        areas = self.area(top).split(len(planned_slide.parts))
        for part, area in zip(planned_slide.parts, areas, strict=True):
            canvas.draw(part, area)
        slide.notes_slide.notes_text_frame.text = "\n".join(map(one_line, planned_slide.notes))

    def _below(self, title: Any) -> int:  # noqa: ANN401
        """Where a template's own place for the title ends; half way down at most."""
        end = int(title.top or 0) + int(title.height or INCH)
        return min(max(end + INCH // 8, INCH), int(self.file.slide_height) // 2)
