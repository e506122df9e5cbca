"""The Word document: its headings, its tables, its contents, and that an office suite opens it."""

from __future__ import annotations

import builtins
import subprocess
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from salesplan.base.finding import Usage
from salesplan.report.document.build import plan_document
from salesplan.report.document.writers.word import word
from salesplan.report.language.numbers import numbers_for
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.table import Table
from tests.report.plans import full, tiny
from tests.report.whatif_plans import hostile


@pytest.mark.parametrize("make", [tiny, full])
def test_sections_are_headings_and_tables_are_tables(make: Any) -> None:
    document = plan_document(*make())
    file = docx.Document(BytesIO(word(document)))
    headings = [one.text for one in file.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings == [document.contents_title, *(section.title for section in document.sections)]
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    for table in tables:
        rows = [list(row) for row in cell_texts(table, numbers_for(document.language))]
        assert [[column.title for column in table.columns], *rows] in found
    assert [[one.label, one.figure, one.meaning] for one in document.headlines] in found


def test_the_contents_lead_to_their_sections_and_headings_stay_with_what_they_head() -> None:
    document = plan_document(*full())
    file = docx.Document(BytesIO(word(document)))
    body = file.element.body
    marks = {mark.get(qn("w:name")): mark.getparent() for mark in body.iter(qn("w:bookmarkStart"))}
    links = [(link.get(qn("w:anchor")), shown_in(link)) for link in body.iter(qn("w:hyperlink"))]
    assert [text for _, text in links] == [section.title for section in document.sections]
    assert [shown_in(marks[name]) for name, _ in links] == [text for _, text in links]
    assert [field.get(qn("w:fldCharType")) for field in body.iter(qn("w:fldChar"))] == ["begin", "separate", "end"]
    for table in file.tables:
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        assert kept[0] or len(kept) == 1, "the first row stays with the heading's page"
        assert not kept[-1]


def shown_in(element: Any) -> str:
    return "".join(part.text for part in element.iter(qn("w:t")))


def test_names_of_a_plan_stay_text() -> None:
    document = plan_document(hostile(), full()[1])
    file = docx.Document(BytesIO(word(document)))
    assert file.paragraphs[0].text == document.title


def test_without_its_library_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Any = builtins.__import__

    def broken(name: str, *rest: object) -> object:
        if name == "docx":
            raise ImportError(name)
        return real(name, *rest)

    document = plan_document(*full())
    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(Usage) as caught:
        word(document)
    assert "'.[office]'" in caught.value.hint


@pytest.mark.heavy("libreoffice")
@pytest.mark.skipif(which("pdftotext") is None, reason="needs pdftotext, of poppler-utils")
def test_libreoffice_shows_every_section(tmp_path: Path) -> None:
    document = plan_document(*full())
    (tmp_path / "plan.docx").write_bytes(word(document))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "plan.docx")], check=True, capture_output=True)
    done = subprocess.run(["pdftotext", str(tmp_path / "plan.pdf"), "-"], check=True, capture_output=True, text=True)
    assert all(" ".join(done.stdout.split()).count(section.title) >= 2 for section in document.sections)
