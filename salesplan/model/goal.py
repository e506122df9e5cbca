"""What the plan is to reach."""

from typing import Final

from pydantic import Field

from salesplan.model.days import Day
from salesplan.model.part import Part
from salesplan.model.rates import Quantity
from salesplan.model.scalars import Text

DRIVING_METRICS: Final = ("revenue", "deals", "customers")
"""Goals on these drive the funnels: quotas are worked out from them."""

METRICS: Final = (
    *DRIVING_METRICS,
    "win_rate",
    "conversion",
    "cycle_days",
    "average_deal",
    "revenue_per_account",
    "sales_velocity",
    "coverage",
    "attainment",
    "growth",
    "profit_margin",
    "cac",
    "ltv",
    "ltv_cac",
    "roi",
    "churn",
    "nps",
    "forecast_accuracy",
    "ramp_up_days",
    "quota_attainment",
    "nrr",
    "grr",
    "payback",
)
"""The metrics that goals and KPIs may name, besides the plan's own stages and actions."""


class Goal(Part):
    """A goal: a metric and the figure it is to reach."""

    name: Text = Field(description="What the goal is called.")
    metric: Text = Field(description="What is measured: revenue, deals, customers, win_rate, or another known metric.")
    target: Quantity = Field(description="The figure to reach: an amount, a count, or a rate such as 30%.")
    baseline: Quantity | None = Field(None, description="The figure today, to show the growth asked for.")
    by: Day | None = Field(None, description="The day by which it is to be reached; the end of the period if absent.")
    owner: Text | None = Field(None, description="Who answers for it.")
    funnel: Text | None = Field(None, description="The funnel it drives, if it is a funnel's own goal.")
