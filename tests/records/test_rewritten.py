"""An export means the same however it is written: rewritten in ways that change nothing it says, it is read alike.

Each way is tried on a plain file of deals, and on exports of the corpus whose headers a system or their words tell.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from salesplan.records.count.tally import tally
from salesplan.records.engines.opening import opened
from salesplan.records.question import Question
from salesplan.records.sources import RecordsSource, Sources

Rows = list[list[str]]
Write = Callable[[Path, Rows], None]

CORPUS = Path(__file__).parent / "corpus"
QUESTION = Question(on=date(2026, 11, 28))

PLAIN = [
    ["Deal ID", "Deal name", "Account", "Owner", "Stage", "Amount", "Created at", "Closed at", "Expected close date"],
    ["1", "Mill", "Müller", "Ada", "Closed Won", "1200.50", "2026-01-13", "2026-02-17", "2026-02-20"],
    ["2", "Brook", "Zeta", "Bo", "Closed Lost", "900.00", "2026-01-14", "2026-03-18", "2026-03-20"],
    ["3", "Barn", "Acme", "Bo", "Proposal", "70000.25", "2026-02-15", "", "2027-01-20"],
    ["4", "Well", "Rossi", "Ada", "Discovery", "300.00", "2026-02-20", "", "2027-02-20"],
    ["5", "Gate", "Zeta", "Ada", "Closed Won", "1450.75", "2026-02-21", "2026-03-25", "2026-03-28"],
    ["6", "Lane", "Acme", "Bo", "Closed Lost", "800.00", "2026-03-16", "2026-04-19", "2026-05-20"],
    ["7", "Hill", "Müller", "Cleo", "Discovery", "2500.00", "2026-03-17", "", "2027-01-25"],
    ["8", "Ford", "Rossi", "Cleo", "Proposal", "660.40", "2026-03-28", "", "2027-03-30"],
]
FILES = ("pipedrive-german", "capsule-export")


def _rows(name: str) -> Rows:
    if name == "plain":
        return [list(row) for row in PLAIN]
    with (CORPUS / name / "deals.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [list(row) for row in csv.reader(file)]
    assert len({len(row) for row in rows}) == 1
    return rows


def read(path: Path, **how: Any) -> dict[str, Any]:
    """What is counted of a file, and which header is which column."""
    with opened(Sources(deals=RecordsSource((str(path),), **how))) as book:
        found = tally(book, QUESTION)
    [intake] = found.intakes
    return {
        "columns": {key: header.strip() for key, header in intake.columns},
        "taken": sorted((one.text, str(one.as_), one.deals) for one in found.taken),
        "amounts": sorted(((line.values, line.known) for line in found.amounts), key=repr),
        "owners": sorted((one.owner, one.state, one.deals) for one in found.owners),
        "deals": sorted(((one.state, one.days, one.deals) for one in found.deals), key=repr),
        "orders": [one.stages for one in found.orders],
        "used": intake.used,
    }


def save(path: Path, rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8", **how: Any) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, **{"lineterminator": "\n"} | how).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def _wide(rows: Rows, cells: str = "") -> list[str]:
    return [cells, *[""] * (len(rows[0]) - 1)]


def _every(rows: Rows, change: Callable[[str], str]) -> Rows:
    return [rows[0], *([change(cell) for cell in row] for row in rows[1:])]


def _days(rows: Rows, form: str) -> Rows:
    """Every day of a file in another form."""

    def written(cell: str) -> str:
        found = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?", cell)
        return datetime.fromisoformat(found[0]).strftime(form) if found else cell

    return _every(rows, written)


def _amounts(rows: Rows, change: Callable[[str], str]) -> Rows:
    """Every amount with decimals in another form."""
    return _every(rows, lambda cell: change(f"{float(cell):,.2f}") if re.fullmatch(r"\d+\.\d{1,2}", cell) else cell)


def _packed(path: Path, rows: Rows) -> None:
    save(path, rows)
    path.write_bytes(gzip.compress(path.read_bytes()))


def _archived(path: Path, rows: Rows) -> None:
    save(path, rows)
    text = path.read_bytes()
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("deals.csv", text)


def _value(cell: str) -> object:
    if re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?", cell):
        return datetime.fromisoformat(cell)
    return float(cell) if re.fullmatch(r"[1-9]\d{0,9}(\.\d+)?", cell) else cell or None


def _book(path: Path, rows: Rows, below: int = 0, right: int = 0) -> None:
    book: Any = openpyxl.Workbook()
    _fill(book.active, rows, below, right)
    book.save(path)


def _titled(path: Path, rows: Rows) -> None:
    book: Any = openpyxl.Workbook()
    book.active.cell(1, 1, "Pipeline 2026")
    book.active.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    _fill(book.active, rows, 1, 0)
    book.save(path)


def _behind_a_cover(path: Path, rows: Rows) -> None:
    book: Any = openpyxl.Workbook()
    book.active.cell(1, 1, "Pipeline 2026")
    _fill(book.create_sheet("Deals"), rows, 0, 0)
    book.save(path)


def _fill(sheet: Any, rows: Rows, below: int, right: int) -> None:
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.cell(1 + below + number, 1 + right + place, cell if number == 0 else _value(cell))


def _with_other_table(path: Path, rows: Rows, *, at: tuple[int, int]) -> None:
    """Beside the deals, or below them, a table of quotas."""
    _book(path, rows)
    book: Any = openpyxl.load_workbook(path)
    for number, (who, quota) in enumerate((("Rep", "Quota"), ("Dan", 100_000), ("Eve", 120_000))):
        book.active.cell(at[0] + number, at[1], who)
        book.active.cell(at[0] + number, at[1] + 1, quota)
    book.save(path)


def _total(rows: Rows, label: str) -> list[str]:
    """A row that holds a label and a sum."""
    place = next(at for at, cell in enumerate(rows[1]) if re.fullmatch(r"\d+\.\d{1,2}", cell))
    return ["123456.50" if at == place else label if at == (place == 0) else "" for at in range(len(rows[0]))]


def _mixed(rows: Rows, other: list[str], every: int = 3) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        yield row
        if number and number % every == 0:
            yield other


LAYOUT: dict[str, Write] = {
    "semicolons": lambda path, rows: save(path, rows, ";"),
    "tabs": lambda path, rows: save(path, rows, "\t"),
    "strokes": lambda path, rows: save(path, rows, "|"),
    "mark of utf-8": lambda path, rows: save(path, rows, encoding="utf-8-sig"),
    "utf-16": lambda path, rows: save(path, rows, "\t", encoding="utf-16"),
    "cr lf": lambda path, rows: save(path, rows, lineterminator="\r\n"),
    "all in quotes": lambda path, rows: save(path, rows, quoting=csv.QUOTE_ALL),
    "columns reversed": lambda path, rows: save(path, [row[::-1] for row in rows]),
    "columns turned": lambda path, rows: save(path, [row[len(row) // 2 :] + row[: len(row) // 2] for row in rows]),
    "an empty column": lambda path, rows: save(path, [[*row[:2], "", *row[2:]] for row in rows]),
    "empty columns at the end": lambda path, rows: save(path, [[*row, "", ""] for row in rows]),
    "a title": lambda path, rows: save(path, [["Sales report"], [], *rows]),
    "a title as wide as the table": lambda path, rows: save(path, [_wide(rows, "Sales report"), _wide(rows), *rows]),
    "blank rows": lambda path, rows: save(path, list(_mixed(rows, _wide(rows)))),
    "blank lines": lambda path, rows: save(path, list(_mixed(rows, []))),
    "blank rows at the end": lambda path, rows: save(path, [*rows, [], _wide(rows), _wide(rows)]),
    "the header again": lambda path, rows: save(path, [*rows[:5], rows[0], *rows[5:]]),
    "a sum": lambda path, rows: save(path, [*rows, _total(rows, "Total")]),
    "a sum below a blank line": lambda path, rows: save(path, [*rows, [], _total(rows, "Grand total")]),
    "a sum without a label": lambda path, rows: save(path, [*rows, _total(rows, "")]),
    "blanks around": lambda path, rows: save(path, [[f"  {cell} " if cell else "" for cell in row] for row in rows]),
    "headers in capitals": lambda path, rows: save(path, [[cell.upper() for cell in rows[0]], *rows[1:]]),
    "blanks that do not break": lambda path, rows: save(
        path, [[cell.replace(" ", "\u00a0") for cell in rows[0]], *rows[1:]]
    ),
}
"""Ways that change how a table is laid out."""

CELLS: dict[str, Write] = {
    "day, month, year": lambda path, rows: save(path, _days(rows, "%d/%m/%Y")),
    "days with dots": lambda path, rows: save(path, _days(rows, "%d.%m.%Y %H:%M:%S"), ";"),
    "month, day, year": lambda path, rows: save(path, _days(rows, "%m/%d/%Y %I:%M %p")),
    "days in utc": lambda path, rows: save(path, _days(rows, "%Y-%m-%dT%H:%M:%S.000Z")),
    "days with a zone": lambda path, rows: save(path, _days(rows, "%Y-%m-%dT%H:%M:%S+0100")),
    "months in words": lambda path, rows: save(path, _days(rows, "%b %d, %Y")),
    "short years": lambda path, rows: save(path, _days(rows, "%d-%b-%y")),
    "days without signs": lambda path, rows: save(path, _days(rows, "%Y%m%d")),
    "thousands": lambda path, rows: save(path, _amounts(rows, str)),
    "thousands as in German": lambda path, rows: save(
        path, _amounts(rows, lambda text: text.translate(str.maketrans(",.", ".,"))), ";"
    ),
    "thousands as in French": lambda path, rows: save(
        path, _amounts(rows, lambda text: text.translate(str.maketrans(",.", "\u202f,"))), ";"
    ),
    "thousands as in Switzerland": lambda path, rows: save(path, _amounts(rows, lambda text: text.replace(",", "'"))),
}
"""Ways to write days and amounts."""

FORMS: dict[str, tuple[str, Write]] = {
    "packed": (".csv.gz", _packed),
    "an archive": (".zip", _archived),
    "a workbook": (".xlsx", _book),
    "a workbook with a title": (".xlsx", _titled),
    "a workbook further down": (".xlsx", lambda path, rows: _book(path, rows, 3, 2)),
    "a workbook with a title page": (".xlsx", _behind_a_cover),
    "a table beside": (".xlsx", lambda path, rows: _with_other_table(path, rows, at=(1, len(rows[0]) + 2))),
    "a table below": (".xlsx", lambda path, rows: _with_other_table(path, rows, at=(len(rows) + 3, 1))),
}
"""Other kinds of files."""


def compare(folder: Path, name: str, write: Write, suffix: str = ".csv") -> None:
    rows = _rows(name)
    save(plain := folder / "plain.csv", rows)
    write(other := folder / f"other{suffix}", rows)
    wanted, found = read(plain), read(other)
    same = dict(zip((cell.upper() for cell in rows[0]), rows[0], strict=True))
    found["columns"] = {key: same.get(h.replace("\u00a0", " ").upper(), h) for key, h in found["columns"].items()}
    assert found == wanted


@pytest.mark.parametrize("way", [*LAYOUT, *CELLS])
@pytest.mark.parametrize("name", ["plain", *FILES])
def test_text_is_read_alike_however_it_is_laid_out(way: str, name: str, tmp_path: Path) -> None:
    compare(tmp_path, name, (LAYOUT | CELLS)[way])


@pytest.mark.parametrize("way", FORMS)
@pytest.mark.parametrize("name", ["plain", *FILES])
def test_other_kinds_of_files_are_read_alike(way: str, name: str, tmp_path: Path) -> None:
    suffix, write = FORMS[way]
    compare(tmp_path, name, write, suffix)


def test_numbers_of_days_are_read_where_it_is_said(tmp_path: Path) -> None:
    rows = _rows("plain")
    first = date(1899, 12, 30)
    numbers = _every(
        rows,
        lambda cell: str((date.fromisoformat(cell) - first).days) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else cell,
    )
    save(tmp_path / "plain.csv", rows)
    save(tmp_path / "numbers.csv", numbers)
    assert read(tmp_path / "numbers.csv", date_format="excel") == read(tmp_path / "plain.csv")
