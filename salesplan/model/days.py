"""Time in the plan language: days, stretches of them, months, and lengths of time."""

import re
from datetime import date
from typing import Annotated, Any

from msgspec import Struct
from pydantic import WithJsonSchema

from salesplan.base.periods import FIRST_YEAR, LAST_YEAR
from salesplan.base.sentence import sentence
from salesplan.model.scalars import RANGE, ReadBy, cite, fault

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DURATION = re.compile(r"([0-9]{1,5}) (day|week|month)s?")
DAYS_HINT = sentence("write a day as 2027-01-25, several as 2027-02-08 to 2027-02-12")


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
    match = RANGE.fullmatch(value) if isinstance(value, str) else None
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


DATE_FORM = r"(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_DATE_TEXT = {"type": "string", "pattern": f"^{DATE_FORM}$"}
Day = Annotated[date, ReadBy(read_date), WithJsonSchema(_DATE_TEXT)]
DayRange = Annotated[
    Days,
    ReadBy(read_days),
    WithJsonSchema({"type": "string", "pattern": f"^{DATE_FORM}( to {DATE_FORM})?$"}),
]
Month = Annotated[str, ReadBy(read_month), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])$"})]
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
