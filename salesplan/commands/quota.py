"""`salesplan quota`: the back-calculator."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from salesplan.console.options import (
    NO_OPTIONS,
    Confidence,
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


class View(StrEnum):
    """The parts of the period a quota is split by."""

    PERIOD = "period"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


class Share(StrEnum):
    """Whose quota is shown."""

    SEGMENT = "segment"
    REP = "rep"


By = Annotated[
    View | None,
    typer.Option(help="Spread the quotas over working days, and sum them by this.", show_default="period"),
]
Per = Annotated[
    Share | None, typer.Option(help="Show the quota of each team segment, or of each rep.", show_default="segment")
]
Explain = Annotated[bool, typer.Option("--explain", help="Print how each number comes about.")]

NEXT = "`salesplan quota --explain` shows how each number comes about."
NEXT_REPLAN = "--explain shows the walk from the target to what is left; --by week and --per rep split it."


@reads_records
def quota(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    target: Target = None,
    confidence: Confidence = None,
    by: By = None,
    per: Per = None,
    explain: Explain = False,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Work out what a revenue target takes, per team segment.

    From the target back through the funnel: how many records at each stage, how many actions for whom. Without a
    plan here, a built-in example is used. With --on or --deals: what is still needed, after what was won in the period
    and what the open deals are expected to bring, over the days and people that are left.
    """
    amount, share, form = read_target(target), read_confidence(confidence), table_format(format_, output)
    parted = by is not None or per is not None
    view, whose = by or View.PERIOD, per or Share.SEGMENT
    from salesplan.console.answer import deliver

    if records != NO_OPTIONS:
        from salesplan.console.given_quota import replan_of
        from salesplan.console.understood import with_understood
        from salesplan.quotas.quota import Request

        found, known, ledger = replan_of(plan, records, scenario, Request(amount, share, view, whose))
        from salesplan.report.quota.remaining import replan_answer, replan_steps
        from salesplan.report.quota.tables import with_slots

        said = known.plan.language
        again = replan_steps(found, said, known.locate) if explain else replan_answer(found, said)
        again = with_slots(again, found.quota) if parted else again
        deliver(with_understood(again, ledger), form, output, said, next_step="" if explain else NEXT_REPLAN)
        return
    from salesplan.console.given_plan import read_usable
    from salesplan.console.given_quota import quota_of

    reading = read_usable(plan, example=True, scenario=scenario)
    result = quota_of(reading, amount, share, (view, whose))
    from salesplan.report.quota.answer import derivation_answer, quota_answer
    from salesplan.report.quota.tables import with_slots

    language = reading.plan.language
    if explain:
        answer = derivation_answer(result, language, reading.locate)
    else:
        from salesplan.quotas.quota import Request
        from salesplan.quotas.scenarios import outcomes

        tried = () if scenario or result.is_split else outcomes(reading.plan, result, Request(amount, share))
        answer = quota_answer(result, language, tried)
    answer = with_slots(answer, result) if parted else answer
    deliver(answer, form, output, language, next_step="" if explain else NEXT)
