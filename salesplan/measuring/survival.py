"""What share will have moved on once all open records are decided: Kaplan-Meier for two ways to leave.

Of the decided alone, the rate is biased where one outcome takes longer than the other: the young records that are
decided are mostly of the fast kind. The Aalen-Johansen estimate counts an open record as watched for as long as it was
at the stage, and no longer. Source: Aalen, Johansen, "An Empirical Transition Matrix for Non-homogeneous Markov Chains
Based on Censored Observations", Scandinavian Journal of Statistics 5 (1978).
"""

from collections import Counter
from collections.abc import Iterable

Watched = tuple[int, str, int]
"""Days at the stage, outcome (`moved_on`, `lost` or `active`), how many records."""

MOVED, LOST, ACTIVE = "moved_on", "lost", "active"


def settled_share(records: Iterable[Watched]) -> float | None:
    """The share of moved on among those that leave, corrected for records that are still open; None if none left.

    Within a day, records leave before others stop being watched.
    """
    moved, lost, watched = _by_day(records)
    at_risk = sum(watched.values())
    staying, gone, dropped = 1.0, 0.0, 0.0
    for day in sorted(watched):
        if moved[day] or lost[day]:
            gone += staying * moved[day] / at_risk
            dropped += staying * lost[day] / at_risk
            staying *= 1 - (moved[day] + lost[day]) / at_risk
        at_risk -= watched[day]
    return gone / (gone + dropped) if gone + dropped else None


def _by_day(records: Iterable[Watched]) -> tuple[Counter[int], Counter[int], Counter[int]]:
    moved: Counter[int] = Counter()
    lost: Counter[int] = Counter()
    watched: Counter[int] = Counter()
    for days, outcome, n in records:
        watched[days] += n
        if outcome == MOVED:
            moved[days] += n
        elif outcome == LOST:
            lost[days] += n
    return moved, lost, watched
