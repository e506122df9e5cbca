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

from salesplan.base.finding import Usage
from salesplan.report.document.build import plan_document
from salesplan.report.document.writers.word import word
from salesplan.report.language.numbers import numbers_for
from salesplan.report.tables.cells import shown
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
        rows = [list(row) for row in shown(table, numbers_for(document.language))]
        assert [[column.title for column in table.columns], *rows] in found
    assert [[one.label, one.figure, one.meaning] for one in document.headlines] in found


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
