"""Statements in a file to hand out: a page, a PDF, or a workbook that works every line out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from salesplan.console.statement_formats import StatementFormat
from salesplan.model.plan import Plan
from salesplan.pay.commission import Commission
from salesplan.report.document.statements import Extras, Letterhead, statements_document


def write_statements(found: Commission, plan: Plan, form: StatementFormat, output: Path | None, extras: Extras) -> None:
    """Make the document and write it; a page may also go to standard output.

    Raises:
        Usage: a PDF where its library is not installed.
        Unreadable: the file cannot be written.
    """
    from salesplan.console.output import emit, put_bytes, say
    from salesplan.report.document.writers.html import document_html

    def page(*, paper: bool) -> str:
        head = Letterhead(plan.company or "", plan.title, plan.language)
        return document_html(statements_document(found, head, extras), paper=paper)

    def printed() -> bytes:
        from salesplan.report.document.writers.pdf import pdf

        return pdf(page(paper=True))

    def book() -> bytes:
        from salesplan.report.xlsx.statements import statements_workbook

        return statements_workbook(found, plan)

    binary: dict[StatementFormat, Callable[[], bytes]] = {StatementFormat.PDF: printed, StatementFormat.XLSX: book}
    if form in binary and output is not None:
        put_bytes(binary[form](), output)
    else:
        emit(page(paper=False), output)
    if output is not None:
        say(f"Wrote {output}.")
