"""LibreOffice works every formula out anew and finds what the command line prints."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salesplan.model.plan import Plan
from salesplan.quotas.quota import quota
from salesplan.report.xlsx import workbook
from tests.build import OPPORTUNITY, PROSPECT, plan
from tests.report.office import changed, converted, figures, formulas, same
from tests.report.plans import FULL, huge

pytestmark = pytest.mark.heavy("libreoffice")

TEAM = {
    "marketing": {"headcount": 2},
    "prospecting": {
        "members": [
            {"name": "Ada", "quota_share": "40%"},
            {"name": "Bo", "starts": "2027-01-18", "ramp": ["25%", "50%", "100%"]},
            {"name": "Cy", "time_off": ["2027-02-01 to 2027-02-12"], "ends": "2027-03-19"},
        ]
    },
    "sales": {"members": [{"name": "Di", "hours_per_week": 20}, {"name": "Ed"}]},
}
ACTIONS = {"call": {"minutes": 7}, "meeting": {"minutes": 50}, "proposal": {"minutes": 90}}
QUARTER: dict[str, Any] = {
    "period": "2027-Q1",
    "team": TEAM,
    "actions": ACTIONS,
    "budget": {
        "contingency": "12.5%",
        "margin": "55%",
        "limit": 20000,
        "lines": [{"item": "Fair", "amount": Decimal("1234.56")}],
    },
}


def funnel(name: str, prospect: str = "1/20", opportunity: str = "1/4", **keys: Any) -> dict[str, Any]:
    stages = [{**PROSPECT, "conversion": prospect}, {**OPPORTUNITY, "conversion": opportunity}]
    return {"name": name, "deal_value": 30000, "stages": stages, **keys}


def goals(**targets: Any) -> list[dict[str, Any]]:
    return [{"name": metric, "metric": metric, "target": target} for metric, target in targets.items()]


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, int | Decimal]]] = {
    "as written": ({}, {}, {}),
    "another target and deal value": (
        QUARTER,
        {
            "goals": goals(revenue=Decimal("1234567.89")),
            "funnels": [{**funnel("acquisition"), "deal_value": Decimal("4321.5")}],
        },
        {"target": Decimal("1234567.89"), "deal_value_acquisition": Decimal("4321.5")},
    ),
    "rates that floats get wrong": (
        QUARTER,
        {"funnels": [funnel("acquisition", "35%", "1/3")]},
        {
            "conversion_acquisition_prospect": Decimal("0.35"),
            "conversion_acquisition_opportunity": Decimal("0.3333333333333333"),
        },
    ),
    "seasons": (
        {**QUARTER, "seasonality": {"2027-01": "30%", "2027-02": "30%", "2027-03": "40%"}},
        {"goals": goals(revenue=777777)},
        {"target": 777777},
    ),
    "stages that take time": (
        {
            **QUARTER,
            "funnels": [{**funnel("acquisition"), "stages": [{**PROSPECT, "days": 14}, {**OPPORTUNITY, "days": 21}]}],
        },
        {"goals": goals(revenue=333333)},
        {"target": 333333},
    ),
    "shares, street quota, deals": (
        {
            **QUARTER, "goals": goals(revenue=900000, deals=37),
            "funnels": [
                funnel("acquisition", share="70%", overassignment="110%"), funnel("renewal", "1/2", share="30%"),
            ],
        },
        {
            "goals": goals(revenue=450000, deals=45),
            "funnels": [
                funnel("acquisition", share="55%", overassignment="125%"), funnel("renewal", "1/2", share="45%"),
            ],
        },
        {"target": 450000, "target_deals": 45, "share_acquisition": Decimal("0.55"), "share_renewal": Decimal("0.45"),
         "overassignment_acquisition": Decimal("1.25")},
    ),
    "records that are open": (
        {**QUARTER, "goals": goals(revenue=360000), "funnels": [{**funnel("acquisition"), "stages": [
            {**PROSPECT, "open": 25}, {**OPPORTUNITY, "open": 14}]}]},
        {"goals": goals(revenue=600000), "funnels": [{**funnel("acquisition"), "stages": [
            {**PROSPECT, "open": 7}, {**OPPORTUNITY, "open": 33}]}]},
        {"target": 600000, "open_acquisition_prospect": 7, "open_acquisition_opportunity": 33},
    ),
    "actions by the half": (
        QUARTER,
        {"funnels": [{**funnel("acquisition"), "stages": [
            {**PROSPECT, "actions": {"prospecting": {"call": Decimal("2.35")}}}, OPPORTUNITY]}],
         "actions": {**ACTIONS, "call": {"minutes": Decimal("4.5")}}},
        {"actions_acquisition_prospect_prospecting_call": Decimal("2.35"), "minutes_call": Decimal("4.5")},
    ),
    "budget": (
        QUARTER,
        {"budget": {**QUARTER["budget"], "contingency": "7%", "margin": "62%",
                    "lines": [{"item": "Fair", "amount": Decimal("99.50")}]}},
        {"budget_fair": Decimal("99.50"), "budget_contingency": Decimal("0.07"), "budget_margin": Decimal("0.62")},
    ),
    "a funnel that wins deals of its own, in French": (
        {
            **QUARTER, "language": "fr",
            "goals": [*goals(revenue=900000, deals=80), {"name": "plus", "metric": "customers", "target": 9,
                                                         "funnel": "renewal"}],
            "funnels": [funnel("acquisition"), funnel("renewal", "1/2", overassignment="150%")],
        },
        {
            "goals": [*goals(revenue=1200000, deals=35), {"name": "plus", "metric": "customers", "target": 11,
                                                          "funnel": "renewal"}],
        },
        {"target": 1200000, "target_deals": 35, "target_deals_renewal": 11},
    ),
    "every key": ({"full": True}, {"goals": [{**FULL["goals"][0], "target": 555555}]}, {"target_acquisition": 555555}),
}  # fmt: skip


def made_from(keys: dict[str, Any]) -> Plan:
    if keys.get("full"):
        return Plan.model_validate({**FULL, **{key: value for key, value in keys.items() if key != "full"}})
    return plan(**keys)


def paid(live: dict[Any, str]) -> dict[Any, str]:
    """The cells with pay: tiers follow the target in steps, so the sheet knows it of the plan's own target alone."""
    told = {place: text for place, text in live.items() if place[0] == "Budget"}
    return {place: text for place, text in told.items() if text.endswith(',"")') or '="","",' in text}


