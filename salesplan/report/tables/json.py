"""JSON that programs can trust: exact integers, decimals as numbers, never NaN; small objects on one line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import isfinite
from typing import Any

_LINE = 160


def dumps(value: Any) -> str:  # noqa: ANN401  (whatever JSON can hold)
    """`value` as JSON text ending in a line feed.

    Fractions and decimals that are whole become integers; other decimals keep their digits; dates are ISO 8601.

    Raises:
        ValueError: for NaN and infinity, which JSON cannot say.
        TypeError: for what JSON has no form for.
    """
    return _write(value, "") + "\n"


def _write(value: Any, indent: str) -> str:  # noqa: ANN401
    if isinstance(value, Mapping):
        parts = [f"{_scalar(str(key))}: {_write(item, indent + '  ')}" for key, item in value.items()]
        return _enclose("{", parts, "}", indent)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return _enclose("[", [_write(item, indent + "  ") for item in value], "]", indent)
    return _scalar(value)


def _enclose(opening: str, parts: list[str], closing: str, indent: str) -> str:
    line = opening + ", ".join(parts) + closing
    if "\n" not in line and (len(indent) + len(line) <= _LINE) and indent:
        return line
    if not parts:
        return opening + closing
    inner = indent + "  "
    return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{closing}"


def _scalar(value: Any) -> str:  # noqa: ANN401
    match value:
        case None | bool() | str() | int() if not isinstance(value, Enum):
            return json.dumps(value, ensure_ascii=isinstance(value, str) and not _encodable(value))
        case Enum():
            return _scalar(value.value)
        case Fraction():
            return str(value.numerator) if value.denominator == 1 else _scalar(float(value))
        case Decimal() if value.is_finite():
            return str(int(value)) if value == value.to_integral_value() else f"{value.normalize():f}"
        case float() if isfinite(value):
            return repr(value)
        case date():
            return json.dumps(value.isoformat())
        case float() | Decimal():
            raise ValueError(f"{value} cannot be written as JSON")
        case _:
            raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _encodable(text: str) -> bool:
    """Whether UTF-8 can hold the text; a lone surrogate is written as an escape instead."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
