"""Following a plan with what is missing, wrong or elsewhere: a clear line each, and nothing is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from salesplan.cli import app
from tests.shell import salesplan as process

EXAMPLE = Path(__file__).parents[2] / "examples" / "following"
HEAD = "id,name,owner,stage,status,amount,created,closed,expected_close\n"
RECORDS = "records: {deals: deals.csv, activities: activities.csv, history: history.csv}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example in a folder of its own, where commands run."""
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "salesplan.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(*arguments: str) -> tuple[int, str]:
    """The exit code, and all that was said."""
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def refused(folder: Path, *arguments: str) -> str:
    """What was said by a command that could not do what it was asked."""
    done = process(folder, *arguments)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    return done.err


def told(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, [*arguments, "--format", "json"])
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("track", "there are no records to follow"),
        ("pipeline", "there are no deals to follow"),
        ("forecast", "there are no deals to follow"),
    ],
)
def test_no_records(folder: Path, command: str, line: str) -> None:
    change(folder, RECORDS, "")
    said = refused(folder, command)
    assert line in said
    assert "--deals" in said


@pytest.mark.parametrize("arguments", [("track",), ("track", "--digest"), ("quota", "--on", "2027-02-01")])
def test_no_period(folder: Path, arguments: tuple[str, ...]) -> None:
    change(folder, "period: 2027-Q1\n", "")
    code, said = run(*arguments)
    assert code == 1
    assert "period" in said
    assert "add period: 2027-01" in said
    assert ("rows read" in said) is (arguments[0] == "quota")  # what is missing is told before a million rows are read


def test_a_pipeline_needs_no_period(folder: Path) -> None:
    change(folder, "period: 2027-Q1\n", "")
    found = told("pipeline", "--since", "open-deals-2027-01-31.csv")
    assert (found["period"], found["coverage"], found["open"]["deals"]) == (None, None, 23)
    assert found["changes"]["closing"] == found["open"]["amount"]


@pytest.mark.parametrize(
    ("day", "line"),
    [
        ("2026-12-01", "The period starts on 1 Jan 2027: nothing is due yet."),
        ("2027-06-01", "The period ended on 31 Mar 2027: this is how it came out."),
    ],
)
def test_a_day_outside_the_period(folder: Path, day: str, line: str) -> None:  # noqa: ARG001  (the folder it runs in)
    code, said = run("track", "--on", day)
    assert (code, line in said) == (0, True)
    over = day > "2027-04"
    for row in told("track", "--on", day)["rows"]:
        assert row["due"] == (row["assigned"] if over else 0)
        assert row["needed_per_day"] is None or not over or row["needed_per_day"] == 0


def test_records_that_end_long_before_the_day(folder: Path) -> None:  # noqa: ARG001  (the folder it runs in)
    early, late = (run("track", "--on", day)[1] for day in ("2027-03-01", "2027-03-08"))
    for line in ("The deals tell of nothing after 26 Feb 2027.", "The activities tell of nothing after 26 Feb 2027."):
        assert line not in early
        assert line in late
        assert line in run("track", "--digest", "--on", "2027-06-01")[1]
    assert "The period ended on 31 Mar 2027" in run("track", "--digest", "--on", "2027-06-01")[1]


def test_records_wholly_outside_the_period(folder: Path) -> None:
    change(folder, "2027-Q1", "2029-Q1")
    code, said = run("track")
    assert code == 0
    assert "No record is of the period from 1 Jan 2029 to 31 Mar 2029." in said


def test_somebody_who_left_or_was_never_there(folder: Path) -> None:
    whole = told("track")
    change(folder, "{name: Ada Martin}", "{name: Ada Martin, ends: 2027-01-29}")
    left = told("track", "--by", "rep")
    ada = [row for row in left["rows"] if row["rep"] == "Ada Martin"]
    assert [row["due"] for row in ada] == [row["assigned"] for row in ada]
    change(folder, "{name: Ada Martin, ends: 2027-01-29}", "{name: Eve Adams}")
    gone = told("track")
    assert {line["owner"] for line in gone["unassigned"]} >= {"Ada Martin"}
    totals = [sum(line["done"] for line in (*one["rows"], *one["unassigned"])) for one in (whole, left, gone)]
    assert len(set(totals)) == 1


def test_an_action_that_nobody_was_asked_for(folder: Path) -> None:
    with (folder / "activities.csv").open("a", encoding="utf-8") as file:
        file.write("9001,2027-02-01,Ada Martin,lunch,,3\n")
    assert {"owner": "Ada Martin", "action": "lunch", "done": 3} in told("track")["unassigned"]


