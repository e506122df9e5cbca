"""Small plans for tests, built from the plan language's own values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from salesplan.model.funnel import Funnel
from salesplan.model.goal import Goal
from salesplan.model.plan import Plan

PROSPECT: dict[str, Any] = {
    "name": "prospect",
    "sourced_by": "marketing",
    "conversion": "1/20",
    "actions": {"prospecting": {"call": 3}},
}
OPPORTUNITY: dict[str, Any] = {
    "name": "opportunity",
    "conversion": "1/4",
    "actions": {"sales": {"call": 8, "meeting": 1, "proposal": 2}},
}


def funnel(**changes: Any) -> Funnel:
    """The worked example's funnel with changes."""
    keys = {"name": "acquisition", "deal_value": 30000, "stages": [PROSPECT, OPPORTUNITY], **changes}
    return Funnel.model_validate(keys)


def goal(metric: str, target: Any, **keys: Any) -> Goal:
    """A goal on a metric."""
    return Goal.model_validate({"name": metric, "metric": metric, "target": target, **keys})


def plan(**changes: Any) -> Plan:
    """The worked example as a plan, with changes to its top-level keys."""
    keys: dict[str, Any] = {
        "salesplan": 1,
        "title": "Worked example",
        "currency": "EUR",
        "period": "2027-01",
        "goals": [{"name": "New revenue", "metric": "revenue", "target": 90000}],
        "funnels": [{"name": "acquisition", "deal_value": 30000, "stages": [PROSPECT, OPPORTUNITY]}],
        **changes,
    }
    return Plan.model_validate(keys)


def money(text: str) -> Decimal:
    """An exact amount."""
    return Decimal(text)
