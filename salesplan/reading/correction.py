"""What to write instead of a value that cannot be read, so that whoever obeys is not told off again."""

from __future__ import annotations

from collections.abc import Sequence

from salesplan.base.sentence import sentence
from salesplan.reading.complaint import Complaint, shape_of, style_of, text_of
from salesplan.reading.doubts import meanings
from salesplan.reading.rewrite import rewritten
from salesplan.reading.scalars import BadNumber, resolve


def correction(complaint: Complaint) -> str:
    """How to write the value correctly, if that differs from how it is written."""
    raw = text_of(complaint, key=complaint.at_key)
    better = rewritten(str(complaint.context.get("form", "")) or complaint.type, raw)
    if complaint.type == "bad-amount" and (doubt := meanings(better)):
        fitting = [text for text in doubt if is_accepted(complaint, text)]
        return _write_one(fitting)
    if better == raw:
        quoted = not complaint.at_key and style_of(complaint.node)
        fits = quoted and is_accepted(complaint, better)
        return sentence("write {text}, without quotes", text=better) if fits else ""
    if not better or not is_accepted(complaint, better):
        return ""
    if better.endswith("%") and "%" not in text_of(complaint) and better[:-1].replace(".", "", 1).isdecimal():
        return sentence("if you mean percent, write {text}", text=better)
    return sentence("write {text}", text=better)


def _write_one(texts: Sequence[str]) -> str:
    """What to write where a text may mean one number, or another."""
    if len(texts) > 1:
        return sentence("write {text}, or {other} if you mean that", text=texts[0], other=texts[1])
    return sentence("write {text}", text=texts[0]) if texts else ""


def is_accepted(complaint: Complaint, text: str) -> bool:
    """Whether the place takes this text, so that whoever obeys a hint is not told off again."""
    if complaint.at_key or text.startswith("{"):
        return True
    try:
        return shape_of(complaint).accepts(resolve(text))
    except BadNumber:
        return False
