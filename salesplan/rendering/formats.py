"""The formats of documents, and the suffixes that say them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class DocumentFormat(StrEnum):
    """How a document is written."""

    HTML = "html"
    MARKDOWN = "markdown"
    XLSX = "xlsx"
    ICS = "ics"
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"


SUFFIXES: Final = {
    ".html": DocumentFormat.HTML,
    ".htm": DocumentFormat.HTML,
    ".md": DocumentFormat.MARKDOWN,
    ".markdown": DocumentFormat.MARKDOWN,
    ".xlsx": DocumentFormat.XLSX,
    ".ics": DocumentFormat.ICS,
    ".pdf": DocumentFormat.PDF,
    ".docx": DocumentFormat.DOCX,
    ".pptx": DocumentFormat.PPTX,
}

PERSONAL: Final = (DocumentFormat.HTML, DocumentFormat.MARKDOWN, DocumentFormat.PDF, DocumentFormat.DOCX)
"""Formats of the page for one person."""
