"""Scenarios: paths that lead into a plan, and the plan with other values there."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Final, TypeAlias, Union, get_args, get_origin

from msgspec import Struct
from pydantic import TypeAdapter, ValidationError

from salesplan.base.sentence import sentence
from salesplan.model.part import Part
from salesplan.model.plan import Plan
from salesplan.model.scalars import Setting, shown

Place: TypeAlias = tuple[str | int, ...]

LABELS: Final = ("name", "title", "item", "topic", "department", "risk", "metric", "about")
"""The keys by which items of a list are called in a path: the first one that an item has."""

LONGEST_NAME: Final = 10
"""How many dots, at most, a name in a path holds."""


class Change(Struct, frozen=True):
    """A value and where it goes: keys as the file writes them, and places in lists from 0."""

    place: Place
    value: Any


class Miss(Struct, frozen=True):
    """A path that leads nowhere: how far it leads, the word that does not, and the words that would."""

    reached: tuple[str, ...]
    word: str
    known: tuple[str, ...]


class Misfit(Struct, frozen=True):
    """A value that cannot stand where the path leads, with how it is written there."""

    message: str
    hint: str


class _Spot(Struct, frozen=True):
    """A value in a plan, and the field of a part that holds it, `depth` lists or maps further down."""

    value: Any
    owner: type[Part] = Plan
    field: str = ""
    depth: int = 0


class Changer:
    """Finds where paths lead in one plan. It remembers the names in each list, so that many paths cost little."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._names: dict[int, dict[str, int]] = {}

    def change(self, path: str, value: Setting) -> Change | Miss | Misfit:
        """What setting `path` to `value` means, or why it cannot be done.

        A path is keys and names with dots between: `funnels.acquisition.stages.opportunity.conversion`. Items of a list
        go by their name, or by their number, from 1; names may hold dots. A key that a block leaves out may be set too.
        """
        words = path.split(".")
        spot, place, at = _Spot(self._plan), list[str | int](), 0
        while at < len(words):
            step = self._step(spot.value, words, at)
            if step is None:
                return Miss(tuple(words[:at]), words[at], tuple(self._known(spot.value)))
            key, at = step
            spot = _below(spot, key)
            place.append(key)
        return _fitted(tuple(place), spot, value)

    def _step(self, node: Any, words: list[str], at: int) -> tuple[str | int, int] | None:  # noqa: ANN401
        """The key below `node` that the longest run of words names, and the word after it."""
        known = self._known(node)
        for end in range(min(len(words), at + LONGEST_NAME), at, -1):
            name = ".".join(words[at:end])
            if name in known:
                return known[name], end
        if isinstance(node, tuple) and words[at].isdecimal() and 1 <= int(words[at][:9]) <= len(node):
            return int(words[at]) - 1, at + 1
        return None

    def _known(self, node: Any) -> Mapping[str, str | int]:  # noqa: ANN401
        """The names below a node, each with its key."""
        if isinstance(node, Part):
            return {info.alias or field: info.alias or field for field, info in type(node).model_fields.items()}
        if isinstance(node, dict):
            return {key: key for key in node}
        if not isinstance(node, tuple):
            return {}
        if id(node) not in self._names:
            self._names[id(node)] = {label: place for place, item in enumerate(node) if (label := _label(item))}
        return self._names[id(node)]


def _label(item: Any) -> str | None:  # noqa: ANN401
    return next((getattr(item, key) for key in LABELS if hasattr(item, key)), None)


def _field(part: type[Part], key: str) -> str:
    return next(field for field, info in part.model_fields.items() if key == (info.alias or field))


def _below(spot: _Spot, key: str | int) -> _Spot:
    if isinstance(spot.value, Part):
        field = _field(type(spot.value), str(key))
        return _Spot(getattr(spot.value, field), type(spot.value), field)
    return _Spot(spot.value[key], spot.owner, spot.field, spot.depth + 1)


def _fitted(place: Place, spot: _Spot, value: Setting) -> Change | Misfit:
    info = spot.owner.model_fields[spot.field]
    if isinstance(spot.value, Part | dict | tuple):
        below = sentence("a list") if isinstance(spot.value, tuple) else sentence("a block of keys")
        return Misfit(
            sentence("'{place}' is {below}", place=shown(place[-1]), below=below),
            sentence("go on to a single value in it, with a dot and its name"),
        )
    try:
        return Change(place, _reader(spot.owner, spot.field, spot.depth).validate_python(value))
    except ValidationError as failure:
        problem = failure.errors(include_url=False, include_input=False)[0]
    context = problem.get("ctx", {})
    if context.get("hint"):
        return Misfit(context["text"], context["hint"])
    return Misfit(
        sentence("'{value}' does not fit '{place}'", value=shown(value), place=shown(place[-1])), info.description or ""
    )


@lru_cache(maxsize=512)
def _reader(owner: type[Part], field: str, depth: int) -> TypeAdapter[Any]:
    info = owner.model_fields[field]
    hint: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    for _ in range(depth):
        hint = _item(hint)
    return TypeAdapter(hint)


def _item(hint: Any) -> Any:  # noqa: ANN401
    """The type of what a list or a map holds."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _item(get_args(hint)[0])
    if origin in {Union, UnionType}:
        return next(found for part in get_args(hint) if (found := _item(part)) is not None)
    if origin is tuple:
        return get_args(hint)[0]
    return get_args(hint)[1] if origin is dict else None


def with_changes(plan: Plan, changes: Iterable[Change]) -> Plan:
    """The plan with each change made. Where two changes have one place, the later one holds."""
    tree: dict[str | int, Any] = {}
    for change in changes:
        *above, last = change.place
        node = tree
        for key in above:
            node = node.setdefault(key, {})
        node[last] = change
    made: Plan = _rebuilt(plan, tree)
    return made


def _rebuilt(node: Any, tree: dict[str | int, Any]) -> Any:  # noqa: ANN401
    if isinstance(node, Part):
        fields = {_field(type(node), str(key)): below for key, below in tree.items()}
        return node.model_copy(update={field: _changed(getattr(node, field), below) for field, below in fields.items()})
    if isinstance(node, dict):
        return node | {key: _changed(node[str(key)], below) for key, below in tree.items()}
    items = list(node)
    for key, below in tree.items():
        items[int(key)] = _changed(items[int(key)], below)
    return tuple(items)


def _changed(node: Any, below: dict[str | int, Any] | Change) -> Any:  # noqa: ANN401
    return below.value if isinstance(below, Change) else _rebuilt(node, below)


def scenario(plan: Plan, name: str) -> Plan:
    """The plan as the scenario `name` has it.

    Raises:
        KeyError: if the plan has no such scenario.
        ValueError: if one of its paths leads nowhere, or a value does not fit.
    """
    changer = Changer(plan)
    changes = []
    for path, value in plan.scenarios[name].items():
        change = changer.change(path, value)
        if not isinstance(change, Change):
            raise ValueError(f"{path} cannot be set to {value}")  # noqa: TRY004  (the path is at fault, not a type)
        changes.append(change)
    return with_changes(plan, changes)
