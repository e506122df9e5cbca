"""Files that hold something else than their name says: pages and texts called `.xls`, workbooks called `.csv`."""

from __future__ import annotations

import gzip
import html
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from salesplan.base.finding import SalesplanError, Unreadable
from salesplan.cli import app
from salesplan.records.files import markup
from salesplan.records.files.contents import Content, content_of
from salesplan.records.files.layout import is_rule
from salesplan.records.files.markup import grids

ROWS = [
    ["Deal ID", "Stage", "Amount", "Created", "Closed"],
    ["1", "Won", "1,000.50", "2026-01-02", "2026-02-03"],
    ["2", "Lost", "250.00", "2026-01-04", "2026-02-05"],
    ["3", "Demo", "75.25", "2026-01-06", ""],
]
TABBED = "".join("\t".join(row) + "\n" for row in ROWS)
FOUND = {"total": 3, "won": 1, "lost": 1, "open": 1, "parked": 0, "cancelled": 0, "unknown": 0}


def measured(path: Path, *options: str) -> dict[str, Any]:
    """What `measure` says of a file in JSON; what stops it is raised."""
    done = CliRunner().invoke(app, ["measure", "--deals", str(path), *options, "--format", "json"])
    if isinstance(done.exception, SalesplanError):
        raise done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"said": done.stderr}


def as_page(rows: list[list[str]]) -> str:
    """The rows as the table of a page."""
    made = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<html><head><meta charset=utf-8></head><body><table border=1>\n{made}</table></body></html>"


def as_xml(sheets: dict[str, list[list[str]]]) -> str:
    """The rows as sheets of a workbook in XML, as Excel 2003 wrote it."""
    made = ""
    for name, rows in sheets.items():
        cells = ""
        for row in rows:
            told = (f'<Cell><Data ss:Type="String">{html.escape(cell)}</Data></Cell>' for cell in row)
            cells += f"<Row>{''.join(told)}</Row>"
        made += f'<Worksheet ss:Name="{name}"><Table>{cells}</Table></Worksheet>'
    return f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>{made}</Workbook>'


