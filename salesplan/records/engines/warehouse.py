"""Tables in a PostgreSQL or another warehouse, through ibis: the same counting, done where the records are."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from functools import cache
from typing import Any
from uuid import uuid4

from msgspec import Struct

from salesplan.base.finding import Unreadable, Usage
from salesplan.base.sentence import in_quotes, row, sentence
from salesplan.records.canonical import DEALS, LOST_AT, NULL_IDS, SCALE, Kind, Shape
from salesplan.records.engines.engine import Row
from salesplan.records.engines.expression import col, row_count, when
from salesplan.records.engines.frame import Frame, group_by
from salesplan.records.engines.lazy import lazy, native
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.engines.tables import (
    MOST_TEXTS,
    POINT_ZERO,
    book_of,
    entered_columns,
    explain_errors,
    has_entries,
    ids_differ,
    matched_columns,
    must_hold,
    texts_of,
)
from salesplan.records.recognise.crm_words import UNDONE
from salesplan.records.recognise.export import DONE
from salesplan.records.recognise.flags import EMPTY, TRUE, Rule
from salesplan.records.recognise.headers import Matched
from salesplan.records.sources import NOT_DONE, RecordsSource, Sources

_SECRET = re.compile(r"://[^/@]*:[^/@]*@|[?&](password|passwd|pwd|token|secret)=", re.IGNORECASE)


ROOMY = ("SET work_mem = '64MB'", "SET enable_sort = off", "SET jit = off")
"""What a session of PostgreSQL is told, as any user may: it takes groups of expressions for as many as there are
rows, and would sort millions of rows on disk that hash into a few thousand groups. Where only sorting does, it sorts.
"""


class Warehouse(Struct, frozen=True):
    """Any engine that ibis speaks to."""

    name: str
    connection: Any

    def rows(self, frame: Frame, shown: str) -> list[Row]:
        """Fetch a small result."""
        with explain_errors(self.name, shown):
            fetched = native(frame).to_pyarrow().to_pylist()
        return [tuple(row.values()) for row in fetched]

    def different(self, frame: Frame, column: str, shown: str) -> tuple[int, int]:
        """How many rows there are, and how many different values of a column, by their hashes where it has any."""
        import ibis.expr.operations as ops

        table = native(frame)
        values = table[column].hash() if self.connection.has_operation(ops.Hash) else table[column]
        with explain_errors(self.name, shown):
            [counted] = table.aggregate(rows=table.count(), different=values.nunique()).to_pyarrow().to_pylist()
        return int(counted["rows"]), int(counted["different"])

    def keep(self, frame: Frame, title: str) -> Frame:
        """Compute a table once, into a temporary one, where the user may make any."""
        with suppress(Exception):  # every backend refuses in its own way
            named = f"{title}_{uuid4().hex}"
            table = self.connection.create_table(named, native(frame), temp=True)
            if self.connection.name == "postgres":
                self.connection.raw_sql(f'ANALYZE "{named}"').close()  # nobody else counts a temporary table's rows
            kept: Frame = lazy(table)
            return kept
        return self.fence(frame)

    def fence(self, frame: Frame) -> Frame:
        """The same table as one that is referred to.

        ibis merges a projection of a projection into one, and writes every expression out where its column is used: a
        dozen steps of ours would grow beyond all memory.
        """
        fenced: Frame = lazy(native(frame).view())
        return fenced

    def unique(self, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:
        """Rows, count and minutes by `keys`, and whether all ids differ."""
        return grouped(self, frame, keys, shown, bare)

    def by_day(self, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:
        """Rows and count by `keys` and the column `day`, and whether all ids differ."""
        return grouped_by_day(self, frame, keys, shown, bare)


def grouped(engine: Any, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:  # noqa: ANN401
    """Rows, count and minutes by `keys`, and whether all ids differ, in two questions that every engine answers."""
    timed = when(col("minutes").is_null()).then(0).otherwise(1).whole()
    sums = frame.with_columns(timed.alias("timed"))
    counted = group_by(sums, *keys).agg(
        row_count().whole().alias("n"),
        col("count").sum().alias("times"),
        col("minutes").sum().alias("total_minutes"),
        col("timed").sum(),
    )
    fetched = engine.rows(counted.select(*keys, "n", "times", "total_minutes", "timed"), shown)
    # A sum of nothing is nothing in SQL, and zero in narwhals.
    rows = [(*row[:-2], row[-2] if row[-1] else None) for row in fetched]
    return rows, ids_differ(engine, bare, shown)


def grouped_by_day(
    engine: Any,  # noqa: ANN401
    frame: Frame,
    keys: Sequence[str],
    shown: str,
    bare: Frame,
) -> tuple[list[Row], bool]:
    """Rows and count by `keys` and the column `day`, and whether all ids differ."""
    rows, differ = grouped(engine, frame, (*keys, "day"), shown, bare)
    return [row[:-1] for row in rows], differ


@contextmanager
def from_warehouse(sources: Sources, address: str) -> Iterator[OpenRecords]:
    """Connect, and open the tables.

    Args:
        sources: the tables' names, `TABLE` or `SCHEMA.TABLE`.
        address: `postgresql://HOST:PORT/DATABASE`, or what else ibis connects to; user and password from the
            environment (`PGUSER`, `PGPASSWORD`, `~/.pgpass` for PostgreSQL).

    Raises:
        Usage: the address holds a password, or ibis is not installed.
        Unreadable: no connection, no such table, or columns that are not recognised.
    """
    if _SECRET.search(address):
        raise Usage(
            "an engine's address must not hold a password", "give it in the environment: PGPASSWORD for PostgreSQL"
        )
    try:
        import ibis
    except ImportError:
        hint = sentence("In the folder that salesplan was installed from: python -m pip install '.[warehouse]'")
        raise Usage("a warehouse needs the extra 'warehouse'", hint) from None
    shown = address.partition("?")[0]
    with explain_errors(shown, "connecting"):
        connection: Any = ibis.connect(address)
    if connection.name == "postgres":
        for setting in ROOMY:
            connection.raw_sql(setting).close()
    try:
        yield book_of(
            Warehouse(shown, connection), sources, lambda shape, source: _load(connection, shown, shape, source)
        )
    finally:
        connection.disconnect()


def _load(connection: Any, shown: str, shape: Shape, source: RecordsSource) -> Any:  # noqa: ANN401
    import ibis

    table = _table(connection, shown, source.paths[0])
    headers = list(table.columns)
    texts = texts_of(headers, lambda: _sample(table, shown), lambda header: _texts(table, header, shown))
    matched, columns = matched_columns(shape, source, headers, texts)
    table = _undeleted(table, columns)
    for column in shape.columns:
        if column.name in columns:
            header = columns[column.name]
            must_hold(shape, source, header, column.kind, text=table[header].type().is_string())
    made = {c.name: _column(table, columns, c.name, c.kind, matched.fixed.get(c.name, "")) for c in shape.columns}
    made |= {c.name: _text(table[columns[c.name]]) for c in shape.columns if c.as_is and c.name in columns}
    none = {
        key: ibis.cases((cell.isin(NULL_IDS), ""), else_=cell)
        for key, cell in made.items()
        if matched.refers_to_none(key)
    }
    made |= none
    if shape.name == DEALS.name:
        made["status"] = _status(table, matched, headers, made["status"])
    if matched.kinds:
        made["action"] = _told(table, matched.kinds, headers, ibis.literal(""))
    apart = _told(table, matched.only, headers, ibis.literal(""), otherwise=True)
    told = {"_undone": _undone(table, columns), "_apart": apart, **_lacking(table, columns, shape)}
    canonical = table.select(**made, **told)
    frame = lazy(canonical.mutate(_problem=_problem(canonical, shape)).drop(*told))
    entered = _entered(table, columns, entered_columns(matched, headers)) if has_entries(shape, matched) else None
    return frame, entered, matched


def _table(connection: Any, shown: str, path: str) -> Any:  # noqa: ANN401
    """A table by its name; the others are only asked for where it is not there."""
    schema, _, table = path.rpartition(".")
    with explain_errors(shown, path):
        try:
            return connection.table(table, database=schema or None)
        except Exception:
            known = _tables(connection, schema)
            if known is None or table in known:
                raise
        close = get_close_matches(table, known, 1)
        tables = sentence("Tables: {names}", names=", ".join(known[:20])) if known else sentence("Tables: none")
        hint = row([sentence("did you mean {word}?", word=in_quotes(close[0])), tables], " ") if close else tables
        raise Unreadable(sentence("{shown}: there is no table '{path}'", shown=shown, path=path), hint)


def _tables(connection: Any, schema: str) -> list[str] | None:  # noqa: ANN401
    """The tables and views of a schema; None where the warehouse does not list them."""
    with suppress(Exception):  # every backend refuses in its own way
        return sorted(map(str, connection.list_tables(database=schema or None)))
    return None


def _column(table: Any, columns: dict[str, str], key: str, kind: Kind, fixed: str) -> Any:  # noqa: ANN401
    import ibis

    if key == "amount" and "won_amount" in columns:
        own = _column(table, {key: columns[key]} if key in columns else {}, key, kind, fixed)
        return ibis.coalesce(_column(table, {"won": columns["won_amount"]}, "won", kind, ""), own)
    if key not in columns:
        absent = {Kind.TEXT: ibis.literal(fixed), Kind.COUNT: ibis.literal(1).cast("int64")}
        return absent.get(kind, ibis.null().cast("decimal(38, 0)" if kind is Kind.AMOUNT else "int64"))
    column = table[columns[key]]
    if key == "closed" and "lost_time" in columns:
        column = ibis.coalesce(column, table[columns["lost_time"]])
    if kind is Kind.TEXT:
        return _text(column).strip()
    if kind is Kind.TIME:
        return _seconds(column.cast("timestamp"))
    if kind is Kind.COUNT:
        return column.cast("int64").fill_null(1)
    return _units(column, kind)


def _seconds(time: Any) -> Any:  # noqa: ANN401
    """The whole seconds since 1970."""
    whole = time.truncate("s")
    if time.get_backend().name == "postgres":
        return _date_part()("epoch", whole).cast("int64")
    return whole.epoch_seconds().cast("int64")


@cache
def _date_part() -> Any:  # noqa: ANN401
    """A function of PostgreSQL's that gives floating point, where what ibis writes gives decimals in twice the time."""
    import ibis

    def date_part(field: str, time: Any) -> float:  # type: ignore[empty-body]  # noqa: ANN401
        """PostgreSQL's own."""

    return ibis.udf.scalar.builtin(date_part, signature=(("string", "timestamp"), "float64"))


