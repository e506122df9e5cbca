"""The engine that comes along: DuckDB in this process, its progress, and its errors in one line each."""

import atexit
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from salesplan.base.files import no_room
from salesplan.base.finding import Unreadable
from salesplan.base.sentence import sentence

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[str, float], None]
"""Called with what is being read and the share done, from 0 to 1."""


def connect(scratch: Path, *, small: bool = False) -> "DuckDBPyConnection":
    """An engine in memory that spills to `scratch`, asks the network for nothing and knows its progress.

    With `small` it works on one processor: to share out less than some megabytes takes as long as to read them.
    """
    import duckdb

    _end_quietly()
    connection = duckdb.connect(
        config={"temp_directory": str(scratch / "spill"), "autoinstall_known_extensions": False}
    )
    if small:
        connection.execute("SET threads = 1")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    # Joins hash the right-hand table. Sizes of text files are guessed wrong, and the guess would hash the ten million
    # activities instead of the deals.
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
    return connection


@cache
def _end_quietly() -> None:
    # DuckDB's binding prints pages about leaked types when a program ends that has loaded numpy and narwhals as well.
    # It does not, if numpy is no longer listed among the modules by then.
    atexit.register(sys.modules.pop, "numpy", None)


def run(connection: "DuckDBPyConnection", sql: str, shown: str, progress: Progress | None) -> None:
    """Execute a statement, telling `progress` five times a second how far it is.

    Raises:
        Unreadable: the engine found a row that breaks the file's layout.
    """
    with explain_errors(shown), _told(connection, shown, progress):
        connection.execute(sql)


@contextmanager
def _told(connection: "DuckDBPyConnection", shown: str, progress: Progress | None) -> Iterator[None]:
    if progress is None:
        yield
        return
    done = threading.Event()

    def tell() -> None:
        while not done.wait(0.2):
            progress(shown, max(0.0, min(connection.query_progress() / 100, 1.0)))

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        progress(shown, 1.0)


_LINE = re.compile(r"CSV Error on Line: (\d+)")

_WIDTH = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


@contextmanager
def explain_errors(shown: str) -> Iterator[None]:
    """Turn the engine's errors into one short message with the file's row.

    Raises:
        Unreadable: always when the engine raised.
    """
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as fault:
        where = tempfile.gettempdir()
        raise Unreadable(
            sentence("{shown}: there is not enough memory, or room in {where}, to read this", shown=shown, where=where),
            "make room there, or set TMPDIR to another folder",
        ) from fault
    except duckdb.Error as fault:
        raise _explanation(str(fault), shown) from fault


def _explanation(text: str, shown: str) -> Unreadable:  # noqa: PLR0911  (a line for each kind)
    line, width = _LINE.search(text), _WIDTH.search(text)
    file = re.search(r"^\s*file = (.+)$", text, re.MULTILINE)
    shown = file.group(1).strip() if file and ", " in shown else shown
    at = sentence("{file}: row {row}", file=shown, row=line.group(1)) if line else shown
    if "unterminated quote" in text:
        return Unreadable(
            sentence("{at}: a quote is opened and not closed, or text follows a closing quote", at=at), "mend that row"
        )
    if width:
        wanted, found = width.groups()
        return Unreadable(
            sentence("{at} has {found} columns where the header has {wanted}", at=at, found=found, wanted=wanted),
            "mend that row, or export again",
        )
    if "not utf-8" in text or "unicode" in text.lower():
        return Unreadable(
            sentence("{at} is not UTF-8", at=at), "it may be cp1252 (Windows); say so with --encoding cp1252"
        )
    if "state machine" in text:
        return Unreadable(sentence("{at} mixes line endings, or quotes are not closed", at=at), "export the file again")
    if "Maximum line size" in text:
        return Unreadable(sentence("{at} is longer than any record", at=at), "a quote may be opened and not closed")
    if "No space left" in text:
        return no_room()
    first = text.splitlines()[0].partition(": ")[2] or text.splitlines()[0]
    return Unreadable(f"{at}: {first}")
