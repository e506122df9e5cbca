"""A rendered document as PDF, through WeasyPrint, which the extra `pdf` brings."""

from __future__ import annotations

import logging
import re

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence

VARIANT = "pdf/ua-1"  # ISO 14289: tagged, so that a screen reader follows it
# What WeasyPrint 70 leaves out of a document that browsers print well: clamp() as a size, variables and the page's own
# rules within drawings.
PRINTED = """
@page {
  size: A4; margin: 20mm 17mm 18mm;
  @top-left { content: string(title); font: 8pt sans-serif; color: #57606c }
  @top-right { content: string(chapter); font: 8pt sans-serif; color: #57606c }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #57606c }
}
@page :first { @top-left { content: none } @top-right { content: none } }
h1 { font-size: 18pt; string-set: title content() } main > section > h2 { string-set: chapter content() }
.headlines .figure { font-size: 14pt; margin: 0 } .headlines dd { font-size: 8pt } .headlines dt { font-size: 8pt }
header { padding-bottom: 5pt } .who { margin-top: 5pt } .headlines { padding-top: 6pt !important }
.headlines dl { display: block } .headlines dl > div { display: inline-block; width: 31%;
  margin: 0 2% 5pt 0; vertical-align: top }
.panels { columns: 2; column-gap: 16pt } .panels > div { break-inside: avoid; margin-bottom: 5pt }
.panels h3 { margin: 4pt 0 1pt; font-size: 9pt } #summary { break-after: page; font-size: 8pt; padding-top: 4pt }
#summary > h2 { font-size: 12pt; margin-bottom: 2pt } #summary table { font-size: 7.5pt }
#summary td.b { width: 90px } #summary td.b svg { width: 85px; height: 8px }
#summary th, #summary td { padding: 1.5pt 3pt } .panels figure { margin: 0 } .panels figcaption { font-size: 8pt }
.climb svg, .panels .timeline svg { max-width: 100%; height: auto }
.ranges p, .ends { display: block } .ranges p span + span { padding-left: 8pt } .ends span + span { float: right }
.tree ul { padding-left: 12pt }
nav { display: block; break-inside: avoid; margin-top: 12pt } nav ol { columns: 2; column-gap: 24pt }
nav a::after { content: leader(". ") target-counter(attr(href), page) } nav li { padding: 1pt 0 }
table { font-size: 8.5pt } th, td { padding: .3rem .4rem; white-space: normal !important }
thead th { font-size: 8pt } td.b { width: 160px } td.b svg { width: 150px; height: 14px }
.many, .many thead th { font-size: 7pt } .many th, .many td { padding: .25rem .2rem }
tr { break-inside: avoid }
h2, h3, h4 { break-after: avoid } footer { break-before: avoid }
.cards, .swot { display: block } .cards > li, .swot > div {
  display: inline-block; width: 46%; margin: 0 3% 10pt 0; vertical-align: top
}
.cards > li:only-child { display: block; width: auto; margin-right: 0 }
.swot { border: 0; background: none } .swot > div {
  width: 47%; border: 1px solid #e2e6eb !important; margin: 0 1% 1% 0; padding: 8pt 10pt }
.cards { orphans: 1; widows: 1 } h3 + .facts { break-after: avoid }
.swot h3 { margin-top: 0 } .funnel, .timeline, .trend, .bars li { break-inside: avoid }
.signs, .facts, .cards .facts { display: block }
.bars svg { display: block; width: 100% } .bars li { margin: 0 0 6pt }
.signs li, .facts > div { display: inline-block; margin: 0 14pt 5pt 0; vertical-align: top }
.facts > div { max-width: 100% }
.signs svg, .signs div { display: inline-block; vertical-align: top } .signs svg { margin-right: 5pt }
main > section { padding-top: 16pt } a { color: #1d5fb8 }
"""
DRAWN = (
    "rect, circle {{ fill: {accent} }} .over, .less {{ fill: #b3361b }} .total {{ fill: {muted} }} "
    ".mark {{ fill: {text} }} "
    "polygon, .line, .ground {{ fill: {soft} }} "
    "polyline {{ fill: none; stroke: {accent}; stroke-width: 3 }} "
    "polyline.expected {{ stroke: {muted}; stroke-width: 2; stroke-dasharray: 5 4 }} "
    ".span {{ opacity: .65 }} .today {{ stroke: {text}; stroke-dasharray: 4 3 }} "
    "line {{ stroke: {soft} }} .goal {{ stroke: {text} }} "
    "circle {{ stroke: {ground}; stroke-width: 2 }} circle.line {{ fill: {ground}; stroke: {accent} }} "
    "text {{ fill: {text}; font-family: sans-serif; font-size: 12px }} .below {{ fill: {muted}; font-size: 11px }} "
    "tspan {{ font-weight: bold }}"
)
UNDIVIDED = "<style>main, .panels { columns: auto !important }</style>"
_DARK = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SUMMARY = re.compile(r'(?s)<section id="?summary.*?</section>')
_VARIABLE = re.compile(r"--(accent|soft|ground|text|muted):\s*(#[0-9A-Fa-f]{3,8})")
_DRAWING = re.compile(
    r'(?P<figure><figure class="?(?:funnel|climb)\b[^>]*>\s*(?:<figcaption>.*?</figcaption>\s*)?)?'
    r"(?P<svg><svg\b(?![^>]*\sfill=)[^>]*>)"
)
_USUAL = {"accent": "#1d5fb8", "soft": "#dbe7f6", "ground": "#fff", "text": "#1c2128", "muted": "#57606c"}
HOW_TO_GET_IT = sentence("In the folder that salesplan was installed from: python -m pip install '.[pdf]'")


def pdf(html: str) -> bytes:
    """The document as a tagged PDF. Images must be in the text as `data:` addresses; nothing else is ever fetched.

    Raises:
        Usage: where WeasyPrint, or a library it rests on, is not installed; the hint says how to get it.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except ImportError:
        raise Usage("PDF needs WeasyPrint, which is not installed.", HOW_TO_GET_IT) from None
    except OSError:
        raise Usage(
            "WeasyPrint is installed, but not the library Pango that it draws text with.",
            "Get it with your system's packages: libpango-1.0-0, libpangoft2-1.0-0 (brew install pango on a Mac)",
        ) from None
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())  # else CSS meant for screens is told to stderr
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)

    def laid_out(page: str) -> bytes:
        return bytes(HTML(string=page, url_fetcher=fetcher).write_pdf(pdf_variant=VARIANT))

    page = printable(html)
    try:
        return laid_out(page)
    except AttributeError:
        # WeasyPrint 70 fails on some pages of which the columns run on to a second one; without columns it does not.
        return laid_out(page.replace("</head>", f"{UNDIVIDED}</head>", 1))


def printable(html: str) -> str:
    """The document with what WeasyPrint needs to draw it as browsers do: colours within drawings, fixed sizes."""
    colours = _USUAL | dict(_VARIABLE.findall(_DARK.sub("", html)))
    drawn = DRAWN.format_map(colours)

    def coloured(match: re.Match[str]) -> str:
        centred = " text { text-anchor: middle } .level { text-anchor: start }" if match["figure"] else ""
        return f"{match['figure'] or ''}{match['svg']}<style>{drawn}{centred}</style>"

    drawings = _DRAWING.sub(coloured, html)
    # Two columns are half as wide as the drawings of the summary: their text is drawn twice as large.
    drawings = _SUMMARY.sub(lambda section: section[0].replace("font-size: 12px", "font-size: 18px"), drawings)
    return drawings.replace("</head>", f"<style>{PRINTED}</style></head>", 1)
