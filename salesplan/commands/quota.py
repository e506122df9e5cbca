"""`salesplan quota`: the back-calculator."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from salesplan.console.options import (
    Confidence,
    Output,
    PlanPath,
    Scenario,
    TableFormat,
    Target,
    read_confidence,
    read_target,
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


By = Annotated[View, typer.Option(help="Spread the quotas over working days, and sum them by this.")]
Per = Annotated[Share, typer.Option(help="Show the quota of each team segment, or of each rep.")]
Explain = Annotated[bool, typer.Option("--explain", help="Print how each number comes about.")]

NEXT = "`salesplan quota --explain` shows how each number comes about."


def quota(
    plan: PlanPath = None,
    target: Target = None,
    confidence: Confidence = None,
    by: By = View.PERIOD,
    per: Per = Share.SEGMENT,
    explain: Explain = False,
    scenario: Scenario = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Work out what a revenue target takes, per team segment.

    From the target back through the funnel: how many records at each stage, how many actions for whom. Without a
    plan here, a built-in example is used.
    """
    amount, share, form = read_target(target), read_confidence(confidence), table_format(format_, output)
    from salesplan.console.answer import deliver
    from salesplan.console.given_plan import read_usable
    from salesplan.console.given_quota import quota_of

    reading = read_usable(plan, example=True, scenario=scenario)
    result = quota_of(reading, amount, share, (by, per))
    from salesplan.report.quota.answer import derivation_answer, quota_answer

    language = reading.plan.language
    if explain:
        deliver(derivation_answer(result, language, reading.locate), form, output, language)
    else:
        deliver(quota_answer(result, language), form, output, language, next_step=NEXT)
