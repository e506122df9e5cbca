"""Plan-as-code for sales teams.

>>> import salesplan
>>> plan = salesplan.load_plan("salesplan.yaml")
>>> salesplan.quota(plan, target=90000).to_frame()

Everything is imported when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesplan.finding import Finding, PlanError, SalesplanError, Unreadable
    from salesplan.model.plan import Plan
    from salesplan.quotas import Quota, quota
    from salesplan.reading.plan import load_plan, read_plan

__version__ = "0.1.0"

__all__ = ["Finding", "Plan", "PlanError", "Quota", "SalesplanError", "Unreadable", "load_plan", "quota", "read_plan"]

_HOMES = {
    "Finding": "salesplan.finding",
    "Plan": "salesplan.model.plan",
    "PlanError": "salesplan.finding",
    "Quota": "salesplan.quotas",
    "SalesplanError": "salesplan.finding",
    "Unreadable": "salesplan.finding",
    "load_plan": "salesplan.reading.plan",
    "quota": "salesplan.quotas",
    "read_plan": "salesplan.reading.plan",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOMES:
        raise AttributeError(f"module 'salesplan' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
