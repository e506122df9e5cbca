"""The same question to DuckDB, PostgreSQL and Spark has the same answer, to the last digit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from salesplan.base.finding import Unreadable
from salesplan.records.count.tally import tally
from salesplan.records.engines.opening import opened
from salesplan.records.question import By, Question, Tallies
from salesplan.records.question import Path as Funnel
from salesplan.records.sources import RecordsSource, Sources
from tests.records.world import ACTIVITY_COLUMNS, DEAL_COLUMNS, HISTORY_COLUMNS, STAGES, World, made, write

FUNNEL = Funnel("new", STAGES)
WORLD = made(seed=7, deals=120)
CELLS = ("{0};D1", "nowhere;{0}", "Deal {0}", "Twin", "nowhere;elsewhere", " {0} ", "Twin;D3;D4")
RELATED = World(
    tuple((row[0], "Twin", *row[2:]) if place < 2 else row for place, row in enumerate(WORLD.deals)),
    tuple((*row[:2], *(f" {cell} " if cell and place % 5 == 0 else cell for cell in row[2:5]),
           CELLS[place % 9].format(row[5]) if place % 9 < len(CELLS) else row[5], f"{row[6]};P1", *row[7:])
        for place, row in enumerate(WORLD.activities)),
    WORLD.history,
)  # fmt: skip
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


PLAN: dict[str, Any] = {
    "salesplan": 1,
    "title": "Two quarters",
    "currency": "EUR",
    "period": {"start": "2026-04-01", "end": "2026-09-30"},
    "goals": [{"name": "New revenue", "metric": "revenue", "target": 2_000_000}],
    "team": {
        "prospecting": {"members": [{"name": "Ana"}, {"name": "Bo"}]},
        "sales": {"members": [{"name": "Cleo"}, {"name": "Dan", "starts": "2026-05-01", "ramp": ["50%", "100%"]}]},
    },
    "funnels": [
        {
            "name": "new",
            "deal_value": 60_000,
            "stages": [
                {"name": "prospect", "sourced_by": "prospecting", "conversion": "1/2",
                 "actions": {"prospecting": {"call": 2, "email": 1}}},
                {"name": "opportunity", "conversion": "1/2", "actions": {"sales": {"meeting": 1, "call": 1}}},
                {"name": "proposal", "conversion": "1/2", "actions": {"sales": {"call": 2}}},
            ],
        }
    ],
}  # fmt: skip
DAY = date(2026, 7, 20)


def following(sources: Sources, engine: str | None) -> list[Any]:
    """What is done and due by segment, rep and week, the pipeline, what is still needed, and the forecast."""
    from salesplan.model.plan import Plan
    from salesplan.progress.exports import read_book
    from salesplan.progress.forecast.prediction import forecast
    from salesplan.progress.pipeline import pipeline
    from salesplan.progress.replan import replan
    from salesplan.progress.track import track
    from salesplan.report.forecast import forecast_json
    from salesplan.report.pipeline.figures import pipeline_json
    from salesplan.report.quota.remaining import remaining_json
    from salesplan.report.track.figures import track_json

    plan = Plan.model_validate(PLAN)
    with opened(sources, engine) as records:
        book, _ = read_book(records, plan, DAY)
    assert book.done
    ledger = replace(book.ledger, deals=tuple(sorted(book.ledger.deals, key=lambda deal: (deal.id, repr(deal)))))
    tracks = [track_json(track(plan, book, by=by, on=DAY)) for by in ("segment", "rep", "week")]
    assert sum(row["done"] for row in tracks[0]["rows"]) > 100
    return [
        sorted(book.done, key=repr),
        *tracks,
        pipeline_json(pipeline(ledger, plan)),
        remaining_json(replan(plan, ledger)),
        forecast_json(forecast(plan, ledger)),
    ]


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
@pytest.mark.parametrize("world", [WORLD, TWINS, RELATED], ids=["plain", "twins", "related"])
def test_postgresql_answers_like_files(world: World, postgresql: str, tmp_path: Path) -> None:
    pytest.importorskip("ibis", reason="pip install '.[warehouse]'")
    fill(postgresql, world)
    assert answers(TABLES, postgresql) == answers(from_files(world, tmp_path), None)
    assert following(TABLES, postgresql) == following(from_files(world, tmp_path), None)


@pytest.mark.heavy("postgresql")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("world", [WORLD, TWINS, RELATED], ids=["plain", "twins", "related"])
def test_a_database_of_duckdb_answers_like_files(world: World, tmp_path: Path) -> None:
    pytest.importorskip("ibis", reason="pip install '.[warehouse]'")
    import duckdb

    place = tmp_path / "sales.duckdb"
    with duckdb.connect(str(place)) as connection:
        for table, columns, rows in tables(world):
            connection.execute(f"CREATE TABLE {table} ({', '.join(f'{one} {sql_type(one)}' for one in columns)})")
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", list(rows))  # noqa: S608
    assert answers(TABLES, f"duckdb://{place}") == answers(from_files(world, tmp_path), None)
    assert following(TABLES, f"duckdb://{place}") == following(from_files(world, tmp_path), None)


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("world", [WORLD, TWINS, RELATED], ids=["plain", "twins", "related"])
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
    assert following(TABLES, "spark://local") == following(from_files(world, tmp_path), None)


def decimal(cell: object) -> object:
    from decimal import Decimal

    return None if cell is None else Decimal(str(cell))


TASKS = """\
ActivityDate,OwnerId,Subject,Status,WhatId
2026-01-01,Ana,Call,Completed,1
2026-01-02,Ana,Call,Not Started,1
2026-01-03,Ana,Call,,2
,Ana,Call,Completed,2
"""
OPPORTUNITIES = "id,name,stage\n1,Alpha,won\n2,Beta,\n3,Gamma,lost\n"


@pytest.mark.heavy("postgresql")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_postgresql_sets_the_same_rows_aside(postgresql: str) -> None:
    pytest.importorskip("ibis", reason="pip install '.[warehouse]'")
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as connection:
        for table, text, times in (("tasks", TASKS, "ActivityDate"), ("opportunities", OPPORTUNITIES, "")):
            header = text.splitlines()[0].split(",")
            listed = ", ".join(f'"{one}" {"timestamp" if one == times else "text"}' for one in header)
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"CREATE TABLE {table} ({listed})")
            with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)") as copy:
                copy.write(text)
    assert asides(Sources(RecordsSource(("opportunities",)), RecordsSource(("tasks",))), postgresql) == SET_ASIDE


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
def test_spark_sets_the_same_rows_aside(spark: Any) -> None:
    import csv
    from datetime import datetime

    for table, text, times in (("tasks", TASKS, "ActivityDate"), ("opportunities", OPPORTUNITIES, "")):
        header, *rows = csv.reader(text.splitlines())
        schema = ", ".join(f"{one} {'timestamp' if one == times else 'string'}" for one in header)
        kinds = [datetime.fromisoformat if one == times else str for one in header]
        typed = [tuple(kind(cell) if cell else None for kind, cell in zip(kinds, row, strict=True)) for row in rows]
        spark.createDataFrame(typed, schema).createOrReplaceTempView(table)
    assert asides(Sources(RecordsSource(("opportunities",)), RecordsSource(("tasks",))), "spark://local") == SET_ASIDE


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_spark_holds_nothing_for_us_when_we_are_done(spark: Any) -> None:
    spark.createDataFrame([("1", "won"), ("2", "lost")], "id string, stage string").createOrReplaceTempView("two")
    with opened(Sources(RecordsSource(("two",))), "spark://local") as book:
        tally(book, QUESTIONS[0])
        engine: Any = book.engine
        kept = list(engine.kept)
        assert kept
        assert all(one.storageLevel.useMemory for one in kept)
    assert not any(one.storageLevel.useMemory for one in kept)
    assert spark.sql("SELECT count(*) FROM two").collect()[0][0] == 2


def test_files_set_these_rows_aside(tmp_path: Path) -> None:
    for name, text in (("deals.csv", OPPORTUNITIES), ("tasks.csv", TASKS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = Sources(RecordsSource((str(tmp_path / "deals.csv"),)), RecordsSource((str(tmp_path / "tasks.csv"),)))
    assert asides(files, None) == SET_ASIDE


SET_ASIDE = {"deals": {"no stage or status": 1}, "activities": {"not done yet": 1, "no date": 1}}


def asides(sources: Sources, engine: str | None) -> dict[str, dict[str, int]]:
    with opened(sources, engine) as book:
        intakes = tally(book, Question((FUNNEL,))).intakes
    return {intake.table: {part.reason: part.rows for part in intake.set_aside} for intake in intakes}


FLAGS = """\
Id,Name,StageName,IsWon,IsClosed,IsDeleted,Lost at,won_amount,amount,Result
1,A,Signing,true,true,false,,90,100,
2,B,Elsewhere,false,true,false,demo,,100,
3,C,demo,false,false,false,,,100,
4,D,demo,false,false,true,,,100,
5,E,demo,false,false,false,,,100,bingo
"""
MAPPED = RecordsSource(("flags",), {"won_amount": "won_amount"}, won_if=("Result=bingo",))
FLAGGED = {("won", 0): 2, ("lost", 0): 1, ("open", 0): 1}


def flagged(source: RecordsSource, engine: str | None) -> tuple[dict[tuple[str, int], int], set[int | None], int]:
    """Deals by state, amounts won, deals known to have been lost at the stage that is recorded."""
    with opened(Sources(source), engine) as book:
        found = tally(book, Question((Funnel("", ("demo", "offer")),)))
    states: dict[tuple[str, int], int] = {}
    for line in found.deals:
        states[line.state, 0] = states.get((line.state, 0), 0) + line.deals
    lost = sum(line.deals for line in found.stages if line.stage == 0 and line.outcome == "lost")
    return states, {amount for line in found.amounts for amount in line.values}, lost


def test_files_tell_won_and_lost_by_flags(tmp_path: Path) -> None:
    (tmp_path / "flags.csv").write_text(FLAGS, encoding="utf-8")
    found = flagged(replace(MAPPED, paths=(str(tmp_path / "flags.csv"),)), None)
    assert found == (FLAGGED, {900_000, 1_000_000}, 1)


@pytest.mark.heavy("postgresql")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_postgresql_tells_won_and_lost_by_flags(postgresql: str) -> None:
    pytest.importorskip("ibis", reason="pip install 'salesplan[warehouse]'")
    import psycopg

    kinds = {"IsWon": "boolean", "IsClosed": "boolean", "IsDeleted": "boolean"}
    kinds |= {"amount": "numeric", "won_amount": "numeric"}
    with psycopg.connect(postgresql, autocommit=True) as connection:
        listed = ", ".join(f'"{one}" {kinds.get(one, "text")}' for one in FLAGS.splitlines()[0].split(","))
        connection.execute("DROP TABLE IF EXISTS flags")
        connection.execute(f"CREATE TABLE flags ({listed})")
        with connection.cursor().copy("COPY flags FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(FLAGS)
    assert flagged(MAPPED, postgresql) == (FLAGGED, {900_000, 1_000_000}, 1)


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
def test_spark_tells_won_and_lost_by_flags(spark: Any) -> None:
    import csv

    header, *rows = csv.reader(FLAGS.splitlines())
    flags, sums = {"IsWon", "IsClosed", "IsDeleted"}, {"amount", "won_amount"}
    kinds = {**dict.fromkeys(flags, "boolean"), **dict.fromkeys(sums, "decimal(18, 4)")}
    schema = ", ".join(f"`{one}` {kinds.get(one, 'string')}" for one in header)
    typed = [
        tuple(cell == "true" if one in flags else decimal(cell or None) if one in sums else cell
              for one, cell in zip(header, row, strict=True))
        for row in rows
    ]  # fmt: skip
    spark.createDataFrame(typed, schema).createOrReplaceTempView("flags")
    assert flagged(MAPPED, "spark://local") == (FLAGGED, {900_000, 1_000_000}, 1)


@pytest.mark.heavy("postgresql")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_table_that_is_not_there_is_named_with_those_that_are(postgresql: str) -> None:
    pytest.importorskip("ibis", reason="pip install 'salesplan[warehouse]'")
    fill(postgresql, WORLD)
    with (
        pytest.raises(Unreadable, match="there is no table") as caught,
        opened(Sources(RecordsSource(("public.dels",))), postgresql),
    ):
        pass
    assert "did you mean 'deals'?" in caught.value.hint


@pytest.mark.heavy("postgresql")
def test_the_extra_is_all_that_a_warehouse_needs(postgresql: str, tmp_path: Path) -> None:
    import subprocess
    import sys

    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "clean")], check=True)
    folder = tmp_path / "clean" / ("Scripts" if sys.platform == "win32" else "bin")
    wanted = ["-q", "-c", str(root / "constraints.txt"), f"{root}[warehouse]"]
    subprocess.run([str(folder / "python"), "-m", "pip", "install", *wanted], check=True, capture_output=True)
    fill(postgresql, WORLD)
    plan = f"salesplan: 1\ntitle: Clean\nrecords: {{engine: '{postgresql}', deals: public.deals}}\n"
    (tmp_path / "salesplan.yaml").write_text(plan, encoding="utf-8")
    command = [str(folder / "salesplan"), "measure", "-f", "csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "120 used" in done.stderr) == (0, True), done.stderr


DEALS = """\
Id,Name,StageName,created,OwnerId
7,A,101,2026-01-01,Ana
8,B,102,2026-01-02,Ana
9,C,103,2026-01-03,Bo
"""
ACTS = """\
Id,ActivityDate,OwnerId,Subject,Status,WhatId,WhoId
1,2026-01-05,Ana,Call,Completed,000000000000000AAA,000000000000000
2,2026-01-05,Ana,Call,Completed,7,000000000000000AAA
"""
MOVES = """\
OpportunityId,StageName,CreatedDate,StageSortOrder
7,103,2026-01-01,1
7,101,2026-01-04,3
8,102,2026-01-02,2
9,103,2026-01-03,1
8,103,2026-01-09,1
"""
LINKED = [("crm_deals", DEALS), ("crm_tasks", ACTS), ("crm_moves", MOVES)]
"""Nothing referred to by an id of its own; stages that are numbers, stored as such; an order that only moves tell."""

LINKED_TYPES = {
    **dict.fromkeys(("ActivityDate", "CreatedDate", "created"), "timestamp"),
    **dict.fromkeys(("StageName", "OpportunityId", "StageSortOrder"), "double precision"),
}


def linked(names: Sequence[str], engine: str | None) -> tuple[object, ...]:
    """The order of the stages and where it is from, deals by stage, and how many actions are on no deal we know."""
    from salesplan.records.count.ledger import ledger

    with opened(Sources(*(RecordsSource((name,)) for name in names)), engine) as book:
        found = tally(book, Question())
        deals = {deal.id: (deal.stage_text, len(deal.entries)) for deal in ledger(book, ()).deals}
    loose = sum(one.actions for one in found.actions if not one.state)
    (order,) = found.orders
    return order.stages, order.source, deals, loose, found.prospects


NUMBERED = (("103", "102", "101"), "column", {"7": ("101", 2), "8": ("102", 2), "9": ("103", 1)}, 1, ())


def test_files_link_and_order_by_numbers(tmp_path: Path) -> None:
    for name, text in LINKED:
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert linked([str(tmp_path / f"{name}.csv") for name, _ in LINKED], None) == NUMBERED


def test_typed_files_link_and_order_by_numbers(tmp_path: Path) -> None:
    import duckdb

    for name, text in LINKED:
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        header = text.partition("\n")[0].split(",")
        columns = ", ".join(f'"{one}"::{LINKED_TYPES.get(one, "VARCHAR")} AS "{one}"' for one in header)
        read = duckdb.read_csv(str(tmp_path / f"{name}.csv"), all_varchar=True)
        read.project(columns).write_parquet(str(tmp_path / f"{name}.parquet"))
    assert linked([str(tmp_path / f"{name}.parquet") for name, _ in LINKED], None) == NUMBERED


@pytest.mark.heavy("postgresql")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_postgresql_links_and_orders_by_numbers(postgresql: str) -> None:
    pytest.importorskip("ibis", reason="pip install 'salesplan[warehouse]'")
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as connection:
        for table, text in LINKED:
            listed = ", ".join(f'"{one}" {LINKED_TYPES.get(one, "text")}' for one in text.partition("\n")[0].split(","))
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"CREATE TABLE {table} ({listed})")
            with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)") as copy:
                copy.write(text)
    assert linked([name for name, _ in LINKED], postgresql) == NUMBERED


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
def test_spark_links_and_orders_by_numbers(spark: Any, tmp_path: Path) -> None:
    for name, text in LINKED:
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        table = spark.read.csv(str(tmp_path / f"{name}.csv"), header=True)
        for column in table.columns:
            kind = LINKED_TYPES.get(column, "string").split()[0]
            table = table.withColumn(column, table[column].cast(kind))
        table.createOrReplaceTempView(name)
    assert linked([name for name, _ in LINKED], "spark://local") == NUMBERED


REASONS = (
    "('1', 'won', NULL), ('2', 'Proposal', 'Price'), ('3', 'lost', 'Price'), ('4', 'won', '-'), "
    "('5', 'Proposal', 'n/a'), ('6', 'Proposal', 'None'), ('7', 'Proposal', 'Budget')"
)


def reasons(where: str, engine: str | None, *lost_if: str) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Deals by state, and the open ones that have a reason of loss, with the options that take them for lost."""
    with opened(Sources(RecordsSource((where,), lost_if=lost_if)), engine) as book:
        found = tally(book, Question())
    states: dict[str, int] = {}
    for line in found.deals:
        states[line.state] = states.get(line.state, 0) + line.deals
    return states, [(one.n, one.name) for one in found.oddities if one.kind == "deals open with a reason of loss"]


