"""A sheet of a workbook as text, cell by cell, with the formulas whose value nobody computed."""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import Remark, Sentence, counted, grouped, sentence
from salesplan.records.files.layout import MOST_ABOVE
from salesplan.records.files.repair import lines_above, lines_below, place_for
from salesplan.records.files.second_table import Row, without_second_table

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

LARGEST_WORKBOOK = 1 << 29
"""Bytes a workbook may unpack to; more is refused before it is read."""

MOST_ROWS = 1 << 20
"""Rows a sheet has at most, in every spreadsheet program."""

NO_VALUE = "(formula without a value)"
"""What stands for a formula that no program has computed: a text that is no amount and no date."""

NAMED = 3
"""Cells that a note names."""

PIECE = 1 << 20
_LONGEST_CELL = 1 << 16
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]* t="e"|'
    rb"[^>]*>\s*(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>)"
)
"""A cell with an error, such as a division by zero, or with a formula that was saved without its value."""


Text = tuple[Path, tuple[Remark, ...]]
"""A file of text for the engine, and notes on how it came about."""


def sheet_as_text(path: Path, sheet: str, shown: str, scratch: Path) -> Text:
    """Write a sheet as CSV.

    Args:
        path: the workbook.
        sheet: its name; the first one if empty.
        shown: the workbook in messages.
        scratch: a folder for the CSV file.

    Returns:
        The CSV file, and notes on formulas without a value and on sheets that are not read.

    Raises:
        Unreadable: it is missing, too large or not a workbook, or has no such sheet.
    """
    _small_enough(path, shown)
    name, others = _sheet_named(path, sheet, shown)
    table = _sheet(path, name, shown)
    if not sheet:
        name, others, table = _first_table(path, (name, *others), table, shown)
    holes = _without_result(path, name)
    copy, notes = rows_as_text(table, path, shown, scratch, holes)
    if others and not sheet:
        notes = (*notes, Remark.of(others_named(shown, name, [f"'{shown}#{one}'" for one in others])))
    return copy, (*notes, *([Remark.of(_without_values(holes, shown))] if holes else []))


def rows_as_text(
    rows: Iterator[list[str]], path: Path, shown: str, scratch: Path, holes: frozenset[tuple[int, int]] = frozenset()
) -> Text:
    """Write rows of cells as CSV, from the header on; those above it are blank, so that rows keep their numbers.

    Args:
        rows: texts of cells.
        path: the file they are from.
        shown: its name in messages.
        scratch: a folder for the CSV file.
        holes: row and column, from 0, of formulas without a value.

    Returns:
        The CSV file, and notes on the lines above the header and below the last record if there are any.
    """
    copy = place_for(path, scratch)
    with copy.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        above, rest = _above(rows)
        out.writerows([] for _ in above)
        below: list[Row] = []
        first = next(rest, None)
        if first:
            width = sum(map(bool, first[1]))
            out.writerows(without_second_table(_fill(chain([first], rest), holes), width, below))
    titles = [cell for row in above for cell in row if cell]
    notes = [lines_above(titles, shown)] if titles else []
    notes += [lines_below([", ".join(filter(None, row)) for row in below if any(row)], shown)] if below else []
    return copy, tuple(map(Remark.of, notes))


def others_named(shown: str, name: str, others: Iterable[str]) -> Sentence:
    """A note on the sheets that are not read."""
    return sentence(
        "{file}: the sheet '{name}' is read; the others are {others}", file=shown, name=name, others=", ".join(others)
    )


def sheet_called(wanted: str, sheets: Sequence[str], shown: str) -> str:
    """The sheet that is meant, as the file spells it.

    Raises:
        Unreadable: there is none.
    """
    for name in sheets:
        if name.strip().casefold() == wanted.strip().casefold():
            return name
    raise Unreadable(
        sentence("{shown}: there is no sheet '{wanted}'", shown=shown, wanted=wanted),
        sentence("Sheets: {names}", names=", ".join(sheets)),
    )


def _sheet_named(path: Path, wanted: str, shown: str) -> tuple[str, list[str]]:
    """The sheet that is meant, as the workbook spells it, and the others."""
    sheets = _sheets(path, shown)
    name = sheet_called(wanted, sheets, shown) if wanted else sheets[0]
    return name, [one for one in sheets if one != name]


def _first_table(
    path: Path, sheets: Sequence[str], table: Iterator[list[str]], shown: str
) -> tuple[str, list[str], Iterator[list[str]]]:
    """The first sheet that holds a table, the others and its rows; the first of all if none does.

    A title page holds no two rows of several cells each.
    """
    rows = list(table)
    found, kept = sheets[0], rows
    for one in sheets[1:] if not _is_table(rows) else ():
        rows = list(_sheet(path, one, shown))
        if _is_table(rows):
            found, kept = one, rows
            break
    return found, [one for one in sheets if one != found], iter(kept)


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    several = (row for row in rows if sum(map(bool, row)) > 1)
    return len(list(islice(several, 2))) > 1


def _sheets(path: Path, shown: str) -> list[str]:
    """The names of the sheets in their order, hidden ones last: who opens the file does not see them."""
    try:
        from python_calamine import CalamineWorkbook, SheetVisibleEnum

        with CalamineWorkbook.from_path(path) as book:
            shown_first = sorted(book.sheets_metadata, key=lambda sheet: sheet.visible is not SheetVisibleEnum.Visible)
            return [sheet.name for sheet in shown_first] or [""]
    except ImportError:
        raise Unreadable(
            sentence("{shown}: reading workbooks needs python-calamine", shown=shown), "pip install python-calamine"
        ) from None
    except Exception as fault:  # the reader has its own error types for damaged files
        raise Unreadable(
            sentence("{shown} is not a readable workbook", shown=shown), "export it again, or as CSV"
        ) from fault


