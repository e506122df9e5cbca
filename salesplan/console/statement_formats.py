"""The formats in which statements of pay are written."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.console.options import table_format
from salesplan.report.answer import Format


class StatementFormat(StrEnum):
    """How statements are written: as a table, for programs, or as a document."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"


DOCUMENTS: Final = {
    ".html": StatementFormat.HTML,
    ".htm": StatementFormat.HTML,
    ".pdf": StatementFormat.PDF,
    ".xlsx": StatementFormat.XLSX,
}
BINARY: Final = (StatementFormat.PDF, StatementFormat.XLSX)


def statement_format(chosen: StatementFormat | None, output: Path | None) -> StatementFormat | Format:
    """The format asked for, by name or by the file's suffix; a `Format` is one that any answer has.

    Raises:
        Usage: the suffix is of a program that opens none of them, or a workbook or PDF would go to the screen.
    """
    suffix = output.suffix.lower() if output else ""
    form = chosen or DOCUMENTS.get(suffix)
    if form is None:
        return table_format(None, output)
    if form in BINARY and output is None:
        raise Usage(
            sentence("{form} cannot be shown on a screen", form=form),
            sentence("Give it a file: -o statements.{form}", form=form),
        )
    return form if form in DOCUMENTS.values() else Format(form.value)
