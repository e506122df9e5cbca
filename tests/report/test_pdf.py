from __future__ import annotations

import builtins
import re
import subprocess
import zlib
from datetime import date
from fractions import Fraction
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from msgspec.structs import replace

from salesplan.base.finding import Usage
from salesplan.quotas.quota import quota
from salesplan.reading.plan import read_plan_text
from salesplan.report.document.blocks import Section
from salesplan.report.document.build import plan_document
from salesplan.report.document.figures import Figures
from salesplan.report.document.writers.html import document_html
from salesplan.report.document.writers.pdf import pdf, printable
from salesplan.report.tables.table import Column, Kind, Table
from salesplan.starters import starter
from tests.report.plans import full

PAGE = """<!doctype html><html lang="fr"><head><title>Plan</title></head>
<body><h1>Objectif</h1><p>90 000 €</p>{}</body></html>"""
DRAWING = "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Crect width='9' height='9'/%3E%3C/svg%3E"
needs_weasyprint = pytest.mark.heavy("weasyprint")


def unpacked(made: bytes) -> bytes:
    """The file with its streams written out."""
    return made + b"".join(
        zlib.decompress(stream)
        for stream in re.findall(rb"/FlateDecode[^>]*>>\nstream\n(.*?)\nendstream", made, re.DOTALL)
    )


@needs_weasyprint
def test_a_tagged_pdf_with_language_and_title() -> None:
    made = unpacked(pdf(PAGE.format("")))
    assert made.startswith(b"%PDF-1.7")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang (fr)", b"pdfuaid:part"):
        assert mark in made


