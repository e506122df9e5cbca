"""Files as people really have them: read right, or refused with the row and the remedy; nothing is dropped silently."""

from __future__ import annotations

import os
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from salesplan.base.escaping import inert, spreadsheet_text
from salesplan.base.finding import Unreadable
from salesplan.records.canonical import SCALE
from salesplan.records.count.tally import tally
from salesplan.records.engines.opening import opened
from salesplan.records.files import layout as sniff
from salesplan.records.files.layout import CHUNK
from salesplan.records.question import Path as Funnel
from salesplan.records.question import Question, Tallies
from salesplan.records.sources import Intake, RecordsSource, Sources
from tests.shell import salesplan

QUESTION = Question((Funnel("new", ("prospect", "opportunity")),))
HEADER = "id,owner,stage,amount,created,closed\n"


def read(folder: Path, *texts: str | bytes, name: str = "deals.csv", how: RecordsSource | None = None) -> Tallies:
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{number}-{name}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(str(path))
    source = replace(how, paths=tuple(paths)) if how else RecordsSource(tuple(paths))
    with opened(Sources(deals=source)) as book:
        return tally(book, QUESTION)


def refused(folder: Path, *texts: str | bytes, how: RecordsSource | None = None) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(folder, *texts, how=how)
    return caught.value


def amounts(found: Tallies) -> list[int]:
    return [amount for line in found.amounts for amount in line.values]


def aside(intake: Intake) -> list[tuple[str, int]]:
    return [(part.reason, part.rows) for part in intake.set_aside]


def test_semicolons_with_decimal_commas(tmp_path: Path) -> None:
    found = read(tmp_path, "id;stage;amount\n1;won;1,5\n2;won;1.234,56\n3;won;1.500\n")
    assert amounts(found) == [15_000, 12_345_600, 15_000_000]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"sep=;\r\n", b"\xef\xbb\xbfsep=;\r\n"])
def test_byte_order_mark_and_sep_line(start: bytes, tmp_path: Path) -> None:
    found = read(tmp_path, start + b"id;stage;amount\r\n1;won;5\r\n2;lost;6\r\n")
    assert found.intakes[0].used == 2


def test_utf_16_by_its_mark(tmp_path: Path) -> None:
    found = read(tmp_path, "id,owner,stage\n1,Zoë,won\n".encode("utf-16"))
    assert found.owners[0].owner == "Zoë"


def test_windows_encoding_is_suggested_and_never_guessed(tmp_path: Path) -> None:
    text = "id,owner,stage\n1,Zoë,won\n".encode("cp1252")
    fault = refused(tmp_path, text)
    assert "line 2" in fault.message
    assert "--encoding cp1252" in fault.hint
    assert read(tmp_path, text, how=RecordsSource((), encoding="cp1252")).owners[0].owner == "Zoë"


def test_bytes_that_are_not_text_far_below_are_found(tmp_path: Path) -> None:
    rows = b"".join(b"%d,Ana,won\n" % n for n in range(40_000))
    fault = refused(tmp_path, b"id,owner,stage\n" + rows + "x,Zoë,won\n".encode("cp1252"))
    assert "40002" in fault.message
    assert "cp1252" in fault.hint


def test_an_ambiguous_date_is_refused_with_the_option_that_decides(tmp_path: Path) -> None:
    text = "id,stage,created\n1,won,03/04/2026\n2,won,05/06/2026\n"
    fault = refused(tmp_path, text)
    assert "03/04/2026" in fault.message
    assert "--date-format" in fault.hint
    for form, month in (("%d/%m/%Y", "202604"), ("%m/%d/%Y", "202603")):
        source = RecordsSource((str(tmp_path / "0-deals.csv"),), date_format=form)
        with opened(Sources(deals=source)) as book:
            found = tally(book, replace(QUESTION, by="month"))
        assert month in {line.group for line in found.deals}


def test_one_date_far_below_decides_for_the_file(tmp_path: Path) -> None:
    rows = "".join(f"{n},won,03/04/2026\n" for n in range(5_000))
    found = read(tmp_path, f"id,stage,created\n{rows}x,won,25/04/2026\n")
    assert found.intakes[0].used == 5_001
    assert found.on.isoformat() == "2026-04-25"


