"""How long commands take, as ratios to `python -c pass` measured in the same run.

    python benchmarks/startup.py

Whole processes, interleaved, medians. Each line states its limit; the program ends with 1 if one is passed. Then come
plans of a size that few have, in seconds, and a year of 1,000 reps, whose quotas by rep and day are compared with those
of the same plan as a whole.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROUNDS = 15
ROOT = Path(__file__).parent.parent
FULL = ROOT / "examples" / "half-year.yaml"
SHORT = ROOT / "examples" / "worked-example.yaml"
REPS = 1000
REP_ROUNDS = 5
REP_LIMIT = 10.0

PATIENCE = 2.0
"""Seconds that anybody waits for any plan."""

MANY_DEALS = """\
salesplan: 1
title: Twenty thousand deals
currency: EUR
period: 2027
goals: [{name: Revenue, metric: revenue, target: 400000000}]
funnels:
  - name: acquisition
    deal_value: 15000 to 26000
    stages:
      - {name: prospect, conversion: 10%, evidence: 120 of 1200, actions: {sales: {call: 3}}}
      - {name: opportunity, conversion: 25%, evidence: 50 of 200, actions: {sales: {meeting: 2}}}
"""
MANY_PEOPLE = """\
salesplan: 1
title: Thirty thousand people without names
currency: EUR
period: 2027-Q1
goals: [{name: Revenue, metric: revenue, target: 900000000}]
actions: {call: {minutes: 6}, meeting: {minutes: 60}}
team: {prospecting: {headcount: 30000}, sales: {headcount: 5000}}
funnels:
  - name: acquisition
    deal_value: 30000
    stages:
      - {name: prospect, conversion: 5%, days: 10, actions: {prospecting: {call: 3}}}
      - {name: opportunity, conversion: 25%, days: 20, actions: {sales: {call: 8, meeting: 1}}}
"""

INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As a user has it: an installed program is not compiled anew at each start."""

CASES = (
    ("salesplan --help", ["--help"], 7.5),
    ("salesplan quota (built-in example)", ["quota", "--target", "90000"], 20.0),
    ("salesplan quota (full plan, ranges and evidence)", ["quota", str(FULL)], 25.0),
    ("salesplan validate (full plan)", ["validate", str(FULL)], 20.0),
    ("salesplan render (short plan, HTML)", ["render", str(SHORT), "-o", "short.html"], 25.0),
    ("salesplan render (full plan, HTML)", ["render", str(FULL), "-o", "plan.html"], 30.0),
)


def seconds(command: list[str], folder: str) -> float:
    """Processor time of one run, whatever else the machine does; a failing command stops the benchmark."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=INSTALLED, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def medians_of(commands: Sequence[list[str]], folder: str, rounds: int) -> list[float]:
    """The median time of each command, interleaved."""
    times = [[seconds(command, folder) for command in commands] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def large_plans(program: str) -> int:
    """Measure the quotas of large plans; how many of them take longer than anybody waits."""
    plans = {"20,000 deals, range and evidence": MANY_DEALS, "30,000 people without names": MANY_PEOPLE}
    with tempfile.TemporaryDirectory() as folder:
        commands = []
        for number, text in enumerate(plans.values()):
            (Path(folder) / f"{number}.yaml").write_text(text, encoding="utf-8")
            commands.append([program, "quota", f"{number}.yaml"])
        medians = medians_of(commands, folder, REP_ROUNDS)
    for name, median in zip(plans, medians, strict=True):
        print(f"{f'quota ({name})':50} {median * 1000:7.1f} ms          limit {PATIENCE} s")
    return sum(median > PATIENCE for median in medians)


def reps_by_day(program: str) -> bool:
    """Measure quotas of many reps by day against the quotas as a whole; tell whether they take too long."""
    sys.path.insert(0, str(ROOT))
    from tests.huge_plan import year_of

    quota = [program, "quota", "plan.yaml", "--format", "csv"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan.yaml").write_text(year_of(REPS), encoding="utf-8")
        whole, split = medians_of([quota, [*quota, "--by", "day", "--per", "rep"]], folder, REP_ROUNDS)
    print(f"{f'quota ({REPS:,} reps, a year)':40} {whole * 1000:7.1f} ms")
    print(f"{'  --by day --per rep':40} {split * 1000:7.1f} ms {split / whole:6.1f}x of the above, limit {REP_LIMIT}x")
    return split > REP_LIMIT * whole


def main() -> int:
    """Measure, print a line a command, tell whether every limit holds."""
    program = shutil.which("salesplan", path=str(Path(sys.executable).parent)) or "salesplan"
    commands = [[sys.executable, "-c", "pass"]] + [[program, *arguments] for _, arguments, _ in CASES]
    with tempfile.TemporaryDirectory() as folder:
        base, *medians = medians_of(commands, folder, ROUNDS)
    print(f"{'python -c pass':50} {base * 1000:7.1f} ms")
    slow = 0
    for (name, _, limit), median in zip(CASES, medians, strict=True):
        ratio = median / base
        slow += ratio > limit
        print(f"{name:50} {median * 1000:7.1f} ms {ratio:6.1f}x  limit {limit}x")
    slow += large_plans(program)
    slow += reps_by_day(program)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
