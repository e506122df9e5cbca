"""Slides: what stands on them, that charts are the library's own, and that LibreOffice opens them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from salesplan.report.document.blocks import Document, Headline, Section
from salesplan.report.document.writers.slide_plan import planned
from salesplan.report.language.words import words_for
from salesplan.report.tables.table import Column, Kind, Table
from tests.encrypted import protected
from tests.shell import salesplan

pptx: Any = pytest.importorskip("pptx", reason="needs python-pptx; get it with: pip install '.[office]'")
COLUMNS = (Column("what", "What"), Column("n", "Number", Kind.COUNT))
MANY = (
    ("summary", "weekly"), ("goals", "goals"), ("progress", "actions"), ("outlook", "futures"), ("funnel", "stages-x"),
    ("quotas", "quotas"), ("revenue", "revenue-people"), ("capacity", "heat"), ("budget", "budget"), ("risks", "risks"),
)  # fmt: skip
EXAMPLE = Path(__file__).parents[2] / "examples" / "half-year.yaml"


def made(folder: Path, *options: str) -> Any:
    ended = salesplan(folder, "render", str(EXAMPLE), "-o", "plan.pptx", *options)
    assert ended.code == 0, ended.err
    return pptx.Presentation(BytesIO((folder / "plan.pptx").read_bytes()))


def texts(slide: Any) -> str:
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    found += [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def test_eight_to_ten_slides_with_charts_and_notes(tmp_path: Path) -> None:
    slides = list(made(tmp_path).slides)
    assert 8 <= len(slides) <= 10
    assert "€1,260,000" in texts(slides[1])
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) >= 4
    target, funnel, *_ = charts
    assert list(target.plots[0].series[0].values) == [151200, 327600, 554400, 756000, 970200, 1260000]
    assert list(funnel.plots[0].series[0].values) == [2230, 223, 100, 28]
    assert all(slide.notes_slide.notes_text_frame.text for slide in slides)


def test_a_chart_has_one_kind_of_figure(tmp_path: Path) -> None:
    """Counts and amounts never share an axis, and labels have the currency where the language puts it."""
    slides = list(made(tmp_path, "--language", "fr").slides)
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert all(len(chart.plots[0].series) == 1 for chart in charts)
    patterns = [chart.plots[0].data_labels.number_format for chart in charts]
    assert patterns == ['#,##0"\u00a0€"', "#,##0", "#,##0", '#,##0"\u00a0€"']


def test_figures_of_tables_stand_to_the_right_and_in_one_line(tmp_path: Path) -> None:
    slides = list(made(tmp_path).slides)
    (goals,) = (shape.table for slide in slides for shape in slide.shapes
                if shape.has_table and shape.table.cell(0, 0).text == "Goal")  # fmt: skip
    place = [cell.text for cell in goals.rows[0].cells].index("Target")
    cell = goals.cell(1, place)
    assert cell.text == "€1,260,000"
    assert cell.text_frame.paragraphs[0].alignment == 3
    size = cell.text_frame.paragraphs[0].runs[0].font.size
    assert len(cell.text) * size * 0.55 <= goals.columns[place].width


def test_notes_of_the_funnel_say_how_it_comes_about(tmp_path: Path) -> None:
    slides = list(made(tmp_path).slides)
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides]
    assert any("28% of opportunities move on: 28 / 28% = 100 opportunities, rounded up." in text for text in notes)


def test_too_many_slides_leave_the_least_important_ones_out() -> None:
    """Nine beside the title, in the order of the document: what stands, then the plan."""
    sections = tuple(Section(key, key, (Table(name, name, COLUMNS, (("a", 1), ("b", 2))),)) for key, name in MANY)
    document = Document("T", "S", "en", (), (Headline("Target", "€1", "", ""),), sections, "C", "At a glance", "F")
    titles = [slide.title for slide in planned(document, words_for("en"))]
    assert titles == [
        "At a glance", "progress", "outlook", "goals", "funnel", "weekly", "capacity", "budget · budget", "risks",
    ]  # fmt: skip


def test_slides_speak_the_plans_language(tmp_path: Path) -> None:
    slides = list(made(tmp_path, "--language", "fr").slides)
    assert "du plan" in slides[2].notes_slide.notes_text_frame.text


def test_a_template_lends_its_looks_and_none_of_its_slides(tmp_path: Path) -> None:
    own = pptx.Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "Last year's secret"
    own.save(tmp_path / "company.pptx")
    deck = made(tmp_path, "--template", "company.pptx")
    assert deck.slide_width == own.slide_width
    assert "secret" not in "".join(texts(slide) for slide in deck.slides)


@pytest.mark.parametrize("content", [b"", b"no presentation"])
def test_a_template_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.pptx").write_bytes(content)
    ended = salesplan(tmp_path, "render", str(EXAMPLE), "-o", "plan.pptx", "--template", "bad.pptx")
    assert ended.code == 2
    assert "is no presentation" in ended.err
    assert not (tmp_path / "plan.pptx").exists()


def test_a_template_with_a_password_or_without_layouts(tmp_path: Path) -> None:
    (tmp_path / "locked.pptx").write_bytes(protected())
    bare = pptx.Presentation()
    for layout in list(bare.slide_layouts):
        bare.slide_layouts.remove(layout)
    bare.save(tmp_path / "bare.pptx")
    for name, reason in (("locked.pptx", "is protected by a password"), ("bare.pptx", "has no layouts")):
        ended = salesplan(tmp_path, "render", str(EXAMPLE), "-o", "plan.pptx", "--template", name)
        assert (ended.code, ended.out) == (2, "")
        assert f"{name} {reason}" in ended.err
        assert ended.err.count("\n") <= 2
        assert not (tmp_path / "plan.pptx").exists()


def torn(made: bytes, part: str, become: Callable[[bytes], bytes | None]) -> bytes:
    """A file with one of its parts changed, or gone."""
    stream = BytesIO()
    with ZipFile(BytesIO(made)) as old, ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = become(old.read(name)) if name == part else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def without_masters(content: bytes) -> bytes:
    return re.sub(rb"(?s)<p:sldMasterIdLst>.*?</p:sldMasterIdLst>", b"", content)


@pytest.mark.parametrize(
    ("part", "become", "reason"),
    [
        ("ppt/presentation.xml", without_masters, "has no layouts"),
        ("ppt/presentation.xml", lambda content: content[:200], "is no presentation"),
        ("ppt/slideLayouts/slideLayout1.xml", lambda content: content[:200], "is no presentation"),
        ("ppt/slideLayouts/slideLayout1.xml", lambda _: None, "is no presentation"),
    ],
)
def test_a_template_that_is_torn_inside(
    tmp_path: Path, part: str, become: Callable[[bytes], bytes | None], reason: str
) -> None:
    stream = BytesIO()
    pptx.Presentation().save(stream)
    (tmp_path / "torn.pptx").write_bytes(torn(stream.getvalue(), part, become))
    ended = salesplan(tmp_path, "render", str(EXAMPLE), "-o", "plan.pptx", "--template", "torn.pptx")
    assert (ended.code, ended.out) == (2, "")
    assert f"torn.pptx {reason}" in ended.err
    assert ended.err.count("\n") <= 2


def test_a_template_without_places_for_text_is_written_on_all_the_same(tmp_path: Path) -> None:
    own = pptx.Presentation()
    for layout in own.slide_layouts:
        for place in list(layout.placeholders):
            place._element.getparent().remove(place._element)
    own.save(tmp_path / "company.pptx")
    deck = made(tmp_path, "--template", "company.pptx")
    assert "Sales plan, first half of 2027" in texts(deck.slides[0])


def test_a_template_that_is_not_there(tmp_path: Path) -> None:
    ended = salesplan(tmp_path, "render", str(EXAMPLE), "-o", "plan.pptx", "--template", "gone.pptx")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no file gone.pptx" in ended.err


@pytest.mark.heavy("libreoffice")
def test_libreoffice_opens_the_slides(tmp_path: Path) -> None:
    made(tmp_path)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    subprocess.run([*command, "plan.pptx"], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    assert (tmp_path / "plan.pdf").stat().st_size > 10_000
