"""Sales plans as text: checked, worked back from the target to the calls of the week, made into documents.

>>> import salesplan
>>> plan = salesplan.load_plan("salesplan.yaml")
>>> salesplan.quota(plan, target=90000).to_frame()
       segment    action  count
0    marketing  prospect    240
1  prospecting      call    720
2        sales      call     96
3        sales   meeting     12
4        sales  proposal     24

`load_plan` refuses a plan with errors by raising `PlanError`; `read_plan` gives what could be read, with all findings.
Everything is imported when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesplan.base.finding import Finding, PlanError, SalesplanError, Unreadable
    from salesplan.importing.compare import Import, import_workbook
    from salesplan.indicators.budget import BudgetReview, budget
    from salesplan.indicators.exports import kpi
    from salesplan.indicators.indicator import Indicators
    from salesplan.loading import load_plan, read_plan
    from salesplan.measuring.exports import measure
    from salesplan.measuring.measurement import Measurement
    from salesplan.measuring.opening import count_opening
    from salesplan.model.plan import Plan
    from salesplan.pay.commission import Commission
    from salesplan.pay.exports import commission
    from salesplan.progress.exports import backtest, forecast, levers, pipeline, renewals, replan, track
    from salesplan.progress.forecast.backtest import Backtest
    from salesplan.progress.forecast.levers import Advice
    from salesplan.progress.forecast.prediction import Forecast
    from salesplan.progress.renewals import Renewals
    from salesplan.quotas.compare import Comparison, compare
    from salesplan.quotas.headcount import Headcount, capacity
    from salesplan.quotas.quota import Quota, quota
    from salesplan.reading.plan import Reading
    from salesplan.rendering.exports import render
    from salesplan.territories.plan import Territory, territory

__version__ = "0.2.0"

PLAN_FORMAT = 1
"""The version of the plan language, which every plan states in its key `salesplan`."""

__all__ = [
    "Advice",
    "Backtest",
    "BudgetReview",
    "Commission",
    "Comparison",
    "Finding",
    "Forecast",
    "Headcount",
    "Import",
    "Indicators",
    "Measurement",
    "Plan",
    "PlanError",
    "Quota",
    "Reading",
    "Renewals",
    "SalesplanError",
    "Territory",
    "Unreadable",
    "backtest",
    "budget",
    "capacity",
    "commission",
    "compare",
    "count_opening",
    "forecast",
    "import_workbook",
    "kpi",
    "levers",
    "load_plan",
    "measure",
    "pipeline",
    "quota",
    "read_plan",
    "render",
    "renewals",
    "replan",
    "territory",
    "track",
]

_HOMES = {
    "Indicators": "salesplan.indicators.indicator",
    "kpi": "salesplan.indicators.exports",
    "BudgetReview": "salesplan.indicators.budget",
    "budget": "salesplan.indicators.budget",
    "Commission": "salesplan.pay.commission",
    "commission": "salesplan.pay.exports",
    "Finding": "salesplan.base.finding",
    "Forecast": "salesplan.progress.forecast.prediction",
    "Headcount": "salesplan.quotas.headcount",
    "Import": "salesplan.importing.compare",
    "Measurement": "salesplan.measuring.measurement",
    "measure": "salesplan.measuring.exports",
    "render": "salesplan.rendering.exports",
    "Plan": "salesplan.model.plan",
    "PlanError": "salesplan.base.finding",
    "Quota": "salesplan.quotas.quota",
    "Reading": "salesplan.reading.plan",
    "SalesplanError": "salesplan.base.finding",
    "Territory": "salesplan.territories.plan",
    "Unreadable": "salesplan.base.finding",
    "Comparison": "salesplan.quotas.compare",
    "compare": "salesplan.quotas.compare",
    "forecast": "salesplan.progress.exports",
    "backtest": "salesplan.progress.exports",
    "levers": "salesplan.progress.exports",
    "Advice": "salesplan.progress.forecast.levers",
    "Backtest": "salesplan.progress.forecast.backtest",
    "capacity": "salesplan.quotas.headcount",
    "count_opening": "salesplan.measuring.opening",
    "import_workbook": "salesplan.importing.compare",
    "load_plan": "salesplan.loading",
    "pipeline": "salesplan.progress.exports",
    "quota": "salesplan.quotas.quota",
    "Renewals": "salesplan.progress.renewals",
    "renewals": "salesplan.progress.exports",
    "read_plan": "salesplan.loading",
    "replan": "salesplan.progress.exports",
    "track": "salesplan.progress.exports",
    "territory": "salesplan.territories.plan",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOMES:
        raise AttributeError(f"module 'salesplan' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
