"""Plans whose pages are moved, random settings for them, and what the program answers for such settings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from salesplan.loading import read_plan
from salesplan.model.amounts import AmountRange
from salesplan.model.plan import Plan
from salesplan.quotas.quota import Quota, quota
from salesplan.report.document.build import plan_document
from salesplan.report.document.figures import Figures
from salesplan.report.document.what_if.page import WhatIf, what_if
from salesplan.report.document.writers.html import document_html
from salesplan.report.language.voice import voice_for
from tests.build import OPPORTUNITY, PROSPECT, plan
from tests.report import plans

Settings = Mapping[str, Fraction | None]

EXAMPLES = Path(__file__).parents[2] / "examples"

HOSTILE = "</script><img src=x onerror=alert(1)> \"'&<!-- ${1} {counted}"
PEOPLE = {
    "prospecting": {
        "members": [
            {"name": "Ann", "starts": "2027-01-18", "ramp": ["0%", "50%", "100%"]},
            {"name": "Bob", "quota_share": "45%", "time_off": ["2027-02-01 to 2027-02-12"]},
            {"name": "Cid", "hours_per_week": 18},
        ]
    },
    "sales": {"headcount": 3},
}


def worked_example() -> Plan:
    """The worked example."""
    return plan()


def with_people() -> Plan:
    """A quarter with holidays, a ramp, time off, seasons and stages that take time."""
    stages = [{**PROSPECT, "days": 10}, {**OPPORTUNITY, "days": 20, "conversion": "2/7"}]
    return plan(
        period="2027-Q1",
        calendar={"country": "FR"},
        team=PEOPLE,
        actions={"call": {"minutes": 6}, "meeting": {"minutes": 60}},
        seasonality={"2027-01": "20%", "2027-02": "30%", "2027-03": "50%"},
        goals=[{"name": "New revenue", "metric": "revenue", "target": 210000, "baseline": 180000}],
        funnels=[{"name": "acquisition", "deal_value": 12500, "overassignment": "110%", "stages": stages}],
    )


def several() -> Plan:
    """Three funnels that share a goal, one without a name of its own for its actions."""
    renewal = [
        {"name": "customer", "conversion": "4/5", "actions": {"sales": {"call": 2}, "customer success": {"visit": 1}}}
    ]
    return plan(
        funnels=[
            {"name": "acquisition", "share": "60%", "deal_value": 9000, "stages": [PROSPECT, OPPORTUNITY]},
            {"name": "renewal", "share": "1/5", "deal_value": 4000, "stages": renewal},
            {"name": "upsell", "deal_value": 2500, "overassignment": "5/4", "stages": renewal},
        ]
    )


def with_open() -> Plan:
    """Records open at both stages of one funnel, and in another all that is needed."""
    stages = [{**PROSPECT, "open": 31}, {**OPPORTUNITY, "open": 14}]
    renewal = [{"name": "customer", "conversion": "4/5", "open": 40, "sourced_by": "sales"}]
    return plan(
        period=None,
        goals=[{"name": "New revenue", "metric": "revenue", "target": 400000}],
        funnels=[
            {"name": "acquisition", "share": "90%", "deal_value": 30000, "stages": stages},
            {"name": "renewal", "share": "10%", "deal_value": 2000, "stages": renewal},
        ],
    )


def open_over_weeks() -> Plan:
    """A few open records, and the rest spread over a quarter."""
    stages = [{**PROSPECT, "open": 2, "days": 10}, {**OPPORTUNITY, "open": 3, "days": 20}]
    return plan(period="2027-Q1", funnels=[{"name": "acquisition", "deal_value": 6000, "stages": stages}])


def two_goals() -> Plan:
    """Revenue of one funnel and won deals of another: two bets, each to be surer than both together."""
    return plan(
        goals=[
            {"name": "New revenue", "metric": "revenue", "target": 90000, "funnel": "acquisition"},
            {"name": "Renewals", "metric": "deals", "target": 7, "funnel": "renewal"},
        ],
        funnels=[
            {"name": "acquisition", "deal_value": 30000, "stages": [PROSPECT, OPPORTUNITY]},
            {"name": "renewal", "deal_value": 1000, "stages": [{"name": "customer", "conversion": "1/2"}]},
        ],
    )


def deals_too() -> Plan:
    """Goals on revenue and on deals that the funnels share: one works for its deals, one for its revenue."""
    return plan(
        goals=[
            {"name": "New revenue", "metric": "revenue", "target": 90000},
            {"name": "Customers", "metric": "customers", "target": 10},
            {"name": "Upsells", "metric": "deals", "target": 3, "funnel": "upsell"},
        ],
        funnels=[
            {"name": "acquisition", "share": "60%", "deal_value": 30000, "stages": [PROSPECT, OPPORTUNITY]},
            {
                "name": "renewal",
                "share": "40%",
                "deal_value": 4000,
                "stages": [{"name": "customer", "conversion": "1/2"}],
            },
            {"name": "upsell", "deal_value": 2500, "overassignment": "3/2", "stages": [OPPORTUNITY]},
        ],
    )


def in_french() -> Plan:
    """French words and figures; a currency with cents."""
    return plan(language="fr", goals=[{"name": "CA", "metric": "revenue", "target": 1234567}])


def in_italian() -> Plan:
    """Italian words, where a point groups thousands; a yen has no cents."""
    return plan(language="it", currency="JPY", goals=[{"name": "Ricavi", "metric": "revenue", "target": 9000000}])


def hostile() -> Plan:
    """Names that would break out of a page that trusts them."""
    stages = [{"name": HOSTILE, "conversion": "1/3", "sourced_by": HOSTILE, "actions": {HOSTILE: {HOSTILE: 2}}}]
    return plan(title=HOSTILE, funnels=[{"name": HOSTILE, "deal_value": 30000, "stages": stages}])


def full() -> Plan:
    """Every key; its rates rest on evidence."""
    return plans.full()[0]


def answered(made: Plan, target: Decimal | None = None, confidence: Fraction | None = None) -> Quota:
    """The program's answer, by week where the plan has a period."""
    return quota(made, target=target, confidence=confidence, by="week" if made.dates else "period")


