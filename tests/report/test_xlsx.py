from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.base.finding import Usage
from salesplan.base.periods import WorkCalendar, months, parse_period
from salesplan.model.plan import Plan
from salesplan.quotas.quota import nothing_asked, quota
from salesplan.report import xlsx
from salesplan.report.xlsx import workbook
from salesplan.report.xlsx.book import number_formats, page_breaks
from salesplan.report.xlsx.grid import at, cell_text, column_name, number_text
from salesplan.report.xlsx.rates import shown_ratio
from salesplan.report.xlsx.spreading import spans_of, spread_out, weights_of
from salesplan.scheduling.seasons import by_month
from salesplan.scheduling.spread import spread
from salesplan.scheduling.staffing import Rep
from salesplan.scheduling.tasks import Task
from tests.build import OPPORTUNITY, PROSPECT, plan
from tests.report.office import figures, formulas, opened, places
from tests.report.plans import full, huge
from tests.report.samples import HOSTILE

KNOWN_TO_EVERY_SPREADSHEET = {
    "ABS", "AND", "FIND", "GCD", "IF", "IFERROR", "INT", "LARGE", "LCM", "LEFT", "MAX", "MID", "MIN", "QUOTIENT",
    "ROUND", "ROUNDUP", "SUM", "SUMPRODUCT", "VALUE",
}  # fmt: skip


def made(**keys: Any) -> bytes:
    answer = plan(**keys)
    return workbook(answer, quota(answer))


@pytest.fixture(scope="module")
def full_book() -> bytes:
    answer, _ = full()
    return workbook(answer, quota(answer))


def sheet_of(book: bytes, title: str) -> dict[str, object]:
    return {cell: value for (sheet, cell), value in figures(book).items() if sheet == title}


def test_the_worked_example_is_stored_with_its_formulas() -> None:
    values = sheet_of(made(), "Quotas")
    rows = [(values.get(f"A{row}"), values.get(f"B{row}"), values.get(f"C{row}")) for row in range(5, 10)]
    assert rows == [
        ("Marketing", "Prospects", 240), ("Prospecting", "Calls", 720), ("Sales", "Calls", 96),
        (None, "Meetings", 12), (None, "Proposals", 24),
    ]  # fmt: skip
    assert all(("Quotas", f"C{row}") in formulas(made()) for row in range(5, 10))


def test_sheets_are_in_a_reader_s_order(full_book: bytes) -> None:
    assert opened(full_book).sheetnames == [
        "Inputs", "Quotas", "Schedule", "Months", "Charts", "Capacity", "Budget", "Goals", "Revenue", "Next period",
        "Milestones", "Team and roles", "Compensation", "Workings", "salesplan",
    ]  # fmt: skip


def test_every_input_is_marked_and_named(full_book: bytes) -> None:
    book = opened(full_book)
    named = {(sheet, cell.replace("$", "")) for sheet, cell in places(full_book).values()}
    marked = {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFF8E1"
    }
    assert marked <= named
    derived = {name for name in places(full_book) if name.endswith(("_part", "_of"))}
    assert len(named) - len(marked) == len(derived)
    assert {"target_acquisition", "deal_value_acquisition", "conversion_acquisition_prospect", "minutes_call"} <= set(
        places(full_book)
    )


def test_no_name_can_be_taken_for_a_cell(full_book: bytes) -> None:
    assert not [name for name in places(full_book) if re.fullmatch(r"[A-Za-z]{1,3}\d+|[rRcC]\d*", name)]


def test_names_are_one_of_a_kind_whatever_the_plan_calls_things() -> None:
    stage = {"conversion": "1/2", "actions": {"売上": {"call": 1, "Call": 1, "CALL!": 2}}}
    names = places(made(funnels=[{"name": "Ünïcode — 売上", "deal_value": 1, "stages": [{"name": "売", **stage}]}]))
    assert len({name.lower() for name in names}) == len(names)
    assert all(name.isascii() for name in names)


def test_only_functions_that_every_spreadsheet_knows(full_book: bytes) -> None:
    used = {name for formula in formulas(full_book).values() for name in re.findall(r"([A-Z]+)\(", formula)}
    assert used <= KNOWN_TO_EVERY_SPREADSHEET


def test_every_formula_stores_its_value(full_book: bytes) -> None:
    values = figures(full_book)
    assert not [place for place in formulas(full_book) if place not in values]


def test_heads_stay_and_pages_are_framed(full_book: bytes) -> None:
    for sheet in opened(full_book).worksheets:
        if sheet.sheet_state != "visible":
            continue
        assert sheet.print_area
        assert sheet.page_setup.paperSize == 9
        if sheet.title != "Charts":
            assert sheet.freeze_panes
            assert sheet.print_title_rows


def test_charts_are_native_and_keep_their_figures(full_book: bytes) -> None:
    with ZipFile(BytesIO(full_book)) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 1 + 3
    assert all("<c:numCache>" in chart and "<c:v></c:v>" not in chart for chart in charts)
    assert sum('barDir val="bar"' in chart for chart in charts) == 1


