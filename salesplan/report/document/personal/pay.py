"""What a person earns at 80, 100 and 120% of quota, scheme by scheme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import Period
from salesplan.base.spelling import fold
from salesplan.model.compensation import Compensation
from salesplan.model.plan import Plan
from salesplan.pay.at_attainment import Earning, Own, earnings
from salesplan.pay.people import paid_by, people
from salesplan.pay.quota_of import Person, calendar_periods, person_of
from salesplan.report.document.blocks import Block, Items
from salesplan.report.document.parts import facts
from salesplan.report.document.personal.who import Who, everyone
from salesplan.report.document.sections.money import advance, bonuses, mode_of, rates
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Cell, Column, Kind, Table

Target = Callable[[Who, Period], Fraction | None]
"""What somebody has to sell within a stretch of days; None where it is not known."""


class World(Struct, frozen=True):
    """What the tables of pay are made from, and the day they are for."""

    voice: Voice
    plan: Plan
    on: date
    target: Target


def pay(world: World, who: Who) -> tuple[Block, ...]:
    """The schemes that pay a person, or the people of a segment, each with its table and its rates."""
    plan, blocks = world.plan, list[Block]()
    persons = [one for one in everyone(plan) if set(one.segments) & set(who.segments)] if who.is_segment else [who]
    for scheme in plan.compensation:
        paid = [one for one in persons if _pays(plan, scheme, one)]
        if paid:
            blocks += _scheme(world, scheme, paid)
    return tuple(blocks)


def _pays(plan: Plan, scheme: Compensation, who: Who) -> bool:
    if not scheme.for_ or set(who.segments) & set(scheme.for_):
        return True
    return fold(who.name) in {fold(person.name) for person in paid_by(scheme, plan, people(plan), ())}


def _pay_period(plan: Plan, scheme: Compensation, on: date) -> Period:
    """The period that tiers count over and that `on` lies in; one of the plan's where it lies outside."""
    days = plan.dates or Period(on, on)
    if scheme.per == "deal":
        return days
    periods = calendar_periods(scheme.per, days, plan.calendar.fiscal_year_starts)
    return next((period for period in periods if on <= period.end), periods[-1])


def _scheme(world: World, scheme: Compensation, paid: Sequence[Who]) -> tuple[Block, ...]:
    voice, period = world.voice, _pay_period(world.plan, scheme, world.on)
    value = _deal_value(world.plan, scheme)
    found = [
        (who, earnings(scheme, _person(world.plan, who), period, own))
        for who in paid
        for own in (Own(voice.currency, world.target(who, period), value),)
    ]
    known = [(who, levels) for who, levels in found if levels]
    title = voice.say("{scheme}, {when}", scheme=scheme.name, when=voice.span(period.start, period.end))
    table: tuple[Block, ...] = ()
    if len(paid) == 1 and known:
        table = (_levels(voice, scheme, title, known[0][1]),)
    elif known:
        table = (_people(voice, title, known),)
    return (*table, *_rules(voice, scheme, title if not known else ""))


def _person(plan: Plan, who: Who) -> Person:
    """Somebody as the one who is paid."""
    return person_of(plan, who.segments[0], who.member) if who.member else Person(who.name, who.segments[0])


def _deal_value(plan: Plan, scheme: Compensation) -> Fraction | None:
    """What a deal is worth on average, where all funnels that the scheme pays agree."""
    values = {
        Fraction(funnel.deal_value.mean)
        for funnel in plan.funnels
        if funnel.deal_value and (not scheme.funnels or funnel.name in scheme.funnels)
    }
    return values.pop() if len(values) == 1 else None


def _levels(voice: Voice, scheme: Compensation, title: str, levels: Sequence[Earning]) -> Table:
    deals = scheme.measure == "deals"
    with_base = any(level.base is not None for level in levels)
    columns = (
        Column("attainment", voice.say("Of quota"), Kind.PERCENT),
        Column("sold", voice.say("Won deals") if deals else voice.say("Sold"), Kind.NUMBER if deals else Kind.MONEY),
        Column("commission", voice.say("Commission"), Kind.MONEY),
        *((Column("pay", voice.say("With fixed pay"), Kind.MONEY),) if with_base else ()),
    )
    rows = tuple(
        (
            one.attainment, one.sold if deals else round_money(one.sold, voice.currency), one.commission,
            *((one.commission + (one.base or 0),) if with_base else ()),
        )
        for one in levels
    )  # fmt: skip
    return Table(f"earnings-{scheme.name}", title, columns, rows, currency=voice.currency)


def _people(voice: Voice, title: str, found: Sequence[tuple[Who, Sequence[Earning]]]) -> Table:
    levels = [one.attainment for one in found[0][1]]
    columns = (
        Column("rep", voice.say("Name")),
        *(
            Column(f"at-{int(level * 100)}", voice.say("At {share}", share=voice.numbers.percent(level)), Kind.MONEY)
            for level in levels
        ),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((who.name, *(one.commission for one in each)) for who, each in found)
    return Table("earnings", title, columns, rows, currency=voice.currency)


def _rules(voice: Voice, scheme: Compensation, title: str) -> tuple[Block, ...]:
    entries = tuple(
        text
        for text in (
            *(line for items in rates(voice, scheme) for line in items.entries),
            mode_of(voice, scheme) if len(scheme.tiers) > 1 else "",
        )
        if text
    )
    return (
        *((Items(title, entries),) if entries else ()),
        *bonuses(voice, scheme.bonuses),
        *facts((voice.say("Advance"), advance(voice, scheme))),
    )
