"""Tiers: which rate each part of an amount is paid at, marginal or re-rated from the first unit on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesplan.model.compensation import Compensation, Tier


class Slice(Struct, frozen=True):
    """A part of the scale, above `low` up to and including `high` (None: without end), and its rate.

    `low` and `high` are in what is measured: money, or deals. `paid` is money per unit of money credited; `stated` is
    the rate as the plan has it, a share of variable pay where `by_point`. A cliff, once reached, rates all below it.
    `share` is `high` as the share of quota that the plan states, where it does.
    """

    low: Fraction
    high: Fraction | None
    paid: Fraction
    stated: Fraction
    cliff: bool = False
    by_point: bool = False
    share: Fraction | None = None


class Part(Struct, frozen=True):
    """A part of a deal that lies in one slice: how much of what is measured, at which rate."""

    measured: Fraction
    slice: Slice


class Scale(Struct, frozen=True):
    """What tiers are measured on: the quota and the variable pay of the period; None where they are not known."""

    quota: Fraction | None = None
    variable: Fraction | None = None


def slices(scheme: Compensation, scale: Scale) -> tuple[Slice, ...]:
    """The tiers of a scheme on one person's scale; without tiers its one rate; nothing where it states neither.

    The base rate is variable pay / quota: 40,000 on 500,000 is 8%. With a quota of 0, as in the first month of a ramp,
    shares of it mean nothing: all is paid at the rate of exactly 100%.
    """
    tiers = _stated(scheme, scale)
    if scale.quota == 0 and any(isinstance(tier.to, Fraction) for tier in tiers):
        return (_slice(at_quota(tiers), Fraction(0), None, scheme.mode, Scale()),)
    found: list[Slice] = []
    low = Fraction(0)
    for tier in tiers:
        high = end_of(tier, scheme, scale)
        one = _slice(tier, low, high, scheme.mode, scale)
        is_share = high is not None and scale.quota and isinstance(tier.to, Fraction) and high == tier.to * scale.quota
        found.append(replace(one, share=Fraction(tier.to)) if is_share and tier.to is not None else one)
        low = low if high is None else high
    return tuple(found)


def _stated(scheme: Compensation, scale: Scale) -> tuple[Tier, ...]:
    if scheme.tiers:
        return scheme.paid_tiers
    if scheme.rate is not None:
        return (Tier.model_construct(to=None, rate=scheme.rate, mode=None, per="amount"),)
    if scale.variable and scale.quota:
        return (Tier.model_construct(to=None, rate=scale.variable / scale.quota, mode=None, per="amount"),)
    return ()


def at_quota(tiers: Sequence[Tier]) -> Tier:
    """The tier in which exactly 100% of quota lies."""
    return next(
        (tier for tier in tiers if tier.to is None or (isinstance(tier.to, Fraction) and tier.to >= 1)), tiers[-1]
    )


def end_of(tier: Tier, scheme: Compensation, scale: Scale) -> Fraction | None:
    """Where a tier ends, in what is measured.

    A whole number from 2 on is a number of deals where deals are what is paid for, not a share of 200%.
    """
    if tier.to is None:
        return None
    end = Fraction(tier.to)
    if not isinstance(tier.to, Fraction) or (scheme.measure == "deals" and end.denominator == 1 and end > 1):
        return end
    return end * scale.quota if scale.quota is not None else end


def _slice(tier: Tier, low: Fraction, high: Fraction | None, mode: str, scale: Scale) -> Slice:
    by_point = tier.per == "point"
    paid = tier.rate
    if by_point:
        paid = tier.rate * scale.variable * 100 / scale.quota if scale.variable and scale.quota else Fraction(0)
    return Slice(low, high, paid, tier.rate, (tier.mode or mode) == "cliff", by_point)


def rated(scale: Sequence[Slice], reached: Fraction) -> tuple[Slice, ...]:
    """The slices as they pay once `reached` is measured: the highest cliff reached rates everything below it.

    A bound belongs to the tier below: exactly 100% has not passed 100%.
    """
    crossed = [place for place, one in enumerate(scale) if one.cliff and (reached > one.low or place == 0)]
    if not crossed:
        return tuple(scale)
    top = scale[crossed[-1]]
    return (replace(top, low=Fraction(0)), *scale[crossed[-1] + 1 :])


def parts(scale: Sequence[Slice], start: Fraction, end: Fraction) -> Iterator[Part]:
    """What lies between two measured totals, slice by slice; negative where the total falls, as by a refund.

    Below zero, where more went back than was sold, the first slice pays.
    """
    low, high = min(start, end), max(start, end)
    for place, one in enumerate(scale):
        bottom = low if place == 0 else max(low, one.low)
        top = high if one.high is None else min(high, one.high)
        if top > bottom:
            yield Part(top - bottom if end >= start else bottom - top, one)


def commission(scale: Sequence[Slice], total: Fraction) -> Fraction:
    """What an amount earns, exact: 4% to 150,000 and 6% above pay 6,300 on 155,000."""
    return sum(
        (part.measured * part.slice.paid for part in parts(rated(scale, total), Fraction(0), total)), Fraction(0)
    )


def cap_of(scheme: Compensation, scale: Scale) -> Fraction | None:
    """The most that is paid a period, as an amount; a share is of variable pay."""
    if isinstance(scheme.cap, Fraction):
        return scheme.cap * scale.variable if scale.variable is not None else None
    return None if scheme.cap is None else Fraction(scheme.cap)
