from __future__ import annotations

import builtins
import re
import zlib
from typing import Any

import pytest

from salesplan.base.finding import Usage
from salesplan.report.document.build import plan_document
from salesplan.report.document.writers.html import document_html
from salesplan.report.document.writers.pdf import pdf, printable
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


@pytest.mark.parametrize(
    ("trouble", "said"), [(ImportError("no"), "pip install 'salesplan[pdf]'"), (OSError("no"), "Pango")]
)
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
