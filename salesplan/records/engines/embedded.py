"""Records in files, through DuckDB: read once, strictly, with every row that is not used counted and named."""

import atexit
import hashlib
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.files import no_room, refuse_irregular
from salesplan.base.finding import Unreadable
from salesplan.base.sentence import row, sentence
from salesplan.records.canonical import LOST_AT, NULL_IDS, Column, Kind, Shape
from salesplan.records.files.column_sql import (
    Parsed,
    as_it_stands,
    count_row,
    name,
    named_currency,
    parsed,
    quoted,
    total_row,
    undone,
)
from salesplan.records.files.notation import (
    Ambiguous,
    currencies,
    date_formats,
    decimal_sign,
    is_amount,
    says_day_first,
)
from salesplan.records.files.tables import Readable, readable
from salesplan.records.recognise.crm_words import tells_states
from salesplan.records.recognise.export import DONE
from salesplan.records.recognise.flags import TRUE, Rule
from salesplan.records.recognise.headers import Matched, recognise
from salesplan.records.recognise.synonyms import plain
from salesplan.records.sources import NOT_DONE, RecordsSource, parted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLE = 1_000
"""Rows whose numbers and dates decide how the file writes them; where they leave it open, all rows do."""

BESIDE = {"lost_time": Kind.TIME, "won_amount": Kind.AMOUNT}
"""What columns hold that are read into another one."""

LENIENT = frozenset({"expected_close", "last_activity", "contract_start", "contract_end", "notice_days"})
"""Columns that no count needs: a value there that cannot be read is left out and said, and the row is kept."""

OPTIONAL = LENIENT | {"created", "closed", "lost_time", "won_time", "paid_on", "refunded_on"}
"""Columns of times that a file may do without."""

Progress = Callable[[str, float], None]
"""Called with what is being read and the share done, from 0 to 1."""


class Reading(Struct, frozen=True):
    """A file, which of its columns is which, and how its numbers and dates are written."""

    file: Readable
    matched: Matched
    decimal: str
    formats: Mapping[str, tuple[str, ...]]
    mixed: bool = False
    """Whether amounts name several currencies in their cells, and no column does."""


def connect(scratch: Path, *, small: bool = False) -> "DuckDBPyConnection":
    """An engine in memory that spills to `scratch`, asks the network for nothing and knows its progress.

    With `small` it works on one processor: to share out less than some megabytes takes as long as to read them.
    """
    import duckdb

    _end_quietly()
    _load_meanwhile("salesplan.records.count.tally")
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


def _load_meanwhile(*modules: str) -> None:
    """Import what the counting needs while the engine opens and reads, for which it does not hold the interpreter."""

    def load() -> None:
        for module in modules:
            with suppress(ImportError):  # who needs it will import it again, and say so
                import_module(module)

    threading.Thread(target=load, daemon=True).start()


@cache
def _end_quietly() -> None:
    # DuckDB's binding prints pages about leaked types when a program ends that has loaded numpy and narwhals as well.
    # It does not, if numpy is no longer listed among the modules by then.
    atexit.register(sys.modules.pop, "numpy", None)


def read(connection: "DuckDBPyConnection", shape: Shape, source: RecordsSource, scratch: Path) -> tuple[Reading, ...]:
    """Recognise each file of a table.

    Raises:
        Unreadable: a file that cannot be read or recognised, or whose numbers or dates are ambiguous.
    """
    return tuple(_reading(connection, shape, source, file, scratch) for file in distinct(source.paths))


def distinct(paths: Sequence[str]) -> tuple[str, ...]:
    """The paths without files that have the very same content as one before."""
    sizes: dict[int, list[str]] = {}
    kept = []
    for path in paths:
        refuse_irregular(parted(path)[0], path)
        with suppress(OSError):
            size = Path(path).stat().st_size
            if any(_digest(path) == _digest(twin) for twin in sizes.get(size, [])):
                continue
            sizes.setdefault(size, []).append(path)
        kept.append(path)
    return tuple(kept)


