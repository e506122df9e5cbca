"""The tiers of a commission plan: they rise, are of one kind, end where they can, and join without gap or overlap."""

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


def tiers_rise(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Each tier ends above the one before."""
    for place, scheme in each(plan.compensation):
        ends = [(number, tier.to) for number, tier in enumerate(scheme.tiers) if tier.to is not None]
        for (before, low), (after, high) in pairwise(ends):
            lower, upper = share_of(low, scheme.quota), share_of(high, scheme.quota)
            if type(lower) is type(upper) and upper <= lower:
                yield error(
                    "tiers-not-rising",
                    sentence(
                        "in {scheme}, the tier to {high} follows the one to {low}",
                        scheme=quote(scheme.name),
                        high=figure(high),
                        low=figure(low),
                    ),
                    locate("compensation", place, "tiers", after, "to"),
                    "write the tiers from the lowest to the highest",
                    (locate("compensation", place, "tiers", before, "to"), "the tier before"),
                )


def tier_kinds(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Tiers in amounts and tiers in shares of quota stand together only where there is a quota."""
    for place, scheme in each(plan.compensation):
        if scheme.quota is not None:
            continue
        shares = [number for number, tier in enumerate(scheme.tiers) if isinstance(tier.to, Fraction)]
        amounts = [number for number, tier in enumerate(scheme.tiers) if isinstance(tier.to, Decimal)]
        if shares and amounts:
            yield error(
                "tiers-mixed",
                sentence(
                    "in {scheme}, some tiers end at an amount and some at a share of an unknown quota",
                    scheme=quote(scheme.name),
                ),
                locate("compensation", place, "tiers", shares[0], "to"),
                "add the quota, such as quota: 300000, or write all ends as amounts",
                (locate("compensation", place, "tiers", amounts[0], "to"), "an amount"),
            )


def tier_ends(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The last tier is open, and only the last."""
    for place, scheme in each(plan.compensation):
        for number_, tier in enumerate(scheme.tiers):
            last = number_ == len(scheme.tiers) - 1
            if last and tier.to is not None:
                yield warning(
                    "last-tier-ends",
                    sentence(
                        "{scheme} does not say what is paid above {to}: the last rate goes on",
                        scheme=quote(scheme.name),
                        to=figure(tier.to),
                    ),
                    locate("compensation", place, "tiers", number_, "to"),
                    "leave 'to' out if that is meant, or add a last tier, such as {rate: 12%}, "
                    "or {rate: 0%} if nothing is paid",
                )
            elif not last and tier.to is None:
                yield error(
                    "tier-without-end",
                    sentence(
                        "in {scheme}, tier {number} has no end, so those after it are never reached",
                        scheme=quote(scheme.name),
                        number=number_ + 1,
                    ),
                    locate("compensation", place, "tiers", number_),
                    "say where it ends, such as to: 100%; only the last one is open",
                )


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
