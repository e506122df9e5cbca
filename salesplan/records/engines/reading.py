"""A file recognised: which of its columns is which, and how its numbers and dates are written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.files import refuse_irregular
from salesplan.base.finding import Unreadable
from salesplan.base.sentence import row, sentence
from salesplan.records.canonical import DEALS, Kind, Shape
from salesplan.records.engines.embedded import explain_errors
from salesplan.records.files.date_notation import Ambiguous, date_formats, says_day_first
from salesplan.records.files.groups import blank_below, group_columns, group_note, with_groups
from salesplan.records.files.number_notation import are_short, currencies, decimal_sign, is_amount, may_be_thousands
from salesplan.records.files.second_table import columns_beside
from salesplan.records.files.tables import Readable, readable, without_columns
from salesplan.records.recognise.crm_words import likely_stages
from salesplan.records.recognise.disagreeing import flags_against_texts
from salesplan.records.recognise.headers import AMOUNTS, Matched, recognise
from salesplan.records.recognise.leftovers import fitting, marking
from salesplan.records.recognise.synonyms import plain
from salesplan.records.recognise.weighted import may_be_weighted, whole_amount
from salesplan.records.sources import RecordsSource, parted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLE = 1_000
"""Rows whose numbers and dates decide how the file writes them; where they leave it open, all rows do."""

BESIDE = {"lost_time": Kind.TIME, "won_amount": Kind.AMOUNT}
"""What columns hold that are read into another one."""

LENIENT = frozenset({"expected_close", "last_activity", "contract_start", "contract_end", "notice_days"})
"""Columns that no count needs: a value there that cannot be read is left out and said, and the row is kept."""

GROUPS = frozenset({"owner", "account", "funnel", "stage", "status", "source", "currency"})
"""Columns that a report may be grouped by; the others hold what belongs to one record."""

OPTIONAL = LENIENT | {"created", "closed", "lost_time", "won_time", "paid_on", "refunded_on"}
"""Columns of times that a file may do without."""


class Reading(Struct, frozen=True):
    """A file, which of its columns is which, and how its numbers and dates are written."""

    file: Readable
    matched: Matched
    decimal: str
    formats: Mapping[str, tuple[str, ...]]
    mixed: bool = False
    """Whether amounts name several currencies in their cells, and no column does."""
    short: bool = False
    """Whether amounts are written with a scale (`1.2K`) or a stroke for the cents."""
    left: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """What deals should have and no column tells, with the unread headers that may stand for it."""
    weighted: tuple[str, ...] = ()
    """The header of amounts that may be weighted by probability, and that of the whole amounts, if rows tell it."""
    thousands: str = ""
    """An amount whose decimal sign may stand between thousands instead."""
    marked: tuple[str, ...] = ()
    """Headers of flags that mark rows as archived, or as tests, which nothing reads."""
    against: int = 0
    """First rows in which a flag of winning or losing contradicts the stage or the status."""


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
    import hashlib

    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reading(
    connection: "DuckDBPyConnection", shape: Shape, source: RecordsSource, path: str, scratch: Path
) -> Reading:
    whole = file = readable(path, source, scratch)

    @cache
    def rows() -> list[tuple[Any, ...]]:
        return _first_rows(connection, whole)

    @cache
    def cells() -> dict[int, list[str]]:
        return _sample(rows(), range(len(file.names)))

    if file.text and "" in file.header and (beside := columns_beside(file.header, rows())):
        file = without_columns(file, beside)
    with other_parts_named(file):
        matched = recognise(
            shape,
            file.header,
            source.columns,
            file.shown,
            source.conditions,
            lambda: likely_stages(cells()),
            lambda place: cells()[place],
        )
    if shape is DEALS and file.text:
        file = _with_groups(connection, file, matched, rows())
    wanted = sorted({*matched.columns.values(), *matched.entered.values()})
    first = rows() if file.relation == whole.relation else _first_rows(connection, file)
    columns = _sample(first, [place for place in wanted if file.types[place] == "VARCHAR"])
    # Boards repeat their headers above each group; such rows are set aside.
    columns = {place: [text for text in texts if text != file.header[place]] for place, texts in columns.items()}
    kinds = {column.name: column.kind for column in shape.columns} | BESIDE
    matched = _tried(matched, shape, file, columns)
    places = {key: place for key, place in matched.columns.items() if place in columns}
    amounts = [place for key, place in places.items() if kinds.get(key) in {Kind.AMOUNT, Kind.DURATION}]
    decimal = source.decimal or _decimal(connection, file, amounts, columns)
    times = {key: place for key, place in places.items() if kinds.get(key) is Kind.TIME}
    times |= {f"entered {stage}": place for stage, place in matched.entered.items() if place in columns}
    formats = _formats(connection, file, times, columns, source.date_format)
    short = are_short(value for place in amounts for value in columns[place])
    unread = _unread(file, matched, first) if shape is DEALS else {}
    left = _left(matched, unread) if shape is DEALS else {}
    weighted = _weighted(file, matched, first) if shape is DEALS else ()
    asked = source.decimal is not None
    thousands = "" if asked else may_be_thousands((text for at in amounts for text in columns[at]), decimal)
    doubts = _doubts(matched, first, unread) if shape is DEALS else {}
    return Reading(
        file, matched, decimal, formats, _mixed(matched, columns), short, left, weighted, thousands, **doubts
    )


def _unread(file: Readable, matched: Matched, first: Sequence[tuple[Any, ...]]) -> dict[str, list[str]]:
    """The texts of the columns that nothing reads, by their headers."""
    return {file.header[at]: texts for at, texts in _sample(first, matched.unread(file.header)).items()}


def _doubts(matched: Matched, first: Sequence[tuple[Any, ...]], unread: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What the first rows say against the reading: flags that mark rows, and flags that contradict texts."""
    return {
        "marked": () if "is_deleted" in matched.columns else marking(unread),
        "against": flags_against_texts(first, matched.columns),
    }


