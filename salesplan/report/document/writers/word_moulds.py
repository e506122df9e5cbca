"""Paragraphs and tables of a Word document, each look made once by python-docx and copied for every text.

A document has thousands of cells and few looks. The library finds a style, and each element's place among the others,
anew for every one of them; a copy needs neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from docx.document import Document as File

GREY: Final = (0x57, 0x60, 0x6C)
TABLE_STYLE: Final = "Light Shading Accent 1"
_HOLDER: Final = "x "
"""What stands in a mould until a text does: its blank keeps those of the texts."""


class Look(NamedTuple):
    """How a cell looks: whether bold, to the right, with the next row on a page, and the size of its letters."""

    bold: bool
    right: bool
    keep: bool
    points: float


class Moulds:
    """What has been made so far of one file's looks; elements are lxml's."""

    def __init__(self, file: File) -> None:
        from docx.oxml.ns import qn

        self.file = file
        self.end = file.element.body[-1]
        self.made: dict[object, Any] = {}
        self.name = qn

    def heading(self, text: str, level: int) -> Any:  # noqa: ANN401  (python-docx's element classes are not typed)
        """A heading of a level, 0 for the title, at the end of the file."""
        return self._paragraph(("heading", level), lambda: self.file.add_heading(_HOLDER, level), text)

    def line(self, text: str, style: str | None = None, *, keep: bool = False) -> Any:  # noqa: ANN401
        """A paragraph in a style of the file, with the next one on a page where `keep` asks for it."""

        def made() -> Any:  # noqa: ANN401
            paragraph = self.file.add_paragraph(_HOLDER, style)
            if keep:
                paragraph.paragraph_format.keep_with_next = True
            return paragraph

        return self._paragraph((style, keep), made, text)

    def note(self, text: str) -> Any:  # noqa: ANN401
        """A remark, smaller and in grey."""

        def made() -> Any:  # noqa: ANN401
            from docx.shared import Pt, RGBColor

            paragraph = self.file.add_paragraph()
            run = paragraph.add_run(_HOLDER)
            run.font.size, run.font.color.rgb = Pt(8.5), RGBColor(*GREY)
            return paragraph

        return self._paragraph("note", made, text)

    def pair(self, label: str, text: str, *, keep: bool) -> Any:  # noqa: ANN401
        """A label in bold, and what it is of."""

        def made() -> Any:  # noqa: ANN401
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.keep_with_next = keep
            paragraph.add_run(_HOLDER).bold = True
            paragraph.add_run(_HOLDER)
            return paragraph

        return self._paragraph(("pair", keep), made, label, text)

    def gap(self) -> Any:  # noqa: ANN401
        """The empty line below a table."""

        def made() -> Any:  # noqa: ANN401
            from docx.shared import Pt

            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            return paragraph

        return self._paragraph("gap", made)

    def table(self, widths: Sequence[int]) -> Any:  # noqa: ANN401
        """A table without rows, its columns so many EMU wide, at the end of the file."""

        def made() -> Any:  # noqa: ANN401
            table = self.file.add_table(rows=0, cols=len(widths), style=TABLE_STYLE)
            table.autofit = False
            row = table.add_row()
            whole = row._tr.getparent()  # noqa: SLF001  (a row's element, from which the table's is reached)
            whole.remove(row._tr)  # noqa: SLF001
            return whole

        copied = self._copied(("table", len(widths)), made)
        for column, width in zip(copied.iter(self.name("w:gridCol")), widths, strict=True):
            column.set(self.name("w:w"), _twentieths(width))
        self.end.addprevious(copied)
        return copied

    def row(self, cells: Sequence[tuple[str, int, Look]], *, is_head: bool) -> Any:  # noqa: ANN401
        """A row that is not cut: for each cell its text, its width and its look."""
        row = self._copied(("row", is_head), partial(self._bare_row, is_head=is_head))
        for text, width, look in cells:
            cell = self._copied(("cell", look), partial(self._bare_cell, look))
            next(cell.iter(self.name("w:tcW"))).set(self.name("w:w"), _twentieths(width))
            next(cell.iter(self.name("w:t"))).text = text
            row.append(cell)
        return row

    def _bare_row(self, *, is_head: bool) -> Any:  # noqa: ANN401
        from docx.oxml import OxmlElement

        row = self._taken_out().rows[0]._tr  # noqa: SLF001  (the library has no name for what a heading row needs)
        for name in ("w:cantSplit", *(["w:tblHeader"] if is_head else [])):
            row.get_or_add_trPr().append(OxmlElement(name))
        for cell in list(row.iter(self.name("w:tc"))):
            row.remove(cell)
        return row

    def _bare_cell(self, look: Look) -> Any:  # noqa: ANN401
        from docx.shared import Cm, Pt

        cell = self._taken_out().cell(0, 0)
        cell.width = Cm(1)
        paragraph = cell.paragraphs[0]
        laid = paragraph.paragraph_format
        laid.space_before = laid.space_after = Pt(2)
        laid.keep_with_next = look.keep
        run = paragraph.add_run(_HOLDER)
        run.bold, run.font.size = look.bold, Pt(look.points)
        if look.right:
            paragraph.alignment = 2
        return paragraph._p.getparent()  # noqa: SLF001  (a cell's element)

    def _taken_out(self) -> Any:  # noqa: ANN401
        """A table of one cell that does not stand in the file."""
        table = self.file.add_table(rows=1, cols=1)
        whole = table.rows[0]._tr.getparent()  # noqa: SLF001
        whole.getparent().remove(whole)
        return table

    def _paragraph(self, key: object, make: Callable[[], Any], *texts: str) -> Any:  # noqa: ANN401
        copied = self._copied(key, lambda: make()._p)  # noqa: SLF001  (a paragraph's element)
        for holder, text in zip(copied.iter(self.name("w:t")), texts, strict=True):
            holder.text = text
        self.end.addprevious(copied)
        return copied

    def _copied(self, key: object, make: Callable[[], Any]) -> Any:  # noqa: ANN401
        if key not in self.made:
            mould = make()
            above = mould.getparent()
            if above is not None:
                above.remove(mould)
            self.made[key] = mould
        return deepcopy(self.made[key])


def _twentieths(width: int) -> str:
    """EMU as Word writes widths, in twentieths of a point."""
    return str(round(width / 635))
