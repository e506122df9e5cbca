"""What of a counted plan can close within the period: the rest does not count towards its chance."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from salesplan.base.periods import Period
from salesplan.funnel import FunnelQuota
from salesplan.quotas.goals import Demand
from salesplan.quotas.likelihood import Growth, probability
from salesplan.scheduling.leads import Lead


def all_fit(leads: Sequence[Lead]) -> bool:
    """Whether every funnel's lead time leaves room for its work within the period."""
    return all(lead.time.fits for lead in leads)


def closing(quota: FunnelQuota, lead: Lead, period: Period) -> FunnelQuota:
    """The funnel with only those of its records that can close in time.

    Where the lead time fits, that is all of them: their work is scheduled early enough. Where it does not, nothing that
    enters in the period closes in it; what is open at a stage does, if the mean days from there on are not longer.
    """
    if lead.time.fits:
        return quota
    stages = [
        replace(stage, open=stage.open if timing.latest >= period.start else 0)
        for stage, timing in zip(quota.stages, lead.time.stages, strict=True)
    ]
    return replace(quota, stages=tuple(replace(stage, count=stage.open) for stage in stages))


def late_growth(
    asked: Sequence[Demand],
    counted: Sequence[FunnelQuota],
    leads: Sequence[Lead],
    period: Period,
    sure: Fraction | None,
) -> Growth:
    """The plan as it is, where some funnel's lead time does not fit: more of what closes too late is no help."""
    useful = [closing(quota, lead, period) for quota, lead in zip(counted, leads, strict=True)]
    found = probability(asked, useful)
    return Growth(tuple(counted), found, sure is None or (found is not None and found.probability >= sure))
