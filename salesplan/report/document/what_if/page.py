"""What the page needs to walk the plan back again for other settings: exact figures, and the words to tell them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, log10
from typing import Any

from msgspec import Struct

from salesplan.base.escaping import one_line
from salesplan.base.money import decimals
from salesplan.funnel import stage_actions
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.probability.confidence import steps
from salesplan.probability.revenue import CELLS
from salesplan.quotas.goals import Demand, driving_goal, weights
from salesplan.quotas.likelihood import Bet, bets
from salesplan.quotas.quota import Quota
from salesplan.report.document.figures import Figures
from salesplan.report.document.headlines import revenue_to_win
from salesplan.report.document.what_if.schedule import Part, schedule_data, stage_parts
from salesplan.report.document.what_if.words import forms, spoken, style, weighed
from salesplan.report.language.voice import Voice

PERMILLE, PERCENT = Fraction(1, 1000), Fraction(1, 100)
SLIDER_TO = Fraction(5, 2)
"""How far a slider of money goes, in terms of the plan's own amount."""
RATE_TO = 3
OFF = Fraction(49, 100)
"""Where the slider of the confidence says: no confidence asked for, what it takes on average."""
SUREST = Fraction(99, 100)
KEPT = ("summary", "goals", "revenue", "capacity", "budget", "scenarios", "steps", "outlook", "progress")
"""The sections whose figures rest on settings but stay as in the plan; the page greys them out and says so."""


class Dial(Struct, frozen=True):
    """A setting that the reader may move.

    `value` is the plan's own, exact; the slider counts `unit`s from `low` to `high` and stands nearest to it.
    """

    key: str
    label: str
    kind: str
    value: Fraction | None
    low: int
    high: int
    unit: Fraction


class Group(Struct, frozen=True):
    """The dials of one funnel, or, without a name, of the whole plan."""

    name: str
    dials: tuple[Dial, ...]


class WhatIf(Struct, frozen=True):
    """The controls of the page, and the `data` of its script: JSON, fractions as text."""

    certain: bool
    groups: tuple[Group, ...]
    data: Mapping[str, Any]
    title: str
    text: str
    note: str
    reset: str
    link: str


def what_if(voice: Voice, plan: Plan, figures: Figures) -> WhatIf | None:
    """The controls and data for a plan; None where there is no quota to work out again.

    A page follows the chance of evidence and ranges too, but has no confidence to set for them; where records are open
    on the way as well, or deals come too late, it says why the chance does not follow.
    """
    quota = figures.quota
    if quota is None or not any(funnel.stages for funnel in plan.funnels):
        return None
    asked = quota.asked
    certain = _is_certain(plan.funnels, bets(asked, quota.funnels))
    why = _too_late(voice, quota) or ("" if certain else why_no_chance(voice, plan.funnels))
    groups = tuple(group for group in _groups(voice, plan, quota, certain=certain and not why) if group.dials)
    data = {
        "dials": {dial.key: _dial(dial) for group in groups for dial in group.dials},
        "funnels": [_funnel(voice, *pair) for pair in zip(asked, weights(plan.funnels, plan.goals), strict=True)],
        "segments": _segments(voice, plan.funnels),
        "words": {**spoken(voice), **({} if why else weighed(voice, confidence=certain))},
        "odds": None if certain or why else [_odds(funnel) for funnel in plan.funnels],
        "before": _before(voice, plan),
        "when": revenue_to_win(voice),
        "style": style(voice),
        "kept": list(KEPT),
        "schedule": schedule_data(voice, plan, figures),
    }
    return WhatIf(
        certain and not why,
        groups,
        data,
        title=voice.say("What if"),
        text=voice.say("Move a slider, or type a figure: the page works out again what depends on it, to the unit."),
        note=why,
        reset=voice.say("Back to the plan"),
        link=voice.say("Link to these settings"),
    )


def _before(voice: Voice, plan: Plan) -> list[str] | None:
    """The figure today of the goal that drives the quotas, exact and as it is shown."""
    place = driving_goal(plan.goals, ("revenue",))
    baseline = plan.goals[place].baseline if place is not None else None
    return [str(Fraction(baseline)), voice.money(baseline)] if baseline else None


def _too_late(voice: Voice, quota: Quota) -> str:
    if quota.closes_in_time:
        return ""
    return voice.say("The chance does not follow here: deals take longer than the period leaves.")


def _is_certain(funnels: Sequence[Funnel], found: Iterable[Bet]) -> bool:
    """Whether rates and values are certain, and the deals few enough for exact sums."""
    if any(_is_uncertain(funnel) for funnel in funnels):
        return False
    return not any(sum(len(source.lots) for source in bet.sources) > 1 and steps(bet.sources) > CELLS for bet in found)


def _is_uncertain(funnel: Funnel) -> bool:
    """Whether a rate rests on evidence, or the deal value is a range."""
    value = funnel.deal_value
    return bool(value and value.is_range) or any(stage.evidence for stage in funnel.stages)


