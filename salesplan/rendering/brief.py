"""What a document is asked to be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.finding import Locate, nowhere
from salesplan.model.plan import Plan
from salesplan.progress.followed import Followed
from salesplan.quotas.quota import Quota, quota
from salesplan.report.document.figures import LONGEST_IN_WEEKS

if TYPE_CHECKING:
    from salesplan.measuring.measurement import Measurement


class Brief(Struct, frozen=True):
    """A document of `plan`, which speaks the language it is to be in.

    `target` is revenue in the plan's currency, `confidence` a share; None is what the plan says. `measurement` is what
    its records say, None without records; `followed` is where the plan stands by them. `template`, `logo` and `color`
    are its looks, each for some formats only. `person` asks for the page of somebody of the team, or of a segment, in
    the week of `on` (today if None).
    """

    plan: Plan
    target: Decimal | Fraction | float | None = None
    confidence: Decimal | Fraction | float | None = None
    measurement: Measurement | None = None
    followed: Followed = Followed()
    template: Path | None = None
    logo: Path | None = None
    color: str | None = None
    person: str | None = None
    on: date | None = None
    locate: Locate = nowhere

    def quota(self, by: str) -> Quota | None:
        """What the plan's funnels ask for, by part of the period where it has one; None for a plan without funnels.

        Raises:
            PlanError: the plan lacks a figure that the quotas need.
        """
        plan = self.plan
        if not plan.funnels:
            return None
        split = by if plan.period else "period"
        return quota(plan, target=self.target, confidence=self.confidence, by=split, locate=self.locate)

    @property
    def split(self) -> str:
        """The part of the period by which the quotas are shown: a table that can be read."""
        dates = self.plan.dates
        return "week" if dates is None or len(dates) <= LONGEST_IN_WEEKS else "month"