def test_another_column_decides_too(tmp_path: Path) -> None:
    found = read(tmp_path, "id,stage,created,closed\n1,won,03/04/2026,28/04/2026\n")
    assert [line.days for line in found.deals] == [25]


def test_iso_dates_stay_iso_whatever_the_option_says(tmp_path: Path) -> None:
    how = RecordsSource((), date_format="%d/%m/%Y")
    assert read(tmp_path, "id,stage,closed\n1,won,2026-03-04\n", how=how).on.isoformat() == "2026-03-04"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 Apr, 2021 00:02:00", "2021-04-15"),
        ("Apr 15, 2021", "2021-04-15"),
        ("15.04.2021 13:00", "2021-04-15"),
        ("4/15/2021 1:05 PM", "2021-04-15"),
        ("15/04/21", "2021-04-15"),
        ("2021-04-15T23:30:00+02:00", "2021-04-15"),
        ("2021-04-15T23:30:00.000Z", "2021-04-15"),
    ],
)
def test_date_forms(text: str, day: str, tmp_path: Path) -> None:
    assert read(tmp_path, f'id,stage,closed\n1,won,"{text}"\n').on.isoformat() == day


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30 000 €", 30_000),
        ("30\u00a0000,50\u00a0€", 30_000.5),
        ("30\u202f000", 30_000),
        ("$22,700.00", 22_700),
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("EUR 1500", 1500),
        ("-12.50", -12.5),
        ("1'234.50", 1234.5),
    ],
)
def test_amounts(text: str, value: float, tmp_path: Path) -> None:
    found = read(tmp_path, f'id,stage,amount\n1,won,"{text}"\n')
    assert amounts(found) == [round(value * 10_000)]


def test_two_decimal_signs_in_one_file_are_refused(tmp_path: Path) -> None:
    assert "different decimal signs" in refused(tmp_path, 'id,stage,amount\n1,won,"1,5"\n2,won,1.5\n').message


def test_an_ambiguous_amount_is_refused_with_the_option_that_decides(tmp_path: Path) -> None:
    text = 'id,stage,amount\n1,won,"1,500"\n'
    assert "--decimal" in refused(tmp_path, text).hint
    assert amounts(read(tmp_path, text, how=RecordsSource((), decimal=","))) == [15_000]
    assert amounts(read(tmp_path, text, how=RecordsSource((), decimal="."))) == [15_000_000]


@pytest.mark.parametrize("text", ["abc", "1.2.3", "1,23,4567.8", "1e400", "--5", "30q", "inf"])
def test_unreadable_amounts_are_set_aside_with_their_row(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, f'{HEADER}1,Ana,won,7.5,,\n2,Ana,won,"{text}",,\n')
    part = found.intakes[0].set_aside[0]
    assert (part.reason, part.rows) == ("amount cannot be read", 1)
    assert str(part.examples[0]).endswith("row 3, column 'amount'")


def test_text_stays_text(tmp_path: Path) -> None:
    found = read(tmp_path, "id,owner,stage\n00123,NA,won\n123,null,won\n1e3,NaN,won\n1000,,won\n")
    assert [line.owner for line in found.owners] == ["", "NA", "NaN", "null"]
    assert found.intakes[0].used == 4


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ("1,Ana,won,5,,\n2,Ana\n", "row 3"),
        ("1,Ana,won,5,,\n2,Ana,won,5,,,x\n", "row 3"),
        ('1,Ana,won,5,,\n2,"Ana,won,5,,\n3,Bo,won,5,,\n', "row 3"),
        ("1,Ana,won,5,,\n2,An" + "\0" * 200 + "a,won,5,,\n", "line 3"),
    ],
    ids=["short", "long", "quote", "nul"],
)
def test_broken_rows_are_named(body: str, row: str, tmp_path: Path) -> None:
    assert row in refused(tmp_path, HEADER + body).message


def test_a_nul_character_far_into_a_file_is_left_out_and_named_by_its_line(tmp_path: Path) -> None:
    rows = "1,Ana,won,5,,\n" * 200_000
    assert len(rows) > 2 * CHUNK
    [intake] = read(tmp_path, f"{HEADER}{rows}2,Bo,won,5,,\n3,C\0,won,5,,\n").intakes
    assert str(intake.notes[0]).endswith("1 NUL character left out, the first in line 200003")


