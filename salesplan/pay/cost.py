"""What the commission plans cost at a given revenue: the plan's own pay, before a single deal is won."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import DAYS_OF_YEAR, Period
from salesplan.base.spelling import fold
from salesplan.model.compensation import Compensation
from salesplan.model.plan import Plan
from salesplan.pay.quota_of import Person, employed
from salesplan.pay.seats import YEAR, Seat, everybody, part_of, people_paid, seats_of, variable_pay, whole_months

LEVELS = (Fraction(4, 5), Fraction(1), Fraction(6, 5))
"""The shares of quota at which the cost of a scheme is looked at."""


class PayCost(Struct, frozen=True):
    """What pay comes to in the plan's period if everybody reaches `attainment` of quota.

    `revenue` is what is sold then, each person's once. `variable` is commission, bonuses and kept advances, `base` the
    fixed pay of those paid, both in the plan's currency. `unknown` names commission plans whose cost cannot be told:
    they have neither a quota nor a part of the plan's target, or pay by the deal in funnels without a deal value.
    """

    attainment: Fraction
    revenue: Fraction
    variable: Decimal
    base: Decimal
    unknown: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """Fixed and variable pay together."""
        return self.base + self.variable

    @property
    def rate(self) -> Fraction | None:
        """The effective rate: variable pay / revenue; None without revenue."""
        return Fraction(self.variable) / self.revenue if self.revenue else None


def pay_costs(plan: Plan, levels: Iterable[Fraction] = LEVELS) -> tuple[PayCost, ...]:
    """The cost at each level: everybody at the same share of quota, spread evenly over the periods tiers count over.

    Somebody without a quota has an equal part of what the scheme's funnels are to bring. Of a period that reaches
    beyond the plan's, its share inside counts. Bonuses that ask something of a deal, or that no figure tells, are
    left out. Nothing, where the plan has no period or pays nobody by what they sell.
    """
    scene = _scene_of(plan)
    return tuple(_cost(scene, level) for level in levels) if scene else ()


def pay_at(plan: Plan, revenue: Fraction) -> PayCost | None:
    """What pay comes to if the team sells `revenue` in the plan's period, everybody at the same share of quota.

    None where the plan does not say whom it pays for what, or what is sold at 100% cannot be told.
    """
    scene = _scene_of(plan)
    return _cost(scene, revenue / scene.revenue) if scene and scene.revenue else None


def expected_pay(plan: Plan, futures: Sequence[Fraction]) -> PayCost | None:
    """The mean cost over equally likely revenues, such as a forecast's ten futures; all of it exact.

    Not the cost of the mean: accelerators pay more for a good quarter than a bad one saves.
    """
    scene = _scene_of(plan)
    if not futures or not scene or not scene.revenue:
        return None
    found = [_cost(scene, revenue / scene.revenue) for revenue in futures]
    many = len(found)
    variable = sum((Fraction(one.variable) for one in found), Fraction(0)) / many
    return PayCost(
        attainment=sum((one.attainment for one in found), Fraction(0)) / many,
        revenue=sum((one.revenue for one in found), Fraction(0)) / many,
        variable=round_money(variable, plan.currency or ""),
        base=found[0].base,
        unknown=found[0].unknown,
    )


class _Scene(Struct, frozen=True):
    """All that is paid for; `overrides` are those of one person each, with the money of their team at 100%."""

    currency: str
    seats: tuple[Seat, ...]
    sold: Mapping[str, Fraction]
    overrides: tuple[tuple[Fraction, Fraction], ...]
    base: Fraction
    unknown: tuple[str, ...]

    @property
    def revenue(self) -> Fraction:
        """What everybody together sells at 100%."""
        return sum(self.sold.values(), Fraction(0))


def _scene_of(plan: Plan) -> _Scene | None:
    """None where the plan has no period, or nothing whose cost can be told."""
    scene = _scene(plan, plan.dates) if plan.dates and plan.compensation else None
    return scene if scene and scene.seats else None


def _scene(plan: Plan, period: Period) -> _Scene:
    known = everybody(plan)
    paid = {scheme.name: people_paid(scheme.for_, plan, known) for scheme in plan.compensation}
    seats = [
        seat
        for scheme in plan.compensation
        if not is_override_only(scheme)
        for person in paid[scheme.name]
        for seat in seats_of(plan, period, (scheme, person), len(paid[scheme.name]))
    ]
    sold = _sold(seats)
    seated = {seat.scheme.name for seat in seats}
    return _Scene(
        plan.currency or "",
        tuple(seats),
        sold,
        tuple(_overrides(plan, known, paid, sold)),
        _base(plan, period, paid),
        tuple(one.name for one in plan.compensation if one.name not in seated and not is_override_only(one)),
    )


def is_override_only(scheme: Compensation) -> bool:
    """Whether a scheme pays for the sales of others only."""
    return scheme.override is not None and not scheme.tiers and scheme.rate is None


def _sold(seats: Sequence[Seat]) -> dict[str, Fraction]:
    """The money that each person is to sell in the plan's period; that of the same funnels once, however often paid."""
    by_scheme: dict[tuple[str, tuple[str, ...], str], Fraction] = {}
    for seat in seats:
        key = (fold(seat.person.name), tuple(seat.scheme.funnels), seat.scheme.name)
        by_scheme[key] = by_scheme.get(key, Fraction(0)) + seat.money
    once: dict[tuple[str, tuple[str, ...]], Fraction] = {}
    for (person, funnels, _), amount in by_scheme.items():
        once[person, funnels] = max(once.get((person, funnels), Fraction(0)), amount)
    sums: dict[str, Fraction] = {}
    for (person, _), amount in once.items():
        sums[person] = sums.get(person, Fraction(0)) + amount
    return sums


def _overrides(
    plan: Plan, known: Mapping[str, Person], paid: Mapping[str, list[Person]], sold: Mapping[str, Fraction]
) -> Iterable[tuple[Fraction, Fraction]]:
    for scheme in plan.compensation:
        if scheme.override is None:
            continue
        below = {fold(one.name) for one in people_paid(scheme.override.of, plan, known)}
        for person in paid[scheme.name]:
            others = below - {fold(person.name)}
            yield scheme.override.rate, sum((sold.get(name, Fraction(0)) for name in others), Fraction(0))


def _base(plan: Plan, period: Period, paid: Mapping[str, list[Person]]) -> Fraction:
    """Fixed pay for the part of a year that the period is, of each person once, while employed."""
    year = Fraction(months, YEAR) if (months := whole_months(period)) else Fraction(len(period), DAYS_OF_YEAR)
    pay: dict[str, Fraction] = {}
    for scheme in plan.compensation:
        for person in paid[scheme.name] if scheme.base else ():
            here = employed(scheme, person, period)
            amount = Fraction(scheme.base or 0) * year * (part_of(here, period) if here else 0)
            pay[fold(person.name)] = max(pay.get(fold(person.name), Fraction(0)), amount)
    return sum(pay.values(), Fraction(0))


def _cost(scene: _Scene, level: Fraction) -> PayCost:
    variable = sum((variable_pay(seat, level) * seat.inside for seat in scene.seats), Fraction(0))
    variable += sum((rate * team * level for rate, team in scene.overrides), Fraction(0))
    return PayCost(
        attainment=level,
        revenue=scene.revenue * level,
        variable=round_money(variable, scene.currency),
        base=round_money(scene.base, scene.currency),
        unknown=scene.unknown,
    )
