"""What can go wrong around a file: signals, room, sizes, and files that are no tables."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from salesplan.base import files
from salesplan.base.finding import Unreadable
from salesplan.records.count.tally import tally
from salesplan.records.engines.opening import opened
from salesplan.records.files.date_notation import date_format
from salesplan.records.question import Question, Tallies
from salesplan.records.sources import RecordsSource, Sources
from tests.shell import salesplan

GIVEN = "id,stage,amount,created,closed\n"


def read(path: Path, **how: str) -> Tallies:
    with opened(Sources(deals=RecordsSource((str(path),), **how))) as book:  # type: ignore[arg-type]
        return tally(book, Question())


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_signal_while_counting_ends_the_command_and_leaves_nothing(how: int, code: int, tmp_path: Path) -> None:
    rows = "".join(f"{n},won,5,2026-01-01,2026-02-01\n" for n in range(400_000))
    (tmp_path / "deals.csv").write_text(GIVEN + rows, encoding="utf-8")
    (tmp_path / "room").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "room"), "SALESPLAN_CACHE": "off"}
    command = [sys.executable, "-m", "salesplan", "measure", "--deals", "deals.csv"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        while run.poll() is None and not list((tmp_path / "room").iterdir()):
            time.sleep(0.005)
        run.send_signal(how)
        out, err = run.communicate(timeout=60)
    assert run.returncode == code
    assert (out, b"defect" in err, b"Traceback" in err) == (b"", False, False)
    assert list((tmp_path / "room").iterdir()) == []


def test_a_folder_is_removed_although_ctrl_c_comes_meanwhile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    calls: list[Path] = []
    remove = shutil.rmtree

    def interrupted(place: Path, **how: Any) -> None:
        calls.append(place)
        if len(calls) == 1:
            raise KeyboardInterrupt
        remove(place, **how)

    monkeypatch.setattr("shutil.rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt), files.scratch_folder() as folder:
        (folder / "x").touch()
    assert list(tmp_path.iterdir()) == []


def test_a_full_folder_of_temporary_files_names_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    with pytest.raises(Unreadable, match="is full") as caught, files.scratch_folder():
        raise OSError(errno.ENOSPC, "No space left on device")
    assert str(tmp_path) in caught.value.message
    assert "TMPDIR" in caught.value.hint


@pytest.mark.parametrize("amount", ["10000000000", "999999999999999.99", "1000000000000000", "-1000000000000000"])
def test_amounts_up_to_a_quadrillion(amount: str, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(f"{GIVEN}1,won,{amount},,\n2,won,1,,\n", encoding="utf-8")
    found = {amount for line in read(tmp_path / "deals.csv").amounts for amount in line.values}
    assert found == {10_000, int(float(amount) * 100) * 100 if "." not in amount else 9_999_999_999_999_999_900}


@pytest.mark.parametrize("amount", ["1000000000000000.01", "5" * 40])
def test_a_larger_one_is_set_aside_with_its_row(amount: str, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(f"{GIVEN}1,won,{amount},,\n2,won,1,,\n", encoding="utf-8")
    [intake] = read(tmp_path / "deals.csv").intakes
    assert [(part.reason, part.rows) for part in intake.set_aside] == [("amount cannot be read", 1)]


def test_a_file_without_line_ends_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("x" * 300_000, encoding="utf-8")
    with pytest.raises(Unreadable, match="no line end"):
        read(tmp_path / "deals.csv")


@pytest.mark.parametrize(
    ("text", "form"),
    [("dd/mm/yyyy", "%d/%m/%Y"), ("JJ/MM/AAAA", "%d/%m/%Y"), ("TT.MM.JJJJ", "%d.%m.%Y"), ("gg/mm/aaaa", "%d/%m/%Y"),
     ("%m/%d/%Y %H:%M", "%m/%d/%Y"), ("mm/dd/yyyy hh:mm", "%m/%d/%Y"), ("%-d %b %Y", "%d %b %Y")],
)  # fmt: skip
def test_formats_of_dates_in_words(text: str, form: str) -> None:
    assert date_format(text) == form


@pytest.mark.parametrize("text", ["%", "%d/%m", "%Q", "", "(", "day"])
def test_what_is_no_format_of_dates_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="no format of dates"):
        date_format(text)


@pytest.mark.parametrize("sign", ["||", "", '"'])
def test_a_delimiter_is_one_sign(sign: str, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("id,stage\n1,won\n", encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--delimiter", sign)
    assert (done.code, "--delimiter does not take" in done.err) == (2, True)


def test_files_that_a_shell_found_are_all_meant(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        (tmp_path / f"{number}.csv").write_text(f"id,stage\n{number},won\n", encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "1.csv", "2.csv", "3.csv", "-f", "csv")
    assert (done.code, "All deals,3,3" in done.out) == (0, True)


def test_a_value_that_no_count_needs_sets_no_row_aside(tmp_path: Path) -> None:
    text = "id,stage,expected_close\n1,won,2026-01-01\n2,won,soon\n3,won,2026-01-02\n"
    (tmp_path / "deals.csv").write_text(text, encoding="utf-8")
    [intake] = read(tmp_path / "deals.csv").intakes
    notes = [str(note) for note in intake.notes]
    assert (intake.used, notes) == (3, ["1 value of expected_close cannot be read and is left out"])


def test_deals_without_a_day_are_named_where_days_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(f"{GIVEN}1,won,1,2026-01-05,\n2,won,1,,\n", encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--since", "2026-01-01")
    assert "1 deal without a date of creation is left out" in done.out


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    for name, data in (("a.csv.gz", b"\x1f\x8b\x08nothing"), ("a.zip", b"PK\x03\x04nothing")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Unreadable):
            read(tmp_path / name)


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import gzip

    from salesplan.records.files import packed

    monkeypatch.setattr(packed, "PLENTY", 1 << 16)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"0" * (1 << 25)))
    with pytest.raises(Unreadable, match="far more"):
        read(tmp_path / "a.csv.gz")


def test_an_output_that_is_a_part_of_a_file_that_is_read_is_refused(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("d.csv", "id,stage\n1,won\n")
    done = salesplan(tmp_path, "measure", "--deals", "e.zip#d.csv", "--rejects", "e.zip")
    assert (done.code, "it would be lost" in done.err) == (2, True)


@pytest.mark.parametrize("within", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_header_of_two_lines_in_one_cell(within: str, end: str, tmp_path: Path) -> None:
    text = end.join([f'id,"stage{within}",owner', "1,Won,Ada", f'2,"Demo{within}day",Bo', "3,Lost,Ada", ""])
    (tmp_path / "d.csv").write_bytes(text.encode())
    found = json.loads(salesplan(tmp_path, "measure", "--deals", "d.csv", "-f", "json").out)["deals"]
    assert (found["total"], found["won"], found["lost"], found["open"]) == (3, 1, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '[{"id":1,"stage":' + '{"a":' * 900 + "1" + "}" * 901 + "]",
        '{"id":1,"stage":"Won"}\n' + "[" * 99_999,
    ],
)
def test_json_that_is_nested_without_end_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "d.json").write_text(text, encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "d.json")
    assert (done.code, done.err.splitlines()[0]) == (2, "salesplan: d.json is nested too deeply")


def test_an_exponent_without_end_is_a_row_that_cannot_be_read(tmp_path: Path) -> None:
    text = '[{"id":1,"stage":"Won","amount":1e99999999},{"id":2,"stage":"Won","amount":1e3}]'
    (tmp_path / "d.json").write_text(text, encoding="utf-8")
    found = json.loads(salesplan(tmp_path, "measure", "--deals", "d.json", "-f", "json").out)
    assert (found["deals"]["won"], found["average_deal"]) == (1, 1000)
    assert [part["rows"] for part in found["understood"]["set_aside"]] == [1]
