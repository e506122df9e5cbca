"""How records were understood is shown, and no output of ours ever replaces what was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shell import salesplan

DEALS = "id,stage,created,closed,amount,colour\n" + "".join(
    f"{n},{stage},2026-01-{n + 1:02},2026-02-{n + 1:02},100,red\n"
    for n, stage in enumerate(["Closed Won", "Closed Lost (No Budget)", "Demo", "Closed", "Dead - no reply"] * 3)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    return tmp_path


def understood(folder: Path, *arguments: str) -> dict[str, object]:
    done = salesplan(folder, "measure", "--deals", "deals.csv", "--format", "json", *arguments)
    found: dict[str, object] = json.loads(done.out)["understood"]
    return found


def test_every_text_is_said_with_how_it_was_taken(folder: Path) -> None:
    found = understood(folder)
    assert found["stages"] == [
        {"text": text, "as": state, "rows": 3}
        for text, state in (
            ("Closed", "unknown"),
            ("Closed Lost (No Budget)", "lost"),
            ("Closed Won", "won"),
            ("Dead - no reply", "lost"),
            ("Demo", "Demo"),
        )
    ]
    assert found["unused"] == ["colour"]
    assert found["columns"] == {name: name for name in ("id", "stage", "created", "closed", "amount")}


def test_what_is_not_understood_is_in_no_rate_until_it_is_said(folder: Path) -> None:
    asked = ("measure", "--deals", "deals.csv", "--format", "json")
    before = json.loads(salesplan(folder, *asked).out)
    assert before["deals"]["unknown"] == 3
    assert before["win_rate"]["n"] == 9
    after = json.loads(salesplan(folder, *asked, "--stage", "Closed=lost").out)
    assert after["deals"]["lost"] == 9
    assert any("--stage 'Closed=lost'" in text for text in before["understood"]["warnings"])


def test_a_preview_shows_no_figures(folder: Path) -> None:
    shown = salesplan(folder, "measure", "--deals", "deals.csv", "--preview")
    assert shown.code == 0
    assert "(not used)" in shown.out
    assert "Win rate" not in shown.out


@pytest.mark.parametrize("how", ["same", "dot", "symbolic", "hard"])
@pytest.mark.parametrize("option", ["-o", "--rejects"])
def test_no_output_is_an_input_by_any_name(how: str, option: str, folder: Path) -> None:
    names = {"same": "deals.csv", "dot": "./x/../deals.csv", "symbolic": "soft.csv", "hard": "hard.csv"}
    (folder / "x").mkdir()
    (folder / "soft.csv").symlink_to("deals.csv")
    (folder / "hard.csv").hardlink_to(folder / "deals.csv")
    done = salesplan(folder, "measure", "--deals", "deals.csv", option, names[how])
    assert done.code == 2
    assert "would be lost" in done.err
    assert (folder / "deals.csv").read_text(encoding="utf-8") == DEALS


@pytest.mark.parametrize("option", ["-o", "--rejects"])
def test_plans_and_tables_of_others_are_not_written_over(option: str, folder: Path) -> None:
    for name, text in (("other.yaml", "salesplan: 1\n"), ("other.csv", "invoice,customer,net\n1,A,5\n")):
        (folder / name).write_text(text, encoding="utf-8")
        done = salesplan(folder, "measure", "--deals", "deals.csv", option, name)
        assert (done.code, (folder / name).read_text(encoding="utf-8")) == (2, text)


@pytest.mark.parametrize("option", ["-o", "--rejects"])
def test_an_earlier_answer_may_be_replaced(option: str, folder: Path) -> None:
    for _ in range(2):
        assert salesplan(folder, "measure", "--deals", "deals.csv", option, "out.csv").code == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("other.txt", "invoice;customer;net\n1;A;5\n"),
        ("other.tsv", "invoice\tcustomer\tnet\n1\tA\t5\n"),
        ("other.json", '[{"id": 1, "stage": "won"}]'),
        ("other.csv", "id,stage,created\n1,won,2026-01-01\n"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "json", "markdown"])
def test_a_table_of_others_is_not_written_over_in_any_form(form: str, name: str, text: str, folder: Path) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    done = salesplan(folder, "measure", "--deals", "deals.csv", "-f", form, "-o", name)
    assert (done.code, (folder / name).read_text(encoding="utf-8")) == (2, text)


@pytest.mark.parametrize("form", ["csv", "json", "markdown"])
@pytest.mark.parametrize("suffix", ["csv", "txt", "json", "md"])
def test_an_earlier_answer_of_any_form_may_be_replaced(form: str, suffix: str, folder: Path) -> None:
    for _ in range(2):
        asked = ("measure", "--deals", "deals.csv", "-f", form, "-o", f"out.{suffix}")
        assert salesplan(folder, *asked).code == 0


def test_a_condition_says_what_is_won(folder: Path) -> None:
    (folder / "won.csv").write_text("customer,signed_on\nA,2026-01-01\nB,\n", encoding="utf-8")
    asked = ("measure", "--deals", "won.csv", "--won-if", "signed_on=*", "--format", "json")
    found = json.loads(salesplan(folder, *asked).out)
    assert (found["deals"]["won"], found["deals"]["unknown"]) == (1, 1)
    found = json.loads(salesplan(folder, *asked, "--lost-if", "signed_on=").out)
    assert (found["deals"]["won"], found["deals"]["lost"]) == (1, 1)


def test_what_a_message_proposes_runs_as_it_stands(folder: Path) -> None:
    (folder / "odd.csv").write_text("key,Where it is\n1,Closed Won\n2,Demo\n", encoding="utf-8")
    said = salesplan(folder, "measure", "--deals", "odd.csv").err
    (folder / "salesplan.yaml").write_text(said[said.index("salesplan: 1") :], encoding="utf-8")
    assert json.loads(salesplan(folder, "measure", "--format", "json").out)["deals"]["won"] == 1


@pytest.mark.parametrize("named", ["exports", "exports/*.csv"])
def test_a_folder_and_a_pattern_stand_for_their_files(named: str, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    for number in (1, 2):
        text = f"id,stage\n{number},Closed Won\n"
        (tmp_path / "exports" / f"{number}.csv").write_text(text, encoding="utf-8")
    found = json.loads(salesplan(tmp_path, "measure", "--deals", named, "--format", "json").out)
    assert found["deals"]["won"] == 2
    assert salesplan(tmp_path, "measure", "--deals", "nothing/*.csv").code == 2


def test_a_few_losses_without_a_stage_leave_the_conversions(tmp_path: Path) -> None:
    rows = [f"{n},{'won' if n < 30 else 'lost'}\n" for n in range(100)]
    entries = [f"{n},Demo,2026-01-01\n" + (f"{n},Offer,2026-01-09\n" if n < 60 else "") for n in range(97)]
    (tmp_path / "d.csv").write_text("id,status\n" + "".join(rows), encoding="utf-8")
    (tmp_path / "h.csv").write_text("deal,stage,entered\n" + "".join(entries), encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "d.csv", "--history", "h.csv", "--format", "json")
    demo, offer = (stage["conversion"] for stage in json.loads(done.out)["stages"])
    assert (demo["hits"], demo["n"], demo["unknown"]) == (60, 97, 3)
    assert demo["low"] <= 0.60 <= demo["value"] <= 0.63 <= demo["high"]
    assert (offer["hits"], offer["n"], offer["unknown"]) == (30, 60, 3)
    assert offer["low"] <= 30 / 63 <= offer["value"] == 0.5 <= offer["high"]


@pytest.mark.parametrize("command", ["measure", "track", "pipeline", "forecast", "quota", "kpi"])
def test_every_command_on_records_says_how_it_understood_them(command: str) -> None:
    example = Path(__file__).parents[2] / "examples" / "following"
    asked = [command, "--format", "json", *(["--on", "2027-02-12"] if command == "quota" else [])]
    found = json.loads(salesplan(example, *asked).out)["understood"]
    assert set(found) >= {"columns", "unused", "stages", "order", "set_aside", "warnings"}
    assert found["columns"]["expected_close"] == "expected_close"
    assert found["order"]["from"] == "plan"
    assert {"text": "proposal sent / won", "as": "won", "rows": 34} in found["stages"]
    assert sum(one["rows"] for one in found["stages"]) == 366


def test_doubts_are_said_where_the_figures_are_shown(folder: Path) -> None:
    shown = salesplan(folder, "pipeline", "--deals", "deals.csv", "--format", "json")
    assert "--stage 'Closed=lost'" in shown.err
    assert any("--stage 'Closed=lost'" in text for text in json.loads(shown.out)["understood"]["warnings"])
