"""Closing a period from the command line: paid is paid, and what changes later is an adjustment."""

# mypy: disable-error-code="comparison-overlap"
from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.shell import salesplan

PLAN = """salesplan: 1
title: Pay
currency: EUR
period: 2027
compensation:
  - {name: Sales, per: quarter, rate: 10%, draw: 150}
"""
DEALS = "id,owner,status,amount,closed\n1,Ada,won,1000,2027-01-10\n2,Ada,won,2000,2027-05-02\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    return tmp_path


def lines(folder: Path) -> list[list[tuple[str, str | None, Decimal]]]:
    ended = salesplan(folder, "commission", "--deals", "deals.csv", "--format", "json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out, parse_float=Decimal)["statements"]
    for one in found:
        assert sum(line["commission"] for line in one["lines"]) == one["earned"]
    return [[(line["kind"], line["deal"], line["commission"]) for line in one["lines"]] for one in found]


def test_closing_and_running_again_changes_nothing(folder: Path) -> None:
    before = lines(folder)
    closed = salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    assert closed.code == 0, closed.err
    kept = (folder / "salesplan.closed-2027-Q1.json").read_bytes()
    assert (
        lines(folder) == before == [[("sale", "1", 100), ("draw", None, 50)], [("sale", "2", 200), ("draw", None, -50)]]
    )
    again = salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    assert "closed already" in again.err
    assert (folder / "salesplan.closed-2027-Q1.json").read_bytes() == kept


def test_what_changes_later_is_an_adjustment_in_the_next_open_period(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    (folder / "deals.csv").write_text(DEALS.replace("1000", "900") + "3,Ada,won,500,2027-02-02\n", encoding="utf-8")
    changed = [("sale", "2", 200), ("adjustment", "1", -10), ("adjustment", "3", 50), ("draw", None, -50)]
    assert lines(folder) == [[("sale", "1", 100), ("draw", None, 50)], changed]
    salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q2")
    assert lines(folder)[:2] == [[("sale", "1", 100), ("draw", None, 50)], changed], "the adjustment is paid once"


def test_a_closed_file_that_was_changed_is_refused(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    path = folder / "salesplan.closed-2027-Q1.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"100', '"900'), encoding="utf-8")
    ended = salesplan(folder, "commission", "--deals", "deals.csv")
    assert ended.code == 2
    assert "was changed after the period was closed" in ended.err


def test_a_period_that_is_not_over_is_not_closed(folder: Path) -> None:
    ended = salesplan(folder, "commission", "--deals", "deals.csv", "--on", "2027-03-01", "--close", "2027-Q1")
    assert ended.code == 2
    assert "is not over" in ended.err


def test_a_later_period_leaves_what_was_closed_and_adjusts_for_what_changed_then(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    (folder / "salesplan.yaml").write_text(PLAN.replace("period: 2027", "period: 2027-Q2"), encoding="utf-8")
    assert lines(folder) == [[("sale", "2", 200), ("draw", None, -50)]], "the advance of the quarter before is set off"
    (folder / "deals.csv").write_text(DEALS + "3,Ada,won,500,2027-02-02\n", encoding="utf-8")
    assert lines(folder) == [[("sale", "2", 200), ("adjustment", "3", 50), ("draw", None, -50)]]


def test_what_was_closed_by_other_terms_stays_as_it_is(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    later = PLAN.replace("period: 2027", "period: 2027-Q2").replace("rate: 10%", "rate: 20%")
    (folder / "salesplan.yaml").write_text(later, encoding="utf-8")
    assert lines(folder) == [[("sale", "2", 400), ("draw", None, -50)]]


def test_a_refund_of_a_closed_quarter_is_in_the_next_one(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    (folder / "salesplan.yaml").write_text(PLAN.replace("period: 2027", "period: 2027-Q2"), encoding="utf-8")
    rows = (
        DEALS.replace("closed", "closed,refunded,refunded_on")
        .replace("01-10", "01-10,400,2027-04-20")
        .replace("05-02", "05-02,,")
    )
    (folder / "deals.csv").write_text(rows, encoding="utf-8")
    assert lines(folder) == [[("refund", "1", -40), ("sale", "2", 200), ("draw", None, -10)]]


def test_a_closed_statement_still_says_at_which_rate_it_was_paid(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    assert "1,000 at 10%" in salesplan(folder, "commission", "--deals", "deals.csv").out
