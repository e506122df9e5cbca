"""Key figures from files: the function for programs."""

from __future__ import annotations

from datetime import date

from salesplan.indicators.indicator import Indicators
from salesplan.indicators.kpi import kpi as key_figures
from salesplan.indicators.kpi import no_deals
from salesplan.model.plan import Plan
from salesplan.progress.exports import File, read_files


def kpi(plan: Plan, *, deals: File | None = None, activities: File | None = None, on: date | None = None) -> Indicators:
    """The key figures of the plan's period as far as the records reach, and those that the plan gives by hand.

    `activities` are for goals and watched figures that are actions; `on` is the last day in the records if None. What
    is lacking for the others is said by name.

    Raises:
        Unreadable: a file cannot be read, or its columns are not recognised.
    """
    if deals is None and activities is None:
        return key_figures(plan, no_deals(on))
    book = read_files(plan, {"deals": deals, "activities": activities}, on)
    return key_figures(plan, book.ledger, book.done)
