"""From a file of any known kind to something the embedded engine reads: a relation, its headers and types."""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from msgspec import Struct

from salesplan.finding import Unreadable
from salesplan.records.parse import name, quoted
from salesplan.records.sniff import CHUNK, Layout, look, no_nul, not_text
from salesplan.records.source import RecordsSource

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

LARGEST_WORKBOOK = 1 << 29
"""Bytes a workbook may unpack to; more is refused before it is read."""

SMALL, PART = 1 << 26, 1 << 21
"""Bytes of a text file that is read in parts of PART bytes, so that every processor has one; the engine's own parts of
32 MB suit larger files. No record is longer than a part: the engine refuses lines of 2,000,000 bytes."""

MOST_ROWS = 1 << 20
"""Rows a sheet has at most, in every spreadsheet program."""


class Readable(Struct, frozen=True):
    """A file as the engine sees it.

    `relation` is SQL; its columns are `names`, with `types`; `header` holds what the file calls them. `first_row` is
    the number of the first row of data as a spreadsheet shows it, and `letters` tells that columns have letters too.
    """

    shown: str
    relation: str
    header: tuple[str, ...]
    names: tuple[str, ...]
    types: tuple[str, ...]
    delimiter: str
    first_row: int
    letters: bool = False


def readable(path: str, source: RecordsSource, scratch: Path) -> Readable:
    """Prepare a CSV, Excel or Parquet file for the engine.

    Args:
        path: the file.
        source: how to read it.
        scratch: a folder for copies of workbooks and of text that is not UTF-8.

    Raises:
        Unreadable: the file is missing, too large, not of its kind or not text.
    """
    suffix = Path(path).suffix.lower()
    if suffix in {".parquet", ".pq"}:
        return _parquet(Path(path))
    if suffix in WORKBOOKS:
        copy = _from_workbook(Path(path), scratch)
        return _csv(copy, look(copy, path, delimiter=",", encoding="utf-8"), path, letters=True)
    layout = look(Path(path), path, delimiter=source.delimiter, encoding=source.encoding)
    if layout.encoding.startswith("utf-8"):
        no_nul(Path(path), path)
        return _csv(Path(path), layout, path)
    return _csv(_as_utf8(Path(path), layout, scratch), layout, path)


def _csv(path: Path, layout: Layout, shown: str, *, letters: bool = False) -> Readable:
    names = tuple(f"c{place}" for place in range(len(layout.header)))
    columns = ", ".join(f"'{column}': 'VARCHAR'" for column in names)
    parts = f"buffer_size={PART}, " if path.stat().st_size < SMALL else ""
    sql = (
        f"read_csv({quoted(str(path))}, {parts}auto_detect=false, header=true, skip={layout.skipped}, "
        f"delim={quoted(layout.delimiter)}, quote='\"', escape='\"', strict_mode=true, columns={{{columns}}})"
    )
    types = ("VARCHAR",) * len(names)
    return Readable(shown, sql, layout.header, names, types, layout.delimiter, layout.skipped + 2, letters)


def _as_utf8(path: Path, layout: Layout, scratch: Path) -> Path:
    copy = scratch / f"{path.stem}-{len(list(scratch.iterdir()))}.csv"
    line = 1
    with (
        path.open(encoding=layout.encoding, errors="strict", newline="") as old,
        copy.open("w", encoding="utf-8", newline="") as new,
    ):
        try:
            while chunk := old.read(CHUNK):
                line += chunk.count("\n")
                new.write(chunk)
        except UnicodeDecodeError:
            raise not_text(str(path), layout.encoding, line) from None
    return copy


def _parquet(path: Path) -> Readable:
    import duckdb

    sql = f"read_parquet({quoted(str(path))})"
    try:
        found = duckdb.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()  # noqa: S608  (the path is quoted)
    except duckdb.Error:
        raise Unreadable(f"{path} is not a readable Parquet file", "export it again, or as CSV") from None
    header = tuple(str(row[0]) for row in found)
    names = tuple(f"c{place}" for place in range(len(header)))
    renamed = ", ".join(f"{name(old)} AS {new}" for old, new in zip(header, names, strict=True))
    types = tuple(str(row[1]) for row in found)
    return Readable(str(path), f"(SELECT {renamed} FROM {sql})", header, names, types, ",", 1)  # noqa: S608


def _from_workbook(path: Path, scratch: Path) -> Path:
    _small_enough(path)
    rows = _sheet(path)
    copy = scratch / f"{path.stem}-{len(list(scratch.iterdir()))}.csv"
    with copy.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return copy


def _small_enough(path: Path) -> None:
    if not path.is_file():
        raise Unreadable(f"{path} cannot be read: no such file")
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > LARGEST_WORKBOOK:
        raise Unreadable(
            f"{path} unpacks to {size / (1 << 20):,.0f} MB; workbooks may have {LARGEST_WORKBOOK >> 20:,} MB",
            "export it as CSV",
        )


def _sheet(path: Path) -> Iterator[list[str]]:
    try:
        import pandas as pd

        table = pd.read_excel(path, sheet_name=0, header=None, dtype=object, engine="calamine", na_filter=False)
    except ImportError:
        raise Unreadable(f"{path}: reading workbooks needs python-calamine", "pip install python-calamine") from None
    except Exception as fault:  # the reader has its own error types for damaged files
        raise Unreadable(f"{path} is not a readable workbook", "export it again, or as CSV") from fault
    if len(table) > MOST_ROWS:
        raise Unreadable(f"{path} has {len(table):,} rows; a sheet may have {MOST_ROWS:,}", "export it as CSV")
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
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)
