"""Scenarios: paths that lead into a plan, and what is to stand there instead."""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from msgspec import Struct
from msgspec.structs import replace
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from salesplan.base.sentence import sentence
from salesplan.model.changing import Act, Change, Place, field_of, with_changes
from salesplan.model.part import Part, reader
from salesplan.model.plan import Plan
from salesplan.model.scalars import Setting, cite

LABELS: Final = ("name", "title", "item", "topic", "department", "risk", "metric", "about")
"""The keys by which items of a list are called in a path: the first one that an item has."""

LONGEST_NAME: Final = 10
"""How many dots, at most, a name in a path holds."""

NEW: Final = "+"
"""Begins the name of what is added."""


class Miss(Struct, frozen=True):
    """A path that leads nowhere: how far it leads, the word that does not, and the words that would."""

    reached: tuple[str, ...]
    word: str
    known: tuple[str, ...]


class Misfit(Struct, frozen=True):
    """What cannot be done where the path leads, with how it is written there."""

    message: str
    hint: str


class Fault(Struct, frozen=True):
    """What is wrong `at` keys and places within a value: pydantic's `type` of error, and what is wrong in words.

    `word` is the key that is unknown or missing, `message` and `hint` are empty where the type says it all.
    """

    at: Place
    type: str
    word: str = ""
    message: str = ""
    hint: str = ""


class Refusal(Struct, frozen=True):
    """A value that the plan language does not take at the end of a path: the type it takes there, and why not this."""

    key: str
    kind: Any
    value: Any
    faults: tuple[Fault, ...]
    description: str = ""

    @property
    def hint(self) -> str:
        """How the value is written, in words."""
        return self.faults[0].hint or self.description


class _Spot(Struct, frozen=True):
    """A value in a plan, and the field of a part that holds it, `depth` lists or maps further down."""

    value: Any
    owner: type[Part] = Plan
    field: str = ""
    depth: int = 0

    def kind(self, deeper: int = 0) -> Any:  # noqa: ANN401
        """The type of what may stand here, or so many lists or maps further down."""
        info = self.owner.model_fields[self.field]
        hint: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        for _ in range(self.depth + deeper):
            hint = _item(hint)
        return hint


