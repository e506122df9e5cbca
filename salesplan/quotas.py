"""The quota command's answer: everything the funnels of a plan ask of its team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from salesplan.funnel import FunnelQuota, SegmentQuota, back_calculate, segment_quotas
from salesplan.goals import demands
from salesplan.model.plan import Plan
from salesplan.periods import Period

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Quota:
    """What a target takes: records at each stage of each funnel, and actions of each team segment.

    `target` is revenue in `currency`; None where no goal is on revenue.
    """

    title: str
    currency: str
    target: Fraction | None
    period: Period | None
    funnels: tuple[FunnelQuota, ...]
    segments: tuple[SegmentQuota, ...]

    def to_frame(self) -> pd.DataFrame:
        """The quotas as a data frame: one row for each segment and action, with its count."""
        import pandas as pd

        rows = [(segment.name, quota.action, quota.count) for segment in self.segments for quota in segment.quotas]
        return pd.DataFrame(rows, columns=["segment", "action", "count"])


def total_target(funnels: Sequence[FunnelQuota]) -> Fraction | None:
    """The revenue all funnels are to bring; None where none of them has a revenue target."""
    targets = [funnel.target for funnel in funnels if funnel.target is not None]
    return sum(targets, Fraction(0)) if targets else None


def quota(plan: Plan, *, target: Decimal | int | None = None) -> Quota:
    """Walk the plan's funnels back from its goals, or from `target` (revenue in the plan's currency).

    Raises:
        ValueError: where the plan lacks a figure that the walk needs, such as a stage's conversion.
    """
    asked = demands(plan.funnels, plan.goals, Decimal(target) if target is not None else None)
    counted = tuple(back_calculate(demand.funnel, demand.revenue, demand.deals) for demand in asked)
    segments = segment_quotas(zip(plan.funnels, counted, strict=True))
    return Quota(plan.title, plan.currency or "", total_target(counted), plan.dates, counted, segments)
