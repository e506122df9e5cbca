"""Whether a file that an answer would replace is somebody else's: a plan, an export, a workbook."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from pathlib import Path

_MUCH = 1 << 16
"""How much of a file is looked at."""

_OUR_TIME = b"2000-01-01T00:00:00Z"
"""When workbooks of ours say that they were made, so that the same plan gives the same file."""

_TABLE = 3
"""Cells from which on two lines that have as many are a table, and not sentences with commas."""


def may_be_plan(path: Path) -> bool:
    """Whether it is a file of YAML in which something stands."""
    return path.suffix.lower() in {".yaml", ".yml"} and bool(_beginning(path).strip())


def is_foreign_table(path: Path, text: str) -> bool:
    """Whether a table stands there that is no earlier answer of the same kind as `text`; empty for a document."""
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods"}:
        return path.stat().st_size > 0 and not _is_our_workbook(path)
    old = _beginning(path)
    if not old.strip():
        return False
    if old.lstrip().startswith(("{", "[")):
        return _first_key(old) != _first_key(text)
    if path.suffix.lower() != ".csv" and not _is_table(old):
        return False
    return not _alike(old.partition("\n")[0], text.partition("\n")[0])


def _beginning(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.read(_MUCH)
    except OSError:
        return ""


def _first_key(text: str) -> str:
    """The first key of a text of JSON, which tells an answer of ours; empty where it is none."""
    found = re.match(r'\s*\[?\s*\{\s*"([^"]*)"', text[:_MUCH])
    return found[1] if found else ""


def _is_table(text: str) -> bool:
    first, second = [*text.splitlines()[:2], "", ""][:2]
    counts = ((first.count(sign), second.count(sign)) for sign in ";,\t")
    return any(one == other and one + 1 >= _TABLE for one, other in counts)


def _alike(old: str, new: str) -> bool:
    """Whether at least half of the narrower table's headers are the other's too."""
    heads = [{cell.strip() for cell in next(csv.reader([line]), [])} for line in (old, new)]
    return 2 * len(heads[0] & heads[1]) >= min(map(len, heads))


def _is_our_workbook(path: Path) -> bool:
    from zipfile import BadZipFile, ZipFile

    with suppress(OSError, BadZipFile, KeyError), ZipFile(path) as parts:
        return _OUR_TIME in parts.read("docProps/core.xml")
    return False
