"""A rendered document as PDF, through WeasyPrint, which the extra `pdf` brings."""

from __future__ import annotations

import logging

from salesplan.finding import Usage

VARIANT = "pdf/ua-1"  # ISO 14289: tagged, so that a screen reader follows it
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
    return bytes(HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant=VARIANT))
