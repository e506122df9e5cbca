"""How much of a period's revenue is usually won by which day: measured on past periods of the records.

In many trades more than half of a quarter's wins fall in its last month. Against the share of working days such a team
is behind all quarter and right on the last day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from salesplan.base.periods import ONE_DAY, Period, add_months
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State

FEWEST_PERIODS = 2
FEWEST_WINS = 5
"""Past periods, and wins in all of them, from which a closing curve is taken for one."""

MOST_PERIODS = 12

SLACK = 10
"""A past period counts where the records begin within its first tenth: the first deal need not be of the first day."""


class Basis(StrEnum):
    """What revenue is paced against."""

    CURVE = "closing curve"
    SEASONALITY = "seasonality"
    DAYS = "working days"


class Expected(Struct, frozen=True):
    """The share of a period's revenue that is due by a day, and what that rests on; `periods` are past ones, if any."""

    share: Fraction
    basis: Basis
    periods: int = 0


class Curve(Struct, frozen=True):
    """The wins of past periods: for each, its days with what was won, in order."""

    periods: tuple[tuple[Period, tuple[tuple[date, Decimal], ...]], ...]

    def share(self, period: Period, on: date) -> Fraction:
        """The mean over past periods of the share won by the same part of their days; 0 before, 1 from the end on."""
        if on < period.start:
            return Fraction(0)
        gone = Fraction(min((on - period.start).days + 1, len_of(period)), len_of(period))
        return sum((_won_by(past, wins, gone) for past, wins in self.periods), Fraction(0)) / len(self.periods)


def len_of(period: Period) -> int:
    """The days of a period."""
    return (period.end - period.start).days + 1


def _won_by(past: Period, wins: Sequence[tuple[date, Decimal]], gone: Fraction) -> Fraction:
    last = past.start + timedelta(days=int(gone * len_of(past)) - 1)
    whole = sum((Fraction(amount) for _, amount in wins), Fraction(0))
    return sum((Fraction(amount) for day, amount in wins if day <= last), Fraction(0)) / whole


def closing_curve(ledger: Ledger, period: Period, money: Callable[[Deal], Decimal]) -> Curve | None:
    """The curve of past periods as long as this one; None where the records do not reach back over enough of them.

    A past period counts where the records begin before it does and something was won in it. Where no win has an amount,
    wins are counted.
    """
    wins = [(d.closed, money(d)) for d in ledger.deals if d.state is State.WON and d.closed and d.closed < period.start]
    if not any(amount for _, amount in wins):
        wins = [(day, Decimal(1)) for day, _ in wins]
    first = min((day for d in ledger.deals for day in (d.created, d.closed) if day is not None), default=None)
    if first is None:
        return None
    found = []
    for past in _before(period):
        inside = sorted((day, amount) for day, amount in wins if day in past and amount > 0)
        if (first - past.start).days * SLACK > len_of(past):
            break
        if inside:
            found.append((past, tuple(inside)))
    enough = len(found) >= FEWEST_PERIODS and sum(len(inside) for _, inside in found) >= FEWEST_WINS
    return Curve(tuple(found)) if enough else None


def _before(period: Period) -> Sequence[Period]:
    """The periods before this one, as long as it, the nearest first: in whole months where it has whole months."""
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    whole = period.start.day == 1 and (period.end + ONE_DAY).day == 1
    found, start = [], period.start
    for number in range(1, MOST_PERIODS + 1):
        before = add_months(period.start, -months * number) if whole else start - timedelta(days=len_of(period))
        found.append(Period(before, start - ONE_DAY))
        start = before
    return found


def expected_by(
    on: date, period: Period, days: Sequence[date], seasonality: Mapping[str, Fraction], curve: Curve | None
) -> Expected:
    """The share of the revenue due by `on`: by the curve, else by the plan's seasonality, else by working days."""
    if curve is not None:
        return Expected(curve.share(period, on), Basis.CURVE, len(curve.periods))
    gone = [day for day in days if day <= on]
    if seasonality:
        months = [f"{day:%Y-%m}" for day in days]
        share = sum(
            (seasonality.get(f"{d:%Y-%m}", Fraction(0)) / months.count(f"{d:%Y-%m}") for d in gone), Fraction(0)
        )
        whole = sum((seasonality.get(month, Fraction(0)) for month in set(months)), Fraction(0))
        return Expected(share / whole if whole else Fraction(0), Basis.SEASONALITY)
    return Expected(Fraction(len(gone), len(days)) if days else Fraction(0), Basis.DAYS)
