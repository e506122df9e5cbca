"""Conditions of a bonus: `attainment >= 110%`, `amount >= 50000 and source = referral`, `first 3 deals`.

A condition compares figures of the statement or of one deal with what is written; it can do nothing else.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, TypeAlias

from msgspec import Struct

Value: TypeAlias = Fraction | str | date | None

OF_STATEMENT: Final = ("attainment", "revenue", "deals", "average_deal")
"""Figures of a whole statement: a condition on these alone is met once a period."""

OF_DEAL: Final = (
    "amount",
    "credited",
    "source",
    "account",
    "funnel",
    "name",
    "cycle_days",
    "deal",
    "account_deal",
    "closed",
)
"""Figures of one deal: a condition that names one of these is met deal by deal."""

OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "!=": operator.ne,
    "=": operator.eq,
    "==": operator.eq,
    "is": operator.eq,
}

_TOKEN = re.compile(
    r"""\s*(?:(?P<operator>>=|<=|!=|==|[<>=()])|(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+(?:\.\d+)?%?)
    |"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\W\d][\w-]*))""",
    re.VERBOSE,
)
_SHORT = (
    (re.compile(r"\bfirst (\d{1,6}) deals\b"), r"deal <= \1"),
    (re.compile(r"\bfirst deal\b"), "deal = 1"),
    (re.compile(r"\bnew account\b"), "account_deal = 1"),
)
_DEEPEST = 50
END: Final = "the end"
"""What an error names where a condition breaks off."""


class Comparison(Struct, frozen=True):
    """A figure by name, how it is compared, and with what."""

    name: str
    sign: str
    value: Value


class Both(Struct, frozen=True):
    """Two conditions, of which both (`and`) or at least one (`or`) must hold."""

    left: Condition
    right: Condition
    either: bool


class Opposite(Struct, frozen=True):
    """A condition that must not hold."""

    inner: Condition


Condition: TypeAlias = "Comparison | Both | Opposite"


class BadConditionError(ValueError):
    """A condition that cannot be read; its text says at which word."""


def read_condition(text: str) -> Condition:
    """A condition from its text.

    Raises:
        BadConditionError: it is not one; the message says where.
    """
    for pattern, long in _SHORT:
        text = pattern.sub(long, text)
    tokens = _tokens(text)
    found = _either(tokens, 0)
    if tokens:
        raise BadConditionError(tokens[0][1])
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise BadConditionError(text[place:].split(maxsplit=1)[0])
        kind = str(match.lastgroup)
        found.append(("text" if kind in {"double", "single"} else kind, match[kind]))
        place = match.end()
    return found


def _either(tokens: list[tuple[str, str]], depth: int) -> Condition:
    left = _all(tokens, depth)
    while tokens[:1] == [("word", "or")]:
        tokens.pop(0)
        left = Both(left, _all(tokens, depth), either=True)
    return left


def _all(tokens: list[tuple[str, str]], depth: int) -> Condition:
    left = _one(tokens, depth)
    while tokens[:1] == [("word", "and")]:
        tokens.pop(0)
        left = Both(left, _one(tokens, depth), either=False)
    return left


def _one(tokens: list[tuple[str, str]], depth: int) -> Condition:
    if depth > _DEEPEST or not tokens:
        raise BadConditionError(END)
    kind, text = tokens.pop(0)
    if (kind, text) == ("word", "not"):
        return Opposite(_one(tokens, depth + 1))
    if (kind, text) == ("operator", "("):
        inner = _either(tokens, depth + 1)
        if tokens[:1] != [("operator", ")")]:
            raise BadConditionError(END)
        tokens.pop(0)
        return inner
    if kind != "word" or text not in {*OF_STATEMENT, *OF_DEAL}:
        raise BadConditionError(text)
    return _comparison(text, tokens)


def _comparison(name: str, tokens: list[tuple[str, str]]) -> Comparison:
    if len(tokens) < 2:  # noqa: PLR2004  (a sign and a value)
        raise BadConditionError(END)
    (_, sign), (kind, text) = tokens.pop(0), tokens.pop(0)
    if sign not in OPERATORS:
        raise BadConditionError(sign)
    return Comparison(name, sign, _value(kind, text))


def _value(kind: str, text: str) -> Value:
    match kind:
        case "number":
            return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)
        case "date":
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise BadConditionError(text) from None
        case "word" | "text":
            return text
    raise BadConditionError(text)


def names_in(condition: Condition) -> frozenset[str]:
    """The figures that a condition names."""
    match condition:
        case Comparison():
            return frozenset({condition.name})
        case Both():
            return names_in(condition.left) | names_in(condition.right)
        case Opposite():
            return names_in(condition.inner)


def holds(condition: Condition, figures: Mapping[str, Value]) -> bool:
    """Whether a condition is met; one on a figure that is not known, or of another kind, is not."""
    match condition:
        case Both():
            join = any if condition.either else all
            return join(holds(part, figures) for part in (condition.left, condition.right))
        case Opposite():
            return not holds(condition.inner, figures)
        case Comparison():
            return _compare(figures.get(condition.name), condition)


def _compare(known: Value, condition: Comparison) -> bool:
    if isinstance(known, str) and isinstance(condition.value, str):
        return OPERATORS[condition.sign](known.strip().casefold(), condition.value.strip().casefold())
    if known is None or type(known) is not type(condition.value):
        return False
    return OPERATORS[condition.sign](known, condition.value)
