"""What must hold of statements whatever the deals, from the command line to the JSON, CSV and closed file it writes."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from typer.testing import CliRunner

from salesplan.cli import app

PLAN = """salesplan: 1
title: Pay
currency: EUR
period: 2027
team: {sales: {members: [{name: Ada}, {name: Bo}]}, lead: {members: [{name: Mia}]}}
compensation:
  - {name: Sales, for: [sales], per: quarter, tiers: [{to: 1000, rate: 3.3%}, {to: 2500, rate: 7.7%}, {rate: 9.1%}]}
  - {name: Lead, for: [lead], per: quarter, override: {of: [sales], rate: 1.7%}}
"""
HEAD = "id,owner,status,amount,closed,credited"

CENTS = some.integers(1, 400_000).map(lambda cents: Decimal(cents) / 100)
ROWS = some.lists(some.tuples(CENTS, some.integers(0, 300), some.sampled_from(["Ada", "Bo", "both"])), max_size=6)
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def row(number: int, drawn: tuple[Decimal, int, str]) -> str:
    amount, day, whose = drawn
    split = "Ada 33.3%; Bo 66.7%" if whose == "both" else ""
    owner = "Ada" if whose == "both" else whose
    return f"{number},{owner},won,{amount},{date(2027, 1, 4) + timedelta(days=day)},{split}"


def run(folder: str, rows: list[str], *options: str) -> Any:
    place = Path(folder)
    (place / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    (place / "deals.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    given_ = [str(place / "salesplan.yaml"), "--deals", str(place / "deals.csv"), "--on", "2027-12-31"]
    ended = CliRunner().invoke(app, ["commission", *given_, *options], catch_exceptions=False)
    assert ended.exit_code == 0, ended.stderr
    return ended.stdout


def settled(folder: str, rows: list[str]) -> dict[str, Any]:
    return dict(json.loads(run(folder, rows, "--format", "json"), parse_float=Decimal))


def by_statement(found: dict[str, Any]) -> dict[tuple[str, str], Decimal]:
    return {(one["rep"], one["period"]["name"]): one["earned"] for one in found["statements"]}


@FEW
@given(ROWS.filter(bool), some.randoms())
def test_lines_add_up_to_statements_and_these_to_the_total_in_any_order(
    drawn: list[tuple[Decimal, int, str]], chance: Any
) -> None:
    rows = [row(number, one) for number, one in enumerate(drawn)]
    shuffled = list(rows)
    chance.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as folder:
        found = settled(folder, rows)
        assert found["statements"] == settled(folder, shuffled)["statements"]
        for one in found["statements"]:
            assert one["earned"] == sum(line["commission"] for line in one["lines"])
        assert found["earned"] == sum(by_statement(found).values())
        lines = list(csv.DictReader(io.StringIO(run(folder, rows, "--format", "csv"))))
        assert sum(Decimal(line["commission"]) for line in lines) == found["earned"], "CSV and JSON agree to the cent"


@FEW
@given(ROWS.filter(bool), CENTS, some.integers(0, 300), some.sampled_from(["Ada", "Bo", "both"]))
def test_commission_never_falls_when_a_deal_is_added(
    drawn: list[tuple[Decimal, int, str]], amount: Decimal, day: int, whose: str
) -> None:
    rows = [row(number, one) for number, one in enumerate(drawn)]
    with tempfile.TemporaryDirectory() as folder:
        before = by_statement(settled(folder, rows))
        after = by_statement(settled(folder, [*rows, row(99, (amount, day, whose))]))
    assert all(after[key] >= earned for key, earned in before.items())


@FEW
@given(ROWS.filter(bool))
def test_closing_and_running_again_changes_nothing_and_an_edited_file_is_refused(
    drawn: list[tuple[Decimal, int, str]],
) -> None:
    rows = [row(number, one) for number, one in enumerate(drawn)]
    with tempfile.TemporaryDirectory() as folder:
        before = by_statement(settled(folder, rows))
        for quarter in ("2027-Q1", "2027-Q2"):
            run(folder, rows, "--close", quarter)
        assert by_statement(settled(folder, rows)) == before
        path = Path(folder) / "salesplan.closed-2027-Q2.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"rep": "Ada"', '"rep": "Bo"'), encoding="utf-8")
        given_ = [str(Path(folder) / "salesplan.yaml"), "--deals", str(Path(folder) / "deals.csv")]
        refused = CliRunner().invoke(app, ["commission", *given_])
        assert refused.exit_code != 0


def test_a_statement_without_a_deal_says_so_in_a_line_of_its_own(tmp_path: Path) -> None:
    shown = run(str(tmp_path), [], "--rep", "Ada").splitlines()
    at = next(place for place, line in enumerate(shown) if line.startswith("Deal "))
    assert [line[:29].strip("─ ") for line in shown[at : at + 5]] == [
        "Deal", "", "No deal counts in this period", "", "Total"
    ]  # fmt: skip
    assert json.loads(run(str(tmp_path), [], "--format", "json"))["statements"][0]["lines"] == []
