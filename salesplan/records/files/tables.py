"""From a file of any known kind to something the embedded engine reads: a relation, its headers and types."""

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.files import refuse_irregular
from salesplan.base.finding import Unreadable
from salesplan.base.sentence import Remark, sentence
from salesplan.records.files.column_sql import name, quoted
from salesplan.records.files.contents import Content, content_of, workbook_by_content
from salesplan.records.files.layout import CHUNK, Layout, look, not_text
from salesplan.records.files.packed import unpacked
from salesplan.records.files.repair import place_for, sound
from salesplan.records.files.workbook import sheet_as_text
from salesplan.records.recognise.headers import BY_PLACE
from salesplan.records.recognise.synonyms import STRONG, synonym
from salesplan.records.sources import RecordsSource, parted

SMALL, PART = 1 << 26, 1 << 21
"""Bytes of a text file that is read in parts of PART bytes at least, so that every processor has two; the engine's own
parts of 32 MB suit larger files. No record is longer than a part: the engine refuses lines of 2,000,000 bytes."""


class Readable(Struct, frozen=True):
    """A file as the engine sees it.

    `relation` is SQL; its columns are `names`, with `types`; `header` holds what the file calls them. `first_row` is
    the number of the first row of data as a spreadsheet shows it, and `letters` tells that columns have letters too;
    `notes` say what had to be done to read it; `text` is the CSV file that the engine reads, if any. With
    `places`, columns are called by their place, `#1` and so on, since nobody named them.
    """

    shown: str
    relation: str
    header: tuple[str, ...]
    names: tuple[str, ...]
    types: tuple[str, ...]
    delimiter: str
    first_row: int
    letters: bool = False
    notes: tuple[Remark, ...] = ()
    places: bool = False
    text: Path | None = None


def readable(path: str, source: RecordsSource, scratch: Path) -> Readable:
    """Prepare a CSV, JSON, Excel or Parquet file, or a page with a table, for the engine.

    Args:
        path: the file, or `FILE#PART`: a sheet of a workbook, a file in an archive.
        source: how to read it.
        scratch: a folder for copies of workbooks and of text that is not UTF-8.

    Raises:
        Unreadable: the file is missing, too large, not of its kind or not text.
    """
    refuse_irregular(parted(path)[0], path)
    file, part = unpacked(path, scratch)
    content = content_of(file, path)
    if content is Content.PARQUET:
        return _parquet(file, path)
    if content in {Content.WORKBOOK, Content.PAGE}:
        if content is Content.PAGE:
            from salesplan.records.files.markup import page_as_text

            copy, notes = page_as_text(file, part, path, scratch, source.encoding)
        else:
            copy, notes = sheet_as_text(workbook_by_content(file, scratch), part, path, scratch)
        return replace(_copied(copy, path, source), notes=notes, letters=True)
    if part:
        raise Unreadable(
            sentence("{path}: only workbooks and archives have parts", path=path),
            sentence("name the file: {file}", file=parted(path)[0]),
        )
    if content is Content.JSON:
        from salesplan.records.files.json_rows import json_table

        return _copied(json_table(file, path, scratch), path, source)
    layout = look(file, path, delimiter=source.delimiter, encoding=source.encoding)
    text = file if layout.encoding.startswith("utf-8") else _as_utf8(file, layout, path, scratch)
    mended, notes = sound(text, layout, path, scratch)
    return replace(_csv(mended, layout, path, source.columns), notes=notes)


def without_columns(file: Readable, places: Collection[int]) -> Readable:
    """The file with some of its columns unnamed, so that nothing is read from them, and a note that says so."""
    header = tuple("" if place in places else name for place, name in enumerate(file.header))
    names = ", ".join(f"'{file.header[place]}'" for place in sorted(places))
    note = sentence(
        "{file}: beside an empty column stands a table of its own, which is left out: {names}",
        file=file.shown,
        names=names,
    )
    return replace(file, header=header, notes=(*file.notes, Remark.of(note)))


def _copied(copy: Path, shown: str, source: RecordsSource) -> Readable:
    """A file that was written as CSV to be read."""
    return _csv(copy, look(copy, shown, delimiter=",", encoding="utf-8"), shown, source.columns)


def _csv(path: Path, layout: Layout, shown: str, mapped: Mapping[str, str]) -> Readable:
    by_place = any(BY_PLACE.fullmatch(header) for header in mapped.values() if header not in layout.header)
    named = not by_place or _names_columns(layout.header, mapped)
    names = tuple(f"c{place}" for place in range(len(layout.header)))
    columns = ", ".join(f"'{column}': 'VARCHAR'" for column in names)
    size = path.stat().st_size
    parts = f"buffer_size={max(PART, size // (2 * (os.cpu_count() or 1)))}, " if size < SMALL else ""
    sql = (
        f"read_csv({quoted(str(path))}, {parts}auto_detect=false, header={str(named).lower()}, skip={layout.skipped}, "
        f"delim={quoted(layout.delimiter)}, quote='\"', escape='\"', strict_mode=true, columns={{{columns}}})"
    )
    types = ("VARCHAR",) * len(names)
    header = layout.header if named else tuple(f"#{place}" for place in range(1, len(names) + 1))
    first_row = layout.skipped + 1 + named
    return Readable(shown, sql, header, names, types, layout.delimiter, first_row, places=not named, text=path)


def _names_columns(row: Sequence[str], mapped: Mapping[str, str]) -> bool:
    """Whether a first row names its columns although they are mapped by place: one of its cells says what is mapped."""
    asked = ((key, int(found[1]) - 1) for key, header in mapped.items() if (found := BY_PLACE.fullmatch(header)))
    return any(synonym(table, [key], [row[at]], weak=True) for key, at in asked if at < len(row) for table in STRONG)


def _as_utf8(path: Path, layout: Layout, shown: str, scratch: Path) -> Path:
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
            raise not_text(shown, layout.encoding, line) from None
    return copy


def _parquet(path: Path, shown: str) -> Readable:
    import duckdb

    sql = f"read_parquet({quoted(str(path))})"
    try:
        found = duckdb.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()  # noqa: S608  (the path is quoted)
    except duckdb.Error:
        raise Unreadable(
            sentence("{shown} is not a readable Parquet file", shown=shown), "export it again, or as CSV"
        ) from None
    header = tuple(str(row[0]) for row in found)
    names = tuple(f"c{place}" for place in range(len(header)))
    renamed = ", ".join(f"{name(old)} AS {new}" for old, new in zip(header, names, strict=True))
    types = tuple(str(row[1]) for row in found)
    return Readable(shown, f"(SELECT {renamed} FROM {sql})", header, names, types, ",", 1)  # noqa: S608
