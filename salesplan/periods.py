"""Periods of time (first version, calendar periods only)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included."""

    start: date
    end: date


def parse_period(text: str, fiscal_year_starts: int = 1) -> Period:
    """A month, quarter, half or year."""
    match = re.fullmatch(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?", text)
    if match is None or not 1 <= fiscal_year_starts <= 12:  # noqa: PLR2004
        raise ValueError(text)
    year = int(match[1])
    first, length = 1, 12
    if match[2]:
        first, length = int(match[2]) * 3 - 2, 3
    elif match[3]:
        first, length = int(match[3]) * 6 - 5, 6
    elif match[4]:
        first, length = int(match[4]), 1
    last = first + length - 1
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))
