"""What has been computed for a plan and goes into its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salesplan.quotas import Quota
from salesplan.report.blocks import Block, Headline
from salesplan.schedule import Slot

LONGEST_IN_WEEKS = 100
"""Days up to which a schedule is shown by week; longer ones are by month: tables that can be read."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The results a document shows; what is absent is left out.

    `headlines` go after the document's own, `blocks` to the end of the sections of these keys: the way in for what
    further modules compute.
    """

    quota: Quota | None = None
    headlines: tuple[Headline, ...] = ()
    blocks: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The schedule that the document shows: by month or week as the quota was asked for, else by what suits it."""
        assignment = self.quota.assignment if self.quota else None
        if self.quota is None or assignment is None:
            return ()
        usual = "week" if len(assignment.period) <= LONGEST_IN_WEEKS else "month"
        view = self.quota.by if self.quota.by in {"week", "month"} else usual
        return assignment.slots(view, per_rep=False)
