"""Hostile numbers and dates, by number, through the program itself."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salesplan.base.money import round_money
from salesplan.base.periods import add_months, months_since
from salesplan.measuring.interval import wilson
from tests.shell import salesplan

PLAN = """\
salesplan: 1
title: January acquisition
currency: {currency}
period: {period}
calendar: {calendar}
goals: [{{name: New revenue, metric: revenue, target: {target}}}]
funnels:
  - name: acquisition
    deal_value: {value}
    stages:
      - {{name: prospect, conversion: {rate}, actions: {{sales: {{call: {calls}}}}}}}
team: {{sales: {{{team}}}}}
"""
USUAL = {
    "currency": "EUR",
    "period": "2027-01",
    "calendar": "{country: FR}",
    "target": "90000",
    "value": "30000",
    "rate": "1/4",
    "calls": "3",
    "team": "headcount: 7",
}


def planned(folder: Path, *options: str, **written: str) -> dict[str, Any]:
    (folder / "plan.yaml").write_text(PLAN.format(**{**USUAL, **written}), encoding="utf-8")
    ended = salesplan(folder, "quota", "plan.yaml", "--format", "json", *options)
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


@pytest.mark.parametrize("target", ["nan", "-5", "0", "1e308", "abc"])
def test_53_a_target_that_is_none(target: str, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN.format(**USUAL), encoding="utf-8")
    ended = salesplan(tmp_path, "quota", "plan.yaml", f"--target={target}")
    assert (ended.code, ended.out) == (2, "")
    assert "--target 90000" in ended.err


@pytest.mark.parametrize("confidence", ["100", "0", "-1", "nan"])
def test_53_a_confidence_out_of_range(confidence: str, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN.format(**USUAL), encoding="utf-8")
    ended = salesplan(tmp_path, "quota", "plan.yaml", f"--confidence={confidence}")
    assert ended.code == 2
    assert "above 0% and below 100%" in ended.err


def test_54_whole_records_are_not_rounded_up_by_a_float(tmp_path: Path) -> None:
    """21 / 0.35 is 60; in floats it is 60.00000000000001, of which 61 is the next whole number."""
    found = planned(tmp_path, target="630000", rate="0.35")
    assert found["funnels"][0]["stages"][0] == {"name": "prospect", "count": 60}


def test_55_work_is_shared_out_to_the_last_call(tmp_path: Path) -> None:
    names = ", ".join(f"{{name: Rep {number}}}" for number in range(1, 8))
    found = planned(tmp_path, "--per", "rep", target="300000000", calls="0.75", team=f"members: [{names}]")
    per_rep = {slot["rep"]: slot["count"] for slot in found["slots"]}
    assert sum(per_rep.values()) == 30_000
    assert list(per_rep.values()) == [4286, 4286, 4286, 4286, 4286, 4285, 4285]


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [("0.125", "EUR", "0.13"), ("2.5", "JPY", "3"), ("-2.5", "JPY", "-3"), ("0.0005", "KWD", "0.001")],
)
def test_56_half_a_unit_goes_away_from_zero_in_the_decimals_of_the_currency(
    amount: str, currency: str, rounded: str
) -> None:
    assert str(round_money(Decimal(amount), currency)) == rounded


def test_57_two_currencies_are_not_one_sum(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "id,stage,status,amount,created,closed\n"
        "1,won,won,100 EUR,2027-01-04,2027-01-08\n2,won,won,100 USD,2027-01-04,2027-01-08\n",
        encoding="utf-8",
    )
    told = json.loads(salesplan(tmp_path, "measure", "--deals", "deals.csv", "--format", "json").out)
    assert told["average_deal"] is None
    assert "amounts in several currencies are not added up: 1 in EUR, 1 in USD" in told["notes"]
    (tmp_path / "salesplan.yaml").write_text("salesplan: 1\ntitle: T\ncurrency: EUR\n", encoding="utf-8")
    told = json.loads(salesplan(tmp_path, "measure", "--deals", "deals.csv", "--format", "json").out)
    assert told["average_deal"] == 100
    assert any("1 in USD" in note for note in told["notes"])


@pytest.mark.parametrize(("day", "code"), [("2028-02-29", 0), ("2027-02-29", 1), ("2027-02-28", 0)])
def test_58_a_leap_day_is_a_day_in_leap_years(day: str, code: int, tmp_path: Path) -> None:
    plan = f"salesplan: 1\ntitle: T\nperiod: {{start: {day}, end: 2028-03-31}}\n"
    assert salesplan(tmp_path, "validate", "-", stdin=plan).code == code


def test_58_a_month_from_31_january_is_over_at_the_end_of_february() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert months_since(date(2027, 1, 31), date(2027, 2, 27)) == 0
    assert months_since(date(2027, 1, 31), date(2027, 2, 28)) == 1
    assert months_since(date(2028, 1, 31), date(2028, 2, 28)) == 0


def test_58_a_day_is_the_one_that_is_written(tmp_path: Path) -> None:
    """Half an hour before midnight in Greenwich is the next month in Paris: zones are not converted, as documented."""
    rows = "id,stage,status,amount,created,closed\n1,won,won,5,2027-01-04T23:30:00Z,2027-01-31T23:30:00Z\n"
    (tmp_path / "deals.csv").write_text(rows, encoding="utf-8")
    ended = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--format", "json", TZ="Europe/Paris")
    assert json.loads(ended.out)["cycle_days"]["mean"] == 27
    assert json.loads(ended.out)["on"] == "2027-01-31"


def test_59_none_of_ten_and_none_of_none_in_what_is_measured(tmp_path: Path) -> None:
    rows = "".join(f"{n},a,lost,5,2027-01-04,2027-01-08\n" for n in range(10))
    (tmp_path / "deals.csv").write_text(f"id,stage,status,amount,created,closed\n{rows}", encoding="utf-8")
    ended = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--format", "json")
    rate = json.loads(ended.out)["win_rate"]
    assert (rate["value"], rate["low"], round(rate["high"], 4)) == (0, 0, 0.2775)
    (tmp_path / "deals.csv").write_text(
        "id,stage,status,amount,created,closed\n1,a,open,5,2027-01-04,\n", encoding="utf-8"
    )
    told = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--format", "json").out
    assert json.loads(told)["win_rate"]["value"] is None


def test_59_none_of_ten_is_an_interval_and_none_of_none_is_no_rate() -> None:
    found = wilson(0, 10)
    assert found
    assert found[0] == 0
    assert found[1] == pytest.approx(0.2775, abs=5e-5)
    assert wilson(0, 0) is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({"calendar": "{country: XX}"}, "unknown-country"),
        ({"period": "{start: 2027-01-01, end: 2027-01-03}"}, "no-working-day"),
    ],
)
def test_60_places_and_periods_without_a_day_of_work(written: dict[str, str], code: str, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN.format(**{**USUAL, **written}), encoding="utf-8")
    for command in ("validate", "quota"):
        ended = salesplan(tmp_path, command, "plan.yaml")
        assert ended.code == 1
        assert f"[{code}]" in ended.out + ended.err
