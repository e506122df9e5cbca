"""Tracking: bounds of pace that rise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from salesplan.base.finding import Finding, Locate, error
from salesplan.base.sentence import sentence
from salesplan.checks.wording import percent
from salesplan.model.plan import Plan


def thresholds_rise(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Behind ends where on track begins, and on track where ahead does; absent bounds are 80%, 95% and 110%."""
    limits = plan.tracking.thresholds if plan.tracking else None
    if limits is None:
        return
    bounds = (
        (sentence("behind"), limits.behind),
        (sentence("on track"), limits.on_track),
        (sentence("ahead"), limits.ahead),
    )
    for (lower, low), (upper, high) in pairwise(bounds):
        if low >= high:
            stated = next(name for name in map(_key, (upper, lower)) if name in limits.model_fields_set)
            yield error(
                "thresholds-order",
                sentence(
                    "{lower} begins at {low} and {upper} at {high}: nobody could be {lower}",
                    lower=lower,
                    low=percent(low),
                    upper=upper,
                    high=percent(high),
                ),
                locate("tracking", "thresholds", stated),
                "let them rise: {ahead: 110%, on_track: 95%, behind: 80%}",
            )


def _key(name: str) -> str:
    return name.replace(" ", "_")
