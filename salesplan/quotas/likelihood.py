"""How likely a walked-back plan is to reach its targets, and how much larger it must be for a given confidence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, hypot, prod

from msgspec import Struct

from salesplan.funnel import FunnelQuota
from salesplan.probability.confidence import Chance, Rate, Reach, Source, chance, reach
from salesplan.quotas.goals import Demand


class Bet(Struct, frozen=True):
    """Funnels that reach one target together: revenue in money, or won deals where each deal counts 1."""

    places: tuple[int, ...]
    sources: tuple[Source, ...]
    target: Fraction


def _source(demand: Demand, quota: FunnelQuota, *, by_revenue: bool) -> Source:
    rates = tuple(
        Rate(level.conversion, stage.evidence.moved, stage.evidence.decided)
        if stage.evidence
        else Rate(level.conversion)
        for stage, level in zip(demand.funnel.stages, quota.stages, strict=True)
    )
    value = demand.funnel.deal_value
    first, *further = quota.stages
    waiting = (0, *(stage.open for stage in further)) if any(stage.open for stage in further) else ()
    top = max(first.count, first.open)
    if not by_revenue or value is None:
        return Source(top, rates, Fraction(1), None, waiting, first.open)
    high = Fraction(value.high) if value.is_range else None
    return Source(top, rates, Fraction(value.low), high, waiting, first.open)


def by_deals(demand: Demand) -> bool:
    """Whether a funnel works for a number of deals: it has no revenue target, or one that takes fewer deals."""
    value = demand.funnel.deal_value
    if not demand.revenue or value is None:
        return True
    return demand.deals is not None and demand.deals > ceil(demand.revenue / Fraction(value.mean))


def bets(asked: Sequence[Demand], counted: Sequence[FunnelQuota]) -> tuple[Bet, ...]:
    """What has to come true: the revenue of all funnels with a revenue target, and the deals of each other one.

    A funnel that is asked for both stands for whichever takes more deals: where these come true, so does the other.
    """
    pairs = list(enumerate(zip(asked, counted, strict=True)))
    money = [place for place, (demand, quota) in pairs if demand.revenue and quota.stages and not by_deals(demand)]
    found = []
    if money:
        sources = tuple(_source(asked[place], counted[place], by_revenue=True) for place in money)
        found.append(
            Bet(tuple(money), sources, sum((asked[place].revenue or Fraction(0) for place in money), Fraction(0)))
        )
    for place, (demand, quota) in pairs:
        if by_deals(demand) and demand.deals and quota.stages:
            found.append(Bet((place,), (_source(demand, quota, by_revenue=False),), Fraction(demand.deals)))
    return tuple(found)


def joint(chances: Sequence[Chance]) -> Chance | None:
    """The probability that independent things all come true, with its standard error; None for nothing."""
    if not chances:
        return None
    whole = prod(each.probability for each in chances)
    error = hypot(*(each.standard_error * whole / each.probability if each.probability else 0 for each in chances))
    return Chance(whole, error)


def probability(asked: Sequence[Demand], counted: Sequence[FunnelQuota]) -> Chance | None:
    """How likely the counted plan reaches all its targets; None where it has no target or no stage."""
    return joint([chance(bet.sources, bet.target) for bet in bets(asked, counted)])


class Growth(Struct, frozen=True):
    """The plan grown to a confidence. `reached` is False where no number of records suffices."""

    funnels: tuple[FunnelQuota, ...]
    chance: Chance | None
    reached: bool


def grow(asked: Sequence[Demand], counted: Sequence[FunnelQuota], confidence: Fraction) -> Growth:
    """The smallest plan whose targets are all reached with probability `confidence` (0 to 1, both excluded).

    Where several targets are bet on apart from one another, each is grown to the same probability, so that all of
    them together reach the confidence.
    """
    found = bets(asked, counted)
    each = float(confidence) ** (1 / max(1, len(found)))
    grown = list(counted)
    reaches: list[Reach] = []
    for bet in found:
        result = reach(bet.sources, bet.target, each)
        reaches.append(result)
        for place, top in zip(bet.places, result.tops, strict=True):
            grown[place] = counted[place].grown_to(top)
    return Growth(tuple(grown), joint([result.chance for result in reaches]), all(r.reached for r in reaches))
