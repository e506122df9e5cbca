"""Files within files: what `export.zip#Deal.csv`, `book.xlsx#Deals` and `deals.csv.gz` mean, unpacked for reading."""

import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import sentence
from salesplan.records.files.layout import CHUNK
from salesplan.records.files.workbook import WORKBOOKS
from salesplan.records.sources import PART, parted

if TYPE_CHECKING:
    import gzip

TABLES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".pq", *WORKBOOKS)
"""What a name of a table ends with."""

READABLE = frozenset((*TABLES, ".gz", ".zip"))
"""What names of files that may be records end with."""

PLENTY = 1 << 28
STRETCH = 200
"""Bytes that unpacked data may always have; beyond, it may be this many times as large as what it was packed in: texts
shrink to a tenth, and what shrinks to a thousandth is made to fill a disk."""


def unpacked(path: str, scratch: Path) -> tuple[Path, str]:
    """A file that can be read, copied out of an archive where it is in one; with the part of it that is meant.

    Args:
        path: the file, an archive, or `FILE#PART`.
        scratch: a folder for what is unpacked.

    Raises:
        Unreadable: a damaged archive, one with a password, or one with several tables of which none is named.
    """
    file, part = parted(path)
    suffix = Path(file).suffix.lower()
    if suffix == ".gz":
        return _gunzip(Path(file), path, scratch), part
    if suffix == ".zip":
        return _member(Path(file), part, path, scratch), ""
    return Path(file), part


def _gunzip(path: Path, shown: str, scratch: Path) -> Path:
    import gzip

    if not path.is_file():
        return path
    inner = Path(path.stem)
    copy = _free(scratch, inner if inner.suffix.lower() in TABLES else inner.with_suffix(".csv"))
    _copy(lambda: gzip.GzipFile(path), copy, shown, path.stat().st_size)
    return copy


def _member(path: Path, part: str, shown: str, scratch: Path) -> Path:
    if not path.is_file():
        return path
    if not zipfile.is_zipfile(path):
        raise Unreadable(
            sentence("{shown} is not a readable archive", shown=shown), "export it again, or unpack it first"
        )
    with zipfile.ZipFile(path) as archive:
        found = _choose(tables_in(archive), part, shown)
        if found.flag_bits & 1:
            raise Unreadable(
                sentence("{shown} is locked by a password", shown=shown), "unpack it first, and name the file"
            )
        copy = _free(scratch, Path(Path(found.filename).name))
        _copy(lambda: archive.open(found), copy, shown, found.compress_size)
    return copy


def tables_in(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The tables of an archive, without what systems add for themselves."""
    return [
        one
        for one in archive.infolist()
        if Path(one.filename).suffix.lower() in TABLES and not one.is_dir() and "__MACOSX" not in one.filename
    ]


def _choose(tables: list[zipfile.ZipInfo], part: str, shown: str) -> zipfile.ZipInfo:
    if part:
        wanted = part.casefold()
        for name in (
            lambda one: one.filename,
            lambda one: Path(one.filename).name,
            lambda one: Path(one.filename).stem,
        ):
            named = [one for one in tables if name(one).casefold() == wanted]
            if len(named) == 1:
                return named[0]
    elif len(tables) == 1:
        return tables[0]
    listed = ", ".join(one.filename for one in tables[:20]) or sentence("none")
    base = parted(shown)[0]
    example = f"{base}{PART}{tables[0].filename}" if tables else sentence("another file")
    what = sentence("{file} holds {count} tables", file=base, count=len(tables))
    if part:
        what = sentence("{file} holds no table '{part}'", file=base, part=part)
    raise Unreadable(
        what,
        sentence("name the one that is meant, such as '{example}'. Tables: {listed}", example=example, listed=listed),
    )


def _free(scratch: Path, name: Path) -> Path:
    """A place in the scratch folder with the name's suffix, which is nobody's yet."""
    folder = scratch / f"unpacked-{len(list(scratch.iterdir()))}"
    folder.mkdir()
    return folder / name.name


def _copy(source: Callable[[], "IO[bytes] | gzip.GzipFile"], copy: Path, shown: str, packed: int) -> None:
    try:
        with source() as old, copy.open("wb") as new:
            written = 0
            while chunk := old.read(CHUNK):
                written += len(chunk)
                if written > max(PLENTY, packed * STRETCH):
                    raise Unreadable(
                        sentence("{shown} unpacks to far more than it holds", shown=shown),
                        "unpack it first, and look at it",
                    )
                new.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno is not None:
            raise  # no room, or a disk that fails; a damaged archive has no number
        shutil.rmtree(copy.parent, ignore_errors=True)
        raise Unreadable(sentence("{shown} is damaged", shown=shown), "export it again, or unpack it first") from None
