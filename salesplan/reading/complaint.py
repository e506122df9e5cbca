"""One error of the validator, walked down to a node: its place, its text, its shape, and how messages call it."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct
from pydantic_core import ErrorDetails

from salesplan.base.finding import Span
from salesplan.base.sentence import in_quotes, sentence
from salesplan.model.plan import Plan
from salesplan.reading.document import Document
from salesplan.reading.nodes import Entries, Items, Node, Path, child, key_span, locate
from salesplan.reading.shape import Shape

KEY_MARK: Final = "[key]"


class Complaint(Struct, frozen=True):
    """One error of the validator, its place walked down to a node.

    `labels` are the steps that name no node: the branch of a union that was tried.
    """

    type: str
    context: dict[str, Any]
    message: str
    path: Path
    node: Node
    labels: tuple[str, ...]
    union: Path
    missing: str
    at_key: bool


def walk(root: Entries, detail: ErrorDetails, document: Document) -> Complaint | None:
    """Follow an error's location as far as nodes go; None where a finding stands on the way."""
    location = detail["loc"]
    missing = str(location[-1]) if detail["type"] == "missing" else ""
    node: Node = root
    path: list[str | int] = []
    labels: list[str] = []
    union: Path = ()
    for step in location[: -1 if missing else None]:
        below = child(node, step)
        if below is None:
            union = union if labels else tuple(path)
            labels.append(str(step))
            continue
        node = below
        path.append(step)
        if id(node) in document.broken:
            return None
    if node.start_mark.line in document.broken_lines and not isinstance(node, Entries | Items):
        return None
    at_key = KEY_MARK in labels
    real = tuple(label for label in labels if label != KEY_MARK)
    context = detail.get("ctx", {})
    return Complaint(detail["type"], context, detail["msg"], tuple(path), node, real, union, missing, at_key)


def place_of(complaint: Complaint, root: Entries, file: str) -> Span:
    """Where the complaint points: at the key, where that is what is wrong, else at the value."""
    if complaint.at_key and complaint.path:
        holder = node_at(root, complaint.path[:-1])
        if isinstance(holder, Entries):
            return key_span(holder, str(complaint.path[-1]), file)
    return locate(root, complaint.path, file)


def node_at(root: Entries, path: Path) -> Node:
    """The node at a path, as far as there are nodes on it."""
    node: Node = root
    for step in path:
        node = child(node, step) or node
    return node


def shape_of(complaint: Complaint) -> Shape:
    """What the plan language takes at the place of a complaint."""
    return Shape([Plan]).at(complaint.path)


def text_of(complaint: Complaint, *, key: bool = False) -> str:
    """What stands there as it was typed, or the key; nothing of a list or a block."""
    if key:
        return str(complaint.path[-1])
    node = complaint.node
    return "" if isinstance(node, Entries | Items) else node.value


def style_of(node: Node) -> str | None:
    """The quotation mark that a text is written with, if any."""
    return None if isinstance(node, Entries | Items) else node.style


def label(path: Path) -> str:
    """How a message calls the place: the plan, 'title', item 2 of 'goals'."""
    if not path:
        return sentence("the plan")
    last = path[-1]
    if isinstance(last, str):
        return in_quotes(cut_short(last))
    return sentence("item {number} of {list}", number=last + 1, list=label(path[:-1]))


def name_of(path: Path) -> str:
    """The key that a path ends with, past the places in lists."""
    return cut_short(next((step for step in reversed(path) if isinstance(step, str)), "plan"))


def cut_short(text: str) -> str:
    """A text on one line, of 40 signs at the most."""
    limit = 40
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 3]}..."
