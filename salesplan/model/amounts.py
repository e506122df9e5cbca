"""Amounts in the plan language: money and counts, hours of a week, and what a deal brings, which may be a range."""

import re
from decimal import Decimal, InvalidOperation, localcontext
from typing import Annotated, Any

from msgspec import Struct
from pydantic import WithJsonSchema

from salesplan.base.sentence import sentence
from salesplan.model.scalars import RANGE, ReadBy, cite, exact_number, fault
from salesplan.probability.lognormal import HALF_WIDTH_90

LARGEST = 10**15
"""Amounts and counts stay below this; more is a slip of the keyboard."""
MOST_HOURS = 80
"""Nobody works more in a week."""
_LIKE_A_RANGE = r"([0-9][0-9 \u00a0\u202f]*?) *(?:-|\u2013|\.{2,3}|to|\u00e0|a|bis) *([0-9][0-9 \u00a0\u202f]*)"
AMOUNT_HINT = sentence(
    "write a plain number such as 30000 or 30000.50; the currency stands once, at the top of the plan"
)


def read_amount(value: Any) -> Decimal:  # noqa: ANN401
    """An amount of money or a count of something: zero or more, exact."""
    number = exact_number(value)
    if number is None or not number.is_finite():
        what = sentence("'{value}' is not an amount", value=cite(value))
        if isinstance(value, dict | list | tuple):
            what = sentence("a list or a block is not an amount")
        raise fault("bad-amount", what, AMOUNT_HINT)
    if number < 0:
        raise fault(
            "bad-amount", sentence("{value} is below zero", value=cite(value)), "write an amount of zero or more"
        )
    if number >= LARGEST:
        raise fault(
            "out-of-range", "the number is too large", sentence("the largest amount is {amount}", amount=LARGEST - 1)
        )
    return number


def read_hours(value: Any) -> Decimal:  # noqa: ANN401
    """Working hours of a week: 35 or 37.5."""
    number = read_amount(value)
    if not 1 <= number <= MOST_HOURS:
        hint = sentence("write the hours of a working week: 37.5")
        raise fault(
            "out-of-range",
            sentence("{value} is not from 1 to {most}", value=cite(value), most=MOST_HOURS),
            hint,
        )
    return number


def read_positive(value: Any) -> Decimal:  # noqa: ANN401
    """An amount above zero."""
    number = read_amount(value)
    if number == 0:
        raise fault("bad-amount", "zero is not allowed here", "write an amount above zero, or leave the line out")
    return number


class AmountRange(Struct, frozen=True):
    """A deal value: one amount, or the 90% range of a lognormal distribution.

    `low` equals `high` where the plan gives one number.
    """

    low: Decimal
    high: Decimal

    @property
    def is_range(self) -> bool:
        """Whether the plan gives a range, not one amount."""
        return self.low != self.high

    @property
    def mean(self) -> Decimal:
        """The expected amount, to the cent.

        For a range a to b: exp(mu + sigma^2 / 2), mu = (ln a + ln b) / 2, sigma = (ln b - ln a) / (2 x 1.64485...),
        the mean of the lognormal distribution whose 5% and 95% quantiles are a and b. Computed with 40 decimal digits.
        """
        if not self.is_range:
            return self.low
        with localcontext() as context:
            context.prec = 40
            low, high = self.low.ln(), self.high.ln()
            mu, sigma = (low + high) / 2, (high - low) / (2 * HALF_WIDTH_90)
            return (mu + sigma * sigma / 2).exp().quantize(Decimal("0.01"))


def _plain_decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else text
    except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
        return text


def read_amount_range(value: Any) -> AmountRange:  # noqa: ANN401
    """One amount above zero, or `a to b`: the range in which 9 of 10 deals lie."""
    match = RANGE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, str) and (meant := re.fullmatch(_LIKE_A_RANGE, value)):
            low_text, high_text = (re.sub(r"\s", "", side) for side in meant.groups())
            rises = int(low_text) < int(high_text)
            hint = sentence("write the smaller amount first: 20000 to 45000")
            if rises:
                hint = sentence("write {text}", text=f"{low_text} to {high_text}")
            raise fault("bad-amount", sentence("'{value}' is not a range", value=cite(value)), hint)
        amount = read_positive(value)
        return AmountRange(amount, amount)
    low, high = read_positive(_plain_decimal(match[1])), read_positive(_plain_decimal(match[2]))
    if low >= high:
        raise fault(
            "bad-amount",
            sentence("the range {value} does not rise", value=value),
            "write the smaller amount first: 20000 to 45000",
        )
    return AmountRange(low, high)


Amount = Annotated[
    Decimal, ReadBy(read_amount), WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMaximum": LARGEST})
]
Positive = Annotated[
    Decimal,
    ReadBy(read_positive),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": LARGEST}),
]
Hours = Annotated[Decimal, ReadBy(read_hours), WithJsonSchema({"type": "number", "minimum": 1, "maximum": MOST_HOURS})]
DealValue = Annotated[
    AmountRange,
    ReadBy(read_amount_range),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": LARGEST},
                {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? to [0-9]+(\.[0-9]+)?$"},
            ]
        }
    ),
]
