"""How often an action turns out as the plan counts it, such as calls that are answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from salesplan.model.plan import Plan
from salesplan.records.count.done import DoneCount
from salesplan.records.recognise.crm_words import reached


def answering(plan: Plan, lines: Iterable[DoneCount]) -> Mapping[str, tuple[int, int]]:
    """By action of the plan: activities with a result that counts, of all with a result.

    Results that count are those the plan names under `counts`; without them, those that mean somebody was reached.
    """
    names = {_plain(name): name for name in _actions(plan)}
    found: dict[str, tuple[int, int]] = {}
    for line in lines:
        name = names.get(_plain(line.action))
        if name is None or not line.result:
            continue
        counted, every = found.get(name, (0, 0))
        found[name] = (counted + (line.times if _counts(plan, name, line.result) else 0), every + line.times)
    return found


def _actions(plan: Plan) -> Iterable[str]:
    for funnel in plan.funnels:
        for stage in funnel.stages:
            for actions in stage.actions.values():
                yield from actions


def _counts(plan: Plan, action: str, result: str) -> bool:
    known = plan.actions.get(action)
    if known and known.counts:
        return _plain(result) in {_plain(text) for text in known.counts}
    return bool(reached(result))


def _plain(text: str) -> str:
    return text.casefold().strip()
