"""Back-calculation: from what a funnel has to bring, through its stages, to records and actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, prod

from msgspec import Struct
from msgspec.structs import replace

from salesplan.model.funnel import Funnel, Stage


class StageCount(Struct, frozen=True):
    """How many records are needed at a stage, how many are `open` there already, and the share that moves on."""

    name: str
    count: int
    conversion: Fraction
    open: int = 0

    @property
    def new(self) -> int:
        """What has to come in during the period: the stage above, or who sources the records, brings no more."""
        return max(0, self.count - self.open)


class FunnelQuota(Struct, frozen=True):
    """A funnel walked backwards. `target` and `street` are revenue, before and after over-assignment.

    `planned_deals` and `planned` are what the mean takes; `deals` and `stages` what is assigned, which is more where a
    confidence is asked for.
    """

    name: str
    target: Fraction | None
    street: Fraction | None
    overassignment: Fraction
    deal_value: Decimal | None
    planned_deals: int
    planned: tuple[StageCount, ...]
    deals: int
    stages: tuple[StageCount, ...]

    @property
    def has_open(self) -> bool:
        """Whether records are open at some stage when the period starts."""
        return any(stage.open for stage in self.planned)

    @property
    def won_rate(self) -> Fraction:
        """The share of the first stage's records that ends as won deals: the product of all conversions."""
        return prod((stage.conversion for stage in self.stages), start=Fraction(1))

    def grown_to(self, top: int) -> FunnelQuota:
        """The same funnel with `top` records at its first stage, open ones included.

        The stages below have what is expected to move on, rounded up, and what is open there.
        """
        counts: list[StageCount] = []
        moved = top
        for place, stage in enumerate(self.planned):
            counts.append(replace(stage, count=moved + stage.open if place else top))
            moved = ceil(counts[-1].count * stage.conversion)
        return replace(self, stages=tuple(counts), deals=moved)


class ActionQuota(Struct, frozen=True):
    """How often a team segment has to do something; `is_record` where it brings in records of a stage."""

    action: str
    count: int
    is_record: bool = False


class SegmentQuota(Struct, frozen=True):
    """What a team segment has to do in the period."""

    name: str
    quotas: tuple[ActionQuota, ...]


def conversion_of(stage: Stage) -> Fraction:
    """The stage's conversion; a plan without one is refused before it comes here.

    Raises:
        ValueError: the stage has none.
    """
    if stage.conversion is None:
        raise ValueError(f"stage {stage.name} has no conversion")
    return stage.conversion


def deals_needed(revenue: Fraction | None, deals: int | None, value: Decimal | None, overassignment: Fraction) -> int:
    """Won deals for a revenue, a number of deals, or both (the larger): whole, rounded up, over-assigned.

    Example: 90,000 at 30,000 a deal takes 3; 100,000 takes 4.

    Raises:
        ValueError: a revenue is given without the value of a deal.
    """
    by_revenue = 0
    if revenue is not None:
        if value is None:
            raise ValueError("a revenue target needs a deal value")
        by_revenue = ceil(revenue * overassignment / Fraction(value))
    return max(by_revenue, ceil((deals or 0) * overassignment))


def walk_back(stages: Sequence[Stage], deals: int) -> tuple[StageCount, ...]:
    """Records needed at each stage so that `deals` are won, each rounded up from what the one below needs anew.

    Example: 3 deals at 1/4 take 12 opportunities; at 1/20 they take 240 prospects. Where 14 of the 48 opportunities
    for 12 deals are open already, 34 are new, and these take 680 prospects.
    """
    counts: list[StageCount] = []
    needed = deals
    for stage in reversed(stages):
        conversion = conversion_of(stage)
        counts.append(StageCount(stage.name, ceil(needed / conversion), conversion, stage.open or 0))
        needed = counts[-1].new
    return tuple(reversed(counts))


def back_calculate(funnel: Funnel, revenue: Fraction | None, deals: int | None = None) -> FunnelQuota:
    """Walk one funnel back from its target.

    `revenue` is money in the plan's currency, `deals` a count; with both, the larger demand holds.

    Raises:
        ValueError: the funnel lacks a conversion, or the deal value that a revenue target needs.
    """
    over = funnel.overassignment or Fraction(1)
    value = funnel.deal_value.mean if funnel.deal_value else None
    needed = deals_needed(revenue, deals, value, over)
    street = None if revenue is None else revenue * over
    counts = walk_back(funnel.stages, needed)
    return FunnelQuota(funnel.name, revenue, street, over, value, needed, counts, needed, counts)


def stage_actions(stage: Stage, count: int, new: int | None = None) -> Iterable[tuple[str, ActionQuota]]:
    """What each segment does for `count` records of a stage: bring in the `new` ones, and act on all; rounded up.

    Without `new`, all of them are.
    """
    if stage.sourced_by:
        yield stage.sourced_by, ActionQuota(stage.name, count if new is None else new, is_record=True)
    for segment, actions in stage.actions.items():
        for action, times in actions.items():
            yield segment, ActionQuota(action, ceil(count * Fraction(times)))


def segment_quotas(funnels: Iterable[tuple[Funnel, FunnelQuota]]) -> tuple[SegmentQuota, ...]:
    """The actions of all funnels and stages, summed by segment and action, in the order the plan names them."""
    totals: dict[str, dict[tuple[bool, str], int]] = {}
    for funnel, counted in funnels:
        for stage, level in zip(funnel.stages, counted.stages, strict=True):
            for segment, quota in stage_actions(stage, level.count, level.new):
                of_segment = totals.setdefault(segment, {})
                key = (not quota.is_record, quota.action)
                of_segment[key] = of_segment.get(key, 0) + quota.count
    return tuple(
        SegmentQuota(segment, tuple(ActionQuota(action, count, not acted) for (acted, action), count in sums.items()))
        for segment, sums in totals.items()
    )
