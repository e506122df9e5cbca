"""How `salesplan measure` compares with SQL written by hand for the same answers, in one run on generated files.

    python benchmarks/measure.py [--rows 10000000] [--rounds 3] [--check]

By hand means DuckDB at its best with what a person would write: the files read once into typed tables, then one
statement an answer (twins, effort by stage, conversion by stage, won amounts). It checks nothing and explains nothing;
we read the same files strictly, count what is set aside, and recognise layout, dates and numbers first. Whole
processes, interleaved, medians of the rounds; peak memory is the process's own. With --check it ends with 1 where a
limit is passed.

The comparison with SQL counts each time: what salesplan remembers of unchanged files is switched off for it. 100,000
deals are measured both ways.

Last readings, on two cores (Python 3.11, DuckDB 2.0; medians of 3 rounds and of 9, at real-time priority): 1.04x of
hand-written SQL, 3.3 s; 0.47x of its memory; progress after 0.2 s. The stretch of 0.85x is not reached: both spend most
of their time parsing the same 616 MB. 100,000 deals take 46x of `python -c pass` when they are counted (0.45 s to
10 ms), over the limit of 30x, and 17x when they are remembered.

By processor time, on two cores that others kept busy, 10 million activities take 0.96x of the SQL (6.5 s, two pairs;
0.9x by the clock), 2 million 1.45x: what is fixed weighs more there. 100,000 deals alone take 1.7x of SQL that reads
and groups them without a plan, 2.0x with one (it was 2.5x and 2.7x). A quarter of that is the start: the command line
and, with a plan, its model; a third is what the SQL does as well; the rest is telling layout and dates, reading
strictly, and some ten questions.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TIME_LIMIT, STRETCH, MEMORY_LIMIT, DEALS_LIMIT, FIRST_WORD_LIMIT = 1.2, 0.85, 1.1, 30.0, 1.0
BY_HAND_LIMIT = 1.6
DEALS = 100_000
COUNTED = {"SALESPLAN_CACHE": "off"}

PLAN = """\
salesplan: 1
title: Benchmark
currency: EUR
period: 2027-01
goals: [{name: Revenue, metric: revenue, target: 90000}]
funnels:
  - name: new
    deal_value: 30000
    stages:
      - {name: prospect, conversion: 1/20}
      - {name: opportunity, conversion: 1/4}
"""

GENERATE = """
COPY (SELECT 'D' || i AS id, 'rep ' || (hash(i) % 40) AS owner,
    ['prospect', 'opportunity', 'won', 'lost'][1 + (hash(i + 1) % 4)::INT] AS stage, 1000 + hash(i + 9) % 50000 AS
    amount, DATE '2025-01-01' + (hash(i + 2) % 365)::INT AS created, DATE '2026-01-01' + (hash(i + 3) % 100)::INT AS
  closed FROM range({deals}) r(i)) TO 'deals.csv' (HEADER);
COPY (SELECT 'D' || i AS deal, s AS stage,
    DATE '2025-01-01' + (hash(i + 2) % 365)::INT + CASE s WHEN 'prospect' THEN 0 ELSE 30 END AS entered
  FROM range({deals}) r(i), (VALUES ('prospect'), ('opportunity')) v(s)) TO 'history.csv' (HEADER);
COPY (SELECT 'A' || (100000000 + i) AS id,
    strftime(TIMESTAMP '2025-01-01' + INTERVAL 1 SECOND * (i * 3 + (hash(i) % 100000)::BIGINT), '%Y-%m-%d %H:%M:%S') AS
    date, 'rep ' || (hash(i + 1) % 40) AS owner, ['call', 'email', 'meeting', 'proposal'][1 + (hash(i + 2) % 4)::INT]
    AS action, ['answered', 'no answer', ''][1 + (hash(i + 3) % 3)::INT] AS result, 'D' || (hash(i + 4) % {deals}) AS
    deal, hash(i + 5) % 30 AS minutes
  FROM range({rows}) r(i)) TO 'activities.csv' (HEADER);
"""

BY_HAND = """
import duckdb
db = duckdb.connect()
db.execute("CREATE TEMP TABLE deals AS FROM read_csv('deals.csv', types={'created': 'DATE', 'closed': 'DATE'})")
db.execute("CREATE TEMP TABLE history AS FROM read_csv('history.csv', types={'entered': 'DATE'})")
db.execute('''CREATE TEMP TABLE activities AS FROM read_csv('activities.csv', header=true, columns={
    'id': 'VARCHAR', 'date': 'TIMESTAMP', 'owner': 'VARCHAR', 'action': 'VARCHAR', 'result': 'VARCHAR',
    'deal': 'VARCHAR', 'minutes': 'INTEGER'})''')
db.execute('''CREATE TEMP TABLE steps AS SELECT d.id, d.stage, d.amount, h.e0, h.e1, d.closed FROM deals d LEFT JOIN (
    SELECT deal, min(entered) FILTER (stage = 'prospect') AS e0, min(entered) FILTER (stage = 'opportunity') AS e1
    FROM history GROUP BY deal) h ON h.deal = d.id''')
twins = db.execute("SELECT count(*) - count(DISTINCT id) FROM activities").fetchall()
effort = db.execute('''SELECT a.owner, a.action, a.result, s.stage,
    CASE WHEN a.date >= s.e1 THEN 1 WHEN a.date >= s.e0 THEN 0 END AS at, count(*), sum(a.minutes)
    FROM activities a LEFT JOIN steps s ON s.id = a.deal GROUP BY ALL''').fetchall()