@pytest.mark.parametrize(
    ("language", "currency", "money", "day"),
    [
        ("en", "EUR", "[$€-809]#,##0;-[$€-809]#,##0", "[$-809]d mmm yyyy"),
        ("fr", "EUR", "#,##0 [$€-40C]", "[$-40C]d mmm yyyy"),
        ("it", "CHF", "#,##0 [$CHF-410]", "[$-410]d mmm yyyy"),
        ("en", "", "#,##0", "[$-809]d mmm yyyy"),
    ],
)
def test_formats_are_those_of_the_plan_s_language(language: str, currency: str, money: str, day: str) -> None:
    found = number_formats(language, currency)
    assert (found["money"], found["date"]) == (money, day)


@pytest.mark.parametrize(("currency", "digits"), [("EUR", ".00"), ("JPY", ""), ("KWD", ".000")])
def test_cents_are_those_of_the_currency(currency: str, digits: str) -> None:
    assert f"#,##0{digits}" in number_formats("fr", currency)["cents"].split(" ")


NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip() and not NOT_IN_XML.search(text)])
def test_text_is_never_a_formula_or_a_link(text: str) -> None:
    stages = [{**PROSPECT, "name": text, "actions": {text: {text: 1}}}, OPPORTUNITY]
    book = made(
        title=text,
        funnels=[{"name": text, "deal_value": 30000, "stages": stages}],
        team={text: {"role": text, "members": [{"name": text}]}},
        goals=[{"name": text, "metric": "revenue", "target": 90000, "owner": text}],
        budget={"lines": [{"item": text, "category": text, "amount": 1}]},
        milestones=[{"day": 3, "title": text, "objectives": [text]}],
    )
    assert not [one for one in formulas(book).values() if one.lstrip("=") == text.lstrip("=\t")]
    assert not any(cell.hyperlink for sheet in opened(book).worksheets for row in sheet.iter_rows() for cell in row)
    assert opened(book)["Inputs"]["A1"].data_type == "s"


@pytest.mark.parametrize("text", ["nul\x00", "\x1b[31m", "\ud800", "x" * 32_768, "\U0001f4de" * 16_384])
def test_what_no_spreadsheet_can_hold_is_refused_early(text: str) -> None:
    with pytest.raises(Usage) as caught:
        cell_text(text)
    assert len(caught.value.message) < 200
    assert "\x00" not in caught.value.message


@pytest.mark.parametrize("text", ["_x0041_", "<r><t>x</t></r>", "  two blanks  ", "a\nb", "&amp;", "x" * 32_767])
def test_text_comes_back_as_written(text: str) -> None:
    stored = opened(made(title=text))["Inputs"]["A1"].value
    assert stored == text.replace("_x0041_", "_x005F_x0041_")


def test_the_same_plan_gives_the_same_file() -> None:
    assert made() == made()


def test_a_plan_of_few_words_has_few_sheets() -> None:
    budget = {"lines": [{"item": "CRM", "amount": 9}]}
    answer = Plan.model_validate({"salesplan": 1, "title": "Tools", "currency": "EUR", "budget": budget})
    assert opened(workbook(answer, nothing_asked(answer))).sheetnames == ["Budget", "salesplan"]


def test_a_target_from_the_command_line_takes_the_place_of_the_goals() -> None:
    same = {"deal_value": 30000, "stages": [PROSPECT, OPPORTUNITY]}
    answer = plan(funnels=[{"name": "a", **same}, {"name": "b", **same}])
    book = workbook(answer, quota(answer, target=Decimal(240000)))
    assert {"target", "share_a", "share_b_of"} <= set(places(book))
    assert sheet_of(book, "Quotas")["C5"] == 640


def test_with_a_confidence_the_records_to_begin_with_are_the_input() -> None:
    answer = plan()
    book = workbook(answer, quota(answer, confidence=Fraction(4, 5)))
    sheet, cell = places(book)["records_acquisition"]
    assert opened(book)[sheet][cell.replace("$", "")].value == 342
    assert sheet_of(book, "Quotas")["C5"] == 342
    assert "=records_acquisition" in formulas(book).values()


def test_a_plan_too_large_for_workings_says_that_its_schedule_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    live = made()
    monkeypatch.setattr(xlsx, "MOST_CELLS", 10)
    still = made()
    assert "Workings" not in opened(still).sheetnames
    assert "anew" in str(opened(still)["Schedule"]["A2"].value)
    schedule = {cell: value for cell, value in sheet_of(live, "Schedule").items() if cell != "A2"}
    assert schedule == {cell: value for cell, value in sheet_of(still, "Schedule").items() if cell != "A2"}


def test_the_huge_plan_stays_small_enough_to_send() -> None:
    answer, _ = huge()
    book = workbook(answer, quota(answer))
    assert len(book) < 5_000_000
    assert "Workings" in opened(book).sheetnames


