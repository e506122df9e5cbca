"""What lies outside the plan's folder: found by links too, and never quoted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salesplan.reading.plan import Reading, read_plan
from salesplan.report.findings import as_json, as_text

PLAN = "salesplan: 1\ntitle: A plan\nperiod: 2027-01\nteam:\n  sales: {{members: {}}}\n"
LINE = "root:x:0:0:a secret"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "plans"
    inside.mkdir()
    (tmp_path / "passwd").write_text(f"{LINE}\nmore,of it\n", encoding="utf-8")
    (tmp_path / "team.csv").write_text("name,quota_share\nAda,40%\nBo,60%\n", encoding="utf-8")
    return inside


def reading_of(folder: Path, members: object) -> Reading:
    (folder / "plan.yaml").write_text(PLAN.format(members), encoding="utf-8")
    return read_plan(folder / "plan.yaml")


def shown(reading: Reading) -> str:
    return as_text(reading.findings, reading.sources) + as_json(reading.findings)


def test_a_link_does_not_lead_out(folder: Path) -> None:
    (folder / "team.csv").symlink_to(folder.parent / "team.csv")
    reading = reading_of(folder, "team.csv")
    assert [finding.code for finding in reading.findings] == ["file-outside"]


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "people.csv").write_text("name\nAda\n", encoding="utf-8")
    (folder / "team.csv").symlink_to("people.csv")
    assert reading_of(folder, "team.csv").plan


def test_a_full_path_may_lead_anywhere(folder: Path) -> None:
    reading = reading_of(folder, folder.parent / "team.csv")
    assert reading.plan
    assert [member.name for member in reading.plan.team["sales"].members] == ["Ada", "Bo"]


def test_nothing_is_quoted_from_outside(folder: Path) -> None:
    reading = reading_of(folder, folder.parent / "passwd")
    assert [finding.code for finding in reading.findings] == ["file-outside"]
    assert "secret" not in shown(reading)


def test_no_line_is_shown_of_a_table_outside_that_does_not_fit(folder: Path) -> None:
    (folder.parent / "team.csv").write_text("name,quota_share,x-note\nAda,140%,a secret\n", encoding="utf-8")
    reading = reading_of(folder, folder.parent / "team.csv")
    assert reading.plan is None
    assert "secret" not in shown(reading)


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "team.csv")
    (finding,) = reading_of(folder, "team.csv").findings
    assert "a pipe or a device" in finding.message


def test_links_in_a_circle_are_no_table(folder: Path) -> None:
    (folder / "team.csv").symlink_to("team.csv")
    assert reading_of(folder, "team.csv").plan is None
