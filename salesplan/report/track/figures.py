"""Where a plan stands, as programs read it."""

from __future__ import annotations

from typing import Any

from salesplan.progress.action_lines import Line
from salesplan.progress.deals_goal import DealsGoal
from salesplan.progress.revenue_due import Revenue
from salesplan.progress.track import Track


def track_json(found: Track) -> dict[str, Any]:
    """Counts are whole numbers, rates exact; what cannot be told is null."""
    return {
        "kind": "track",
        "title": found.title,
        "currency": found.currency or None,
        "on": found.on,
        "period": {"start": found.period.start, "end": found.period.end},
        "working_days": {"gone": found.days_gone, "all": found.days},
        "by": found.by,
        "other_currency": found.foreign,
        "rows": [_line(line) for line in found.lines],
        "stages": [
            {
                "funnel": s.funnel,
                "stage": s.stage,
                "due": s.due,
                "created": s.created,
                "pace": s.pace,
                "status": s.status.value,
            }
            for s in found.stages
        ],
        "revenue": _revenue(found.revenue) if found.revenue else None,
        "deals": _deals(found.deals) if found.deals else None,
        "reps": [
            {
                "rep": r.rep,
                "created": r.created,
                "won": r.won,
                "lost": r.lost,
                "cancelled": r.cancelled,
                "amount": r.amount,
                "target": r.target,
                "in_team": r.in_team,
            }
            for r in found.reps
        ],
        "unassigned": [{"owner": owner, "action": action, "done": n} for owner, action, n in found.unassigned],
        "uncounted": [{"action": action, "done": n} for action, n in found.uncounted],
        "unknown_stages": [{"stage": stage, "deals": n} for stage, n in found.unknown_stages],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "segment": line.segment,
        "rep": line.rep,
        "start": line.start,
        "end": line.end,
        "action": line.action,
        "assigned": line.assigned,
        "due": line.due,
        "done": line.done,
        "attainment": line.attainment,
        "pace": line.pace,
        "needed_per_day": line.needed_per_day,
        "status": line.status.value,
    }


def _revenue(found: Revenue) -> dict[str, Any]:
    return {
        "target": found.target,
        "won": found.won,
        "due": found.due,
        "pace": found.pace,
        "status": found.status.value,
        "basis": found.expected.basis.value,
        "periods": found.expected.periods,
        "months": [{"month": part.name, "target": part.target, "won": part.won} for part in found.months],
        "quarters": [{"quarter": part.name, "target": part.target, "won": part.won} for part in found.quarters],
        "curve": [{"day": point.day, "due": point.due, "won": point.won} for point in found.curve],
    }


def _deals(found: DealsGoal) -> dict[str, Any]:
    return {
        "target": found.target,
        "won": found.won,
        "due": found.due,
        "pace": found.pace,
        "status": found.status.value,
        "basis": found.expected.basis.value,
        "periods": found.expected.periods,
    }