def _above(rows: Iterator[list[str]]) -> tuple[list[list[str]], Iterator[tuple[int, list[str]]]]:
    """The rows above the header, which have one cell or none, and the rest with their numbers from 0."""
    first = list(islice(rows, MOST_ABOVE))
    start = next((place for place, row in enumerate(first) if sum(map(bool, row)) > 1), 0)
    return first[:start], enumerate(chain(first[start:], rows), start)


def _fill(rows: Iterable[tuple[int, list[str]]], holes: frozenset[tuple[int, int]]) -> Iterator[list[str]]:
    """The rows up to the last that holds something, with a text where a value is missing."""
    empty: list[list[str]] = []
    for number, row in rows:
        cells = [NO_VALUE if (number, place) in holes else text for place, text in enumerate(row)] if holes else row
        if not any(cells):
            empty.append(cells)
            continue
        yield from empty
        empty.clear()
        yield cells


def _without_values(holes: frozenset[tuple[int, int]], shown: str) -> Sentence:
    return counted(
        "{file}: {n} formula has no value, in cell {cells}: open it in a spreadsheet program and save it, so that it "
        "is computed",
        "{file}: {n} formulas have no value, such as in cells {cells}: open it in a spreadsheet program and save it, "
        "so that they are computed",
        len(holes),
        file=shown,
        n=grouped(len(holes)),
        cells=", ".join(f"{letters(place)}{row + 1}" for row, place in islice(sorted(holes), NAMED)),
    )


def letters(place: int) -> str:
    """The letters of a column, from 0: A, B, ..., Z, AA."""
    text, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _without_result(path: Path, name: str) -> frozenset[tuple[int, int]]:
    """Row and column, from 0, of formulas that were saved without a value; readers take them for empty cells."""
    if not zipfile.is_zipfile(path):
        return frozenset()
    found: set[tuple[int, int]] = set()
    with zipfile.ZipFile(path) as parts, suppress(KeyError), parts.open(_part_of(parts, name)) as sheet:
        rest = b""
        while piece := sheet.read(PIECE):
            text = rest + piece
            if b"<f" in text:
                found |= {(int(row) - 1, _place(cell)) for cell, row in _UNCOMPUTED.findall(text)}
            rest = text[-_LONGEST_CELL:]
    return frozenset(found)


def _part_of(parts: zipfile.ZipFile, name: str) -> str:
    """The part of the archive that holds a sheet.

    Raises:
        KeyError: the archive is no workbook of Office Open XML.
    """
    sheets = re.findall(rb"<sheet [^>]*>", parts.read("xl/workbook.xml"))
    spelt = f'name="{_escape(name)}"'.encode()
    sheet = next((one for one in sheets if spelt in one), sheets[0] if sheets else b"")
    ident = re.search(rb'r:id="([^"]+)"', sheet)
    relations = re.findall(rb"<Relationship [^>]*>", parts.read("xl/_rels/workbook.xml.rels"))
    named = b'Id="%b"' % ident.group(1) if ident else b""
    targets = (re.search(rb'Target="/?(?:xl/)?([^"]+)"', one) for one in relations if ident and named in one)
    return f"xl/{next((target.group(1).decode() for target in targets if target), '')}"


def _escape(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text


def _place(cell: bytes) -> int:
    place = 0
    for letter in cell:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _small_enough(path: Path, shown: str) -> None:
    if not path.is_file():
        raise Unreadable(sentence("{shown} cannot be read: no such file", shown=shown))
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > LARGEST_WORKBOOK:
        raise Unreadable(
            sentence(
                "{shown} unpacks to {size} MB; workbooks may have {most} MB",
                shown=shown,
                size=f"{size / (1 << 20):,.0f}",
                most=grouped(LARGEST_WORKBOOK >> 20),
            ),
            "export it as CSV",
        )


def _sheet(path: Path, name: str, shown: str) -> Iterator[list[str]]:
    try:
        import pandas as pd

        table = pd.read_excel(path, sheet_name=name, header=None, dtype=object, engine="calamine", na_filter=False)
    except Exception as fault:  # the reader has its own error types for damaged files
        raise Unreadable(
            sentence("{shown} is not a readable workbook", shown=shown), "export it again, or as CSV"
        ) from fault
    if len(table) > MOST_ROWS:
        raise Unreadable(
            sentence(
                "{shown} has {rows} rows; a sheet may have {most}",
                shown=shown,
                rows=grouped(len(table)),
                most=grouped(MOST_ROWS),
            ),
            "export it as CSV",
        )
    return _texts(table.itertuples(index=False, name=None))


def _texts(rows: Iterable[tuple[object, ...]]) -> Iterator[list[str]]:
    return ([_text(cell) for cell in row] for row in rows)


def _text(cell: object) -> str:
    if cell is None or cell != cell:  # noqa: PLR0124  (NaN is what does not equal itself)
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return f"{cell.total_seconds() / 60:.10g}"
    if isinstance(cell, float):
        return _number(cell)
    return str(cell)


def _number(cell: float) -> str:
    """A number with a point, and never with three decimals alone, which could be taken for thousands."""
    text = f"{Decimal(repr(cell)).normalize():f}"
    return f"{text}0" if re.search(r"\.\d{3}$", text) else text
