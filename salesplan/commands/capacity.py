"""`salesplan capacity`: hours, people, hires."""

from __future__ import annotations

from salesplan.console.options import (
    NO_OPTIONS,
    Output,
    PlanPath,
    RecordOptions,
    Scenario,
    TableFormat,
    Target,
    read_target,
    reads_records,
    table_format,
)

NEXT = "`salesplan quota --by month --per rep` shows who does what."


@reads_records
def capacity(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    target: Target = None,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Weigh the hours of the plan against its people.

    Month by month, with ramps, absences and attrition; whom to hire, and the latest day to decide it; and how much of
    the target the quotas carry. With deals, the ramp is measured too.
    """
    amount, form = read_target(target), table_format(format_, output)
    from salesplan.console.answer import deliver
    from salesplan.console.given_plan import read_usable
    from salesplan.console.given_quota import quota_of
    from salesplan.console.given_sources import folder_of
    from salesplan.console.records_beside import ledger_beside
    from salesplan.console.understood import with_understood
    from salesplan.indicators.ramp import ramps_seen
    from salesplan.quotas.headcount import capacity as weigh
    from salesplan.report.capacity import capacity_answer
    from salesplan.report.language.voice import voice_for

    reading = read_usable(plan, scenario=scenario)
    result = quota_of(reading, amount, None)
    deals = ledger_beside(reading.plan, folder_of(reading.sources[0].name if plan != "-" else "-"), records)
    found = weigh(reading.plan, result, ramps_seen(reading.plan, deals) if deals else None)
    voice = voice_for(reading.plan.language, reading.plan.currency, reading.plan.dates)
    answer = capacity_answer(found, voice)
    answer = with_understood(answer, deals) if deals else answer
    deliver(answer, form, output, reading.plan.language, next_step=NEXT)