def _text(column: Any) -> Any:  # noqa: ANN401
    """A value as text, with the blanks around it."""
    text = column.cast("string").fill_null("")
    return text if column.type().is_string() else text.re_replace(POINT_ZERO, "")


def _units(column: Any, kind: Kind) -> Any:  # noqa: ANN401
    """An amount or a duration in whole units; of whole minutes without a detour by decimals, which take long."""
    if kind is Kind.DURATION and column.type().is_integer():
        return column.cast("int64") * SCALE
    units = (column.cast("decimal(28, 6)") * SCALE).round()
    return units.cast("decimal(38, 0)" if kind is Kind.AMOUNT else "int64")


def _cell(table: Any, header: str) -> Any:  # noqa: ANN401
    return table[header].cast("string").strip().lower().fill_null("")


def _status(table: Any, matched: Matched, headers: Sequence[str], status: Any) -> Any:  # noqa: ANN401
    """The status that columns of flags or the user's conditions tell, else the status column's."""
    import ibis

    rest = status if matched.status_beside_rules is None else ibis.literal(matched.status_beside_rules)
    told = _told(table, matched.rules, headers, rest)
    if "lost_stage" not in matched.columns:
        return told
    at = table[headers[matched.columns["lost_stage"]]].cast("string").strip().fill_null("")
    return ibis.cases((at == "", told), else_=told + ibis.literal(LOST_AT) + at)


