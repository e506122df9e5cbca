"""The quota of the plan a command works on."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from salesplan.base.finding import PlanError
from salesplan.console.given_plan import Usable, refuse
from salesplan.quotas.quota import Quota
from salesplan.quotas.quota import quota as back_calculate


def quota_of(
    reading: Usable,
    target: Decimal | None,
    confidence: Fraction | None,
    split: tuple[str, str] = ("period", "segment"),
) -> Quota:
    """The quota of a plan that has what it takes; else its gaps are shown and the command ends with exit code 1."""
    by, per = split
    try:
        return back_calculate(reading.plan, target=target, confidence=confidence, by=by, per=per, locate=reading.locate)
    except PlanError as gaps:
        refuse(reading.sources, gaps.findings)
