"""Mistakes of quotation marks: never closed, closed too early, and backslashes between them."""

from __future__ import annotations

import re

from salesplan.base.finding import Span, error
from salesplan.base.sentence import sentence
from salesplan.reading.trouble import Slip, Trouble

_ESCAPE = re.compile(r"\\(?:[uUx][0-9a-fA-F]{0,8}|.)?")


def unclosed_quote(trouble: Trouble) -> Slip:
    """A quote that is opened where libyaml began to read a text, and never closed."""
    quote = trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1]
    hint = sentence("close it with {quote} at the end of the text", quote=quote)
    return trouble.slip_at_start(
        "unclosed-quote", sentence("the quote {quote} that opens here is never closed", quote=quote), hint, "x"
    )


def bad_escape(trouble: Trouble) -> Slip | None:
    """A backslash between double quotes before something that it gives no meaning."""
    backslash = trouble.text.rfind("\\", 0, trouble.column + 1)
    if backslash < 0:
        return None
    found = _ESCAPE.match(trouble.text, backslash)
    shown = found[0] if found else "\\"
    place = Span(trouble.source.name, trouble.line + 1, backslash + 1, len(shown))
    hint = sentence("use single quotes, or write \\\\ for a backslash: {text}", text=f"\\{shown}")
    finding = error("bad-escape", sentence("'{shown}' has no meaning between double quotes", shown=shown), place, hint)
    return Slip((finding,), trouble.line, (trouble.index - trouble.column + backslash, "//"))


def after_quote(trouble: Trouble, closing: str) -> Slip:
    """Text behind a closing quote or bracket."""
    hint = sentence("put the whole text in quotes")
    if closing == '"':
        hint = sentence(
            'a double quote between double quotes is written \\"; or put the text in single quotes: \'say "hi"\''
        )
    if closing == "'":
        hint = sentence("an apostrophe between single quotes is written twice: 'it''s'; or use double quotes: \"it's\"")
    rest = " " * len(trouble.text[trouble.column :])
    return trouble.slip(
        "text-after-quote", sentence("nothing may follow the closing {closing}", closing=closing), hint, rest
    )
