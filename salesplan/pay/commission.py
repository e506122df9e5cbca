"""Commission: the statements of everybody whom the plan's commission plans pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import ONE_DAY, Period
from salesplan.base.spelling import fold
from salesplan.model.compensation import Compensation
from salesplan.model.plan import Plan
from salesplan.pay.credit import Credit, Event, Problem, SetAside, Terms, credits_of, events_of
from salesplan.pay.job import Job
from salesplan.pay.people import paid_by, people
from salesplan.pay.quota_of import Person, calendar_periods
from salesplan.pay.settle import settle
from salesplan.pay.statement import LineKind, Rule, Statement

if TYPE_CHECKING:
    import pandas as pd

    from salesplan.records.count.ledger import Deal, Ledger


class Commission(Struct, frozen=True):
    """All statements of a period, and the won deals, or shares of them, that nobody is paid for.

    `rows` are file and row of the deals by id, as far as they are known.
    """

    on: date
    currency: str
    statements: tuple[Statement, ...]
    set_aside: tuple[SetAside, ...] = ()
    period: Period | None = None
    rows: Mapping[str, tuple[str, int]] = MappingProxyType({})

    @property
    def earned(self) -> Decimal:
        """What all statements come to, draws included."""
        return sum((one.earned for one in self.statements), Decimal(0))

    @property
    def sold(self) -> Decimal:
        """What was sold less what went back, each deal once, however many people are paid for it."""
        sales = (LineKind.SALE, LineKind.SPLIT)
        once = {
            (line.deal, line.day, line.kind in sales, line.amount): line.amount
            for one in self.statements
            for line in one.lines
            if line.rule in (Rule.TIERS, Rule.OF_PAID) and line.amount is not None
        }
        return sum(once.values(), Decimal(0))

    @property
    def rate(self) -> Fraction | None:
        """The effective rate: commission without advances / what was sold; None where nothing was."""
        paid = sum((one.before_draw for one in self.statements), Decimal(0))
        return Fraction(paid) / Fraction(self.sold) if self.sold else None

    def to_frame(self) -> pd.DataFrame:
        """A row a line: rep, plan, period, deal, kind, amount, credited, rate, commission."""
        import pandas as pd

        columns = ["rep", "plan", "start", "end", "deal", "kind", "amount", "credited", "rate", "commission"]
        rows = [
            (*each.key, line.deal, line.kind.value, line.amount, line.credited, line.rate, line.commission)
            for each in self.statements
            for line in each.lines
        ]
        return pd.DataFrame(rows, columns=columns)


def commission(plan: Plan, records: Ledger | str, since: date | None = None) -> Commission:
    """What everybody is paid for the won deals of `records` (or of the export at this path).

    Statements are of the plan's period, or from `since` on if that is earlier; what was closed before it, in the same
    month, quarter, half or year, counts for the tiers. Lines add up to their statement exactly; the order of the
    records plays no part.
    """
    records = _read(plan, records) if isinstance(records, str) else records
    return commission_in(plan, records, plan.dates, since)


def commission_in(plan: Plan, records: Ledger, period: Period | None, since: date | None = None) -> Commission:
    """The same of another period than the plan's; None: from the first won deal to the last."""
    from salesplan.progress.as_of import as_of

    records = as_of(records, records.on)
    known = people(plan)
    currency = plan.currency or ""
    credited, aside = credits_of(records.deals, currency, {key: person.name for key, person in known.items()})
    period = period or _span(credited)
    if period is None:
        return Commission(records.on, currency, (), aside, rows=records.rows)
    funnels = {one.id: one.funnel if one.path is None else records.paths[one.path].name for one in records.deals}
    world = World(plan, credited, funnels, {deal.id: deal for deal in records.deals}, records.on, period)
    longer = replace(world, period=Period(min(since or period.start, period.start), period.end))
    statements = [one for scheme in plan.compensation for one in _of_scheme(longer, scheme, known)]
    aside = (*aside, *_unpaid(world, known))
    return Commission(records.on, currency, tuple(statements), aside, period, records.rows)


def _read(plan: Plan, path: str) -> Ledger:
    from salesplan.measuring.ask import paths_of
    from salesplan.records.count.ledger import ledger
    from salesplan.records.engines.opening import opened
    from salesplan.records.sources import RecordsSource, Sources

    with opened(Sources(deals=RecordsSource((path,)))) as records:
        return known_until(ledger(records, paths_of(plan.funnels), currency=plan.currency))


def known_until(records: Ledger) -> Ledger:
    """The records as of the last day they tell of, which may be one of a refund or a payment."""
    days = (day for deal in records.deals for day in (deal.refunded_on, deal.paid_on) if day)
    return replace(records, on=max(records.on, *days, records.on))


class World(Struct, frozen=True):
    """What all statements are made from."""

    plan: Plan
    credits: tuple[Credit, ...]
    funnels: Mapping[str, str]
    deals: Mapping[str, Deal]
    on: date
    period: Period


def _span(credited: Iterable[Credit]) -> Period | None:
    """From the first to the last won deal, for a plan without a period."""
    days = sorted(credit.deal.closed for credit in credited if credit.deal.closed)
    return Period(days[0], days[-1]) if days else None


