"""What is asked of columns means the same in SQL of the engine that comes along and in narwhals' words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from salesplan.records.engines.dialect import SPARK
from salesplan.records.engines.expression import (
    Expr,
    Op,
    coalesce,
    col,
    greatest,
    joined,
    least,
    lit,
    row_count,
    when,
)
from salesplan.records.engines.frame import Frame, drop, group_by, rename, stacked
from salesplan.records.engines.lazy import lazy, native
from salesplan.records.engines.statement import Statement

ROWS = """SELECT * FROM (VALUES
    (1, -86401, 'a', ' x; y ', true), (2, -1, 'b', '', false), (3, 0, 'a', 'it''s ;', true),
    (4, 86400, NULL, 'x', NULL), (NULL, NULL, 'b', 'é;é', false), (7, 1000000000000, 'c', 'x;', true)
) t(n, t, k, s, yes)"""
COLUMNS = ("n", "t", "k", "s", "yes")
n, t, k, s, yes = map(col, COLUMNS)
EXPRESSIONS: dict[str, Expr] = {
    "column": n,
    "value": lit("o'clock"),
    "nothing": lit(None).whole(),
    "add": n + t,
    "subtract": t - n,
    "multiply": 3 * n * 2,
    "minus": -n,
    "divide": t / 86_400,
    "floor": (t / 86_400).floor().whole(),
    "floor divide": t // 86_400,
    "remainder": t % 86_400,
    "equal": k == "a",
    "unequal": s != "",
    "less": n < 3,
    "at most": n <= 3,
    "more": t > n,
    "at least": n >= 3,
    "and": (n > 1) & yes,
    "or": (n > 1) | yes,
    "not": ~yes,
    "null": k.is_null(),
    "in": k.is_in(["a", "c"]),
    "in numbers": n.is_in((1, 7)),
    "text": n.text(),
    "cases": when(n > 3).then("large").when(yes).then(k).otherwise(None),
    "coalesce": coalesce("k", s, lit("none")),
    "greatest": greatest("n", "t"),
    "least": least(n, t),
    "joined": joined(coalesce(k, lit("")), s, separator="\x1f"),
    "length": s.length(),
    "has": s.has(";"),
    "without": s.without(";"),
    "without pattern": s.without_pattern("^[^;]*;?"),
    "strip": s.strip(),
    "running sum": coalesce(n, lit(0)).running_sum(("k",), ("t", "s")),
}
AGGREGATES = {"sum": n.sum(), "min": t.min(), "max": s.max(), "rows": row_count()}
STEPS: dict[str, Callable[[Frame], Frame]] = {
    "select": lambda one: one.select("k", (n + 1).alias("m")),
    "with columns": lambda one: one.with_columns((n + 1).alias("n"), s.length().alias("l"), t.alias("again")),
    "with none": lambda one: one.with_columns(),
    "filter": lambda one: one.filter("yes").filter(n > 1),
    "unique": lambda one: one.select("k", "yes").unique(),
    "head": lambda one: one.select(lit(1).alias("one")).head(2),
    "left": lambda one: one.join(rename(one.select("k", "n"), {"n": "m"}), "k", "k", "left"),
    "inner": lambda one: one.join(one.select(n.alias("m"), s.alias("beside")), "n", "m", "inner"),
    "anti": lambda one: one.join(one.filter(yes).select(k.alias("other")), "k", "other", "anti"),
    "stacked": lambda one: stacked([one, one.filter(yes), one]),
    "alone": lambda one: stacked([one]),
    "drop": lambda one: drop(one, ["n", "nothing"]),
    "rename": lambda one: rename(one, {"n": "number"}),
    "groups": lambda one: group_by(one, "k", "yes").agg(*(made.alias(name) for name, made in AGGREGATES.items())),
    "named groups": lambda one: group_by(one, "k").agg(n.sum(), t.max()),
    "all": lambda one: one.select(*(made.alias(name) for name, made in AGGREGATES.items())),
    "none": lambda one: one.filter(n > 100).select(n.sum(), t.min()),
}


HOSTILE = ("'", "''; DROP TABLE rows; --", "\\", '"', "`", "a\nb", "{0}", "\x00", "\x1f", "\\'", "\\n")


@pytest.fixture
def tables() -> Iterator[tuple[Statement, Frame, duckdb.DuckDBPyConnection]]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows AS {ROWS}")
        yield Statement('"rows"', COLUMNS), lazy(connection.table("rows")), connection


def both(
    tables: tuple[Statement, Frame, duckdb.DuckDBPyConnection], step: Callable[[Any], Any]
) -> tuple[list[Any], list[Any]]:
    statement, words, connection = tables
    made, told = step(statement), step(words)
    assert made.columns == told.columns
    by = repr
    return sorted(connection.execute(made.sql).fetchall(), key=by), sorted(native(told).fetchall(), key=by)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions(name: str, tables: Any) -> None:
    ours, theirs = both(tables, lambda one: one.select(n.alias("key"), EXPRESSIONS[name].alias("made")))
    assert ours == theirs


@pytest.mark.parametrize("name", STEPS)
def test_steps(name: str, tables: Any) -> None:
    ours, theirs = both(tables, STEPS[name])
    assert ours == theirs
    assert ours or name == "none"


@pytest.fixture(scope="module")
def in_spark(spark: Any) -> Iterator[tuple[Statement, Any]]:
    with duckdb.connect() as connection:
        rows = connection.execute(ROWS).fetchall()
    schema = "n int, t bigint, k string, s string, yes boolean"
    spark.createDataFrame(rows, schema).createOrReplaceTempView("words_tried")
    yield Statement(SPARK.identifier("words_tried"), COLUMNS, SPARK), spark
    spark.catalog.dropTempView("words_tried")


def in_both(tables: Any, in_spark: Any, step: Callable[[Any], Any]) -> tuple[list[Any], list[Any]]:
    statement, _, connection = tables
    here, there = step(statement), step(in_spark[0])
    assert here.columns == there.columns
    found = [tuple(row) for row in in_spark[1].sql(there.sql).collect()]
    return sorted(connection.execute(here.sql).fetchall(), key=repr), sorted(found, key=repr)


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions_in_spark(name: str, tables: Any, in_spark: Any) -> None:
    ours, theirs = in_both(tables, in_spark, lambda one: one.select(n.alias("key"), EXPRESSIONS[name].alias("made")))
    assert ours == theirs


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", STEPS)
def test_steps_in_spark(name: str, tables: Any, in_spark: Any) -> None:
    ours, theirs = in_both(tables, in_spark, STEPS[name])
    assert ours == theirs


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("escaped", ["false", "true"])
def test_texts_that_would_end_a_statement_of_spark_do_not(escaped: str, in_spark: Any) -> None:
    statement, session = in_spark
    session.conf.set("spark.sql.parser.escapedStringLiterals", escaped)
    try:
        for text in HOSTILE:
            made = statement.select(lit(text).alias(text.replace("\x00", "nul")), s.has(text).alias("h"))
            found = session.sql(made.filter(col("h") | ~col("h")).sql).collect()
            assert found[0][0] == text
    finally:
        session.conf.unset("spark.sql.parser.escapedStringLiterals")


def test_every_word_is_tried() -> None:
    def used(expr: Any) -> Iterator[Op]:
        if isinstance(expr, Expr):
            yield expr.op
            yield from (op for part in expr.args for op in used(part))
        elif isinstance(expr, tuple):
            yield from (op for part in expr for op in used(part))

    tried = {op for expr in (*EXPRESSIONS.values(), *AGGREGATES.values()) for op in used(expr)}
    assert tried == set(Op) - {Op.NAMED}


def test_days_before_1970_by_hand(tables: Any) -> None:
    statement, _, connection = tables
    found = connection.execute(statement.select(t // 86_400, (t % 86_400).alias("rest")).sql).fetchall()
    assert found[:4] == [(-2, 86_399), (-1, 86_399), (0, 0), (1, 0)]


def test_texts_that_would_end_a_statement_do_not(tables: Any) -> None:
    _, _, connection = tables
    for text in HOSTILE:
        named = Statement('"rows"', COLUMNS).select(
            lit(text).alias(text.replace("\x00", "nul")), (s.has(text)).alias("h")
        )
        assert connection.execute(named.filter(col("h") | ~col("h")).sql).fetchall()[0][0] == text
