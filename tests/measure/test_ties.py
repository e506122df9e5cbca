"""Rows of other files that tie to no deal are said, with options that tie them."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.shell import salesplan

DEALS = "deal_id,lead_id,owner,created,closed,stage,amount\n" + "".join(
    f"D{n},L{n},Ann,2026-01-0{n % 9 + 1},2026-03-0{n % 9 + 1},{'Closed Won' if n % 2 else 'Closed Lost'},{n}00\n"
    for n in range(1, 21)
)
HISTORY = "lead_id,stage,entered_at\n" + "".join(
    f"L{n},{stage},2026-0{month}-0{n % 9 + 1}\n"
    for n in range(1, 41)
    for month, stage in ((1, "Qualified"), (2, "Proposal"))
)
CALLS = "id,lead_id,action,date\n" + "".join(f"A{n},L{n},call,2026-01-15\n" for n in range(1, 31))
OF_LEADS = ("--map", "history.deal=lead_id", "--map", "history.stage=stage", "--map", "history.entered=entered_at")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("deals.csv", DEALS), ("history.csv", HISTORY), ("calls.csv", CALLS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _measured(folder: Path, *options: str) -> dict[str, Any]:
    done = salesplan(folder, "measure", "--deals", "deals.csv", *options, "--format", "json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def _astray(folder: Path, *options: str) -> list[str]:
    """The warnings that rows tie to no deal."""
    return [text for text in _measured(folder, *options)["understood"]["warnings"] if text.startswith("none of the ")]


def _named(warning: str) -> list[str]:
    return shlex.split(warning[warning.index("--map") : warning.index(" ties them")])


def test_a_history_of_leads_is_tied_by_the_options_that_are_named(folder: Path) -> None:
    [said] = _astray(folder, "--history", "history.csv", *OF_LEADS)
    assert "history (80)" in said
    assert _named(said) == ["--map", "deals.id=lead_id", "--map", "history.deal=lead_id"]
    tied = _measured(folder, "--history", "history.csv", *OF_LEADS[2:], *_named(said))
    stages = {stage["name"]: stage for stage in tied["stages"]}
    assert stages["Qualified"]["entered"] == stages["Proposal"]["entered"] == 20
    assert stages["Proposal"]["won"] == stages["Proposal"]["lost"] == 10


def test_actions_on_leads_are_tied_by_the_options_that_are_named(folder: Path) -> None:
    [said] = _astray(folder, "--activities", "calls.csv")
    assert "actions (30)" in said
    assert not _astray(folder, "--activities", "calls.csv", *_named(said))


def test_a_history_of_other_deals_is_said_without_an_option(folder: Path) -> None:
    (folder / "other.csv").write_text("deal,stage,entered\nX1,Qualified,2026-01-05\n", encoding="utf-8")
    [said] = _astray(folder, "--history", "other.csv")
    assert "--map" not in said


def test_a_column_that_several_deals_share_ties_nothing(folder: Path) -> None:
    (folder / "deals.csv").write_text(DEALS.replace(",L2,", ",L1,"), encoding="utf-8")
    [said] = _astray(folder, "--history", "history.csv", *OF_LEADS)
    assert "--map" not in said


def test_nothing_is_said_where_some_rows_tie(folder: Path) -> None:
    (folder / "own.csv").write_text("deal,stage,entered\nD1,Qualified,2026-01-05\nX,Won,2026-01-06\n", encoding="utf-8")
    assert not _astray(folder, "--history", "own.csv")


def test_commands_that_follow_deals_say_it_too(folder: Path) -> None:
    done = salesplan(folder, "pipeline", "--deals", "deals.csv", "--history", "history.csv", *OF_LEADS)
    assert done.code == 0
    assert "--map history.deal=lead_id ties them to the deals" in " ".join(done.err.split())


def test_what_is_dated_after_the_day_asked_for_is_not_done_yet(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("id,stage,created\nD1,Won,2026-01-01\nD2,Demo,2026-01-01\n", encoding="utf-8")
    rows = [f"{n},2026-0{n}-01,Ada,call,D{n % 3}" for n in range(1, 6)]
    (tmp_path / "a.csv").write_text("\n".join(["id,date,owner,action,deal", *rows, ""]), encoding="utf-8")
    asked = ("measure", "--deals", "d.csv", "--activities", "a.csv", "-f", "json", "--on", "2026-03-01")
    found = json.loads(salesplan(tmp_path, *asked).out)
    assert sum(line["actions"] for line in found["effort"]) == 3
    assert any("2 actions are dated after the day" in note for note in found["notes"])
