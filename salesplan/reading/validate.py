"""From every complaint of the validator to a finding in plain words, with its place and a remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from salesplan import PLAN_FORMAT
from salesplan.base.finding import Finding, Span, error
from salesplan.base.sentence import Value, any_of, counted, in_quotes, sentence, value_of
from salesplan.base.spelling import did_you_mean, nearest
from salesplan.model.plan import Plan
from salesplan.reading.doubts import meanings
from salesplan.reading.nodes import Entries, Items, Leaf, Node, Path, child, key_span, locate, span
from salesplan.reading.parse import MAX_FINDINGS, Document
from salesplan.reading.rewrite import rewritten
from salesplan.reading.scalars import BadNumber, resolve
from salesplan.reading.shape import Shape
from salesplan.reading.syntax import CURLY_QUOTES

_KINDS: Final = {
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
_KEY_MARK: Final = "[key]"
_MANY: Final = 14
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


class _Complaint(Struct, frozen=True):
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


def findings_of(failure: ValidationError, document: Document, root: Entries, file: str) -> list[Finding]:
    """What keeps a document from being a plan.

    Nothing is said about places that earlier findings speak of already.
    """
    details = failure.errors(include_url=False, include_input=False)[:MAX_FINDINGS]
    complaints = [walked for detail in details if (walked := _walk(root, detail, document)) is not None]
    findings = [_finding(complaint, root, file) for complaint in _one_branch_each(complaints)]
    return _without_followers(findings)


def _walk(root: Entries, detail: ErrorDetails, document: Document) -> _Complaint | None:
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
    at_key = _KEY_MARK in labels
    real = tuple(label for label in labels if label != _KEY_MARK)
    context = detail.get("ctx", {})
    return _Complaint(detail["type"], context, detail["msg"], tuple(path), node, real, union, missing, at_key)


def _one_branch_each(complaints: Sequence[_Complaint]) -> list[_Complaint]:
    """Of a value that may be written in several ways, keep the complaints about the way that was meant."""
    plain = [complaint for complaint in complaints if not complaint.labels]
    unions: dict[Path, dict[str, list[_Complaint]]] = {}
    for complaint in complaints:
        if complaint.labels:
            unions.setdefault(complaint.union, {}).setdefault(complaint.labels[0], []).append(complaint)
    for branches in unions.values():
        plain.extend(_meant(list(branches.values())))
    return plain


def _meant(branches: list[list[_Complaint]]) -> list[_Complaint]:
    fitting = [branch for branch in branches if not all(one.type in _KINDS and one.path == one.union for one in branch)]
    if fitting:
        return fitting[0]
    kinds = any_of(dict.fromkeys(_KINDS[branch[0].type] for branch in branches))
    first = branches[0][0]
    return [_Complaint("kinds", {"kinds": kinds}, "", first.path, first.node, (), first.union, "", at_key=False)]


def _finding(complaint: _Complaint, root: Entries, file: str) -> Finding:
    kind = complaint.context.get("kinds") or _KINDS.get(complaint.type)
    if kind:
        return _wrong_kind(complaint, root, file, kind)
    for types, rule in _RULES:
        if complaint.type in types:
            return rule(complaint, root, file)
    return _custom(complaint, root, file)


def _place(complaint: _Complaint, root: Entries, file: str) -> Span:
    if complaint.at_key and complaint.path:
        holder = _node(root, complaint.path[:-1])
        if isinstance(holder, Entries):
            return key_span(holder, str(complaint.path[-1]), file)
    return locate(root, complaint.path, file)


def _node(root: Entries, path: Path) -> Node:
    node: Node = root
    for step in path:
        node = child(node, step) or node
    return node


def _shape(complaint: _Complaint) -> Shape:
    return Shape([Plan]).at(complaint.path)


def _raw(complaint: _Complaint, *, key: bool = False) -> str:
    if key:
        return str(complaint.path[-1])
    node = complaint.node
    return "" if isinstance(node, Entries | Items) else node.value


def _missing(complaint: _Complaint, root: Entries, file: str) -> Finding:
    key = complaint.missing
    hint = _shape(complaint).at([key]).description
    place = locate(root, complaint.path, file) if complaint.path else span(root, file)
    return error(
        "missing-key",
        sentence("{place} has no '{key}'", place=label(complaint.path), key=key),
        place,
        sentence("add '{key}': {description}", key=key, description=sentence(hint))
        if hint
        else sentence("add '{key}'", key=key),
    )


def _unknown(complaint: _Complaint, root: Entries, file: str) -> Finding:
    key = str(complaint.path[-1])
    holder = complaint.path[:-1]
    place = key_span(_entries(root, holder), key, file)
    known = Shape([Plan]).at(holder).keys()
    hint = did_you_mean(key, known) or _elsewhere(key) or _allowed(known)
    if key.lstrip()[:1] in CURLY_QUOTES:
        hint = sentence("these are quotation marks of a word processor; write the key without them")
    return error("unknown-key", sentence("{place} has no key '{key}'", place=label(holder), key=_cut(key)), place, hint)


def _entries(root: Entries, path: Path) -> Entries:
    node = _node(root, path)
    return node if isinstance(node, Entries) else root


def _allowed(known: Iterable[str]) -> str:
    words = list(known)
    if 0 < len(words) <= _MANY:
        return sentence("use one of: {words}; a key of your own begins with x-", words=", ".join(words))
    return sentence("a key of your own begins with x-")


def _elsewhere(key: str) -> str:
    """Say where else in a plan this key has its home, even if it is misspelt."""
    homes = [home for home, keys in _homes() if key in keys]
    if len(homes) == 1:
        return sentence("'{key}' belongs in {home}", key=key, home=homes[0])
    close = [(home, word) for home, keys in _homes() if not homes and (word := nearest(key, keys))]
    if not close:
        return ""
    return sentence("did you mean {word}? It belongs in {home}", word=in_quotes(close[0][1]), home=close[0][0])


def _homes() -> list[tuple[str, dict[str, str]]]:
    shape = Shape([Plan])
    return [(name, shape.at(path).keys()) for name, path in _HOMES]


def _unknown_version(word: str, place: Span) -> Finding:
    if word.isdigit() and int(word) > PLAN_FORMAT:
        message = sentence(
            "the plan is in version {word} of the plan language, and this program knows {known}",
            word=word,
            known=PLAN_FORMAT,
        )
        return error("newer-version", message, place, "get a newer salesplan, or a plan in version 1")
    message = sentence("version '{word}' of the plan language is not known", word=_cut(word))
    return error("unknown-version", message, place, "write salesplan: 1")


def _choice(complaint: _Complaint, root: Entries, file: str) -> Finding:
    choices = _shape(complaint).choices()
    word = _raw(complaint)
    place = _place(complaint, root, file)
    if complaint.path == ("salesplan",):
        return _unknown_version(word, place)
    near, words = nearest(word, choices), ", ".join(choices)
    hint = sentence("use one of: {words}", words=words)
    if near:
        hint = sentence("did you mean {word}? Use one of: {words}", word=in_quotes(near), words=words)
    message = sentence("'{word}' is not known as '{name}'", word=_cut(word), name=_name(complaint.path))
    if not word:
        message = sentence("{place} is a word", place=label(complaint.path))
    return error("unknown-word", message, place, hint)


def _range(complaint: _Complaint, root: Entries, file: str) -> Finding:
    name, value = _name(complaint.path), _cut(_raw(complaint))
    match complaint.context:
        case {"ge": limit}:
            message = sentence("'{name}' must be at least {limit}, not {value}", name=name, limit=limit, value=value)
        case {"gt": limit}:
            message = sentence("'{name}' must be above {limit}, not {value}", name=name, limit=limit, value=value)
        case {"le": limit}:
            message = sentence("'{name}' must be at most {limit}, not {value}", name=name, limit=limit, value=value)
        case _:
            limit = complaint.context["lt"]
            message = sentence("'{name}' must be below {limit}, not {value}", name=name, limit=limit, value=value)
    return error("out-of-range", message, _place(complaint, root, file), _shape(complaint).description)


def _pattern(complaint: _Complaint, root: Entries, file: str) -> Finding:
    raw, place = _raw(complaint), _place(complaint, root, file)
    if not raw.strip():
        return error(
            "empty-text",
            sentence("{place} is empty", place=label(complaint.path)),
            place,
            "write a text, or take the line out",
        )
    message = sentence("'{value}' cannot be read as '{name}'", value=_cut(raw), name=_name(complaint.path))
    fits = re.search(complaint.context.get("pattern", "$^"), raw.upper())
    return error(
        "bad-text",
        message,
        place,
        sentence("write {text}", text=raw.upper()) if fits else _shape(complaint).description,
    )


def _length(complaint: _Complaint, root: Entries, file: str) -> Finding:
    least = complaint.context.get("min_length", 1)
    message = counted(
        "{place} needs at least {least} item",
        "{place} needs at least {least} items",
        least,
        place=label(complaint.path),
        least=least,
    )
    return error("empty-list", message, _place(complaint, root, file), _shape(complaint).description)


def _custom(complaint: _Complaint, root: Entries, file: str) -> Finding:
    """An error of the plan language's own scalars: its type is the code, its text is meant for the user."""
    if (key := str(complaint.context.get("key", ""))) and (below := child(complaint.node, key)):
        complaint = replace(complaint, path=(*complaint.path, key), node=below)
    place = _place(complaint, root, file)
    if "hint" not in complaint.context:
        message = sentence(
            "'{value}' cannot be used as '{name}'", value=_cut(_raw(complaint)), name=_name(complaint.path)
        )
        return error("bad-value", message, place, _shape(complaint).description)
    hint = _better(complaint) or complaint.context["hint"]
    return error(complaint.type, complaint.context["text"], place, hint)


