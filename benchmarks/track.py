"""How `salesplan track` compares with SQL written by hand for its counts, in one run on generated files.

    python benchmarks/track.py [--rows 1000000] [--rounds 5] [--check]

By hand means DuckDB reading the same files, of the activities only the columns that are counted, and counting what was
done by person, action, result and day, whether an id came twice, and deals by person and state: no checks, no schedule.
Track also reads the plan and spreads its quotas over people and days, which is what `salesplan quota --by month --per
rep` takes. So the limit is 1.2 times the SQL plus that. Whole processes, interleaved, medians of the processor time of
the rounds. What salesplan remembers of unchanged files is switched off. With --check it ends with 1 where the limit is
passed.

Last readings, on two cores (Python 3.11, DuckDB 2.0; medians of 9 rounds): 0.84 s, 0.18 s of them
the plan's, to 0.59 s of the SQL: 1.12x.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 1.2
DEALS = 5_000
UNREMEMBERED = {**os.environ, "SALESPLAN_CACHE": "off"}
UNREMEMBERED.pop("PYTHONDONTWRITEBYTECODE", None)

PLAN = """\
salesplan: 1
title: Benchmark
currency: EUR
period: 2027-Q1
goals: [{{name: Revenue, metric: revenue, target: 3000000}}]
team:
  prospecting: {{members: [{prospecting}]}}
  sales: {{members: [{sales}]}}
funnels:
  - name: new
    deal_value: 30000
    stages:
      - {{name: prospect, conversion: 1/20, actions: {{prospecting: {{call: 6, email: 4}}}}}}
      - {{name: opportunity, conversion: 1/4, actions: {{sales: {{call: 8, meeting: 1, proposal: 2}}}}}}
records: {{deals: deals.csv, activities: activities.csv}}
"""

GENERATE = """
COPY (SELECT 'D' || i AS id, 'rep ' || (hash(i) % 40) AS owner,
    ['prospect', 'opportunity', 'won', 'lost'][1 + (hash(i + 1) % 4)::INT] AS stage, 1000 + hash(i + 9) % 50000 AS
    amount, DATE '2026-11-01' + (hash(i + 2) % 90)::INT AS created, DATE '2027-01-01' + (hash(i + 3) % 80)::INT AS
  closed FROM range({deals}) r(i)) TO 'deals.csv' (HEADER);
COPY (SELECT 'A' || (100000000 + i) AS id,
    strftime(TIMESTAMP '2027-01-01' + INTERVAL 1 SECOND * (hash(i) % 6900000)::BIGINT, '%Y-%m-%d %H:%M:%S') AS date,
    'rep ' || (hash(i + 1) % 40) AS owner, ['call', 'email', 'meeting', 'proposal'][1 + (hash(i + 2) % 4)::INT]
    AS action, ['answered', 'no answer', ''][1 + (hash(i + 3) % 3)::INT] AS result, 'D' || (hash(i + 4) % {deals}) AS
    deal, hash(i + 5) % 30 AS minutes
  FROM range({rows}) r(i)) TO 'activities.csv' (HEADER);
"""

BY_HAND = """
import duckdb
db = duckdb.connect()
db.execute('''CREATE TEMP TABLE activities AS SELECT id, owner, action, result, date::DATE AS day
    FROM read_csv('activities.csv', header=true, columns={'id': 'VARCHAR', 'date': 'TIMESTAMP', 'owner': 'VARCHAR',
        'action': 'VARCHAR', 'result': 'VARCHAR', 'deal': 'VARCHAR', 'minutes': 'INTEGER'})''')
twins = db.execute("SELECT count(*) - count(DISTINCT id) FROM activities").fetchall()
done = db.execute('''SELECT owner, action, result, day, count(*) FROM activities
    WHERE day >= '2027-01-01' AND day < '2027-03-23' GROUP BY ALL''').fetchall()
deals = db.execute('''SELECT owner, stage, count(*), sum(amount) FROM read_csv('deals.csv', types={'created': 'DATE',
    'closed': 'DATE'}) GROUP BY ALL''').fetchall()
print(len(done), len(deals), twins)
"""


def timed(command: list[str], folder: Path) -> float:
    """Processor time in seconds of one run, which others disturb less than the clock; a failure stops the benchmark."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=UNREMEMBERED
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command[:4])}")
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    """Generate, measure, print, compare with the limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    ours = [sys.executable, "-m", "salesplan"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people = [f"{{name: rep {number}}}" for number in range(40)]
        plan = PLAN.format(prospecting=", ".join(people[:20]), sales=", ".join(people[20:]))
        (folder / "salesplan.yaml").write_text(plan, encoding="utf-8")
        make = f"import duckdb; duckdb.execute({GENERATE.format(rows=asked.rows, deals=DEALS)!r})"
        timed([sys.executable, "-c", make], folder)
        runs = {
            "by hand": [sys.executable, "-c", BY_HAND],
            "the plan": [*ours, "quota", "--by", "month", "--per", "rep", "--format", "json"],
            "track": [*ours, "track", "--on", "2027-03-22", "--by", "rep", "--format", "json"],
        }
        taken: dict[str, list[float]] = {what: [] for what in runs}
        for _ in range(asked.rounds):
            for what, command in runs.items():
                taken[what].append(timed(command, folder))
    sql, own, whole = (statistics.median(taken[what]) for what in runs)
    limit = LIMIT * sql + own
    print(f"by hand {sql:.2f} s, the plan {own:.2f} s, track {whole:.2f} s: {(whole - own) / sql:.2f}x of the SQL")
    print(f"limit {limit:.2f} s ({LIMIT}x of the SQL and the plan's own time)")
    return int(asked.check and whole > limit)


if __name__ == "__main__":
    raise SystemExit(main())