def test_a_crowd_of_strangers_is_short_on_the_screen_and_whole_in_a_file(folder: Path) -> None:
    rows = [f"{9000 + n},2027-02-01,Temp {n:02},call,,{n + 1}\n" for n in range(47)]
    with (folder / "activities.csv").open("a", encoding="utf-8") as file:
        file.writelines(rows)
    everybody = {(line["owner"], line["done"]) for line in told("track")["unassigned"]}
    assert {(f"Temp {n:02}", n + 1) for n in range(47)} <= everybody
    said = run("track")[1]
    hidden = sorted((done for _, done in everybody), reverse=True)[10:]
    assert f"and {len(hidden)} more lines, {sum(hidden)} done: --format csv shows all" in said
    assert "Temp 46" in said
    assert "Temp 03" not in said
    in_file = [line.split(",") for line in run("track", "--format", "csv")[1].splitlines() if ",unassigned" in line]
    assert {(owner, int(done)) for _, owner, _, _, _, _, _, done, *_ in in_file} == everybody


def test_a_forecast_says_nothing_of_activities_it_does_not_read(folder: Path) -> None:  # noqa: ARG001
    assert "activities" not in run("forecast")[1]


def test_one_deal_without_an_amount(folder: Path) -> None:
    (folder / "one.csv").write_text(f"{HEAD}A1,One,Ada Martin,lead,open,,2027-01-05,,2027-02-01\n", encoding="utf-8")
    change(folder, RECORDS, "records: {deals: one.csv}\n")
    found = told("pipeline")
    assert (found["open"]["deals"], found["open"]["amount"]) == (1, 0)
    code, said = run("pipeline")
    assert (code, "1 open deal has no amount and counts for 0." in said) == (0, True)
    code, said = run("track")
    assert (code, "No activities were given" in said) == (0, True)
    assert run("forecast")[0] == 0
    assert run("quota", "--on", "2027-01-20")[0] == 0


def test_a_file_without_a_deal(folder: Path) -> None:
    (folder / "none.csv").write_text(HEAD, encoding="utf-8")
    change(folder, RECORDS, "records: {deals: none.csv}\n")
    assert told("pipeline", "--on", "2027-02-01")["open"] == {"deals": 0, "amount": 0, "weighted": 0}
    code, said = run("track", "--on", "2027-02-01")
    assert (code, "No record is of the period" in said) == (0, True)


def test_an_old_export_with_other_columns(folder: Path) -> None:
    rows = (folder / "open-deals-2027-01-31.csv").read_text(encoding="utf-8").splitlines()
    kept = [",".join(part for at, part in enumerate(row.split(",")) if at != 5) for row in rows]
    (folder / "old.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    code, said = run("pipeline", "--since", "old.csv")
    assert code == 0
    assert "23 open deals of the earlier export have no amount there" in said
    changes = told("pipeline", "--since", "old.csv")["changes"]
    assert changes["opening"] == 0
    assert changes["deals"]["opening"] == 23


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x,y\n1,2\n", "these are not the columns of an export we know"),
        ("Deal - ID,Deal - Title,Deal - Stage,Deal - Status\n9,Zed,lead,open\n", "no deal in common with this one"),
    ],
)
def test_an_old_export_of_something_else(folder: Path, text: str, line: str) -> None:
    (folder / "old.csv").write_text(text, encoding="utf-8")
    assert line in refused(folder, "pipeline", "--since", "old.csv")


def test_an_earlier_export_that_is_a_later_one(folder: Path) -> None:
    old = ("pipeline", "--since", "open-deals-2027-01-31.csv")
    assert "It tells of 2027-01-29, which is after 2026-12-01" in refused(folder, *old, "--on", "2026-12-01")
    code, said = run(*old, "--on", "2027-01-11")
    assert code == 0
    assert "tells of 29 Jan 2027, which is after 11 Jan 2027: what changed reads backwards." in " ".join(said.split())
    changes = told(*old, "--on", "2027-01-11")["changes"]
    assert changes["closing"] - changes["opening"] == moved(changes)


def moved(changes: dict[str, Any]) -> Any:
    """What all steps together come to."""
    adds = ("new", "pulled_in", "reopened", "grown")
    takes = ("won", "lost", "pushed_out", "shrunk", "parked", "gone")
    return sum(changes[step] for step in adds) - sum(changes[step] for step in takes)


@pytest.mark.parametrize("command", ["track", "pipeline", "quota", "render"])
def test_what_is_not_a_day(folder: Path, command: str) -> None:
    assert "--on 2027-01-31" in refused(folder, command, "--on", "2027-02-30")


@pytest.mark.parametrize("language", ["en", "fr", "it"])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("track", ("track", "--by", "rep")),
        ("pipeline", ("pipeline", "--since", "open-deals-2027-01-31.csv")),
        ("digest", ("track", "--digest")),
        ("replan", ("quota", "--on", "2027-02-12", "--explain")),
    ],
)
def test_what_people_see(
    folder: Path, language: str, name: str, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.golden import golden

    monkeypatch.delenv("COLUMNS", raising=False)

    change(folder, "currency: EUR", f"currency: EUR\nlanguage: {language}")
    done = CliRunner().invoke(app, [*arguments, "--format", "markdown" if name == "digest" else "table"])
    assert done.exit_code == 0
    golden(f"progress/{name}.{language}.txt", done.stdout)
