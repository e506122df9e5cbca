"""Who is paid by which commission plan in which period, on what quota, and what a share of it earns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import DAYS_OF_WEEK, ONE_DAY, Period
from salesplan.base.spelling import fold
from salesplan.model.compensation import Bonus, Compensation
from salesplan.model.conditions import OF_DEAL, BadConditionError, Value, holds, names_in, read_condition
from salesplan.model.plan import Plan
from salesplan.pay.people import people
from salesplan.pay.quota_of import LENGTHS, Person, calendar_periods, employed, quota_of
from salesplan.pay.tiers import Scale, cap_of, commission, slices
from salesplan.progress.revenue_goal import funnel_targets, plan_target

YEAR = 12
"""Months."""


class Seat(Struct, frozen=True):
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


def everybody(plan: Plan) -> dict[str, Person]:
    """The people of the team by folded name; those of a headcount, who have no names, as `sales 1`, `sales 2`."""
    unnamed = {
        f"{segment} {number}": segment
        for segment, team in plan.team.items()
        if not team.members
        for number in range(1, (team.headcount or 0) + 1)
    }
    return people(plan) | {fold(name): Person(name, segment) for name, segment in unnamed.items()}


def people_paid(names: Iterable[str], plan: Plan, known: Mapping[str, Person]) -> list[Person]:
    """Whom a scheme for these segments and people pays; for nobody in particular, everybody."""
    found: dict[str, Person] = {}
    for name in names or tuple(plan.team):
        if name in plan.team:
            found |= {key: person for key, person in known.items() if person.segment == name}
        else:
            found[fold(name)] = known.get(fold(name), Person(name))
    return list(found.values())


def seats_of(plan: Plan, period: Period, whose: tuple[Compensation, Person], many: int) -> Iterable[Seat]:
    """The seats of one of the `many` people that a scheme pays: one for each period that its tiers count over."""
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
        yield Seat(scheme, person, inside, _scale(scheme, quota), volume, value, _draws(scheme, one, _fiscal(plan)))


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
    months = [whole_months(one) for one in (inner, outer)]
    if months[0] and months[1]:
        return Fraction(months[0], months[1])
    return Fraction(len(inner), len(outer))


def whole_months(period: Period) -> int:
    """How many calendar months a period is; 0 where it begins or ends within one."""
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


def variable_pay(seat: Seat, level: Fraction) -> Fraction:
    """What one person is paid for one period at a share of quota."""
    reached = seat.volume * level
    earned = _commission(seat, reached)
    revenue = reached * seat.value if seat.scheme.measure == "deals" and seat.value else reached
    figures: dict[str, Value] = {"attainment": level, "revenue": revenue, "average_deal": seat.value}
    figures["deals"] = revenue / seat.value if seat.value else None
    earned += sum((Fraction(one.amount) for one in seat.scheme.bonuses if _is_earned(one, figures)), Fraction(0))
    advances = Fraction(seat.scheme.draw.amount) * seat.draws if seat.scheme.draw else Fraction(0)
    return max(earned, advances)


def _commission(seat: Seat, reached: Fraction) -> Fraction:
    scale, scheme = slices(seat.scheme, seat.scale), seat.scheme
    if scheme.per == "deal" and seat.value:
        single = Fraction(1) if scheme.measure == "deals" else seat.value
        many = reached / single
        return _limited(seat, commission(scale, single) * (seat.value if scheme.measure == "deals" else 1)) * many
    return _limited(seat, commission(scale, reached) * (seat.value or 0 if scheme.measure == "deals" else 1))


def _limited(seat: Seat, amount: Fraction) -> Fraction:
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
