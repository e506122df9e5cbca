"""Answers to questions about records, remembered: the same files are not counted twice for the same question."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from salesplan.base.cache import cache_folder, keep
from salesplan.records.question import Question, Tallies
from salesplan.records.sources import Sources, parted

if TYPE_CHECKING:
    from salesplan.records.engines.embedded import Progress
    from salesplan.records.engines.opened import OpenRecords

SETTLED = 2.0
"""Seconds since a file was last written after which a change of it shows in its times, on every file system."""

LARGEST = 1 << 23
"""Bytes of the largest answer that is kept."""

MOST = 64
"""Answers that are kept; the one that was not asked for the longest goes first."""


def answer(
    sources: Sources,
    question: Question,
    *,
    engine: str | None = None,
    progress: "Progress | None" = None,
    book: "Callable[[], OpenRecords] | None" = None,
) -> Tallies:
    """What the records say, counted now or, if no file has changed since, remembered from when they were counted.

    A file has not changed if its place on disk, its size and the times of its last writing and last change are those
    it had when it was counted; what was written within two seconds of the counting is not remembered at all. Tables of
    a warehouse or cluster are counted each time.

    Args:
        sources: the tables.
        question: what to count.
        engine: where tables are, as for `opened`.
        progress: called while files are read.
        book: gives the sources opened, where others read them too; asked only if nothing is remembered.

    Raises:
        Unreadable: a file or table that cannot be read or recognised.
        Usage: an engine that is not known, or whose extra is not installed.
    """
    path = None if engine else _place(sources, question)
    known = _recall(path) if path else None
    if known is not None:
        return known
    from salesplan.records.count.tally import tally
    from salesplan.records.engines.opening import opened

    began = time.time()
    with nullcontext(book()) if book else opened(sources, engine, progress=progress) as records:
        found = tally(records, question)
    if path and path == _place(sources, question) and _settled(sources, began):
        _remember(path, found)
    return found


def _place(sources: Sources, question: Question) -> Path | None:
    """Where the answer is kept: under a name that tells the question, the files as they are, and the code that counts.

    The day is part of it: records without any date are taken to be of today.

    None where there is no cache folder, or a file cannot be looked at.
    """
    folder = cache_folder()
    if folder is None:
        return None
    try:
        code = [(file.name, *_stamp(file)) for file in sorted(Path(__file__).parents[1].rglob("*.py"))]
        files = [(str(file), *_stamp(file)) for file in _files(sources)]
    except OSError:
        return None
    from hashlib import sha256  # loads OpenSSL

    told = repr((sources, question, date.today(), files, code))  # noqa: DTZ011  (the user's own day)
    return folder / "records" / f"{sha256(told.encode()).hexdigest()}.json"


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _files(sources: Sources) -> Iterator[Path]:
    return (Path(parted(path)[0]) for table in sources.given for path in table.paths)


def _settled(sources: Sources, began: float) -> bool:
    with suppress(OSError):
        times = [time for file in _files(sources) for time in (file.stat().st_mtime, file.stat().st_ctime)]
        return max(times, default=began) < began - SETTLED
    return False


def _recall(path: Path) -> Tallies | None:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Tallies)
    except (OSError, msgspec.DecodeError):
        return None
    with suppress(OSError):
        os.utime(path)
    return found


def _remember(path: Path, found: Tallies) -> None:
    data = msgspec.json.encode(found)
    if len(data) > LARGEST:
        return
    with suppress(OSError):
        keep(path, data)
        kept = sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in kept[MOST:]:
            old.unlink(missing_ok=True)
