"""What is doubtful about a file that is sound YAML: text lost to a comment, points between thousands, or no plan."""

from __future__ import annotations

import re
from collections.abc import Iterable

from salesplan.base.finding import Finding, Span, error, warning
from salesplan.base.money import decimals
from salesplan.base.sentence import sentence
from salesplan.reading.nodes import Entries, Items, Node, span
from salesplan.reading.source import Source

_SWALLOWED = re.compile(r"(?<=\S)[ \t]+#(?=\w)")
THOUSANDTHS = 3
"""Decimals of a currency from which a point before three figures is nothing strange."""

_GROUPED = r"[1-9][0-9]{0,2}\.[0-9]{3}"
_THREE_DECIMALS = re.compile(rf"(?<![\w.,/-]){_GROUPED}(?![\w.,%/])")
_ONE_OR_TWO = re.compile(rf"({_GROUPED})(?: to ({_GROUPED}))?")


def swallowed(source: Source, root: Entries) -> list[Finding]:
    """Warn where ` #1` cut off the end of a text, as in `name: Team #1`."""
    ends = {match.start(): match.end() - 1 for match in _SWALLOWED.finditer(source.text)}
    if not ends:
        return []
    found = []
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Entries):
            waiting.extend(node.children.values())
        elif isinstance(node, Items):
            waiting.extend(node.children)
        elif node.end_mark.index in ends and not node.style and node.value[:1].isalpha():
            found.append(_comment_in_text(source, node.value, node.start_mark.index, ends[node.end_mark.index]))
    return found


def _comment_in_text(source: Source, text: str, start: int, hash_sign: int) -> Finding:
    rest = source.text[start:].splitlines()[0].rstrip()
    hint = sentence('write it in quotes: "{rest}", or put a space after the # if it is a comment', rest=rest)
    message = sentence("what follows '{text}' is taken for a comment, because # begins one", text=text)
    return warning("comment-in-text", message, source.span(hash_sign, start + len(rest) - hash_sign), hint)


def grouped_by_points(sources: Iterable[Source], root: Node | None) -> list[Finding]:
    """Refuse `30.000`: a thousand times more where points part thousands than where they begin the decimals.

    Currencies of three decimals are let be, as are the author's own keys; four decimals say that decimals are meant.
    """
    texts = list(sources)
    if not any(_THREE_DECIMALS.search(source.text) for source in texts) or _has_three_decimals(root):
        return []
    found = []
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Entries):
            waiting.extend(below for key, below in node.children.items() if not key.startswith("x-"))
        elif isinstance(node, Items):
            waiting.extend(node.children)
        elif not node.style and (match := _ONE_OR_TWO.fullmatch(node.value)):
            found.append(_thousands(match[0], match[1], span(node, texts[0].name)))
    return found


def _has_three_decimals(root: Node | None) -> bool:
    currency = root.children.get("currency") if isinstance(root, Entries) else None
    code = "" if currency is None or isinstance(currency, Entries | Items) else currency.value
    return decimals(code) >= THOUSANDTHS


def meanings(text: str) -> tuple[str, str] | None:
    """What `30.000` may mean, each so that nobody doubts it: 30000 and 30; None for what means one thing."""
    if not re.fullmatch(_GROUPED, text):
        return None
    small = text.rstrip("0").rstrip(".")
    return text.replace(".", ""), f"{small}0" if small == text else small


def _thousands(text: str, first: str, place: Span) -> Finding:
    large, small = meanings(first) or (first, first)
    message = sentence(
        "'{text}' may be meant as {large} or as {small}: a point begins the decimals here",
        text=text,
        large=large,
        small=small,
    )
    whole = text.replace(".", "")
    hint = sentence("write {text}", text=whole)
    if text == first:
        hint = sentence("write {text}, or {other} if you mean that", text=whole, other=small)
    return error("ambiguous-number", message, place, hint)


def not_a_plan(source: Source, root: Node | None) -> Finding:
    """Say what the file holds where a plan was expected."""
    place = span(root, source.name) if root is not None else Span(source.name)
    if isinstance(root, Items):
        return error("not-a-plan", "a plan is a block of keys, this is a list", place, "begin with: salesplan: 1")
    text = "" if root is None or isinstance(root, Entries) else root.value
    if not text:
        return error(
            "empty-plan", "the file holds no plan", Span(source.name), "write a first plan with: salesplan init"
        )
    colon = re.match(r"([\w-]+):(\S.*)", text)
    hint = sentence("begin with: salesplan: 1")
    if colon:
        hint = sentence("write a space after the colon: {text}", text=f"{colon[1]}: {colon[2][:40]}")
    return error("not-a-plan", "a plan is a block of keys, this is one text", place, hint)
