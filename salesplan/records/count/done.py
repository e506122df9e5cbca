"""Activities counted by who did what with which result on which day: grouped in the engine, whatever their number."""

from __future__ import annotations

from datetime import date
from functools import cache

from msgspec import Struct

from salesplan.records.canonical import DAY
from salesplan.records.engines.expression import coalesce, col, lit
from salesplan.records.engines.frame import Frame
from salesplan.records.engines.opened import OpenRecords

KEYS = ("owner", "action", "_problem")
NO_DAY = -(10**6) * DAY


class DoneCount(Struct, frozen=True):
    """So many activities of a kind and result by a person on a day; what was not asked for is empty."""

    owner: str
    action: str
    result: str
    day: date
    times: int
    deal: str = ""


def done(
    records: OpenRecords, *, by_result: bool = True, by_deal: bool = False
) -> tuple[tuple[DoneCount, ...], OpenRecords]:
    """Every activity once, counted; with the records as what was read of them is now known.

    With `by_deal` also by the deal they are on; without `by_result` whatever they ended with. Rows that cannot be read
    are set aside and counted as such.
    """
    activities = records.activities
    if activities is None:
        return (), records
    keys = (*KEYS, *(("result",) if by_result else ()), *(("deal",) if by_deal else ()))
    rows, differ = records.engine.by_day(_with_days(activities), keys, "activities", activities)
    if not differ:
        records, activities = records.without_twins(activities)
        rows, _ = records.engine.by_day(_with_days(activities), keys, "activities", activities)
    problems: dict[str, int] = {}
    found: dict[tuple[str, str, str, int, str], int] = {}
    for owner, action, problem, *further, day, n, times in rows:
        problems[problem] = problems.get(problem, 0) + int(n)
        if not problem and day != NO_DAY:
            result = further[0].strip() if by_result else ""
            deal = further[-1].strip() if by_deal else ""
            key = owner.strip(), action.strip(), result, int(day), deal
            found[key] = found.get(key, 0) + int(times)
    made = (DoneCount(*key[:3], _date(key[3]), times, key[4]) for key, times in sorted(found.items()))
    return tuple(made), records.counted("activities", problems)


def _with_days(activities: Frame) -> Frame:
    """The activities with the second their day begins in."""
    began = col("date") - col("date") % DAY
    return activities.with_columns(coalesce(began, lit(NO_DAY)).whole().alias("day"))


@cache
def _date(seconds: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + seconds // DAY)
