"""How deep brackets are nested, counted here: what the parser says of it differs from one version to the next."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
    (?<![^\s,\[{]) "(?:\\.|[^"\\])*"    # a text in double quotes
    | (?<![^\s,\[{]) '(?:''|[^'])*'     # a text in single quotes
    | (?<!\S) \#.*                      # a comment
    | [\[\]{}]
    """,
    re.VERBOSE,
)


def bracket_too_deep(text: str, start: int, most: int) -> int | None:
    """The offset of the first bracket from `start` on that opens inside `most` others; None where none does.

    Args:
        text: what is read, of which a value begins at or behind `start`.
        start: the offset where counting begins, outside all brackets and quotes.
        most: how many brackets may be open at once.

    """
    depth = 0
    for token in _TOKEN.finditer(text, start):
        sign = token[0]
        if sign in {"[", "{"}:
            if depth >= most:
                return token.start()
            depth += 1
        elif sign in {"]", "}"}:
            depth -= 1
            if depth <= 0:
                return None
    return None