def reasons_table(folder: Path) -> tuple[str, str]:
    """The deals in a database of DuckDB, and as Parquet."""
    import duckdb

    database, parquet = folder / "reasons.duckdb", folder / "reasons.parquet"
    with duckdb.connect(str(database)) as connection:
        connection.execute('CREATE TABLE reasons (id text, stage text, "Loss Reason" text)')
        connection.execute(f"INSERT INTO reasons VALUES {REASONS}")  # noqa: S608
        connection.execute(f"COPY reasons TO '{parquet}'")
    return f"duckdb://{database}", str(parquet)


def check_reasons(where: str, engine: str | None) -> None:
    option = "--lost-if 'Loss Reason=*'"
    assert reasons(where, engine) == ({"won": 2, "lost": 1, "open": 4}, [(2, option)])
    assert reasons(where, engine, "Loss Reason=*") == ({"won": 2, "lost": 3, "open": 2}, [])


def test_files_tell_of_reasons_of_loss(tmp_path: Path) -> None:
    check_reasons(reasons_table(tmp_path)[1], None)


@pytest.mark.heavy("postgresql")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_warehouse_tells_of_reasons_of_loss(tmp_path: Path) -> None:
    pytest.importorskip("ibis", reason="pip install '.[warehouse]'")
    check_reasons("reasons", reasons_table(tmp_path)[0])


@pytest.mark.heavy("spark")
@pytest.mark.filterwarnings("ignore")
def test_spark_tells_of_reasons_of_loss(spark: Any, tmp_path: Path) -> None:
    del spark
    check_reasons(reasons_table(tmp_path)[1], "spark://local")
