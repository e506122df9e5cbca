"""What a plan costs and what is expected back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import round_money
from salesplan.model.budget import Budget


class Spending(Struct, frozen=True):
    """Sums of a budget, in the plan's currency. `returned` is a ratio: 1 means that each unit spent earns one more."""

    lines: Decimal
    contingency: Decimal
    total: Decimal
    gross_margin: Decimal | None = None
    returned: Fraction | None = None


def spending(budget: Budget, currency: str, revenue: Fraction | None = None) -> Spending:
    """The budget's lines, its reserve, and the return on them.

    The reserve is `contingency` x lines. The return is (gross margin - total) / total, with gross margin = revenue x
    margin, where the plan states both; example: 90,000 at 60% on 20,000 returns 1.7.
    """
    lines = sum((line.amount for line in budget.lines), Decimal(0))
    contingency = round_money(Fraction(lines) * (budget.contingency or 0), currency)
    total = lines + contingency
    if revenue is None or budget.margin is None or total == 0:
        return Spending(lines, contingency, total)
    margin = round_money(revenue * budget.margin, currency)
    return Spending(lines, contingency, total, margin, Fraction(margin - total) / Fraction(total))


def growth(now: Fraction, before: Fraction) -> Fraction | None:
    """(now - before) / before; None where there was nothing before."""
    return (now - before) / before if before else None
