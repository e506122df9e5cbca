"""Values of a draft as YAML writes them, and comments that stay one line."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from salesplan.base.escaping import one_line

_PLAIN: Final = re.compile(r"[^\W\d_][\w '’.&/()-]*[\w).]|[^\W\d_]")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
LONGEST: Final = 200
"""Characters of a text that is taken over."""


def text_of(value: object) -> str:
    """A text as it stands between the braces of a list, plain where it cannot be misread."""
    text = one_line(str(value)).encode("utf-8", "replace").decode()[:LONGEST].strip()
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text.isprintable():
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in quoted)


def money(amount: Decimal) -> str:
    """An amount in plain digits, never with three decimals alone, which may be taken for thousands."""
    text = f"{amount.normalize():f}"
    return f"{text}0" if re.search(r"\.[0-9]{3}$", text) else text


def ratio(share: Fraction) -> str:
    """A share exactly: 25% where that says it, else 7/30."""
    percent = share * 100
    for digits in range(3):
        if (percent * 10**digits).denominator == 1:
            return f"{float(percent):.{digits}f}%"
    return f"{share.numerator}/{share.denominator}"


def comment(text: str) -> str:
    """A comment on one line, whatever it holds."""
    return f"# {one_line(text)}".rstrip()
