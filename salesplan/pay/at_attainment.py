"""What one person would earn at a given share of quota, before a single deal is won."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import Period
from salesplan.model.compensation import Bonus, Compensation
from salesplan.model.conditions import BadConditionError, holds, names_in, read_condition
from salesplan.pay.quota_of import LENGTHS, Person, quota_of
from salesplan.pay.tiers import Scale, cap_of, commission, slices

LEVELS = (Fraction(4, 5), Fraction(1), Fraction(6, 5))
"""The shares of quota that a person looks at first: 80%, 100%, 120%."""

_MONTHS = 12


class Own(Struct, frozen=True):
    """What is known of somebody's sales: the target of the period and the worth of a deal, in `currency`, if any."""

    currency: str = ""
    target: Fraction | None = None
    deal_value: Fraction | None = None


class Earning(Struct, frozen=True):
    """What is paid at `attainment` of quota: `sold` in what is measured, `commission` and `base` in currency."""

    attainment: Fraction
    sold: Fraction
    commission: Decimal
    base: Decimal | None = None


def earnings(
    scheme: Compensation, person: Person, period: Period, own: Own, levels: Sequence[Fraction] = LEVELS
) -> tuple[Earning, ...]:
    """Commission of `person` for `period` at each level: tiers, cap, floor, and bonuses that ask for attainment only.

    100% is the scheme's quota for the person; without one, what the person has of the plan's target. Example: a quota
    of 160,000 at 5.625% to 100%, 8% to 120% pays 7,200, 9,000 and 11,560 at 80%, 100% and 120%. Advances and
    overrides are left out. Nothing where neither quota nor target is known, or nothing is paid for it.
    """
    quota = quota_of(scheme, person, period)
    full = quota if quota is not None else own.target if scheme.measure != "deals" else None
    if not full:
        return ()
    part = Fraction(LENGTHS.get(scheme.per, _MONTHS), _MONTHS)
    scale = Scale(quota, None if scheme.variable is None else Fraction(scheme.variable) * part)
    if not slices(scheme, scale):
        return ()
    base = None if scheme.base is None else round_money(Fraction(scheme.base) * part, own.currency)
    found = []
    for level in levels:
        paid = _paid(scheme, scale, full * level, own)
        if paid is None:
            return ()
        paid += sum((Fraction(bonus.amount) for bonus in scheme.bonuses if _earned(bonus, level)), Fraction(0))
        found.append(Earning(level, full * level, round_money(paid, own.currency), base))
    return tuple(found)


def _paid(scheme: Compensation, scale: Scale, sold: Fraction, own: Own) -> Fraction | None:
    """Commission within cap and floor; None where a deal's value is needed and not known."""
    steps, value = slices(scheme, scale), own.deal_value
    if scheme.measure == "deals":
        gross = None if value is None else commission(steps, sold) * value
    elif scheme.per == "deal" and len(steps) > 1:
        gross = None if value is None else sold / value * commission(steps, value)
    else:
        gross = commission(steps, sold)
    if gross is None:
        return None
    cap = cap_of(scheme, scale)
    most = gross if cap is None else min(gross, cap)
    return most if scheme.floor is None else max(most, Fraction(scheme.floor))


def _earned(bonus: Bonus, attainment: Fraction) -> bool:
    text = bonus.condition
    try:
        asked = read_condition(text) if text else None
    except BadConditionError:
        return False
    return asked is not None and names_in(asked) == {"attainment"} and holds(asked, {"attainment": attainment})
