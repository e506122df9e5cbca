"""`salesplan forecast`: what the period will bring, and how sure that is."""

from __future__ import annotations

from enum import StrEnum
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
    read_confidence,
    read_target,
    reads_records,
    table_format,
)


class By(StrEnum):
    """What a forecast may be divided by."""

    FUNNEL = "funnel"
    SEGMENT = "segment"
    REP = "rep"


Back = Annotated[bool, typer.Option("--backtest", help="Foresee past days again, and say how well that held.")]
Levers = Annotated[
    bool, typer.Option("--levers", help="Say which single change would lift the chance, and what it takes.")
]
Confidence = Annotated[
    str, typer.Option(metavar="SHARE", help="The chance of the target that --levers aims at: 80% or 0.8.")
]
WhatIf = Annotated[
    list[str] | None,
    typer.Option("--what-if", metavar="LEVER=CHANGE", help="Suppose a change: 'records=+12%'; may be given again."),
]
Division = Annotated[By | None, typer.Option("--by", help="A line for each of these.")]
Trials = Annotated[
    int, typer.Option(min=0, max=10_000_000, metavar="N", help="Sample so many futures; exact without sampling if 0.")
]
Seed = Annotated[int, typer.Option(min=0, metavar="N", help="The seed of the samples: the same seed, the same answer.")]

NEXT = "`--levers` says what would lift the chance; `--backtest` shows how well past periods were foreseen."


@reads_records
def forecast(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    backtest: Back = False,
    levers: Levers = False,
    confidence: Confidence = "80%",
    what_if: WhatIf = None,
    by: Division = None,
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
    amount, form, wished = read_target(target), table_format(format_, output), read_confidence(confidence)
    from salesplan.console.answer import deliver
    from salesplan.console.given_forecast import read_given_forecast
    from salesplan.console.output import language_spoken
    from salesplan.console.understood import with_understood

    given = read_given_forecast(plan, records, scenario, answered=bool(levers or what_if) and not backtest)
    planned, known = given.plan, given.deals
    language = planned.language if planned else language_spoken()
    goal = None if amount is None else float(amount)
    if backtest:
        from salesplan.progress.forecast.backtest import backtest as replayed
        from salesplan.report.forecast import backtest_answer

        answer = backtest_answer(replayed(planned, known, goal), language)
        deliver(with_understood(answer, known), form, output, language)
        return
    from salesplan.progress.forecast.breakdown import By as Part
    from salesplan.progress.forecast.figures import Request
    from salesplan.progress.forecast.handles import handles, read_change
    from salesplan.progress.forecast.levers import advise
    from salesplan.progress.forecast.prediction import foresee, scene
    from salesplan.progress.renewals import planned_renewals
    from salesplan.report.forecast import forecast_answer
    from salesplan.report.renewals import with_renewals

    made = scene(planned, known, goal)
    offered = handles(planned, known, made, given.answered) if what_if else ()
    request = Request(trials, seed, goal, tuple(read_change(text, offered) for text in what_if or ()))
    found = foresee(planned, known, made, request, Part(by.value) if by else None)
    if levers and found.target is None:
        raise Usage("--levers needs a target", "Name it: --target 90000, or goals: in the plan.")
    advice = advise(planned, known, made, float(wished or 0), given.answered) if levers else None
    answer = with_understood(forecast_answer(found, language, advice), known)
    answer = with_renewals(answer, planned_renewals(planned, known), language)
    deliver(answer, form, output, language, next_step="" if levers else NEXT)