@needs_weasyprint
@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import "file:///etc/passwd"; body { background: url(http://127.0.0.1:9/) }</style>',
        '<base href="file:///etc/"><img src="passwd">',
    ],
)
def test_nothing_is_fetched(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib.request

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    for handler, method in ((urllib.request.FileHandler, "file_open"), (urllib.request.HTTPHandler, "http_open")):
        monkeypatch.setattr(handler, method, refuse)
    assert b"root:" not in unpacked(pdf(PAGE.format(hostile)))


@needs_weasyprint
def test_images_within_the_text_are_shown() -> None:
    assert b"/Figure" in unpacked(pdf(PAGE.format(f'<img alt="a square" src="data:image/svg+xml,{DRAWING}">')))


@pytest.mark.parametrize(("trouble", "said"), [(ImportError("no"), "pip install '.[pdf]'"), (OSError("no"), "Pango")])
def test_without_its_library_one_line_says_how_to_get_it(
    trouble: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Any = builtins.__import__

    def broken(name: str, *rest: object) -> object:
        if name.startswith("weasyprint"):
            raise trouble
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(Usage) as caught:
        pdf("")
    assert said in f"{caught.value.message} {caught.value.hint}"
    assert "\n" not in caught.value.hint


@needs_weasyprint
def test_a_plan_s_document_keeps_its_headings_and_tables() -> None:
    made = unpacked(pdf(document_html(plan_document(*full()))))
    for tag in (b"/S /H1", b"/S /H2", b"/S /Table", b"/S /TH", b"/S /TD", b"/S /Figure"):
        assert tag in made, tag


def test_drawings_have_the_colours_of_the_page_in_light() -> None:
    page = """<html><head><style>:root { --accent: #111; --soft: #222 }
    @media screen and (prefers-color-scheme: dark) { :root { --accent: #eee; --soft: #ddd } }
    :root{--accent:#abc123}</style></head><body><figure class="funnel"><svg width="9"><rect/></svg></figure>
    <svg fill="#1d6fb8"><path/></svg></body></html>"""
    made = printable(page)
    assert "fill: #abc123" in made
    assert "fill: #222" in made
    assert "#eee }" not in made.split("</head>")[1]
    assert made.count("text-anchor: middle") == 1
    assert '<svg fill="#1d6fb8"><path/>' in made


def pages_of(made: bytes, folder: Path) -> list[str]:
    """The text of each page, laid out as it stands."""
    (folder / "plan.pdf").write_bytes(made)
    command = ["pdftotext", "-layout", str(folder / "plan.pdf"), "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return str(done.stdout).split("\f")[:-1]


def pictures_of(folder: Path) -> list[bytes]:
    """Each page of `plan.pdf` as grey dots, 50 to the inch, with its size before them (PGM)."""
    subprocess.run(["pdftoppm", "-r", "50", "-gray", folder / "plan.pdf", folder / "page"], check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page*.pgm"))]


def dark_rows(picture: bytes) -> list[tuple[int, int]]:
    """For each row of dots, how many are coloured and where the first of them is."""
    _, size, _, dots = picture.split(b"\n", 3)
    width = int(size.split()[0])
    rows = [dots[at : at + width] for at in range(0, len(dots), width)]
    return [(sum(dot < 200 for dot in row), next((x for x, dot in enumerate(row) if dot < 200), -1)) for row in rows]


@needs_weasyprint
@pytest.mark.skipif(which("pdftoppm") is None, reason="needs pdftoppm, of poppler-utils")
def test_pages_are_numbered_and_titled_and_the_contents_lead_to_them(tmp_path: Path) -> None:
    document = plan_document(*full())
    pages = pages_of(pdf(document_html(document, paper=True)), tmp_path)
    assert [f"{at} / {len(pages)}" in page for at, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all(page.lstrip().startswith(document.title) for page in pages[1:])
    for section in document.sections:
        (number,) = re.findall(rf"{re.escape(section.title)}\s*(?:\. ?)+\s*(\d+)", pages[1])
        assert section.title in pages[int(number) - 1].split("\n", 1)[1]


@needs_weasyprint
@pytest.mark.skipif(which("pdftoppm") is None, reason="needs pdftoppm, of poppler-utils")
def test_the_funnel_s_widest_bar_goes_across_the_page_and_its_narrowest_stands_in_the_middle(tmp_path: Path) -> None:
    document = plan_document(*full())
    pages = pages_of(pdf(document_html(document, paper=True)), tmp_path)
    place = next(at for at, page in enumerate(pages) if "% move on" in page)
    rows = dark_rows(pictures_of(tmp_path)[place])
    widest = max(count for count, _ in rows)
    assert widest > 0.75 * 210 / 25.4 * 50, "as wide as the text"
    assert not any("…" in page for page in pages)


@needs_weasyprint
@pytest.mark.skipif(which("pdftoppm") is None, reason="needs pdftoppm, of poppler-utils")
def test_no_page_is_left_nearly_empty(tmp_path: Path) -> None:
    pages_of(pdf(document_html(plan_document(*full()), paper=True)), tmp_path)
    for picture in pictures_of(tmp_path)[:-1]:
        rows = dark_rows(picture)
        body = [at for at, (count, _) in enumerate(rows) if count and at < len(rows) * 0.93]
        assert body[-1] > 0.4 * len(rows)


def rightmost(picture: bytes) -> float:
    """Where the last coloured dot of a page stands, as a share of its width."""
    _, size, _, dots = picture.split(b"\n", 3)
    width = int(size.split()[0])
    return max(at % width for at, dot in enumerate(dots) if dot < 200) / width


@needs_weasyprint
@pytest.mark.skipif(which("pdftoppm") is None, reason="needs pdftoppm, of poppler-utils")
@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_no_table_reaches_into_the_margin(tmp_path: Path, language: str) -> None:
    plan = read_plan_text(starter("general", language, "EUR", date(2026, 11, 27))).plan
    assert plan is not None
    pages_of(pdf(document_html(plan_document(plan, Figures(quota(plan))), paper=True)), tmp_path)
    margin = 1 - 16 / 210
    over = [at for at, picture in enumerate(pictures_of(tmp_path), 1) if rightmost(picture) > margin + 0.005]
    assert over == []


@needs_weasyprint
@pytest.mark.skipif(which("pdftoppm") is None, reason="needs pdftoppm, of poppler-utils")
def test_bars_of_a_column_are_drawn(tmp_path: Path) -> None:
    columns = (Column("team", "Team"), Column("load", "Load", Kind.PERCENT, bar=True, full=True))
    table = Table("capacity", "", columns, (("Sales", Fraction(3, 2)), ("Support", Fraction(1, 2))))
    document = replace(plan_document(*full()), headlines=(), sections=(Section("hours", "Hours", (table,)),))
    pages_of(pdf(document_html(document, paper=True)), tmp_path)
    rows = dark_rows(pictures_of(tmp_path)[0])
    assert sum(60 < count < 110 for count, _ in rows) >= 3, "150 pixels of 96 an inch, at 50 an inch"