class Changer:
    """Finds where paths lead in one plan. It remembers the names in each list, so that many paths cost little."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._names: dict[int, dict[str, int]] = {}

    def change(self, path: str, value: Setting) -> Change | Miss | Misfit | Refusal:
        """What setting `path` to `value` means, or why it cannot be done.

        A path is keys and names with dots between: `funnels.acquisition.stages.opportunity.conversion`. Items of a list
        go by their name, or by their number, from 1; names may hold dots. A key that a block leaves out may be set too.
        A last word that begins with + adds to a list or map, None takes away, and blocks and lists stand as a whole.
        """
        words = path.split(".")
        spot, place, at = _Spot(self._plan), list[str | int](), 0
        while at < len(words):
            step = self._step(spot.value, words, at)
            if step is None and words[at].startswith(NEW) and isinstance(spot.value, tuple | dict):
                return self._added(tuple(place), spot, ".".join(words[at:])[1:], value)
            if step is None:
                return Miss(tuple(words[:at]), words[at], tuple(self._known(spot.value)))
            key, at = step
            holder, spot = spot, _below(spot, key)
            place.append(key)
        if value is None:
            return _remove(tuple(place), holder)
        return _set(tuple(place), spot, value)

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
            self._names[id(node)] = {name: place for place, item in enumerate(node) if (name := label(item))}
        return self._names[id(node)]

    def _added(self, place: Place, spot: _Spot, name: str, value: Setting) -> Change | Misfit | Refusal:
        """What adds to a list or a map: `+` and its name, its number in the list, or nothing for the end."""
        if name in self._known(spot.value):
            return Misfit(
                sentence("there is a '{name}' already", name=cite(name)),
                sentence("leave out the + to change it"),
            )
        if isinstance(spot.value, dict):
            if not name:
                return Misfit(sentence("what is added here needs a name"), sentence("write its name after the +"))
            made = _read(Change((*place, name), {name: value}), spot.kind(), name, spot)
            return replace(made, value=dict(made.value)[name]) if isinstance(made, Change) else made
        at = len(spot.value)
        if name.isdecimal() and 1 <= int(name[:9]) <= at + 1:
            at, name = int(name) - 1, ""
        return _new_items(Change((*place, at), value, Act.ADD), spot, name)


def label(item: Any) -> str | None:  # noqa: ANN401
    """The name by which an item of a list is called; None where it has none."""
    return next((getattr(item, key) for key in LABELS if hasattr(item, key)), None)


def _below(spot: _Spot, key: str | int) -> _Spot:
    if isinstance(spot.value, Part):
        field = field_of(type(spot.value), str(key))
        return _Spot(getattr(spot.value, field), type(spot.value), field)
    return _Spot(spot.value[key], spot.owner, spot.field, spot.depth + 1)


def _remove(place: Place, holder: _Spot) -> Change | Misfit:
    if isinstance(holder.value, Part):
        name = field_of(type(holder.value), str(place[-1]))
        if type(holder.value).model_fields[name].is_required():
            message = sentence("'{key}' cannot be left out", key=cite(place[-1]))
            return Misfit(message, sentence("write what it is to be instead"))
    return Change(place, None, Act.REMOVE)


def _set(place: Place, spot: _Spot, value: Setting) -> Change | Misfit | Refusal:
    named = _with_name(value, spot.kind(), label(spot.value) if isinstance(spot.value, Part) else None)
    return _read(Change(place, named), spot.kind(), str(place[-1]), spot)


def _new_items(change: Change, spot: _Spot, name: str) -> Change | Misfit | Refusal:
    kind, value = spot.kind(1), change.value
    if name and _label_key(kind) is None:
        hint = sentence("write + for its end, or +1 to +{last} for a place in it", last=str(len(spot.value) + 1))
        return Misfit(sentence("nothing is called '{name}' in this list", name=cite(name)), hint)
    if name or not isinstance(value, list):
        made = _read(replace(change, value=_with_name(value, kind, name or None)), kind, name or spot.field, spot)
        return replace(made, value=(made.value,)) if isinstance(made, Change) else made
    if not value:
        return Misfit(sentence("nothing is added here"), sentence("write after the colon what is to be added"))
    return _read(change, spot.kind(), spot.field, spot)


def _with_name(value: Any, kind: Any, name: str | None) -> Any:  # noqa: ANN401
    """A block with the name that its path gives it, where it does not say it itself."""
    key = _label_key(kind)
    if name is None or key is None or not isinstance(value, dict | None) or key in (value or {}):
        return value
    return {key: name, **(value or {})}


def _label_key(kind: Any) -> str | None:  # noqa: ANN401
    parts = [each for each in (kind, *get_args(kind)) if isinstance(each, type) and issubclass(each, Part)]
    return next((key for part in parts for key in LABELS if key in part.model_fields), None)


def _read(change: Change, kind: Any, key: str, spot: _Spot) -> Change | Refusal:  # noqa: ANN401
    try:
        return replace(change, value=reader(kind)(change.value))
    except ValidationError as failure:
        told = failure.errors(include_url=False, include_input=False)
    info = spot.owner.model_fields[spot.field]
    faults = {(*fault.at, fault.word): fault for each in reversed(told) for fault in [_fault(each, change.value)]}
    return Refusal(key, kind, change.value, tuple(reversed(faults.values())), info.description or "")


def _fault(error: ErrorDetails, value: Any) -> Fault:  # noqa: ANN401
    """An error of pydantic's at the place in the value that it means, without the names of the types it tried."""
    at: list[str | int] = []
    for step in error["loc"][1:]:
        holder: Any = value
        if (isinstance(value, dict) and step in value) or (isinstance(value, list) and isinstance(step, int)):
            at.append(step)
            value = holder[step]
    context: Any = error.get("ctx", {})
    hint = context.get("hint", "")
    word = str(error["loc"][-1]) if error["type"] in {"missing", "extra_forbidden"} else ""
    return Fault(tuple(at), error["type"], word, context["text"] if hint else "", hint)


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
