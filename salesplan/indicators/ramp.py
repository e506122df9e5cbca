"""How people really grow into their quota: measured from their first day and the deals they won."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesplan.base.periods import ONE_DAY, Period, add_months
from salesplan.base.spelling import fold
from salesplan.model.compensation import Compensation
from salesplan.model.plan import Plan
from salesplan.pay.credit import Credit, credits_of
from salesplan.pay.people import paid_by, people
from salesplan.pay.quota_of import LENGTHS, Person
from salesplan.progress.as_of import as_of
from salesplan.quotas.ramping import RampMonth
from salesplan.records.count.ledger import Ledger

MOST_MONTHS = 12

Starter = tuple[Person, Fraction, list[Credit]]
"""Who started, their full quota a month, and the deals they are credited with."""


def measured_ramp(plan: Plan, records: Ledger) -> tuple[RampMonth, ...]:
    """Month by month since the first day, over all who have a first day and a quota; only months that are over count.

    Example: two people with 10,000 a month won 1,000 and 3,000 in their first month: 20%, of 2 people.
    """
    return _sum_up(_starters(plan, records), records.on)


def ramps_seen(plan: Plan, records: Ledger) -> dict[str, tuple[RampMonth, ...]]:
    """The same for each segment of the team in which somebody started, by what was known on the records' day."""
    known = as_of(records, records.on)
    starters = list(_starters(plan, known))
    names = dict.fromkeys(person.segment for person, _, _ in starters)
    return {name: _sum_up([one for one in starters if one[0].segment == name], known.on) for name in names}


def _sum_up(starters: Iterable[Starter], on: date) -> tuple[RampMonth, ...]:
    sums: dict[int, tuple[Fraction, Fraction, int]] = {}
    for person, quota, won in starters:
        assert person.member is not None and person.member.starts is not None  # noqa: S101, PT018  (starters have one)
        for number in range(MOST_MONTHS):
            month = _since(person.member.starts, number)
            if month.end > on or (person.member.ends and month.end > person.member.ends):
                break
            sold, full, n = sums.get(number, (Fraction(0), Fraction(0), 0))
            sums[number] = sold + _within(won, month), full + quota, n + 1
    return tuple(RampMonth(number + 1, *sums[number]) for number in sorted(sums))


def ramp_times(plan: Plan, records: Ledger) -> tuple[int, ...]:
    """Days from the first day to the first month at full quota, of each who reached one."""
    found: list[int] = []
    for person, quota, won in _starters(plan, records):
        assert person.member is not None and person.member.starts is not None  # noqa: S101, PT018
        start, number = person.member.starts, 0
        while (month := _since(start, number)).end <= records.on:
            if _within(won, month) >= quota:
                found.append((month.start - start).days)
                break
            number += 1
    return tuple(found)


def _starters(plan: Plan, records: Ledger) -> Iterator[Starter]:
    """Everybody with a first day within the records, their full quota a month, and the deals they are credited with."""
    known = people(plan)
    credited, _ = credits_of(records.deals, plan.currency or "", {key: one.name for key, one in known.items()})
    first = min((day for deal in records.deals for day in (deal.created, deal.closed) if day), default=date.max)
    for key, person in known.items():
        quota = _monthly(plan, person)
        if person.member and person.member.starts and person.member.starts >= first and quota:
            yield person, quota, [one for one in credited if fold(one.rep) == key]


def _monthly(plan: Plan, person: Person) -> Fraction | None:
    """The full quota of somebody for a month, without ramp; None where no scheme on money states one."""
    for scheme in plan.compensation:
        if scheme.measure == "revenue" and scheme.per in LENGTHS and person in paid_by(scheme, plan, people(plan), ()):
            quota = _stated_share(scheme, person)
            if quota is not None:
                return quota / LENGTHS[scheme.per]
    return None


def _stated_share(scheme: Compensation, person: Person) -> Fraction | None:
    if isinstance(scheme.quota, dict):
        own = {fold(name): quota for name, quota in scheme.quota.items()}.get(fold(person.name))
        return None if own is None else Fraction(own)
    return None if scheme.quota is None else Fraction(scheme.quota)


def _since(start: date, number: int) -> Period:
    return Period(add_months(start, number), add_months(start, number + 1) - ONE_DAY)


def _within(won: list[Credit], month: Period) -> Fraction:
    """What somebody is credited with in a month, less refunds."""
    here = (one for one in won if one.deal.closed and one.deal.closed in month)
    net = ((one.share, (one.deal.amount or Decimal(0)) - abs(one.deal.refunded or Decimal(0))) for one in here)
    return sum((share * Fraction(amount) for share, amount in net), Fraction(0))
