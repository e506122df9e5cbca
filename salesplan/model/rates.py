"""Rates in the plan language: `1/4`, `25%` or `0.25`, each kind within its limits."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final, TypeAlias

from pydantic import WithJsonSchema

from salesplan.base.sentence import Sentence, sentence
from salesplan.model.amounts import LARGEST, read_amount
from salesplan.model.scalars import ReadBy, cite, exact_number, fault

_FRACTION = re.compile(r"([0-9]{1,18})/([0-9]{1,18})")
_PERCENT = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,18})?)%")
RATE: Final = sentence("a rate")
SHARE: Final = sentence("a share")
PERCENTAGE: Final = sentence("a percentage")
FIGURE: Final = sentence("a number or a rate")
RATE_HINT = sentence("write a rate as 1/4, 25% or 0.25")


def parse_ratio(value: object) -> Fraction | None:
    """The exact value of `1/4`, `25%` or `0.25`; None where the writing is none of these."""
    number = exact_number(value)
    if number is not None:
        return Fraction(number) if number.is_finite() and abs(number.adjusted()) < 20 else None  # noqa: PLR2004
    if not isinstance(value, str):
        return None
    if match := _FRACTION.fullmatch(value):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else None
    if match := _PERCENT.fullmatch(value):
        return Fraction(match[1]) / 100
    return None


def _ratio(value: object, kind: Sentence) -> Fraction:
    """The exact value of a ratio, which is expected to be of this kind."""
    ratio = parse_ratio(value)
    if ratio is None:
        raise fault("bad-rate", sentence("'{value}' is not {kind}", value=cite(value), kind=kind), RATE_HINT)
    return ratio


def read_rate(value: Any) -> Fraction:  # noqa: ANN401
    """A share of records: above 0, at most 1. Never guesses whether 25 means 25%."""
    rate = _ratio(value, RATE)
    if not 0 < rate <= 1:
        number = exact_number(value)
        if number is not None and 1 < number <= 100:  # noqa: PLR2004
            raise fault(
                "bad-rate",
                sentence("a rate of {value} is above 1", value=cite(value)),
                sentence("if you mean percent, write {text}", text=f"{value}%"),
            )
        raise fault(
            "bad-rate",
            sentence("a rate of {value} is not above 0 and at most 100%", value=cite(value)),
            RATE_HINT,
        )
    return rate


def read_portion(value: Any) -> Fraction:  # noqa: ANN401
    """A portion from 0 to 1, both included: a ramp step, a contingency."""
    portion = _ratio(value, SHARE)
    if not 0 <= portion <= 1:
        number = exact_number(value)
        percent = number is not None and 1 < number <= 100  # noqa: PLR2004
        hint = sentence("if you mean percent, write {text}", text=f"{value}%") if percent else RATE_HINT
        raise fault("bad-rate", sentence("a share of {value} is not between 0 and 100%", value=cite(value)), hint)
    return portion


def read_percentage(value: Any) -> Fraction:  # noqa: ANN401
    """A percentage that may pass 100%, above 0 and at most 1,000%: over-assignment, a commission tier's limit."""
    percentage = _ratio(value, PERCENTAGE)
    if not 0 < percentage <= 10:  # noqa: PLR2004
        raise fault(
            "bad-rate",
            sentence("{value} is not above 0 and at most 1000%", value=cite(value)),
            "write it as 110% or 1.1",
        )
    return percentage


def read_quantity(value: Any) -> Decimal | Fraction:  # noqa: ANN401
    """A figure of any kind: a plain number (`Decimal`) or a rate (`Fraction`)."""
    if isinstance(value, str):
        return _ratio(value, FIGURE)
    return read_amount(value)


_RATIO = r"[0-9]{1,18}/(?=0*[1-9])[0-9]{1,18}"
_PERCENT_FORM = r"[0-9]{1,18}(\.[0-9]{1,18})?%"
_ABOVE_ZERO = r"(?![0./%]+$)(?!0+/)"
_UP_TO_100 = r"(?=[0-9]+/|0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)%$)"
_UP_TO_1000 = r"(?=[0-9]+/|0*(1000(\.0+)?|[0-9]{1,3}(\.[0-9]+)?)%$)"


def _ratio_schema(limits: str = "", **numbers: object) -> WithJsonSchema:
    """A number within limits, or `1/4` or `25%` within the same; of fractions only the form can be told."""
    text = {"type": "string", "pattern": f"^{limits}({_RATIO}|{_PERCENT_FORM})$"}
    return WithJsonSchema({"anyOf": [{"type": "number", **numbers}, text]})


Rate = Annotated[Fraction, ReadBy(read_rate), _ratio_schema(_ABOVE_ZERO + _UP_TO_100, exclusiveMinimum=0, maximum=1)]
Portion = Annotated[Fraction, ReadBy(read_portion), _ratio_schema(_UP_TO_100, minimum=0, maximum=1)]
Percentage = Annotated[
    Fraction, ReadBy(read_percentage), _ratio_schema(_ABOVE_ZERO + _UP_TO_1000, exclusiveMinimum=0, maximum=10)
]
Figure: TypeAlias = Decimal | Fraction
Quantity = Annotated[Figure, ReadBy(read_quantity), _ratio_schema(minimum=0, exclusiveMaximum=LARGEST)]
