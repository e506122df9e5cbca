"""`salesplan quota` as its users meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from salesplan.base.finding import Usage
from salesplan.console.options import read_target
from tests.golden import golden
from tests.shell import salesplan

PLAN = """\
salesplan: 1
title: January acquisition
currency: EUR
period: 2027-01
goals:
  - {name: New revenue, metric: revenue, target: 90000}
funnels:
  - name: acquisition
    deal_value: 30000
    stages:
      - name: prospect
        sourced_by: marketing
        conversion: 1/20
        actions:
          prospecting: {call: 3}
      - name: opportunity
        conversion: 1/4
        actions:
          sales: {call: 8, meeting: 1, proposal: 2}
team: {marketing: {headcount: 1}, prospecting: {headcount: 2}, sales: {headcount: 1}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def test_an_empty_folder_gets_the_worked_example_and_is_told_so(tmp_path: Path) -> None:
    ended = salesplan(tmp_path, "quota", "--target", "90000")
    assert ended.code == 0
    golden("quota/empty-folder.out.txt", ended.out)
    golden("quota/empty-folder.err.txt", ended.err)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_every_format(folder: Path, form: str) -> None:
    golden(f"quota/january.{form}.txt", salesplan(folder, "quota", "--format", form).out)


def test_the_derivation_names_the_lines_of_the_plan(folder: Path) -> None:
    golden("quota/january.explain.txt", salesplan(folder, "quota", "--explain").out)


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_the_derivation_in_every_format(folder: Path, form: str) -> None:
    golden(f"quota/january.explain.{form}.txt", salesplan(folder, "quota", "--explain", "--format", form).out)


@pytest.mark.parametrize("by", ["month", "week", "day"])
@pytest.mark.parametrize("per", ["segment", "rep"])
def test_every_split_as_a_table(folder: Path, by: str, per: str) -> None:
    golden(f"quota/january.{by}.{per}.txt", salesplan(folder, "quota", "--by", by, "--per", per).out)


@pytest.mark.parametrize("by", ["period", "month", "week", "day"])
def test_slots_in_json_and_csv_add_up_to_the_quotas(folder: Path, by: str) -> None:
    told = json.loads(salesplan(folder, "quota", "--by", by, "--per", "rep", "--format", "json").out)
    quotas = {(s["name"], q["action"]): q["count"] for s in told["segments"] for q in s["quotas"]}
    lines = salesplan(folder, "quota", "--by", by, "--per", "rep", "--format", "csv").out.splitlines()
    assert lines[0] == "segment,rep,start,end,action,count"
    from_json, from_csv = dict.fromkeys(quotas, 0), dict.fromkeys(quotas, 0)
    for slot in told["slots"]:
        from_json[slot["segment"], slot["action"]] += slot["count"]
    for line in lines[1:]:
        segment, _, _, _, action, count = line.split(",")
        from_csv[segment, action] += int(count)
    assert quotas == from_json == from_csv


def test_a_plan_without_a_period_cannot_be_split(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN.replace("period: 2027-01\n", ""))
    ended = salesplan(tmp_path, "quota", "--by", "week")
    assert ended.code == 1
    golden("quota/no-period.err.txt", ended.err)


def test_hours_that_do_not_suffice_are_said(folder: Path) -> None:
    busy = PLAN + "actions: {call: {minutes: 45}}\n"
    golden("quota/short-of-hours.txt", salesplan(folder, "quota", "-", stdin=busy).out)


def test_a_target_beyond_any_market_is_said(folder: Path) -> None:
    assert "more records than any market has" in salesplan(folder, "quota", "--target", "999999999999999").out


def test_a_confidence_that_the_rates_cannot_reach_is_said(folder: Path) -> None:
    doubtful = PLAN.replace("conversion: 1/20", "conversion: 1/20\n        evidence: 0 of 1")
    ended = salesplan(folder, "quota", "-", "--confidence", "99.999999%", stdin=doubtful)
    assert "No number of records reaches the target with that confidence" in ended.out


@pytest.mark.parametrize(("confidence", "prospects"), [("80%", 342), ("0.9", 425), ("95%", 502)])
def test_a_confidence_takes_more_prospects(folder: Path, confidence: str, prospects: int) -> None:
    result = json.loads(salesplan(folder, "quota", "--format", "json", "--confidence", confidence).out)
    assert result["funnels"][0]["stages"][0] == {"name": "prospect", "count": prospects}


@pytest.mark.parametrize("target", ["nan", "-5", "0", "1e308", "abc", "90,000", "", "1" * 5000, "٣"])
def test_a_target_that_is_none_is_refused(folder: Path, target: str) -> None:
    ended = salesplan(folder, "quota", f"--target={target}", "-o", "out.txt")
    assert (ended.code, ended.out) == (2, "")
    assert "--target 90000" in ended.err
    assert not (folder / "out.txt").exists()


@pytest.mark.parametrize("confidence", ["100", "100%", "0", "1", "-1", "nan", "80", "abc"])
def test_a_confidence_that_is_none_is_refused(folder: Path, confidence: str) -> None:
    ended = salesplan(folder, "quota", f"--confidence={confidence}")
    assert ended.code == 2
    assert "above 0% and below 100%" in ended.err


def test_standard_input_is_a_plan_too(tmp_path: Path) -> None:
    assert "720" in salesplan(tmp_path, "quota", "-", stdin=PLAN).out


def test_a_file_is_written_whole_and_the_screen_stays_empty(folder: Path) -> None:
    ended = salesplan(folder, "quota", "--format", "csv", "-o", "quota.csv")
    assert (ended.code, ended.out) == (0, "")
    assert (folder / "quota.csv").read_text().splitlines()[1] == "marketing,prospect,240"


@pytest.mark.parametrize(
    ("name", "content"), [("missing.yaml", None), ("folder", ""), ("empty.yaml", ""), ("list.yaml", "- 1\n")]
)
def test_what_is_no_plan_is_said_in_one_message(tmp_path: Path, name: str, content: str | None) -> None:
    if name == "folder":
        (tmp_path / name).mkdir()
    elif content is not None:
        (tmp_path / name).write_text(content)
    ended = salesplan(tmp_path, "quota", name, "-o", "out.txt")
    assert ended.code == (1 if name.endswith(("empty.yaml", "list.yaml")) else 2)
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert not (tmp_path / "out.txt").exists()


def test_a_plan_that_lacks_a_figure_is_told_which_key_to_add(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN.replace("        conversion: 1/4\n", ""))
    ended = salesplan(tmp_path, "quota")
    assert ended.code == 1
    golden("quota/no-conversion.err.txt", ended.err)


def test_a_mistake_stops_the_command_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN.replace("conversion: 1/4", "conversion: 25"))
    ended = salesplan(tmp_path, "quota")
    assert (ended.code, ended.out) == (1, "")
    golden("quota/rate-of-25.err.txt", ended.err)


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"}])
def test_poor_encodings_get_something_readable(folder: Path, environment: dict[str, str]) -> None:
    ended = salesplan(folder, "quota", PYTHONUTF8="0", **environment)
    assert ended.code == 0
    assert "720" in ended.out


