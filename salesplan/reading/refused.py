"""What YAML knows and a plan does not take: tags, anchors, keys that merge or stand twice, control characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesplan.base.finding import Finding, Span, error
from salesplan.base.sentence import sentence
from salesplan.reading.source import CONTROL, Source

if TYPE_CHECKING:
    from salesplan.reading.events import Started

_MARK = re.compile(r"[^\s,\]}]+")


def refused_marks(event: Started, source: Source) -> Iterator[Finding]:
    """The tag and the anchor that a value begins with."""
    mark = _MARK.match(source.lines[event.start_mark.line], event.start_mark.column)
    shown = mark[0] if mark else "!"
    place = Span(source.name, event.start_mark.line + 1, event.start_mark.column + 1, len(shown))
    if event.tag is not None:
        hint = sentence('remove it, or put the text in quotes if it belongs to it: "{text} ..."', text=shown)
        yield error("tag", sentence("'{shown}': tags are not supported", shown=shown), place, hint)
    if event.anchor is not None:
        name = event.anchor
        hint = sentence('remove it, or put the text in quotes if it belongs to it: "{text} ..."', text=f"&{name}")
        yield error("anchor", sentence("'&{anchor}' marks a place to refer to", anchor=name), place, hint)


def bad_key(text: str, place: Span) -> Finding:
    """A key that merges another block in (`<<`), or that is missing."""
    if text == "<<":
        hint = sentence("write the keys out in each place")
        return error("merge-key", sentence("'<<' merges another block in, which a plan does not do"), place, hint)
    hint = sentence("write the key: title: ...")
    return error("empty-key", sentence("a key is missing before this colon"), place, hint)


def duplicate_key(text: str, first: Span, place: Span) -> Finding:
    """A key that stands in its block already, at `first`."""
    message = sentence("'{text}' stands twice in the same block: on line {line}", text=text, line=place.line)
    if first.line != place.line:
        message = sentence(
            "'{text}' stands twice in the same block: on line {first} and on line {line}",
            text=text,
            first=first.line,
            line=place.line,
        )
    return error("duplicate-key", message, place, sentence("keep one of the two"), (first, "first written here"))


def control_character(text: str, place: Span) -> Finding:
    """An invisible character in a text, of which the first is told."""
    found = CONTROL.search(text)
    message = sentence(
        "this text holds an invisible control character (U+{code})", code=f"{ord(found[0]) if found else 0:04X}"
    )
    hint = sentence("take the \\ sequence out, or write it in single quotes")
    return error("control-character", message, place, hint)
