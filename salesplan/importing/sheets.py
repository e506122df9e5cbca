"""Any workbook or CSV file as sheets of cells, each with its place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile, is_zipfile

from msgspec import Struct

from salesplan.base.files import refuse_irregular
from salesplan.base.finding import Unreadable
from salesplan.base.sentence import grouped, sentence
from salesplan.importing.workbook import LARGEST, open_workbook
from salesplan.records.files.workbook import letters

MOST_ROWS: Final = 20_000
"""Rows of a sheet that a plan is drafted from: a year of people, budget lines and months has a hundredth of it."""

MOST_COLUMNS: Final = 500
LARGEST_TEXT: Final = 1 << 24
LARGEST_SHEETS: Final = 1 << 26
"""Bytes that the sheets of a workbook may unpack to: one of a million rows would take seconds and much memory."""

_EXPORTS = sentence("give a file with the plan's own tables; exports of deals are for `salesplan measure`")
WORKBOOKS: Final = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TABLES: Final = (".csv", ".tsv", ".txt")
DELIMITERS: Final = ";\t,|"
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


class Sheet(Struct, frozen=True):
    """A sheet: `rows` of values as they were typed, `holes` the cells whose formula has no value. A CSV has no name."""

    name: str
    rows: tuple[tuple[Any, ...], ...]
    holes: tuple[str, ...] = ()
    delimiter: str = ""

    def place(self, row: int, column: int) -> str:
        """A cell as people say it: Budget!B4."""
        address = f"{letters(column)}{row + 1}"
        return f"{self.name}!{address}" if self.name else address


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, or the one table of a CSV file.

    Raises:
        Unreadable: it is missing, protected by a password, too large, or neither a workbook nor a table of text.
    """
    suffix = path.suffix.lower()
    if not path.exists():
        raise Unreadable(
            sentence("there is no file {path}", path=path), "name a workbook (.xlsx, .ods) or a table (.csv)"
        )
    if path.is_dir():
        raise Unreadable(sentence("{path} is a folder", path=path), "name the workbook in it")
    if suffix in WORKBOOKS or (suffix not in TABLES and path.is_file() and is_zipfile(path)):
        return tuple(_sheets(path))
    refuse_irregular(path, str(path))
    return (_table(path),)


def _sheets(path: Path) -> Iterator[Sheet]:
    _refuse_exports(path)
    book = open_workbook(path)
    holes = _holes(path)
    for name in _grids(book):
        try:
            sheet = book.get_sheet_by_name(name)
        except Exception as fault:  # the reader has an error of its own for each kind of damage
            raise Unreadable(
                sentence("the sheet '{name}' of {path} cannot be read", name=name[:40], path=path),
                "save it as .xlsx, and try again",
            ) from fault
        height, width = (last + 1 for last in sheet.end or (-1, -1))
        if height > MOST_ROWS or width > MOST_COLUMNS:
            raise Unreadable(
                sentence(
                    "the sheet '{name}' of {path} has {rows} rows and {columns} columns: more than a plan is made of",
                    name=name[:40],
                    path=path,
                    rows=grouped(height),
                    columns=grouped(width),
                ),
                _EXPORTS,
            )
        yield Sheet(name, tuple(map(tuple, sheet.to_python(skip_empty_area=False))), holes.get(name, ()))


def _grids(book: Any) -> list[str]:  # noqa: ANN401  (calamine's workbook)
    """The names of the sheets that are grids; those of charts and macros are none."""
    from python_calamine import SheetTypeEnum

    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _refuse_exports(path: Path) -> None:
    """Refuse a workbook whose sheets are too large for a plan before they are unpacked; what is no .zip is read on."""
    if not path.is_file() or not is_zipfile(path):
        return
    try:
        with ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist() if part.filename.startswith("xl/worksheets/"))
    except (BadZipFile, OSError):
        return
    if size > LARGEST_SHEETS:
        raise Unreadable(
            sentence(
                "the sheets of {path} unpack to {size} MB: more than a plan is made of",
                path=path,
                size=grouped(size >> 20),
            ),
            _EXPORTS,
        )


def _holes(path: Path) -> dict[str, tuple[str, ...]]:
    """Cells with a formula that no program has computed, by sheet; only .xlsx says so."""
    if not is_zipfile(path):
        return {}
    found = {}
    try:
        with ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST:
                raise Unreadable(
                    sentence(
                        "{path} unpacks to more than {most} MB",
                        path=path,
                        most=grouped(LARGEST >> 20),
                    ),
                    "give a smaller file",
                )
            names = re.findall(rb'<sheet [^>]*name="([^"]*)"[^>]*r:id="([^"]+)"', parts.read("xl/workbook.xml"))
            relations = parts.read("xl/_rels/workbook.xml.rels")
            for name, relation in names:
                one = re.search(rb'<Relationship [^>]*Id="%b"[^>]*>' % re.escape(relation), relations)
                target = re.search(rb'Target="/?(?:xl/)?([^"]+)"', one.group()) if one else None
                if target:
                    cells = _UNCOMPUTED.findall(parts.read(f"xl/{target.group(1).decode()}"))
                    found[name.decode(errors="replace")] = tuple(cell.decode() for cell in cells)
    except (BadZipFile, KeyError, OSError, RuntimeError):
        return {}
    return found


def _table(path: Path) -> Sheet:
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST_TEXT else None
    except OSError as trouble:
        raise Unreadable(
            sentence("cannot read {path}: {reason}", path=path, reason=(trouble.strerror or str(trouble)).lower())
        ) from trouble
    if data is None:
        raise Unreadable(sentence("{path} has more than {most} MB", path=path, most=LARGEST_TEXT >> 20), _EXPORTS)
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(
            sentence("{path} is no text and no workbook that we read", path=path),
            "save it as .xlsx or .csv, and try again",
        )
    text = _decode(data)
    if text.lower().startswith("sep=") and "\n" in text:
        text = text.split("\n", 1)[1]
    first = [line for line in text.splitlines()[:200] if line.strip()]
    delimiter = max(DELIMITERS, key=lambda sign: sum(sign in line for line in first)) if first else ","
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as trouble:
        raise Unreadable(
            sentence("{path} is not a readable table", path=path), "save it as .xlsx or .csv, and try again"
        ) from trouble
    if len(rows) > MOST_ROWS:
        raise Unreadable(
            sentence(
                "{path} has {rows} rows; a plan is drafted from {most}",
                path=path,
                rows=grouped(len(rows)),
                most=grouped(MOST_ROWS),
            ),
            _EXPORTS,
        )
    return Sheet("", rows, delimiter=delimiter)


def _decode(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