def _told(table: Any, rules: Sequence[Rule], headers: Sequence[str], rest: Any, *, otherwise: bool = False) -> Any:  # noqa: ANN401
    """What the first rule says that holds (with `otherwise`, that does not), else `rest`."""
    import ibis

    branches = []
    for rule in rules:
        cells = [(_cell(table, headers[place]), values) for place, values in rule.tests]
        tests = [~cell.isin(EMPTY) if values is None else cell.isin(values) for cell, values in cells]
        holds = ibis.and_(*tests) if tests else ibis.literal(True)  # noqa: FBT003
        branches.append((~holds if otherwise else holds, ibis.literal(rule.state)))
    return ibis.cases(*branches, else_=rest) if branches else rest


def _sample(table: Any, shown: str) -> list[tuple[str | None, ...]]:  # noqa: ANN401
    """Some rows as texts."""
    with explain_errors(shown, "reading"):
        texts = [table[header].cast("string").name(f"c{place}") for place, header in enumerate(table.columns)]
        found = table.select(texts).limit(MOST_TEXTS).to_pyarrow()
    return list(zip(*(column.to_pylist() for column in found.columns), strict=True))


def _texts(table: Any, header: str, shown: str) -> list[str]:  # noqa: ANN401
    """The different texts of a column in all rows, or many of them."""
    with explain_errors(shown, header):
        found = table[header].cast("string").name("v").as_table().distinct().limit(MOST_TEXTS).to_pyarrow()
    return [str(row["v"]) for row in found.to_pylist() if row["v"] is not None]


