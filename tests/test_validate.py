"""`salesplan validate` as its users meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salesplan.base.finding import Span, error, warning
from salesplan.commands.validate import summary
from tests.golden import golden
from tests.shell import salesplan

GOOD = "salesplan: 1\ntitle: January acquisition\n"
BAD = (
    GOOD
    + """\
period: 2027-01
funnels:
  - {name: acquisition, share: 50%}
  - {name: renewal, share: 40%}
milestones:
  - {title: First deals, day: 32}
process:
  qualification: {framework: BANT, questions: {budget: [], authority: [], need: []}}
"""
)
WORSE = GOOD + "qouta: 3\ncurrency: euro\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("good.yaml", GOOD), ("bad.yaml", BAD), ("worse.yaml", WORSE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_good_plan_is_fine(folder: Path) -> None:
    ended = salesplan(folder, "validate", "good.yaml")
    assert (ended.code, ended.out, ended.err) == (0, "", "good.yaml is fine\n")


def test_every_finding_of_every_file_is_told_in_one_run(folder: Path) -> None:
    ended = salesplan(folder, "validate", "bad.yaml", "good.yaml", "worse.yaml")
    assert ended.code == 1
    assert ended.err == "2 errors, 1 warning in bad.yaml\ngood.yaml is fine\n2 errors in worse.yaml\n"
    golden("validate/text.txt", ended.out)


def test_what_cannot_be_read_does_not_hide_the_rest(folder: Path) -> None:
    text = BAD.replace("name: renewal,", "name: renewal, deal_value: 30k, shares: 1,").replace(
        "share: 40%", "share: 45%"
    )
    (folder / "salesplan.yaml").write_text(text, encoding="utf-8")
    ended = salesplan(folder, "validate", "--format", "json")
    codes = [row["code"] for row in json.loads(ended.out)]
    assert codes == ["shares-sum", "bad-amount", "unknown-key", "milestone-outside", "qualification-incomplete"]
    assert ended.err == "4 errors, 1 warning in salesplan.yaml\n"


def test_warnings_do_not_fail(folder: Path) -> None:
    (folder / "salesplan.yaml").write_text(GOOD + "goals: [{name: a, metric: deals, target: 3}]\n", encoding="utf-8")
    ended = salesplan(folder, "validate")
    assert (ended.code, ended.err) == (0, "1 warning in salesplan.yaml\n")
    assert "warning: nothing works towards the goal 'a'" in ended.out


def test_programs_get_json(folder: Path) -> None:
    ended = salesplan(folder, "validate", "bad.yaml", "good.yaml", "--format", "json")
    rows = json.loads(ended.out)
    assert ended.code == 1
    assert [(row["line"], row["column"], row["severity"], row["code"]) for row in rows] == [
        (5, 32, "error", "shares-sum"),
        (8, 31, "error", "milestone-outside"),
        (10, 36, "warning", "qualification-incomplete"),
    ]
    assert all(set(row) == {"file", "line", "column", "severity", "code", "message", "hint"} for row in rows)
    assert {row["file"] for row in rows} == {"bad.yaml"}


def test_no_finding_is_an_empty_list(folder: Path) -> None:
    assert json.loads(salesplan(folder, "validate", "good.yaml", "--format", "json").out) == []


def test_github_gets_annotations(folder: Path) -> None:
    golden("validate/github.txt", salesplan(folder, "validate", "bad.yaml", "--format", "github").out)


def test_a_plan_comes_from_standard_input(folder: Path) -> None:
    ended = salesplan(folder, "validate", "-", stdin=WORSE)
    assert ended.code == 1
    assert ended.out.startswith("<stdin>:3:1: error: the plan has no key 'qouta'")


def test_what_cannot_be_read_is_told_and_the_rest_is_checked(folder: Path) -> None:
    ended = salesplan(folder, "validate", "absent.yaml", "worse.yaml", ".", "--format", "json")
    assert ended.code == 2
    assert len(json.loads(ended.out)) == 2
    assert "absent.yaml does not exist" in ended.err
    assert ". is a folder" in ended.err


def test_without_a_plan_here_it_says_how_to_get_one(tmp_path: Path) -> None:
    ended = salesplan(tmp_path, "validate")
    assert ended.code == 2
    assert "there is no salesplan.yaml in this folder" in ended.err
    assert ended.out == ""


def test_a_file_named_twice_is_checked_once(folder: Path) -> None:
    ended = salesplan(folder, "validate", "good.yaml", "good.yaml")
    assert ended.err == "good.yaml is fine\n"


def test_what_a_plan_says_is_never_taken_for_commands_of_the_terminal(folder: Path) -> None:
    name = "[red]\u202eevil :smile:"
    plan = f'funnels: [{{name: "{name}", share: 50%}}, {{name: "{name}", share: 50%}}]\n'
    (folder / "salesplan.yaml").write_text(GOOD + plan, encoding="utf-8")
    for arguments in ((), ("--format", "github")):
        out = salesplan(folder, "validate", *arguments).out
        assert "\u202e" not in out
        assert "[red]\\u202eevil :smile:" in out


def test_the_last_line_counts() -> None:
    place = Span("a.yaml")
    doubt, fault = warning("a-b", "c", place), error("a-b", "c", place)
    assert summary([], "a.yaml") == "a.yaml is fine"
    assert summary([doubt], "a.yaml") == "1 warning in a.yaml"
    assert summary([doubt, fault, doubt], "a.yaml") == "1 error, 2 warnings in a.yaml"
