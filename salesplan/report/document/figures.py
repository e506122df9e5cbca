"""What has been computed for a plan and goes into its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from salesplan.indicators.budget import BudgetReview
from salesplan.quotas.quota import Quota
from salesplan.quotas.ramping import RampMonth
from salesplan.report.document.blocks import Block, Headline
from salesplan.scheduling.schedule import Slot

LONGEST_IN_WEEKS = 100
"""Days up to which a schedule is shown by week; longer ones are by month: tables that can be read."""


class Figures(Struct, frozen=True, dict=True):
    """The results a document shows; what is absent is left out.

    `headlines` go after the document's own, `blocks` to the end of the sections of these keys: the way in for what
    further modules compute. `expected` is the chance of the target by the records, where they tell: it then stands on
    the first page, and that of the plan is called what it was at the start. So it is where the period `is_over`.
    `ramps` are what the records show of how people of each segment grew into their quota. `review` is the plan's budget
    beside what it costs and earns, filled in by the document where it is not given.
    """

    quota: Quota | None = None
    headlines: tuple[Headline, ...] = ()
    blocks: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    expected: float | None = None
    is_over: bool = False
    ramps: Mapping[str, Sequence[RampMonth]] = field(default_factory=dict)
    review: BudgetReview | None = None

    @property
    def view(self) -> str:
        """How the document shows the schedule: by month or week as the quota was asked for, else by what suits it."""
        if self.quota and self.quota.by in {"week", "month"}:
            return self.quota.by
        assignment = self.quota.assignment if self.quota else None
        return "month" if assignment and len(assignment.period) > LONGEST_IN_WEEKS else "week"

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The schedule that the document shows."""
        assignment = self.quota.assignment if self.quota else None
        return assignment.slots(self.view, per_rep=False) if assignment else ()
