"""The time a plan covers."""

from datetime import date
from typing import Any, Final

from msgspec import Struct
from pydantic_core import PydanticCustomError

from salesplan.base.periods import FIRST_YEAR, LAST_YEAR, Period, parse_period
from salesplan.base.sentence import sentence
from salesplan.model.days import read_date
from salesplan.model.scalars import cite, fault

PERIOD_HINT: Final = sentence(
    "write a month 2027-01, a quarter 2027-Q1, a half 2027-H1, a year 2027, or {start: ..., end: ...}"
)

_YEAR: Final = "(19[0-9]{2}|20[0-9]{2}|2100)"
_NAME: Final = rf"^({_YEAR}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?|FY{_YEAR}(-Q[1-4]|-H[12])?)$"
_DAY: Final = rf"^{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

PERIOD_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
        {"type": "string", "pattern": _NAME},
        {
            "type": "object",
            "properties": {
                "start": {"type": "string", "pattern": _DAY, "description": "The first day."},
                "end": {"type": "string", "pattern": _DAY, "description": "The last day."},
            },
            "required": ["start", "end"],
            "additionalProperties": False,
        },
    ]
}


class PeriodText(Struct, frozen=True):
    """A period as the plan writes it: its name, or its two days."""

    name: str
    days: Period | None = None

    def resolve(self, fiscal_year_starts: int = 1) -> Period:
        """The first and last day, given the month in which the fiscal year starts."""
        return self.days or parse_period(self.name, fiscal_year_starts)


def _edge(value: dict[str, Any], key: str) -> date:
    try:
        return read_date(value[key])
    except PydanticCustomError as bad:
        said = bad.context or {}
        raise fault(bad.type, said["text"], said["hint"], key) from None


def _between(value: dict[str, Any]) -> PeriodText:
    unknown = sorted(set(value) - {"start", "end"})
    if unknown or len(value) != 2:  # noqa: PLR2004
        what = sentence("a period needs both a start and an end")
        if unknown:
            what = sentence("a period has no '{key}'", key=cite(unknown[0]))
        raise fault("bad-period", what, "write {start: 2027-01-04, end: 2027-03-26}")
    start, end = _edge(value, "start"), _edge(value, "end")
    if end < start:
        raise fault("period-reversed", "the period ends before it starts", "swap the two dates")
    return PeriodText(f"{start} to {end}", Period(start, end))


def read_period(value: Any) -> PeriodText:  # noqa: ANN401
    """A month, quarter, half, year, fiscal period, or first and last day."""
    if isinstance(value, dict):
        return _between(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise fault("bad-period", sentence("'{value}' is not a period", value=cite(value)), PERIOD_HINT)
    try:
        parse_period(str(value))
    except ValueError:
        raise fault("bad-period", sentence("'{value}' is not a period", value=cite(value)), PERIOD_HINT) from None
    return PeriodText(str(value))
