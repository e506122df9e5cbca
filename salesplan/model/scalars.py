"""The single values of the plan language: how each is written, read exactly, and described to editors.

A reader below gets what YAML 1.2 makes of a scalar (text, whole number, `Decimal`, true or false) and returns an exact
value, or raises an error whose type is the finding's code and whose context holds the hint.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import Annotated, Any, Final, TypeAlias

from msgspec import Struct
from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_plain_validator_function, str_schema

from salesplan.base.money import CURRENCIES, CURRENCY_NAMES
from salesplan.base.periods import FIRST_YEAR, LAST_YEAR
from salesplan.base.sentence import Sentence, sentence
from salesplan.probability.lognormal import HALF_WIDTH_90

LARGEST = 10**15
"""Amounts and counts stay below this; more is a slip of the keyboard."""

MOST_HOURS = 80
"""Nobody works more in a week."""

_FRACTION = re.compile(r"([0-9]{1,18})/([0-9]{1,18})")
_PERCENT = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,18})?)%")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_EVIDENCE = re.compile(r"([0-9]{1,15}) of ([0-9]{1,15})(?: on ([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_DURATION = re.compile(r"([0-9]{1,5}) (day|week|month)s?")
_RANGE = re.compile(r"(\S+) to (\S+)")
_LIKE_A_RANGE = r"([0-9][0-9 \u00a0\u202f]*?) *(?:-|\u2013|\.{2,3}|to|\u00e0|a|bis) *([0-9][0-9 \u00a0\u202f]*)"

RATE: Final = sentence("a rate")
SHARE: Final = sentence("a share")
PERCENTAGE: Final = sentence("a percentage")
FIGURE: Final = sentence("a number or a rate")
RATE_HINT = sentence("write a rate as 1/4, 25% or 0.25")
DAYS_HINT = sentence("write a day as 2027-01-25, several as 2027-02-08 to 2027-02-12")
AMOUNT_HINT = sentence(
    "write a plain number such as 30000 or 30000.50; the currency stands once, at the top of the plan"
)


def fault(code: str, message: str, hint: str, key: str = "", form: str = "") -> PydanticCustomError:
    """An error that the reader turns into a finding with this code, message and hint, at a key of the value.

    `form` says in which form the value is to be written where the code leaves that open: `month`, `stretch`.
    """
    return PydanticCustomError(code, "{text}", {"text": message, "hint": hint, "key": key, "form": form})


def cite(value: object) -> str:
    """A value as a message quotes it: short, on one line."""
    text = str(value) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= 40 else f"{text[:37]}..."  # noqa: PLR2004


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return None


def read_amount(value: Any) -> Decimal:  # noqa: ANN401
    """An amount of money or a count of something: zero or more, exact."""
    number = _number(value)
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


def parse_ratio(value: object) -> Fraction | None:
    """The exact value of `1/4`, `25%` or `0.25`; None where the writing is none of these."""
    number = _number(value)
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
        number = _number(value)
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
        number = _number(value)
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


def read_date(value: Any) -> date:  # noqa: ANN401
    """A day of the calendar, written 2027-01-31."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise fault(
            "bad-date",
            sentence("'{value}' is not a date", value=cite(value)),
            "write a date as year-month-day: 2027-01-31",
        )
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise fault(
            "bad-date", sentence("there is no day {value}", value=value), "check the day and the month"
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise fault(
            "bad-date",
            sentence(
                "the year of {value} is not from {first} to {last}", value=value, first=FIRST_YEAR, last=LAST_YEAR
            ),
            "check the year",
        )
    return day


class Days(Struct, frozen=True):
    """A stretch of days, first and last included."""

    start: date
    end: date


def read_days(value: Any) -> Days:  # noqa: ANN401
    """A day (`2027-01-25`) or a stretch of days (`2027-02-01 to 2027-02-12`)."""
    match = _RANGE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            message = sentence("'{value}' is neither a day nor a stretch of days", value=cite(value))
            raise fault("bad-date", message, DAYS_HINT, form="stretch")
        day = read_date(value)
        return Days(day, day)
    start, end = read_date(match[1]), read_date(match[2])
    if end < start:
        raise fault("bad-date", sentence("{value} ends before it starts", value=value), "write the earlier day first")
    return Days(start, end)


def read_month(value: Any) -> str:  # noqa: ANN401
    """A month, written 2027-01."""
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        raise fault(
            "bad-date",
            sentence("'{value}' is not a month", value=cite(value)),
            "write a month as 2027-01",
            form="month",
        )
    return value


def read_currency(value: Any) -> str:  # noqa: ANN401
    """The code of a currency in use (ISO 4217)."""
    if not isinstance(value, str) or value not in CURRENCIES:
        near = str(value).strip().upper()
        near = CURRENCY_NAMES.get(near, near)
        hint = sentence("write its three letters: EUR, USD, GBP")
        if near in CURRENCIES:
            hint = sentence("write {text}", text=near)
        raise fault("bad-currency", sentence("'{value}' is not a currency", value=cite(value)), hint)
    return value


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
    match = _RANGE.fullmatch(value) if isinstance(value, str) else None
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


class Evidence(Struct, frozen=True):
    """What a rate rests on: `moved` of `decided` records moved on, measured on a day if it is known."""

    moved: int
    decided: int
    measured: date | None = None


def read_evidence(value: Any) -> Evidence | None:  # noqa: ANN401
    """`12 of 240`, `12 of 240 on 2026-11-22`, or `assumed` (None)."""
    if value == "assumed":
        return None
    match = _EVIDENCE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        hint = sentence("write how many moved on of how many decided: 12 of 240, or: assumed")
        raise fault("bad-evidence", sentence("'{value}' is not evidence", value=cite(value)), hint)
    moved, decided = int(match[1]), int(match[2])
    if moved > decided or decided == 0:
        raise fault(
            "bad-evidence",
            sentence("{value}: more moved on than there were", value=value),
            "the second number counts all records",
        )
    return Evidence(moved, decided, read_date(match[3]) if match[3] else None)


def read_duration(value: Any) -> int:  # noqa: ANN401
    """A number of days: `14`, `14 days`, `2 weeks` (7 days each), `3 months` (30 days each)."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**5:
        return value
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match[1]) == 0:
        raise fault(
            "bad-duration",
            sentence("'{value}' is not a length of time", value=cite(value)),
            "write it as 14 days or 2 weeks",
        )
    return int(match[1]) * {"day": 1, "week": 7, "month": 30}[match[2]]


_RATIO = r"[0-9]{1,18}/(?=0*[1-9])[0-9]{1,18}"
_PERCENT_FORM = r"[0-9]{1,18}(\.[0-9]{1,18})?%"
_ABOVE_ZERO = r"(?![0./%]+$)(?!0+/)"
_UP_TO_100 = r"(?=[0-9]+/|0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)%$)"
_UP_TO_1000 = r"(?=[0-9]+/|0*(1000(\.0+)?|[0-9]{1,3}(\.[0-9]+)?)%$)"
_DATE_FORM = r"(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_DATE_TEXT = {"type": "string", "pattern": f"^{_DATE_FORM}$"}


def _ratio_schema(limits: str = "", **numbers: object) -> WithJsonSchema:
    """A number within limits, or `1/4` or `25%` within the same; of fractions only the form can be told."""
    text = {"type": "string", "pattern": f"^{limits}({_RATIO}|{_PERCENT_FORM})$"}
    return WithJsonSchema({"anyOf": [{"type": "number", **numbers}, text]})


class ReadBy(PlainValidator):
    """Has a function read a value; as the class above, but without rules for writing it back, which no plan needs.

    Those of every value of the language take a third of the time in which the model is made.
    """

    def __get_pydantic_core_schema__(self, source_type: Any, handler: Any) -> CoreSchema:  # noqa: ANN401
        """Called by pydantic for each key of this type."""
        return no_info_plain_validator_function(self.func)  # type: ignore[arg-type]


class _Words:
    """A text that says something; in one step where general constraints take several, for half the keys of a plan."""

    def __get_pydantic_core_schema__(self, source_type: Any, handler: Any) -> CoreSchema:  # noqa: ANN401
        """Called by pydantic for each key of this type."""
        return str_schema(strict=True, min_length=1, pattern=r"\S")


Currency = Annotated[str, ReadBy(read_currency), WithJsonSchema({"type": "string", "enum": sorted(CURRENCIES)})]
Text = Annotated[str, _Words()]
Amount = Annotated[
    Decimal, ReadBy(read_amount), WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMaximum": LARGEST})
]
Positive = Annotated[
    Decimal,
    ReadBy(read_positive),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": LARGEST}),
]
Hours = Annotated[Decimal, ReadBy(read_hours), WithJsonSchema({"type": "number", "minimum": 1, "maximum": MOST_HOURS})]
Rate = Annotated[Fraction, ReadBy(read_rate), _ratio_schema(_ABOVE_ZERO + _UP_TO_100, exclusiveMinimum=0, maximum=1)]
Portion = Annotated[Fraction, ReadBy(read_portion), _ratio_schema(_UP_TO_100, minimum=0, maximum=1)]
Percentage = Annotated[
    Fraction, ReadBy(read_percentage), _ratio_schema(_ABOVE_ZERO + _UP_TO_1000, exclusiveMinimum=0, maximum=10)
]
Figure: TypeAlias = Decimal | Fraction
Quantity = Annotated[Figure, ReadBy(read_quantity), _ratio_schema(minimum=0, exclusiveMaximum=LARGEST)]
Day = Annotated[date, ReadBy(read_date), WithJsonSchema(_DATE_TEXT)]
DayRange = Annotated[
    Days,
    ReadBy(read_days),
    WithJsonSchema({"type": "string", "pattern": f"^{_DATE_FORM}( to {_DATE_FORM})?$"}),
]
Setting: TypeAlias = Any
"""What a scenario puts where its path leads: any value of the plan language, read by the type of that place."""
Month = Annotated[str, ReadBy(read_month), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])$"})]
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
EvidenceText = Annotated[
    Evidence | None,
    ReadBy(read_evidence),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^(assumed|[0-9]{{1,15}} of (?=0*[1-9])[0-9]{{1,15}}( on {_DATE_FORM})?)$"}
    ),
]
Duration = Annotated[
    int,
    ReadBy(read_duration),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 99999},
                {"type": "string", "pattern": r"^(?=0*[1-9])[0-9]{1,5} (day|week|month)s?$"},
            ]
        }
    ),
]
