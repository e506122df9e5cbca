"""What people write instead, and the remedy they are given: word for word what to write."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from salesplan.base.periods import parse_period
from salesplan.reading.plan import Reading, read_plan_text
from salesplan.reading.rewrite import rewritten
from salesplan.scheduling.people import teams

PLAN = """\
salesplan: 1
title: January acquisition
currency: {currency}
period: {period}
goals:
  - {{name: New revenue, metric: revenue, target: {target}}}
funnels:
  - name: acquisition
    deal_value: {value}
    stages:
      - {{name: prospect, conversion: {rate}, actions: {{sales: {{call: 3}}}}}}
team: {team}
"""


def read(folder: Path = Path(), **written: str) -> Reading:
    usual = {"currency": "EUR", "period": "2027-01", "target": "90000", "value": "30000", "rate": "1/20"}
    return read_plan_text(PLAN.format(**{**usual, "team": "{sales: {headcount: 1}}", **written}), folder=folder)


def hint(**written: str) -> str:
    (found,) = read(Path(), **written).findings
    return found.hint


@pytest.mark.parametrize(
    ("key", "written", "better"),
    [
        ("period", "01/2027", "2027-01"),
        ("period", "2027-1", "2027-01"),
        ("period", "Q3 2027", "2027-Q3"),
        ("period", "T3-2027", "2027-Q3"),
        ("period", "2027 S2", "2027-H2"),
        ("period", "février 2027", "2027-02"),
        ("period", "luglio 2027", "2027-07"),
        ("period", "Sept. 2027", "2027-09"),
        ("period", "2027-01-15", "{start: 2027-01-15, end: 2027-01-15}"),
        ("period", "2027-01-04 to 2027-03-26", "{start: 2027-01-04, end: 2027-03-26}"),
        ("value", "20000-45000", "20000 to 45000"),
        ("value", "20 000 à 45 000", "20000 to 45000"),
        ("rate", "1 in 20", "1/20"),
        ("rate", "1 sur 20", "1/20"),
        ("currency", "€", "EUR"),
        ("currency", "euros", "EUR"),
        ("target", "90,000", "90000"),
        ("team", "{sales: 2}", "{headcount: 2}"),
        ("team", "{sales: {members: [Ann]}}", "{name: Ann}"),
    ],
)
def test_a_slip_is_told_how_it_is_written(key: str, written: str, better: str) -> None:
    assert hint(**{key: written}) == f"write {better}"


@pytest.mark.parametrize("written", ["13/2027", "2027-13", "H3 2027", "soon 2027", "2027-W01"])
def test_a_period_that_is_none_gets_no_rewriting(written: str) -> None:
    assert rewritten("bad-period", written) == ""
    assert hint(period=written).startswith("write a month 2027-01")


@pytest.mark.parametrize("written", ["01/2027", "Q3 2027", "T3-2027", "2027 S2", "mai 2027", "dic. 2027"])
def test_a_rewritten_period_can_be_read(written: str) -> None:
    assert parse_period(rewritten("bad-period", written)).start.year == 2027


def test_a_wrong_day_of_a_period_is_shown_where_it_stands() -> None:
    (found,) = read(period="{start: 2027-01-04, end: 26/03/2027}").findings
    assert (found.span.line, found.span.column, found.span.length) == (4, 34, 10)
    assert found.hint == "write 2027-03-26"


@pytest.mark.parametrize("amount", ["30.000", "1.500", "999.999"])
def test_points_between_thousands_are_never_taken_for_decimals(amount: str) -> None:
    (found,) = read(value=amount).findings
    assert found.code == "ambiguous-number"
    assert found.hint.startswith(f"write {amount.replace('.', '')}, or ")
    assert read(value=f"{amount}0").plan is not None


@pytest.mark.parametrize("currency", ["KWD", "BHD"])
def test_currencies_of_three_decimals_keep_them(currency: str) -> None:
    assert read(currency=currency, value="30.000").plan is not None


def test_what_is_the_authors_own_may_be_anything() -> None:
    assert read_plan_text("salesplan: 1\ntitle: T\nx-release: 1.234\nx-more: {size: 30.000}\n").findings == ()


def test_both_ends_of_a_range_are_looked_at() -> None:
    assert hint(value="20.000 to 45.000") == "write 20000 to 45000"


def members(folder: Path, text: str) -> Reading:
    (folder / "team.csv").write_text(text, encoding="utf-8")
    return read(folder, team="{sales: {members: team.csv}}")


def test_columns_are_known_whatever_their_capitals(tmp_path: Path) -> None:
    plan = members(tmp_path, "Name;Hours per week;RAMP\nAnn;37,5;50%, 100%\n").plan
    assert plan is not None
    (ann,) = teams(plan.team, parse_period("2027-01"))["sales"]
    assert (ann.name, ann.hours_per_week, ann.ramp) == ("Ann", Fraction("37.5"), (Fraction(1, 2), Fraction(1)))


def test_a_wrong_column_is_told_once_however_many_rows(tmp_path: Path) -> None:
    found = members(tmp_path, "Nom;Starts\n" + "Ann;2027-01-04\n" * 50).findings
    assert [(one.code, one.span.line) for one in found] == [("unknown-key", 1), ("missing-key", 1)]
    (found_near,) = members(tmp_path, "Nane;Starts\nAnn;2027-01-04\n").findings
    assert found_near.hint == "did you mean 'name'?"


def test_a_colon_that_is_missing_between_braces() -> None:
    text = "salesplan: 1\ntitle: T\ncurrency: EUR\ngoals: [{name: Revenue, metric: revenue, target 360000}]\n"
    hints = {finding.hint for finding in read_plan_text(text).findings}
    assert "write target: 360000, if a colon is missing" in hints


@pytest.mark.parametrize(
    ("written", "better"),
    [("1 €", "1"), ("1.5 €", ""), ("9 €", ""), ("10 €", "10%"), ("25 €", "25%"), ("100 €", "100%"), ("101 €", "")],
)
def test_a_number_where_a_share_belongs_is_taken_for_percent_from_10_to_100(written: str, better: str) -> None:
    assert rewritten("bad-rate", written) == better
