"""A rendered workbook comes back: what was changed in it, and what that does to the plan."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from salesplan.importing.compare import figure, import_workbook, written
from salesplan.loading import read_plan
from salesplan.model.rates import parse_ratio
from salesplan.quotas.quota import quota
from salesplan.report.xlsx import workbook
from tests.encrypted import protected
from tests.report.office import converted, places
from tests.shell import salesplan

PLAN = """\
# the plan of a small team
salesplan: 1
title: Small
currency: EUR
period: 2027-Q1
goals:
  - {name: Revenue, metric: revenue, target: 90000}   # agreed in May
funnels:
  - name: acquisition
    deal_value: 30000
    stages:
      - name: prospect
        sourced_by: marketing
        conversion: 1/20   # measured
        actions: {sales: {call: 3}}
      - name: opportunity
        conversion: 25%
        actions: {sales: {meeting: 1}}
team:
  marketing: {headcount: 1}
  sales: {headcount: 1}
actions:
  call: {minutes: 6}
budget:
  contingency: 10%
  limit: 9000
  lines:
    - {item: Fair, amount: 1200}
"""
Edit = Callable[[Workbook], None]


def rendered(folder: Path, text: str = PLAN) -> bytes:
    path = folder / "salesplan.yaml"
    path.write_text(text, encoding="utf-8")
    plan = read_plan(path).plan
    assert plan is not None
    return workbook(plan, quota(plan))


def edited(made: bytes, values: Mapping[str, object], more: Edit | None = None) -> bytes:
    book, where = load_workbook(BytesIO(made)), places(made)
    for name, value in values.items():
        sheet, cell = where[name]
        book[sheet][cell.replace("$", "")].value = value
    if more is not None:
        more(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def back(folder: Path, made: bytes) -> tuple[dict[str, tuple[str | None, str]], list[str]]:
    (folder / "plan.xlsx").write_bytes(made)
    found = import_workbook(folder / "plan.xlsx", read_plan(folder / "salesplan.yaml"))
    return {one.path: (one.was, one.value) for one in found.changes}, [one.reason.value for one in found.ignored]


CONVERSION = "funnels.acquisition.stages.prospect.conversion"


def test_an_untouched_workbook_changes_nothing(tmp_path: Path) -> None:
    assert back(tmp_path, rendered(tmp_path)) == ({}, [])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (0.3, "30%"),
        ("30%", "30%"),
        ("1/4", "1/4"),
        ("=1/4", "1/4"),
        (0.125, "12.5%"),
        (1 / 3, "1/3"),
        ("7,5 %", "7.5%"),
    ],
)
def test_a_rate_is_understood_as_it_is_typed(tmp_path: Path, typed: object, meant: str) -> None:
    found = back(tmp_path, edited(rendered(tmp_path), {"conversion_acquisition_prospect": typed}))
    assert found == ({CONVERSION: ("1/20", meant)}, [])


def test_every_kind_of_input_comes_back(tmp_path: Path) -> None:
    values = {
        "target": 120000.5, "deal_value_acquisition": 31000, "minutes_call": 7.5, "budget_fair": 1300,
        "actions_acquisition_prospect_sales_call": 2.35, "budget_contingency": 0.07, "budget_limit": 8000,
    }  # fmt: skip
    changes, ignored = back(tmp_path, edited(rendered(tmp_path), values))
    assert not ignored
    assert changes == {
        "goals.Revenue.target": ("90000", "120000.5"),
        "funnels.acquisition.deal_value": ("30000", "31000"),
        "funnels.acquisition.stages.prospect.actions.sales.call": ("3", "2.35"),
        "actions.call.minutes": ("6", "7.5"),
        "budget.lines.1.amount": ("1200", "1300"),
        "budget.contingency": ("10%", "7%"),
        "budget.limit": ("9000", "8000"),
    }


def test_cells_are_found_where_they_have_moved(tmp_path: Path) -> None:
    def rename(book: Workbook) -> None:
        book["Inputs"].title = "Zahlen"
        for defined in book.defined_names.values():
            defined.attr_text = (defined.attr_text or "").replace("'Inputs'", "'Zahlen'")

    made = edited(rendered(tmp_path), {"target": 100000}, rename)
    assert back(tmp_path, made) == ({"goals.Revenue.target": ("90000", "100000")}, [])


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("target", "=80000+1", "formula"),
        ("target", None, "unclear"),
        ("target", "many", "unclear"),
        ("conversion_acquisition_prospect", 30, "unfit"),
        ("conversion_acquisition_prospect", "=B5*2", "formula"),
        ("conversion_acquisition_prospect_of", 25, "worked-out"),
    ],
)
def test_what_is_no_input_is_ignored_and_named(tmp_path: Path, name: str, value: object, reason: str) -> None:
    assert back(tmp_path, edited(rendered(tmp_path), {name: value})) == ({}, [reason])


@pytest.mark.parametrize(("typed", "text"), [("=1+1", "holds a formula"), ("many", "is no figure"), (None, "is empty")])
def test_a_cell_without_a_figure_ends_with_2_and_the_others_are_taken_over(
    tmp_path: Path, typed: object, text: str
) -> None:
    made = edited(rendered(tmp_path), {"target": typed, "conversion_acquisition_prospect": 0.06})
    (tmp_path / "plan.xlsx").write_bytes(made)
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    ended = salesplan(tmp_path, "import", "plan.xlsx", "--write", "--yes")
    assert ended.code == 2
    assert text in ended.out
    assert "No input differs" not in ended.out
    assert (tmp_path / "salesplan.yaml").read_text(encoding="utf-8") == PLAN.replace("1/20", "6%")


def test_a_sheet_of_inputs_with_millions_of_rows_is_not_read(tmp_path: Path) -> None:
    far = b'<row r="5000000"><c r="A5000000"><v>1</v></c></row></sheetData>'
    stream = BytesIO()
    with ZipFile(BytesIO(rendered(tmp_path))) as old, ZipFile(stream, "w") as new:
        for name in old.namelist():
            is_first = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, old.read(name).replace(b"</sheetData>", far) if is_first else old.read(name))
    (tmp_path / "plan.xlsx").write_bytes(stream.getvalue())
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    ended = salesplan(tmp_path, "import", "plan.xlsx")
    assert (ended.code, ended.out) == (2, "")
    assert "has more than 20,000 rows" in ended.err


def test_the_mean_of_a_range_is_not_taken_for_the_range(tmp_path: Path) -> None:
    made = rendered(tmp_path, PLAN.replace("deal_value: 30000", "deal_value: 20000 to 45000"))
    assert back(tmp_path, edited(made, {"deal_value_acquisition": 31000})) == ({}, ["range"])


def test_what_the_plan_says_by_now_is_no_change_and_its_later_edits_stay(tmp_path: Path) -> None:
    made = edited(rendered(tmp_path), {"target": 95000})
    newer = PLAN.replace("90000", "95000").replace("25%", "30%")
    (tmp_path / "salesplan.yaml").write_text(newer, encoding="utf-8")
    assert back(tmp_path, made) == ({}, [])


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "is not a readable .xlsx workbook"),
        (b"PK\x03\x04 broken", "is not a readable .xlsx workbook"),
        (protected(), "is protected by a password"),
        (None, "there is no file"),
        ("foreign", "is not a workbook that salesplan rendered"),
        ("other", "is the workbook of another plan: 'Other'"),
        ("version", "is a workbook of another version"),
        ("sheet", "has lost its sheet of inputs"),
    ],
)
def test_a_workbook_that_does_not_fit_is_refused_in_a_line(tmp_path: Path, content: object, text: str) -> None:
    made = rendered(tmp_path, PLAN.replace("title: Small", "title: Other") if content == "other" else PLAN)
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")

    def drop(book: Workbook) -> None:
        if content == "foreign":
            del book["salesplan"]
        if content == "version":
            book["salesplan"]["B1"].value = 99
        if content == "sheet":
            for name in list(book.defined_names):
                book.defined_names[name].attr_text = "#REF!"

    if content is not None:
        (tmp_path / "plan.xlsx").write_bytes(content if isinstance(content, bytes) else edited(made, {}, drop))
    ended = salesplan(tmp_path, "import", "plan.xlsx")
    assert (ended.code, ended.out) == (2, "")
    assert text in ended.err
    assert "Traceback" not in ended.err
    assert ended.err.count("\n") <= 2


def test_the_changes_are_written_and_every_comment_is_kept(tmp_path: Path) -> None:
    made = edited(rendered(tmp_path), {"conversion_acquisition_prospect": 0.06, "target": 100000})
    (tmp_path / "plan.xlsx").write_bytes(made)
    asked = salesplan(tmp_path, "import", "plan.xlsx", "--write")
    assert asked.code == 2
    assert "add --yes" in asked.err.lower()
    assert (tmp_path / "salesplan.yaml").read_text(encoding="utf-8") == PLAN
    done = salesplan(tmp_path, "import", "plan.xlsx", "--write", "--yes", "--format", "json")
    assert json.loads(done.out) == {
        "kind": "import",
        "changes": [
            {"path": "goals.Revenue.target", "was": "90000", "is": "100000", "cell": "Inputs!B5"},
            {"path": CONVERSION, "was": "1/20", "is": "6%", "cell": "Inputs!B10"},
        ],
        "ignored": [],
    }
    expected = PLAN.replace("90000", "100000").replace("1/20", "6%")
    assert (tmp_path / "salesplan.yaml").read_text(encoding="utf-8") == expected
    again = salesplan(tmp_path, "import", "plan.xlsx", "--write", "--yes")
    assert "No input differs" in again.out


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1, max_denominator=1000))
def test_a_rate_survives_the_way_through_a_cell(rate: Fraction) -> None:
    number = figure(float(rate), is_rate=True)
    assert number is not None
    assert parse_ratio(written(float(rate), number, is_rate=True)) == rate


@pytest.mark.heavy("libreoffice")
@pytest.mark.parametrize("typed", [0.3, "1/4", "30%"])
def test_inputs_changed_in_a_spreadsheet_program_recalculate_and_come_back(tmp_path: Path, typed: object) -> None:
    made = edited(rendered(tmp_path), {"conversion_acquisition_prospect": typed, "target": 200000})
    saved = converted(made, "xlsx", tmp_path)
    changes, ignored = back(tmp_path, saved)
    assert not ignored
    assert changes == {
        "goals.Revenue.target": ("90000", "200000"),
        CONVERSION: ("1/20", "1/4" if typed == "1/4" else "30%"),
    }
    sheet = load_workbook(BytesIO(saved), data_only=True)["Quotas"]
    prospects = {0.3: 94, "30%": 94, "1/4": 112}[typed]
    assert prospects in {cell.value for row in sheet.iter_rows() for cell in row}
