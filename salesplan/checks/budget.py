"""The budget against its limit and the period."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from salesplan.base.finding import Finding, Locate, error, warning
from salesplan.checks.wording import money, percent, quoted
from salesplan.model.plan import Plan


def over_limit(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The expenses and the reserve stay within the budget's limit."""
    budget = plan.budget
    if not budget or budget.limit is None:
        return
    lines = sum((line.amount for line in budget.lines), Decimal(0))
    reserve = budget.contingency or Fraction(0)
    total = Fraction(lines) * (1 + reserve)
    if total > budget.limit:
        with_reserve = f" with the reserve of {percent(reserve)}" if reserve else ""
        yield error(
            "over-budget",
            f"the expenses come to {money(total)}{with_reserve}, {money(total - Fraction(budget.limit))} "
            f"over the limit of {money(budget.limit)}",
            locate("budget", "limit"),
            "cut an expense or the reserve, or raise the limit",
            (locate("budget", "lines"), f"the lines add up to {money(lines)}"),
        )


def expense_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Expenses fall due in months of the period."""
    period = plan.dates
    for place, line in enumerate(plan.budget.lines if plan.budget and period else ()):
        if period and line.when and not f"{period.start:%Y-%m}" <= line.when <= f"{period.end:%Y-%m}":
            yield warning(
                "expense-outside",
                f"{quoted(line.item)} falls due in {line.when}, outside the period ({period.start} to {period.end})",
                locate("budget", "lines", place, "when"),
                "check the month",
            )
