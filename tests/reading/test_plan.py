"""From files to plans: values, places, tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from salesplan.base.finding import Span
from salesplan.reading.plan import Reading, read_plan, read_plan_text

PLAN = """\
salesplan: 1
title: January acquisition
funnels:
  - name: acquisition
    stages:
      - {name: prospect, conversion: 1/20}
      - name: opportunity
        conversion: 0.25
team:
  on: {headcount: 2}
  sales: {headcount: 1e1}
  "yes":
    members: []
  1: {headcount: 3}
  true: {headcount: 4}
x-own: &no [anything, {at: all, n: 0123, null: ~}]
calendar:
  country: NO
  x-note: mine
"""


def sound(text: str) -> Reading:
    reading = read_plan_text(text, "p.yaml")
    assert not reading.findings, reading.findings
    return reading


def test_values_are_exact_and_words_are_words() -> None:
    plan = sound(PLAN.replace("&no ", "")).plan
    assert plan is not None
    assert [stage.conversion for stage in plan.funnels[0].stages] == [Fraction(1, 20), Fraction(1, 4)]
    assert {name: segment.headcount for name, segment in plan.team.items()} == {
        "on": 2, "sales": 10, "yes": None, "1": 3, "true": 4,
    }  # fmt: skip
    assert plan.calendar.country == "NO"


@pytest.mark.parametrize(
    ("path", "span"),
    [
        (("title",), (2, 8, 19)),
        (("funnels",), (3, 1, 7)),
        (("funnels", 0), (4, 5, 4)),
        (("funnels", 0, "stages", 0), (6, 9, 34)),
        (("funnels", 0, "stages", 0, "conversion"), (6, 38, 4)),
        (("funnels", 0, "stages", 1, "conversion"), (8, 21, 4)),
        (("funnels", 0, "stages", 1, "days"), (7, 9, 4)),
        (("funnels", 0, "stages", 7, "days"), (5, 5, 6)),
        (("swot", "threats"), (1, 1, 1)),
        ((), (1, 1, 1)),
    ],
)
def test_everything_has_its_place(path: tuple[str | int, ...], span: tuple[int, int, int]) -> None:
    line, column, length = span
    assert read_plan_text(PLAN, "p.yaml").locate(*path) == Span("p.yaml", line, column, length)


def test_a_key_has_its_place() -> None:
    reading = read_plan_text(PLAN, "p.yaml")
    assert reading.locate_key("funnels", 0, "stages", 1, "conversion") == Span("p.yaml", 8, 9, 10)
    assert reading.locate_key("funnels", 0) == reading.locate("funnels", 0)


@pytest.mark.parametrize("gap", [" ", "\t", " \t "])
def test_blanks_after_a_colon_are_all_the_same(gap: str) -> None:
    plan = sound(f"salesplan: 1\ntitle:{gap}January\n").plan
    assert plan is not None
    assert plan.title == "January"


def test_the_authors_own_keys_may_hold_anything_but_references() -> None:
    assert {finding.code for finding in read_plan_text(PLAN, "p.yaml").findings} == {"anchor"}


MEMBERS = {
    "comma": "name,starts,ramp,hours_per_week,quota_share\nAnn,2027-01-18,0%|50%|100%,35,40%\n00123,,,,0.6\n",
    "semicolon": "\ufeffname;starts;ramp;hours_per_week;quota_share\r\nAnn;2027-01-18;0% | 50% | 100%;35;40%\r\n\r\n"
    "00123;;;;0,6\r\n",
    "tab": "sep=\t\nname\tstarts\tramp\thours_per_week\tquota_share\n"
    '"Ann"\t2027-01-18\t"0%;50%;100%"\t35\t40%\n00123\t\t\t\t0,6\n',
    "own column": "x-shoe size,name,starts,ramp,hours_per_week,quota_share\n"
    "039,Ann,2027-01-18,0%|50%|100%,35,40%\n,00123,,,,60%\n",
}


@pytest.mark.parametrize("table", MEMBERS.values(), ids=MEMBERS)
def test_members_come_from_a_table(tmp_path: Path, table: str) -> None:
    (tmp_path / "team.csv").write_text(table, encoding="utf-8", newline="")
    path = tmp_path / "plan.yaml"
    path.write_text("salesplan: 1\ntitle: t\nteam:\n  sales:\n    members: team.csv\n", encoding="utf-8")
    reading = read_plan(path)
    assert not reading.findings
    assert reading.plan is not None
    ann, number = reading.plan.team["sales"].members
    assert (ann.name, ann.starts, ann.hours_per_week) == ("Ann", date(2027, 1, 18), Decimal(35))
    assert ann.ramp == (Fraction(0), Fraction(1, 2), Fraction(1))
    assert (number.name, number.quota_share, number.ramp) == ("00123", Fraction(3, 5), ())
    place = reading.locate("team", "sales", "members", 1, "name")
    line = table.lstrip("\ufeff").splitlines()[place.line - 1]
    assert place.file == str(tmp_path / "team.csv")
    assert line[place.column - 1 : place.column - 1 + place.length] == "00123"


def test_a_budget_comes_from_a_table_with_decimal_commas(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("item;amount;when\n=1+1;4500,50;2027-01\n", encoding="utf-8")
    reading = read_plan_text("salesplan: 1\ntitle: t\nbudget: {lines: b.csv}\n", folder=tmp_path)
    assert reading.plan is not None
    assert reading.plan.budget is not None
    (line,) = reading.plan.budget.lines
    assert (line.item, line.amount, line.when) == ("=1+1", Decimal("4500.50"), "2027-01")


def test_a_cell_of_several_lines_does_not_shift_the_rows_below(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text('item,amount\n"two\nlines",5\nAds,five\n', encoding="utf-8")
    reading = read_plan_text("salesplan: 1\ntitle: t\nbudget: {lines: b.csv}\n", folder=tmp_path)
    assert [(finding.code, finding.span.line, finding.span.column) for finding in reading.findings] == [
        ("bad-amount", 4, 5)
    ]


def test_only_a_full_path_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("item,amount\nAds,5\n", encoding="utf-8")
    inner = tmp_path / "plans"
    inner.mkdir()
    text = "salesplan: 1\ntitle: t\nbudget: {lines: '%s'}\n"
    assert read_plan_text(text % (tmp_path / "b.csv"), folder=inner).plan is not None
    for outside in ("../b.csv", "x/../../b.csv"):
        (finding,) = read_plan_text(text % outside, folder=inner).findings
        assert finding.code == "file-outside"