def without(live: dict[Any, str], stated: dict[Any, str]) -> dict[Any, str]:
    return {place: text for place, text in live.items() if place not in stated}


@pytest.mark.parametrize("case", CASES)
def test_no_cell_differs_from_the_command_line(case: str, tmp_path: Path) -> None:
    """A workbook with changed inputs, recalculated, against the workbook of the plan with the same changes."""
    keys, changes, inputs = CASES[case]
    before, after = made_from(keys), made_from({**keys, **changes})
    workbook_before, workbook_after = workbook(before, quota(before)), workbook(after, quota(after))
    found = figures(converted(changed(workbook_before, inputs), "xlsx", tmp_path))
    meant, live = figures(workbook_after), formulas(workbook_after)
    assert len(live) > 500
    stated = paid(live)
    earlier = formulas(workbook_before)
    assert without(live, stated) == without(earlier, stated), "both workbooks have the same formulas"
    assert live.keys() == earlier.keys()
    if inputs:
        assert all(same(found.get(place), "") for place in stated), "pay is told of the plan's own target alone"
    pairs = {place: (meant.get(place), found.get(place)) for place in without(live, stated if inputs else {})}
    assert {place: pair for place, pair in pairs.items() if not same(*pair)} == {}
    assert not [value for value in found.values() if isinstance(value, str) and value.startswith("#")]
    if inputs:
        stale = figures(workbook_before)
        assert any(not same(stale.get(place), found.get(place)) for place in live), "nothing was worked out anew"


def test_the_schedule_adds_up_to_quotas_that_the_command_line_gives(tmp_path: Path) -> None:
    before, after = plan(**QUARTER), plan(**{**QUARTER, "goals": goals(revenue=1000000)})
    found = figures(converted(changed(workbook(before, quota(before)), {"target": 1000000}), "xlsx", tmp_path))
    answer = quota(after, by="week", per="rep")
    weeks = [value for (sheet, cell), value in found.items() if sheet == "Schedule" and cell[0] == "D"]
    totals = {int(value) for value in weeks if isinstance(value, int | float)}
    assert totals >= {each.count for segment in answer.segments for each in segment.quotas}
    per_rep: dict[tuple[str | None, str], int] = {}
    for slot in answer.slots:
        per_rep[slot.rep, slot.action] = per_rep.get((slot.rep, slot.action), 0) + slot.count
    assert totals >= set(per_rep.values())


def test_a_huge_plan(tmp_path: Path) -> None:
    made, _ = huge()
    book = workbook(made, quota(made))
    found, meant, live = figures(converted(book, "xlsx", tmp_path)), figures(book), formulas(book)
    assert len(live) > 100_000
    assert [place for place in live if not same(meant.get(place), found.get(place))] == []