def _better(complaint: _Complaint) -> str:
    """How to write the value correctly, if that differs from how it is written."""
    raw = _raw(complaint, key=complaint.at_key)
    better = rewritten(str(complaint.context.get("form", "")) or complaint.type, raw)
    if complaint.type == "bad-amount" and (doubt := meanings(better)):
        fitting = [text for text in doubt if _fits(complaint, text)]
        return _write_one(fitting)
    if better == raw:
        quoted = not complaint.at_key and _style(complaint.node)
        fits = quoted and _fits(complaint, better)
        return sentence("write {text}, without quotes", text=better) if fits else ""
    if not better or not _fits(complaint, better):
        return ""
    if better.endswith("%") and "%" not in _raw(complaint) and better[:-1].replace(".", "", 1).isdecimal():
        return sentence("if you mean percent, write {text}", text=better)
    return sentence("write {text}", text=better)


def _write_one(texts: Sequence[str]) -> str:
    """What to write where a text may mean one number, or another."""
    if len(texts) > 1:
        return sentence("write {text}, or {other} if you mean that", text=texts[0], other=texts[1])
    return sentence("write {text}", text=texts[0]) if texts else ""


def _fits(complaint: _Complaint, text: str) -> bool:
    """Whether the place takes this text, so that whoever obeys a hint is not told off again."""
    if complaint.at_key or text.startswith("{"):
        return True
    try:
        return _shape(complaint).accepts(resolve(text))
    except BadNumber:
        return False


