"""The scenarios of a plan with their results: what each changes, and what it takes then."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import PlanError
from salesplan.model.changing import Act, Change, Place, field_of
from salesplan.model.part import Part
from salesplan.model.plan import Plan
from salesplan.model.scalars import Setting
from salesplan.model.scenario import NEW, Changer, label, scenario
from salesplan.quotas.compare import as_text
from salesplan.quotas.quota import Quota, Request, asked_of, walk_back
from salesplan.quotas.spending import spending

ITEM = "*"
"""Stands for an item of a list, or a name of a map, in the pattern of a path."""


class How(StrEnum):
    """What a scenario does to a value, or to an item of a list or map."""

    SET = "set"
    ADDED = "added"
    REMOVED = "removed"
    ORDERED = "ordered"


class Changed(Struct, frozen=True):
    """One change: the `pattern` of keys it goes by, the names on its way, and the value `before` and `after`.

    `text` is the value after as the plan writes it, `path` the whole path as a scenario would call it.
    """

    path: str
    pattern: tuple[str, ...]
    names: tuple[str, ...]
    before: Any
    after: Any
    text: str
    how: How = How.SET


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
    """What a scenario of the plan changes, in the order it says so; in what it sets as a whole, what differs."""
    changer = Changer(plan)
    for path, value in plan.scenarios[name].items():
        change = changer.change(path, value)
        if isinstance(change, Change):
            yield from _describe(plan, change, path, value)


def _describe(plan: Plan, change: Change, path: str, value: Setting) -> Iterator[Changed]:
    adds = change.act is Act.ADD
    spot = _walk(plan, change.place[:-1] if adds else change.place, path)
    if adds:
        for item in change.value:
            yield _whole(spot, item, How.ADDED)
        return
    if change.act is Act.REMOVE and not isinstance(spot.holder, Part):
        yield Changed(path, spot.pattern, spot.names, spot.value, None, "", How.REMOVED)
        return
    after = change.value if change.act is Act.SET else None
    if spot.value is not None or not isinstance(after, Part | dict | tuple):
        yield from _differences(spot, after, as_text(value))
    else:
        yield Changed(path, spot.pattern, spot.names, None, after, as_text(value), How.ADDED)


class _Spot(Struct, frozen=True):
    """A value of the plan and the way to it: path, pattern and names as in `Changed`; `holder` is what it is in."""

    path: str
    pattern: tuple[str, ...]
    names: tuple[str, ...]
    value: Any
    holder: Any = None

    def at(self, key: str | int, value: Any) -> _Spot:  # noqa: ANN401
        """One step further down."""
        if isinstance(self.value, Part):
            return _Spot(f"{self.path}.{key}", (*self.pattern, str(key)), self.names, value, self.value)
        name = name_of(value) or (str(key) if isinstance(key, str) else str(key + 1))
        return _Spot(f"{self.path}.{name}", (*self.pattern, ITEM), (*self.names, name), value, self.value)


def name_of(item: Any) -> str:  # noqa: ANN401
    """The name of an item of a list: that of a part, or a text itself; empty where it has none."""
    return item if isinstance(item, str) else (label(item) or "") if isinstance(item, Part) else ""


def _walk(plan: Plan, place: Place, path: str) -> _Spot:
    spot = _Spot("", (), (), plan)
    for key in place:
        spot = spot.at(key, _below(spot.value, key))
    return replace(spot, path=path)


def _below(node: Any, key: str | int) -> Any:  # noqa: ANN401
    if isinstance(node, Part):
        return getattr(node, field_of(type(node), str(key)))
    return node.get(key) if isinstance(node, dict) else node[key]


def _differences(spot: _Spot, after: Any, text: str = "") -> Iterator[Changed]:  # noqa: ANN401
    """What differs between what stands at a spot and what is to stand there, down to single values."""
    before = spot.value
    if isinstance(before, Part) and type(before) is type(after):
        for field, info in type(before).model_fields.items():
            key = info.alias or field
            yield from _differences(spot.at(key, getattr(before, field)), getattr(after, field))
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from _of_names(spot, dict(before), dict(after))
    elif isinstance(before, tuple) and isinstance(after, tuple) and _are_named(before) and _are_named(after):
        yield from _of_names(spot, {name_of(item): item for item in before}, {name_of(item): item for item in after})
    elif before != after:
        yield Changed(spot.path, spot.pattern, spot.names, before, after, text or as_text(after))


def _are_named(items: tuple[Any, ...]) -> bool:
    names = [name_of(item) for item in items]
    return all(names) and len(set(names)) == len(names)


def _of_names(spot: _Spot, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Changed]:
    for name, item in before.items():
        if name in after:
            yield from _differences(spot.at(name, item), after[name])
        else:
            yield _whole(spot, item, How.REMOVED, name)
    for name, item in after.items():
        if name not in before:
            yield _whole(spot, item, How.ADDED, name)
    kept = [[name for name in one if name in other] for one, other in ((before, after), (after, before))]
    if kept[0] != kept[1] and isinstance(spot.value, tuple):
        yield Changed(spot.path, spot.pattern, spot.names, tuple(before), tuple(after), ", ".join(after), How.ORDERED)


def _whole(spot: _Spot, item: Any, how: How, name: str = "") -> Changed:  # noqa: ANN401
    """An item that comes into a list or map, or leaves it."""
    names = (*spot.names, name or name_of(item))
    before, after = (None, item) if how is How.ADDED else (item, None)
    path = spot.path if spot.path.rpartition(".")[2].startswith(NEW) else f"{spot.path}.{names[-1]}"
    return Changed(path, (*spot.pattern, ITEM), names, before, after, as_text(after) if how is How.ADDED else "", how)