def test_utf_16_without_its_mark_is_suggested(tmp_path: Path) -> None:
    assert "--encoding utf-16-le" in refused(tmp_path, ("id,stage\n" + "1,won\n" * 99).encode("utf-16-le")).hint


@pytest.mark.parametrize("value", ["7", "007", " 7 ", "7.00", "7.0", "+7", "4294967296", "7 €", "-7", "0"])
def test_amounts_are_the_same_however_they_are_written(value: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}1,Ana,won,{value},,\n")
    expected = Decimal(value.replace("€", "").strip())
    assert [(line.values, line.deals) for line in found.amounts] == [((int(expected * SCALE),), (1,))]


def test_a_column_that_is_there_twice(tmp_path: Path) -> None:
    message = refused(tmp_path, "id,stage,amount,Amount\n1,won,2,3\n").message
    assert "row 1" in message
    assert "columns 3 and 4" in message


def test_blanks_around_texts_make_no_difference(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("id,stage\n D1 ,won\n", encoding="utf-8")
    actions = "date,owner,action,deal,minutes\n2026-01-01, Ana,call ,D1,5\n2026-01-02,Ana ,call, D1,7.5\n"
    (tmp_path / "actions.csv").write_text(actions, encoding="utf-8")
    sources = Sources(
        RecordsSource((str(tmp_path / "deals.csv"),)), activities=RecordsSource((str(tmp_path / "actions.csv"),))
    )
    with opened(sources) as book:
        [line] = tally(book, QUESTION).actions
    assert (line.owner, line.action, line.state, line.actions, line.minutes) == ("Ana", "call", "won", 2, 125_000)


def test_header_only_and_empty(tmp_path: Path) -> None:
    assert read(tmp_path, HEADER).intakes[0].read == 0
    assert "is empty" in refused(tmp_path, "").message
    assert "is empty" in refused(tmp_path, "\n\n").message


@pytest.mark.parametrize("label", ["Total", "TOTAL:", "Grand Total", "Totale", "Gesamt"])
def test_a_row_of_totals_is_no_deal(label: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}1,Ana,won,5,,\n{label},,,5,,\n")
    assert aside(found.intakes[0]) == [("a row of totals", 1)]


def test_the_same_export_twice_counts_once_and_says_so(tmp_path: Path) -> None:
    text = f"{HEADER}1,Ana,won,5,,\n2,Ana,lost,5,,\n"
    found = read(tmp_path, text, text)
    assert found.intakes[0].used == 2
    assert [Path(file).name for file in found.intakes[0].same] == ["1-deals.csv"]


def test_overlapping_exports_keep_the_later_files_row(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}1,Ana,prospect,5,,\n2,Ana,lost,5,,\n", f"{HEADER}1,Ana,won,5,,\n3,Bo,won,9,,\n")
    assert {(line.state, line.deals) for line in found.deals} == {("won", 2), ("lost", 1)}
    assert aside(found.intakes[0]) == [("the same id again", 1)]


def test_files_without_ids_say_that_twins_cannot_be_told(tmp_path: Path) -> None:
    assert read(tmp_path, "stage\nwon\nwon\n").intakes[0].without_ids


def test_oddities_are_counted_and_kept(tmp_path: Path) -> None:
    body = "1,Ana,won,-5,2026-03-01,2026-02-01\n2,Bo,dreaming,5,2026-03-01,\n3,Bo,won,,2026-03-01,2026-03-02\n"
    found = read(tmp_path, HEADER + body)
    assert found.intakes[0].used == 3
    assert {one.kind: one.n for one in found.oddities} == {
        "deals closed before they were created": 1,
        "deals won without an amount": 1,
        "deals with a negative amount": 1,
        "deals open at a stage that is not in the plan": 1,
    }


def workbook(path: Path, rows: list[list[object]]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    sheet.write_datetime(r, c, cell, day)
                else:
                    sheet.write(r, c, cell)
    return path


def test_a_workbook_and_its_cells(tmp_path: Path) -> None:
    from datetime import datetime

    rows: list[list[object]] = [
        ["id", "stage", "amount", "closed"],
        ["007", "won", 1234.5, datetime(2026, 4, 3)],  # noqa: DTZ001
        ["008", "won", 10, 46115],
        ["Total", "", 1244.5, ""],
    ]
    source = RecordsSource((str(workbook(tmp_path / "deals.xlsx", rows)),))
    with opened(Sources(deals=source)) as book:
        found = tally(book, QUESTION)
    assert amounts(found) == [12_345_000]
    assert found.on.isoformat() == "2026-04-03"
    parts = {part.reason: str(part.examples[0]) for part in found.intakes[0].set_aside}
    assert parts["closed cannot be read"].endswith("cell D3")
    assert parts["a row of totals"].endswith("row 4")


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * (600 << 20))
    with pytest.raises(Unreadable, match="unpacks to"), opened(Sources(deals=RecordsSource((str(path),)))):
        pass


@pytest.mark.parametrize("name", ["x.xlsx", "x.parquet"])
def test_damaged_files_are_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"not what it says")
    with pytest.raises(Unreadable, match=name), opened(Sources(deals=RecordsSource((str(tmp_path / name),)))):
        pass


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nope.csv", tmp_path / "nope.xlsx", tmp_path / "nope.parquet"):
        with pytest.raises(Unreadable), opened(Sources(deals=RecordsSource((str(path),)))):
            pass


