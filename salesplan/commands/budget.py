"""`salesplan budget`: planned, spent, and what it brings."""

from __future__ import annotations

from salesplan.console.options import Output, PlanPath, Scenario, TableFormat, Target, read_target, table_format

NEXT = "`salesplan render -o plan.html` shows it in the document."


def budget(
    plan: PlanPath = None,
    target: Target = None,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Hold the budget against what was spent and what it brings.

    By month, category and segment, beside `budget: actuals`; the contingency used; what an action, an opportunity, a
    deal costs, pay included; return and payback.
    """
    amount, form = read_target(target), table_format(format_, output)
    from salesplan.base.finding import Usage
    from salesplan.console.answer import deliver
    from salesplan.console.given_plan import read_usable
    from salesplan.console.given_quota import quota_of
    from salesplan.indicators.budget import budget as review
    from salesplan.report.budget import budget_answer
    from salesplan.report.language.voice import voice_for

    reading = read_usable(plan, scenario=scenario)
    found = review(reading.plan, quota_of(reading, amount, None) if reading.plan.funnels else None)
    if found is None:
        raise Usage("the plan has no budget", "Add it, such as budget: {lines: [{item: Fair, amount: 4500}]}")
    voice = voice_for(reading.plan.language, reading.plan.currency, reading.plan.dates)
    deliver(budget_answer(found, voice), form, output, reading.plan.language, next_step=NEXT)
