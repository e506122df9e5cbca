"""The quota of the plan a command works on, and the one that is still needed on a day."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from salesplan.base.finding import PlanError, Usage
from salesplan.console.given_plan import Usable, in_scenario, refuse
from salesplan.console.options import RecordOptions
from salesplan.quotas.quota import Quota, Request
from salesplan.quotas.quota import quota as back_calculate

if TYPE_CHECKING:
    from salesplan.progress.replan import Replan
    from salesplan.records.count.ledger import Ledger


def quota_of(
    reading: Usable,
    target: Decimal | None,
    confidence: Fraction | None,
    split: tuple[str, str] = ("period", "segment"),
) -> Quota:
    """The quota of a plan that has what it takes; else its gaps are shown and the command ends with exit code 1."""
    by, per = split
    try:
        return back_calculate(reading.plan, target=target, confidence=confidence, by=by, per=per, locate=reading.locate)
    except PlanError as gaps:
        refuse(reading.sources, gaps.findings)


def replan_of(
    path: str | None, options: RecordOptions, scenario: str | None, request: Request
) -> tuple[Replan, Usable, Ledger]:
    """The quota that is still needed on the day of the records, the plan it is of, and its deals.

    Raises:
        Usage: there is no plan, or nothing is left of its period.
        Unreadable: the records cannot be read.
    """
    from salesplan.console.given_records import gather_ledger, gather_records
    from salesplan.console.intake import say_intake
    from salesplan.progress.replan import replan

    given = gather_records(path, options)
    if given.reading is None or given.plan is None:
        raise Usage("what is still needed takes a plan, and there is none here", "name it: salesplan quota PLAN")
    plan, reading = in_scenario(given.plan, scenario), given.reading
    known = gather_ledger(given)
    say_intake(known.intakes)
    try:
        found = replan(plan, known, request, reading.locate)
    except PlanError as gaps:
        refuse(reading.sources, gaps.findings)
    return found, Usable(plan, reading.locate, reading.sources, reading.findings), known
