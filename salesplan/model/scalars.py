"""What the single values of the plan language have in common, its texts and its currencies.

A reader of a value gets what YAML 1.2 makes of a scalar (text, whole number, `Decimal`, true or false) and returns an
exact value, or raises a `fault`: an error whose type is the finding's code and whose context holds the hint. Amounts,
rates, days and evidence have a module each: how each is written, read exactly, and described to editors.
"""

import re
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_plain_validator_function, str_schema

from salesplan.base.money import CURRENCIES, CURRENCY_NAMES
from salesplan.base.sentence import sentence

RANGE = re.compile(r"(\S+) to (\S+)")
"""Two values from one to the other: days, and amounts."""


def fault(code: str, message: str, hint: str, key: str = "", form: str = "") -> PydanticCustomError:
    """An error that the reader turns into a finding with this code, message and hint, at a key of the value.

    `form` says in which form the value is to be written where the code leaves that open: `month`, `stretch`.
    """
    return PydanticCustomError(code, "{text}", {"text": message, "hint": hint, "key": key, "form": form})


def cite(value: object) -> str:
    """A value as a message quotes it: short, on one line."""
    text = str(value) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= 40 else f"{text[:37]}..."  # noqa: PLR2004


def exact_number(value: object) -> Decimal | None:
    """A number as YAML gives it; None for anything else, and for true and false."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return None


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
Setting: TypeAlias = Any
"""What a scenario puts where its path leads: any value of the plan language, read by the type of that place."""
