"""How records are opened: files in the engine that comes along, a warehouse, or a cluster."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from salesplan.base.files import scratch_folder
from salesplan.base.finding import Usage
from salesplan.base.sentence import Remark, counted, grouped, sentence
from salesplan.records.canonical import ACTIVITIES, DEALS, Shape
from salesplan.records.engines.canonical_sql import blanks, entries, select
from salesplan.records.engines.embedded import Progress, connect, explain_errors, run
from salesplan.records.engines.engine import Embedded
from salesplan.records.engines.expression import col
from salesplan.records.engines.frame import Frame, stacked
from salesplan.records.engines.opened import OpenRecords, count_problems, wanted
from salesplan.records.engines.reading import Reading, read
from salesplan.records.engines.set_aside import KEPT, Shelf
from salesplan.records.engines.statement import Statement
from salesplan.records.files.column_sql import name
from salesplan.records.sources import AGAIN, Intake, RecordsSource, Sources, parted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@contextmanager
def opened(sources: Sources, engine: str | None = None, *, progress: Progress | None = None) -> Iterator[OpenRecords]:
    """Open records for as long as the block lasts.

    Args:
        sources: the tables.
        engine: where tables are: None for files, `postgresql://HOST/DATABASE` or another address that ibis knows (extra
            `warehouse`), `spark://HOST:PORT` or `spark://local` (extra `spark`). Passwords come from the environment.
        progress: called while files are read.

    Raises:
        Unreadable: a file or table that cannot be read or recognised.
        Usage: an engine that is not known, or whose extra is not installed.
    """
    if engine is None:
        yield from _files_opened(sources, progress)
        return
    if engine.partition("://")[0] in {"spark", "sc"}:
        from salesplan.records.engines.cluster import from_cluster

        with from_cluster(sources, engine) as book:
            yield book
        return
    if "://" not in engine:
        raise Usage(
            sentence("'{engine}' is not an engine", engine=engine),
            "use postgresql://HOST/DATABASE or spark://HOST:PORT",
        )
    from salesplan.records.engines.warehouse import from_warehouse

    with from_warehouse(sources, engine) as book:
        yield book


def _files_opened(sources: Sources, progress: Progress | None) -> Iterator[OpenRecords]:
    with scratch_folder() as folder:
        connection = connect(folder, small=_are_small(sources))
        try:
            yield _from_files(connection, sources, folder, progress)
        finally:
            connection.close()


SMALL = 8 << 20
"""Bytes of text up to which one processor reads them as soon as several would."""


def _are_small(sources: Sources) -> bool:
    """Whether all files together are small; a packed one may hold any amount of text."""
    files = [Path(parted(path)[0]) for source in sources.given for path in source.paths]
    if any(file.suffix.lower() in {".gz", ".zip"} for file in files):
        return False
    return sum(file.stat().st_size for file in files if file.exists()) < SMALL


def _from_files(
    connection: "DuckDBPyConnection", sources: Sources, scratch: Path, progress: Progress | None
) -> OpenRecords:
    tool = Embedded(connection, progress)
    readings: dict[str, tuple[Reading, ...]] = {}
    for shape, source in wanted(sources):
        readings[shape.name] = read(connection, shape, source, scratch)
    shelf = Shelf(connection, readings, progress)
    frames: dict[str, Any] = {}
    intakes: list[Intake] = []
    for shape, source in wanted(sources):
        if shape is ACTIVITIES:
            connection.execute(f"CREATE TEMP VIEW activities AS {select(shape, readings[shape.name], numbered=False)}")
            frames[shape.name] = Statement("activities", (*shape.names, "_problem", "_file"))
            intakes.append(_intake(shape, source, readings[shape.name]))
            continue
        frames[shape.name], problems = _kept(connection, shape, readings[shape.name], progress)
        blank = _intake(shape, source, readings[shape.name])
        varied = _varied(connection, readings[shape.name]) if shape is DEALS and problems.get(AGAIN) else 0
        blank = replace(blank, notes=(*blank.notes, *_spoilt(connection, shape)), varied=varied)
        intakes.append(count_problems(blank, problems, shelf.examples(shape.name, problems)))
    frames["history"] = _with_entries(connection, frames.get("history"), readings.get("deals", ()))
    listed = any("prospect" in one.matched.columns for one in readings.get("activities", ()))
    return OpenRecords(
        engine=tool,
        deals=frames.get("deals"),
        activities=frames.get("activities"),
        history=frames["history"],
        prospects=frames.get("prospects"),
        stages=sources.stages,
        intakes=tuple(intakes),
        has_prospects=listed,
        shelf=shelf,
    )


def _kept(
    connection: "DuckDBPyConnection",
    shape: Shape,
    readings: Sequence[Reading],
    progress: Progress | None,
) -> tuple[Frame, dict[str, int]]:
    absent = blanks(shape, readings)
    stored, table = name(f"{shape.name}_stored"), name(f"{shape.name}{KEPT}")
    rows_read = select(shape, readings, numbered=False, without=absent)
    run(connection, f"CREATE TEMP TABLE {stored} AS {rows_read}", shape.name, progress)
    if "id" in shape.names and "id" not in absent:
        _mark_twins(connection, stored)
    columns = ", ".join(f"{absent[key]} AS {name(key)}" if key in absent else name(key) for key in shape.names)
    rows = f"{_row_in_file(readings)} AS _row"
    connection.execute(f"CREATE TEMP VIEW {table} AS SELECT {columns}, _problem, _file, {rows} FROM {stored}")  # noqa: S608
    with explain_errors(shape.name):
        counted = connection.execute(f"SELECT _problem, count(*) FROM {table} GROUP BY 1").fetchall()  # noqa: S608
    problems = {str(text): int(n) for text, n in counted}
    used = Statement(table, (*shape.names, "_problem", "_file"))
    return used.filter(col("_problem") == "") if set(problems) - {""} else used, problems


def _spoilt(connection: "DuckDBPyConnection", shape: Shape) -> Iterator[Remark]:
    """What was left out of rows that are used all the same."""
    if not shape.telling:
        return
    stored = name(f"{shape.name}_stored")
    sql = f"SELECT _left, count(*) FROM {stored} WHERE _left IS NOT NULL GROUP BY 1 ORDER BY 1"  # noqa: S608
    for key, number in connection.execute(sql).fetchall():
        yield Remark.of(
            counted(
                "{n} value of {key} cannot be read and is left out",
                "{n} values of {key} cannot be read and are left out",
                number,
                n=grouped(number),
                key=key,
            )
        )


def _varied(connection: "DuckDBPyConnection", readings: Sequence[Reading]) -> int:
    """How many deals have several rows in one file that differ in what is counted: products, or changes of stage."""
    stored, absent = name(f"{DEALS.name}_stored"), blanks(DEALS, readings)
    told = [key for key in ("stage", "status", "amount") if key not in absent]
    differ = " OR ".join(f"count(DISTINCT {key}) > 1" for key in told)
    rows = f"FROM {stored} WHERE id <> '' AND _problem IN ('', '{AGAIN}') GROUP BY id, _file HAVING {differ}"
    with explain_errors(DEALS.name):
        [(number,)] = connection.execute(f"SELECT count(DISTINCT id) FROM (SELECT id {rows})").fetchall()  # noqa: S608
    return int(number)


def _row_in_file(readings: Sequence[Reading]) -> str:
    """The row of a file as a spreadsheet counts, from the order of the stored rows, which is the file's own.

    To number rows while they are read would keep the engine from reading several parts of a file at once.
    """
    first = " ".join(f"WHEN {number} THEN {one.file.first_row}" for number, one in enumerate(readings))
    return f"row_number() OVER (PARTITION BY _file ORDER BY rowid) - 1 + CASE _file {first} END"


def _mark_twins(connection: "DuckDBPyConnection", table: str) -> None:
    """Set aside all rows of an id but the last one of the last file; most exports have none, which is quick to see."""
    named = f"FROM {table} WHERE _problem = '' AND id <> ''"
    [(rows, different)] = connection.execute(f"SELECT count(*), count(DISTINCT id) {named}").fetchall()
    if rows == different:
        return
    rank = "row_number() OVER (PARTITION BY id ORDER BY rowid DESC) AS _rank"
    older = f"SELECT row FROM (SELECT rowid AS row, {rank} {named}) WHERE _rank > 1"  # noqa: S608
    connection.execute(f"UPDATE {table} SET _problem = '{AGAIN}' WHERE rowid IN ({older})")  # noqa: S608


def _with_entries(connection: "DuckDBPyConnection", history: Frame | None, deals: Sequence[Reading]) -> Frame | None:
    wide = entries(deals)
    if wide is None:
        return history
    connection.execute(f"CREATE TEMP TABLE entries AS {wide}")
    found = Statement("entries", ("deal", "stage", "entered", "_problem", "_file"))
    if history is None:
        return found
    return stacked([history.select(*found.columns), found])


def _guessed(reading: Reading) -> Iterator[Remark]:
    if guesses := reading.matched.guesses:
        listed = ", ".join(f"{key}: {header}" for header, key in guesses)
        yield Remark.of(
            sentence(
                "{file}: not used, though they may be ours: columns: {{{columns}}} in the plan says so",
                file=reading.file.shown,
                columns=listed,
            )
        )


def _cents(reading: Reading) -> Iterator[Remark]:
    if reading.matched.in_cents:
        yield Remark.of(
            sentence(
                "{file}: {system} counts amounts in cents, so none is read: --map amount=HEADER names a column in "
                "whole units",
                file=reading.file.shown,
                system=reading.matched.system,
            )
        )


def _intake(shape: Shape, source: RecordsSource, readings: Sequence[Reading]) -> Intake:
    systems = {one.matched.system for one in readings} - {""}
    files = tuple(one.file.shown for one in readings)
    same = tuple(path for path in source.paths if path not in files)
    lacking = (one for one in readings if "id" in shape.names and "id" not in one.matched.columns)
    without_ids = tuple(one.file.shown for one in lacking)
    notes = tuple(note for one in readings for note in (*one.file.notes, *_guessed(one), *_cents(one)))
    return Intake(
        shape.name,
        files,
        " and ".join(sorted(systems)),
        0,
        0,
        same=same,
        without_ids=without_ids,
        notes=notes,
        columns=tuple(dict(pair for one in reversed(readings) for pair in one.matched.named(one.file.header)).items()),
        unused=tuple(dict.fromkeys(header for one in readings for header in one.matched.unused(one.file.header))),
        thousands=next((one.thousands for one in readings if one.thousands), ""),
        against=sum(one.against for one in readings),
        marked=tuple(dict.fromkeys(header for one in readings for header in one.marked)),
        weighted=next((one.weighted for one in readings if one.weighted), ()),
        left=tuple({key: headers for one in reversed(readings) for key, headers in one.left.items()}.items()),
    )
