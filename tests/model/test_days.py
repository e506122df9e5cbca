"""Days, stretches of them, months and lengths of time at their limits."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic_core import PydanticCustomError

from salesplan.model.days import Days, read_date, read_days, read_duration, read_month


def test_a_stretch_has_its_first_and_last_day_and_does_not_fall() -> None:
    assert read_days("2027-02-01 to 2027-02-12") == Days(date(2027, 2, 1), date(2027, 2, 12))
    assert read_days("2027-02-01 to 2027-02-01") == read_days("2027-02-01")
    with pytest.raises(PydanticCustomError):
        read_days("2027-02-02 to 2027-02-01")


@pytest.mark.parametrize("text", ["1899-12-31", "2101-01-01", "2027-02-29", "2027-2-1", 20270101, None])
def test_no_day_of_the_calendar(text: object) -> None:
    with pytest.raises(PydanticCustomError):
        read_date(text)


def test_the_first_and_the_last_day() -> None:
    assert read_date("1900-01-01") == date(1900, 1, 1)
    assert read_date("2100-12-31") == date(2100, 12, 31)


def test_months_go_from_1_to_12() -> None:
    assert read_month("2027-12") == "2027-12"
    for text in ("2027-00", "2027-13", "2027-1"):
        with pytest.raises(PydanticCustomError):
            read_month(text)


def test_weeks_have_7_days_and_months_30() -> None:
    found = [read_duration(each) for each in (14, "14 days", "1 day", "2 weeks", "3 months", 99_999, "99999 days")]
    assert found == [14, 14, 1, 14, 90, 99_999, 99_999]
    for value in (0, 100_000, "0 days", "100000 days", True, "14", "2 years"):
        with pytest.raises(PydanticCustomError):
            read_duration(value)