def test_a_very_narrow_screen_is_readable(folder: Path) -> None:
    golden("quota/january.ten-columns.txt", salesplan(folder, "quota", COLUMNS="10").out)


def test_json_and_csv_never_wrap(folder: Path) -> None:
    for form in ("json", "csv"):
        plain = salesplan(folder, "quota", "--format", form).out
        assert salesplan(folder, "quota", "--format", form, COLUMNS="10").out == plain


def test_a_reader_who_leaves_while_the_library_writes_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library of the command line ends with 1 then, as if a plan had errors."""
    from salesplan import cli

    def leaves(**_settings: object) -> None:
        try:
            raise BrokenPipeError
        except OSError:
            sys.exit(1)

    monkeypatch.setattr(cli, "app", leaves)
    with pytest.raises(BrokenPipeError):
        cli._run()
    monkeypatch.setattr(cli, "app", lambda **_settings: sys.exit(1))
    assert cli._run() == 1


def test_a_reader_who_stops_reading_is_no_fault(folder: Path) -> None:
    piped = subprocess.run(  # noqa: S602  (a real pipe is the point)
        f"{sys.executable} -m salesplan quota --explain | head -n 1; echo ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert piped.stdout.splitlines()[-1] == "0"
    assert piped.stderr in {"", "`salesplan quota --explain` shows how each number comes about.\n"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_short_message(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "salesplan", "quota"], cwd=folder, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr.decode().splitlines()[-1].startswith("salesplan: ")
    assert b"Traceback" not in ended.stderr


def test_hostile_names_are_printed_literally(folder: Path) -> None:
    name = r'"[/][red]x :smile: \u202e"'
    (folder / "salesplan.yaml").write_text(PLAN.replace("name: acquisition", "name: '[/][red]x :smile:'"))
    assert "[/][red]x :smile:" in salesplan(folder, "quota").out
    (folder / "salesplan.yaml").write_text(PLAN.replace("name: acquisition", f"name: {name}"))
    assert "\u202e" not in salesplan(folder, "quota").out


@pytest.mark.parametrize(
    ("written", "told"),
    [("90.000", "90000, or --target 90"), ("90k", "90000"), ("90 000 €", "90000"), ("90,000", "90000")],
)
def test_a_target_as_people_write_it_is_told_plainly(folder: Path, written: str, told: str) -> None:
    ended = salesplan(folder, "quota", "--target", written)
    assert ended.code == 2
    assert f"Write --target {told}\n" in ended.err


@pytest.mark.parametrize("name", ["quota.xlsx", "quota.XLS", "quota.html", "quota.pdf"])
def test_a_table_never_takes_the_name_of_another_programs_file(folder: Path, name: str) -> None:
    ended = salesplan(folder, "quota", "-o", name)
    assert ended.code == 2
    assert "salesplan render -o plan.xlsx" in ended.err
    assert not (folder / name).exists()


def test_the_only_deal_of_a_plan_is_spoken_of_as_one(folder: Path) -> None:
    slow = PLAN.replace("conversion: 1/20", "conversion: 1/20\n        days: 20")
    told = " ".join(salesplan(folder, "quota", "-", "--target", "30000", stdin=slow).out.split())
    assert "its only deal would close too late" in told


@pytest.mark.parametrize("name", ["salesplan.yml", "salesplan.yaml.txt", "Plan Q1.yaml", "sales.yaml"])
def test_a_plan_under_another_name_is_pointed_at(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(PLAN, encoding="utf-8")
    (tmp_path / "action.yml").write_text("name: Check\nruns: {using: composite}\n", encoding="utf-8")
    (tmp_path / ".hidden.yaml").touch()
    told = f"There is {name}: name it, or call it salesplan.yaml."
    assert told in salesplan(tmp_path, "quota").err
    assert told in salesplan(tmp_path, "validate").err


def test_yaml_of_other_tools_is_not_taken_for_a_plan(tmp_path: Path) -> None:
    (tmp_path / "action.yml").write_text("name: Check\nruns: {using: composite}\n", encoding="utf-8")
    assert "action.yml" not in salesplan(tmp_path, "quota", "--target", "90000").err


def test_a_remedy_for_a_target_is_itself_a_target() -> None:
    with pytest.raises(Usage) as caught:
        read_target("€90.000")
    assert caught.value.hint == "Write --target 90000 or --target 90"


@pytest.mark.parametrize("written", [("--by", "period"), ("--per", "segment"), ("--by", "period", "--per", "segment")])
def test_a_split_that_is_written_out_has_slots(written: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    plain, parted = (
        json.loads(salesplan(tmp_path, "quota", *words, "--format", "json").out) for words in ((), written)
    )
    assert "slots" not in plain
    slots, revenue = parted.pop("slots"), parted.pop("revenue")
    assert parted == plain
    counts = {(slot["segment"], slot["action"]): slot["count"] for slot in slots}
    quotas = {(part["name"], one["action"]): one["count"] for part in plain["segments"] for one in part["quotas"]}
    assert counts == quotas
    assert {(slot["rep"], slot["start"], slot["end"]) for slot in slots} == {(None, "2027-01-01", "2027-01-31")}
    assert sum(slot["amount"] for slot in revenue) == 90000
