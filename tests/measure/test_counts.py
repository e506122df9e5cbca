"""The engine's counts against the slow oracle, on made-up worlds."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time
from pathlib import Path

import pytest

from salesplan.measuring.build import measure
from salesplan.records.count.tally import tally
from salesplan.records.engines.opening import opened
from salesplan.records.question import Path as Funnel
from salesplan.records.question import Question, Tallies
from tests.measure import oracle
from tests.records.test_engines import from_files
from tests.records.world import STAGES, World, made

QUESTION = Question((Funnel("new", STAGES),))


def counted(world: World, folder: Path, question: Question = QUESTION) -> Tallies:
    with opened(from_files(world, folder)) as book:
        return tally(book, question)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_stages_are_those_of_the_oracle(seed: int, tmp_path: Path) -> None:
    world = made(seed, 80)
    found = counted(world, tmp_path)
    last_day = datetime.combine(found.on, datetime.min.time())
    lines = Counter({(line.stage, line.outcome, line.days): 0 for line in found.stages})
    for line in found.stages:
        lines[line.stage, line.outcome, line.days] += line.deals
    assert lines == oracle.stages(world, last_day)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_actions_are_those_of_the_oracle(seed: int, tmp_path: Path) -> None:
    world = made(seed, 80)
    lines: Counter[tuple[int | None, str, str, str]] = Counter()
    for line in counted(world, tmp_path).actions:
        lines[line.stage, line.owner, line.action, line.result] += line.actions
    assert lines == oracle.actions(world)


def test_an_action_dated_by_day_counts_at_the_stage_entered_that_day(tmp_path: Path) -> None:
    """Without an hour nothing tells whether it came before; the deal was at the later stage when the day ended."""
    world = made(4, 80)
    done = [(row, datetime.fromisoformat(f"{row[1]}")) for row in world.activities]
    entered = {(deal, f"{when}"[:10]) for deal, _, when in world.history}
    assert any((row[5], f"{when.date()}") in entered for row, when in done), "no action on the day of an entry"
    by_day = tuple((row[0], datetime.combine(when, time()), *row[2:]) for row, when in done)
    world = World(world.deals, by_day, world.history)
    lines: Counter[tuple[int | None, str, str, str]] = Counter()
    for line in counted(world, tmp_path).actions:
        lines[line.stage, line.owner, line.action, line.result] += line.actions
    assert lines == oracle.actions(world)


def test_overlapping_exports_count_once(tmp_path: Path) -> None:
    world = made(4, 60)
    (tmp_path / "once").mkdir()
    (tmp_path / "twice").mkdir()
    twice = World((*world.deals, *world.deals[:20]), (*world.activities, *world.activities[10:40]), world.history)
    once, again = counted(world, tmp_path / "once"), counted(twice, tmp_path / "twice")
    assert (once.deals, once.stages, once.actions) == (again.deals, again.stages, again.actions)
    aside = {intake.table: [(part.reason, part.rows) for part in intake.set_aside] for intake in again.intakes}
    assert aside == {"deals": [("the same id again", 20)], "activities": [("the same id again", 30)], "history": []}


def test_parts_add_up(tmp_path: Path) -> None:
    question = Question(QUESTION.paths, by="rep")
    found = measure(counted(made(5, 150), tmp_path, question), question)
    for stage in found.overall.stages:
        parts = stage.moved_on + stage.won + stage.lost + stage.active + stage.parked + stage.unknown
        assert parts == stage.entered
    for name in ("total", "won", "lost", "open"):
        assert sum(getattr(group, name) for group in found.groups) == getattr(found.overall, name)
    for place, stage in enumerate(found.overall.stages):
        assert sum(group.stages[place].entered for group in found.groups) == stage.entered
    for intake in found.intakes:
        assert intake.read == intake.used + sum(part.rows for part in intake.set_aside)


def test_deals_lost_nobody_knows_where_leave_no_later_stage_a_rate() -> None:
    """Of ten deals lost without a stage, some may have been lost at the last one: its winners say nothing alone."""
    from salesplan.measuring.build import _lost_somewhere
    from salesplan.records.question import StageCount

    def line(stage: int, outcome: str, deals: int) -> StageCount:
        keys = {"group": "", "path": 0, "stage": stage, "outcome": outcome, "days": None, "deals": deals}
        return StageCount(**keys)  # type: ignore[arg-type]

    lines = [line(0, "unknown", 10), line(0, "moved_on", 30), line(1, "won", 20)]
    assert [_lost_somewhere(lines, 0, stage) for stage in (0, 1)] == [10, 10]
    assert _lost_somewhere(lines, 1, 0) == 0


def test_a_month_is_that_of_the_calendar(tmp_path: Path) -> None:
    """At the ends of months, of leap years and of a century, where arithmetic without a calendar would slip."""
    ends = ["1999-03-01", "1999-12-31", "2000-01-01", "2000-02-29", "2000-03-01", "2023-02-28", "2024-02-29",
            "2024-03-01", "2024-12-31", "2025-01-01", "2025-09-30", "2025-10-01", "2025-12-01"]  # fmt: skip
    days = [datetime.fromisoformat(f"{day}T23:30:00") for day in ends]
    rows = [
        (f"d{number}", "", "Ada", "new", STAGES[0], "open", None, "EUR", day, None, "")
        for number, day in enumerate(days)
    ]
    found = counted(World(tuple(rows), (), ()), tmp_path, Question(QUESTION.paths, by="month"))
    assert sorted((line.group, line.deals) for line in found.deals) == sorted(
        Counter(f"{d:%Y%m}" for d in days).items()
    )


def test_a_status_tells_deals_apart_though_there_are_but_two(tmp_path: Path) -> None:
    created, closed = datetime.fromisoformat("2026-03-02"), datetime.fromisoformat("2026-03-09")
    rows = [
        (f"d{number}", "", "Ada", "new", STAGES[0], status, None, "EUR", created, closed, "")
        for number, status in enumerate(["won", "lost", "lost"])
    ]
    found = counted(World(tuple(rows), (), ()), tmp_path)
    assert {line.state: line.deals for line in found.deals} == {"won": 1, "lost": 2}
