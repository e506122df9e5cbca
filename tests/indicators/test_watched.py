"""Actuals of goals and watched figures that count: actions done, records at a stage, people at quota."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.shell import salesplan

PLAN = """salesplan: 1
title: Watched
currency: EUR
period: 2027-02
team: {sales: {members: [{name: Ada}, {name: Bo}]}}
actions: {call: {minutes: 6, counts: [answered]}, email: {minutes: 3}}
funnels:
  - name: acquisition
    deal_value: 1000
    stages:
      - {name: prospect, conversion: 10%, actions: {sales: {call: 2, visit: 1}}}
      - {name: offer, conversion: 50%}
compensation: [{name: Pay, for: [sales], per: month, quota: 1000, rate: 5%}]
tracking:
  kpis:
    - {metric: call, target: 4}
    - {metric: visit, target: 9}
    - {metric: prospect, target: 3}
    - {metric: offer, target: 2}
"""
DEALS = """id,owner,stage,status,amount,created,closed
1,Ada,offer,won,1000,2027-01-05,2027-02-10
2,Bo,offer,won,900,2027-01-06,2027-01-20
3,Ada,prospect,open,500,2027-02-03,
4,Bo,prospect,open,500,2027-02-04,
5,Bo,offer,won,1100,2026-12-01,2027-01-21
"""
HISTORY = """deal,stage,entered
1,prospect,2027-01-05
1,offer,2027-02-01
2,prospect,2027-01-06
2,offer,2027-01-10
3,prospect,2027-02-03
4,prospect,2027-02-04
5,prospect,2026-12-01
5,offer,2026-12-20
"""
ACTIVITIES = """id,date,owner,action,result,deal
1,2027-02-01,Ada,call,answered,1
2,2027-02-02,Ada,Call,no answer,1
3,2027-02-03,Zoe,call,Answered,3
4,2027-01-15,Ada,call,answered,2
5,2027-02-20,Ada,visit,,1
6,2027-03-01,Ada,call,answered,1
"""


def figures(folder: Path, *options: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
    for name, text in (("salesplan.yaml", PLAN), ("d.csv", DEALS), ("h.csv", HISTORY), ("a.csv", ACTIVITIES)):
        (folder / name).write_text(text, encoding="utf-8")
    given = ("--deals", "d.csv", "--on", "2027-02-28", "--format", "json", *options)
    ended = salesplan(folder, "kpi", *given)
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    return {one["metric"]: one for one in found["kpis"]}, {one["metric"]: one["needs"] for one in found["missing"]}


def test_actions_and_stages_have_actuals_now_and_before(tmp_path: Path) -> None:
    known, _ = figures(tmp_path, "--activities", "a.csv", "--history", "h.csv")
    counted = {name: [known[name][key] for key in ("value", "target", "previous", "year_before")] for name in WATCHED}
    assert counted == {
        "call": [2, 4, 1, None],  # one was not answered, one is of March; Zoe's counts, though she is in no team
        "visit": [1, 9, 0, None],
        "prospect": [2, 3, 2, None],
        "offer": [1, 2, 1, None],
    }
    assert known["call"]["basis"] == "actions done, by date"


WATCHED = ("call", "visit", "prospect", "offer")


def test_without_activities_they_are_named_as_missing(tmp_path: Path) -> None:
    known, missing = figures(tmp_path)
    assert missing["call"] == ["records: activities"]
    assert "call" not in known


def test_people_at_quota_now_and_in_the_period_before(tmp_path: Path) -> None:
    known, _ = figures(tmp_path)
    reached = known["quota_attainment"]
    # February: Ada 1,000 of 1,000, Bo 0. January: Bo 2,000, Ada 0.
    assert [reached[key] for key in ("numerator", "denominator", "previous")] == [1, 2, 0.5]


def test_quotas_of_several_months_are_taken_together(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN.replace("2027-02", "2027-Q1"), encoding="utf-8")
    (tmp_path / "d.csv").write_text(DEALS, encoding="utf-8")
    given = ("--deals", "d.csv", "--on", "2027-02-28", "--format", "json")
    found = json.loads(salesplan(tmp_path, "kpi", *given).out)
    reached = next(one for one in found["kpis"] if one["metric"] == "quota_attainment")
    # Two months have begun, so 2,000 each: Bo 900 + 1,100, Ada 1,000.
    assert (reached["numerator"], reached["denominator"]) == (1, 2)
