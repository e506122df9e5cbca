"""The pipeline as programs read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from salesplan.progress.coverage import Coverage
from salesplan.progress.pipeline import FunnelLine, Pipeline, money_in
from salesplan.progress.waterfall import ADDS, Step, Waterfall
from salesplan.records.count.ledger import Deal


def pipeline_json(found: Pipeline) -> dict[str, Any]:
    """The pipeline of a day; amounts are exact numbers in the plan's currency."""
    return {
        "kind": "pipeline",
        "on": found.on,
        "currency": found.currency or None,
        "period": {"start": found.period.start, "end": found.period.end} if found.period else None,
        "open": {"deals": found.deals, "amount": found.amount, "weighted": found.weighted},
        "funnels": [_funnel(funnel) for funnel in found.funnels],
        "months": [
            {"month": line.month or None, "deals": line.deals, "amount": line.amount, "weighted": line.weighted}
            for line in found.months
        ],
        "coverage": _coverage(found.coverage) if found.coverage else None,
        "stale": [{**_deal(found, idle.deal), "days": idle.days, "last": idle.last} for idle in found.stale],
        **{name: [_deal(found, deal) for deal in deals] for name, deals in _lists(found)},
        "changes": _changes(found, found.changes) if found.changes else None,
    }


def _lists(found: Pipeline) -> Iterable[tuple[str, tuple[Deal, ...]]]:
    return (
        ("overdue", found.overdue),
        ("parked", found.parked),
        ("no_next_step", found.no_next_step),
        ("no_owner", found.no_owner),
    )


def _funnel(funnel: FunnelLine) -> dict[str, Any]:
    return {
        "name": funnel.name,
        "stages": [
            {
                "name": line.name,
                "deals": line.deals,
                "amount": line.amount,
                "odds": line.odds.value,
                "basis": line.odds.basis,
                "n": line.odds.n,
                "weighted": line.weighted,
                "in_plan": line.known,
            }
            for line in funnel.stages
        ],
    }


def _coverage(found: Coverage) -> dict[str, Any]:
    return {
        "remaining": found.remaining,
        "due": found.due,
        "ratio": found.ratio,
        "required": found.required,
        "win_rate": found.win_rate.share,
        "n": found.win_rate.n,
        "slip": found.slip.days if found.slip else None,
        "slip_n": found.slip.n if found.slip else 0,
        "due_after_slip": found.kept,
        "ratio_after_slip": found.ratio_kept,
    }


def _deal(found: Pipeline, deal: Deal) -> dict[str, Any]:
    return {
        "deal": deal.id,
        "name": deal.name,
        "owner": deal.owner,
        "stage": deal.stage_text,
        "amount": money_in(found.currency)(deal) if deal.amount is not None else None,
        "expected_close": deal.expected_close,
    }


def _changes(found: Pipeline, changes: Waterfall) -> dict[str, Any]:
    """Amounts by step, all of them zero or more; `deals` has the same steps as numbers of deals."""
    return {
        "since": changes.since,
        **{bar.step.value: bar.amount for bar in changes.bars},
        "deals": {bar.step.value: bar.deals for bar in changes.bars},
        "beside": [{"what": bar.step.value, "deals": bar.deals, "amount": bar.amount} for bar in changes.beside],
        "pushed_often": [
            {**_deal(found, one.deal), "times": one.times, "first": one.first, "last": one.last}
            for one in changes.often
        ],
    }


SIGNS = dict.fromkeys((Step.OPENING, *ADDS, Step.CLOSING), 1)
"""Which steps stand with a plus; all others take away."""
