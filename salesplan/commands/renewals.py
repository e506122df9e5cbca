"""`salesplan renewals`: the contracts that end, and what becomes of them."""

from __future__ import annotations

from salesplan.console.options import (
    NO_OPTIONS,
    Output,
    PlanPath,
    RecordOptions,
    Scenario,
    TableFormat,
    reads_records,
    table_format,
)

NEXT = "`salesplan render -o plan.ics` puts the days of notice into a calendar."


@reads_records
def renewals(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """List the contracts that end, and the renewal rate.

    By the deals' contract_end, notice_days and auto_renew: by when somebody has to act, what became of each, and what
    is expected of the rest.
    """
    form = table_format(format_, output)
    from salesplan.console.answer import deliver
    from salesplan.console.given_records import gather_ledger, gather_records
    from salesplan.console.intake import say_intake
    from salesplan.console.output import language_spoken
    from salesplan.console.understood import with_understood
    from salesplan.progress.renewals import renewals as find
    from salesplan.report.renewals import renewals_answer

    given = gather_records(plan, records, scenario)
    ledger = gather_ledger(given)
    say_intake(ledger.intakes)
    language = given.plan.language if given.plan else language_spoken()
    answer = with_understood(renewals_answer(find(given.plan, ledger), language), ledger)
    deliver(answer, form, output, language, next_step=NEXT)