def _weighted(file: Readable, matched: Matched, first: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
    amount, probability = (matched.columns.get(key) for key in ("amount", "probability"))
    if amount is None or "amount" not in matched.guessed:
        return ()
    if not may_be_weighted(file.header[amount], matched.system, with_probability=probability is not None):
        return ()
    others = {place: file.header[place] for place in matched.unread(file.header)}
    whole = whole_amount(first, amount, probability, others) if probability is not None else ""
    return (file.header[amount], whole) if whole else (file.header[amount],)


def _left(matched: Matched, unread: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return fitting({*matched.columns, *(AMOUNTS if matched.in_cents else ())}, unread)


def _with_groups(
    connection: "DuckDBPyConnection", file: Readable, matched: Matched, rows: Sequence[tuple[Any, ...]]
) -> Readable:
    """The file with the groups of a grouped report in each row, and a note on each column that is read."""
    identities = {matched.columns[key] for key in ("id", "name") if key in matched.columns}
    single = {place for key, place in matched.columns.items() if key not in GROUPS} | {*matched.entered.values()}
    places = group_columns(rows, identities, single | matched.tested)
    if not places:
        return file
    with explain_errors(file.shown):
        [numbers] = connection.execute(blank_below(file, places, identities)).fetchall()
    read = {*matched.columns.values()}
    notes = [group_note(file, at, n) for at, n in zip(places, numbers, strict=True) if at in read and n]
    return replace(with_groups(file, places, identities), notes=(*file.notes, *notes))


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


def _first_rows(connection: "DuckDBPyConnection", file: Readable) -> list[tuple[Any, ...]]:
    """The first rows of a file, but for its header where that comes again."""
    with explain_errors(file.shown):
        rows = connection.execute(f"SELECT * FROM {file.relation} LIMIT {SAMPLE}").fetchall()  # noqa: S608
    return [row for row in rows if row != file.header]


def _sample(rows: Sequence[tuple[Any, ...]], places: Sequence[int]) -> dict[int, list[str]]:
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
    told = (says_day_first(form, sample[times[key]]) for key, form in formats.items())
    orders = {said for said in told if said is not None}
    shows = orders.pop() if len(orders) == 1 else None
    for key, place in doubtful.items():
        values = _values(connection, file, place) if shows is None else sample[place]
        shown = f"{file.shown}, column '{file.header[place]}'"
        formats[key] = date_formats(values, asked=asked, day_first=shows, shown=shown)
        shows = says_day_first(formats[key], values) if shows is None else shows
    return formats
