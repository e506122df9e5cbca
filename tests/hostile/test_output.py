"""Hostile names on their way out, by number, through the program itself."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from tests.shell import Ended, salesplan

FOLLOWING = Path(__file__).parents[2] / "examples" / "following"
PLAN: dict[str, Any] = {
    "salesplan": 1,
    "title": "Plan",
    "currency": "EUR",
    "period": "2027-01",
    "goals": [{"name": "New revenue", "metric": "revenue", "target": 90000}],
    "funnels": [
        {
            "name": "acquisition",
            "deal_value": 30000,
            "stages": [{"name": "prospect", "conversion": "1/4", "actions": {"sales": {"call": 3}}}],
        }
    ],
    "team": {"sales": {"members": [{"name": "Ada"}]}},
}


def named(folder: Path, name: str, *arguments: str, **environment: str) -> Ended:
    """Run a command on a plan whose title, company and only person bear the name."""
    plan = {**PLAN, "title": name, "company": name, "team": {"sales": {"members": [{"name": name}]}}}
    (folder / "plan.yaml").write_text(json.dumps(plan), encoding="utf-8")
    ended = salesplan(folder, arguments[0], "plan.yaml", *arguments[1:], **environment)
    assert ended.code == 0, ended.err
    return ended


@pytest.mark.parametrize("name", ["[/]", "[red]", "[emea]", ":smile:", "[link=x]y"])
def test_38_markup_of_the_terminal_is_printed_as_it_is(name: str, tmp_path: Path) -> None:
    assert name in named(tmp_path, name, "quota", "--by", "month", "--per", "rep").out


@pytest.mark.parametrize("sign", ["\x1b[31mx", "\x1b]0;x\x07", "\u202ex", "\u2066x", "\x9b31mx", "\u200fx"])
def test_39_signs_that_steer_a_terminal_come_out_escaped(sign: str, tmp_path: Path) -> None:
    head = "id,owner,stage,status,amount,created,closed\n"
    (tmp_path / "deals.csv").write_text(f"{head}1,A{sign},a,won,10,2026-01-05,2026-02-01\n", encoding="utf-8")
    for form in ("table", "markdown", "csv"):
        ended = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--by", "rep", "--format", form)
        assert ended.code == 0, ended.err
        assert not re.search("[\x07\x1b\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", ended.out + ended.err)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "</script><b>", "]]>"]
)
def test_40_markup_of_pages_is_text(name: str, tmp_path: Path) -> None:
    page = named(tmp_path, name, "render", "--format", "html").out
    for wrong in ("<script>alert", "<img src=x", "</script><b>"):
        assert wrong not in page
    assert re.search(r"<head[^>]*>\s*<meta http-equiv=\"?Content-Security-Policy", page), "the first thing in the head"
    assert re.search(r"Content-Security-Policy[^>]+script-src 'sha256-[^']+'", page)
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"])
def test_40_a_link_leads_nowhere_but_to_pages(link: str, tmp_path: Path) -> None:
    page = named(tmp_path, f"[x]({link}) {link}", "render", "--format", "html").out
    assert not re.search(r"href\s*=\s*[\"']?\s*(?:javascript|data|vbscript):", page, re.IGNORECASE)
    assert salesplan(tmp_path, "render", "plan.yaml", "--format", "html", "--logo", link).code == 2


def test_40_data_in_a_page_ends_no_script(tmp_path: Path) -> None:
    page = named(tmp_path, "</script><b>&lt;", "render", "--format", "html").out
    for body in re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL):
        assert "<b>" not in body


def test_41_marks_of_markdown_are_text(tmp_path: Path) -> None:
    name = "a|b `c` <i>d</i> *e* [f](javascript:g)"
    page = named(tmp_path, name, "render", "--format", "markdown").out
    html = MarkdownIt().enable("table").render(page)
    assert "<i>" not in html
    assert "<em>e" not in html
    assert "<a" not in html
    assert "a|b `c`" in html


def test_41_a_line_end_breaks_no_row(tmp_path: Path) -> None:
    page = named(tmp_path, "a\nb", "quota", "--per", "rep", "--by", "month", "--format", "markdown").out
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert len({row.count("|") for row in rows[:2]}) == 1
    assert any("a b" in row for row in rows)


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+1", "-1", "=cmd|' /C calc'!A0"])
def test_42_no_text_becomes_a_formula(name: str, tmp_path: Path) -> None:
    text = named(tmp_path, name, "quota", "--per", "rep", "--format", "csv").out
    people = {row["rep"] for row in csv.DictReader(io.StringIO(text))}
    assert people == {f"'{name}"}
    named(tmp_path, name, "render", "-o", "plan.xlsx")
    cells = [cell for sheet in load_workbook(tmp_path / "plan.xlsx") for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" and str(cell.value).startswith(name)]
    assert any(name in str(cell.value) for cell in cells if cell.data_type == "s")
    assert {12} <= {cell.value for cell in cells if cell.data_type == "n"}, "counts stay numbers"
    assert {row["count"] for row in csv.DictReader(io.StringIO(text))} == {"36"}


def test_42_a_tab_before_a_formula_hides_nothing(tmp_path: Path) -> None:
    head = "id,owner,stage,status,amount,created,closed\n"
    text = f'{head}1,"\t=1+1",a,won,10,2026-01-05,2026-02-01\n'
    (tmp_path / "deals.csv").write_text(text, encoding="utf-8")
    out = salesplan(tmp_path, "measure", "--deals", "deals.csv", "--by", "rep", "--format", "csv").out
    assert "=1+1" in out
    assert not [cell for row in csv.reader(io.StringIO(out)) for cell in row if cell[:1] in "\t=" and "1+1" in cell]


def test_43_a_text_too_long_for_a_cell_is_cut_for_excel_alone(tmp_path: Path) -> None:
    plan = {**PLAN, "situation": {"summary": "x" * 40_000}}
    (tmp_path / "plan.yaml").write_text(json.dumps(plan), encoding="utf-8")
    ended = salesplan(tmp_path, "render", "plan.yaml", "-o", "plan.xlsx")
    assert ended.code == 0, ended.err
    longest = max(len(str(c.value)) for s in load_workbook(tmp_path / "plan.xlsx") for r in s.iter_rows() for c in r)
    assert longest <= 32_767


def test_43_signs_that_no_workbook_can_hold_come_out_without_them(tmp_path: Path) -> None:
    text = "id,owner,stage,status,amount,created,closed\n1,A\x00\x01\x0bda,prospect,won,10,2026-01-05,2026-02-01\n"
    (tmp_path / "deals.csv").write_text(text, encoding="utf-8")
    plan = {**PLAN, "records": {"deals": "deals.csv"}}
    (tmp_path / "plan.yaml").write_text(json.dumps(plan), encoding="utf-8")
    ended = salesplan(tmp_path, "render", "plan.yaml", "-o", "plan.xlsx")
    assert ended.code == 0, ended.err
    assert load_workbook(tmp_path / "plan.xlsx").sheetnames


def test_43_half_a_pair_of_code_units_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(json.dumps({**PLAN, "title": "\ud800"}), encoding="utf-8")
    ended = salesplan(tmp_path, "render", "plan.yaml", "-o", "plan.xlsx")
    assert (ended.code, (tmp_path / "plan.xlsx").exists()) == (1, False)


@pytest.mark.parametrize("command", ["measure", "track", "forecast", "pipeline", "kpi", "capacity", "validate"])
def test_44_json_of_records_holds_no_number_that_is_none(command: str, tmp_path: Path) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    shutil.copytree(FOLLOWING, tmp_path, dirs_exist_ok=True)
    json.loads(salesplan(tmp_path, command, "--format", "json").out, parse_constant=refuse)


def test_44_json_holds_no_number_that_is_none(tmp_path: Path) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    for command in (("quota",), ("quota", "--confidence", "99%", "--by", "month", "--per", "rep"), ("capacity",)):
        json.loads(named(tmp_path, "x", *command, "--format", "json").out, parse_constant=refuse)


@pytest.mark.parametrize(
    "template",
    [
        "{{ document.__class__.__mro__ }}",
        "{% include '/etc/passwd' %}",
        "{% include '../secret.txt' %}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% for a in range(10**9) %}{% for b in range(10**9) %}{% endfor %}{% endfor %}",
    ],
)
def test_45_a_template_reaches_nothing_and_ends(template: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "plan.html.j2").write_text(template, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(json.dumps(PLAN), encoding="utf-8")
    ended = salesplan(tmp_path, "render", "plan.yaml", "--template", "own", "-o", "out.html")
    assert ended.code == 2
    assert "Traceback" not in ended.err
    assert not (tmp_path / "out.html").exists()


def test_45_a_template_beside_a_plan_is_not_taken_unasked(tmp_path: Path) -> None:
    (tmp_path / "plan.html.j2").write_text("taken", encoding="utf-8")
    assert "taken" not in named(tmp_path, "x", "render", "--format", "html").out
