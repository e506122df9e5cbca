"""`salesplan capacity`: hours, people, hires."""

from __future__ import annotations

from salesplan.console.options import Output, PlanPath, Scenario, TableFormat, Target, read_target, table_format

NEXT = "`salesplan quota --by month --per rep` shows who does what."


def capacity(
    plan: PlanPath = None,
    target: Target = None,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Weigh the hours of the plan against its people.

    Month by month, with ramps, absences and attrition; whom to hire, and the latest day to decide it; and how much of
    the target the quotas carry.
    """
    amount, form = read_target(target), table_format(format_, output)
    from salesplan.console.answer import deliver
    from salesplan.console.given_plan import read_usable
    from salesplan.console.given_quota import quota_of
    from salesplan.quotas.headcount import capacity as weigh
    from salesplan.report.capacity import capacity_answer
    from salesplan.report.language.voice import voice_for

    reading = read_usable(plan, scenario=scenario)
    found = weigh(reading.plan, quota_of(reading, amount, None))
    voice = voice_for(reading.plan.language, reading.plan.currency, reading.plan.dates)
    deliver(capacity_answer(found, voice), form, output, reading.plan.language, next_step=NEXT)