def _digest(path: str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reading(
    connection: "DuckDBPyConnection", shape: Shape, source: RecordsSource, path: str, scratch: Path
) -> Reading:
    file = readable(path, source, scratch)

    @cache
    def rows() -> list[tuple[object, ...]]:
        return _first_rows(connection, file)

    @cache
    def cells() -> dict[int, list[str]]:
        return _sample(rows(), range(len(file.names)))

    with other_parts_named(file):
        matched = recognise(
            shape,
            file.header,
            source.columns,
            file.shown,
            source.conditions,
            lambda: [at for at, values in cells().items() if tells_states(values)],
            lambda place: cells()[place],
        )
    wanted = sorted({*matched.columns.values(), *matched.entered.values()})
    columns = _sample(rows(), [place for place in wanted if file.types[place] == "VARCHAR"])
    kinds = {column.name: column.kind for column in shape.columns} | BESIDE
    matched = _tried(matched, shape, file, columns)
    places = {key: place for key, place in matched.columns.items() if place in columns}
    amounts = [place for key, place in places.items() if kinds.get(key) in {Kind.AMOUNT, Kind.DURATION}]
    decimal = source.decimal or _decimal(connection, file, amounts, columns)
    times = {key: place for key, place in places.items() if kinds.get(key) is Kind.TIME}
    times |= {f"entered {stage}": place for stage, place in matched.entered.items() if place in columns}
    formats = _formats(connection, file, times, columns, source.date_format)
    return Reading(file, matched, decimal, formats, _mixed(matched, columns))


@contextmanager
def other_parts_named(file: Readable) -> Iterator[None]:
    """Say what else is in a file that is not recognised: the sheet that is meant may be another one.

    Raises:
        Unreadable: always when the block raised it.
    """
    try:
        yield
    except Unreadable as fault:
        raise Unreadable(fault.message, row([fault.hint, *(note.sentence for note in file.notes)], "\n")) from None


def _tried(matched: Matched, shape: Shape, file: Readable, sample: Mapping[int, list[str]]) -> Matched:
    """What was recognised, without columns of amounts or days that hold none, if nobody named them.

    Raises:
        Unreadable: a column that was named for amounts holds none.
    """
    kinds = {column.name: column.kind for column in shape.columns} | BESIDE
    kept = dict(matched.columns)
    for key, place in matched.columns.items():
        texts = [text for text in sample.get(place, ()) if text.strip()]
        if texts and key in matched.guessed & LENIENT and not any(re.search(r"\d", text) for text in texts):
            del kept[key]  # `Last activity` may say what was done instead of when
            continue
        if kinds.get(key) is not Kind.AMOUNT or not texts or any(is_amount(text) for text in texts):
            continue
        if key in matched.guessed and plain(file.header[place]) == key:
            continue  # a column of our own name is meant: each of its cells is named that cannot be read
        if key not in matched.guessed:
            wrong = sentence(
                "{file}: the column '{header}' ({key}) holds no amount, but texts such as '{text}'",
                file=file.shown,
                header=file.header[place],
                key=key,
                text=texts[0][:40],
            )
            raise Unreadable(wrong, sentence("name another column: --map {key}=HEADER", key=key))
        del kept[key]
    return replace(matched, columns=kept)


def _mixed(matched: Matched, sample: Mapping[int, list[str]]) -> bool:
    place = matched.columns.get("amount")
    if place is None or place not in sample or "currency" in matched.columns:
        return False
    return len(currencies(sample[place])) > 1


def _first_rows(connection: "DuckDBPyConnection", file: Readable) -> list[tuple[object, ...]]:
    with explain_errors(file.shown):
        return connection.execute(f"SELECT * FROM {file.relation} LIMIT {SAMPLE}").fetchall()  # noqa: S608


def _sample(rows: Sequence[tuple[object, ...]], places: Sequence[int]) -> dict[int, list[str]]:
    """The different values of columns in the first rows."""
    return {place: sorted({str(row[place]) for row in rows if row[place] is not None}) for place in places}


def _values(connection: "DuckDBPyConnection", file: Readable, place: int) -> list[str]:
    """All different values of a column."""
    column = file.names[place]
    sql = f"SELECT DISTINCT {column} AS v FROM {file.relation} WHERE v IS NOT NULL ORDER BY v"  # noqa: S608
    with explain_errors(file.shown):
        return [row[0] for row in connection.execute(sql).fetchall()]


def _decimal(
    connection: "DuckDBPyConnection", file: Readable, places: Sequence[int], sample: Mapping[int, list[str]]
) -> str:
    values = [value for place in places for value in sample[place]]
    try:
        return decimal_sign(values, delimiter=file.delimiter, shown=file.shown)
    except Unreadable:
        everything = [value for place in places for value in _values(connection, file, place)]
        return decimal_sign(everything, delimiter=file.delimiter, shown=file.shown)


def _formats(
    connection: "DuckDBPyConnection",
    file: Readable,
    times: Mapping[str, int],
    sample: Mapping[int, list[str]],
    asked: str | None,
) -> dict[str, tuple[str, ...]]:
    formats: dict[str, tuple[str, ...]] = {}
    doubtful: dict[str, int] = {}
    for key, place in times.items():
        shown = f"{file.shown}, column '{file.header[place]}'"
        try:
            formats[key] = date_formats(sample[place], asked=asked, day_first=None, shown=shown)
        except Ambiguous:
            doubtful[key] = place
        except Unreadable as fault:
            if key not in OPTIONAL:
                raise
            hint = row([fault.hint, sentence("or leave the column out: --map {key}=", key=key)], "; ")
            raise Unreadable(fault.message, hint) from None
    shows = next((said for form in formats.values() if (said := says_day_first(form)) is not None), None)
    for key, place in doubtful.items():
        values = _values(connection, file, place) if shows is None else sample[place]
        shown = f"{file.shown}, column '{file.header[place]}'"
        formats[key] = date_formats(values, asked=asked, day_first=shows, shown=shown)
        shows = says_day_first(formats[key]) if shows is None else shows
    return formats


def select(shape: Shape, readings: Sequence[Reading], *, numbered: bool, without: Collection[str] = ()) -> str:
    """The SQL of a canonical table: its columns, then `_problem` (empty where none), `_file` and, if asked, `_row`.

    Args:
        shape: which table.
        readings: the files it is in.
        numbered: whether rows have their number.
        without: columns to leave out.
    """
    parts = (_select(shape, reading, place, numbered, without) for place, reading in enumerate(readings))
    return " UNION ALL ".join(parts)


def blanks(shape: Shape, readings: Sequence[Reading]) -> dict[str, str]:
    """The columns that no file has, with the SQL of what stands for each: nothing that has to be stored by row."""
    return {
        column.name: _absent(column.kind, "")
        for column in shape.columns
        if not any(_tells(one, column.name) for one in readings)
    }


def _tells(reading: Reading, key: str) -> bool:
    matched = reading.matched
    named = key in matched.columns or bool(matched.fixed.get(key))
    told = (key == "currency" and reading.mixed) or (key == "action" and bool(matched.kinds))
    named = named or bool({*PAIRED.get(key, ())} & set(matched.columns))
    return named or told or (key == "status" and bool(matched.rules or "lost_stage" in matched.columns))


def _absent(kind: Kind, text: str) -> str:
    absent = {Kind.TEXT: quoted(text), Kind.COUNT: "1::BIGINT", Kind.AMOUNT: "NULL::HUGEINT"}
    return absent.get(kind, "NULL::BIGINT")


def _select(shape: Shape, reading: Reading, place: int, numbered: bool, without: Collection[str]) -> str:  # noqa: FBT001
    # One flat SELECT, so that the engine computes an expression that stands in a value and in its test only once.
    made = {column.name: _column(reading, column) for column in shape.columns}
    values = {key: column.value for key, column in made.items()}
    tests = list(_no_records(shape, reading, values))
    spoilt = {key: column.failed for key, column in made.items() if column.failed}
    tests += [(failed, f"{key} cannot be read") for key, failed in spoilt.items() if key not in LENIENT]
    tests += [(_empty(c.kind, made[c.name].value), f"no {c.name}") for c in shape.columns if c.needed]
    tests += [(_all_empty(shape, shape.telling, values), shape.untold)] if shape.telling else []
    problem = "".join(f" WHEN {test} THEN {quoted(text)}" for test, text in tests)
    rows = f", row_number() OVER () + {reading.file.first_row - 1} AS _row" if numbered else ""
    listed = ", ".join(f"{value} AS {name(key)}" for key, value in values.items() if key not in without)
    if shape.telling:
        left = "".join(f" WHEN {failed} THEN {quoted(key)}" for key, failed in spoilt.items() if key in LENIENT)
        listed += f", {f'CASE{left} END' if left else 'NULL::VARCHAR'} AS _left"
    return (
        f"SELECT {listed}, CASE{problem} ELSE '' END AS _problem, {place} AS _file{rows} FROM {reading.file.relation}"  # noqa: S608
    )


LABELS = ("id", "name", "owner", "account", "action")
"""Where a row of totals may say that it is one, besides the first column."""


def _no_records(shape: Shape, reading: Reading, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Rows that are no records: sums, which say nothing that a record must say, and actions still to be done."""
    file, columns = reading.file, reading.matched.columns
    telling = shape.telling or tuple(column.name for column in shape.columns if column.needed and column.name != "id")
    if telling:
        labels = [values[key] for key in LABELS if key in columns]
        labels += [f"coalesce({file.names[0]}, '')"] if file.types[0] == "VARCHAR" else []
        yield f"{_all_empty(shape, telling, values)} AND ({total_row(labels)})", "a row of totals"
        if shape.telling:
            yield count_row(labels, [values[key] for key in telling]), "a row of totals"
    if "is_deleted" in columns:
        yield _holds(reading, Rule("", ((columns["is_deleted"], TRUE),))), "deleted"
    if DONE in columns:
        yield undone(file.names[columns[DONE]]), NOT_DONE
    yield from ((f"NOT ({_holds(reading, rule)})", rule.state) for rule in reading.matched.only)
    if file.text and not file.places and shape.telling and columns:
        tests = [f"{file.names[at]} = {quoted(file.header[at])}" for at in sorted({*columns.values()})]
        yield " AND ".join(tests), "the header again"


def _all_empty(shape: Shape, keys: Sequence[str], values: Mapping[str, str]) -> str:
    kinds = {column.name: column.kind for column in shape.columns}
    return " AND ".join(_empty(kinds[key], values[key]) for key in keys)


def _empty(kind: Kind, column: str) -> str:
    return f"{column} = ''" if kind is Kind.TEXT else f"{column} IS NULL"


def _column(reading: Reading, column: Column) -> Parsed:
    matched, key, kind = reading.matched, column.name, column.kind
    told = _told_by_others(reading, key)
    if told or key not in matched.columns:
        return told or Parsed(_absent(kind, matched.fixed.get(key, "")))
    place = matched.columns[key]
    if column.as_is:
        return as_it_stands(reading.file.names[place], reading.file.types[place])
    made = _expression(reading, key, place, kind)
    if matched.refers_to_none(key):
        return Parsed(f"CASE WHEN {made.value} IN {NULL_IDS} THEN '' ELSE {made.value} END")
    return Parsed(f"coalesce({made.value}, 1)", made.failed) if kind is Kind.COUNT else made


PAIRED = {"closed": ("closed", "lost_time", Kind.TIME), "amount": ("won_amount", "amount", Kind.AMOUNT)}
"""Columns that are read from two, of which the first that holds something counts."""


def _told_by_others(reading: Reading, key: str) -> Parsed | None:
    """A column that is read from others than its own; None where it is not."""
    matched = reading.matched
    if key == "status" and (matched.rules or "lost_stage" in matched.columns):
        return _status(reading)
    if key == "action" and matched.kinds:
        cases = " ".join(f"WHEN {_holds(reading, rule)} THEN {quoted(rule.state)}" for rule in matched.kinds)
        return Parsed(f"CASE {cases} ELSE '' END")
    if key == "currency" and reading.mixed:
        return Parsed(named_currency(reading.file.names[matched.columns["amount"]]))
    first, second, kind = PAIRED.get(key, ("", "", Kind.TEXT))
    made = [_expression(reading, one, matched.columns[one], kind) for one in (first, second) if one in matched.columns]
    if not made:
        return None
    return _first_of(*made) if len(made) > 1 else made[0]


def _first_of(one: Parsed, other: Parsed) -> Parsed:
    """The first value that is there."""
    failed = " OR ".join(filter(None, (one.failed, other.failed)))
    return Parsed(f"coalesce({one.value}, {other.value})", failed or None)


def _status(reading: Reading) -> Parsed:
    """The status that columns of flags or the user's conditions tell, else the status column's."""
    matched = reading.matched
    place = matched.columns.get("status")
    rest = _expression(reading, "status", place, Kind.TEXT).value if place is not None else quoted("")
    if matched.status_beside_rules is not None:
        rest = quoted(matched.status_beside_rules)
    cases = " ".join(f"WHEN {_holds(reading, rule)} THEN {quoted(rule.state)}" for rule in matched.rules)
    told = f"CASE {cases} ELSE {rest} END" if cases else rest
    if "lost_stage" in matched.columns:
        at = _expression(reading, "lost_stage", matched.columns["lost_stage"], Kind.TEXT).value
        told = f"CASE WHEN {at} = '' THEN {told} ELSE {told} || {quoted(LOST_AT)} || {at} END"
    return Parsed(told)


def _holds(reading: Reading, rule: Rule) -> str:
    tests = []
    for place, values in rule.tests:
        cell = f"coalesce(lower(trim(CAST({reading.file.names[place]} AS VARCHAR))), '')"
        tests.append(f"{cell} <> ''" if values is None else f"{cell} IN ({', '.join(map(quoted, values))})")
    return " AND ".join(tests) or "true"


def _expression(reading: Reading, key: str, place: int, kind: Kind) -> Parsed:
    file = reading.file
    formats = reading.formats.get(key, ())
    return parsed(file.names[place], kind, file.types[place], decimal=reading.decimal, formats=formats)


def entries(readings: Sequence[Reading]) -> str | None:
    """The SQL of stage entries that a deals file holds as columns, one a stage; None where it has none."""
    return " UNION ALL ".join(part for place, one in enumerate(readings) for part in _entries(one, place)) or None


def _entries(reading: Reading, number: int) -> Iterator[str]:
    ident = reading.matched.columns.get("id")
    if ident is None:
        return
    key = _expression(reading, "id", ident, Kind.TEXT).value
    for stage, place in reading.matched.entered.items():
        when = _expression(reading, f"entered {stage}", place, Kind.TIME).value
        yield (
            f"SELECT {key} AS deal, {quoted(stage)} AS stage, {when} AS entered, '' AS _problem, {number} AS _file "  # noqa: S608
            f"FROM {reading.file.relation} WHERE {when} IS NOT NULL"
        )


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
