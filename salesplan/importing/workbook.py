"""A workbook as it comes back: its marks, and what stands in the named cells now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  (a class by any other name)

from msgspec import Struct

from salesplan.base.files import refuse_irregular
from salesplan.base.finding import Unreadable
from salesplan.base.sentence import grouped, sentence
from salesplan.importing.marks import FORMAT, SHEET, VERSION, Mark, Role

LARGEST: Final = 1 << 28
"""Bytes a workbook may unpack to; a rendered one with 40 people and a year has a tenth of it."""

MOST_ROWS: Final = 20_000
"""Rows of a sheet that inputs are read from: one of a plan with hundreds of people has a tenth of them."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$([0-9]{1,7})$")
_AGAIN = sentence("render it anew: salesplan render -o plan.xlsx")


class Cell(Struct, frozen=True):
    """A named cell as it is now. `formula` is empty for a plain value; `place` is empty where the cell is gone."""

    mark: Mark
    place: str
    value: Any = None
    formula: str = ""


class Returned(Struct, frozen=True):
    """A workbook that came back: the title of its plan, and every named cell."""

    title: str
    cells: tuple[Cell, ...]


def read_workbook(path: Path) -> Returned:
    """Read the named cells of a rendered workbook.

    Raises:
        Unreadable: it is missing, protected by a password, too large, no workbook, or none that salesplan rendered.
    """
    sheets = open_workbook(path)
    with _whole(path):
        title, marks = _marks(sheets, path)
        with ZipFile(path) as parts:
            _small_enough(parts, path)
            places = dict(_places(parts))
            formulas = _formulas(parts, {sheet for sheet, _, _ in places.values()})
        try:
            cells = tuple(_cells(sheets, marks, places, formulas))
        except ValueError as fault:
            raise Unreadable(
                sentence("a sheet of inputs in {path} has more than {most} rows", path=path, most=grouped(MOST_ROWS)),
                _AGAIN,
            ) from fault
    if cells and not any(cell.place for cell in cells):
        raise Unreadable(
            sentence("{path} has lost its sheet of inputs", path=path),
            sentence("undo its deletion or its renaming, or {again}", again=_AGAIN),
        )
    return Returned(title, cells)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """What is inside is torn or was changed by hand: each part of a workbook is compressed, and is XML."""
    from python_calamine import CalamineError

    try:
        yield
    except (BadZipFile, CalamineError, EOFError, ET.ParseError, KeyError, OSError, RuntimeError, ZlibError) as fault:
        raise Unreadable(
            sentence("{path} is not a readable .xlsx workbook", path=path), "save it as .xlsx, and try again"
        ) from fault


def _cells(
    sheets: Any,  # noqa: ANN401  (calamine's workbook)
    marks: Iterable[Mark],
    places: Mapping[str, tuple[str, int, int]],
    formulas: Mapping[tuple[str, str], str],
) -> Iterator[Cell]:
    grids: dict[str, list[list[Any]]] = {}
    for mark in marks:
        sheet, column, row = places.get(mark.name, ("", 0, 0))
        if sheet not in sheets.sheet_names:
            yield Cell(mark, "")
            continue
        if sheet not in grids:
            grids[sheet] = _grid(sheets.get_sheet_by_name(sheet))
        address = f"{_letters(column)}{row + 1}"
        grid = grids[sheet]
        value = grid[row][column] if row < len(grid) and column < len(grid[row]) else ""
        yield Cell(mark, f"{sheet}!{address}", value, formulas.get((sheet, address), ""))


def _grid(sheet: Any) -> list[list[Any]]:  # noqa: ANN401
    """The values of a sheet.

    Raises:
        ValueError: it goes on for more rows than a sheet of inputs, and would take a gigabyte to hold.
    """
    if sheet.end and sheet.end[0] >= MOST_ROWS:
        raise ValueError(sheet.end)
    return sheet.to_python(skip_empty_area=False)  # type: ignore[no-any-return]


def open_workbook(path: Path) -> Any:  # noqa: ANN401  (calamine's workbook)
    """A workbook through calamine.

    Raises:
        Unreadable: it is missing, a folder, protected by a password, or no workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if not path.exists():
        raise Unreadable(
            sentence("there is no file {path}", path=path),
            "name the workbook that `salesplan render -o plan.xlsx` wrote",
        )
    if path.is_dir():
        raise Unreadable(sentence("{path} is a folder", path=path), "name the workbook in it")
    refuse_irregular(path, str(path))
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as fault:
        raise Unreadable(
            sentence("{path} is protected by a password", path=path), "save it without one, and try again"
        ) from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise Unreadable(
            sentence("{path} is not a readable .xlsx workbook", path=path), "save it as .xlsx, and try again"
        ) from fault


def _small_enough(parts: ZipFile, path: Path) -> None:
    size = sum(part.file_size for part in parts.infolist())
    if size > LARGEST:
        raise Unreadable(
            sentence(
                "{path} unpacks to {size} MB; a plan's workbook has at most {most} MB",
                path=path,
                size=grouped(size >> 20),
                most=grouped(LARGEST >> 20),
            ),
            _AGAIN,
        )


def _marks(sheets: Any, path: Path) -> tuple[str, list[Mark]]:  # noqa: ANN401
    if SHEET not in sheets.sheet_names:
        raise Unreadable(
            sentence("{path} is not a workbook that salesplan rendered, or its hidden sheet is missing", path=path),
            _AGAIN,
        )
    head, *rows = sheets.get_sheet_by_name(SHEET).to_python() or [[]]
    if [str(cell) for cell in head[:1]] != [FORMAT] or len(head) < 3:  # noqa: PLR2004
        raise Unreadable(
            sentence("{path} is not a workbook that salesplan rendered, or its hidden sheet was changed", path=path),
            _AGAIN,
        )
    if head[1] != VERSION:
        raise Unreadable(sentence("{path} is a workbook of another version of salesplan", path=path), _AGAIN)
    try:
        return str(head[2]), [_mark(row) for row in rows]
    except (ValueError, TypeError) as fault:
        raise Unreadable(sentence("the hidden sheet of {path} was changed", path=path), _AGAIN) from fault


def _mark(row: list[Any]) -> Mark:
    name, role, path, number, rate = row[:5]
    return Mark(str(name), Role(role), str(path), float(number or 0), rate == 1)


def _places(parts: ZipFile) -> Iterator[tuple[str, tuple[str, int, int]]]:
    """The sheet, column and row of every name; names whose cell was deleted have none."""
    for name in ET.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}definedName"):  # noqa: S314  (expat is guarded)
        if match := _PLACE.match((name.text or "").removeprefix("$")):
            sheet = match[1].replace("''", "'") if match[1] else match[2]
            yield name.get("name", ""), (sheet, _column(match[3]), int(match[4]) - 1)


def _formulas(parts: ZipFile, wanted: set[str]) -> dict[tuple[str, str], str]:
    """The formulas of some sheets, by sheet and cell, as the file writes them."""
    relations = {
        one.get("Id"): one.get("Target", "").removeprefix("/xl/")
        for one in ET.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    }
    found = {}
    for sheet in ET.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):  # noqa: S314
        name = sheet.get("name", "")
        if name not in wanted:
            continue
        with parts.open(f"xl/{relations[sheet.get(_RELATION)]}") as part:
            for _, node in ET.iterparse(part):  # noqa: S314
                if node.tag == f"{_MAIN}c" and (formula := node.find(f"{_MAIN}f")) is not None:
                    found[name, node.get("r", "")] = formula.text or "shared"
                if node.tag == f"{_MAIN}row":
                    node.clear()
    return found


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _letters(place: int) -> str:
    text, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