def _of_scheme(world: World, scheme: Compensation, known: Mapping[str, Person]) -> list[Statement]:
    sellers = sorted({credit.rep for credit in world.credits})
    paid = paid_by(scheme, world.plan, known, sellers)
    return [one for person in sorted(paid, key=lambda person: person.name) for one in _of(world, scheme, person, known)]


def _of(world: World, scheme: Compensation, person: Person, known: Mapping[str, Person]) -> tuple[Statement, ...]:
    starts = world.plan.calendar.fiscal_year_starts
    settled = settlements(scheme, world.period, starts)
    reached = tuple(period for period in settled if period.start <= world.on)
    if not reached:
        return ()
    own = _events(world, scheme, [person.name])
    counted = _counted(scheme, settled, own, starts)
    return settle(
        Job(
            scheme=scheme,
            person=person,
            settled=reached,
            counted=counted,
            own=own,
            others=_others(world, scheme, person, known),
            deals=world.deals,
            funnels=world.funnels,
            currency=world.plan.currency or "",
        )
    )


def settlements(scheme: Compensation, period: Period, fiscal_year_starts: int = 1) -> tuple[Period, ...]:
    """How a scheme's pay is parted in time: as often as its draw is paid, or it says, or its tiers count.

    Weeks end with the period, which would otherwise pay a week twice that it shares with the next.
    """
    often = (scheme.draw.per if scheme.draw else None) or scheme.paid or scheme.per
    if often == "deal":
        return (period,)
    found = calendar_periods(often, period, fiscal_year_starts)
    return tuple(cut for one in found if (cut := one.cut(period))) if often == "week" else found


def _counted(scheme: Compensation, settled: Sequence[Period], own: Sequence[Event], starts: int) -> tuple[Period, ...]:
    """The periods that tiers count over, from the first whose deals still pay something, or take it back, here."""
    hull = _hull(settled)
    active = [event.home for event in own if event.day >= hull.start or any(s.day >= hull.start for s in event.steps)]
    first = min([hull.start, *active])
    if scheme.per == "deal":
        return (Period(first, hull.start - ONE_DAY), hull) if first < hull.start else (hull,)
    return calendar_periods(scheme.per, Period(first, hull.end), starts)


def _hull(periods: Sequence[Period]) -> Period:
    return Period(min(one.start for one in periods), max(one.end for one in periods))


def _events(world: World, scheme: Compensation, names: Iterable[str]) -> tuple[Event, ...]:
    payments = any(deal.paid_on for deal in world.deals.values())
    terms = Terms(scheme.clawback, world.on, payments, scheme.measure, scheme.instalments)
    wanted = {fold(name) for name in names}
    return tuple(
        event
        for credit in world.credits
        if fold(credit.rep) in wanted and _covers(world, scheme, credit.deal) and _has_basis(scheme, credit.deal)
        for event in events_of(credit, terms)
        if event.home <= world.period.end
    )


def _covers(world: World, scheme: Compensation, deal: Deal) -> bool:
    """Whether a scheme pays for a deal: by its funnel, and the days on which the scheme runs."""
    if scheme.funnels and world.funnels.get(deal.id, "") not in scheme.funnels:
        return False
    day = deal.closed
    return day is not None and (scheme.starts or day) <= day <= (scheme.ends or day)


def _has_basis(scheme: Compensation, deal: Deal) -> bool:
    return scheme.measure != "margin" or deal.margin is not None


def _others(world: World, scheme: Compensation, person: Person, known: Mapping[str, Person]) -> tuple[Event, ...]:
    """What the people of an override sold, without the manager's own sales."""
    if scheme.override is None:
        return ()
    sellers = sorted({credit.rep for credit in world.credits})
    group = Compensation.model_construct(name=scheme.name, for_=scheme.override.of)
    names = [one.name for one in paid_by(group, world.plan, known, sellers)]
    return _events(world, scheme, [name for name in names if fold(name) != fold(person.name)])


def _unpaid(world: World, known: Mapping[str, Person]) -> Iterable[SetAside]:
    """Shares of deals of the period whose seller no commission plan pays, and deals without the margin to pay on."""
    sellers = sorted({credit.rep for credit in world.credits})
    paid = {
        fold(person.name)
        for scheme in world.plan.compensation
        for person in paid_by(scheme, world.plan, known, sellers)
    }
    here = [credit for credit in world.credits if credit.deal.closed and credit.deal.closed in world.period]
    strangers = [
        SetAside(credit.deal.id, Problem.OUTSIDE, credit.rep)
        for credit in here
        if fold(credit.rep) not in paid | set(known)
    ]
    on_margin = [scheme for scheme in world.plan.compensation if scheme.measure == "margin"]
    without = {
        credit.deal.id: SetAside(credit.deal.id, Problem.NO_MARGIN, scheme.name)
        for scheme in on_margin
        for credit in here
        if not _has_basis(scheme, credit.deal)
        and _covers(world, scheme, credit.deal)
        and fold(credit.rep) in {fold(one.name) for one in paid_by(scheme, world.plan, known, sellers)}
    }
    return [*strangers, *without.values()]
