"""`salesplan forecast`: what the period will bring, and how sure that is."""

from __future__ import annotations

from typing import Annotated

import typer

from salesplan.base.finding import Usage
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

Back = Annotated[bool, typer.Option("--backtest", help="Foresee past days again, and say how well that held.")]
Trials = Annotated[
    int, typer.Option(min=0, max=10_000_000, metavar="N", help="Sample so many futures; exact without sampling if 0.")
]
Seed = Annotated[int, typer.Option(min=0, metavar="N", help="The seed of the samples: the same seed, the same answer.")]

NEXT = "`salesplan forecast --backtest` shows how well this way foresaw past periods."


@reads_records
def forecast(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    backtest: Back = False,
    target: Target = None,
    trials: Trials = 0,
    seed: Seed = 1,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Foresee what the period will bring, and how sure that is.

    Won so far, open deals, and new business still to come, with the chance of the target. The odds come
    from the records' own past, with a range that says how much they can tell.
    """
    amount, form = read_target(target), table_format(format_, output)
    from salesplan.console.answer import deliver
    from salesplan.console.given_plan import in_scenario
    from salesplan.console.given_records import ledger_given, records_given, say_intake
    from salesplan.console.understood import with_understood

    given = records_given(plan, records)
    if scenario and given.plan is None:
        raise Usage("--scenario needs a plan", "Name the plan that has the scenario.")
    planned = in_scenario(given.plan, scenario) if given.plan else None
    known = ledger_given(given)
    say_intake(known.intakes)
    language = given.plan.language if given.plan else "en"
    if backtest:
        from salesplan.progress.forecast.backtest import backtest as replayed
        from salesplan.report.forecast import backtest_answer

        deliver(with_understood(backtest_answer(replayed(planned, known), language), known), form, output, language)
        return
    from salesplan.progress.forecast.prediction import Request
    from salesplan.progress.forecast.prediction import forecast as foreseen
    from salesplan.progress.renewals import planned_renewals
    from salesplan.report.forecast import forecast_answer
    from salesplan.report.renewals import with_renewals

    request = Request(trials, seed, None if amount is None else float(amount))
    answer = with_understood(forecast_answer(foreseen(planned, known, request), language), known)
    answer = with_renewals(answer, planned_renewals(planned, known), language)
    deliver(answer, form, output, language, next_step=NEXT)
