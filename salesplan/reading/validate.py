"""From every complaint of the validator to a finding in plain words, with its place and a remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace
from pydantic import ValidationError

from salesplan import PLAN_FORMAT
from salesplan.base.finding import Finding, Span, error
from salesplan.base.sentence import Value, any_of, counted, in_quotes, sentence, value_of
from salesplan.base.spelling import nearest
from salesplan.reading.builder import MAX_FINDINGS
from salesplan.reading.complaint import Complaint, cut_short, label, name_of, place_of, shape_of, text_of, walk
from salesplan.reading.correction import correction
from salesplan.reading.document import Document
from salesplan.reading.nodes import Entries, Path, child
from salesplan.reading.unknown_key import missing_key, unknown_key
from salesplan.reading.wrong_kind import KINDS, wrong_kind


def findings_of(failure: ValidationError, document: Document, root: Entries, file: str) -> list[Finding]:
    """What keeps a document from being a plan.

    Nothing is said about places that earlier findings speak of already.
    """
    details = failure.errors(include_url=False, include_input=False)[:MAX_FINDINGS]
    complaints = [walked for detail in details if (walked := walk(root, detail, document)) is not None]
    findings = [_finding(complaint, root, file) for complaint in _one_branch_each(complaints)]
    return _without_followers(findings)


def _one_branch_each(complaints: Sequence[Complaint]) -> list[Complaint]:
    """Of a value that may be written in several ways, keep the complaints about the way that was meant."""
    plain = [complaint for complaint in complaints if not complaint.labels]
    unions: dict[Path, dict[str, list[Complaint]]] = {}
    for complaint in complaints:
        if complaint.labels:
            unions.setdefault(complaint.union, {}).setdefault(complaint.labels[0], []).append(complaint)
    for branches in unions.values():
        plain.extend(_branch_meant(list(branches.values())))
    return plain


def _branch_meant(branches: list[list[Complaint]]) -> list[Complaint]:
    fitting = [branch for branch in branches if not all(one.type in KINDS and one.path == one.union for one in branch)]
    if fitting:
        return fitting[0]
    kinds = any_of(dict.fromkeys(KINDS[branch[0].type] for branch in branches))
    first = branches[0][0]
    return [Complaint("kinds", {"kinds": kinds}, "", first.path, first.node, (), first.union, "", at_key=False)]


def _finding(complaint: Complaint, root: Entries, file: str) -> Finding:
    kind = complaint.context.get("kinds") or KINDS.get(complaint.type)
    if kind:
        return wrong_kind(complaint, root, file, kind)
    for types, rule in _RULES:
        if complaint.type in types:
            return rule(complaint, root, file)
    return _custom(complaint, root, file)


def _unknown_version(word: str, place: Span) -> Finding:
    if word.isdigit() and int(word) > PLAN_FORMAT:
        message = sentence(
            "the plan is in version {word} of the plan language, and this program knows {known}",
            word=word,
            known=PLAN_FORMAT,
        )
        return error("newer-version", message, place, "get a newer salesplan, or a plan in version 1")
    message = sentence("version '{word}' of the plan language is not known", word=cut_short(word))
    return error("unknown-version", message, place, "write salesplan: 1")


def _choice(complaint: Complaint, root: Entries, file: str) -> Finding:
    choices = shape_of(complaint).choices()
    word = text_of(complaint)
    place = place_of(complaint, root, file)
    if complaint.path == ("salesplan",):
        return _unknown_version(word, place)
    near, words = nearest(word, choices), ", ".join(choices)
    hint = sentence("use one of: {words}", words=words)
    if not words:
        hint = sentence('put it in quotes if it is a text: "{text}"', text=cut_short(word))
    if near:
        hint = sentence("did you mean {word}? Use one of: {words}", word=in_quotes(near), words=words)
    message = sentence("'{word}' is not known as '{name}'", word=cut_short(word), name=name_of(complaint.path))
    if not word:
        message = sentence("{place} is a word", place=label(complaint.path))
    return error("unknown-word", message, place, hint)


def _range(complaint: Complaint, root: Entries, file: str) -> Finding:
    name, value = name_of(complaint.path), cut_short(text_of(complaint))
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
    return error("out-of-range", message, place_of(complaint, root, file), shape_of(complaint).description)


def _pattern(complaint: Complaint, root: Entries, file: str) -> Finding:
    raw, place = text_of(complaint), place_of(complaint, root, file)
    if not raw.strip():
        return error(
            "empty-text",
            sentence("{place} is empty", place=label(complaint.path)),
            place,
            "write a text, or take the line out",
        )
    message = sentence("'{value}' cannot be read as '{name}'", value=cut_short(raw), name=name_of(complaint.path))
    fits = re.search(complaint.context.get("pattern", "$^"), raw.upper())
    return error(
        "bad-text",
        message,
        place,
        sentence("write {text}", text=raw.upper()) if fits else shape_of(complaint).description,
    )


def _length(complaint: Complaint, root: Entries, file: str) -> Finding:
    least = complaint.context.get("min_length", 1)
    message = counted(
        "{place} needs at least {least} item",
        "{place} needs at least {least} items",
        least,
        place=label(complaint.path),
        least=least,
    )
    return error("empty-list", message, place_of(complaint, root, file), shape_of(complaint).description)


def _custom(complaint: Complaint, root: Entries, file: str) -> Finding:
    """An error of the plan language's own scalars: its type is the code, its text is meant for the user."""
    if (key := str(complaint.context.get("key", ""))) and (below := child(complaint.node, key)):
        complaint = replace(complaint, path=(*complaint.path, key), node=below)
    place = place_of(complaint, root, file)
    if "hint" not in complaint.context:
        message = sentence(
            "'{value}' cannot be used as '{name}'", value=cut_short(text_of(complaint)), name=name_of(complaint.path)
        )
        return error("bad-value", message, place, shape_of(complaint).description)
    hint = correction(complaint) or complaint.context["hint"]
    return error(complaint.type, complaint.context["text"], place, hint)


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


_Rule = Callable[[Complaint, Entries, str], Finding]
_RULES: Final[tuple[tuple[frozenset[str], _Rule], ...]] = (
    (frozenset({"missing"}), missing_key),
    (frozenset({"extra_forbidden"}), unknown_key),
    (frozenset({"literal_error", "enum"}), _choice),
    (frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal"}), _range),
    (frozenset({"string_pattern_mismatch", "string_too_short", "string_too_long"}), _pattern),
    (frozenset({"too_short", "too_long"}), _length),
)