stages = db.execute('''SELECT stage, e0 IS NOT NULL, e1 IS NOT NULL, date_diff('day', e0, e1), date_diff('day', e1,
    closed), count(*) FROM steps GROUP BY ALL''').fetchall()
won = db.execute("SELECT count(*), avg(amount), median(amount) FROM deals WHERE stage = 'won'").fetchall()
print(len(effort), len(stages), won, twins)
"""


DEALS_BY_HAND = """
import duckdb
db = duckdb.connect()
db.execute("CREATE TEMP TABLE deals AS FROM read_csv('deals.csv', types={'created': 'DATE', 'closed': 'DATE'})")
twins = db.execute("SELECT count(*) - count(DISTINCT id) FROM deals").fetchall()
stages = db.execute("SELECT stage, date_diff('day', created, closed), count(*) FROM deals GROUP BY ALL").fetchall()
owners = db.execute("SELECT owner, stage, count(*), sum(amount) FROM deals GROUP BY ALL").fetchall()
won = db.execute("SELECT count(*), avg(amount), median(amount) FROM deals WHERE stage = 'won'").fetchall()
print(len(stages), len(owners), won, twins)
"""


def peak(command: list[str], folder: Path) -> tuple[float, float]:
    """Wall time in seconds and peak memory in MiB of one run; a failing command stops the benchmark."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    if status:
        raise SystemExit(f"failed: {' '.join(command[:3])}")
    return took, usage.ru_maxrss / 1024


def first_word(command: list[str], folder: Path) -> float:
    """Seconds until the first byte of progress, on a terminal of its own."""
    import pty

    mine, theirs = pty.openpty()
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=theirs)
    os.read(mine, 1)
    took = time.perf_counter() - started
    process.terminate()
    process.wait()
    os.close(mine)
    os.close(theirs)
    return took


def main() -> int:
    """Generate, measure, print, compare with the limits."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, asked.rows)
        size = (folder / "activities.csv").stat().st_size / 1e6
        print(f"{asked.rows:,} activities, {size:,.0f} MB; {DEALS:,} deals; medians of {asked.rounds} rounds")
        os.environ.update(COUNTED)
        failed = compare(folder, asked.rounds)
        del os.environ["SALESPLAN_CACHE"]
        failed += small(folder, asked.rounds * 3)
    return 1 if failed and asked.check else 0


def generate(folder: Path, rows: int) -> None:
    """Write the files and the plan."""
    import duckdb

    home = Path.cwd()
    os.chdir(folder)
    duckdb.execute(GENERATE.replace("{rows}", str(rows)).replace("{deals}", str(DEALS)))
    os.chdir(home)
    (folder / "salesplan.yaml").write_text(PLAN, encoding="utf-8")


OURS = [
    sys.executable,
    "-m",
    "salesplan",
    "measure",
    "--deals",
    "deals.csv",
    "--history",
    "history.csv",
    "--format",
    "json",
]


def compare(folder: Path, rounds: int) -> int:
    """Ours beside SQL by hand; how many limits are passed."""
    ours = [*OURS, "--activities", "activities.csv"]
    by_hand = [sys.executable, "-c", BY_HAND]
    runs = [(peak(ours, folder), peak(by_hand, folder)) for _ in range(rounds)]
    seconds = [statistics.median(run[who][0] for run in runs) for who in (0, 1)]
    memory = [statistics.median(run[who][1] for run in runs) for who in (0, 1)]
    time_ratio, memory_ratio = seconds[0] / seconds[1], memory[0] / memory[1]
    limits = f"limit {TIME_LIMIT}x, stretch {STRETCH}x"
    print(f"ours {seconds[0]:.2f} s, by hand {seconds[1]:.2f} s: {time_ratio:.2f}x, {limits}")
    print(f"ours {memory[0]:.0f} MiB, by hand {memory[1]:.0f} MiB: {memory_ratio:.2f}x, limit {MEMORY_LIMIT}x")
    word = first_word(ours, folder)
    print(f"progress after {word:.2f} s, limit {FIRST_WORD_LIMIT} s")
    return (time_ratio > TIME_LIMIT) + (memory_ratio > MEMORY_LIMIT) + (word > FIRST_WORD_LIMIT)


def small(folder: Path, rounds: int) -> int:
    """Deals alone, counted and remembered, as ratios to a Python that does nothing; how many are over the limit."""
    deals = [*OURS[:4], "--deals", "deals.csv", "--format", "json"]
    time.sleep(3)  # a file written just now is not remembered
    passed = 0
    for manner, cache in (("counted", COUNTED), ("remembered", {"XDG_CACHE_HOME": str(folder / "cache")})):
        os.environ.update(cache)
        peak(deals, folder)
        runs = [(peak(deals, folder)[0], peak([sys.executable, "-c", "pass"], folder)[0]) for _ in range(rounds)]
        for key in cache:
            del os.environ[key]
        ours, nothing = (statistics.median(run[who] for run in runs) for who in (0, 1))
        ratio = ours / nothing
        print(f"{DEALS:,} deals, {manner}: {ours * 1000:.0f} ms to {nothing * 1000:.0f} ms of python -c pass")
        print(f"that is {ratio:.1f}x, limit {DEALS_LIMIT}x")
        passed += ratio > DEALS_LIMIT
    os.environ.update(COUNTED)
    pairs = [(peak(deals, folder)[0], peak([sys.executable, "-c", DEALS_BY_HAND], folder)[0]) for _ in range(rounds)]
    for key in COUNTED:
        del os.environ[key]
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    print(f"{DEALS:,} deals, counted: {ratio:.2f}x of SQL by hand, limit {BY_HAND_LIMIT}x")
    return passed + (ratio > BY_HAND_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
