"""Activities counted by who did what with which result on which day: grouped in the engine, whatever their number."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from salesplan.records.canonical import DAY
from salesplan.records.engines.opened import OpenRecords

if TYPE_CHECKING:
    import narwhals as nw

    Frame = nw.LazyFrame[Any]

KEYS = ("owner", "action", "result", "deal", "day", "_problem")
NO_DAY = -(10**6)


class DoneCount(Struct, frozen=True):
    """So many activities of a kind and result by a person on a day; `deal` is empty where it was not asked for."""

    owner: str
    action: str
    result: str
    day: date
    times: int
    deal: str = ""


def done(records: OpenRecords, *, by_deal: bool = False) -> tuple[tuple[DoneCount, ...], OpenRecords]:
    """Every activity once, counted; with the records as what was read of them is now known.

    With `by_deal` also by the deal they are on. Rows that cannot be read are set aside and counted as such.
    """
    activities = records.activities
    if activities is None:
        return (), records
    rows, differ = records.engine.unique(_by_day(activities, by_deal=by_deal), KEYS, "activities", activities)
    if not differ:
        records, activities = records.without_twins(activities)
        rows, _ = records.engine.unique(_by_day(activities, by_deal=by_deal), KEYS, "activities", activities)
    problems: dict[str, int] = {}
    found: dict[tuple[str, str, str, int, str], int] = {}
    for owner, action, result, deal, day, problem, n, times, _minutes in rows:
        problems[problem] = problems.get(problem, 0) + int(n)
        if not problem and int(day) != NO_DAY:
            key = owner.strip(), action.strip(), result.strip(), int(day), deal.strip()
            found[key] = found.get(key, 0) + int(times)
    made = (DoneCount(*key[:3], _date(key[3]), times, key[4]) for key, times in sorted(found.items()))
    return tuple(made), records.counted("activities", problems)


def _by_day(activities: Frame, *, by_deal: bool) -> Frame:
    import narwhals as nw

    day = (nw.col("date") - nw.col("date") % DAY) // DAY
    made = activities.with_columns(nw.coalesce(day, nw.lit(NO_DAY)).cast(nw.Int64).alias("day"))
    return made if by_deal else made.with_columns(nw.lit("").alias("deal"))


@cache
def _date(days: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + days)
