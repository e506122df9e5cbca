"""Change single values of a plan's text and leave every other byte as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import yaml
from msgspec import Struct
from yaml.events import ScalarEvent

from salesplan.base.finding import PlanError
from salesplan.reading.nodes import Entries, Items, Leaf, Node, Path, child
from salesplan.reading.parse import parse
from salesplan.reading.scalars import BadNumber, resolve
from salesplan.reading.source import CONTROL, LINE_BREAK, Source

_STEP: Final = "  "


def set_values(text: str, changes: Mapping[tuple[str | int, ...], str]) -> str:
    """The text with single values changed, or inserted at the end of their block.

    A value is written plainly where YAML reads it back as the same characters, in quotes otherwise; a value that was
    quoted stays so if it is still text. Blocks that are missing on the way are made. Comments, order, line endings and
    everything else stay byte for byte.

    Raises:
        PlanError: the text is not YAML a plan can be written in.
        LookupError: a path leads through a single value, past the end of a list, or to a list or block.
        ValueError: a value or key holds a line break or a control character.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    root = _root(text)
    present = {path: leaf for path in changes if (leaf := _leaf(root, path)) is not None}
    for path, leaf in sorted(present.items(), key=lambda item: item[1].start_mark.index, reverse=True):
        text = _change(text, root, path, leaf, changes[path])
    for path, value in changes.items():
        if path not in present:
            text = _insert(text, path, value)
    return mark + text


class Piece(Struct, frozen=True):
    """A value of a plan, or with `key` its key, and what stands there afterwards; a value may be a list or block.

    With `whole`, quotes around a single value go too.
    """

    path: tuple[str | int, ...]
    value: str
    key: bool = False
    whole: bool = False


