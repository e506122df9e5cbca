"""What an unquoted word of YAML means: the core schema of YAML 1.2, exact, and strict about numbers.

`yes`, `no`, `on`, `off`, `1:30` and dates are text; a number is an int or a Decimal, never a float.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from salesplan.base.sentence import sentence

MAX_DIGITS: Final = 30
MAX_EXPONENT: Final = 18

Value = None | bool | int | Decimal | str

WORDS: Final[dict[str, Value]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER_STARTS: Final = frozenset("0123456789+-.")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class BadNumber(ValueError):  # noqa: N818  (a value's fault, told to the user as a finding)
    """A word that YAML takes for a number and that no plan can use; carries code, message and hint."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def resolve(text: str) -> Value:
    """The value of an unquoted scalar.

    Raises:
        BadNumber: `0123`, `0x1F`, `.nan`, `.inf`, or a number of more than 30 digits or beyond 10 to the 18th.
    """
    if text[:1] not in _NUMBER_STARTS:
        return WORDS.get(text, text)
    if len(text) <= MAX_EXPONENT and _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return _number(text)
    if _BASED.fullmatch(text):
        raise _bad_base(text)
    if _NOT_FINITE.fullmatch(text):
        raise BadNumber(
            "bad-number",
            sentence("'{text}' is not a number a plan can use", text=text),
            sentence("write a finite number, such as 0.25"),
        )
    return text


def _number(text: str) -> int | Decimal:
    if _LEADING_ZERO.match(text):
        plain = text.lstrip("+-0") or "0"
        plain = f"0{plain}" if plain[0] in ".eE" else plain
        raise BadNumber(
            "leading-zero",
            sentence("'{text}' begins with a zero, which programs read in different ways", text=_short(text)),
            sentence(
                'write {plain} for the number, or "{text}" in quotes for text', plain=_short(plain), text=_short(text)
            ),
        )
    mantissa, _, exponent = text.lower().partition("e")
    if len(mantissa) > MAX_DIGITS or len(exponent) > len(str(MAX_EXPONENT)) + 1:
        raise _out_of_range(text)
    number = Decimal(text)
    if not -MAX_EXPONENT <= number.adjusted() <= MAX_EXPONENT:
        raise _out_of_range(text)
    return int(number) if number == number.to_integral_value() else number


def _bad_base(text: str) -> BadNumber:
    number = int(text, 0) if len(text) <= MAX_DIGITS else 10 ** (MAX_EXPONENT + 1)
    if number > 10**MAX_EXPONENT:
        return _out_of_range(text)
    hint = sentence('write {number} for the number, or "{text}" in quotes for text', number=number, text=text)
    return BadNumber(
        "bad-number",
        sentence("'{text}' is {number} to programs, and no number to people", text=text, number=number),
        hint,
    )


def _out_of_range(text: str) -> BadNumber:
    return BadNumber(
        "number-out-of-range",
        sentence("the number {text} is too long", text=_short(text)),
        sentence(
            "use at most {digits} digits and nothing beyond 10 to the power of {power}",
            digits=MAX_DIGITS,
            power=MAX_EXPONENT,
        ),
    )


def _short(text: str) -> str:
    return text if len(text) <= MAX_DIGITS else f"{text[:12]}...{text[-4:]}"
