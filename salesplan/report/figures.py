"""What has been computed for a plan and goes into its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salesplan.quotas import Quota
from salesplan.report.blocks import Block, Headline


@dataclass(frozen=True, slots=True)
class Figures:
    """The results a document shows; what is absent is left out.

    `headlines` go after the document's own, `blocks` to the end of the sections of these keys: the way in for what
    further modules compute.
    """

    quota: Quota | None = None
    headlines: tuple[Headline, ...] = ()
    blocks: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
