"""Scenarios in words and with their results, each the same as the plan changed by hand."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from salesplan.quotas.quota import Request, quota
from salesplan.quotas.scenarios import changes, outcomes
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.quota.scenarios import change_text, scenario_table
from tests.build import OPPORTUNITY, PROSPECT, plan
from tests.shell import salesplan


def trying(**settings: Any) -> Any:
    return plan(
        team={"sales": {"headcount": 2}, "marketing": {"headcount": 1}},
        actions={"call": {"minutes": 6}},
        budget={"margin": "60%", "lines": [{"item": "Fair", "amount": 9000}]},
        scenarios={"tried": {path.replace("__", "."): value for path, value in settings.items()}},
    )


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("funnels.acquisition.stages.opportunity.conversion", "1/5", "conversion of opportunities 1/5 instead of 1/4"),
        ("funnels.acquisition.stages.prospect.conversion", "4%", "conversion of prospects 4% instead of 5%"),
        (
            "funnels.acquisition.deal_value",
            "20000 to 45000",
            "deal value of acquisition €20,000 to €45,000 instead of €30,000",
        ),
        ("goals.New revenue.target", 100000, "target of New revenue €100,000 instead of €90,000"),
        ("team.sales.headcount", 3, "people in sales 3 instead of 2"),
        ("actions.call.minutes", 8, "minutes for calls 8 instead of 6"),
        ("budget.lines.Fair.amount", 12000, "amount of Fair €12,000 instead of €9,000"),
        ("budget.margin", "55%", "gross margin 55% instead of 60%"),
        (
            "funnels.acquisition.stages.opportunity.actions.sales.call",
            6,
            "calls for each of the opportunities 6 instead of 8",
        ),
        ("funnels.acquisition.stages.opportunity.open", 14, "open opportunities 14"),
    ],
)
def test_a_change_in_words(path: str, value: Any, told: str) -> None:
    made = trying(**{path: value})
    (change,) = changes(made, "tried")
    assert change_text(change, words_for("en"), numbers_for("en"), "EUR") == told


def test_each_outcome_is_the_quota_of_the_changed_plan() -> None:
    """At 1/5 it takes 15 opportunities and 300 prospects; by hand."""
    made = trying(**{"funnels.acquisition.stages.opportunity.conversion": "1/5"})
    base, tried = outcomes(made, quota(made))
    assert (base.name, tried.name) == ("", "tried")
    assert tried.quota is not None
    assert [stage.count for stage in tried.quota.funnels[0].stages] == [300, 15]
    by_hand = quota(
        plan(
            funnels=[
                {"name": "acquisition", "deal_value": 30000, "stages": [PROSPECT, {**OPPORTUNITY, "conversion": "1/5"}]}
            ]
        )
    )
    assert tried.quota.chance == by_hand.chance
    assert tried.people == 3
    assert tried.budget == Decimal(9000)


def test_a_target_from_the_command_line_holds_in_scenarios_too() -> None:
    made = trying(**{"funnels.acquisition.deal_value": 45000})
    _, tried = outcomes(made, quota(made, target=180000), Request(180000))
    assert tried.quota is not None
    assert tried.quota.target == Fraction(180000)
    assert tried.quota.funnels[0].deals == 4


def test_screen_json_and_document_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(
        "salesplan: 1\ntitle: a\ncurrency: EUR\nperiod: 2027-01\ngoals: [{name: r, metric: revenue, target: 90000}]\n"
        "funnels:\n  - name: acquisition\n    deal_value: 30000\n    stages:\n"
        "      - {name: prospect, sourced_by: marketing, conversion: 1/20}\n"
        "      - {name: opportunity, conversion: 1/4, actions: {sales: {call: 8}}}\n"
        "scenarios: {cautious: {funnels.acquisition.stages.opportunity.conversion: 1/5}}\n"
    )
    (told,) = json.loads(salesplan(tmp_path, "quota", "--format", "json").out)["scenarios"]
    assert told["name"] == "cautious"
    assert told["changes"] == [
        {"path": "funnels.acquisition.stages.opportunity.conversion", "before": "1/4", "after": "1/5"}
    ]
    assert [stage["count"] for stage in told["funnels"][0]["stages"]] == [300, 15]
    assert "Conversion of opportunities 1/5 instead of 1/4" in salesplan(tmp_path, "quota").out
    page = salesplan(tmp_path, "render", "--format", "markdown").out
    assert "Conversion of opportunities 1/5 instead of 1/4" in page
    assert "| Scenario | What changes | Deals | Prospects | Chance |" in re.sub(" +", " ", page)
    assert re.search(r"\| cautious +\| Conversion.*\| +3 \| +300 \|", page)
    alone = salesplan(tmp_path, "quota", "--scenario", "cautious").out
    assert "Scenarios" not in alone


def columns_of(**scenario: Any) -> list[str]:
    made = trying(**scenario)
    (table,) = scenario_table(outcomes(made, quota(made)), words_for("en"), numbers_for("en"), "EUR")
    return [column.key for column in table.columns]


def test_a_target_that_no_scenario_changes_takes_no_room() -> None:
    assert columns_of(**{"funnels.acquisition.deal_value": 45000}) == [
        "scenario", "changes", "deals", "first-prospect", "people", "chance"
    ]  # fmt: skip
    assert "target" in columns_of(**{"goals.New revenue.target": 120000})
