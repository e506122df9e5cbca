"""What has been computed for a plan and goes into its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol

from salesplan.quotas import Quota
from salesplan.report.blocks import Block, Headline


class Slot(Protocol):
    """So many of an action for a segment (and a rep, if any) between two days."""

    @property
    def segment(self) -> str:
        """The team segment."""

    @property
    def start(self) -> date:
        """The first day."""

    @property
    def end(self) -> date:
        """The last day."""

    @property
    def action(self) -> str:
        """The action."""

    @property
    def count(self) -> int:
        """How many."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The results a document shows; what is absent is left out.

    `probability` is the chance of reaching the target with these quotas, `confidence` the chance they were sized for,
    `capacity` the work they ask for as a share of the hours there are.
    `slots` is the schedule by week. `headlines` go after the document's own, `blocks` to the end of the sections of
    these keys.
    """

    quota: Quota | None = None
    probability: float | None = None
    confidence: float | None = None
    capacity: Fraction | None = None
    slots: tuple[Slot, ...] = ()
    headlines: tuple[Headline, ...] = ()
    blocks: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
