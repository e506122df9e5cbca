"""The budget beside what was spent, what each result costs, and whether the plan earns what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.base.periods import Period, months, months_since
from salesplan.base.spelling import fold
from salesplan.model.budget import Budget, BudgetLine, Spent
from salesplan.model.plan import Plan
from salesplan.pay.cost import PayCost, pay_at
from salesplan.pay.seats import part_of
from salesplan.quotas.quota import Quota
from salesplan.quotas.spending import spending

if TYPE_CHECKING:
    import pandas as pd

MOST_MONTHS = 60
"""Over so many months from the first to the last one, those in between are listed, too; a plan of more has a slip."""


class Row(Struct, frozen=True):
    """What is planned and what was spent of one month, category or segment; `name` is empty where none is stated.

    `spent` is None where the plan knows of no spending at all.
    """

    name: str
    planned: Decimal
    spent: Decimal | None

    @property
    def left(self) -> Decimal | None:
        """What is planned and not spent; negative where more was spent."""
        return None if self.spent is None else self.planned - self.spent


class UnitCost(Struct, frozen=True):
    """What one of `count` things costs: an action of any kind, a record at a stage, a deal."""

    of: str
    name: str
    count: int
    cost: Fraction


class BudgetReview(Struct, frozen=True):
    """A budget by month, category and segment, in the plan's currency, and what the plan costs and earns in all.

    `used` is how much of the contingency is used up: what was spent beyond the plan of each category, unplanned ones
    included; it may be more than there is. `revenue` is what is expected: the target x expected attainment. `pay` is
    what that revenue costs in pay. `result` is gross margin - cost.
    """

    currency: str
    period: Period | None
    months: tuple[Row, ...]
    categories: tuple[Row, ...]
    segments: tuple[Row, ...]
    lines: Decimal
    contingency: Decimal
    limit: Decimal | None
    spent: Decimal | None
    used: Decimal | None
    pay: PayCost | None
    revenue: Fraction | None
    gross_margin: Decimal | None
    units: tuple[UnitCost, ...]
    expected: Fraction = Fraction(1)

    @property
    def total(self) -> Decimal:
        """Lines and contingency."""
        return self.lines + self.contingency

    @property
    def cost(self) -> Decimal:
        """The budget and pay."""
        return self.total + (self.pay.total if self.pay else 0)

    @property
    def result(self) -> Decimal | None:
        """Gross margin less cost; None where the margin is not known."""
        return None if self.gross_margin is None else self.gross_margin - self.cost

    @property
    def returned(self) -> Fraction | None:
        """The return with pay, (gross margin - cost) / cost: 1 means that each unit spent earns one more."""
        return Fraction(self.result) / Fraction(self.cost) if self.result is not None and self.cost else None

    @property
    def on_budget(self) -> Fraction | None:
        """The return on budget alone, pay left out: (gross margin - total) / total."""
        if self.gross_margin is None or not self.total:
            return None
        return Fraction(self.gross_margin - self.total) / Fraction(self.total)

    @property
    def payback(self) -> Fraction | None:
        """Months until the gross margin has paid the cost, at the same margin each month; None where it never does."""
        if self.period is None or not self.gross_margin or self.gross_margin < 0:
            return None
        return Fraction(self.cost) / Fraction(self.gross_margin) * months_in(self.period)

    def to_frame(self) -> pd.DataFrame:
        """A row a month, category and segment: by, name, planned, spent."""
        import pandas as pd

        rows = [
            (by, row.name, row.planned, row.spent)
            for by, part in (("month", self.months), ("category", self.categories), ("segment", self.segments))
            for row in part
        ]
        return pd.DataFrame(rows, columns=["by", "name", "planned", "spent"])


def months_in(period: Period) -> Fraction:
    """The length of a period in months; a part of a month by its days."""
    year = Period(date(period.start.year, 1, 1), date(period.start.year, 12, 31))
    return part_of(period, year) * 12


def budget(plan: Plan, quota: Quota | None = None) -> BudgetReview | None:
    """The plan's budget beside what was spent, and what the plan costs and earns; None without a budget.

    `quota` tells how many actions, records and deals the cost is for.
    """
    if plan.budget is None:
        return None
    target = quota.target if quota else None
    revenue = None if target is None else target * (plan.expected_attainment or 1)
    own = plan.budget.model_copy(update={"actuals": spent_within(plan.budget, plan.dates)})
    sums = spending(own, plan.currency or "", revenue)
    pay = pay_at(plan, revenue) if revenue else None
    cost = Fraction(sums.total + (pay.total if pay else 0))
    return BudgetReview(
        currency=plan.currency or "",
        period=plan.dates,
        months=_rows(own, _month, _month_spent),
        categories=_rows(own, lambda line: line.category or "", _of_line(own, "category")),
        segments=_rows(own, lambda line: line.segment or "", _of_line(own, "segment")),
        lines=sums.lines,
        contingency=sums.contingency,
        limit=own.limit,
        spent=_sum(own.actuals) if own.actuals else None,
        used=contingency_used(own) if own.actuals else None,
        pay=pay,
        revenue=revenue,
        gross_margin=_margin(plan, revenue),
        units=tuple(_units(quota, cost)) if quota and cost else (),
        expected=Fraction(plan.expected_attainment or 1),
    )


def spent_within(plan: Budget, period: Period | None) -> tuple[Spent, ...]:
    """What was spent in the months of a period, or on no stated day; an export may well hold the whole year."""
    if period is None:
        return tuple(plan.actuals)
    first, last = f"{period.start:%Y-%m}", f"{period.end:%Y-%m}"
    return tuple(one for one in plan.actuals if not one.when or first <= _month_spent(one) <= last)


def _margin(plan: Plan, revenue: Fraction | None) -> Decimal | None:
    if plan.budget is None or plan.budget.margin is None or revenue is None:
        return None
    return round_money(revenue * plan.budget.margin, plan.currency or "")


def _sum(parts: Iterable[BudgetLine | Spent]) -> Decimal:
    return sum((part.amount for part in parts), Decimal(0))


def _month(line: BudgetLine) -> str:
    return line.when or ""


def _month_spent(spent: Spent) -> str:
    return f"{spent.when:%Y-%m}" if isinstance(spent.when, date) else spent.when or ""


def line_of(plan: Budget, spent: Spent) -> BudgetLine | None:
    """The budget line that money was spent on, by its name."""
    return next((one for one in plan.lines if spent.item and fold(one.item) == fold(spent.item)), None)


def _of_line(plan: Budget, key: str) -> Callable[[Spent], str]:
    """A category or segment of what was spent: its own, or that of the budget line it names."""
    names: list[str] = [name for line in plan.lines if (name := getattr(line, key))]
    spellings = {fold(name): name for name in names}

    def found(spent: Spent) -> str:
        own = str(getattr(spent, key) or getattr(line_of(plan, spent), key, None) or "")
        return spellings.get(fold(own), own)

    return found


def _rows(plan: Budget, planned: Callable[[BudgetLine], str], spent: Callable[[Spent], str]) -> tuple[Row, ...]:
    """A row a name, in the order of the plan, then of the spending; months in order of time, what has none last.

    A month between others in which nothing is planned is a row as well: whoever reads down the months misses none.
    """
    sums: dict[str, list[Decimal]] = {}
    for line in plan.lines:
        sums.setdefault(planned(line), [Decimal(0), Decimal(0)])[0] += line.amount
    for one in plan.actuals:
        sums.setdefault(spent(one), [Decimal(0), Decimal(0)])[1] += one.amount
    by_time = planned is _month
    for month in _between([name for name in sums if name]) if by_time else ():
        sums.setdefault(month, [Decimal(0), Decimal(0)])
    names = sorted(sums, key=lambda name: (not name, name if by_time else ""))
    return tuple(Row(name, sums[name][0], sums[name][1] if plan.actuals else None) for name in names)


def _between(names: Sequence[str]) -> Iterator[str]:
    """The months from the first to the last of those named, unless these lie years apart."""
    if not names:
        return
    first, last = (date.fromisoformat(f"{name}-01") for name in (min(names), max(names)))
    if months_since(first, last) < MOST_MONTHS:
        yield from (f"{month.start:%Y-%m}" for month in months(Period(first, last)))


def contingency_used(plan: Budget) -> Decimal:
    """What was spent beyond the plan of each category; a line without one stands for itself, as does its spending.

    Example: 1,000 for events and 500 for tools are planned, 1,200 and 400 were spent: 200, since tools are not over.
    """
    sums: dict[str, Decimal] = {}
    category = _of_line(plan, "category")
    for line in plan.lines:
        name = line.category or f"item {line.item}"
        sums[name] = sums.get(name, Decimal(0)) + line.amount
    for one in plan.actuals:
        line_ = line_of(plan, one)
        name = category(one) or (f"item {line_.item}" if line_ else "")
        sums[name] = sums.get(name, Decimal(0)) - one.amount
    return -sum((left for left in sums.values() if left < 0), Decimal(0))


def _units(quota: Quota, cost: Fraction) -> Iterable[UnitCost]:
    """Cost / actions, cost / records at each stage, cost / deals; of several funnels, all of theirs together.

    Records that somebody brings in stand at their stage, and are no actions.
    """
    actions = sum(one.count for segment in quota.segments for one in segment.quotas if not one.is_record)
    if actions:
        yield UnitCost("action", "", actions, cost / actions)
    counts: dict[str, int] = {}
    for funnel in quota.funnels:
        for stage in funnel.stages:
            counts[stage.name] = counts.get(stage.name, 0) + stage.count
    yield from (UnitCost("stage", name, count, cost / count) for name, count in counts.items() if count)
    deals = sum(funnel.deals for funnel in quota.funnels)
    if deals:
        yield UnitCost("deal", "", deals, cost / deals)
