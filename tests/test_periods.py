from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.base import public_holidays
from salesplan.base.periods import (
    VIEWS,
    Period,
    WorkCalendar,
    add_months,
    months,
    months_since,
    parse_period,
    parts,
    weeks,
)

JANUARY = parse_period("2027-01")
days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
periods = st.tuples(days, st.integers(0, 900)).map(lambda made: Period(made[0], made[0] + timedelta(days=made[1])))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    public_holidays.public_holidays.cache_clear()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "starts", "start", "end"),
    [
        ("2027", 4, "2027-01-01", "2027-12-31"),
        ("2027-01", 4, "2027-01-01", "2027-01-31"),
        ("2028-02", 1, "2028-02-01", "2028-02-29"),
        ("2027-Q1", 4, "2027-01-01", "2027-03-31"),
        ("2027-Q4", 1, "2027-10-01", "2027-12-31"),
        ("2027-H2", 1, "2027-07-01", "2027-12-31"),
        ("FY2027", 1, "2027-01-01", "2027-12-31"),
        ("FY2027", 4, "2026-04-01", "2027-03-31"),
        ("FY2027", 10, "2026-10-01", "2027-09-30"),
        ("FY2027-Q1", 4, "2026-04-01", "2026-06-30"),
        ("FY2027-Q4", 4, "2027-01-01", "2027-03-31"),
        ("FY2027-H2", 7, "2027-01-01", "2027-06-30"),
        ("FY2027-Q3", 12, "2027-06-01", "2027-08-31"),
    ],
)
def test_a_period_by_its_name(text: str, starts: int, start: str, end: str) -> None:
    period = parse_period(text, starts)
    assert (period.start.isoformat(), period.end.isoformat(), period.label) == (start, end, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "27",
        "2027-13",
        "2027-00",
        "2027-1",
        "2027-Q5",
        "2027-Q0",
        "2027-H3",
        "2027Q1",
        "FY27",
        "FY2027-04",
        "fy2027",
        "2027-01-04",
        "2027 ",
        "2027\n",
        "٢٠٢٧",
        "Q1-2027",
        "2027-q1",
        "x" * 9999,
    ],
)
def test_what_is_not_a_period_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a period; write 2027, 2027-H1") as caught:
        parse_period(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["0000", "1899-12", "FY2101", "9999"])
def test_years_have_a_range(text: str) -> None:
    with pytest.raises(ValueError, match="from 1900 to 2100"):
        parse_period(text)


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_fiscal_year_starts_in_a_month(month: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 12"):
        parse_period("FY2027", month)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2027, 1, 2), date(2027, 1, 1))


def test_a_period_without_a_name_is_called_by_its_days() -> None:
    assert Period(date(2027, 1, 4), date(2027, 3, 26)).label == "2027-01-04/2027-03-26"


def test_weeks_are_cut_at_the_edges() -> None:
    found = [(week.label, week.start.day, week.end.day, week.partial) for week in weeks(JANUARY)]
    assert found == [
        ("2026-W53", 1, 3, True),
        ("2027-W01", 4, 10, False),
        ("2027-W02", 11, 17, False),
        ("2027-W03", 18, 24, False),
        ("2027-W04", 25, 31, False),
    ]


def test_months_are_cut_at_the_edges() -> None:
    found = months(Period(date(2026, 12, 15), date(2027, 2, 28)))
    assert [(month.label, len(month), month.partial) for month in found] == [
        ("2026-12", 17, True),
        ("2027-01", 31, False),
        ("2027-02", 28, False),
    ]


def test_a_week_within_a_week_is_partial_once() -> None:
    (only,) = weeks(Period(date(2027, 1, 5), date(2027, 1, 6)))
    assert (only.label, only.partial, len(only)) == ("2027-W01", True, 2)


@given(periods, st.sampled_from(VIEWS))
def test_parts_cover_the_period_without_a_gap(period: Period, view: str) -> None:
    found = parts(period, view)
    assert (found[0].start, found[-1].end) == (period.start, period.end)
    assert all(left.end + timedelta(days=1) == right.start for left, right in pairwise(found))
    assert len({part.label for part in found}) == len(found)
    assert not any(part.partial for part in found[1:-1])


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(ValueError, match="choose from period, month, week, day"):
        parts(JANUARY, "year")


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-01-31", 2, "2027-03-31"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2027-03-31", -1, "2027-02-28"),
        ("2027-01-15", -13, "2025-12-15"),
    ],
)
def test_months_are_added_up_to_the_months_end(day: str, count: int, later: str) -> None:
    assert add_months(date.fromisoformat(day), count) == date.fromisoformat(later)


@given(days, days)
def test_months_since_is_the_last_month_that_has_begun(start: date, day: date) -> None:
    whole = months_since(start, day)
    assert add_months(start, whole) <= day < add_months(start, whole + 1)


def test_working_days_of_january() -> None:
    found = WorkCalendar(country="FR", closed=frozenset({date(2027, 1, 4)})).working_days(JANUARY)
    assert len(found) == 19
    assert found[0] == date(2027, 1, 5)  # New Year's Day is a Friday, Monday is closed
    assert len(WorkCalendar().working_days(JANUARY)) == 21


