"""Tables on a Spark cluster: the same counting, where records outgrow one machine."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, cast
from uuid import uuid4

from msgspec import Struct, field

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.records.canonical import DEALS, LOST_AT, NULL_IDS, SCALE, Kind, Shape
from salesplan.records.engines.dialect import SPARK
from salesplan.records.engines.engine import Row
from salesplan.records.engines.frame import Frame
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.engines.statement import Statement
from salesplan.records.engines.tables import (
    MOST_TEXTS,
    book_of,
    entered_columns,
    explain_errors,
    has_entries,
    matched_columns,
    must_hold,
    texts_of,
)
from salesplan.records.engines.warehouse import grouped, grouped_by_day
from salesplan.records.recognise.crm_words import UNDONE
from salesplan.records.recognise.export import DONE
from salesplan.records.recognise.flags import EMPTY, TRUE, Rule
from salesplan.records.recognise.headers import Matched
from salesplan.records.sources import NOT_DONE, RecordsSource, Sources


class Cluster(Struct, frozen=True):
    """A Spark session; `kept` are the tables that it holds in memory for us, `views` the names it knows them by."""

    name: str
    session: Any
    kept: list[Any] = field(default_factory=list)
    views: list[str] = field(default_factory=list)

    def called(self, table: Any) -> Frame:  # noqa: ANN401
        """A table of Spark under a name, for statements: Spark checks a whole question once, not at every step."""
        view = f"salesplan_{uuid4().hex}"
        table.createOrReplaceTempView(view)
        self.views.append(view)
        return Statement(SPARK.identifier(view), tuple(table.columns), SPARK)

    def rows(self, frame: Frame, shown: str) -> list[Row]:
        """Fetch a small result."""
        with explain_errors(self.name, shown):
            return [tuple(row) for row in self._table(frame).collect()]

    def _table(self, frame: Frame) -> Any:  # noqa: ANN401
        return self.session.sql(cast("Statement", frame).sql)

    def different(self, frame: Frame, column: str, shown: str) -> tuple[int, int]:
        """How many rows there are, and how many hashes of a column's values."""
        from pyspark.sql import functions as f

        hashes = f.xxhash64(f.col(column))
        with explain_errors(self.name, shown):
            [(rows, number)] = self._table(frame).select(f.count("*"), f.count_distinct(hashes)).collect()
        return int(rows), int(number)

    def keep(self, frame: Frame, title: str) -> Frame:
        """Compute a table once, in the cluster's memory."""
        del title
        table = self._table(frame).cache()
        self.kept.append(table)
        return self.called(table)

    def forget(self) -> None:
        """Give back the memory of what was kept: the session may be the user's own, and live on."""
        for table in self.kept:
            with suppress(Exception):  # a session that has died holds nothing, and why it died is worth more
                table.unpersist()
        for view in self.views:
            with suppress(Exception):
                self.session.catalog.dropTempView(view)
        self.kept.clear()
        self.views.clear()

    def fence(self, frame: Frame) -> Frame:
        """The same table: this engine never writes expressions out again."""
        return frame

    def unique(self, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:
        """Rows, count and minutes by `keys`, and whether all ids differ."""
        return grouped(self, frame, keys, shown, bare)

    def by_day(self, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:
        """Rows and count by `keys` and the column `day`, and whether all ids differ."""
        return grouped_by_day(self, frame, keys, shown, bare)


@contextmanager
def from_cluster(sources: Sources, address: str) -> Iterator[OpenRecords]:
    """Start a session, and open the tables.

    Args:
        sources: names of tables, or folders and files of Parquet.
        address: `spark://HOST:PORT`, `sc://HOST:PORT` for Spark Connect, `spark://local` for this machine.

    Raises:
        Usage: pyspark is not installed.
        Unreadable: no session, no such table, or columns that are not recognised.
    """
    try:
        import pyspark  # noqa: F401
    except ImportError:
        hint = sentence("In the folder that salesplan was installed from: python -m pip install '.[spark]'")
        raise Usage("a Spark cluster needs the extra 'spark', and Java 17", hint) from None
    with explain_errors(address, "connecting"):
        session, ours = session_of(address)
    engine = Cluster(address, session)
    try:
        yield book_of(engine, sources, lambda shape, source: _load(engine, shape, source))
    finally:
        engine.forget()
        if ours:
            session.stop()


def session_of(address: str) -> tuple[Any, bool]:
    """The session that is running, else a new one, and whether it is new: the user's own is left as it is."""
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        return running, False
    builder: Any = SparkSession.builder
    builder = (
        builder.appName("salesplan").config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
    )
    if address.startswith("sc://"):
        return builder.remote(address).getOrCreate(), True
    if address == "spark://local":
        # 200 parts of every shuffle, as a cluster wants, are work for nothing on a few cores.
        builder = builder.config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
    master = "local[*]" if address == "spark://local" else address
    session = builder.master(master).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session, True


def _load(engine: Cluster, shape: Shape, source: RecordsSource) -> Any:  # noqa: ANN401
    from pyspark.sql import functions as f

    path, address, session = source.paths[0], engine.name, engine.session
    with explain_errors(address, path):
        table = session.read.parquet(path) if path.endswith((".parquet", ".pq")) else session.table(path)
        headers = list(table.columns)
    texts = texts_of(headers, lambda: _sample(table, address), lambda header: _texts(table, header, address))
    matched, columns = matched_columns(shape, source, headers, texts)
    types = dict(table.dtypes)
    for column in shape.columns:
        if column.name in columns:
            header = columns[column.name]
            must_hold(shape, source, header, column.kind, text=types[header] == "string")
            if column.kind is Kind.TEXT and types[header].startswith(FRACTIONS):
                table = table.withColumn(header, _whole(header))
    columns_made = {c.name: _column(columns, c.name, c.kind, matched.fixed.get(c.name, "")) for c in shape.columns}
    for key in filter(matched.refers_to_none, shape.names):
        columns_made[key] = f.when(columns_made[key].isin(*NULL_IDS), f.lit("")).otherwise(columns_made[key])
    if shape is DEALS:
        columns_made["status"] = _status(matched, headers, columns_made["status"])
        table = table.filter(~_cell(columns["is_deleted"]).isin(*TRUE)) if "is_deleted" in columns else table
    if matched.kinds:
        columns_made["action"] = _told(matched.kinds, headers, f.lit(""))
    made = [column.alias(key) for key, column in columns_made.items()]
    apart = _told(matched.only, headers, f.lit(""), otherwise=True)
    canonical = table.select(*made, _undone(columns).alias("_undone"), apart.alias("_apart"))
    frame = engine.called(canonical.withColumn("_problem", _problem(shape)).drop("_undone", "_apart"))
    stages = entered_columns(matched, headers) if has_entries(shape, matched) else None
    return frame, stages and engine.called(_entered(table, columns, stages)), matched


FRACTIONS = ("double", "float", "decimal")
"""Types of numbers that write whole ones with a point, or with an exponent."""


def _whole(header: str) -> Any:  # noqa: ANN401
    """A number as text; ids that became fractions since some of them were missing are whole numbers again."""
    from pyspark.sql import functions as f

    column = f.col(f"`{header}`")
    return f.when(column == f.floor(column), column.cast("bigint").cast("string")).otherwise(column.cast("string"))


def _column(columns: dict[str, str], key: str, kind: Kind, fixed: str) -> Any:  # noqa: ANN401
    from pyspark.sql import functions as f

    if key == "amount" and "won_amount" in columns:
        own = _column({key: columns[key]} if key in columns else {}, key, kind, fixed)
        return f.coalesce(_column({"won": columns["won_amount"]}, "won", kind, ""), own)
    if key not in columns:
        absent = {Kind.TEXT: f.lit(fixed), Kind.COUNT: f.lit(1).cast("bigint")}
        return absent.get(kind, f.lit(None).cast("decimal(38, 0)" if kind is Kind.AMOUNT else "bigint"))
    column = f.col(f"`{columns[key]}`")
    if key == "closed" and "lost_time" in columns:
        column = f.coalesce(column, f.col(f"`{columns['lost_time']}`"))
    if kind is Kind.TEXT:
        return f.coalesce(f.trim(column.cast("string")), f.lit(""))
    if kind is Kind.TIME:
        return f.unix_seconds(column.cast("timestamp"))
    if kind is Kind.COUNT:
        return f.coalesce(column.cast("bigint"), f.lit(1).cast("bigint"))
    units = f.round(column.cast("decimal(28, 6)") * SCALE)
    return units.cast("decimal(38, 0)" if kind is Kind.AMOUNT else "bigint")


def _cell(header: str) -> Any:  # noqa: ANN401
    from pyspark.sql import functions as f

    return f.coalesce(f.lower(f.trim(f.col(f"`{header}`").cast("string"))), f.lit(""))


def _status(matched: Matched, headers: Sequence[str], status: Any) -> Any:  # noqa: ANN401
    """The status that columns of flags or the user's conditions tell, else the status column's."""
    from pyspark.sql import functions as f

    beside = matched.status_beside_rules
    told = _told(matched.rules, headers, status if beside is None else f.lit(beside))
    if "lost_stage" not in matched.columns:
        return told
    at = f.coalesce(f.trim(f.col(f"`{headers[matched.columns['lost_stage']]}`").cast("string")), f.lit(""))
    return f.when(at == "", told).otherwise(f.concat(told, f.lit(LOST_AT), at))


def _told(rules: Sequence[Rule], headers: Sequence[str], rest: Any, *, otherwise: bool = False) -> Any:  # noqa: ANN401
    """What the first rule says that holds (with `otherwise`, that does not), else `rest`."""
    from pyspark.sql import functions as f

    found: Any = rest
    for rule in reversed(rules):
        holds: Any = f.lit(True)  # noqa: FBT003
        for place, values in rule.tests:
            cell = _cell(headers[place])
            holds = holds & (~cell.isin(*EMPTY) if values is None else cell.isin(*values))
        found = f.when(~holds if otherwise else holds, f.lit(rule.state)).otherwise(found)
    return found


def _sample(table: Any, address: str) -> list[Any]:  # noqa: ANN401
    """Some rows as texts."""
    from pyspark.sql import functions as f

    with explain_errors(address, "reading"):
        rows: list[Any] = table.select(*(_as_text(f, header) for header in table.columns)).limit(MOST_TEXTS).collect()
    return rows


def _texts(table: Any, header: str, address: str) -> list[str]:  # noqa: ANN401
    """The different texts of a column in all rows, or many of them."""
    from pyspark.sql import functions as f

    with explain_errors(address, header):
        rows = table.select(_as_text(f, header)).distinct().limit(MOST_TEXTS).collect()
    return [str(row[0]) for row in rows if row[0] is not None]


def _as_text(f: Any, header: str) -> Any:  # noqa: ANN401
    return f.col(f"`{header}`").cast("string")


def _problem(shape: Shape) -> Any:  # noqa: ANN401
    from pyspark.sql import functions as f

    problem: Any = f.lit("")
    if shape.telling:
        nothing = f.concat(*(f.col(key) for key in shape.telling)) == ""
        problem = f.when(nothing, f.lit(shape.untold)).otherwise(problem)
    for column in reversed([c for c in shape.columns if c.needed]):
        named = f.col(column.name)
        test = named == "" if column.kind is Kind.TEXT else named.isNull()
        problem = f.when(test, f.lit(f"no {column.name}")).otherwise(problem)
    problem = f.when(f.col("_apart") != "", f.col("_apart")).otherwise(problem)
    return f.when(f.col("_undone"), f.lit(NOT_DONE)).otherwise(problem)


def _undone(columns: dict[str, str]) -> Any:  # noqa: ANN401
    from pyspark.sql import functions as f

    if DONE not in columns:
        return f.lit(False)  # noqa: FBT003
    said = f.lower(f.trim(f.col(f"`{columns[DONE]}`").cast("string")))
    return f.coalesce(said.isin(*UNDONE), f.lit(False))  # noqa: FBT003


def _entered(table: Any, columns: dict[str, str], stages: Mapping[str, str]) -> Any:  # noqa: ANN401
    from pyspark.sql import functions as f

    parts = [
        table.select(
            _column(columns, "id", Kind.TEXT, "").alias("deal"),
            f.lit(stage).alias("stage"),
            _column({"entered": header}, "entered", Kind.TIME, "").alias("entered"),
        )
        for stage, header in stages.items()
    ]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part)
    return whole.where(f.col("entered").isNotNull())
