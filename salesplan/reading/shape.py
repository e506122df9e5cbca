"""What the model expects at a path of the plan: its keys, its words, its kind of value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from salesplan.model.part import reader


class Shape:
    """The annotations that may hold at one path, unions taken apart, and the description of the key."""

    def __init__(self, annotations: Sequence[Any], description: str = "") -> None:
        self._whole = tuple(annotations)
        self._kinds = [kind for annotation in annotations for kind in apart(annotation)]
        self.description = description

    def at(self, path: Sequence[str | int]) -> Shape:
        """The shape further down; without annotations where the model knows nothing there."""
        shape = self
        for step in path:
            shape = shape._below(step)
        return shape

    def keys(self) -> dict[str, str]:
        """The keys a block may have here, each with its description; empty where any key may stand."""
        return {
            info.alias or name: info.description or ""
            for kind in self._kinds
            if _is_model(kind)
            for name, info in kind.model_fields.items()
        }

    def accepts(self, value: Any) -> bool:  # noqa: ANN401
        """Whether this value may stand here; anything where the model knows nothing."""
        return not self._whole or any(_reads(annotation, value) for annotation in self._whole)

    def required(self) -> set[str]:
        """The keys a block must have here."""
        return {
            info.alias or name
            for kind in self._kinds
            if _is_model(kind)
            for name, info in kind.model_fields.items()
            if info.is_required()
        }

    def choices(self) -> tuple[str, ...]:
        """The words that may stand here, if only certain words may."""
        literals = [kind for kind in self._kinds if get_origin(kind) is Literal]
        return tuple(str(word) for literal in literals for word in get_args(literal))

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return any(get_origin(kind) in {tuple, list} for kind in self._kinds)

    @property
    def is_text(self) -> bool:
        """Whether nothing but text stands here."""
        return bool(self._kinds) and all(kind is str for kind in self._kinds)

    def _below(self, step: str | int) -> Shape:
        found: list[Any] = []
        description = "" if isinstance(step, str) else self.description
        for kind in self._kinds:
            if _is_model(kind) and isinstance(step, str):
                info = _field(kind, step)
                if info is not None:
                    found.append(field_type(info))
                    description = info.description or ""
            elif get_origin(kind) in {tuple, list} and isinstance(step, int):
                found.append(get_args(kind)[0])
            elif get_origin(kind) is dict and isinstance(step, str):
                found.append(get_args(kind)[1])
                description = self.description
        return Shape(found, description)


def apart(annotation: Any) -> Iterator[Any]:  # noqa: ANN401
    """The types that may hold where this annotation stands, unions taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from apart(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for part in get_args(annotation):
            yield from apart(part)
    elif annotation is not NoneType:
        yield annotation


def _reads(annotation: Any, value: Any) -> bool:  # noqa: ANN401
    try:
        reader(annotation)(value)
    except ValidationError:
        return False
    return True


def field_type(info: FieldInfo) -> Any:  # noqa: ANN401
    """The type of a field, with the rules that stand beside it."""
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def _is_model(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _field(model: type[BaseModel], key: str) -> FieldInfo | None:
    for name, info in model.model_fields.items():
        if (info.alias or name) == key:
            return info
    return None
