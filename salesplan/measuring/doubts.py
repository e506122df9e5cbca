"""What reading the deals found that puts figures on them in doubt, whichever figures they are."""

import re
from collections.abc import Iterator

from salesplan.measuring.measurement import Note
from salesplan.records.canonical import DEALS
from salesplan.records.sources import Intake

LOST_ROWS = 20
"""One of so many rows set aside for one column, or for telling no state, is said above the figures, with the way to
keep them."""

_PER_MONTH = re.compile(r"\b(?:mrr|monthly|month|mois|mensuel\w*|mensil\w*|mensual\w*|monatlich\w*)\b|/mo\b")


def doubts_of(intake: Intake, active: int | None = None) -> Iterator[Note]:
    """The doubts about the rows of deals; nothing about other tables.

    Args:
        intake: what was read.
        active: how many deals are open, where that is known: weighted amounts matter to them alone.
    """
    if intake.table != "deals":
        return
    columns = dict(intake.columns)
    for part in intake.set_aside:
        key, unread, _ = part.reason.partition(" cannot be read")
        if unread and part.rows * LOST_ROWS >= intake.read:
            yield Note("rows that cannot be read", part.rows, key, parts=(("read", intake.read),))
        if part.reason == DEALS.untold and part.rows * LOST_ROWS >= intake.read:
            key = "status" if "status" in columns else "stage"
            yield Note("rows without a state", part.rows, columns.get(key, ""), parts=(("read", intake.read), (key, 0)))
    if intake.thousands:
        yield Note("amounts that may be thousands", name=intake.thousands)
    if intake.marked:
        yield Note("rows marked", name=intake.marked[0], parts=tuple((header, 0) for header in intake.marked))
    if intake.against:
        yield Note("flags against texts", intake.against)
    if intake.weighted and active != 0:
        header, *whole = intake.weighted
        yield Note("amounts may be weighted", active or 0, header, parts=tuple((one, 0) for one in whole))
    header = columns.get("amount", "")
    if _PER_MONTH.search(header.casefold().replace("_", " ")):
        yield Note("amounts per month", name=header)
