"""A forecast for programs."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict

from salesplan.progress.forecast.breakdown import Group
from salesplan.progress.forecast.figures import Range
from salesplan.progress.forecast.handles import Kind
from salesplan.progress.forecast.levers import Advice, Lever
from salesplan.progress.forecast.outlook import Parts
from salesplan.progress.forecast.prediction import Forecast


def _numbers(one: Range) -> dict[str, float]:
    return {key: round(value, 4) for key, value in asdict(one).items()}


def forecast_json(found: Forecast, advice: Advice | None = None) -> dict[str, Any]:
    """The forecast for programs; `revenue` is null where deals are what is counted."""
    return {
        "kind": "forecast",
        "title": found.title,
        "currency": found.currency,
        "on": found.on,
        "period": {"start": found.period.start, "end": found.period.end},
        "measure": "revenue" if found.in_money else "deals",
        "target": found.target,
        "probability": found.probability,
        "revenue": _numbers(found.result) if found.in_money else None,
        "deals": _numbers(found.deals),
        "components": _parts(found.parts),
        "futures": [round(each, 4) for each in found.futures],
        "losses": [asdict(loss) for loss in found.losses],
        "width": [{**asdict(each), "cause": each.cause.value, "share": round(each.share, 6)} for each in found.width],
        "levers": [_lever(each) for each in advice.levers] if advice else [],
        "confidence": advice.confidence if advice else None,
        **({"by": found.by.value, "groups": [_group(each) for each in found.groups]} if found.by else {}),
        "method": {
            "odds": found.way.value,
            "scores": {way.value: round(score, 4) for way, score in found.scores.items()},
            "periods": found.periods,
            "windows": round(found.windows, 2),
            "shock": round(found.shock, 4),
            "open_deals": found.open_deals,
            "undated": found.undated,
            "closed_before_created": found.backwards,
            "other_currency": found.foreign,
            "exact": not found.trials,
        },
        "trials": found.trials,
        "seed": found.seed,
    }


def _lever(lever: Lever) -> dict[str, Any]:
    """A lever; `change` is null where it cannot be done by this lever alone, then `probability` is the best tried.

    `what_if` is what `forecast --what-if` takes to show the forecast with it.
    """
    handle, enough = lever.handle, lever.is_enough
    return {
        "lever": handle.kind.value,
        "of": handle.of,
        "change": lever.change if enough else None,
        "unit": "people" if handle.kind is Kind.PEOPLE else "share",
        "from": handle.before,
        "to": handle.after(lever.change) if enough else None,
        "probability": lever.probability,
        "revenue": round(lever.mean, 4),
        "hours": lever.cost.hours if enough else None,
        "money": lever.cost.money if enough else None,
        "effort": lever.effort if enough else None,
        "enough": enough,
        "what_if": handle.written(lever.change) if enough else None,
    }


def _group(one: Group) -> dict[str, Any]:
    return {"name": one.name or None, **_numbers(one.result), "open_deals": one.open_deals,
            "components": _parts(one.parts)}  # fmt: skip


def _parts(parts: Parts) -> dict[str, float]:
    """The parts of the mean; renewals where there are any."""
    return {key: round(value, 4) for key, value in asdict(parts).items() if value is not None}
