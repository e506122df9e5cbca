"""Bad records and bad plans of pay, one by one: what is said, and that nobody is paid by mistake."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from salesplan.base.periods import parse_period
from salesplan.pay.closing import closed_files, closed_path, frozen, with_closed
from tests.pay.test_commission import DEALS, SCHEME, dealt, paid, plan
from tests.shell import salesplan

PLAN = """salesplan: 1
title: Pay
currency: EUR
period: 2027-Q1
team: {sales: {members: [{name: Ada}, {name: Bo}]}}
compensation:
  - {name: Sales, for: [sales], per: quarter, rate: 10%}
"""
HEAD = "id,owner,status,amount,currency,closed,credited,refunded\n"
GOOD = "1,Ada,won,1000,EUR,2027-01-10,,\n"


def run(folder: Path, rows: str, text: str = PLAN) -> tuple[int, dict[str, Decimal], str, list[tuple[str, str]]]:
    (folder / "salesplan.yaml").write_text(text, encoding="utf-8")
    (folder / "deals.csv").write_text(HEAD + GOOD + rows, encoding="utf-8")
    ended = salesplan(folder, "commission", "--deals", "deals.csv", "--format", "json")
    found = json.loads(ended.out, parse_float=Decimal) if ended.out else {"statements": [], "set_aside": []}
    earned = {one["rep"]: one["earned"] for one in found["statements"]}
    return ended.code, earned, ended.err, [(one["deal"], one["reason"]) for one in found["set_aside"]]


@pytest.mark.parametrize(
    ("row", "reason", "code"),
    [
        ("2,Bo,won,500,EUR,2027-01-11,Ada 60%; Bo 30%,\n", "its split does not add up to 100%", 1),
        ("2,Bo,won,500,EUR,2027-01-11,Ada and Bo 100,\n", None, 0),
        ("2,Bo,won,500,USD,2027-01-11,,\n", "it is in another currency than the plan", 1),
        ("2,Bo,won,-500,EUR,2027-01-11,,\n", "its amount is negative", 1),
        ("2,,won,500,EUR,2027-01-11,,\n", "nobody is credited with it", 0),
        ("2,Cy,won,500,EUR,2027-01-11,,\n", "who is credited with it is not in the team", 0),
        ("2,Bo,won,,EUR,2027-01-11,,\n", "it has no amount", 0),
        ("2,Bo,won,500,EUR,2027-01-11,,900\n", "more was refunded than was sold", 1),
        ("2,Bo,lost,500,EUR,2027-01-11,,\n", None, 0),
    ],
)
def test_a_deal_that_cannot_be_paid_is_named_and_paid_to_nobody(
    row: str, reason: str | None, code: int, tmp_path: Path
) -> None:
    ended, earned, said, aside = run(tmp_path, row)
    assert ended == code
    assert earned["Ada"] == 100
    assert earned["Bo"] == 0
    if reason:
        assert ("2", reason) in aside
    if code:
        assert "deals.csv, row 3: deal 2 is not paid" in said


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rate: 10%}", "rate: 10%}\n  - {name: Twice, for: [Ada], rate: 5%}", "paid-twice"),
        ("rate: 10%}", "tiers: [{to: 60%, rate: 5%}, {from: 50%, rate: 8%}]}", "tiers-overlap"),
        ("rate: 10%}", "tiers: [{to: 60%, rate: 5%}, {from: 70%, rate: 8%}]}", "tiers-gap"),
        ("rate: 10%}", "rate: 10%, measure: win_rate}", "unpaid-measure"),
        ("members: [{name: Ada}, {name: Bo}]", "reports_to: sales, members: [{name: Ada}]", "reporting-circle"),
        ("for: [sales]", "for: [salse]", "unknown-segment"),
    ],
)
def test_a_plan_that_cannot_be_paid_by_is_an_error_with_its_line(old: str, new: str, code: str, tmp_path: Path) -> None:
    ended, earned, said, _ = run(tmp_path, "", PLAN.replace(old, new))
    assert (ended, earned) == (1, {})
    assert f"[{code}]" in said
    assert "salesplan.yaml:" in said


def written(folder: Path, rows: str, text: str = PLAN) -> str:
    """What `commission` writes, on the screen and beside it."""
    (folder / "salesplan.yaml").write_text(text, encoding="utf-8")
    (folder / "deals.csv").write_text(HEAD + GOOD + rows, encoding="utf-8")
    ended = salesplan(folder, "commission", "--deals", "deals.csv")
    return ended.out + ended.err


def test_two_plans_for_one_rep_and_deal_are_found_with_both_lines(tmp_path: Path) -> None:
    twice = PLAN.replace("rate: 10%}", "rate: 10%}\n  - {name: Twice, for: [Ada], rate: 5%, starts: 2027-02-01}")
    said = written(tmp_path, "", twice)
    assert "salesplan.yaml:8" in said
    assert "'Sales' and 'Twice' both pay 'Ada' for 'revenue'" in said
    apart = PLAN.replace(
        "rate: 10%}", "rate: 10%, ends: 2027-01-31}\n  - {name: B, for: [Ada], rate: 5%, starts: 2027-02-01}"
    )
    assert "both pay" not in written(tmp_path, "", apart)


def test_tiers_that_overlap_are_refused_with_both_lines(tmp_path: Path) -> None:
    tiers = "per: year,\n      tiers: [\n      {from: 0%, to: 60%, rate: 5%},\n      {from: 50%, rate: 8%}]}"
    said = written(tmp_path, "", PLAN.replace("per: quarter, rate: 10%}", tiers))
    assert "[tiers-overlap]" in said
    assert all(f"salesplan.yaml:{line}" in said or f" {line} |" in said for line in (9, 10)), said


def test_tiers_with_a_gap_are_refused_with_both_lines(tmp_path: Path) -> None:
    tiers = "per: year,\n      tiers: [\n      {from: 0%, to: 60%, rate: 5%},\n      {from: 70%, rate: 8%}]}"
    said = written(tmp_path, "", PLAN.replace("per: quarter, rate: 10%}", tiers))
    assert "[tiers-gap]" in said
    assert all(f"salesplan.yaml:{line}" in said or f" {line} |" in said for line in (9, 10)), said


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param("2,Bo,won,500,EUR,2027-01-11,Ada 50%; Bo 40%,\n", "does not add up to 100%", id="a split of 90%"),
        pytest.param("2,Bo,won,500,USD,2027-01-11,,\n", "another currency than the plan (USD)", id="another currency"),
        pytest.param("2,Bo,won,-500,EUR,2027-01-11,,\n", "its amount is negative", id="negative amounts"),
        pytest.param("2,,won,500,EUR,2027-01-11,,\n", "nobody is credited with it", id="a deal of nobody"),
        pytest.param("2,Cy,won,500,EUR,2027-01-11,,\n", "no commission plan pays who", id="a rep outside the team"),
        pytest.param("2,Bo,won,500,EUR,2027-01-11,,900\n", "more was refunded than was sold", id="refunded twice"),
    ],
)
def test_a_bad_record_is_a_finding_with_its_row(row: str, why: str, tmp_path: Path) -> None:
    said = " ".join(written(tmp_path, row).split())
    assert "deals.csv, row 3: deal 2 is not paid: " in said
    assert why in said


def test_the_row_counts_as_a_spreadsheet_counts_and_is_in_the_json(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(HEAD + GOOD + "\n" + "2,,won,500,EUR,2027-01-11,,\n", encoding="utf-8")
    ended = salesplan(tmp_path, "commission", "--deals", "deals.csv", "--format", "json")
    (aside,) = json.loads(ended.out)["set_aside"]
    assert (aside["file"], aside["row"]) == ("deals.csv", 4)


def test_a_circular_reporting_line_is_refused_with_its_line(tmp_path: Path) -> None:
    team = "team:\n  sales: {reports_to: managers, members: [{name: Ada}, {name: Bo}]}\n  managers: {reports_to: sales}"
    said = written(tmp_path, "", PLAN.replace("team: {sales: {members: [{name: Ada}, {name: Bo}]}}", team))
    assert "[reporting-circle]" in said
    assert "salesplan.yaml:6" in said


def test_a_closed_period_that_no_longer_matches_its_file_is_refused_by_name(tmp_path: Path) -> None:
    written(tmp_path, "")
    salesplan(tmp_path, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    path = tmp_path / "salesplan.closed-2027-Q1.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"100', '"900'), encoding="utf-8")
    assert "salesplan.closed-2027-Q1.json was changed after the period was closed" in written(tmp_path, "")


def test_a_closed_period_in_another_currency_is_refused(tmp_path: Path) -> None:
    run(tmp_path, "")
    closed = salesplan(tmp_path, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    assert closed.code == 0, closed.err
    code, earned, said, _ = run(tmp_path, "", PLAN.replace("EUR", "CHF"))
    assert (code, earned) == (2, {})
    assert "is in EUR, the plan in CHF" in said


@given(DEALS)
def test_closing_and_running_again_changes_nothing_whatever_the_deals(
    drawn: list[tuple[Decimal, int, bool]],
) -> None:
    import tempfile

    scheme, deals = plan(SCHEME + ", draw: 500"), dealt(drawn)
    before = paid(scheme, *deals)
    quarter = parse_period("2027-Q1")
    if not before.statements:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "salesplan.yaml"
        closed_path(path, "2027-Q1").write_text(frozen(before, quarter), encoding="utf-8")
        after = with_closed(paid(scheme, *deals), closed_files(path), scheme.compensation)
        assert {one.key: one.earned for one in after.statements} == {one.key: one.earned for one in before.statements}
        assert {one.key: one.owed for one in after.statements} == {one.key: one.owed for one in before.statements}
        assert frozen(after, quarter) == frozen(before, quarter)
