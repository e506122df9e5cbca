"""How the tiers of a commission plan join: no gap, no overlap, no bound a cent beside the one that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from salesplan.base.finding import Finding, Locate, error, warning
from salesplan.base.money import decimals
from salesplan.base.sentence import sentence
from salesplan.checks.rule import each
from salesplan.checks.wording import figure, quote
from salesplan.model.compensation import Compensation, Tier
from salesplan.model.plan import Plan


def share_of(end: Decimal | Fraction, quota: Decimal | dict[str, Decimal] | None) -> Decimal | Fraction:
    """A bound as a share of quota, if it can be told."""
    return Fraction(end) / Fraction(quota) if isinstance(quota, Decimal) and isinstance(end, Decimal) else end


def tiers_join(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A tier that says where it starts begins where the one before ends, and the first one at nothing."""
    for place, scheme in each(plan.compensation):
        if scheme.tiers and scheme.tiers[0].from_:
            yield error(
                "tiers-gap",
                sentence(
                    "{scheme} does not say what is paid below {start}",
                    scheme=quote(scheme.name),
                    start=figure(scheme.tiers[0].from_),
                ),
                locate("compensation", place, "tiers", 0, "from"),
                sentence("add a first tier, such as {{to: {plain}, rate: 0%}}", plain=_plain(scheme.tiers[0].from_)),
            )
        for number, (before, after) in enumerate(pairwise(scheme.tiers), 1):
            yield from _joint(locate, (place, scheme), number, (before, after))


def _joint(locate: Locate, whose: tuple[int, Compensation], number: int, tiers: tuple[Tier, Tier]) -> Iterator[Finding]:
    """A tier that says where it starts does not start within the one before, nor leave anything between them."""
    place, scheme = whose
    end, start = tiers[0].to, tiers[1].from_
    if end is None or start is None:
        return
    upper, lower = share_of(end, scheme.quota), share_of(start, scheme.quota)
    if type(upper) is not type(lower) or upper == lower:
        return
    name, ends = quote(scheme.name), (figure(end), figure(start))
    here = locate("compensation", place, "tiers", number, "from")
    hint = sentence("start it where the one before ends, from: {plain}, or leave 'from' out", plain=_plain(end))
    beside = (locate("compensation", place, "tiers", number - 1, "to"), sentence("the tier before ends here"))
    if lower > upper:
        yield error(
            "tiers-gap",
            sentence("{name} does not say what is paid between {low} and {high}", name=name, low=ends[0], high=ends[1]),
            here,
            hint,
            beside,
        )
    else:
        yield error(
            "tiers-overlap",
            sentence("{name} states two rates from {low} to {high}", name=name, low=ends[1], high=ends[0]),
            here,
            hint,
            beside,
        )


def tier_bounds(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A tier does not end a cent below the figure that is meant, as sheets with `to 499.99` and `from 500` do."""
    unit = Fraction(1, 10 ** (decimals(plan.currency or "") or 2))
    for place, scheme in each(plan.compensation):
        for number, (before, after) in enumerate(pairwise(scheme.tiers)):
            end = before.to
            if end is None or after.from_ is not None or not _is_beside(end, unit):
                continue
            meant = Decimal(int(Fraction(end) + unit)) if isinstance(end, Decimal) else end + unit / 100
            yield warning(
                "tier-bound-odd",
                sentence(
                    "in {scheme}, a tier ends at {end}, and what lies between that and {meant} is paid at the next "
                    "rate",
                    scheme=quote(scheme.name),
                    end=figure(end),
                    meant=figure(meant),
                ),
                locate("compensation", place, "tiers", number, "to"),
                sentence("write to: {plain}; a bound belongs to the tier below it", plain=_plain(meant)),
                (locate("compensation", place, "tiers", number + 1), "the next rate"),
            )


def _plain(bound: Decimal | Fraction) -> str:
    """A bound as it is written in a plan."""
    return str(figure(bound)) if isinstance(bound, Fraction) else f"{bound:f}"


def _is_beside(end: Decimal | Fraction, unit: Fraction) -> bool:
    """Whether a bound is one smallest unit below a whole number: 499.99, 99.99%."""
    scaled = Fraction(end) if isinstance(end, Decimal) else Fraction(end) * 100
    return scaled.denominator != 1 and (scaled + unit).denominator == 1
