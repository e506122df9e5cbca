"""Where a plan stands, in every document: the figures of track, pipeline and forecast, drawn and in tables."""

from __future__ import annotations

import json
import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

import salesplan
from salesplan.rendering.brief import Brief
from salesplan.rendering.documents import followed_blocks
from salesplan.report.document.blocks import Bar, Bars, Document, Section, Trend
from salesplan.report.document.writers.charts import draw_bars, draw_trend
from salesplan.report.document.writers.markdown import document_markdown
from salesplan.report.document.writers.terminal import document_lines
from salesplan.report.tables.drawing import drawn_bar
from salesplan.report.tables.table import Table
from salesplan.report.tables.terminal import plain
from tests.golden import golden
from tests.shell import salesplan as run

EXAMPLE = Path(__file__).parents[2] / "examples" / "following"
OLD = "open-deals-2027-01-31.csv"


def figures(*arguments: str) -> dict[str, Any]:
    done = run(EXAMPLE, *arguments, "--format", "json")
    assert done.code == 0
    found: dict[str, Any] = json.loads(done.out)
    return found


def sections(text: str, *titles: str) -> str:
    """The chapters of a Markdown document under these titles."""
    chapters = re.split(r"(?m)^(?=## )", text)
    return "".join(chapter for chapter in chapters if chapter.splitlines()[0].removeprefix("## ") in titles)


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ("Where we are", "Outlook")),
        ("fr", ("Où en est le plan", "Perspectives")),
        ("it", ("A che punto è il piano", "Prospettive")),
    ],
)
def test_the_sections_in_every_language(language: str, titles: tuple[str, str]) -> None:
    done = run(EXAMPLE, "render", "--format", "markdown", "--language", language, "--since", OLD)
    assert done.code == 0
    ours, outlook = titles
    golden(f"report/followed.{language}.md", sections(done.out, ours))
    assert "│" in sections(done.out, outlook)
    assert "€" in sections(done.out, outlook)


def test_the_document_tells_what_the_commands_tell() -> None:
    page = run(EXAMPLE, "render", "--format", "markdown", "--since", OLD).out
    tracked, piped = figures("track"), figures("pipeline", "--since", OLD)
    foreseen = figures("forecast")
    assert foreseen["components"]["won"] == tracked["revenue"]["won"]
    assert f"**Won so far: €{tracked['revenue']['won']:,}**" in page
    for row in tracked["rows"]:
        assert f"{row['done']} of {row['assigned']}, {row['due']} due" in page
    for stage in piped["funnels"][0]["stages"]:
        assert f"€{stage['amount']:,}" in page
        assert f"€{stage['weighted']:,.0f}" in page
    assert f"| Open now          |    {piped['changes']['deals']['closing']} |" in page
    assert f"€{round(foreseen['revenue']['p10']):,} to €{round(foreseen['revenue']['p90']):,}" in page
    parts = page[page.index("| Comes from ") :].split("\n\n")[0]
    for part in ("won", "pipeline", "new_business"):
        assert f" €{foreseen['components'][part]:,.0f} |" in parts


def test_a_day_can_be_given() -> None:
    page = run(EXAMPLE, "render", "--format", "markdown", "--on", "2027-02-12").out
    assert "On 12 Feb 2027" in page
    assert "**Won so far: €42,700**" in page


def test_the_page_draws_them_and_stays_within_its_policy() -> None:
    page = run(EXAMPLE, "render", "--format", "html", "--since", OLD).out
    assert page.count("<polyline") == 2
    assert page.count("<ul class=bars>") == 4
    assert " style=" not in page
    assert len(page.encode()) <= 70_000


def test_the_workbook_has_them_with_charts() -> None:
    mine = salesplan.load_plan(EXAMPLE / "salesplan.yaml")
    found = salesplan.track(mine, deals=EXAMPLE / "deals.csv", activities=EXAMPLE / "activities.csv")
    book = salesplan.render(mine, format="xlsx", track=found)
    assert isinstance(book, bytes)
    with ZipFile(BytesIO(book)) as archive:
        names = archive.read("xl/workbook.xml").decode()
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert "Where we are" in names
    assert any("lineChart" in chart and "Won by then" in chart for chart in charts)


@pytest.mark.parametrize("form", ["docx", "pptx"])
def test_office_documents_have_them(tmp_path: Path, form: str) -> None:
    done = run(EXAMPLE, "render", "--since", OLD, "-o", str(tmp_path / f"plan.{form}"))
    assert done.code == 0
    with ZipFile(tmp_path / f"plan.{form}") as archive:
        text = "".join(
            archive.read(name).decode(errors="replace") for name in archive.namelist() if name.endswith("xml")
        )
    assert "Where we are" in text
    assert "Outlook" in text


@pytest.mark.heavy("weasyprint")
def test_the_pdf_draws_lines_and_not_areas() -> None:
    from salesplan.report.document.writers.pdf import printable

    page = printable(run(EXAMPLE, "render", "--format", "html", "--since", OLD).out)
    assert "polyline { fill: none" in page
    assert run(EXAMPLE, "render", "--since", OLD, "-o", "/dev/null", "--format", "pdf").code == 0


