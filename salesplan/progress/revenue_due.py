"""Revenue won against what is due by the day: in all, by month, and as a curve over the weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import ONE_DAY, Period, months, weeks
from salesplan.model.plan import Plan
from salesplan.progress.closing_curve import Expected, closing_curve, expected_by
from salesplan.progress.pace import USUAL, Status, pace, status
from salesplan.progress.pipeline import money_in, won_in
from salesplan.progress.revenue_goal import plan_target
from salesplan.records.count.ledger import Ledger


class Point(Struct, frozen=True):
    """The revenue due, and won (None: not over yet), by the end of a day; money in the plan's currency."""

    day: date
    due: Decimal
    won: Decimal | None


class Part(Struct, frozen=True):
    """The revenue of a month (`2027-01`) or a quarter (`2027-Q1`): its part of the target, and what was won in it."""

    name: str
    target: Decimal
    won: Decimal


class Revenue(Struct, frozen=True):
    """What was won against what is due by the day. The targets of `months`, as of `quarters`, add up to the target.

    `curve` has the same by the end of each week, and of the day itself.
    """

    target: Decimal
    won: Decimal
    due: Decimal
    expected: Expected
    status: Status
    months: tuple[Part, ...]
    curve: tuple[Point, ...] = ()

    @property
    def quarters(self) -> tuple[Part, ...]:
        """The months of each calendar quarter added up."""
        found: dict[str, list[Part]] = {}
        for month in self.months:
            year, number = month.name.split("-")
            found.setdefault(f"{year}-Q{(int(number) + 2) // 3}", []).append(month)
        return tuple(
            Part(name, sum((m.target for m in group), Decimal(0)), sum((m.won for m in group), Decimal(0)))
            for name, group in found.items()
        )

    @property
    def pace(self) -> Fraction | None:
        """Won / due."""
        return pace(Fraction(self.won), Fraction(self.due))


def revenue_due(plan: Plan, now: Ledger, period: Period, days: Sequence[date]) -> Revenue | None:
    """What was won, and what is due of the target; None where the plan has no target of revenue."""
    target = plan_target(plan)
    if target is None:
        return None
    currency = plan.currency or ""
    money = money_in(currency)
    won = [deal for deal in now.deals if won_in(deal, period)]
    curve = closing_curve(now, period, money)
    expected = expected_by(now.on, period, days, dict(plan.seasonality), curve)
    due = round_money(Fraction(target) * expected.share, currency)
    total = sum(map(money, won), Decimal(0))
    limits = (plan.tracking.thresholds if plan.tracking else None) or USUAL

    def share(day: date) -> Fraction:
        return expected_by(day, period, days, dict(plan.seasonality), curve).share

    def due_by(day: date) -> Decimal:
        return round_money(Fraction(target) * share(day), currency)

    def point(day: date) -> Point:
        amounts = (money(deal) for deal in won if deal.closed is not None and deal.closed <= day)
        made = sum(amounts, Decimal(0)) if day <= now.on else None
        return Point(day, due_by(day), made)

    def by_end(day: date) -> Decimal:
        """What is due by the end of a month: of a whole target whole units, as people are told."""
        is_whole = target == target.to_integral_value()
        return Decimal(floor(Fraction(target) * share(day) + Fraction(1, 2))) if is_whole else due_by(day)

    def part(month: Period) -> Part:
        before = by_end(month.start - ONE_DAY) if month.start > period.start else Decimal(0)
        made = sum((money(deal) for deal in won if won_in(deal, month)), Decimal(0))
        return Part(f"{month.start:%Y-%m}", by_end(month.end) - before, made)

    ends = sorted({*(week.end for week in weeks(period)), *({now.on} if now.on in period else ())})
    stands = status(Fraction(total), Fraction(due), limits)
    return Revenue(target, total, due, expected, stands, tuple(map(part, months(period))), tuple(map(point, ends)))
