"""How counting in PostgreSQL and in Spark compares: with SQL by hand, and with the engine that comes along.

    python -m benchmarks.engines postgresql [--deals 1000000] [--activities 5000000] [--rounds 3] [--check]
    python -m benchmarks.engines spark [--deals 100000] [--activities 1000000] [--rounds 3] [--check]

It needs PostgreSQL, or Java, and is no part of `python -m benchmarks` therefore. Each makes its records, asks for the
same answers both ways in turn, and tells medians of the rounds' ratios: by the clock, and by processor time of this
process and the server. The answers must be those of the engine that comes along, to the last digit. PostgreSQL is
started for this run alone, on this machine, and stopped; Spark runs in a session of its own on all processors, with one
question asked before any is measured, as its first one compiles for many seconds.

Beside Spark stand an empty question (`count(*)` of all activities) and the same answers by hand in Spark SQL: what is
left to Spark itself.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from msgspec.structs import replace

from salesplan.records.count.tally import tally
from salesplan.records.engines.opening import opened
from salesplan.records.question import Path as Funnel
from salesplan.records.question import Question, Tallies
from salesplan.records.sources import RecordsSource, Sources

POSTGRESQL_LIMIT, SPARK_LIMIT = 3.0, 10.0
QUESTION = Question((Funnel("new", ("prospect", "opportunity")),))
TABLES = ("deals", "activities", "history")

RECORDS = {
    "deals": """SELECT 'D' || i AS id, 'rep ' || (hash(i) % 40) AS owner,
        ['prospect', 'opportunity', 'won', 'lost'][1 + (hash(i + 1) % 4)::INT] AS stage,
        (1000 + hash(i + 9) % 50000)::INT AS amount,
        (DATE '2025-01-01' + (hash(i + 2) % 365)::INT)::TIMESTAMP AS created,
        (DATE '2026-01-01' + (hash(i + 3) % 100)::INT)::TIMESTAMP AS closed FROM range({deals}) r(i)""",
    "history": """SELECT 'D' || i AS deal, s AS stage, (DATE '2025-01-01' + (hash(i + 2) % 365)::INT
        + CASE s WHEN 'prospect' THEN 0 ELSE 30 END)::TIMESTAMP AS entered
        FROM range({deals}) r(i), (VALUES ('prospect'), ('opportunity')) v(s)""",
    "activities": """SELECT 'A' || (100000000 + i) AS id, date_trunc('second',
        TIMESTAMP '2025-01-01' + INTERVAL 1 SECOND * (i * 3 + (hash(i) % 100000)::BIGINT)) AS date,
        'rep ' || (hash(i + 1) % 40) AS owner,
        ['call', 'email', 'meeting', 'proposal'][1 + (hash(i + 2) % 4)::INT] AS action,
        ['answered', 'no answer', ''][1 + (hash(i + 3) % 3)::INT] AS result, 'D' || (hash(i + 4) % {deals}) AS deal,
        (hash(i + 5) % 30)::INT AS minutes FROM range({activities}) r(i)""",
}
ANSWERS = (
    "SELECT count(*) - count(DISTINCT id) FROM activities",
    """SELECT a.owner, a.action, a.result, s.stage,
    CASE WHEN a.date >= s.e1 THEN 1 WHEN a.date >= s.e0 THEN 0 END AS at,
    count(*), sum(a.minutes) FROM activities a LEFT JOIN steps s ON s.id = a.deal GROUP BY 1, 2, 3, 4, 5""",
    """SELECT stage, e0 IS NOT NULL, e1 IS NOT NULL, {first}, {second}, count(*) FROM steps
    GROUP BY 1, 2, 3, 4, 5""",
    "SELECT count(*), avg(amount), {median} FROM steps WHERE stage = 'won'",
)
STEPS = """SELECT d.id, d.owner, d.stage, d.amount, h.e0, h.e1, d.created, d.closed FROM deals d LEFT JOIN (
    SELECT deal, min(CASE WHEN stage = 'prospect' THEN entered END) AS e0,
    min(CASE WHEN stage = 'opportunity' THEN entered END) AS e1 FROM history GROUP BY deal) h ON h.deal = d.id"""
IN_POSTGRESQL = {
    "first": "e1::date - e0::date",
    "second": "closed::date - e1::date",
    "median": "percentile_cont(0.5) WITHIN GROUP (ORDER BY amount)",
}
IN_SPARK = {"first": "datediff(e1, e0)", "second": "datediff(closed, e1)", "median": "percentile(amount, 0.5)"}


def records(folder: Path, deals: int, activities: int) -> duckdb.DuckDBPyConnection:
    """The records as Parquet, and as views of the engine that comes along."""
    connection = duckdb.connect()
    for name, sql in RECORDS.items():
        made = sql.format(deals=deals, activities=activities)
        connection.execute(f"COPY ({made}) TO '{folder / name}.parquet'")
        connection.execute(f"CREATE VIEW {name} AS FROM '{folder / name}.parquet'")
    return connection


def sources(places: Callable[[str], str]) -> Sources:
    """The three tables, by where each is."""
    deals, activities, history = (RecordsSource((places(name),)) for name in TABLES)
    return Sources(deals, activities, history)


def asked(where: Sources, engine: str | None) -> Tallies:
    """Our answers."""
    with opened(where, engine) as book:
        return tally(book, QUESTION)


def same(one: Tallies, other: Tallies) -> bool:
    """Whether two engines say the same, whatever they call their tables."""
    return replace(one, intakes=()) == replace(other, intakes=())


Clock = Callable[[], float]


def ratios(ours: Callable[[], Any], peer: Callable[[], Any], busy: Clock, rounds: int) -> tuple[float, float]:
    """The medians of ours to the peer, by the clock and by processor time, in pairs; each is printed."""
    found = []
    for _ in range(rounds):
        pair = [(*_timed(way, busy),) for way in (peer, ours)]
        found.append(tuple(mine / theirs for mine, theirs in zip(pair[1], pair[0], strict=True)))
        (wall, work), (our_wall, our_work) = pair
        print(f"peer {wall:.2f} s, {work:.2f} s of processors; ours {our_wall:.2f} s, {our_work:.2f} s", flush=True)
    by_clock, by_work = (statistics.median(column) for column in zip(*found, strict=True))
    return by_clock, by_work


def _timed(way: Callable[[], Any], busy: Clock) -> tuple[float, float]:
    began, worked = time.perf_counter(), busy()
    way()
    return time.perf_counter() - began, busy() - worked


def work_of(root: int) -> Clock:
    """Processor seconds of this process, and of a process with its children, also those that ended."""
    tick = os.sysconf("SC_CLK_TCK")

    def busy() -> float:
        total = time.process_time() * tick
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                ident, rest = place.parent.name, place.read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            if int(ident) == root:
                total += sum(map(int, rest[11:15]))
            elif int(rest[1]) == root:
                total += sum(map(int, rest[11:13]))
        return total / tick

    return busy


def postgresql(deals: int, activities: int, rounds: int) -> tuple[float, float]:
    """Ours beside SQL by hand, both in PostgreSQL."""
    import psycopg

    from tests.records.postgresql import served

    with (
        tempfile.TemporaryDirectory() as name,
        served() as address,
        psycopg.connect(address, autocommit=True) as session,
    ):
        made = records(Path(name), deals, activities)
        for table in TABLES:
            _copied(made, session, table)
        session.execute("VACUUM ANALYZE")
        row = session.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
        busy = work_of(int(str(row[0] if row else "").split()[0]))
        told = asked(sources(lambda table: str(Path(name) / f"{table}.parquet")), None)
        if not same(told, asked(sources(str), address)):
            raise SystemExit("PostgreSQL gives other answers")
        return ratios(lambda: asked(sources(str), address), lambda: _by_hand(address), busy, rounds)


def _by_hand(address: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as session:
        for setting in (
            "SET work_mem = '64MB'",
            "SET jit = off",
            f"CREATE TEMP TABLE steps AS {STEPS}",
            "ANALYZE steps",
        ):
            session.execute(setting)
        for sql in ANSWERS:
            session.execute(sql.format(**IN_POSTGRESQL).encode()).fetchall()


def _copied(made: duckdb.DuckDBPyConnection, session: Any, table: str) -> None:  # noqa: ANN401
    """One of the records as a table of PostgreSQL."""
    kinds = {"VARCHAR": "text", "INTEGER": "integer", "TIMESTAMP": "timestamp"}
    columns = [(str(row[0]), kinds[str(row[1])]) for row in made.execute(f"DESCRIBE {table}").fetchall()]
    session.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns)})")
    cursor = made.execute(f"FROM {table}")
    with session.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        while rows := cursor.fetchmany(100_000):
            for row in rows:
                copy.write_row(row)


def spark(deals: int, activities: int, rounds: int) -> tuple[float, float]:
    """Spark beside the engine that comes along, on the same Parquet; and what is left to Spark itself."""
    from salesplan.records.engines.cluster import session_of

    with tempfile.TemporaryDirectory() as name:
        records(Path(name), deals, activities).close()
        where = sources(lambda table: str(Path(name) / f"{table}.parquet"))
        session, _ = session_of("spark://local")
        java = next(int(place.parent.name) for place in Path("/proc").glob("[0-9]*/comm") if _is_ours(place))
        busy = work_of(java)
        for table in TABLES:
            session.read.parquet(str(Path(name) / f"{table}.parquet")).createOrReplaceTempView(table)
        if not same(asked(where, None), asked(where, "spark://local")):
            raise SystemExit("Spark gives other answers")
        _in_spark(session)
        ours = lambda: asked(where, "spark://local")  # noqa: E731
        hand = ratios(ours, lambda: _in_spark(session), busy, rounds)
        print(f"ours to Spark SQL by hand: {hand[0]:.2f}x by the clock, {hand[1]:.2f}x by processor time")
        empty = [_timed(lambda: session.sql("SELECT count(*) FROM activities").collect(), busy)[0] for _ in range(5)]
        print(f"a count of all activities: {statistics.median(empty):.2f} s")
        found = ratios(ours, lambda: asked(where, None), busy, rounds)
        session.stop()
        return found


def _is_ours(place: Path) -> bool:
    """Whether a process is a Java that this one started, maybe through a shell."""
    try:
        parent = place.with_name("stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        above = Path(f"/proc/{parent}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        return place.read_text(encoding="utf-8").strip() == "java" and str(os.getpid()) in {parent, above}
    except OSError:
        return False


def _in_spark(session: Any) -> None:  # noqa: ANN401
    steps = session.sql(STEPS).cache()
    steps.createOrReplaceTempView("steps")
    for sql in ANSWERS:
        session.sql(sql.format(**IN_SPARK)).collect()
    steps.unpersist()


def main() -> int:
    """Make the records, ask both ways, print, compare with the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=("postgresql", "spark"))
    parser.add_argument("--deals", type=int)
    parser.add_argument("--activities", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="end with 1 where the limit is passed")
    given = parser.parse_args()
    way, size, limit = {
        "postgresql": (postgresql, (1_000_000, 5_000_000), POSTGRESQL_LIMIT),
        "spark": (spark, (100_000, 1_000_000), SPARK_LIMIT),
    }[given.engine]
    by_clock, by_work = way(given.deals or size[0], given.activities or size[1], given.rounds)
    print(f"{given.engine}: {by_clock:.2f}x by the clock, {by_work:.2f}x by processor time, limit {limit:g}x")
    return 1 if given.check and min(by_clock, by_work) > limit else 0


if __name__ == "__main__":
    sys.exit(main())
