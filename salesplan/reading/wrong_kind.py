"""A value of the wrong kind, such as one text where a list belongs, and how to write it."""

from __future__ import annotations

import re
from typing import Final

from salesplan.base.finding import Finding, error
from salesplan.base.sentence import in_quotes, sentence
from salesplan.model.plan import Plan
from salesplan.reading.complaint import Complaint, cut_short, label, place_of, shape_of, text_of
from salesplan.reading.correction import is_accepted
from salesplan.reading.nodes import Entries, Items, Leaf, Node
from salesplan.reading.rewrite import rewritten
from salesplan.reading.shape import Shape
from salesplan.reading.trouble import CURLY_QUOTES

KINDS: Final = {
    "string_type": sentence("text"),
    "int_type": sentence("a whole number"),
    "int_from_float": sentence("a whole number"),
    "float_type": sentence("a number"),
    "decimal_type": sentence("a number"),
    "is_instance_of": sentence("a number"),
    "bool_type": sentence("true or false"),
    "tuple_type": sentence("a list"),
    "list_type": sentence("a list"),
    "dict_type": sentence("a block of keys"),
    "model_type": sentence("a block of keys"),
    "model_attributes_type": sentence("a block of keys"),
}
_BULLET = re.compile(r"([-–—•·*▪◦‣])\s*(\S.*)")


def wrong_kind(complaint: Complaint, root: Entries, file: str, kind: str) -> Finding:
    """A value of another kind than the plan language takes there, and how to write it."""
    node = complaint.node
    found = _kind_of(node)
    message = sentence("{place} must be {kind}, not {found}", place=label(complaint.path), kind=kind, found=found)
    special = _as_items(complaint, kind) or _as_date(complaint)
    hint = special or _kind_hint(complaint, kind) or _as_block(complaint) or shape_of(complaint).description
    return error("wrong-type", message, place_of(complaint, root, file), hint)


def _as_items(complaint: Complaint, kind: str) -> str:
    """How one text becomes the list that is expected: what it lacks are dashes, spaces, or the words of a choice."""
    node = complaint.node
    if kind != "a list" or isinstance(node, Entries | Items):
        return ""
    if match := _BULLET.match(node.value):
        first = cut_short(re.split(rf"\s{re.escape(match[1])}", match[2], maxsplit=1)[0])
        return sentence("write a dash and a space before each item: {text}", text=f"- {first}")
    choices = shape_of(complaint).at([0]).choices()
    if not choices:
        return ""
    ends = re.fullmatch(r"([^\W\d]{3,9}) *(?:-|–|to|à|au|a|al) *([^\W\d]{3,9})", node.value)
    places = [choices.index(end[:3].lower()) for end in (ends.groups() if ends else ()) if end[:3].lower() in choices]
    words = choices[places[0] : places[1] + 1] if len(places) == 2 and places[0] <= places[1] else choices[:1]  # noqa: PLR2004
    return sentence("write {text}", text=f"[{', '.join(words)}]")


def _as_date(complaint: Complaint) -> str:
    """A milestone's day is counted from the start; a date has a key of its own."""
    if complaint.path[-1:] != ("day",) or "on" not in Shape([Plan]).at(complaint.path[:-1]).keys():  # noqa: SIM118
        return ""
    better = rewritten("stretch", text_of(complaint)) or text_of(complaint)
    is_date = re.fullmatch(r"\d{4}-\d{2}-\d{2}", better)
    if not is_date:
        return ""
    return sentence("write {text} in place of day, which counts the days from the start", text=f"on: {better}")


def _as_block(complaint: Complaint) -> str:
    """How a lone word becomes the block that is expected: a name, or how many people."""
    node = complaint.node
    if isinstance(node, Entries | Items):
        return ""
    keys = shape_of(complaint).keys()
    if "headcount" in keys and node.value.isdecimal():
        return sentence("write {text}", text=f"{{headcount: {cut_short(node.value)}}}")
    named = "name" in keys and node.value[:1].isalpha()
    return sentence("write {text}", text=f"{{name: {cut_short(node.value)}}}") if named else ""


def _kind_of(node: Node) -> str:
    if isinstance(node, Entries):
        return sentence("a block of keys")
    if isinstance(node, Items):
        return sentence("a list")
    return in_quotes(cut_short(node.value))


def _kind_hint(complaint: Complaint, kind: str) -> str:
    node = complaint.node
    if isinstance(node, Entries | Items):
        return _block_hint(kind, node)
    raw = cut_short(node.value)
    hints = {
        "text": sentence('put it in quotes: "{text}"', text=raw),
        "a list": _in_brackets(complaint, raw),
        "true or false": sentence("write true or false, without quotes"),
        "a whole number": _digits(complaint, node),
        "a number": _digits(complaint, node),
    }
    return hints.get(kind, "")


def _block_hint(kind: str, node: Entries | Items) -> str:
    if kind == "a list":
        return sentence("begin each item with '- '")
    if kind != "text":
        return ""
    if isinstance(node, Entries) and (text := _straighten(node)):
        return sentence(
            'a word processor wrote these quotation marks; use straight ones: "{text}"', text=cut_short(text)
        )
    if not node.flow:
        if isinstance(node, Entries):
            return sentence("a text that holds a colon and a space needs quotes")
        return sentence("write one text")
    return sentence("a text that begins with {sign} needs quotes", sign="{" if isinstance(node, Entries) else "[")


def _straighten(node: Entries) -> str:
    """A text between a word processor's quotation marks, whose colon made it a key with a value; else nothing."""
    key, value = next(iter(node.children.items()), ("", None))
    whole = f"{key}: {value.value}" if value is not None and not isinstance(value, Entries | Items) else key
    return whole.strip("".join(CURLY_QUOTES)).strip() if key[:1] in CURLY_QUOTES and len(node.children) == 1 else ""


def _in_brackets(complaint: Complaint, raw: str) -> str:
    if not shape_of(complaint).accepts([raw]):
        return ""
    return sentence("write {text}, or each item on a line of its own after '- '", text=f"[{raw}]")


def _digits(complaint: Complaint, node: Leaf) -> str:
    better = rewritten("bad-amount", node.value) or node.value
    if better.isdecimal() and is_accepted(complaint, better):
        return sentence("write {text}, without quotes" if node.style else "write {text}", text=better)
    if re.fullmatch(r"-?[0-9.]+", node.value):
        return sentence("write it without decimals")
    return sentence("write it in digits, such as 3")
