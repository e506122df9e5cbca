"""A plan with some of it changed: values set, items added to lists and maps, and what is taken away."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, TypeAlias

from msgspec import Struct, field

from salesplan.model.part import Part
from salesplan.model.plan import Plan

Place: TypeAlias = tuple[str | int, ...]


class Act(StrEnum):
    """What is done at a place."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"


class Change(Struct, frozen=True):
    """A value and where it goes: keys as the file writes them, and places in lists from 0.

    Where it adds, the value is a tuple of items, and the place is that of the item they come before.
    """

    place: Place
    value: Any
    act: Act = Act.SET


class _Branch(Struct):
    """What changes at a place and below it."""

    change: Change | None = None
    added: list[Change] = field(default_factory=list)
    below: dict[str | int, "_Branch"] = field(default_factory=dict)


def with_changes(plan: Plan, changes: Iterable[Change]) -> Plan:
    """The plan with each change made; places are those of the plan as it stands.

    Where two changes have one place, the later one holds, and what is set as a whole holds against what is set in it.
    """
    root = _Branch()
    for change in changes:
        adds = change.act is Act.ADD
        branch = root
        for key in change.place[:-1] if adds else change.place:
            branch = branch.below.setdefault(key, _Branch())
        if adds:
            branch.added.append(change)
        else:
            branch.change = change
    made: Plan = _rebuilt(plan, root)
    return made


def crossing(changes: Iterable[tuple[str, Change]]) -> Iterator[tuple[str, str]]:
    """Pairs of paths of which the first changes something in what the second sets or takes away as a whole."""
    known = list(changes)
    whole = {change.place: path for path, change in known if change.act is not Act.ADD}
    for path, change in known:
        outer = next((whole[change.place[:end]] for end in range(1, len(change.place))
                      if change.place[:end] in whole), None)  # fmt: skip
        if outer is not None:
            yield path, outer


def field_of(part: type[Part], key: str) -> str:
    """The attribute that holds a key of the file."""
    return next(name for name, info in part.model_fields.items() if key == (info.alias or name))


def _rebuilt(node: Any, branch: _Branch) -> Any:  # noqa: ANN401
    if branch.change is not None:
        return branch.change.value
    if isinstance(node, Part):
        return node.model_copy(update=dict(_fields(node, branch)))
    if isinstance(node, dict):
        made = node | {key: _rebuilt(node.get(str(key)), below) for key, below in branch.below.items()}
        for key in [key for key, below in branch.below.items() if _is_removed(below)]:
            del made[str(key)]
        return made
    return tuple(_items(node, branch))


def _fields(node: Part, branch: _Branch) -> Iterator[tuple[str, Any]]:
    for key, below in branch.below.items():
        name = field_of(type(node), str(key))
        info = type(node).model_fields[name]
        yield name, info.get_default() if _is_removed(below) else _rebuilt(getattr(node, name), below)


def _items(node: tuple[Any, ...], branch: _Branch) -> Iterator[Any]:
    for place in range(len(node) + 1):
        for change in branch.added:
            if change.place[-1] == place:
                yield from change.value
        below = branch.below.get(place)
        if place < len(node) and not (below and _is_removed(below)):
            yield _rebuilt(node[place], below) if below else node[place]


def _is_removed(branch: _Branch) -> bool:
    return branch.change is not None and branch.change.act is Act.REMOVE
