"""The same question to DuckDB, PostgreSQL and Spark has the same answer, to the last digit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from salesplan.records.book import opened
from salesplan.records.question import By, Question, Tallies
from salesplan.records.question import Path as Funnel
from salesplan.records.source import RecordsSource, Sources
from salesplan.records.tally import tally
from tests.records.world import ACTIVITY_COLUMNS, DEAL_COLUMNS, HISTORY_COLUMNS, STAGES, World, made, write

FUNNEL = Funnel("new", STAGES)
WORLD = made(seed=7, deals=120)
TWINS = World((*WORLD.deals, *WORLD.deals[:9]), (*WORLD.activities, *WORLD.activities[:20]), WORLD.history)
BYS: tuple[By | None, ...] = (None, "rep", "source", "month", "segment", "funnel")
QUESTIONS = (
    *(Question((FUNNEL,), by=by) for by in BYS),
    Question((FUNNEL,), since=date(2026, 3, 1), until=date(2026, 5, 31), on=date(2026, 6, 30)),
    Question((FUNNEL, Funnel("old", ("lead",)))),
    Question(),
)


def from_files(world: World, folder: Path) -> Sources:
    return Sources(
        deals=RecordsSource((str(write(folder / "deals.csv", DEAL_COLUMNS, world.deals)),)),
        activities=RecordsSource((str(write(folder / "activities.csv", ACTIVITY_COLUMNS, world.activities)),)),
        history=RecordsSource((str(write(folder / "history.csv", HISTORY_COLUMNS, world.history)),)),
    )


def answers(sources: Sources, engine: str | None) -> list[Tallies]:
    with opened(sources, engine) as book:
        return [comparable(tally(book, question)) for question in QUESTIONS]


def comparable(tallies: Tallies) -> Tallies:
    """Without file names and examples, which tables do not have."""
    intakes = tuple(
        replace(one, files=(), same=(), without_ids=(), set_aside=tuple(replace(a, examples=()) for a in one.set_aside))
        for one in tallies.intakes
    )
    return replace(tallies, intakes=intakes)


TABLES = Sources(RecordsSource(("deals",)), RecordsSource(("activities",)), RecordsSource(("history",)))
TYPES = {"amount": "numeric", "minutes": "integer", "count": "integer"}


def sql_type(column: str) -> str:
    return "timestamp" if column in {"created", "closed", "date", "entered"} else TYPES.get(column, "text")


def fill(address: str, world: World) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for table, columns, rows in tables(world):
            listed = ", ".join(f'"{column}" {sql_type(column)}' for column in columns)
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"CREATE TABLE {table} ({listed})")
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def tables(world: World) -> list[tuple[str, Sequence[str], Sequence[tuple[object, ...]]]]:
    return [
        ("deals", DEAL_COLUMNS, world.deals),
        ("activities", ACTIVITY_COLUMNS, world.activities),
        ("history", HISTORY_COLUMNS, world.history),
    ]


@pytest.mark.heavy("postgresql")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("world", [WORLD, TWINS], ids=["plain", "twins"])
def test_postgresql_answers_like_files(world: World, postgresql: str, tmp_path: Path) -> None:
    pytest.importorskip("ibis", reason="pip install 'salesplan[warehouse]'")
    fill(postgresql, world)
    assert answers(TABLES, postgresql) == answers(from_files(world, tmp_path), None)


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("world", [WORLD, TWINS], ids=["plain", "twins"])
def test_spark_answers_like_files(world: World, spark: Any, tmp_path: Path) -> None:
    for table, columns, rows in tables(world):
        schema = ", ".join(
            f"{column} {'decimal(18, 4)' if column == 'amount' else sql_type(column).replace('text', 'string')}"
            for column in columns
        )
        data = [
            tuple(decimal(cell) if column == "amount" else cell for column, cell in zip(columns, row, strict=True))
            for row in rows
        ]
        spark.createDataFrame(data, schema).createOrReplaceTempView(table)
    assert answers(TABLES, "spark://local") == answers(from_files(world, tmp_path), None)


def decimal(cell: object) -> object:
    from decimal import Decimal

    return None if cell is None else Decimal(str(cell))
