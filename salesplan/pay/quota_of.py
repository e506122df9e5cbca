"""The quota of one person for one period: by name or for all, in proportion to days, along a ramp."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from msgspec import Struct

from salesplan.base.periods import ONE_DAY, Period, add_months, months_since, parse_period, weeks
from salesplan.base.spelling import fold
from salesplan.model.compensation import Compensation
from salesplan.model.plan import Plan
from salesplan.model.team import Member

LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Months of each period."""


class Person(Struct, frozen=True):
    """Somebody who is paid: the name, the team segment (empty: none), and the entry in the team if there is one.

    `ramp` is the one that holds for them, their own or the segment's.
    """

    name: str
    segment: str = ""
    member: Member | None = None
    ramp: tuple[Fraction, ...] = ()


def person_of(plan: Plan, segment: str, member: Member) -> Person:
    """A member of a team segment as somebody who is paid."""
    return Person(member.name, segment, member, plan.team[segment].ramp_of(member))


def calendar_periods(per: str, span: Period, fiscal_year_starts: int = 1) -> tuple[Period, ...]:
    """Whole months, quarters, halves or years of the (fiscal) year, or ISO weeks, that meet `span`."""
    if per == "week":
        monday = span.start - timedelta(days=span.start.weekday())
        sunday = span.end + timedelta(days=6 - span.end.weekday())
        return weeks(Period(monday, sunday))
    found = []
    for year in range(span.start.year - 1, span.end.year + 2):
        found += [parse_period(name, fiscal_year_starts) for name in _names(per, year, fiscal_year_starts)]
    return tuple(period for period in found if period.cut(span))


def _names(per: str, year: int, fiscal_year_starts: int) -> list[str]:
    stem = f"FY{year}" if fiscal_year_starts > 1 else str(year)
    match per:
        case "month":
            return [f"{year}-{month:02}" for month in range(1, 13)]
        case "quarter":
            return [f"{stem}-Q{number}" for number in range(1, 5)]
        case "half":
            return [f"{stem}-H1", f"{stem}-H2"]
    return [stem]


def quota_of(scheme: Compensation, person: Person, period: Period) -> Fraction | None:
    """What `person` is to reach in `period`; None where the plan states no quota for them.

    A quota for all follows the person's ramp: on 0%, 50%, 100% from 1 January, a quarter of 300,000 asks for 150,000.
    With `prorate` it shrinks with the days of the period on which somebody is employed and the scheme runs, each at its
    own share of the ramp: 90,000 a quarter of 90 days, from 15 February on 50% and then 100%, are 31,000.
    """
    if isinstance(scheme.quota, dict):
        own = {fold(name): quota for name, quota in scheme.quota.items()}.get(fold(person.name))
        stated, ramped = (None if own is None else Fraction(own)), False
    else:
        stated, ramped = (None if scheme.quota is None else Fraction(scheme.quota)), True
    if stated is None:
        return None
    here = employed(scheme, person, period)
    if scheme.prorate:
        return stated * _present(person, here, ramped=ramped) / len(period) if here else Fraction(0)
    return stated * _ramp(person, here) if ramped and here else stated


def _present(person: Person, here: Period, *, ramped: bool) -> Fraction:
    """The days of a period on which somebody is employed, each at the share of its month of the ramp."""
    member = person.member
    if not ramped or member is None or not person.ramp or member.starts is None:
        return Fraction(len(here))
    found = Fraction(len(here))
    for month, share in enumerate(person.ramp):
        ramp_month = Period(add_months(member.starts, month), add_months(member.starts, month + 1) - ONE_DAY)
        days = ramp_month.cut(here)
        found -= (1 - share) * (len(days) if days else 0)
    return found


def employed(scheme: Compensation, person: Person, period: Period) -> Period | None:
    """The part of a period on which somebody is employed and the scheme runs; None if there is none."""
    edges = [period.start, period.end]
    starts = [scheme.starts, person.member.starts if person.member else None]
    ends = [scheme.ends, person.member.ends if person.member else None]
    start = max([edges[0], *(day for day in starts if day)])
    end = min([edges[1], *(day for day in ends if day)])
    return Period(start, end) if start <= end else None


def _ramp(person: Person, here: Period) -> Fraction:
    """The mean share of the full quota over the months employed, which weigh alike however long they are."""
    member = person.member
    if member is None or not person.ramp or member.starts is None:
        return Fraction(1)
    first, last = months_since(member.starts, here.start), months_since(member.starts, here.end)
    shares = [person.ramp[month] if month < len(person.ramp) else Fraction(1) for month in range(first, last + 1)]
    return sum(shares, Fraction(0)) / len(shares)
