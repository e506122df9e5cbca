"""The huge plan's workbook against stock XlsxWriter writing the same cells: `python benchmarks/xlsx.py`.

Ours is all of `workbook`: following the schedule, making the formulas, writing the file. Stock is only the writing,
cell by cell with `write_formula`, `write_number` and `write_string`, of formulas and values that are ready. Interleaved
runs in one process, the median of their ratios; the program ends with 1 if it is above the goal.
"""

from __future__ import annotations

import re
import sys
from html import unescape
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter
from zipfile import ZipFile

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_cell_to_rowcol

sys.path.insert(0, str(Path(__file__).parent.parent))

from salesplan.quotas.quota import quota
from salesplan.report.xlsx import workbook
from tests.report.plans import huge

RUNS = 3
GOAL = 0.6
CELL = re.compile(
    r'<c r="([A-Z]+\d+)" s="(\d+)"(?: t="\w+")?>(?:<f>(.*?)</f>)?(?:<v>(.*?)</v>|<is><t[^>]*>(.*?)</t></is>)'
)
Cell = tuple[int, int, int, str, float | str]


def cells_of(made: bytes) -> list[list[Cell]]:
    """Every sheet's cells: row, column, style, formula, value."""
    with ZipFile(BytesIO(made)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        texts = [archive.read(name).decode() for name in names]
    return [
        [
            (*xl_cell_to_rowcol(address), int(style), unescape(formula), float(value) if value else unescape(text))
            for address, style, formula, value, text in CELL.findall(sheet)
        ]
        for sheet in texts
    ]


def stock(sheets: list[list[Cell]]) -> bytes:
    """The same cells by XlsxWriter's own calls."""
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles = [book.add_format({"font_size": 8 + number % 20}) for number in range(60)]
    for cells in sheets:
        sheet = book.add_worksheet()
        for row, column, style, formula, value in cells:
            if formula:
                sheet.write_formula(row, column, formula, styles[style], value)
            elif isinstance(value, str):
                sheet.write_string(row, column, value, styles[style])
            else:
                sheet.write_number(row, column, value, styles[style])
    book.close()
    return stream.getvalue()


def main() -> int:
    """Measure, print, tell whether the goal is met."""
    plan, _ = huge()
    answer = quota(plan)
    sheets = cells_of(workbook(plan, answer))
    formulas = sum(bool(cell[3]) for cells in sheets for cell in cells)
    ours, theirs = [], []
    for _ in range(RUNS):
        start = perf_counter()
        workbook(plan, answer)
        middle = perf_counter()
        stock(sheets)
        ours.append(middle - start)
        theirs.append(perf_counter() - middle)
    ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print(f"{formulas:,} formulas: ours {median(ours):.2f} s, stock {median(theirs):.2f} s")
    print(f"{'workbook of the huge plan':40} {ratio:6.2f}x  limit {GOAL}x")
    return 1 if ratio > GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