def test_parquet_has_types_of_its_own(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "deals.parquet"
    times = "DATE '2026-01-01' AS created, TIMESTAMP '2026-01-11 10:00:00' AS closed"
    rows = f"SELECT 1 AS id, 'won' AS stage, 12.5 AS amount, {times}"
    duckdb.execute(f"COPY ({rows}) TO '{path}'")
    with opened(Sources(deals=RecordsSource((str(path),)))) as book:
        found = tally(book, QUESTION)
    assert amounts(found) == [125_000]
    assert [line.days for line in found.deals] == [10]


def test_rejects_hold_the_rows_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(f"{HEADER}1,Ana,won,=x,,\n2,Ana,won,7.5,,\n", encoding="utf-8")
    with opened(Sources(deals=RecordsSource((str(path),)))) as book:
        assert book.shelf is not None
        assert book.shelf.write_rejects(tmp_path / "rejects.csv") == 1
    lines = (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == f"deals,{path},2,amount cannot be read,1,Ana,won,'=x,,"


@pytest.mark.parametrize(
    "text",
    [
        "id,owner,stage\r\n1,Ana,won\n2,Bo,lost\r\n",
        "id,owner,stage\n1,Ana,won\r\n2,Bo,lost\n",
        'id,owner,stage\r\n1,"Ana\nMaria",won\r\n2,"Bo\r\n\r\nX",lost\n',
        'id,owner,stage\n1,"Ana ""A""\r\n",won\r2,Bo,lost\n',
        "sep=,\r\nid,owner,stage\n1,Ana,won\r\n2,Bo,lost",
        "\r\n\nid,owner,stage\n1,Ana,won\r\n2,Bo,lost",
    ],
)
def test_line_endings_of_several_kinds(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, text)
    assert {(line.state, line.deals) for line in found.deals} == {("won", 1), ("lost", 1)}
    assert "ends its rows in several ways" in str(found.intakes[0].notes[0])
    assert {line.owner[:3].strip() for line in found.owners} == {"Ana", "Bo"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_endings_within_quotes_end_no_row(end: str, tmp_path: Path) -> None:
    found = read(tmp_path, f'id,owner,stage{end}1,"A\r\nB\nC\rD",won{end}2,Bo,lost{end}')
    assert found.intakes[0].used == 2
    assert found.intakes[0].notes == ()


def test_a_pair_of_line_ends_may_lie_across_two_pieces(tmp_path: Path) -> None:
    before = b"id,owner,stage,n\r\n1,Ana,won,"
    start = before + b"x" * (CHUNK + 1 - len(before) - 2) + b"\r\n"
    assert start[CHUNK - 1 :] == b"\r\n"
    text = start + b"2,Bo,lost,\r\n"
    assert read(tmp_path, text).intakes[0].notes == ()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('1,Ana,"won\r\n2,Bo,lost\n', "unexpected end"),
        ("1,Ana,won\r\n2,Bo\n", "has 2 columns where the header has 3"),
    ],
)
def test_mixed_line_endings_do_not_hide_what_is_broken(body: str, fault: str, tmp_path: Path) -> None:
    assert fault in refused(tmp_path, f"id,owner,stage\n0,Ana,won\r\n{body}").message


def test_nul_in_another_encoding_is_named_too(tmp_path: Path) -> None:
    text = "id,owner,stage\n1,Zo\u00eb,won\n2,B\0o,lost\n"
    for code, how in (("cp1252", RecordsSource((), encoding="cp1252")), ("utf-16", None)):
        [intake] = read(tmp_path, text.encode(code), how=how).intakes
        assert str(intake.notes[0]).endswith("1 NUL character left out, the first in line 3")


def test_formulas_without_a_value_are_named_by_their_cells(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = (["id", "stage", "amount", "owner"], ["1", "won", "=10*5", "Ana"], ["2", "won", 12.345, "=A1"], [None] * 4)
    for row in rows:
        sheet.append(row)
    book.create_sheet("Other")["A1"] = "=1"
    book.save(tmp_path / "deals.xlsx")
    with opened(Sources(deals=RecordsSource((str(tmp_path / "deals.xlsx"),)))) as records:
        found = tally(records, QUESTION)
    [part] = found.intakes[0].set_aside
    assert (part.reason, part.rows, str(part.examples[0]).endswith("cell C2")) == ("amount cannot be read", 1, True)
    assert "the sheet 'Sheet' is read" in str(found.intakes[0].notes[0])
    assert "2 formulas have no value, such as in cells C2, D3" in str(found.intakes[0].notes[1])
    assert [line.owner for line in found.owners] == ["(formula without a value)"]
    assert amounts(found) == [123_450]
    assert found.intakes[0].read == 2


def test_an_error_in_a_cell_is_named(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "deals.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "stage", "amount"])
        sheet.write_row(1, 0, ["1", "won"])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    with opened(Sources(deals=RecordsSource((str(tmp_path / "deals.xlsx"),)))) as records:
        [intake] = tally(records, QUESTION).intakes
    assert str(intake.set_aside[0].examples[0]).endswith("cell C2")
    assert "1 formula has no value, in cell C2" in str(intake.notes[0])


def test_formulas_with_their_values_are_read(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "deals.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "stage", "amount"])
        sheet.write_row(1, 0, ["1", "won"])
        sheet.write_formula(1, 2, "=10*5", None, 50)
    with opened(Sources(deals=RecordsSource((str(tmp_path / "deals.xlsx"),)))) as records:
        found = tally(records, QUESTION)
    assert amounts(found) == [500_000]
    assert found.intakes[0].notes == ()


def test_the_number_of_a_day_is_refused_with_its_date(tmp_path: Path) -> None:
    fault = refused(tmp_path, "id,stage,closed\n1,won,46115\n")
    assert "column 'closed': '46115'" in fault.message
    assert "2026-04-03" in fault.hint


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("4/15/2021, 1:05 PM", 13),
        ("4/15/2021, 1:05:09\u202fPM", 13),
        ("4/15/2021 12:05am", 0),
        ("2021-04-15 9:05 PM", 21),
        ("2021-04-15 21:05:00 UTC", 21),
        ("2021-04-15 23:05:00 +0200", 23),
    ],
)
def test_hours(text: str, hour: int, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(f'id,stage,closed\n1,won,"{text}"\n', encoding="utf-8")
    with opened(Sources(deals=RecordsSource((str(tmp_path / "deals.csv"),)))) as book:
        assert book.deals is not None
        [(closed,)] = book.engine.rows(book.deals.select("closed"), "deals")
    assert (closed // 86_400, closed % 86_400 // 3600) == (18_732, hour)


def test_without_any_date_the_measure_is_of_today(tmp_path: Path) -> None:
    from datetime import date

    assert read(tmp_path, "id,stage\n1,won\n").on >= date(2026, 1, 1)


@pytest.mark.parametrize("title", ["Sales report\n\n", '"Sales report"\nof Ann\n', "Sales report\r\n\r\n\r\n"])
def test_lines_above_the_header_are_said_and_not_read(title: str, tmp_path: Path) -> None:
    end = "\r\n" if "\r" in title else "\n"
    found = read(tmp_path, title + end.join(["id,stage,amount", "1,won,5", "2,lost,x", ""]))
    [part] = found.intakes[0].set_aside
    assert str(part.examples[0]).endswith(f"row {len(title.splitlines()) + 3}, column 'amount'")
    assert "above the header, such as 'Sales report'" in str(found.intakes[0].notes[0])


def test_rows_are_numbered_as_a_spreadsheet_does_with_blank_lines(tmp_path: Path) -> None:
    text = '\n\nid,stage,note,amount\n\n1,won,"a\n\nb",5\n\n\n2,lost,,x\n\n3,won,,y\n'
    path = tmp_path / "deals.csv"
    path.write_text(text, encoding="utf-8")
    with opened(Sources(deals=RecordsSource((str(path),)))) as book:
        [part] = tally(book, QUESTION).intakes[0].set_aside
        assert book.shelf is not None
        book.shelf.write_rejects(tmp_path / "rejects.csv")
    places = [str(example).rpartition("row ")[2] for example in part.examples]
    assert places == ["8, column 'amount'", "10, column 'amount'"]
    lines = (tmp_path / "rejects.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["8", "10"]


def test_a_workbook_with_titles_above_and_blank_rows_below(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Sales report", "", ""],
        ["", "", ""],
        ["id", "stage", "amount"],
        ["1", "won", 5],
        ["", "", ""],
        ["2", "won", "x"],
        ["", "", ""],
    ]
    with opened(Sources(deals=RecordsSource((str(workbook(tmp_path / "deals.xlsx", rows)),)))) as book:
        [intake] = tally(book, QUESTION).intakes
    assert (intake.read, intake.used) == (3, 1)
    parts = {part.reason: str(part.examples[0]).rpartition(" ")[2] for part in intake.set_aside}
    assert parts == {"a blank row": "5", "amount cannot be read": "C6"}
    assert "1 line above the header, such as 'Sales report'" in str(intake.notes[0])


def test_currencies_in_cells_are_told_apart(tmp_path: Path) -> None:
    found = read(tmp_path, 'id,stage,amount\n1,won,$5\n2,won,6 €\n3,won,CHF 7\n4,won,8\n5,won,"9 zł"\n')
    assert {(line.currency, *line.values) for line in found.amounts} == {
        ("USD", 50_000),
        ("EUR", 60_000),
        ("CHF", 70_000),
        ("", 80_000),
        ("PLN", 90_000),
    }


def test_one_sign_alone_may_be_any_dollar(tmp_path: Path) -> None:
    assert [line.currency for line in read(tmp_path, "id,stage,amount\n1,won,$5\n2,won,6\n").amounts] == [""]


def test_a_pair_that_is_cut_by_a_piece_of_reading_is_one_line_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\r\n1,2\r\n")
    for size in range(1, 12):
        monkeypatch.setattr(sniff, "CHUNK", size)
        assert sniff.signs_of(path, "a.csv").ends == {"CR LF"}
    path.write_bytes(b'a,b\n"1\r\n",2\n')
    assert sniff.signs_of(path, "a.csv").ends == {"CR LF", "LF"}


@pytest.mark.parametrize("name", ["/dev/zero", "pipe.csv", "pipe.xlsx", "pipe.parquet"])
def test_pipes_and_devices_are_refused_unread(name: str, tmp_path: Path) -> None:
    if not name.startswith("/"):
        os.mkfifo(tmp_path / name)
    done = salesplan(tmp_path, "measure", "--deals", name)
    assert (done.code, done.out) == (2, "")
    assert f"{name} is a pipe or a device, not a file" in done.err


@pytest.mark.parametrize("name", ["base64", "rot13", "zlib", "nonsense"])
def test_what_encodes_no_text_is_no_encoding(name: str, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("id,stage\n1,Won\n", encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--encoding", name)
    assert done.code == 2
    assert f"'{name}' is not an encoding" in done.err


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "\uff1d1+1", "\t@SUM(A1)", "\u00a0-2", "+1"])
def test_no_spreadsheet_runs_what_was_set_aside(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert spreadsheet_text(text).startswith("'")