def test_a_region_has_holidays_of_its_own() -> None:
    easter = Period(date(2027, 3, 22), date(2027, 3, 28))
    assert len(WorkCalendar(country="FR").working_days(easter)) == 5
    assert len(WorkCalendar(country="FR", region="57").working_days(easter)) == 4
    assert len(WorkCalendar(country="fr", region="Moselle").working_days(easter)) == 4


@pytest.mark.parametrize(("kinds", "days"), [(("public",), 22), (("public", "catholic"), 21)])
def test_a_plan_says_which_kinds_of_holidays_are_free(kinds: tuple[str, ...], days: int) -> None:
    """Assumption Day is a holiday in the Catholic places of Bavaria only; in 2028 it is a Tuesday."""
    august = parse_period("2028-08")
    bavaria = WorkCalendar(country="DE", region="BY", kinds=kinds)
    assert len(bavaria.working_days(august)) == days + 1
    assert (date(2028, 8, 15) in bavaria.holidays(august)) == ("catholic" in kinds)
    public_holidays.public_holidays.cache_clear()  # and the same from what was kept on disk
    assert len(bavaria.working_days(august)) == days + 1


def test_the_kinds_of_holidays_are_those_of_python_holidays() -> None:
    import holidays
    from holidays.registry import COUNTRIES

    from salesplan.model.calendar import HolidayKind

    offered: set[str] = set()
    for _, name, *_ in COUNTRIES.values():
        offered |= set(getattr(holidays, name).supported_categories)
    assert set(get_args(HolidayKind)) == offered - public_holidays.NOT_FREE


def test_sunday_to_thursday() -> None:
    found = WorkCalendar(workdays=frozenset({6, 0, 1, 2, 3})).working_days(Period(date(2027, 1, 1), date(2027, 1, 7)))
    assert [day.day for day in found] == [3, 4, 5, 6, 7]


def test_no_working_day_is_an_answer() -> None:
    assert WorkCalendar(workdays=frozenset()).working_days(JANUARY) == ()


@pytest.mark.parametrize(
    ("country", "region", "message"),
    [
        ("XX", None, "such as FR"),
        ("", "57", "needs its country"),
        ("Frnace", None, r"did you mean FR \(France\)"),
        ("united kingdom", None, r"GB \(United Kingdom\)"),
        ("PUBLIC", None, "no public holidays"),
        ("../FR", None, "no public holidays"),
        ("FR", "Mosele", "did you mean Moselle"),
        ("GB", "??", "choose from ENG"),
        ("SE", "AB", "leave the region out"),
        ("FR", "../" * 2000, "FR has no region"),
        ("FR", "\0", "FR has no region"),
    ],
)
def test_an_unknown_place_is_refused_with_near_names(country: str, region: str | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        WorkCalendar(country=country, region=region).working_days(JANUARY)


def test_workdays_are_days_of_the_week() -> None:
    with pytest.raises(ValueError, match="Monday"):
        WorkCalendar(workdays=frozenset({7}))


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_holidays_are_remembered_by_version_country_region_and_year(own_cache: Path) -> None:
    first = public_holidays.public_holidays("FR", "Moselle", 2027)
    (path,) = kept(own_cache)
    assert path.name == "FR-Moselle-2027.txt"
    assert path.parent.name.startswith("holidays-")
    public_holidays.public_holidays.cache_clear()
    path.write_text("2027-07-14\nend\n")
    assert public_holidays.public_holidays("FR", "Moselle", 2027) == {date(2027, 7, 14)} < first


@pytest.mark.parametrize(
    "text", ["", "2027-01-01\n", "2027-01-01\n2027-0", "2026-01-01\nend\n", "hello\nend\n", "é\nend"]
)
def test_a_broken_memory_is_replaced(own_cache: Path, text: str) -> None:
    right = public_holidays.public_holidays("FR", None, 2027)
    (path,) = kept(own_cache)
    path.write_text(text, encoding="utf-8")
    public_holidays.public_holidays.cache_clear()
    assert public_holidays.public_holidays("FR", None, 2027) == right
    assert path.read_text(encoding="ascii").endswith("\nend\n")


def test_a_cache_that_cannot_be_written_does_not_matter(own_cache: Path) -> None:
    (own_cache / "salesplan").write_text("a file where the folder should be")
    assert date(2027, 7, 14) in public_holidays.public_holidays("FR", None, 2027)


def test_a_file_that_cannot_be_replaced_leaves_no_litter(own_cache: Path) -> None:
    public_holidays.public_holidays("FR", None, 2027)
    (path,) = kept(own_cache)
    path.unlink()
    path.mkdir()
    public_holidays.public_holidays.cache_clear()
    assert public_holidays.public_holidays("FR", None, 2027)
    assert kept(own_cache) == []


def test_a_remembered_year_does_not_import_the_package(own_cache: Path) -> None:
    public_holidays.public_holidays("FR", None, 2027)
    code = (
        "import sys; from salesplan.base.periods import *;"
        "days = WorkCalendar(country='FR').working_days(parse_period('2027'));"
        "print(len(days), 'holidays' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["254", "False"]
    assert kept(own_cache)
