"""What the commission plans cost at a given revenue: the plan's own pay, before a single deal is won."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import DAYS_OF_WEEK, DAYS_OF_YEAR, ONE_DAY, Period
from salesplan.base.spelling import fold
from salesplan.model.compensation import Bonus, Compensation
from salesplan.model.conditions import OF_DEAL, BadConditionError, Value, holds, names_in, read_condition
from salesplan.model.plan import Plan
from salesplan.pay.people import people
from salesplan.pay.quota_of import LENGTHS, Person, calendar_periods, employed, quota_of
from salesplan.pay.tiers import Scale, cap_of, commission, slices
from salesplan.progress.revenue_goal import funnel_targets, plan_target

LEVELS = (Fraction(4, 5), Fraction(1), Fraction(6, 5))
"""The shares of quota at which the cost of a scheme is looked at."""

YEAR = 12
"""Months."""


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


class _Seat(Struct, frozen=True):
    """One person under one scheme in one period that tiers count over; `inside` is its share in the plan's period.

    `volume` is what is measured at 100%: money, or deals. `value` is the money of a deal, where it is known.
    """

    scheme: Compensation
    person: Person
    inside: Fraction
    scale: Scale
    volume: Fraction
    value: Fraction | None
    draws: Fraction

    @property
    def money(self) -> Fraction:
        """What is sold at 100%, of the part inside the plan's period."""
        return self.volume * self.inside * (self.value or 0 if self.scheme.measure == "deals" else 1)


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
    seats: tuple[_Seat, ...]
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
    paid = {scheme.name: _paid(scheme.for_, plan, known) for scheme in plan.compensation}
    seats = [
        seat
        for scheme in plan.compensation
        if not is_override_only(scheme)
        for person in paid[scheme.name]
        for seat in _seats(plan, period, (scheme, person), len(paid[scheme.name]))
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


def everybody(plan: Plan) -> dict[str, Person]:
    """The people of the team by folded name; those of a headcount, who have no names, as `sales 1`, `sales 2`."""
    unnamed = {
        f"{segment} {number}": segment
        for segment, team in plan.team.items()
        if not team.members
        for number in range(1, (team.headcount or 0) + 1)
    }
    return people(plan) | {fold(name): Person(name, segment) for name, segment in unnamed.items()}


def _paid(names: Iterable[str], plan: Plan, known: Mapping[str, Person]) -> list[Person]:
    """Whom a scheme for these segments and people pays; for nobody in particular, everybody."""
    found: dict[str, Person] = {}
    for name in names or tuple(plan.team):
        if name in plan.team:
            found |= {key: person for key, person in known.items() if person.segment == name}
        else:
            found[fold(name)] = known.get(fold(name), Person(name))
    return list(found.values())


def _seats(plan: Plan, period: Period, whose: tuple[Compensation, Person], many: int) -> Iterable[_Seat]:
    scheme, person = whose
    counted = (period,) if scheme.per == "deal" else calendar_periods(scheme.per, period, _fiscal(plan))
    value = deal_value(plan, scheme)
    for one in counted:
        here = one.cut(period)
        if here is None or employed(scheme, person, here) is None:
            continue
        quota = quota_of(scheme, person, one)
        inside = part_of(here, one) if quota is not None else Fraction(1)
        volume = quota if quota is not None else _part_of_target(plan, scheme, many, part_of(here, period))
        if volume is None or (value is None and (scheme.per == "deal" or scheme.measure == "deals")):
            continue
        yield _Seat(scheme, person, inside, _scale(scheme, quota), volume, value, _draws(scheme, one, _fiscal(plan)))


def _fiscal(plan: Plan) -> int:
    return plan.calendar.fiscal_year_starts


def _scale(scheme: Compensation, quota: Fraction | None) -> Scale:
    part = Fraction(LENGTHS.get(scheme.per, YEAR), YEAR)
    return Scale(quota, None if scheme.variable is None else Fraction(scheme.variable) * part)


def _draws(scheme: Compensation, period: Period, fiscal_year_starts: int) -> Fraction:
    """How many advances that are kept fall into a period that tiers count over; of a week that it cuts, a part."""
    if scheme.draw is None or scheme.draw.recoverable:
        return Fraction(0)
    often = scheme.draw.per or scheme.paid or scheme.per
    if often == "week":
        return Fraction(len(period), DAYS_OF_WEEK)
    return Fraction(1 if often == "deal" else len(calendar_periods(often, period, fiscal_year_starts)))


def part_of(inner: Period, outer: Period) -> Fraction:
    """The share of `outer` that `inner` is: by months where both are whole months, else by days."""
    months = [_whole_months(one) for one in (inner, outer)]
    if months[0] and months[1]:
        return Fraction(months[0], months[1])
    return Fraction(len(inner), len(outer))


def _whole_months(period: Period) -> int:
    last = period.end + ONE_DAY
    if period.start.day != 1 or last.day != 1:
        return 0
    return (last.year - period.start.year) * YEAR + last.month - period.start.month


def deal_value(plan: Plan, scheme: Compensation) -> Fraction | None:
    """The mean value of the deals a scheme pays for, weighted by how many of them the plan asks for."""
    money = deals = Fraction(0)
    for funnel, target in zip(plan.funnels, funnel_targets(plan), strict=True):
        if funnel.deal_value and target and (not scheme.funnels or funnel.name in scheme.funnels):
            money += target
            deals += target / Fraction(funnel.deal_value.mean)
    return money / deals if deals else None


def _part_of_target(plan: Plan, scheme: Compensation, many: int, inside: Fraction) -> Fraction | None:
    """An equal part of what the scheme's funnels are to bring."""
    target = plan_target(plan) if not scheme.funnels else None
    if scheme.funnels:
        named = [
            amount
            for funnel, amount in zip(plan.funnels, funnel_targets(plan), strict=True)
            if funnel.name in scheme.funnels and amount is not None
        ]
        target = round_money(sum(named, Fraction(0)), plan.currency or "") if named else None
    if target is None:
        return None
    part = Fraction(target) / many * inside
    if scheme.measure != "deals":
        return part
    value = deal_value(plan, scheme)
    return part / value if value else None


def _sold(seats: Sequence[_Seat]) -> dict[str, Fraction]:
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
        below = {fold(one.name) for one in _paid(scheme.override.of, plan, known)}
        for person in paid[scheme.name]:
            others = below - {fold(person.name)}
            yield scheme.override.rate, sum((sold.get(name, Fraction(0)) for name in others), Fraction(0))


def _base(plan: Plan, period: Period, paid: Mapping[str, list[Person]]) -> Fraction:
    """Fixed pay for the part of a year that the period is, of each person once, while employed."""
    year = Fraction(months, YEAR) if (months := _whole_months(period)) else Fraction(len(period), DAYS_OF_YEAR)
    pay: dict[str, Fraction] = {}
    for scheme in plan.compensation:
        for person in paid[scheme.name] if scheme.base else ():
            here = employed(scheme, person, period)
            amount = Fraction(scheme.base or 0) * year * (part_of(here, period) if here else 0)
            pay[fold(person.name)] = max(pay.get(fold(person.name), Fraction(0)), amount)
    return sum(pay.values(), Fraction(0))


def _cost(scene: _Scene, level: Fraction) -> PayCost:
    variable = sum((_variable(seat, level) * seat.inside for seat in scene.seats), Fraction(0))
    variable += sum((rate * team * level for rate, team in scene.overrides), Fraction(0))
    return PayCost(
        attainment=level,
        revenue=scene.revenue * level,
        variable=round_money(variable, scene.currency),
        base=round_money(scene.base, scene.currency),
        unknown=scene.unknown,
    )


def _variable(seat: _Seat, level: Fraction) -> Fraction:
    """What one person is paid for one period at a share of quota."""
    reached = seat.volume * level
    earned = _commission(seat, reached)
    revenue = reached * seat.value if seat.scheme.measure == "deals" and seat.value else reached
    figures: dict[str, Value] = {"attainment": level, "revenue": revenue, "average_deal": seat.value}
    figures["deals"] = revenue / seat.value if seat.value else None
    earned += sum((Fraction(one.amount) for one in seat.scheme.bonuses if _is_earned(one, figures)), Fraction(0))
    advances = Fraction(seat.scheme.draw.amount) * seat.draws if seat.scheme.draw else Fraction(0)
    return max(earned, advances)


def _commission(seat: _Seat, reached: Fraction) -> Fraction:
    scale, scheme = slices(seat.scheme, seat.scale), seat.scheme
    if scheme.per == "deal" and seat.value:
        single = Fraction(1) if scheme.measure == "deals" else seat.value
        many = reached / single
        return _limited(seat, commission(scale, single) * (seat.value if scheme.measure == "deals" else 1)) * many
    return _limited(seat, commission(scale, reached) * (seat.value or 0 if scheme.measure == "deals" else 1))


def _limited(seat: _Seat, amount: Fraction) -> Fraction:
    cap = cap_of(seat.scheme, seat.scale)
    amount = amount if cap is None else min(amount, cap)
    return amount if seat.scheme.floor is None else max(amount, Fraction(seat.scheme.floor))


def _is_earned(bonus: Bonus, figures: Mapping[str, Value]) -> bool:
    try:
        text = bonus.condition
        condition = read_condition(text) if text else None
    except BadConditionError:
        return False
    return condition is not None and not names_in(condition) & set(OF_DEAL) and holds(condition, figures)