def _style(node: Node) -> str | None:
    return None if isinstance(node, Entries | Items) else node.style


def _wrong_kind(complaint: _Complaint, root: Entries, file: str, kind: str) -> Finding:
    node = complaint.node
    found = _found(node)
    message = sentence("{place} must be {kind}, not {found}", place=label(complaint.path), kind=kind, found=found)
    special = _as_items(complaint, kind) or _as_date(complaint)
    hint = special or _kind_hint(complaint, kind) or _as_block(complaint) or _shape(complaint).description
    return error("wrong-type", message, _place(complaint, root, file), hint)


def _as_items(complaint: _Complaint, kind: str) -> str:
    """How one text becomes the list that is expected: what it lacks are dashes, spaces, or the words of a choice."""
    node = complaint.node
    if kind != "a list" or isinstance(node, Entries | Items):
        return ""
    if match := _BULLET.match(node.value):
        first = _cut(re.split(rf"\s{re.escape(match[1])}", match[2], maxsplit=1)[0])
        return sentence("write a dash and a space before each item: {text}", text=f"- {first}")
    choices = _shape(complaint).at([0]).choices()
    if not choices:
        return ""
    ends = re.fullmatch(r"([^\W\d]{3,9}) *(?:-|–|to|à|au|a|al) *([^\W\d]{3,9})", node.value)
    places = [choices.index(end[:3].lower()) for end in (ends.groups() if ends else ()) if end[:3].lower() in choices]
    words = choices[places[0] : places[1] + 1] if len(places) == 2 and places[0] <= places[1] else choices[:1]  # noqa: PLR2004
    return sentence("write {text}", text=f"[{', '.join(words)}]")


