"""What can be known of a plan that has mistakes: every part, with holes where something could not be read.

A hole is an attribute that is not there: to ask for it raises `Unread`. So a rule that comes to a hole stops there, and
what it has said until then does not rest on it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from salesplan.base.spelling import nearest
from salesplan.model.part import Part, reader
from salesplan.model.plan import Plan
from salesplan.reading.document import Document
from salesplan.reading.nodes import Entries, Items, Node
from salesplan.reading.shape import apart, field_type

_HOLE: Final = object()
_WORD = re.compile(r"\w+")


def partial_plan(document: Document, root: Entries, lines: Sequence[str]) -> Plan:
    """The plan of a document with errors, without what they make doubtful. `lines` are those of its file."""
    plan: Plan = _Builder(document).part(Plan, root, document.value)
    for key in _unreadable_keys(document, root, lines):
        plan.__dict__.pop(key, None)
    return plan


def _unreadable_keys(document: Document, root: Entries, lines: Sequence[str]) -> Iterator[str]:
    """The top-level keys under which a line could not be read, and the absent ones that such a line may begin."""
    starts = sorted((leaf.start_mark.line, key) for key, leaf in root.keys.items())
    absent = Plan.model_fields.keys() - root.keys.keys()
    for number in document.broken_lines:
        yield from [key for start, key in starts if start <= number][-1:]
        words = _WORD.findall(lines[number] if number < len(lines) else "")
        yield nearest(words[0], absent) if words else ""


class _Builder:
    """Builds parts from values whose nodes no finding speaks of."""

    def __init__(self, document: Document) -> None:
        self._broken = document.broken
        self._doubted = document.doubted
        self._sound: dict[int, bool] = {}

    def part(self, kind: type[Part], node: Entries, values: dict[str, Any]) -> Any:  # noqa: ANN401
        """A part with all that can be read of it."""
        made = kind.model_construct()
        fields = {info.alias or name: (name, info) for name, info in kind.model_fields.items()}
        for key, (name, info) in fields.items():
            if key in values:
                made.model_fields_set.add(name)
            if key in values and (id(node), key) not in self._doubted:
                made.__dict__[name] = self._read(field_type(info), node.children[key], values[key])
            elif key in node.keys or info.is_required():
                made.__dict__[name] = _HOLE
        absent = {key: info for key, (_, info) in fields.items() if key not in node.keys}
        for key in values.keys() - fields.keys():
            for meant in _keys_meant(key, values[key], absent):
                made.__dict__[fields[meant][0]] = _HOLE
        for name in [name for name, value in made.__dict__.items() if value is _HOLE]:
            del made.__dict__[name]
        return made

    def _read(self, hint: Any, node: Node, value: Any) -> Any:  # noqa: ANN401
        """The value, or what can be known of it, or a hole."""
        if self._is_sound(node):
            try:
                return reader(hint)(value)
            except ValidationError:
                pass
        elif id(node) in self._broken:
            return _HOLE
        for kind in apart(hint):
            if isinstance(node, Entries) and isinstance(kind, type) and issubclass(kind, Part):
                return self.part(kind, node, value)
            if isinstance(node, Entries) and get_origin(kind) is dict:
                return self._map(get_args(kind), node, value)
            if isinstance(node, Items) and get_origin(kind) is tuple:
                return self._list(get_args(kind)[0], node, value)
        return _HOLE

    def _list(self, hint: Any, node: Items, values: list[Any]) -> Any:  # noqa: ANN401
        items = [self._read(hint, below, value) for below, value in zip(node.children, values, strict=True)]
        return _HOLE if any(item is _HOLE for item in items) else tuple(items)

    def _map(self, hints: tuple[Any, Any], node: Entries, values: dict[str, Any]) -> Any:  # noqa: ANN401
        try:
            items = {
                reader(hints[0])(key): self._read(hints[1], node.children[key], value) for key, value in values.items()
            }
        except ValidationError:
            return _HOLE
        doubted = any((id(node), key) in self._doubted for key in values)
        return _HOLE if doubted or any(item is _HOLE for item in items.values()) else items

    def _is_sound(self, node: Node) -> bool:
        """Whether no earlier finding speaks of the node, or of anything below it."""
        known = self._sound.get(id(node))
        if known is None:
            below: Collection[Node] = ()
            if isinstance(node, Entries):
                below = node.children.values()
            elif isinstance(node, Items):
                below = node.children
            doubted = isinstance(node, Entries) and any((id(node), key) in self._doubted for key in node.keys)
            known = id(node) not in self._broken and not doubted and all(self._is_sound(one) for one in below)
            self._sound[id(node)] = known
        return known


def _keys_meant(key: str, value: Any, absent: dict[str, FieldInfo]) -> Iterator[str]:  # noqa: ANN401
    """The absent keys that an unknown one may stand for: the nearest, else all that hold values of its kind."""
    near = nearest(key, absent)
    if near:
        yield near
        return
    for name, info in absent.items():
        if any(_same_kind(kind, value) for kind in apart(info.annotation)):
            yield name


def _same_kind(kind: Any, value: Any) -> bool:  # noqa: ANN401
    is_block = get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, Part))
    if isinstance(value, dict):
        return is_block
    return isinstance(value, list) == (get_origin(kind) is tuple) and not is_block