def why_no_chance(voice: Voice, funnels: Sequence[Funnel]) -> str:
    """Why the page cannot work out a chance that is no simple sum, for its reader; empty where it can."""
    if not any(_is_uncertain(funnel) for funnel in funnels):
        return voice.say("The chance does not follow here: with so many deals only the command line works it out.")
    if any(stage.open for funnel in funnels for stage in funnel.stages[1:]):
        return voice.say(
            "The chance does not follow here: records are open on the way, which only the command line weighs together "
            "with evidence or a range of deal values."
        )
    return ""


def _odds(funnel: Funnel) -> dict[str, Any]:
    """What the rates of a funnel rest on, and the range of its deal value, where they do and it has one."""
    value = funnel.deal_value
    evidence = [stage.evidence for stage in funnel.stages]
    return {
        "rates": [[one.moved, one.decided] if one else None for one in evidence],
        "range": [float(value.low), float(value.high)] if value and value.is_range else None,
    }


def _dial(dial: Dial) -> list[str | None]:
    return [dial.kind, str(dial.unit), None if dial.value is None else str(dial.value)]


def _groups(voice: Voice, plan: Plan, quota: Quota, *, certain: bool) -> Iterable[Group]:
    whole = []
    if quota.target and all(funnel.deal_value for funnel in plan.funnels):
        whole.append(_money_dial(voice, "target", voice.say("Target"), quota.target))
    if certain:
        label, sure = voice.say("Confidence"), quota.confidence
        whole.append(Dial("confidence", label, "confidence", sure, _units(OFF), _units(SUREST), PERCENT))
    if len(plan.funnels) == 1:
        yield Group("", (*whole, *_funnel_dials(voice, 0, plan.funnels[0])))
        return
    yield Group("", tuple(whole))
    for place, funnel in enumerate(plan.funnels):
        yield Group(voice.name(funnel.name), tuple(_funnel_dials(voice, place, funnel)))


def _units(share: Fraction) -> int:
    return round(share / PERCENT)


def _funnel_dials(voice: Voice, place: int, funnel: Funnel) -> Iterable[Dial]:
    if funnel.deal_value:
        yield _money_dial(voice, f"value{place}", voice.say("Value of a deal"), Fraction(funnel.deal_value.mean))
    for at, stage in enumerate(funnel.stages):
        if stage.conversion:
            label = voice.say("{names} that move on", names=voice.name(voice.words.names(stage.name, 2)))
            yield _rate_dial(f"rate{place}.{at}", label, stage.conversion)
    if funnel.overassignment:
        value = funnel.overassignment
        high = min(1000, max(200, ceil(value * 200)))
        yield Dial(f"over{place}", voice.say("Assigned in all"), "over", value, 1, high, PERCENT)


def _money_dial(voice: Voice, key: str, label: str, value: Fraction) -> Dial:
    digits = decimals(voice.currency)
    unit = max(5 * Fraction(10) ** (floor(log10(value)) - 2), Fraction(1, 10**digits))
    return Dial(key, label, "money", value, 1, ceil(SLIDER_TO * value / unit), unit)


def _rate_dial(key: str, label: str, value: Fraction) -> Dial:
    unit = PERMILLE if value >= PERCENT else Fraction(10) ** (floor(log10(value)) - 1)
    most = min(floor(1 / unit), 50 * ceil(RATE_TO * value / unit / 50))
    return Dial(key, label, "rate", value, 1, most, unit)


def _funnel(voice: Voice, demand: Demand, weight: tuple[Fraction, Fraction]) -> dict[str, Any]:
    value = demand.funnel.deal_value
    return {
        "name": demand.funnel.name,
        "revenue": None if demand.revenue is None else str(demand.revenue),
        "deals": demand.deals,
        "weight": [str(each) for each in weight],
        "value": str(Fraction(value.mean)) if value else None,
        "stages": [_names(voice, stage.name) for stage in demand.funnel.stages],
        "open": [stage.open or 0 for stage in demand.funnel.stages],
    }


def _segments(voice: Voice, funnels: Sequence[Funnel]) -> list[dict[str, Any]]:
    """Each segment's lines in the order of its quotas: names, whether it is an action, the parts it is summed from."""
    lines: dict[str, dict[tuple[bool, str], list[Part]]] = {}
    acts = (act for funnel in funnels for stage in funnel.stages for act in stage_actions(stage, 1))
    for (segment, quota), part in zip(acts, stage_parts(funnels), strict=True):
        lines.setdefault(segment, {}).setdefault((not quota.is_record, quota.action), []).append(part)
    return [
        {
            "name": one_line(voice.words.name(segment)),
            "lines": [[_names(voice, action), int(acted), parts] for (acted, action), parts in of_segment.items()],
        }
        for segment, of_segment in lines.items()
    ]


def _names(voice: Voice, name: str) -> list[str]:
    return forms(voice.words, lambda number: one_line(voice.words.names(name, number)))