@pytest.mark.parametrize(
    ("rate", "written"), [("1/20", (1, 20)), ("7/20", (35, 100)), ("22/100", (22, 100)), ("2/3", (2, 3)), ("1", (1, 1))]
)
def test_rates_as_people_read_them(rate: str, written: tuple[int, int]) -> None:
    assert shown_ratio(Fraction(rate)) == written


def test_addresses_and_numbers() -> None:
    assert [column_name(number) for number in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert at(4, 2, fixed=True) == "$C$5"
    assert [number_text(value) for value in (Decimal("0.10"), Fraction(1, 3), 3, date(2027, 1, 1))] == [
        "0.1", "0.3333333333333333", "3", "46388",
    ]  # fmt: skip


PERIODS = [parse_period(name) for name in ("2027-01", "2027-Q1", "2027-H1")]
DAYS = {period: WorkCalendar().working_days(period) for period in PERIODS}
people = st.builds(
    Rep,
    name=st.just("x"),
    starts=st.none() | st.dates(date(2026, 11, 1), date(2027, 2, 20)),
    ends=st.none() | st.dates(date(2027, 1, 10), date(2027, 7, 1)),
    ramp=st.sampled_from([(), (Fraction(0), Fraction(1, 2)), (Fraction(1, 4), Fraction(1, 3), Fraction(1))]),
    hours_per_week=st.integers(1, 40).map(Fraction),
    quota_share=st.none() | st.sampled_from([Fraction(1, 10), Fraction(1, 3)]),
    time_off=st.frozensets(st.sampled_from(DAYS[PERIODS[2]]), max_size=9),
)


@settings(deadline=None)
@given(
    period=st.sampled_from(PERIODS), reps=st.lists(people, min_size=1, max_size=6), count=st.integers(0, 50_000),
    seasons=st.none() | st.lists(st.integers(0, 4), min_size=6, max_size=6),
)  # fmt: skip
def test_the_steps_of_the_sheet_lead_to_the_schedule(
    period: Any, reps: list[Rep], count: int, seasons: list[int] | None
) -> None:
    days, named = DAYS[period], months(period)
    whole = sum(seasons[: len(named)]) if seasons else 0
    pairs = zip(named, seasons or (), strict=False)
    shares = {month.label: Fraction(size, whole) for month, size in pairs} if whole else {}
    task = Task("s", "a", count, None, by_month(shares, period))
    schedule = spread([task], {"s": reps}, days)
    weights = schedule.weights(task)
    if schedule.unplaced or not any(map(any, weights)):
        return
    steps = spread_out(count, weights_of(weights), spans_of(days))
    rows = [tuple(after - before for before, after in pairwise((0, *given_))) for given_ in steps.given]
    assert tuple(rows) == schedule.grids[0].counts


def test_a_long_title_of_a_card_is_not_cut_off_by_what_stands_beside_it() -> None:
    long = "A title that takes much more than the width of its column"
    book = made(milestones=[{"day": 5, "title": "Short"}, {"day": 10, "title": long}])
    rows = {cell.value: cell.row for row in opened(book)["Milestones"] for cell in row if cell.value}
    assert rows["Day 5, 5 Jan 2027"] == rows["Short"]
    assert rows["Day 10, 10 Jan 2027"] == rows[long] + 1


def test_what_a_list_is_about_stands_beside_its_first_entry() -> None:
    book = made(team={"sales": {"headcount": 1, "responsibilities": ["Win", "Keep"]}})
    rows = {cell.value: cell.row for row in opened(book)["Team and roles"] for cell in row if cell.value}
    assert rows["Responsibilities"] == rows["•  Win"] == rows["•  Keep"] - 1


def test_the_workings_are_there_and_out_of_the_way(full_book: bytes) -> None:
    states = {sheet.title: sheet.sheet_state for sheet in opened(full_book).worksheets}
    hidden = {title: state for title, state in states.items() if state != "visible"}
    assert hidden == {"Workings": "hidden", "salesplan": "veryHidden"}


def test_a_year_of_weeks_is_printed_on_several_pages() -> None:
    made, _ = huge()
    book = opened(workbook(made, quota(made)))
    assert {name: book[name].page_setup.fitToWidth or 1 for name in ("Schedule", "Months", "Quotas")} == {
        "Schedule": 4, "Months": 1, "Quotas": 1,
    }  # fmt: skip
    assert [mark.id for mark in book["Quotas"].row_breaks.brk]


def test_a_name_has_room_before_what_stands_beside_it(full_book: bytes) -> None:
    long = "account management of the largest customers"
    answer, _ = full()
    wide = answer.model_copy(update={"team": {**answer.team, long: answer.team["sales"]}})
    widths = [
        opened(book)["Team and roles"].column_dimensions["A"].width
        for book in (full_book, workbook(wide, quota(answer)))
    ]
    assert widths[0] < len(long) < widths[1]


def test_a_funnel_and_its_chart_stay_on_one_page() -> None:
    assert page_breaks([10, 25, 40, 55], 42) == [40]
    assert page_breaks([10, 30], 42) == []
    assert page_breaks([60, 80, 120], 42) == [60, 80]