def set_nodes(text: str, pieces: Iterable[Piece]) -> str:
    """The text with values and keys that are there replaced; what is no part of them stays byte for byte.

    Raises:
        PlanError: the text is not YAML a plan can be written in.
        LookupError: nothing stands at a path.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    root = _root(text)
    cuts = {_cut(text, root, piece) for piece in pieces}
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return mark + text


def written_value(text: str, path: tuple[str | int, ...]) -> str:
    """The single value at a path of a plan's text, as it is written there.

    Raises:
        LookupError: nothing stands there, or a list or block.
    """
    leaf = _leaf(_root(text.removeprefix("\ufeff")), path)
    if leaf is None:
        raise LookupError(f"there is nothing at {_words(path)}")
    return leaf.value


def _cut(text: str, root: Entries, piece: Piece) -> tuple[int, int, str]:
    """Where a piece begins and ends, and the text for its place."""
    holder = _holder(root, piece.path)
    node = child(holder, piece.path[-1]) if holder is not None else None
    if node is None or (piece.key and not isinstance(holder, Entries)):
        raise LookupError(f"there is nothing at {_words(piece.path)}")
    leaf = holder.keys[str(piece.path[-1])] if piece.key and isinstance(holder, Entries) else node
    start, end = leaf.start_mark.index, _end(leaf)
    if isinstance(leaf, Entries | Items):
        if not leaf.flow and isinstance(holder, Entries):
            start = holder.keys[str(piece.path[-1])].end_mark.index
            return start, end, f": {piece.value}"
        return start, end, piece.value
    if piece.whole:
        return start, end, piece.value
    written = text[start:end]
    return start, end, written.replace(leaf.value, piece.value) if leaf.value in written else piece.value


def spell(value: str, *, flow: bool = False) -> str:
    """A single value as YAML writes it: plainly if that is read back as the same characters, in quotes otherwise.

    Raises:
        ValueError: the value holds a line break or a control character.
    """
    if LINE_BREAK.search(value) or CONTROL.search(value):
        raise ValueError("a value stands on one line and holds no control character")
    if value and value == value.strip() and _reads_back(f"{{k: {value}}}" if flow else f"k: {value}\n", value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reads_back(text: str, value: str) -> bool:
    try:
        scalars = [event for event in yaml.parse(text, Loader=yaml.CLoader) if isinstance(event, ScalarEvent)]
    except yaml.YAMLError:
        return False
    if len(scalars) != 2:  # noqa: PLR2004
        return False
    last = scalars[1]
    return not last.style and last.value == value and last.anchor is None and last.tag is None


def _root(text: str) -> Entries:
    document = parse(Source("plan", text))
    errors = tuple(finding for finding in document.findings if finding.is_error and finding.code != "null-value")
    if document.root is None or errors:
        raise PlanError(errors)
    return document.root


def _leaf(root: Entries, path: Path) -> Leaf | None:
    """The single value at a path; None where a key is missing on the way."""
    node: Node = root
    for depth, step in enumerate(path):
        below = child(node, step)
        if below is None:
            _check_missing(node, path, depth)
            return None
        node = below
    if isinstance(node, Entries | Items):
        raise LookupError(f"{_words(path)} is not a single value")  # noqa: TRY004  (a path that leads astray)
    return node


def _check_missing(node: Node, path: Path, depth: int) -> None:
    fits = isinstance(node, Entries) or (isinstance(node, Entries | Items) is False and _is_empty(node))
    if not fits or not all(isinstance(step, str) and step for step in path[depth:]):
        raise LookupError(f"there is no place for {_words(path)}")


def _is_empty(node: Node) -> bool:
    return not isinstance(node, Entries | Items) and not node.value and not node.style


def _change(text: str, root: Entries, path: Path, leaf: Leaf, value: str) -> str:
    return _replace_value(text, root, path, leaf, _in_style(leaf, value, flow=_in_flow(root, path)))


def _replace_value(text: str, root: Entries, path: Path, leaf: Leaf, new: str) -> str:
    start, end = leaf.start_mark.index, leaf.end_mark.index
    if leaf.style in {"|", ">"}:
        end = start + len(text[start:end].rstrip())
    if start < end:
        return text[:start] + new + text[end:]
    holder = _holder(root, path)
    before = text[:start].rstrip(" \t")
    if isinstance(holder, Items) and holder.flow:
        lead = ""
    elif before.endswith((":", "-", "?")):
        lead, start = " ", len(before)
    else:
        lead = ": "
    after = "" if text[end : end + 1] in {"", "\n", "\r", " ", ",", "}", "]"} else " "
    return text[:start] + lead + new + after + text[end:]


def _in_style(leaf: Leaf, value: str, *, flow: bool) -> str:
    new = spell(value, flow=flow)
    if leaf.style not in {"'", '"'} or new != value:
        return new
    try:
        is_text = isinstance(resolve(value), str)
    except BadNumber:
        is_text = True
    if not is_text:
        return new
    if leaf.style == '"':
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "'" + value.replace("'", "''") + "'"


def _in_flow(root: Entries, path: Path) -> bool:
    node: Node | None = root
    flow = root.flow
    for step in path[:-1]:
        node = child(node, step) if node is not None else None
        flow = flow or (isinstance(node, Entries | Items) and node.flow)
    return flow


def _holder(root: Entries, path: Path) -> Node | None:
    node: Node | None = root
    for step in path[:-1]:
        node = child(node, step) if node is not None else None
    return node


def _insert(text: str, path: Path, value: str) -> str:
    root = _root(text)
    node: Node = root
    depth = 0
    while (below := child(node, path[depth])) is not None and depth < len(path) - 1:
        node, depth = below, depth + 1
    if below is not None and not isinstance(below, Entries | Items):
        return _change(text, root, path, below, value)
    rest = [str(step) for step in path[depth:]]
    if not isinstance(node, Entries | Items):
        return _replace_value(text, root, path[:depth], node, f"{{{_flow_entry(rest, value)}}}")
    if isinstance(node, Items):
        raise LookupError(f"there is no place for {_words(path)}")  # noqa: TRY004  (a path that leads astray)
    if _in_flow(root, path[: depth + 1]):
        return _into_braces(text, node, _flow_entry(rest, value))
    return _below(text, node, rest, value)


def _flow_entry(rest: list[str], value: str) -> str:
    entry = spell(value, flow=True)
    for key in reversed(rest[1:]):
        entry = f"{{{spell(key, flow=True)}: {entry}}}"
    return f"{spell(rest[0], flow=True)}: {entry}"


def _into_braces(text: str, node: Entries, entry: str) -> str:
    if not node.children:
        closing = node.end_mark.index - 1
        return text[:closing] + entry + text[closing:]
    key, last = next(reversed(node.children.items()))
    at = _end(last) or node.keys[key].end_mark.index
    return f"{text[:at]}, {entry}{text[at:]}"


def _below(text: str, node: Entries, rest: list[str], value: str) -> str:
    """Insert the entry on lines of its own below the last line of a block."""
    indent = " " * node.start_mark.column
    found = LINE_BREAK.search(text)
    newline = found[0] if found else "\n"
    lines = [f"{indent}{_STEP * depth}{spell(key)}:" for depth, key in enumerate(rest)]
    lines[-1] += f" {spell(value)}"
    entry = newline.join(lines)
    at = _end(next(reversed(node.children.values())))
    ends_line = at and LINE_BREAK.fullmatch(text[at - 1])
    if ends_line:
        return f"{text[:at]}{entry}{newline}{text[at:]}"
    behind = LINE_BREAK.search(text, at)
    if behind is None:
        return f"{text}{newline}{entry}"
    return f"{text[: behind.end()]}{entry}{newline}{text[behind.end() :]}"


def _end(node: Node) -> int:
    """The offset behind the last character of a node."""
    while isinstance(node, Entries | Items) and not node.flow and node.children:
        children = node.children.values() if isinstance(node, Entries) else node.children
        node = next(reversed(children))
    return node.end_mark.index


def _words(path: Path) -> str:
    return ".".join(str(step) for step in path)
