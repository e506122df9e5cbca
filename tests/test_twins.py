"""What the functions for programs give is what the commands give, from the same files."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import salesplan
from tests.shell import salesplan as shell

FOLLOWING = Path(__file__).parent.parent / "examples" / "following"
DAY = date(2027, 2, 28)
PAY = "compensation: [{name: New business, for: [sales], per: quarter, quota: 75000, rate: 8%}]\n"
CONTRACTS = """\
id,name,account,owner,stage,status,amount,created,closed,contract_start,contract_end,notice_days
1,A,Alpha,Ada,,won,1000,2026-01-02,2026-01-20,2026-02-01,2027-01-31,30
2,B,Beta,Ada,,won,2000,2026-01-02,2026-02-20,2026-03-01,2027-02-28,60
3,C,Gamma,Ada,,won,4000,2026-01-02,2026-01-20,2026-02-01,2027-09-15,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLLOWING, tmp_path, dirs_exist_ok=True)
    plan = tmp_path / "salesplan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8") + PAY, encoding="utf-8")
    return tmp_path


def test_key_figures(folder: Path) -> None:
    told = json.loads(shell(folder, "kpi", "--on", str(DAY), "--format", "json").out)
    found = salesplan.kpi(
        salesplan.load_plan(folder / "salesplan.yaml"),
        deals=folder / "deals.csv",
        activities=str(folder / "activities.csv"),
        on=DAY,
    )
    frame = found.to_frame().set_index("metric")["value"]
    assert len(told["kpis"]) == len(frame) > 5
    assert {one["metric"]: one["value"] for one in told["kpis"]} == pytest.approx(frame.astype(float).to_dict())


def test_key_figures_without_records_know_nothing_of_deals(folder: Path) -> None:
    known = set(salesplan.kpi(salesplan.load_plan(folder / "salesplan.yaml")).to_frame()["metric"])
    assert not known & {"revenue", "win_rate", "average_deal"}


def test_pay(folder: Path) -> None:
    told = json.loads(shell(folder, "commission", "--on", str(DAY), "--format", "json").out)
    plan = salesplan.load_plan(folder / "salesplan.yaml")
    frame = salesplan.commission(plan, folder / "deals.csv", on=DAY).to_frame()
    lines = [(one["deal"], one["commission"]) for statement in told["statements"] for one in statement["lines"]]
    assert Counter(zip(frame["deal"], frame["commission"].astype(float), strict=True)) == Counter(lines)
    assert told["earned"] == frame["commission"].sum() == 5872
    until = salesplan.commission(plan, folder / "deals.csv", on=date(2027, 1, 31)).to_frame()
    assert until["commission"].sum() < 5872


def test_renewals(tmp_path: Path) -> None:
    (tmp_path / "contracts.csv").write_text(CONTRACTS, encoding="utf-8")
    plan = (FOLLOWING / "salesplan.yaml").read_text(encoding="utf-8")
    (tmp_path / "salesplan.yaml").write_text(plan.partition("records:")[0], encoding="utf-8")
    day = ("--on", "2027-01-15")
    told = shell(tmp_path, "renewals", "--deals", "contracts.csv", *day, "--format", "json")
    found = salesplan.renewals(
        salesplan.load_plan(tmp_path / "salesplan.yaml"), deals=tmp_path / "contracts.csv", on=date(2027, 1, 15)
    )
    assert [one["deal"] for one in json.loads(told.out)["contracts"]] == list(found.to_frame()["deal"]) == ["2", "1"]
