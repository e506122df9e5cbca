"""The ramp that the records show, beside the plan's, and which of them capacity counts with."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.quotas.ramping import FEWEST, Basis, RampMonth, ramps
from salesplan.reading.plan import read_plan_text
from tests.shell import salesplan

PLAN = """salesplan: 1
title: Ramp
currency: EUR
period: 2027-Q1
expected_attainment: 80%
goals: [{name: New revenue, metric: revenue, target: 270000}]
actions: {call: {minutes: 60}}
funnels:
  - {name: new, deal_value: 30000, stages: [{name: lead, conversion: 1/10, actions: {sales: {call: 10}}}]}
team:
  sales:
    time_to_fill: 90 days
    ramp: [0%, 50%, 100%]
    members:
      - {name: Ada, starts: 2026-01-05}
      - {name: Bo, starts: 2026-03-01}
      - {name: Cy, starts: 2026-05-01}
      - {name: Di, starts: 2027-01-01}
compensation: [{name: AE, for: [sales], per: quarter, quota: 30000, tiers: [{rate: 5%}]}]
"""
# 10,000 a month each: 1,000 + 2,000 + 3,000 in the first month are 20% of 30,000, then 50%, then 80%.
DEALS = """id,owner,status,amount,created,closed
1,Ada,won,1000,2026-01-05,2026-01-20
2,Ada,won,4000,2026-01-05,2026-02-20
3,Ada,won,9000,2026-01-05,2026-03-20
4,Bo,won,2000,2026-01-05,2026-03-20
5,Bo,won,6000,2026-01-05,2026-04-20
6,Bo,won,8000,2026-01-05,2026-05-20
7,Cy,won,3000,2026-01-05,2026-05-20
8,Cy,won,5000,2026-01-05,2026-06-20
9,Cy,won,7000,2026-01-05,2026-07-20
10,Cy,lost,7000,2026-01-05,2026-12-20
"""


def weighed(folder: Path, plan: str = PLAN, deals: str = DEALS, *more: str) -> dict:  # type: ignore[type-arg]
    (folder / "salesplan.yaml").write_text(plan, encoding="utf-8")
    (folder / "deals.csv").write_text(deals, encoding="utf-8")
    ended = salesplan(folder, "capacity", "--deals", "deals.csv", "-f", "json", *more)
    assert ended.code == 0, ended.err
    return dict(json.loads(ended.out))


def test_a_ramp_of_three_people_goes_before_the_plan(tmp_path: Path) -> None:
    found = weighed(tmp_path)
    [ramp] = found["ramps"]
    assert [(m["month"], m["planned"], m["measured"], m["n"], m["used"], m["basis"]) for m in ramp["months"][:4]] == [
        (1, 0, 0.2, 3, 0.25, "records"),
        (2, 0.5, 0.5, 3, 0.625, "records"),
        (3, 1, 0.8, 3, 1, "records"),
        (4, 1, 0, 3, 1, "plan"),
    ]
    first, second, third = found["segments"][0]["months"]
    assert first["available_hours"] == 21 * 7 * 3.25, "three people past their ramp, and Di at 25%"
    assert second["available_hours"] == 20 * 7 * 3.625
    assert third["available_hours"] == 23 * 7 * 4
    # 3 x 30,000 x 80% + 30,000 x (25% + 62.5% + 100%) / 3 x 80%
    assert found["quota_capacity"]["expected"] == 72_000 + 15_000
    assert found["understood"]["columns"]["amount"] == "amount"


def test_fewer_people_are_shown_and_the_plan_counts(tmp_path: Path) -> None:
    found = weighed(tmp_path, PLAN.replace("{name: Ada, starts: 2026-01-05}", "{name: Ada}"))
    [ramp] = found["ramps"]
    assert [(m["measured"], m["n"], m["used"], m["basis"]) for m in ramp["months"][:2]] == [
        (0.25, 2, 0, "plan"),
        (0.55, 2, 0.5, "plan"),
    ]


def test_without_a_planned_ramp_whatever_is_measured_counts(tmp_path: Path) -> None:
    found = weighed(tmp_path, PLAN.replace("    ramp: [0%, 50%, 100%]\n", ""), DEALS, "--on", "2026-03-31")
    [ramp] = found["ramps"]
    assert [(m["month"], m["planned"], m["measured"], m["n"], m["used"]) for m in ramp["months"]] == [
        (1, None, 0.15, 2, 0.1875),
        (2, None, 0.4, 1, 0.5),
    ], "March of Ada is over on 4 April, that of Bo on 31 March"


def test_a_hire_comes_the_measured_ramp_before(tmp_path: Path) -> None:
    target = PLAN.replace("target: 270000", "target: 2700000")
    [hire, *_] = weighed(tmp_path, target)["segments"][0]["hires"]
    assert (hire["productive_by"], hire["start_by"]) == ("2027-01-01", "2026-10-01")
    [hire, *_] = weighed(tmp_path, target, DEALS.replace("won,4000", "won,13000"))["segments"][0]["hires"]
    assert (hire["start_by"], hire["decide_by"]) == ("2026-11-01", "2026-08-03"), "full in the second month"


def test_the_screen_and_the_document_say_which_ramp_counts(tmp_path: Path) -> None:
    weighed(tmp_path)
    screen = salesplan(tmp_path, "capacity", "--deals", "deals.csv").out
    assert "the records" in screen
    assert "62.5%" in screen
    (tmp_path / "own.yaml").write_text(PLAN.replace("title:", "records: {deals: deals.csv}\ntitle:"), encoding="utf-8")
    page = salesplan(tmp_path, "render", "own.yaml", "-f", "markdown").out
    assert "62.5%" in page


def test_records_that_only_the_plan_names_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(
        PLAN.replace("title:", "records: {deals: none.csv}\ntitle:"), encoding="utf-8"
    )
    ended = salesplan(tmp_path, "capacity", "-f", "json")
    assert (ended.code, json.loads(ended.out)["ramps"]) == (0, [])
    assert "none.csv" in ended.err
    assert salesplan(tmp_path, "capacity", "--deals", "none.csv").code == 2
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    assert salesplan(tmp_path, "capacity", "--activities", "none.csv").code == 2


SHARES = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 6)), min_size=1, max_size=12)


@given(SHARES, st.lists(st.sampled_from([0, 20, 50, 80, 100]), max_size=5).map(sorted))
def test_what_counts_is_measured_on_enough_people_or_planned(months: list[tuple[int, int]], stated: list[int]) -> None:
    text = PLAN.replace("[0%, 50%, 100%]", "[" + ", ".join(f"{share}%" for share in stated) + "]")
    plan = read_plan_text(text, "plan").plan
    assert plan is not None
    seen = [RampMonth(at, Fraction(won), Fraction(100), n) for at, (won, n) in enumerate(months, 1)]
    [ramp] = ramps(plan, {"sales": seen})
    for step in ramp.steps:
        assert 0 <= step.used <= 1
        if step.basis is Basis.RECORDS:
            assert step.measured is not None
            assert step.used == min(Fraction(1), step.measured / Fraction(4, 5))
            assert step.n >= FEWEST or not stated
        else:
            assert step.used == (1 if step.planned is None else step.planned)
    used = ramp.used
    assert not used or used[-1] == 1
    assert all(share < 1 for share in used[:-1])


@pytest.mark.parametrize("other", ["prospecting", ""])
def test_of_a_team_the_plan_does_not_have_nothing_is_told(other: str) -> None:
    plan = read_plan_text(PLAN, "plan").plan
    assert plan is not None
    assert ramps(plan, {other: [RampMonth(1, Fraction(1), Fraction(2), 3)]}) == ()
    assert ramps(plan, {"sales": []}) == ()
