"""Where everything stands: a tree as deep as the plan, whose leaves are the parser's own events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct

from salesplan.base.finding import Span


class Place(Protocol):
    """A point in a file; line, column and index count from 0. The parser's marks are such points."""

    @property
    def name(self) -> str:
        """The file, where the point knows it."""
        ...

    @property
    def line(self) -> int:
        """Lines before it."""
        ...

    @property
    def column(self) -> int:
        """Characters before it on its line."""
        ...

    @property
    def index(self) -> int:
        """Characters before it in the file."""
        ...


class Point(Struct, frozen=True):
    """A place in a file other than the plan: `name` is the file."""

    name: str
    line: int
    column: int
    index: int = 0


class Marked(Protocol):
    """Anything with two ends."""

    @property
    def start_mark(self) -> Place:
        """Where it begins."""
        ...

    @property
    def end_mark(self) -> Place:
        """The point behind it."""
        ...


class Leaf(Marked, Protocol):
    """A scalar: its text as read and its two ends. libyaml's scalar events are leaves as they come."""

    @property
    def value(self) -> str:
        """Its text."""
        ...

    @property
    def style(self) -> str | None:
        """Its quotes or block sign; nothing for a plain word."""
        ...


class Cell(Struct, frozen=True):
    """A leaf that stands in a CSV file."""

    value: str
    start_mark: Point
    end_mark: Point
    style: str | None = None


class Entries:
    """A mapping: each key's leaf, each key's value."""

    __slots__ = ("children", "end_mark", "flow", "keys", "start_mark")

    def __init__(self, start: Place, *, flow: bool) -> None:
        self.start_mark = start
        self.end_mark = start
        self.flow = flow
        self.keys: dict[str, Leaf] = {}
        self.children: dict[str, Node] = {}


class Items:
    """A list of nodes."""

    __slots__ = ("children", "end_mark", "flow", "start_mark")

    def __init__(self, start: Place, *, flow: bool) -> None:
        self.start_mark = start
        self.end_mark = start
        self.flow = flow
        self.children: list[Node] = []


Node: TypeAlias = Leaf | Entries | Items
Path: TypeAlias = tuple[str | int, ...]


def child(node: Node, step: str | int) -> Node | None:
    """The node under a key or an index; None where there is none."""
    if isinstance(node, Entries):
        return node.children.get(step) if isinstance(step, str) else None
    if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.children):
        return node.children[step]
    return None


def span(node: Marked, file: str) -> Span:
    """The place of a node: a scalar whole, of a list or mapping its first line's part."""
    start, end = node.start_mark, node.end_mark
    name = start.name if isinstance(start, Point) else file
    length = end.column - start.column if end.line == start.line else 1
    if isinstance(node, Entries) and node.keys and not node.flow:
        first = next(iter(node.keys.values()))
        length = first.end_mark.column - first.start_mark.column
    return Span(name, start.line + 1, start.column + 1, max(length, 1))


def key_span(node: Entries, key: str, file: str) -> Span:
    """The place of a key of a mapping."""
    return span(node.keys[key], file)


def locate(root: Node | None, path: Sequence[str | int], file: str) -> Span:
    """The place of what stands at `path`, or of the nearest thing above it that exists.

    A scalar is its own place; a list or mapping is shown by its key, or by its start in a list.
    """
    if root is None:
        return Span(file)
    here: Node = root
    place = Span(file) if isinstance(root, Entries) else span(root, file)
    for step in path:
        below = child(here, step)
        if below is None:
            break
        shown_by_key = isinstance(here, Entries) and (
            isinstance(below, Entries | Items) or not (below.value or below.style)
        )
        place = key_span(here, str(step), file) if shown_by_key and isinstance(here, Entries) else span(below, file)
        here = below
    return place
