"""What a forecast starts from on the command line: the plan in its scenario, the deals, and how many answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.console.given_records import Given, deals_of, gather_ledger, gather_records, open_records
from salesplan.console.intake import say_intake
from salesplan.console.options import RecordOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesplan.model.plan import Plan
    from salesplan.records.count.ledger import Ledger


class GivenForecast(Struct, frozen=True):
    """The plan as the scenario has it (None without one), and every deal.

    `answered`: by action of the plan, how many activities had a result that counts, of all that have a result; empty if
    nobody asked.
    """

    plan: Plan | None
    deals: Ledger
    answered: Mapping[str, tuple[int, int]]


def read_given_forecast(
    plan: str | None, records: RecordOptions, scenario: str | None, *, answered: bool = False
) -> GivenForecast:
    """The plan, and what a forecast takes from the records, which are opened once; say what was read.

    Raises:
        Usage: a scenario is named, and there is no plan.
        Unreadable: the plan or the records cannot be read.
    """
    given = gather_records(plan, records, scenario)
    found = _with_answers(given, given.plan) if answered and given.plan and given.sources.activities else None
    found = found or GivenForecast(given.plan, gather_ledger(given), {})
    say_intake(found.deals.intakes)
    return found


def _with_answers(given: Given, plan: Plan) -> GivenForecast:
    """Deals and activities of the same opening; the ledger speaks of deals alone."""
    from salesplan.progress.answering import answering
    from salesplan.records.count.done import done

    with open_records(replace(given, sources=replace(given.sources, prospects=None))) as opened:
        lines, _ = done(opened)
        of_deals = tuple(intake for intake in opened.intakes if intake.table != "activities")
        deals = deals_of(given, replace(opened, activities=None, intakes=of_deals))
    return GivenForecast(plan, deals, answering(plan, lines))
