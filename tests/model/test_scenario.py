"""Scenarios change anything a plan can say: each is the plan edited by hand; mistakes are told where they stand."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.checks import check
from salesplan.loading import check_whole
from salesplan.model.plan import Plan
from salesplan.model.scenario import scenario
from salesplan.reading.plan import read_plan_text

BASE: dict[str, Any] = {
    "salesplan": 1,
    "title": "Base",
    "currency": "EUR",
    "period": "2027-Q1",
    "goals": [{"name": "New revenue", "metric": "revenue", "target": 90000}],
    "swot": {"strengths": ["quick", "near"]},
    "team": {
        "inside": {"members": [{"name": "Aylin"}, {"name": "Bo B.V.", "hours_per_week": 30}, {"name": "Cleo"}]},
        "field": {"headcount": 2},
    },
    "actions": {"call": {"minutes": 6}},
    "funnels": [
        {
            "name": "acquisition",
            "deal_value": 30000,
            "stages": [
                {"name": "prospect", "conversion": "1/20", "actions": {"inside": {"call": 3}}},
                {"name": "offer", "conversion": "1/4", "actions": {"field": {"call": 8}}},
            ],
        }
    ],
    "seasonality": {"2027-01": "40%", "2027-02": "30%", "2027-03": "30%"},
    "milestones": [{"title": "Half", "day": 45}],
    "budget": {"contingency": "10%", "lines": [{"item": "Fair", "amount": 9000}]},
    "compensation": [{"name": "P", "for": ["inside"], "tiers": [{"to": "100%", "rate": "8%"}, {"rate": "10%"}]}],
}

Edit = tuple[str, Any, tuple[Any, ...], str]
"""A path as a scenario writes it, its value, the same place in the file, and what is done there."""

EDITS: tuple[Edit, ...] = (
    (
        "team.inside.members",
        [{"name": "Dan"}, {"name": "Eve", "starts": "2027-02-01"}],
        ("team", "inside", "members"),
        "set",
    ),
    ("team.inside.members.Aylin.ends", "2027-02-28", ("team", "inside", "members", 0, "ends"), "set"),
    ("team.inside.members.Bo B.V.", None, ("team", "inside", "members", 1), "del"),
    ("team.inside.members.Bo B.V..hours_per_week", None, ("team", "inside", "members", 1, "hours_per_week"), "del"),
    ("team.inside.members.Cleo", {"ramp": ["50%", "100%"]}, ("team", "inside", "members", 2), "named"),
    ("team.inside.members.+Dan", {"starts": "2027-02-01"}, ("team", "inside", "members", 3), "add Dan"),
    ("team.inside.members.+", [{"name": "Dan"}, {"name": "Eve"}], ("team", "inside", "members", 3), "add all"),
    ("team.inside.members.+1", {"name": "Zoe"}, ("team", "inside", "members", 0), "add"),
    ("team.field", {"headcount": 5}, ("team", "field"), "set"),
    ("team.+partners", {"headcount": 1}, ("team", "partners"), "set"),
    ("team.field.headcount", None, ("team", "field", "headcount"), "del"),
    ("swot.strengths.+", "cheap", ("swot", "strengths", 2), "add"),
    ("swot.strengths.1", None, ("swot", "strengths", 0), "del"),
    ("funnels.acquisition.stages.+2", {"name": "demo", "conversion": "50%"}, ("funnels", 0, "stages", 1), "add"),
    (
        "funnels.acquisition.stages.offer.actions.field.+visit",
        2,
        ("funnels", 0, "stages", 1, "actions", "field", "visit"),
        "set",
    ),
    ("funnels.acquisition.deal_value", "20000 to 45000", ("funnels", 0, "deal_value"), "set"),
    ("milestones.Half", None, ("milestones", 0), "del"),
    ("milestones.+", {"title": "End", "day": 80}, ("milestones", 1), "add"),
    ("budget.lines.+Ads", {"amount": 500}, ("budget", "lines", 1), "add item Ads"),
    ("budget.contingency", None, ("budget", "contingency"), "del"),
    ("compensation.P.tiers", [{"rate": "9%"}], ("compensation", 0, "tiers"), "set"),
    ("compensation.P.tiers.+1", {"to": "50%", "rate": "4%"}, ("compensation", 0, "tiers", 0), "add"),
    ("seasonality.2027-03", None, ("seasonality", "2027-03"), "del"),
    ("tracking", {"rhythm": {"actions": "weekly"}}, ("tracking",), "set"),
    ("period", {"start": "2027-01-04", "end": "2027-03-26"}, ("period",), "set"),
)


def edited(file: dict[str, Any], edit: Edit) -> dict[str, Any]:
    """The file after one change by hand."""
    _, value, place, how = edit
    made = deepcopy(file)
    holder: Any = made
    for step in place[:-1]:
        holder = holder[step]
    last = place[-1]
    if how == "del":
        del holder[last]
    elif how == "named":
        holder[last] = {"name": holder[last]["name"], **value}
    elif how == "add all":
        holder[last:last] = value
    elif how.startswith("add"):
        label = {how.split()[1] if how.startswith("add item") else "name": how.split()[-1]} if " " in how else {}
        holder.insert(last, {**label, **value} if label else value)
    else:
        holder[last] = value
    return made


def as_scenario(*edits: Edit) -> Plan:
    whole = Plan.model_validate({**BASE, "scenarios": {"tried": {path: value for path, value, *_ in edits}}})
    return scenario(whole, "tried")


def bare(plan: Plan) -> Plan:
    return plan.model_copy(update={"scenarios": {}})


@pytest.mark.parametrize("edit", EDITS, ids=[f"{path}-{how}" for path, _, _, how in EDITS])
def test_a_scenario_is_the_plan_edited_by_hand(edit: Edit) -> None:
    assert bare(as_scenario(edit)) == bare(Plan.model_validate(edited(BASE, edit)))


@given(st.sets(st.integers(0, len(EDITS) - 1), min_size=2, max_size=6))
def test_several_changes_are_made_to_the_plan_as_it_stands(places: set[int]) -> None:
    """Edits from the back to the front leave the places of the others as they are; one place is changed once."""
    chosen: list[Edit] = []
    for edit in sorted((EDITS[place] for place in places), key=lambda each: str(each[2]), reverse=True):
        if not any(edit[2][: len(other[2])] == other[2] or other[2][: len(edit[2])] == edit[2] for other in chosen):
            chosen.append(edit)
    by_hand = BASE
    for edit in chosen:
        by_hand = edited(by_hand, edit)
    assert bare(as_scenario(*chosen)) == bare(Plan.model_validate(by_hand))


def findings(scenarios: str, folder: Path = Path()) -> list[tuple[int, str, str, str]]:
    text = (
        "salesplan: 1\ntitle: T\ncurrency: EUR\nperiod: 2027-Q1\n"
        "goals: [{name: r, metric: revenue, target: 90000}]\n"
        "team:\n  inside: {members: [{name: Aylin, quota_share: 50%}, {name: Bo, quota_share: 50%}]}\n"
        "funnels:\n  - name: acquisition\n    deal_value: 30000\n"
        "    stages: [{name: offer, conversion: 1/4, actions: {inside: {call: 8}}}]\n"
        f"scenarios:\n  tried:\n{scenarios}"
    )
    reading = check_whole(read_plan_text(text, folder=folder))
    return [(each.span.line, each.code, each.message, each.hint) for each in reading.findings]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("team.inside.members.Aylinn.ends: 2027-02-28", "unknown-path", "did you mean 'Aylin'?"),
        (
            "team.inside.members: [{name: Aylin, hours_per_weak: 3}]",
            "value-does-not-fit",
            "did you mean 'hours_per_week'?",
        ),
        ("team.inside.members: [{starts: 2027-02-01}]", "value-does-not-fit", "'name' is missing"),
        ("team.inside.members: 3", "value-does-not-fit", "'members' is a list, not '3'"),
        ("team.inside: 3", "value-does-not-fit", "'inside' is a block of keys, not '3'"),
        ("team.inside.members.+Aylin: {starts: 2027-02-01}", "value-does-not-fit", "there is a 'Aylin' already"),
        ("team.inside.members.+: []", "value-does-not-fit", "nothing is added here"),
        ("team.+: {headcount: 1}", "value-does-not-fit", "needs a name"),
        ("title: null", "value-does-not-fit", "'title' cannot be left out"),
        ("team.inside.members.+Dan:", "null-value", "null to take it away"),
        ("seasonality.+2027-1: 10%", "value-does-not-fit", "is not a month"),
        ("budget.contingency: 5%", "unknown-path", "set it whole, as budget: {contingency: ...}"),
        ("team.inside.members.Bo: null", "scenario-sum", "add up to 50%"),
        ("team.inside.members.+Dan: {starts: 2027-05-01}", "member-outside", "Dan"),
        ("funnels.acquisition.stages.+: {name: demo, sourced_by: nobody}", "segment-unstaffed", "nobody"),
        ("team.inside.members.Bo.quota_share: 40%", "scenario-sum", "90%"),
    ],
)
def test_a_mistake_is_told_at_the_line_of_the_scenario(line: str, code: str, words: str) -> None:
    found = findings(f"    {line}\n")
    assert any(each[1] == code and each[0] in {13, 14} and words in " ".join(each[2:]) for each in found), found
    assert {each[0] for each in found} <= {13, 14}


def test_what_the_plan_itself_breaks_is_not_told_again_in_its_scenarios() -> None:
    plan = Plan.model_validate({**BASE, "milestones": [{"title": "Late", "day": 300}],
                                "scenarios": {"tried": {"title": "Other"}}})  # fmt: skip
    from salesplan.base.finding import nowhere

    found = check(plan, nowhere)
    assert [each.code for each in found if "tried" in each.message] == []
    assert any(each.code == "milestone-outside" for each in found)


def test_what_is_set_whole_and_in_part_is_a_mistake() -> None:
    found = findings("    team.inside.members: [{name: Dan}]\n    team.inside.members.Bo.ends: 2027-02-28\n")
    assert [(line, code) for line, code, *_ in found] == [(15, "value-does-not-fit")]
    assert "which is set whole" in found[0][2]


def test_a_list_may_be_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,hours_per_week\nDan,35\nEve,20\n", encoding="utf-8")
    assert findings("    team.inside.members: people.csv\n", tmp_path) == []
    (tmp_path / "people.csv").write_text("name,hours_per_week\nDan,lots\n", encoding="utf-8")
    [(line, code, message, _)] = findings("    team.inside.members: people.csv\n", tmp_path)
    assert (line, code) == (2, "value-does-not-fit")
    assert "lots" in message
    assert [each[1] for each in findings("    team.inside.members: nobody.csv\n", tmp_path)] == ["missing-file"]
