"""Hostile exports, by number, through the program itself."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from salesplan.base.finding import Unreadable
from salesplan.records.files import workbook
from tests.shell import Ended, salesplan

FOLLOWING = Path(__file__).parents[2] / "examples" / "following"
HEAD = "id,owner,stage,status,amount,created,closed\n"
ROW = "1,Ada,a,won,10,2026-01-05,2026-02-01\n"


def measured(folder: Path, data: str | bytes, *options: str, name: str = "deals.csv") -> Ended:
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return salesplan(folder, "measure", "--deals", name, *options)


def figures(ended: Ended) -> dict[str, Any]:
    assert ended.code == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


def refused(ended: Ended, *words: str) -> None:
    assert (ended.code, ended.out) == (2, ""), ended
    assert "Traceback" not in ended.err
    assert all(word in ended.err for word in words), ended.err


def test_25_semicolons_and_a_decimal_comma(tmp_path: Path) -> None:
    text = (HEAD + ROW).replace(",", ";").replace(";10;", ";1.234,50;")
    assert figures(measured(tmp_path, text, "--format", "json"))["average_deal"] == 1234.5


def test_25_a_table_without_the_columns_that_it_takes(tmp_path: Path) -> None:
    refused(measured(tmp_path, "a;b\n1;2\n"), "stage", "a, b")


def test_26_a_mark_and_a_line_that_names_the_delimiter(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbfsep=;\n" + (HEAD + ROW).replace(",", ";").encode()
    assert figures(measured(tmp_path, text, "--format", "json"))["deals"]["won"] == 1


def test_27_another_encoding_is_suggested_and_never_guessed(tmp_path: Path) -> None:
    data = (HEAD + ROW.replace("Ada", "René")).encode("cp1252")
    refused(measured(tmp_path, data), "line 2", "--encoding cp1252")
    found = figures(measured(tmp_path, data, "--encoding", "cp1252", "--by", "rep", "--format", "json"))
    assert [group["name"] for group in found["groups"]] == ["René"]


def test_28_a_date_that_nothing_decides(tmp_path: Path) -> None:
    text = HEAD + ROW.replace("2026-01-05", "03/04/2026").replace("2026-02-01", "05/04/2026")
    refused(measured(tmp_path, text), "03/04/2026", "--date-format %d/%m/%Y")
    found = figures(measured(tmp_path, text, "--date-format", "%d/%m/%Y", "--format", "json"))
    assert found["cycle_days"]["mean"] == 2


def test_29_dates_of_iso_are_never_read_another_way_round(tmp_path: Path) -> None:
    text = HEAD + ROW.replace("2026-01-05", "2026-03-04").replace("2026-02-01", "2026-03-09")
    found = figures(measured(tmp_path, text, "--date-format", "%d/%m/%Y", "--format", "json"))
    assert found["cycle_days"]["mean"] == 5


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("1.234,56", 1234.56),
        ("30 000 €", 30000),
        ("30\u00a0000 €", 30000),
        ("30\u202f000", 30000),
        ("$22,700.00", 22700),
    ],
)
def test_30_amounts_as_people_write_them(written: str, meant: float, tmp_path: Path) -> None:
    text = HEAD + ROW.replace(",10,", f',"{written}",')
    assert figures(measured(tmp_path, text, "--format", "json"))["average_deal"] == meant


def test_30_amounts_that_contradict_one_another(tmp_path: Path) -> None:
    text = HEAD + ROW.replace(",10,", ',"1.234,56",') + ROW.replace("1,Ada", "2,Ada").replace(",10,", ',"$22,700.00",')
    refused(measured(tmp_path, text), "1.234,56", "$22,700.00", "--decimal")


def test_30_an_amount_that_is_none_is_told_with_its_row(tmp_path: Path) -> None:
    ended = measured(tmp_path, HEAD + ROW + ROW.replace("1,Ada", "2,Ada").replace(",10,", ",ten,"), "--format", "json")
    assert figures(ended)["deals"]["total"] == 1
    assert "row 3" in ended.err


def test_31_text_stays_text(tmp_path: Path) -> None:
    text = HEAD + ROW.replace("1,Ada", "00123,NA") + ROW.replace("1,Ada", "123,null")
    found = figures(measured(tmp_path, text, "--by", "rep", "--format", "json"))
    assert found["deals"]["total"] == 2
    assert [group["name"] for group in found["groups"]] == ["NA", "null"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD.replace("stage", "owner") + ROW, ("owner", "2 times", "columns 2 and 3")),
        (HEAD + "1,Ada,a,won\n", ("row 2", "4 columns", "7")),
        (HEAD + ROW.strip() + ",9\n", ("row 2", "8 columns", "7")),
        (HEAD + ROW.replace("Ada", '"Ada'), ("row 2", "quote")),
        ("", ("is empty",)),
    ],
    ids=["a column twice", "a short row", "a long row", "an open quote", "nothing"],
)
def test_32_tables_that_are_none(text: str, words: tuple[str, ...], tmp_path: Path) -> None:
    refused(measured(tmp_path, text), *words)


def test_32_a_header_and_nothing_else(tmp_path: Path) -> None:
    ended = measured(tmp_path, HEAD)
    assert ended.code == 1
    assert "no rows" in ended.err


def test_32_a_nul(tmp_path: Path) -> None:
    ended = measured(tmp_path, HEAD + ROW.replace("Ada", "A\0da"), "--by", "rep", "--format", "json")
    assert "NUL" in ended.err
    assert [group["name"] for group in figures(ended)["groups"]] == ["Ada"]


def test_33_a_total_a_formula_and_a_number_for_a_date(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.strip().split(","))
    sheet.append([1, "Ada", "a", "won", 10, "2026-01-05", "2026-02-01"])
    sheet.append([2, "Ada", "a", "won", "=5+5", "2026-01-05", "2026-02-01"])
    sheet.append([3, "Ada", "a", "won", 10, 46115, "2026-05-01"])
    sheet.append(["Total", None, None, None, 30, None, None])
    book.save(tmp_path / "deals.xlsx")
    ended = salesplan(tmp_path, "measure", "--deals", "deals.xlsx", "--format", "json")
    assert figures(ended)["deals"]["won"] == 1
    assert all(word in ended.err for word in ("totals", "row 5", "cell E3", "no value", "cell F4"))


def test_34_a_workbook_has_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(12):
        sheet.append(["id", "owner"])
    book.save(tmp_path / "deals.xlsx")
    path = tmp_path / "deals.xlsx"
    for limit, word in (("MOST_ROWS", "rows"), ("LARGEST_WORKBOOK", "MB")):
        with monkeypatch.context() as patched:
            patched.setattr(workbook, limit, 3)
            with pytest.raises(Unreadable, match=word):
                workbook.sheet_as_text(path, "", path.name, tmp_path)


def test_34_a_small_file_that_unpacks_to_millions_of_rows(tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "plain.xlsx")
    rows = b"<row><c><v>1</v></c></row>" * 40_000
    with ZipFile(tmp_path / "plain.xlsx") as plain, ZipFile(tmp_path / "deals.xlsx", "w", ZIP_DEFLATED) as bomb:
        for name in plain.namelist():
            if not name.endswith("sheet1.xml"):
                bomb.writestr(name, plain.read(name))
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(125):
                sheet.write(rows)
            sheet.write(b"</sheetData></worksheet>")
    assert (tmp_path / "deals.xlsx").stat().st_size < 1_000_000
    refused(salesplan(tmp_path, "measure", "--deals", "deals.xlsx"), "5,000,000 rows", "1,048,576")


def test_36_the_same_export_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "again.csv").write_text(HEAD + ROW + ROW.replace("1,Ada", "2,Ada"), encoding="utf-8")
    ended = measured(tmp_path, HEAD + ROW, "--deals", "again.csv", "--format", "json")
    assert figures(ended)["deals"]["total"] == 2
    assert "again" in ended.err


def test_37_what_is_odd_is_counted_and_said(tmp_path: Path) -> None:
    plan = Path(__file__).parents[2] / "examples" / "worked-example.yaml"
    (tmp_path / "plan.yaml").write_bytes(plan.read_bytes())
    text = HEAD + "1,Zoe,nowhere,open,-10,2026-03-04,\n2,Ada,prospect,won,10,2026-03-04,2026-02-05\n"
    (tmp_path / "deals.csv").write_text(text, encoding="utf-8")
    ended = salesplan(tmp_path, "measure", "plan.yaml", "--deals", "deals.csv", "--format", "json")
    notes = " ".join(figures(ended)["notes"])
    assert "negative amount" in notes
    assert "closed before it was created" in notes
    assert "not in the plan" in notes


def test_37_who_is_not_in_the_team_is_listed(tmp_path: Path) -> None:
    shutil.copytree(FOLLOWING, tmp_path, dirs_exist_ok=True)
    calls = tmp_path / "activities.csv"
    text = calls.read_text(encoding="utf-8")
    calls.write_text(text.replace("Ada Martin", "Zoe Stranger"), encoding="utf-8")
    found = figures(salesplan(tmp_path, "track", "--format", "json"))
    strangers = [row for row in found["unassigned"] if row["owner"] == "Zoe Stranger"]
    assert sum(row["done"] for row in strangers) > 100


def test_37_csv_out_has_every_row_that_was_set_aside(tmp_path: Path) -> None:
    ended = measured(tmp_path, HEAD + ROW + "2,Ada,a,won,ten,2026-01-05,2026-02-01\n", "--rejects", "odd.csv")
    assert ended.code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "odd.csv").read_text(encoding="utf-8"))))
    assert [(row["row"], row["reason"]) for row in rows] == [("3", "amount cannot be read")]


def test_35_rows_stream_past_and_a_terminal_sees_how_far(tmp_path: Path) -> None:
    """Ten times the rows take a little more memory, not ten times as much."""
    few, many = (peak_memory(tmp_path, rows) for rows in (60_000, 600_000))
    assert many - few < 100, "megabytes; pandas would take 300 more"
    assert b"reading activities" in seen_in_a_terminal(tmp_path)


def seen_in_a_terminal(folder: Path) -> bytes:
    """What standard error shows somebody who watches."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "salesplan", "measure", "--deals", "deals.csv", "--activities", "calls.csv"]
    environment = {**os.environ, "SALESPLAN_CACHE": "off", "TERM": "xterm"}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # how Linux says that the other end is closed
            while piece := os.read(ours, 4_096):
                seen += piece
        process.communicate()
    os.close(ours)
    return seen


def peak_memory(folder: Path, rows: int) -> int:
    """Megabytes that measuring so many activities takes at most."""
    (folder / "deals.csv").write_text(HEAD + ROW, encoding="utf-8")
    with (folder / "calls.csv").open("w", encoding="utf-8") as file:
        file.write("id,date,owner,action,result\n")
        file.writelines(f"{n},2026-01-{1 + n % 28:02},Ada {n % 40},call,answered\n" for n in range(rows))
    command = [sys.executable, "-m", "salesplan", "measure", "--deals", "deals.csv", "--activities", "calls.csv"]
    asked = f"import resource, subprocess\nsubprocess.run({command}, check=True, capture_output=True)\n"
    asked += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    environment = {**os.environ, "SALESPLAN_CACHE": "off"}
    done = subprocess.run([sys.executable, "-c", asked], cwd=folder, env=environment, capture_output=True, check=True)
    return int(done.stdout) // 1024
