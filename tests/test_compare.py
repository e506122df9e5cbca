"""Plans side by side, scenarios, and the gate for CI."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salesplan.model.scenario import scenario
from salesplan.quotas.compare import compare
from salesplan.quotas.quota import quota
from tests.build import plan
from tests.shell import Ended, salesplan

PLAN = """salesplan: 1
title: January
currency: EUR
period: 2027-01
goals:
  - {name: New revenue, metric: revenue, target: 90000}
team:
  sales: {members: [{name: Ada}, {name: Bo}]}
  prospecting: {headcount: 2}
  marketing: {headcount: 1}
actions: {call: {minutes: 6}}
budget: {contingency: 10%, lines: [{item: Fair, amount: 4500}]}
funnels:
  - name: acquisition
    deal_value: 30000
    stages:
      - {name: prospect, sourced_by: marketing, conversion: 1/20, actions: {prospecting: {call: 3}}}
      - {name: opportunity, conversion: 1/4, actions: {sales: {call: 8}}}
scenarios:
  cautious: {funnels.acquisition.stages.opportunity.conversion: 1/5}
  dear: {budget.lines.Fair.amount: 9000}
"""
CAUTIOUS = {"cautious": {"funnels.acquisition.stages.opportunity.conversion": "1/5"}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: str = "") -> Ended:
    return salesplan(Path(), *arguments, stdin=stdin)


def test_figures_are_those_of_each_plans_own_quota() -> None:
    made = plan(scenarios=CAUTIOUS)
    found = compare(made)
    assert found.columns == ("plan", "cautious")
    assert [(each.path, each.values) for each in found.inputs] == [
        ("funnels.acquisition.stages.opportunity.conversion", ("1/4", "1/5"))
    ]
    for place, one in enumerate((made, scenario(made, "cautious"))):
        expected = {f"acquisition: {stage.name}": stage.count for stage in quota(one).funnels[0].stages}
        assert {row.of: row.values[place] for row in found.rows if row.measure == "records"} == expected
        actions = {f"{each.name}: {one.action}": one.count for each in quota(one).segments for one in each.quotas}
        assert {row.of: row.values[place] for row in found.rows if row.measure == "actions"} == actions


def test_all_scenarios_stand_beside_the_plan() -> None:
    done = run("compare", "--format", "json")
    data = json.loads(done.out)
    assert data["columns"] == ["plan", "cautious", "dear"]
    rows = {(row["measure"], row["of"]): row["values"] for row in data["rows"]}
    assert rows["records", "acquisition: prospect"] == [240, 300, 240]
    assert rows["budget", ""] == [4950, 4950, 9900]
    assert rows["rep", "Ada: call"] == [48, 60, 48]
    assert rows["people", "sales"] == [2, 2, 2]


def test_one_scenario_may_be_asked_for_and_a_wrong_one_is_refused() -> None:
    assert json.loads(run("compare", "--scenario", "dear", "-f", "json").out)["columns"] == ["plan", "dear"]
    wrong = run("compare", "--scenario", "cautius")
    assert wrong.code == 2
    assert "cautious" in wrong.err


def test_two_versions_of_a_plan_tell_what_changed_and_nothing_where_nothing_did() -> None:
    same = run("compare", "-", "salesplan.yaml", "-f", "markdown", stdin=PLAN)
    assert (same.code, same.out) == (0, "")
    told = run("compare", "-", "salesplan.yaml", "-f", "markdown", stdin=PLAN.replace("90000", "60000"))
    assert "goals.New revenue.target" in told.out
    assert told.out.index("goals.New revenue.target") < told.out.index("acquisition: prospect")


@pytest.mark.parametrize(
    ("bound", "code"),
    [("probability >= 99%", 1), ("probability >= 1%", 0), ("budget <= 20000", 0), ("budget <= 5000", 1),
     ("capacity <= 100%", 0), ("capacity <= 1%", 1), ("nonsense", 2)],
)  # fmt: skip
def test_a_bound_that_does_not_hold_ends_with_one(bound: str, code: int) -> None:
    assert run("compare", "--require", bound, "-f", "json").code == code


@pytest.mark.parametrize("command", [("quota", "-f", "json"), ("render", "-f", "markdown")])
def test_commands_take_a_scenario(command: tuple[str, ...]) -> None:
    plain, cautious = run(*command), run(*command, "--scenario", "cautious")
    assert cautious.code == 0
    assert "300" in cautious.out
    assert plain.out != cautious.out
    assert run(*command, "--scenario", "nobody").code == 2