def _as_date(complaint: _Complaint) -> str:
    """A milestone's day is counted from the start; a date has a key of its own."""
    if complaint.path[-1:] != ("day",) or "on" not in Shape([Plan]).at(complaint.path[:-1]).keys():  # noqa: SIM118
        return ""
    better = rewritten("stretch", _raw(complaint)) or _raw(complaint)
    is_date = re.fullmatch(r"\d{4}-\d{2}-\d{2}", better)
    if not is_date:
        return ""
    return sentence("write {text} in place of day, which counts the days from the start", text=f"on: {better}")


def _as_block(complaint: _Complaint) -> str:
    """How a lone word becomes the block that is expected: a name, or how many people."""
    node = complaint.node
    if isinstance(node, Entries | Items):
        return ""
    keys = _shape(complaint).keys()
    if "headcount" in keys and node.value.isdecimal():
        return sentence("write {text}", text=f"{{headcount: {_cut(node.value)}}}")
    named = "name" in keys and node.value[:1].isalpha()
    return sentence("write {text}", text=f"{{name: {_cut(node.value)}}}") if named else ""


def _found(node: Node) -> str:
    if isinstance(node, Entries):
        return sentence("a block of keys")
    if isinstance(node, Items):
        return sentence("a list")
    return in_quotes(_cut(node.value))


def _kind_hint(complaint: _Complaint, kind: str) -> str:
    node = complaint.node
    if isinstance(node, Entries | Items):
        return _block_hint(kind, node)
    raw = _cut(node.value)
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
    if isinstance(node, Entries) and (text := _straightened(node)):
        return sentence('a word processor wrote these quotation marks; use straight ones: "{text}"', text=_cut(text))
    if not node.flow:
        if isinstance(node, Entries):
            return sentence("a text that holds a colon and a space needs quotes")
        return sentence("write one text")
    return sentence("a text that begins with {sign} needs quotes", sign="{" if isinstance(node, Entries) else "[")


def _straightened(node: Entries) -> str:
    """A text between a word processor's quotation marks, whose colon made it a key with a value; else nothing."""
    key, value = next(iter(node.children.items()), ("", None))
    whole = f"{key}: {value.value}" if value is not None and not isinstance(value, Entries | Items) else key
    return whole.strip("".join(CURLY_QUOTES)).strip() if key[:1] in CURLY_QUOTES and len(node.children) == 1 else ""


def _in_brackets(complaint: _Complaint, raw: str) -> str:
    if not _shape(complaint).accepts([raw]):
        return ""
    return sentence("write {text}, or each item on a line of its own after '- '", text=f"[{raw}]")


def _digits(complaint: _Complaint, node: Leaf) -> str:
    better = rewritten("bad-amount", node.value) or node.value
    if better.isdecimal() and _fits(complaint, better):
        return sentence("write {text}, without quotes" if node.style else "write {text}", text=better)
    if re.fullmatch(r"-?[0-9.]+", node.value):
        return sentence("write it without decimals")
    return sentence("write it in digits, such as 3")


def _without_followers(findings: list[Finding]) -> list[Finding]:
    """Leave out the missing key that an unknown key was meant to be."""
    meant = {
        (finding.span.file, word.content)
        for finding in findings
        if finding.code == "unknown-key" and isinstance(word := value_of(finding.hint, "word"), Value)
    }
    return [
        finding
        for finding in findings
        if finding.code != "missing-key" or (finding.span.file, value_of(finding.message, "key")) not in meant
    ]


def label(path: Path) -> str:
    """How a message calls the place: the plan, 'title', item 2 of 'goals'."""
    if not path:
        return sentence("the plan")
    last = path[-1]
    if isinstance(last, str):
        return in_quotes(_cut(last))
    return sentence("item {number} of {list}", number=last + 1, list=label(path[:-1]))


def _name(path: Path) -> str:
    return _cut(next((step for step in reversed(path) if isinstance(step, str)), "plan"))


def _cut(text: str) -> str:
    limit = 40
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 3]}..."


_Rule = Callable[[_Complaint, Entries, str], Finding]

_RULES: Final[tuple[tuple[frozenset[str], _Rule], ...]] = (
    (frozenset({"missing"}), _missing),
    (frozenset({"extra_forbidden"}), _unknown),
    (frozenset({"literal_error", "enum"}), _choice),
    (frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal"}), _range),
    (frozenset({"string_pattern_mismatch", "string_too_short", "string_too_long"}), _pattern),
    (frozenset({"too_short", "too_long"}), _length),
)
