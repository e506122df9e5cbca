"""From a file of any known kind to something the embedded engine reads: a relation, its headers and types."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.files import refuse_irregular
from salesplan.base.finding import Unreadable
from salesplan.records.files.column_sql import name, quoted
from salesplan.records.files.layout import CHUNK, Layout, look, not_text
from salesplan.records.files.repair import place_for, sound
from salesplan.records.files.workbook import WORKBOOKS, first_sheet
from salesplan.records.sources import RecordsSource

SMALL, PART = 1 << 26, 1 << 21
"""Bytes of a text file that is read in parts of PART bytes, so that every processor has one; the engine's own parts of
32 MB suit larger files. No record is longer than a part: the engine refuses lines of 2,000,000 bytes."""


class Readable(Struct, frozen=True):
    """A file as the engine sees it.

    `relation` is SQL; its columns are `names`, with `types`; `header` holds what the file calls them. `first_row` is
    the number of the first row of data as a spreadsheet shows it, and `letters` tells that columns have letters too;
    `notes` say what had to be done to read it; `text` is the CSV file that the engine reads, if any.
    """

    shown: str
    relation: str
    header: tuple[str, ...]
    names: tuple[str, ...]
    types: tuple[str, ...]
    delimiter: str
    first_row: int
    letters: bool = False
    notes: tuple[str, ...] = ()
    text: Path | None = None


def readable(path: str, source: RecordsSource, scratch: Path) -> Readable:
    """Prepare a CSV, Excel or Parquet file for the engine.

    Args:
        path: the file.
        source: how to read it.
        scratch: a folder for copies of workbooks and of text that is not UTF-8.

    Raises:
        Unreadable: the file is missing, too large, not of its kind or not text.
    """
    refuse_irregular(path, path)
    suffix = Path(path).suffix.lower()
    if suffix in {".parquet", ".pq"}:
        return _parquet(Path(path))
    if suffix in WORKBOOKS:
        copy, notes = first_sheet(Path(path), scratch)
        found = _csv(copy, look(copy, path, delimiter=",", encoding="utf-8"), path, letters=True)
        return replace(found, notes=notes)
    layout = look(Path(path), path, delimiter=source.delimiter, encoding=source.encoding)
    text = Path(path) if layout.encoding.startswith("utf-8") else _as_utf8(Path(path), layout, scratch)
    mended, notes = sound(text, layout, path, scratch)
    return replace(_csv(mended, layout, path), notes=notes)


def _csv(path: Path, layout: Layout, shown: str, *, letters: bool = False) -> Readable:
    names = tuple(f"c{place}" for place in range(len(layout.header)))
    columns = ", ".join(f"'{column}': 'VARCHAR'" for column in names)
    parts = f"buffer_size={PART}, " if path.stat().st_size < SMALL else ""
    sql = (
        f"read_csv({quoted(str(path))}, {parts}auto_detect=false, header=true, skip={layout.skipped}, "
        f"delim={quoted(layout.delimiter)}, quote='\"', escape='\"', strict_mode=true, columns={{{columns}}})"
    )
    types = ("VARCHAR",) * len(names)
    return Readable(shown, sql, layout.header, names, types, layout.delimiter, layout.skipped + 2, letters, text=path)


def _as_utf8(path: Path, layout: Layout, scratch: Path) -> Path:
    copy = place_for(path, scratch)
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
