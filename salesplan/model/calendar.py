"""Which days people work."""

from typing import Literal

from pydantic import Field

from salesplan.model.days import DayRange
from salesplan.model.part import Many, Part
from salesplan.model.scalars import Text

HolidayKind = Literal[
    "public", "bank", "government", "school", "optional", "unofficial", "de_facto", "armed_forces",
    "catholic", "protestant", "orthodox", "christian", "islamic", "hebrew", "hindu", "sabian", "yazidi",
    "albanian", "armenian", "bosnian", "roma", "serbian", "turkish", "vlach",
]  # fmt: skip

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Calendar(Part):
    """The working calendar: public holidays, working days, closed days."""

    country: Text | None = Field(None, description="The country whose public holidays are free, as a code: FR, IT, US.")
    region: Text | None = Field(None, description="The region or state within the country, as a code: BY, 57, CA.")
    holidays: Many[HolidayKind] = Field(
        ("public",),
        description="The kinds of holidays that are free: public ones, and what else holds where you work.",
        min_length=1,
    )
    workdays: Many[Weekday] = Field(
        ("mon", "tue", "wed", "thu", "fri"), description="The days of the week on which people work.", min_length=1
    )
    closed: Many[DayRange] = Field((), description="Further free days: dates, or stretches such as DATE to DATE.")
    fiscal_year_starts: int = Field(1, ge=1, le=12, description="The month, 1 to 12, in which the fiscal year starts.")
