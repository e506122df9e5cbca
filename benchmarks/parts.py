"""The parts of the whole benchmark: each script's own programs, run side by side, as ratios.

What is run and how it is measured is in the scripts beside this one; here are only the pairs and how many.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

import yaml

from benchmarks import forecast, measure, reading, startup, track
from benchmarks.ratios import Ratio
from salesplan.quotas.quota import quota
from salesplan.reading.plan import read_plan_text

Pair: TypeAlias = tuple[tuple[float, ...], tuple[float, ...]]
NOTHING: Final = "python -c pass"
PASS: Final = [sys.executable, "-c", "pass"]
PROGRAM: Final = shutil.which("salesplan", path=str(Path(sys.executable).parent)) or "salesplan"
PLAN_GOAL: Final = 1.1
"""A goal that is stricter than what the script itself lets pass."""


def starting(*, quick: bool) -> Iterator[Ratio]:
    """Commands as a user starts them, beside a Python that does nothing."""
    rounds = 5 if quick else startup.ROUNDS
    commands = [PASS, *([PROGRAM, *arguments] for _, arguments, _ in startup.CASES)]
    with tempfile.TemporaryDirectory() as folder:
        times = [[startup.seconds(command, folder) for command in commands] for _ in range(rounds)]
    nothing, *columns = (tuple(column) for column in zip(*times, strict=True))
    for (name, _, limit), column in zip(startup.CASES, columns, strict=True):
        yield Ratio("startup", name, NOTHING, limit, "s", column, nothing)


def many_people(*, quick: bool) -> Iterator[Ratio]:
    """A year of quotas for many reps by day, beside the quotas of the same plan as a whole."""
    from tests.huge_plan import year_of

    reps = 100 if quick else startup.REPS
    whole = [PROGRAM, "quota", "plan.yaml", "--format", "csv"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan.yaml").write_text(year_of(reps), encoding="utf-8")
        pairs = _pairs(
            startup.REP_ROUNDS,
            lambda: startup.seconds([*whole, "--by", "day", "--per", "rep"], folder),
            lambda: startup.seconds(whole, folder),
        )
    name = f"quota --by day --per rep ({reps:,} reps, a year)"
    yield Ratio("startup", name, "quota of the same plan", startup.REP_LIMIT, "s", *pairs)


def reading_plans(*, quick: bool) -> Iterator[Ratio]:
    """A long plan, beside plain YAML without any check."""
    text = reading.HEAD + "".join(reading.FUNNEL.format(number=number) for number in range(1, 126 if quick else 1251))
    lines = f"{text.count(chr(10)):,} lines"
    works: dict[str, tuple[Callable[[], object], float]] = {
        f"reading {lines} with places": (lambda: reading.nodes(text), reading.LIMITS["nodes"]),
        f"reading and checking {lines}": (lambda: read_plan_text(text), PLAN_GOAL),
    }
    for name, (work, goal) in works.items():
        pairs = _pairs(
            reading.ROUNDS,
            lambda work=work: reading.seconds(work),  # type: ignore[misc]
            lambda: reading.seconds(lambda: yaml.load(text, Loader=yaml.CSafeLoader)),
        )
        yield Ratio("reading", name, "yaml.load(CSafeLoader)", goal, "s", *pairs)


def measuring(*, quick: bool) -> Iterator[Ratio]:
    """Activities by the million, beside SQL written by hand; and deals alone, beside a Python that does nothing."""
    rows, rounds = (200_000, 3) if quick else (10_000_000, 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure.generate(folder, rows)
        ours = [*measure.OURS, "--activities", "activities.csv"]
        by_hand = [sys.executable, "-c", measure.BY_HAND]
        os.environ.update(measure.COUNTED)
        runs = [(measure.peak(ours, folder), measure.peak(by_hand, folder)) for _ in range(rounds)]
        for key in measure.COUNTED:
            del os.environ[key]
        seconds, memory = (_columns(runs, place) for place in (0, 1))
        label = f"measure, {rows:,} activities"
        yield Ratio("measure", label, "SQL by hand (DuckDB)", measure.TIME_LIMIT, "s", *seconds)
        yield Ratio("measure", f"{label}: memory", "SQL by hand (DuckDB)", measure.MEMORY_LIMIT, "MiB", *memory)
        yield from _deals_alone(folder, rounds * 3)


def _seconds(command: list[str], place: Path) -> float:
    return measure.peak(command, place)[0]


def _deals_alone(folder: Path, rounds: int) -> Iterator[Ratio]:
    deals = [*measure.OURS[:4], "--deals", "deals.csv", "--format", "json"]
    time.sleep(3)  # a file written just now is not remembered
    for manner, cache in (("counted", measure.COUNTED), ("remembered", {"XDG_CACHE_HOME": str(folder / "cache")})):
        os.environ.update(cache)
        measure.peak(deals, folder)
        pairs = _pairs(rounds, lambda: measure.peak(deals, folder)[0], lambda: measure.peak(PASS, folder)[0])
        for key in cache:
            del os.environ[key]
        yield Ratio("measure", f"measure, {measure.DEALS:,} deals, {manner}", NOTHING, measure.DEALS_LIMIT, "s", *pairs)
    os.environ.update(measure.COUNTED)
    by_hand = [sys.executable, "-c", measure.DEALS_BY_HAND]
    bare = folder / "bare"
    bare.mkdir(exist_ok=True)
    without = [*measure.OURS[:4], "--deals", str(folder / "deals.csv"), "--format", "json"]
    for said, place, command in (("", folder, deals), (" without a plan,", bare, without)):
        pairs = _pairs(rounds, partial(_seconds, command, place), lambda: measure.peak(by_hand, folder)[0])
        label = f"measure, {measure.DEALS:,} deals,{said} beside SQL"
        yield Ratio("measure", label, "SQL by hand (DuckDB)", measure.BY_HAND_LIMIT, "s", *pairs)
    for key in measure.COUNTED:
        del os.environ[key]


def tracking(*, quick: bool) -> Iterator[Ratio]:
    """Done against due over many activities, beside SQL for its counts; less the plan's own share of the time."""
    rows, rounds = (100_000, 3) if quick else (1_000_000, 5)
    ours = [sys.executable, "-m", "salesplan"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people = [f"{{name: rep {number}}}" for number in range(40)]
        plan = track.PLAN.format(prospecting=", ".join(people[:20]), sales=", ".join(people[20:]))
        (folder / "salesplan.yaml").write_text(plan, encoding="utf-8")
        make = f"import duckdb; duckdb.execute({track.GENERATE.format(rows=rows, deals=track.DEALS)!r})"
        track.timed([sys.executable, "-c", make], folder)
        commands = [
            [*ours, "track", "--on", "2027-03-22", "--by", "rep", "--format", "json"],
            [*ours, "quota", "--by", "month", "--per", "rep", "--format", "json"],
            [sys.executable, "-c", track.BY_HAND],
        ]
        runs = [[track.timed(command, folder) for command in commands] for _ in range(rounds)]
    whole = tuple(run[0] - run[1] for run in runs)
    label = f"track, {rows:,} activities, less its plan"
    yield Ratio("track", label, "SQL by hand (DuckDB)", track.LIMIT, "s", whole, tuple(run[2] for run in runs))


def foreseeing(*, quick: bool) -> Iterator[Ratio]:
    """A million futures, beside the one-shot way with numpy."""
    rounds = 1 if quick else 3
    runs = [(forecast.run("chunked"), forecast.run("one_shot")) for _ in range(rounds)]
    label, peer = f"forecast, {forecast.TRIALS:,} trials", "numpy in one shot"
    seconds, memory = (_columns(runs, place) for place in (0, 1))
    yield Ratio("forecast", label, peer, 0.65, "s", *seconds)
    yield Ratio("forecast", f"{label}: memory", peer, 0.20, "MiB", *memory)


def workbooks(*, quick: bool) -> Iterator[Ratio]:
    """The huge plan's workbook, beside XlsxWriter writing the same cells; the work is the same in either size."""
    from benchmarks import xlsx
    from salesplan.report.xlsx import workbook
    from tests.report.plans import huge

    plan, _ = huge()
    answer = quota(plan)
    sheets = xlsx.cells_of(workbook(plan, answer))
    pairs = _pairs(
        1 if quick else xlsx.RUNS,
        lambda: reading.seconds(lambda: workbook(plan, answer)),
        lambda: reading.seconds(lambda: xlsx.stock(sheets)),
    )
    yield Ratio("xlsx", "workbook of a huge plan", "XlsxWriter, the same cells", xlsx.GOAL, "s", *pairs)


def _columns(runs: Sequence[Sequence[Sequence[float]]], place: int) -> Pair:
    """One figure of both ways, run by run."""
    return tuple(run[0][place] for run in runs), tuple(run[1][place] for run in runs)


def _pairs(rounds: int, ours: Callable[[], float], peer: Callable[[], float]) -> Pair:
    """Both ways in turn, so many times."""
    runs = [(ours(), peer()) for _ in range(rounds)]
    return tuple(mine for mine, _ in runs), tuple(other for _, other in runs)


PARTS: Final[Sequence[tuple[str, Callable[..., Iterator[Ratio]]]]] = (
    ("startup", starting),
    ("startup", many_people),
    ("reading", reading_plans),
    ("measure", measuring),
    ("track", tracking),
    ("forecast", foreseeing),
    ("xlsx", workbooks),
)
