"""What a file holds: by its name, and by its first bytes where these tell more."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path
from shutil import copyfile
from typing import Final

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import Sentence, sentence
from salesplan.records.files.layout import BOMS, DELIMITERS
from salesplan.records.files.repair import place_for
from salesplan.records.files.workbook import WORKBOOKS


class Content(StrEnum):
    """What a file of records may hold."""

    TEXT = "text"
    JSON = "json"
    PAGE = "page"
    WORKBOOK = "workbook"
    PARQUET = "parquet"


_NAMED: Final = {
    ".json": Content.JSON,
    ".jsonl": Content.JSON,
    ".ndjson": Content.JSON,
    ".parquet": Content.PARQUET,
    ".pq": Content.PARQUET,
    **dict.fromkeys(WORKBOOKS, Content.WORKBOOK),
}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP = b"\x1f\x8b\x08"
_OF_ZIP: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".ods"})
_NO_TABLE: Final = (
    (b"SQLite format 3\0", sentence("a database of SQLite")),
    (b"%PDF-", sentence("a PDF")),
    (b"\x89PNG", sentence("a picture")),
    (b"\xff\xd8\xff", sentence("a picture")),
    (b"GIF8", sentence("a picture")),
)
_JSON = re.compile(r'\s*(\[\s*[\[{]|\{\s*["}]|\[\s*\])')
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|meta|body|table|\?xml|(?:ss:)?workbook)\b", re.IGNORECASE)
_LOOK = 1 << 10


def content_of(path: Path, shown: str) -> Content:
    """What a file holds; a file that is not there holds what its name says.

    Systems call pages and texts `.xls`, so that Excel opens them; workbooks are renamed to `.csv` in the belief that
    this makes them one.

    Raises:
        Unreadable: it holds something else that has no table to read.
    """
    named = _NAMED.get(path.suffix.lower(), Content.TEXT)
    if not path.is_file() or named is Content.PARQUET:
        return named
    with path.open("rb") as file:
        head = file.read(_LOOK)
    if head.startswith((_ZIP, _OLE)):
        return _packed(path, named, shown)
    if head.startswith(_GZIP):
        raise Unreadable(sentence("{shown} is packed", shown=shown), _renamed(path, f"{path.suffix}.gz"))
    if head.startswith(b"PAR1"):
        return Content.PARQUET
    for mark, what in _NO_TABLE:
        if head.startswith(mark):
            raise Unreadable(sentence("{shown} is {what}", shown=shown, what=what), "export it as CSV or as a workbook")
    return _of_text(head, named, workbook_of_text=path.suffix.lower() == ".xls")


def _packed(path: Path, named: Content, shown: str) -> Content:
    if named is Content.WORKBOOK or not zipfile.is_zipfile(path):
        return Content.WORKBOOK
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if any(name.startswith("xl/") or name == "content.xml" for name in names):
        return Content.WORKBOOK
    raise Unreadable(sentence("{shown} is an archive", shown=shown), _renamed(path, ".zip"))


def workbook_by_content(path: Path, scratch: Path) -> Path:
    """The workbook, or a copy without a suffix where its own is that of another kind, which its reader would try."""
    if not path.is_file():
        return path
    with path.open("rb") as file:
        mark = file.read(len(_OLE))
    suffix = path.suffix.lower()
    if (suffix == ".xls" and mark.startswith(_ZIP)) or (suffix in _OF_ZIP and mark == _OLE):
        copy = place_for(path, scratch).with_suffix("")
        copyfile(path, copy)
        return copy
    return path


def _renamed(path: Path, suffix: str) -> Sentence:
    return sentence("give it a name that ends so: {name}", name=f"{path.stem}{suffix}")


def _of_text(head: bytes, named: Content, *, workbook_of_text: bool) -> Content:
    encoding = next((name for mark, name in BOMS if head.startswith(mark)), None)
    text = head.decode(encoding or "latin-1", "replace")
    if _PAGE.match(text):
        return Content.PAGE
    if workbook_of_text and (encoding or b"\0" not in head):
        first = text.partition("\n")[0]
        return Content.TEXT if any(sign in first for sign in DELIMITERS) else named
    return Content.JSON if named is Content.TEXT and _JSON.match(text) else named
