"""A key or an item without a value: what was meant, as far as what stands around it tells."""

from __future__ import annotations

import re

from salesplan.base.sentence import sentence
from salesplan.reading.nodes import Entries, Items, Node

_COMMENTED = re.compile(r"[:\-,\[{]\s+(#\w\S*)")
_ALIKE = re.compile(r"[\d.]+%|\d{4}-\d{2}-\d{2}")


def explain_no_value(node: Entries | Items, key: str | None, line: str, *, in_scenario: bool) -> tuple[str, str]:
    """What is wrong with a key of a block, or with an item of a list (`key` is None), and how to mend it.

    `line` is what may hold the value as a comment. In a scenario null has a meaning.
    """
    what: str = sentence("this item is empty") if key is None else sentence("'{key}' has no value", key=key)
    hint: str = sentence("write a value, or take the line out")
    if in_scenario:
        hint = sentence("write a value, or null to take it away")
    if key is not None and isinstance(node, Entries) and node.flow:
        what, hint = _between_braces(node, key) or (what, hint)
    if swallowed := _COMMENTED.search(line):
        hint = sentence('a # begins a comment; write it in quotes: "{text}"', text=swallowed[1])
    return what, hint


def _between_braces(node: Entries, key: str) -> tuple[str, str] | None:
    """What a key without a value between { and } was meant to be; None where nothing tells."""
    if number := _parted_number(node, key):
        what = sentence("a comma parts two items between {{ and }}, so {number} is cut in two", number=number[0])
        return what, sentence("write {text}", text=number[1])
    if items := _parted_list(node, key):
        return sentence("a list of several needs [ and ]"), sentence("write {text}", text=items)
    if words := re.fullmatch(r"([a-z][\w-]*) +(\S.*)", key):
        what = sentence("'{key}' has no value", key=key)
        return what, sentence("write {text}, if a colon is missing", text=f"{words[1]}: {words[2]}")
    return None


def _parted_number(node: Entries, key: str) -> tuple[str, str] | None:
    """What `90,000` between braces was meant to be: as written, and as a plain number."""
    values = [each for each in node.children.values() if not isinstance(each, Entries | Items) and each.value]
    if not values or not re.fullmatch(r"\d{3}", key) or not re.fullmatch(r"\d{1,3}", values[-1].value):
        return None
    return f"{values[-1].value},{key}", f"{values[-1].value}{key}"


def _parted_list(node: Entries, key: str) -> str:
    """What `ramp: 25%, 50%` between braces was meant to be, with its brackets."""
    children: dict[str, Node] = node.children
    if not children:
        return ""
    name, before = list(children.items())[-1]
    if isinstance(before, Entries | Items) or not before.value:
        return ""
    alike = all(_ALIKE.fullmatch(text) for text in (before.value, key))
    return f"{name}: [{before.value}, {key}]" if alike else ""
