"""CSV for programs: UTF-8, commas, line feeds, plain numbers, ISO dates, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesplan.base.escaping import spreadsheet_text
from salesplan.report.tables.table import Cell, Table


def table_csv(table: Table) -> str:
    """A table as CSV with the column keys as header; no total row, so that a sum over a column is right.

    Text that begins like a formula is prefixed with `'`; figures are never touched.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([spreadsheet_text(column.key) for column in table.columns])
    writer.writerows([plain(cell) for cell in row] for row in table.rows)
    return stream.getvalue()


def plain(cell: Cell) -> str:
    """One cell as a program reads it: `1234.5`, `0.05`, `2027-01-04`, text as it is; empty for None."""
    match cell:
        case None:
            return ""
        case str():
            return spreadsheet_text(cell)
        case date():
            return cell.isoformat()
        case Fraction():
            return str(cell.numerator) if cell.denominator == 1 else repr(float(cell))
        case Decimal():
            return f"{cell:f}"
        case _:
            return repr(cell)