def workbook(path: Path, rows: list[list[str]]) -> None:
    """The rows as a sheet of a workbook, whatever the name of its file."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path.with_suffix(".made"))) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    path.with_suffix(".made").rename(path)


WRITTEN: dict[str, Callable[[Path], object]] = {
    "page.xls": lambda path: path.write_text(as_page(ROWS), encoding="utf-8"),
    "page.html": lambda path: path.write_text(f"<!DOCTYPE html>\n{as_page(ROWS)}", encoding="utf-8"),
    "page16.xls": lambda path: path.write_text(as_page(ROWS), encoding="utf-16"),
    "spreadsheet.xml": lambda path: path.write_text(as_xml({"Deals": ROWS}), encoding="utf-8"),
    "spreadsheet.xls": lambda path: path.write_text(as_xml({"Deals": ROWS, "Notes": [["a", "b"]]}), encoding="utf-8"),
    "text.xls": lambda path: path.write_text(TABBED, encoding="utf-8"),
    "text16.xls": lambda path: path.write_text(TABBED, encoding="utf-16"),
    "workbook.csv": lambda path: workbook(path, ROWS),
    "workbook.xls": lambda path: workbook(path, ROWS),
    "markdown.txt": lambda path: path.write_text(
        "\n".join(f"| {' | '.join(row)} |" for row in [ROWS[0], ["---", ":--", "--:", ":-:", "---"], *ROWS[1:]]),
        encoding="utf-8",
    ),
    "database.csv": lambda path: path.write_text(
        TABBED.replace("\n", "\n-------\t-----\t------\t-------\t------\n", 1), encoding="utf-8"
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_is_read_by_what_it_holds(name: str, tmp_path: Path) -> None:
    WRITTEN[name](tmp_path / name)
    found = measured(tmp_path / name)
    assert found["deals"] == FOUND
    assert found["deal_size"]["mean"] == 1000.5
    assert found["cycle_days"]["mean"] == 32


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "crm.db": (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(100)), "a database of SQLite"),
    "deals.csv": (lambda path: path.write_bytes(b"%PDF-1.7\n..."), "a PDF"),
    "chart.png": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"), "a picture"),
    "packed.csv": (lambda path: path.write_bytes(gzip.compress(TABBED.encode())), "packed.csv.gz"),
    "archive.csv": (lambda path: zipfile.ZipFile(path, "w").writestr("deals.csv", TABBED), "archive.zip"),
    "empty.html": (lambda path: path.write_text("<html><body><p>No table</p></body></html>"), "without a table"),
    "nothing.xls": (lambda path: path.write_text("nonsense"), "not a readable workbook"),
    "damaged.xls": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99), "not a readable"),
    "odd.html": (
        lambda path: path.write_bytes(b"<html><meta charset=utf-8><table>\xff</table>"),
        "line 1 is not UTF-8",
    ),
    "unknown.html": (lambda path: path.write_text('<html><meta charset="klingon"><table>'), "is not KLINGON"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_holds_no_table_says_what_it_is(name: str, tmp_path: Path) -> None:
    write, words = REFUSED[name]
    write(tmp_path / name)
    with pytest.raises(SalesplanError) as caught:
        measured(tmp_path / name)
    assert words in f"{caught.value.message} {caught.value.hint}"


def test_the_packed_files_of_the_messages_are_read(tmp_path: Path) -> None:
    for name, better in (("packed.csv", "packed.csv.gz"), ("archive.csv", "archive.zip")):
        REFUSED[name][0](tmp_path / name)
        (tmp_path / name).rename(tmp_path / better)
        assert measured(tmp_path / better)["deals"] == FOUND


def test_a_sheet_of_an_xml_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    path.write_text(as_xml({"Summary": [["Won", "Lost"], ["1", "1"]], "Deals": ROWS}), encoding="utf-8")
    named = measured(Path(f"{path}#deals"))
    assert named["deals"] == FOUND
    assert "the others are" not in named["said"]
    with pytest.raises(Unreadable, match="there is no sheet 'Leads'"):
        measured(Path(f"{path}#Leads"))


def test_of_several_tables_of_a_page_the_largest_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(as_page([["Report", "Deals"], ["By", "Ada"]]) + as_page(ROWS), encoding="utf-8")
    found = measured(path)
    assert found["deals"] == FOUND
    assert "of 2 tables the largest is read" in found["said"]


def test_titles_above_the_header_of_a_page_are_no_header(tmp_path: Path) -> None:
    path = tmp_path / "report.xls"
    path.write_text(as_page([["Opportunities, 2026"], *ROWS]), encoding="utf-8")
    found = measured(path)
    assert found["deals"] == FOUND
    assert "Opportunities, 2026" in found["said"]


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4))
def test_texts_come_back_from_a_page_and_from_xml(rows: list[list[str]]) -> None:
    plain = [[" ".join(cell.split()) for cell in row] for row in rows]
    for text in (as_page(rows), as_xml({"Deals": rows})):
        assert [grid.rows for grid in markup.grids_of(text)] == [plain]


@given(st.text("<>/!-[]='\"&; \natrdhble", max_size=200))
def test_whatever_stands_in_a_page_it_is_read_to_its_end(text: str) -> None:
    assert all(isinstance(cell, str) for grid in markup.grids_of(text) for row in grid.rows for cell in row)


def rows_of(body: str) -> list[list[str]]:
    """The rows of the first table of a page."""
    return markup.grids_of(f"<table>{body}</table>")[0].rows


def test_cells_reach_across_and_down() -> None:
    assert rows_of("<tr><td rowspan=2>a<td colspan=2>b<td>c<tr><td>d<td>e<td>f") == [
        ["a", "b", "", "c"],
        ["a", "d", "e", "f"],
    ]
    assert rows_of(
        '<Row><Cell ss:MergeDown="1"><Data>a</Data></Cell><Cell/></Row><Row><Cell><Data>b</Data></Cell></Row>'
    ) == [
        ["a", ""],
        ["a", "b"],
    ]


def test_rows_and_cells_that_xml_leaves_out_are_empty() -> None:
    cell = '<Cell ss:Index="3"><Data ss:Type="Number">1.234</Data></Cell>'
    assert rows_of(f'<Row ss:Index="2">{cell}</Row>') == [[], ["", "", "1.2340"]]


def test_what_a_page_does_not_show_is_not_read() -> None:
    hidden = "<!-- <tr><td>1 --><script>'<tr><td>2'</script><style>td{}</style><Comment><Data>3</Data></Comment>"
    assert rows_of(f"<tr><td>a{hidden}<td>b<![CDATA[<i>]]>&amp;&nbsp;c<br>d") == [["a", "b<i>& c d"]]


def test_a_table_within_a_cell_stands_for_itself() -> None:
    found = markup.grids_of("<table><tr><td>a<table><tr><td>x<td>y</table>b<td>c</table>")
    assert [grid.rows for grid in found] == [[["ab", "c"]], [["x", "y"]]]


def test_a_page_that_is_cut_off_has_its_last_row() -> None:
    assert markup.grids_of("<table><tr><td>a<td>b<tr><td>c<td")[0].rows == [["a", "b"], ["c<td"]]


def test_a_page_says_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "page.xls"
    path.write_bytes(
        '<meta http-equiv=Content-Type content="text/html; charset=windows-1252"><table><tr><td>é'.encode("cp1252")
    )
    assert grids(path, "page.xls", None)[0].rows == [["é"]]
    assert grids(path, "page.xls", "cp1251")[0].rows == [["й"]]


def test_a_page_may_be_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "LARGEST", 10)
    (tmp_path / "page.html").write_text(as_page(ROWS), encoding="utf-8")
    with pytest.raises(Unreadable, match="pages may have"):
        measured(tmp_path / "page.html")


def test_no_page_is_wider_than_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MOST_CELLS", 3)
    monkeypatch.setattr(markup, "MOST_ROWS", 2)
    wide = "<tr><td colspan=9>a<td>b<td>c<td>d<tr index=9><td>e<tr><td>f"
    assert rows_of(wide) == [["a", "", ""], ["e"]]


@pytest.mark.parametrize(
    ("row", "drawn"),
    [
        (["---", ":--:", "--:"], True),
        (["====", ""], True),
        (["----+---"], True),
        (["-", "-"], False),
        (["--", "0"], False),
        (["", ""], False),
        ([], False),
    ],
)
def test_lines_below_a_header(row: list[str], drawn: bool) -> None:  # noqa: FBT001
    assert is_rule(row) is drawn


def test_a_file_that_is_not_there_holds_what_its_name_says(tmp_path: Path) -> None:
    assert content_of(tmp_path / "a.xlsx", "a.xlsx") is Content.WORKBOOK
    assert content_of(tmp_path / "a.parquet", "a.parquet") is Content.PARQUET
    assert content_of(tmp_path / "a.csv", "a.csv") is Content.TEXT
