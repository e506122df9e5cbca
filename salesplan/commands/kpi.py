"""`salesplan kpi`: the key figures of sales, against target and the past."""

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


@reads_records
def kpi(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Show the key figures against target and the past.

    From the plan, the deals, and what `kpis:` gives by hand. What the others lack is said by name.
    """
    form = table_format(format_, output)
    from salesplan.base.finding import Usage
    from salesplan.console.answer import deliver
    from salesplan.console.given_records import gather_records, open_records
    from salesplan.console.understood import with_understood
    from salesplan.indicators.kpi import kpi as key_figures
    from salesplan.indicators.kpi import no_deals
    from salesplan.progress.exports import read_book
    from salesplan.report.kpi.answer import kpi_answer

    given = gather_records(plan, records, scenario)
    if given.plan is None:
        raise Usage("kpi needs a plan", "Start one with `salesplan init`, or name your plan's file.")
    if given.sources.deals is None and given.sources.activities is None:
        answer = kpi_answer(key_figures(given.plan, no_deals(given.on)), given.plan.language)
    else:
        with open_records(given) as opened:
            book, _ = read_book(opened, given.plan, given.on)
        answer = kpi_answer(key_figures(given.plan, book.ledger, book.done), given.plan.language)
        answer = with_understood(answer, book.ledger)
    deliver(answer, form, output, given.plan.language)
