"""`salesplan territory` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salesplan.base.finding import Unreadable
from salesplan.territories.accounts import ancestry, read_accounts
from tests.shell import salesplan

ACCOUNTS = """account;potential;workload;rep;family;region
Acme;10 000,50;3;Ada;;Food
Bolt;10000;3;Ada;;FoodCourt
=Corp;10000;3;Ada;G;Food / Bread
Dust;10000;3;Bo;G;
Edge;10000;3;;;
Fog;10000;3;Zoe;;
"""
PLAN = """salesplan: 1
title: Territories
currency: EUR
period: 2027-Q1
team:
  sales: {members: [{name: Ada}, {name: Bo}]}
territories: {accounts: accounts.csv, balance: [potential, workload], tolerance: 10%}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def test_the_answer_for_programs(folder: Path) -> None:
    ended = salesplan(folder, "territory", "--format", "json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert found["kind"] == "territory"
    assert [one["accounts"] for one in found["reps"]] == [3, 3]
    assert (found["moved"], found["kept"]) == (0, 4)
    assert {one["account"]: one["why"] for one in found["assignment"]}["Fog"] == "its rep is not in the team"
    assert all(abs(one["deviation"]) <= 0.1 for one in found["reps"])


def test_csv_for_the_crm_holds_no_formula(folder: Path) -> None:
    ended = salesplan(folder, "territory", "--format", "csv")
    assert "'=Corp,Ada,Ada,kept" in ended.out


def test_regions_add_up_by_ancestry_never_by_prefix(folder: Path) -> None:
    ended = salesplan(folder, "territory")
    lines = {line.split("  ")[0]: line.split() for line in ended.out.splitlines() if line.startswith("Food")}
    assert (lines["Food"][1], lines["FoodCourt"][1], lines["Food / Bread"][3]) == ("2", "1", "1")
    assert ancestry("Europe > France / Paris") == ("Europe", "France", "Paris")


def test_one_account_is_explained(folder: Path) -> None:
    assert "Fog was with Zoe, who is not in the team" in salesplan(folder, "territory", "--explain", "Fog").err
    wrong = salesplan(folder, "territory", "--explain", "Acne")
    assert wrong.code == 2
    assert "Did you mean 'Acme'?" in wrong.err


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Bolt;", "Acme;", "accounts.csv:3: the account 'Acme' stands twice"),
        ("10000;3;Bo", "-1;3;Bo", "'-1' is no potential"),
        ("potential;", "worth;", "has no column for the potential"),
        ("Bolt;", ";", "accounts.csv:3: the account has no name"),
    ],
)
def test_mistakes_in_the_file(folder: Path, old: str, new: str, message: str) -> None:
    (folder / "accounts.csv").write_text(ACCOUNTS.replace(old, new, 1), encoding="utf-8")
    ended = salesplan(folder, "territory")
    assert ended.code == 2
    assert message in ended.err


def test_wishes_that_cannot_hold(folder: Path) -> None:
    (folder / "salesplan.yaml").write_text(PLAN.replace("tolerance: 10%", "tolerance: 1%, keep: [Ada]"), "utf-8")
    (folder / "accounts.csv").write_text(ACCOUNTS.replace(";Bo;", ";Ada;"), encoding="utf-8")
    ended = salesplan(folder, "territory")
    assert ended.code == 2
    assert "keep: some accounts must stay" in ended.err
    none = PLAN.split("territories", maxsplit=1)[0]
    (folder / "salesplan.yaml").write_text(none, encoding="utf-8")
    assert "add territories: {accounts: accounts.csv}" in salesplan(folder, "territory").err.lower()


def test_columns_are_mapped_and_decimal_commas_read(folder: Path) -> None:
    path = folder / "accounts.csv"
    path.write_text("Kunde;Wert\nAcme;1.000,5\n", encoding="utf-8")
    assert read_accounts(path, {"account": "Kunde", "potential": "wert"}, ["potential"])[0].potential * 2 == 2001
    with pytest.raises(Unreadable, match="no column 'Gewicht'"):
        read_accounts(path, {"account": "Gewicht"}, [])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "together: family, apart: [['=Corp', Dust]]",
            "`apart`: =Corp, Dust belong together, so they go to one person",
        ),
        ("keep: [Ada], apart: [[Acme, Bolt]]", "`apart`: Acme, Bolt are both kept with Ada"),
        ("together: family, keep: [Ada, Bo]", "`keep`: =Corp, Dust belong together, and are to stay with Ada, Bo"),
    ],
)
def test_wishes_that_cannot_hold_are_named_one_by_one(folder: Path, asked: str, said: str) -> None:
    (folder / "salesplan.yaml").write_text(PLAN.replace("tolerance: 10%", f"tolerance: 90%, {asked}"), "utf-8")
    ended = salesplan(folder, "territory")
    assert ended.code == 2
    assert said in ended.err


def test_an_account_beyond_any_share_is_named(folder: Path) -> None:
    (folder / "accounts.csv").write_text(ACCOUNTS.replace("Bolt;10000", "Bolt;90000"), encoding="utf-8")
    ended = salesplan(folder, "territory")
    assert ended.code == 2
    assert "`tolerance`: Bolt alone is more than anybody may have of potential" in ended.err
