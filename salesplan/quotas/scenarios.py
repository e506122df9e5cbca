"""The scenarios of a plan with their results: what each changes, and what it takes then."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import PlanError
from salesplan.model.part import Part
from salesplan.model.plan import Plan
from salesplan.model.scenario import Change, Changer, Place, scenario
from salesplan.quotas.quota import Quota, Request, asked_of, walk_back
from salesplan.quotas.spending import spending

ITEM = "*"
"""Stands for an item of a list, or a name of a map, in the pattern of a path."""


class Changed(Struct, frozen=True):
    """One change: the `pattern` of keys it goes by, the names on its way, and the value `before` and `after`.

    `text` is the value after as the plan writes it, `path` the whole path as it stands there.
    """

    path: str
    pattern: tuple[str, ...]
    names: tuple[str, ...]
    before: Any
    after: Any
    text: str


class Outcome(Struct, frozen=True):
    """A scenario and its quota; `name` is empty for the plan itself. `people` work in the team, `more` would be needed.

    `quota` is None where the scenario leaves out what a quota takes, `budget` where the plan has none.
    """

    name: str
    changes: tuple[Changed, ...]
    quota: Quota | None
    people: int
    budget: Decimal | None

    @property
    def more(self) -> int | None:
        """How many more people every segment would need in all for its hours to suffice; None where nobody knows."""
        advice = self.quota.advice if self.quota else ()
        found = [each.people for each in advice]
        return None if None in found else sum(each or 0 for each in found)


def outcomes(plan: Plan, found: Quota, request: Request = Request()) -> tuple[Outcome, ...]:  # noqa: B008
    """The plan with its quota as `found`, then each of its scenarios, asked for the same; empty where it has none."""
    if not plan.scenarios:
        return ()
    return (_outcome("", (), plan, found), *(_scenario(plan, name, request) for name in plan.scenarios))


def _scenario(plan: Plan, name: str, request: Request) -> Outcome:
    changed = scenario(plan, name)
    try:
        found = walk_back(changed, asked_of(changed, request), replace(request, surer=False))
    except PlanError:
        found = None
    return _outcome(name, tuple(changes(plan, name)), changed, found)


def _outcome(name: str, made: tuple[Changed, ...], plan: Plan, found: Quota | None) -> Outcome:
    people = sum(len(segment.members) or segment.headcount or 0 for segment in plan.team.values())
    budget = spending(plan.budget, plan.currency or "").total if plan.budget else None
    return Outcome(name, made, found, people, budget)


def changes(plan: Plan, name: str) -> Iterator[Changed]:
    """What a scenario of the plan changes, in the order it says so."""
    changer = Changer(plan)
    for path, value in plan.scenarios[name].items():
        change = changer.change(path, value)
        if isinstance(change, Change):
            pattern, names, before = _walked(plan, change.place)
            yield Changed(path, pattern, names, before, change.value, str(value))


def _walked(plan: Plan, place: Place) -> tuple[tuple[str, ...], tuple[str, ...], Any]:
    node: Any = plan
    pattern: list[str] = []
    names: list[str] = []
    for key in place:
        is_key = isinstance(node, Part)
        node = _below(node, key)
        pattern.append(str(key) if is_key else ITEM)
        if not is_key:
            names.append(str(getattr(node, "name", getattr(node, "item", key))))
    return tuple(pattern), tuple(names), node


def _below(node: Any, key: str | int) -> Any:  # noqa: ANN401
    if isinstance(node, Part):
        fields = {info.alias or name: name for name, info in type(node).model_fields.items()}
        return getattr(node, fields[str(key)])
    return node[key]
