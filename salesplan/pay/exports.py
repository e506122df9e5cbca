"""Pay from files: the function for programs."""

from __future__ import annotations

from datetime import date

from salesplan.model.plan import Plan
from salesplan.pay.commission import Commission, known_until
from salesplan.pay.commission import commission as worked_out
from salesplan.progress.exports import File, read_ledger


def commission(plan: Plan, deals: File, *, on: date | None = None, since: date | None = None) -> Commission:
    """What everybody is paid for the won deals of an export, by the plan's `compensation`.

    Statements are of the plan's period, or from `since` on if that is earlier. `on` is the day they are worked out for;
    the last day in the records, that of a refund or a payment included, if None.

    Raises:
        Unreadable: the file cannot be read, or its columns are not recognised.
    """
    records = read_ledger(plan, deals, on=on)
    return worked_out(plan, records if on else known_until(records), since)
