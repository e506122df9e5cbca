"""The counts of a small world, the slow way: one deal after the other, in plain Python."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

from tests.records.world import STAGES, World

Key = tuple[int, str, int | None]


def stages(world: World, on: datetime) -> Counter[Key]:
    """(stage, outcome, days) of every deal and stage it entered; days are None where nobody recorded the entry."""
    found: Counter[Key] = Counter()
    for deal in {row[0]: row for row in world.deals}.values():
        if deal[5] != "cancelled":
            found.update(_passages(world, deal, on))
    return found


def _passages(world: World, deal: tuple[object, ...], on: datetime) -> list[Key]:
    at, status, created, closed = deal[4], deal[5], deal[8], deal[9]
    assert isinstance(created, datetime)
    recorded = {str(stage): when for ident, stage, when in world.history if ident == deal[0]}
    entered = [recorded.get(stage) for stage in STAGES]
    reach = max([place for place, when in enumerate(entered) if when], default=-1)
    if entered[0] is None and reach >= 0:
        entered[0] = created
    reach = len(STAGES) if status == "won" else max(reach, STAGES.index(str(at)) if at in STAGES else -1)
    keys: list[Key] = []
    for place in range(min(reach, len(STAGES) - 1) + 1):
        later = [when for when in entered[place + 1 :] if isinstance(when, datetime)]
        left = min(later) if later else closed if status in {"won", "lost"} else None
        if place == reach and status == "open":
            left = on
        outcome = {"open": "active"}.get(str(status), str(status)) if place == reach else "moved_on"
        outcome = "won" if place == len(STAGES) - 1 and reach == len(STAGES) else outcome
        keys.append((place, outcome, _days(entered[place], left)))
    if reach < 0 and status == "lost":
        keys.append((0, "unknown", None))
    return keys


def _days(start: object, end: object) -> int | None:
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    days = (end.date() - start.date()) // timedelta(days=1)
    return days if days >= 0 else None


def actions(world: World) -> Counter[tuple[int | None, str, str, str]]:
    """(stage, owner, action, result) of every action, counted as often as it says; stage None if unknown."""
    deals = {row[0]: row for row in world.deals}
    found: Counter[tuple[int | None, str, str, str]] = Counter()
    for _, when, owner, action, result, deal, _, _, count in {row[0]: row for row in world.activities}.values():
        assert isinstance(when, datetime)
        assert isinstance(count, int)
        known = _stage(world, deals[deal], when) if deal in deals else None
        found[known, str(owner), str(action), str(result)] += count
    return found


def _stage(world: World, deal: tuple[object, ...], when: datetime) -> int | None:
    recorded = {str(stage): at for ident, stage, at in world.history if ident == deal[0]}
    entered = [recorded.get(stage) for stage in STAGES]
    if not any(entered):
        return 0 if deal[4] == STAGES[0] and deal[5] != "won" else None
    by_then = when if when.time() != time() else datetime.combine(when, time.max)  # a day alone tells no hour
    passed = [place for place, at in enumerate(entered) if isinstance(at, datetime) and at <= by_then]
    return max(passed, default=0)
