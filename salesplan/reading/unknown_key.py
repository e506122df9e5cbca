"""Keys that are missing, and keys that a plan does not have there: what was meant, and where they belong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from salesplan.base.finding import Finding, error
from salesplan.base.sentence import in_quotes, sentence
from salesplan.base.spelling import did_you_mean, nearest
from salesplan.model.plan import Plan
from salesplan.reading.complaint import Complaint, cut_short, label, node_at, shape_of
from salesplan.reading.nodes import Entries, Path, key_span, locate, span
from salesplan.reading.shape import Shape
from salesplan.reading.trouble import CURLY_QUOTES

MOST_LISTED: Final = 14
_HOMES: Final[tuple[tuple[str, Path], ...]] = (
    (sentence("the plan itself"), ()),
    (sentence("a stage of a funnel"), ("funnels", 0, "stages", 0)),
    (sentence("a funnel"), ("funnels", 0)),
    (sentence("a segment of the team"), ("team", "sales")),
    (sentence("a member of the team"), ("team", "sales", "members", 0)),
    (sentence("an action of the catalogue"), ("actions", "call")),
    (sentence("the calendar"), ("calendar",)),
    (sentence("the process"), ("process",)),
    (sentence("the budget"), ("budget",)),
    (sentence("a compensation plan"), ("compensation", 0)),
)


def missing_key(complaint: Complaint, root: Entries, file: str) -> Finding:
    """A key that has to stand there, with what it is for."""
    key = complaint.missing
    hint = shape_of(complaint).at([key]).description
    place = locate(root, complaint.path, file) if complaint.path else span(root, file)
    return error(
        "missing-key",
        sentence("{place} has no '{key}'", place=label(complaint.path), key=key),
        place,
        sentence("add '{key}': {description}", key=key, description=sentence(hint))
        if hint
        else sentence("add '{key}'", key=key),
    )


def unknown_key(complaint: Complaint, root: Entries, file: str) -> Finding:
    """A key that does not belong there, with what was probably meant, or where it belongs."""
    key = str(complaint.path[-1])
    holder = complaint.path[:-1]
    place = key_span(_entries(root, holder), key, file)
    known = Shape([Plan]).at(holder).keys()
    hint = did_you_mean(key, known) or _elsewhere(key) or _one_of(known)
    if key.lstrip()[:1] in CURLY_QUOTES:
        hint = sentence("these are quotation marks of a word processor; write the key without them")
    return error(
        "unknown-key", sentence("{place} has no key '{key}'", place=label(holder), key=cut_short(key)), place, hint
    )


def _entries(root: Entries, path: Path) -> Entries:
    node = node_at(root, path)
    return node if isinstance(node, Entries) else root


def _one_of(known: Iterable[str]) -> str:
    words = list(known)
    if 0 < len(words) <= MOST_LISTED:
        return sentence("use one of: {words}; a key of your own begins with x-", words=", ".join(words))
    return sentence("a key of your own begins with x-")


def _elsewhere(key: str) -> str:
    """Say where else in a plan this key has its home, even if it is misspelt."""
    homes = [home for home, keys in _key_homes() if key in keys]
    if len(homes) == 1:
        return sentence("'{key}' belongs in {home}", key=key, home=homes[0])
    close = [(home, word) for home, keys in _key_homes() if not homes and (word := nearest(key, keys))]
    if not close:
        return ""
    return sentence("did you mean {word}? It belongs in {home}", word=in_quotes(close[0][1]), home=close[0][0])


def _key_homes() -> list[tuple[str, dict[str, str]]]:
    shape = Shape([Plan])
    return [(name, shape.at(path).keys()) for name, path in _HOMES]