def copied(folder: Path, old: str, new: str) -> Path:
    """The example in a folder of its own, with a change to its plan."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    text = (folder / "salesplan.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "salesplan.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_before_the_period_only_the_pipeline_is_told(tmp_path: Path) -> None:
    page = run(copied(tmp_path, "2027-Q1", "2027-Q3"), "render", "--format", "markdown").out
    assert "Pipeline by stage" in page
    assert "Done and due" not in page
    assert "## Outlook" not in page


def test_after_the_period_there_is_no_outlook(tmp_path: Path) -> None:
    page = run(copied(tmp_path, "2027-Q1", "2026-Q4"), "render", "--format", "markdown").out
    assert "Done and due" in page
    assert "## Outlook" not in page


def test_a_document_is_worth_having_without_its_records(tmp_path: Path) -> None:
    done = run(copied(tmp_path, "deals: deals.csv", "deals: gone.csv"), "render", "--format", "markdown")
    assert done.code == 0
    assert "Where we are" not in done.out
    assert "gone.csv" in done.err


def test_an_earlier_export_must_be_one_of_the_same_deals(tmp_path: Path) -> None:
    missing = run(EXAMPLE, "render", "--format", "markdown", "--since", "gone.csv")
    assert (missing.code, "gone.csv" in missing.err) == (2, True)
    other = tmp_path / "other.csv"
    other.write_text("id,stage,status,amount\nX1,lead,open,5\n", encoding="utf-8")
    strange = run(EXAMPLE, "render", "--format", "markdown", "--since", str(other))
    assert (strange.code, "no deal in common" in strange.err) == (2, True)
    bare = copied(
        tmp_path / "bare", "records: {deals: deals.csv, activities: activities.csv, history: history.csv}", ""
    )
    for option in (("--since", OLD), ("--on", "2027-02-01")):
        alone = run(bare, "render", "--format", "markdown", *option)
        assert (alone.code, "records" in alone.err) == (2, True)


@pytest.mark.parametrize("width", [36, 60, 110, None])
def test_they_fit_a_screen(width: int | None) -> None:
    mine = salesplan.load_plan(EXAMPLE / "salesplan.yaml")
    from salesplan.progress.followed import Followed

    found = salesplan.track(mine, deals=EXAMPLE / "deals.csv", activities=EXAMPLE / "activities.csv")
    brief = Brief(mine, followed=Followed(found))
    blocks = tuple(block for block in followed_blocks(brief)["progress"] if not isinstance(block, Table))
    paper = Document("T", "", "en", (), (), (Section("progress", "Where we are", blocks),), "", "", "")
    lines = [plain(line) for line in document_lines(paper, width)]
    assert any("501 of 624" in line for line in lines)
    assert max(map(len, lines)) <= (width or 200)


places = st.floats(0, 1)


@given(places, places, st.none() | places)
def test_a_bar_lies_between_its_ends(start: float, end: float, mark: float | None) -> None:
    (drawn,) = draw_bars(Bars("b", "", (Bar("l", "f", start, end, mark),)))
    x, width = float(drawn.x.rstrip("%")), float(drawn.width.rstrip("%"))
    assert 0 <= x <= 100
    assert abs(width - abs(end - start) * 100) <= 0.7
    row = drawn_bar(start, end, mark)
    assert len(row) == 24
    assert ("│" in row) == (mark is not None)
    if abs(end - start) > 0.1 and mark is None:
        assert "█" in row


@given(places, places, places)
def test_labels_of_a_trend_do_not_touch(now: float, due: float, won: float) -> None:
    trend = Trend(
        "t",
        "d",
        "a",
        "b",
        "c",
        now,
        1.0,
        ((0.0, 0.0), (now, due), (1.0, 1.0)),
        ((0.0, 0.0), (now, won)),
        ("T", "D", "W"),
    )
    drawing = draw_trend(trend)
    (_, upper), (_, lower) = drawing.ends
    assert lower.y - upper.y >= 18
    assert 0 <= lower.y <= drawing.height


def test_texts_of_records_stay_texts() -> None:
    hostile = Bars("b", "<b>t", (Bar("<script>|`", "1 < 2", 0, 1),))
    paper = Document("T", "", "en", (), (), (Section("s", "S", (hostile,)),), "", "", "")
    assert "<script>" not in document_markdown(paper).replace("```text\n<script>|`", "")
    from salesplan.report.document.writers.html import document_html

    assert "<script>|" not in document_html(paper)


def test_documents_tell_the_levers_that_the_command_tells() -> None:
    screen = run(EXAMPLE, "forecast", "--levers", "--format", "markdown").out
    title = "What would lift the chance to 80%, each by itself"
    rows = [line for line in screen.split(title)[1].splitlines() if line.startswith("| ")]
    assert len(rows) > 3
    page = run(EXAMPLE, "render", "--format", "markdown").out
    assert title in page
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert any([cell.strip() for cell in line.strip("|").split("|")] == cells for line in page.splitlines()), row