def half_year() -> Plan:
    """Two funnels, one of them with a range of deal values, all rates measured."""
    reading = read_plan(EXAMPLES / "half-year.yaml")
    assert reading.plan is not None
    return reading.plan


def evidence_only() -> Plan:
    """One value a deal, and rates that rest on little."""
    stages = [{**PROSPECT, "evidence": "12 of 240"}, {**OPPORTUNITY, "evidence": "6 of 24"}]
    return plan(funnels=[{"name": "acquisition", "deal_value": 30000, "stages": stages}])


def range_only() -> Plan:
    """Certain rates, and deals worth a wide range."""
    return plan(funnels=[{"name": "acquisition", "deal_value": "8000 to 90000", "stages": [PROSPECT, OPPORTUNITY]}])


def deals_on_evidence() -> Plan:
    """A goal of won deals."""
    stages = [{**PROSPECT, "evidence": "12 of 240"}, OPPORTUNITY]
    goals = [{"name": "Deals", "metric": "deals", "target": 7}]
    return plan(goals=goals, funnels=[{"name": "acquisition", "deal_value": 30000, "stages": stages}])


def all_won_so_far() -> Plan:
    """A rate of nearly everything, on little evidence."""
    stages = [{**PROSPECT, "conversion": "90%", "evidence": "9 of 10"}, {**OPPORTUNITY, "conversion": "95%"}]
    return plan(funnels=[{"name": "renewal", "deal_value": 3000, "stages": stages}])


def open_and_uncertain() -> Plan:
    """Records open on the way beside evidence."""
    stages = [{**PROSPECT, "evidence": "12 of 240"}, {**OPPORTUNITY, "open": 3}]
    return plan(funnels=[{"name": "acquisition", "deal_value": 30000, "stages": stages}])


def controls(made: Plan) -> WhatIf:
    """The controls of the plan's page."""
    found = what_if(voice_for(made.language, made.currency, made.dates), made, Figures(answered(made)))
    assert found is not None
    return found


def page_of(made: Plan) -> str:
    """The plan's page with its controls."""
    return document_html(plan_document(made, Figures(answered(made))), what_if=controls(made))


def expected_page(made: Plan, settings: Settings) -> str:
    """The page that the program writes for a plan with these settings."""
    moved, answer = moved_plan(made, settings)
    return document_html(plan_document(moved, Figures(answer)))


def moved_plan(made: Plan, settings: Settings) -> tuple[Plan, Quota]:
    """The plan with the settings written into it, and its answer."""
    funnels = []
    for place, funnel in enumerate(made.funnels):
        stages = []
        for at, stage in enumerate(funnel.stages):
            rate = settings.get(f"rate{place}.{at}")
            stages.append(stage.model_copy(update={"conversion": rate, "evidence": None}) if rate else stage)
        changes: dict[str, Any] = {"stages": tuple(stages)}
        if value := settings.get(f"value{place}"):
            changes["deal_value"] = AmountRange(decimal(value), decimal(value))
        if over := settings.get(f"over{place}"):
            changes["overassignment"] = over
        funnels.append(funnel.model_copy(update=changes))
    moved = made.model_copy(update={"funnels": tuple(funnels)})
    target = settings.get("target")
    return moved, answered(moved, decimal(target) if target else None, settings.get("confidence"))


def decimal(value: Fraction) -> Decimal:
    """An amount with few decimals, exactly."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def random_settings(made: WhatIf, random: Random) -> Settings:
    """Some of the dials, at places of their sliders or at figures that a reader might type."""
    dials = [dial for group in made.groups for dial in group.dials]
    found: dict[str, Fraction | None] = {}
    for dial in random.sample(dials, random.randint(1, len(dials))):
        value = dial.unit * random.randint(max(1, dial.low), dial.high)
        if dial.kind == "rate" and random.random() < 0.3:
            value = Fraction(random.randint(1, 9), random.randint(9, 60))
        if dial.kind == "confidence":
            value = Fraction(random.choice([random.randint(50, 99) * 10, random.randint(500, 999)]), 1000)
        if value != dial.value:
            found[dial.key] = value
    return found


def as_texts(settings: Settings) -> dict[str, str | None]:
    """Settings as a page takes them."""
    return {key: None if value is None else str(value) for key, value in settings.items()}
