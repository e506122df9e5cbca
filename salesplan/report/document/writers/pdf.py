"""A rendered document as PDF, through WeasyPrint, which the extra `pdf` brings."""

from __future__ import annotations

import logging
import re

from salesplan.base.finding import Usage

VARIANT = "pdf/ua-1"  # ISO 14289: tagged, so that a screen reader follows it
# What WeasyPrint 70 leaves out of a document that browsers print well: clamp() as a size, variables and the page's own
# rules within drawings.
PRINTED = """
h1 { font-size: 24pt } .headlines .figure { font-size: 17pt }
table { font-size: 8.5pt } th, td { padding: .3rem .4rem; white-space: normal !important }
thead th { font-size: 8pt }
"""
DRAWN = (
    "rect, circle {{ fill: {accent} }} polygon, .line {{ fill: {soft} }} "
    "circle {{ stroke: {ground}; stroke-width: 2 }} "
    "text {{ fill: {text}; font-family: sans-serif; font-size: 12px }} .below {{ fill: {muted}; font-size: 11px }} "
    "tspan {{ font-weight: bold }}"
)
_DARK = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_VARIABLE = re.compile(r"--(accent|soft|ground|text|muted):\s*(#[0-9A-Fa-f]{3,8})")
_DRAWING = re.compile(r'(?P<figure><figure class="?funnel\b[^>]*>\s*)?(?P<svg><svg\b(?![^>]*\sfill=)[^>]*>)')
_USUAL = {"accent": "#1d5fb8", "soft": "#dbe7f6", "ground": "#fff", "text": "#1c2128", "muted": "#57606c"}
HOW_TO_GET_IT = "Get it with: pip install 'salesplan[pdf]'"


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
    return bytes(HTML(string=printable(html), url_fetcher=fetcher).write_pdf(pdf_variant=VARIANT))


def printable(html: str) -> str:
    """The document with what WeasyPrint needs to draw it as browsers do: colours within drawings, fixed sizes."""
    colours = _USUAL | dict(_VARIABLE.findall(_DARK.sub("", html)))
    drawn = DRAWN.format_map(colours)

    def coloured(match: re.Match[str]) -> str:
        centred = " text { text-anchor: middle }" if match["figure"] else ""
        return f"{match['figure'] or ''}{match['svg']}<style>{drawn}{centred}</style>"

    return _DRAWING.sub(coloured, html).replace("</head>", f"<style>{PRINTED}</style></head>", 1)
