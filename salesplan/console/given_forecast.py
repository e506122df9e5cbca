"""What a forecast starts from on the command line: the plan in its scenario, and the deals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesplan.console.given_records import Given, gather_ledger, gather_records, open_records, say_intake
from salesplan.console.options import RecordOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesplan.model.plan import Plan
    from salesplan.records.count.ledger import Ledger


def read_given_forecast(
    plan: str | None, records: RecordOptions, scenario: str | None
) -> tuple[Given, Plan | None, Ledger]:
    """The records, the plan as the scenario has it, and every deal; say what was read.

    Raises:
        Usage: a scenario is named, and there is no plan.
        Unreadable: the plan or the records cannot be read.
    """
    given = gather_records(plan, records, scenario)
    known = gather_ledger(given)
    say_intake(known.intakes)
    return given, given.plan, known


def answering_rates(given: Given, plan: Plan | None) -> Mapping[str, tuple[int, int]]:
    """By action of the plan: how many activities had a result that counts, of all that have a result."""
    if plan is None or given.sources.activities is None:
        return {}
    from salesplan.progress.answering import answering
    from salesplan.records.count.done import done

    with open_records(given) as opened:
        lines, _ = done(opened)
    return answering(plan, lines)
