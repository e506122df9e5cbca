"""`salesplan measure` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salesplan.report.language.numbers import numbers_for
from salesplan.report.tables.layout import table_lines
from salesplan.report.tables.table import Column, Kind, Table
from salesplan.report.tables.terminal import plain
from tests.golden import golden
from tests.measure.conftest import PLAN
from tests.shell import Ended, salesplan


def asked(folder: Path, *arguments: str) -> Ended:
    done = salesplan(folder, "measure", *arguments)
    assert done.code == 0, done.err
    return done


def test_what_people_see(folder: Path) -> None:
    done = asked(folder)
    golden("measure.txt", done.out)
    golden("measure-messages.txt", done.err)


def test_json_keeps_the_contract(folder: Path) -> None:
    found = json.loads(asked(folder, "--format", "json", "--by", "rep").out)
    assert found["kind"] == "measure"
    assert {"total", "won", "lost", "open"} <= set(found["deals"])
    assert {"value", "low", "high", "n"} <= set(found["win_rate"])
    assert found["win_rate"]["n"] == found["deals"]["won"] + found["deals"]["lost"]
    assert {"mean", "median"} <= set(found["cycle_days"])
    for stage in found["stages"]:
        decided = stage["moved_on"] + stage["won"] + stage["lost"]
        assert stage["conversion"]["n"] == decided
        assert stage["conversion"]["value"] == pytest.approx((stage["moved_on"] + stage["won"]) / decided, abs=1e-6)
    assert {"segment", "stage", "action", "per_record"} <= set(found["effort"][0])
    assert [group["name"] for group in found["groups"]] == ["Ana", "Bo", "Cleo", "Dan", "Eve"]
    assert {"deals", "win_rate", "stages", "effort"} <= set(found["groups"][0])


@pytest.mark.parametrize("by", ["rep", "source", "month", "segment", "funnel"])
def test_csv_has_a_line_a_group_and_stage(by: str, folder: Path) -> None:
    lines = asked(folder, "--format", "csv", "--by", by).out.splitlines()
    assert lines[0].startswith("group,funnel,stage,entered,")
    assert len(lines) % 3 == 1


def test_months_are_named_as_in_the_plan(folder: Path) -> None:
    found = json.loads(asked(folder, "--format", "json", "--by", "month").out)
    assert [group["name"] for group in found["groups"]][:3] == ["2026-01", "2026-02", "2026-03"]


def test_since_and_until_choose_by_creation(folder: Path) -> None:
    found = json.loads(
        asked(folder, "--format", "json", "--by", "month", "--since", "2026-02-01", "--until", "2026-03-31").out
    )
    assert [group["name"] for group in found["groups"]] == ["2026-02", "2026-03"]


def test_write_shows_the_changes_and_keeps_comments(folder: Path) -> None:
    done = asked(folder, "--write", "--yes", "--format", "json")
    text = (folder / "salesplan.yaml").read_text(encoding="utf-8")
    golden("measure-written.yaml", text)
    assert "-        conversion: 1/20   # a guess" in done.err
    assert all(comment in text for comment in ("# what Paul says", "# a guess", "# on one line"))
    assert salesplan(folder, "validate").code == 0


def test_writing_twice_changes_nothing(folder: Path) -> None:
    asked(folder, "--write", "--yes")
    text = (folder / "salesplan.yaml").read_bytes()
    done = asked(folder, "--write", "--yes")
    assert "nothing to write" in done.err
    assert (folder / "salesplan.yaml").read_bytes() == text


def test_write_without_a_terminal_needs_yes(folder: Path) -> None:
    done = salesplan(folder, "measure", "--write")
    assert done.code == 2
    assert "--yes" in done.err
    assert (folder / "salesplan.yaml").read_text(encoding="utf-8") == PLAN


def test_overlapping_files_on_the_command_line(folder: Path) -> None:
    (folder / "again.csv").write_bytes(
        (folder / "deals.csv").read_bytes() + b"X,,Ana,new,prospect,open,,,2026-01-01,,\n"
    )
    done = asked(folder, "--deals", "deals.csv", "--deals", "again.csv", "--format", "json")
    assert json.loads(done.out)["deals"]["total"] == 301
    assert "300 set aside: the same id again" in done.err


def test_rejects_are_written(folder: Path) -> None:
    with (folder / "deals.csv").open("a", encoding="utf-8") as file:
        file.write("Total,,,,,,12,,,,\n")
    done = asked(folder, "--rejects", "rejects.csv")
    assert "1 set aside: a row of totals (deals.csv, row 302" in done.err
    assert "deals.csv,302,a row of totals,Total" in (folder / "rejects.csv").read_text(encoding="utf-8")


def test_without_a_plan_the_records_tell_the_stages(folder: Path) -> None:
    (folder / "salesplan.yaml").unlink()
    found = json.loads(asked(folder, "--deals", "deals.csv", "--history", "history.csv", "--format", "json").out)
    assert [stage["name"] for stage in found["stages"]] == ["prospect", "opportunity", "proposal"]


def test_an_unknown_file_is_told_what_to_paste(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("opportunity_id,Where it is\n1,Won\n", encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "x.csv")
    assert done.code == 2
    golden("measure-unknown.txt", done.err)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "2026-02-30"), "--since does not take '2026-02-30'"),
        (("--decimal", ";"), "--decimal"),
        (("--deals", "nope.csv"), "nope.csv cannot be read"),
        (("--encoding", "utf-99"), "not an encoding"),
    ],
)
def test_wrong_usage_ends_in_one_message(arguments: tuple[str, ...], said: str, folder: Path) -> None:
    done = salesplan(folder, "measure", *arguments)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_markup_and_escapes_in_names_are_printed_literally(folder: Path) -> None:
    with (folder / "deals.csv").open("a", encoding="utf-8") as file:
        file.write("X,,[red]\x1b[31mEve,new,prospect,open,,,2026-01-01,,\n")
    out = asked(folder, "--by", "rep").out
    assert "\x1b" not in out
    assert "[red]" in out


def test_a_password_in_an_address_is_refused_and_not_printed(folder: Path) -> None:
    plan = PLAN.replace("history: history.csv", "history: history.csv, engine: 'postgresql://me:s3cret@host/db'")
    (folder / "salesplan.yaml").write_text(plan, encoding="utf-8")
    done = salesplan(folder, "measure")
    assert done.code != 0
    assert "s3cret" not in done.out + done.err


@pytest.mark.parametrize("by", ["rep", "source", "month", "segment", "funnel"])
def test_tables_fit_a_hundred_columns(by: str, folder: Path) -> None:
    lines = asked(folder, "--by", by).out.splitlines()
    assert max(map(len, lines)) <= 100, max(lines, key=len)


def test_the_plan_names_its_prospect_list(folder: Path) -> None:
    (folder / "people.csv").write_text("contact,firm\nP1,Acme\nP2,Beta\nP99,Gamma\n", encoding="utf-8")
    named = PLAN.replace("csv}", "csv, prospects: {path: people.csv, columns: {id: contact, account: firm}}}")
    assert json.loads(asked(folder, "--format", "json").out)["prospects"]["total"] == 30
    (folder / "salesplan.yaml").write_text(named, encoding="utf-8")
    done = asked(folder, "--format", "json")
    assert json.loads(done.out)["prospects"]["total"] == 3
    assert json.loads(done.out)["prospects"]["worked"] == 2
    assert "prospects: 3 rows read, 3 used" in done.err


def test_without_plan_and_export_the_way_to_name_one_is_told(tmp_path: Path) -> None:
    ended = salesplan(tmp_path, "measure")
    assert ended.code == 2
    assert "as in --deals deals.csv" in ended.err


UNORDERED = "id,stage,status,amount,created,closed\n1,talk,open,5,2027-01-04,\n2,offer,won,7,2027-01-04,2027-01-09\n"


def test_stages_whose_order_nothing_tells_have_no_rates(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(UNORDERED + "3,offer,open,5,2027-01-04,\n", encoding="utf-8")
    ended = salesplan(tmp_path, "measure", "--deals", "deals.csv")
    assert "nothing tells the order of the stages" in ended.out
    assert "Conversion" not in ended.out
    assert "`salesplan init` starts a plan" in ended.err


def test_the_next_command_is_this_one_with_write(folder: Path) -> None:
    told = salesplan(folder, "measure", "--deals", "deals.csv", "--since", "2026-01-01").err
    assert "`salesplan measure --deals deals.csv --since 2026-01-01 --write`" in told


def test_on_a_narrow_screen_a_remark_stands_without_a_title() -> None:
    table = Table("t", "", (Column("n", "Décidées", Kind.COUNT), Column("why", "")), ((0, "historique insuffisant"),))
    assert [plain(line) for line in table_lines(table, numbers_for("fr"), 12)][-3:] == [
        "Décidées\u00a0: 0",
        "historique",
        "insuffisant",
    ]


@pytest.mark.parametrize("rows", ["", "Total,,,\n"])
def test_an_export_without_a_readable_row_ends_with_1(rows: str, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("Deal ID,Created,Status,Owner\n" + rows, encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--format", "json")
    assert done.code == 1, done.err
    assert "there are no rows to measure" in done.err