def _undeleted(table: Any, columns: dict[str, str]) -> Any:  # noqa: ANN401
    return table.filter(~_cell(table, columns["is_deleted"]).isin(TRUE)) if "is_deleted" in columns else table


def _lacking(table: Any, columns: dict[str, str], shape: Shape) -> dict[str, Any]:  # noqa: ANN401
    """Whether a row lacks a needed time or number, by `_no_` and its name.

    The table's own column is asked, which costs nothing: an engine works out a canonical one wherever it is named.
    """
    import ibis

    needed = [column.name for column in shape.columns if column.needed and column.kind is not Kind.TEXT]
    nothing = ibis.literal(True)  # noqa: FBT003
    return {f"_no_{key}": table[columns[key]].isnull() if key in columns else nothing for key in needed}


def _problem(table: Any, shape: Shape) -> Any:  # noqa: ANN401
    import ibis

    empties = [
        ((table[c.name] == "") if c.kind is Kind.TEXT else table[f"_no_{c.name}"], f"no {c.name}")
        for c in shape.columns
        if c.needed
    ]
    if shape.telling:
        empties.append((ibis.and_(*(table[key] == "" for key in shape.telling)), shape.untold))
    apart = table["_apart"]
    return ibis.cases((table["_undone"], NOT_DONE), (apart != "", apart), *empties, else_="")


def _undone(table: Any, columns: dict[str, str]) -> Any:  # noqa: ANN401
    import ibis

    if DONE not in columns:
        return ibis.literal(False)  # noqa: FBT003
    return table[columns[DONE]].cast("string").strip().lower().isin(UNDONE).fill_null(False)  # noqa: FBT003


def _entered(table: Any, columns: dict[str, str], stages: Any) -> Frame:  # noqa: ANN401
    import ibis

    parts = [
        table.select(
            deal=_column(table, columns, "id", Kind.TEXT, ""),
            stage=ibis.literal(stage),
            entered=_column(table, {"entered": header}, "entered", Kind.TIME, ""),
        )
        for stage, header in stages.items()
    ]
    whole = ibis.union(*parts) if len(parts) > 1 else parts[0]
    frame: Frame = lazy(whole.filter(whole.entered.notnull()))
    return frame
