"""Statements as files: pages to hand out, and a workbook that works every line out again."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import which

import pytest

from salesplan.report.xlsx.statements import statements_workbook
from tests.pay.test_commission import paid, plan, won
from tests.report.office import converted, figures, formulas, opened, same
from tests.shell import salesplan

DEALS = (
    won(1, "1000.05", date(2027, 1, 10)),
    won(2, "333.33", date(2027, 1, 20), credited="Ada 33.3%; Bo 66.7%"),
    won(3, "333.33", date(2027, 2, 20), credited="Ada 33.3%; Bo 66.7%"),
    won(4, 700, date(2027, 4, 20), refunded=Decimal(200), refunded_on=date(2027, 7, 2)),
    won(5, 900, date(2027, 5, 20), refunded=Decimal(900), refunded_on=date(2027, 6, 2)),
    won(6, "1234.56", date(2027, 8, 1)),
    won(7, "4000", date(2027, 11, 1), owner="Bo"),
)
SCHEMES = {
    "marginal": "per: quarter, quota: 1000, tiers: [{to: 100%, rate: 3.35%}, {to: 1500, rate: 7.7%}, {rate: 9.1%}]",
    "cliff": "per: half, quota: 900, mode: cliff, tiers: [{to: 100%, rate: 3%}, {to: 150%, rate: 5%}, {rate: 9%}]",
    "mixed": "per: year, quota: 2000, tiers: [{to: 50%, rate: 5%}, {to: 100%, rate: 10%, mode: cliff}, {rate: 20%}]",
    "year by month": "per: year, rate: 5.5%, draw: {amount: 60, per: month}, quota: 2000",
    "cliff by month": "mode: cliff, tiers: [{to: 1500, rate: 5%}, {rate: 6%}], draw: {amount: 60, per: quarter}",
    "each deal": "per: deal, tiers: [{to: 500, rate: 2.5%}, {rate: 4%}]",
    "points": "per: half, quota: 80, variable: 1000, tiers: [{to: 100%, rate: 1%, per: point}, {rate: 2%, per: point}]",
    "limits": "per: quarter, rate: 10%, cap: 120, floor: 50, draw: {amount: 80, recoverable: false}",
    "deals": "measure: deals, per: quarter, tiers: [{to: 2, rate: 5%}, {rate: 10%}]",
    "bonuses": "per: quarter, quota: 1000, rate: 1%, bonuses: [{name: Full, when: attainment >= 100%, amount: 33.33}]",
    "clawback": "per: quarter, rate: 10%, clawback: {within: 90 days, share: 50%}",
    "override": "override: {of: [Bo], rate: 1.25%}, for: [Ada]",
    "instalments": "per: quarter, tiers: [{to: 900, rate: 5%}, {rate: 10%}], "
    "instalments: [{share: 60%}, {share: 40%, after: 60 days}], clawback: 90 days",
    "annual by the quarter": "per: year, paid: quarter, quota: 2000, tiers: [{to: 100%, rate: 5%}, {rate: 7%}]",
}


@pytest.mark.heavy("libreoffice")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_spreadsheet_works_out_the_same_to_the_cent(scheme: str, tmp_path: Path) -> None:
    made = plan(SCHEMES[scheme])
    book = statements_workbook(paid(made, *DEALS), made)
    stored, again = figures(book), figures(converted(book, "xlsx", tmp_path))
    wrong = {
        where: (stored.get(where), again.get(where), formulas(book).get(where))
        for where in {*stored, *again}
        if not same(stored.get(where), again.get(where))
    }
    assert not wrong
    assert formulas(book)


@pytest.mark.heavy("libreoffice")
def test_a_changed_quota_pays_what_the_changed_plan_pays(tmp_path: Path) -> None:
    before = plan(SCHEMES["mixed"])
    book = opened(statements_workbook(paid(before, *DEALS), before), formulas=True)
    for sheet in ("Ada", "Bo"):
        book[sheet]["B4"] = 3000
    book.save(tmp_path / "changed.xlsx")
    again = figures(converted((tmp_path / "changed.xlsx").read_bytes(), "xlsx", tmp_path))
    after = paid(plan(SCHEMES["mixed"].replace("2000", "3000")), *DEALS)
    found = [again["All statements", f"F{row}"] for row in range(5, 5 + len(after.statements))]
    assert [round(Decimal(str(one)), 2) for one in found] == [one.earned for one in after.statements]


PLAN = """salesplan: 1
title: <Pay> & more
company: Ex & Co
currency: EUR
period: 2027-Q1
compensation:
  - {name: "=Sales", per: quarter, quota: 2000, rate: 10%, draw: 500}
"""
ROWS = """id,owner,status,amount,closed,credited
1,Ada <b>,won,1000,2027-01-10,
=2,Bo,won,2000.5,2027-02-02,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_a_page_a_person_which_runs_nothing_and_fetches_nothing(folder: Path) -> None:
    ended = salesplan(folder, "commission", "--deals", "deals.csv", "-o", "s.html")
    assert ended.code == 0, ended.err
    page = (folder / "s.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page[:200]
    assert "<script" not in page
    assert "<b>" not in page
    assert "Ada &lt;b&gt;" in page
    assert page.count('<section id="statement-') == 2
    assert "section[id^=statement]{break-before:page}" in page
    assert '<section id="summary"' not in page, "the style of a plan on one page would put the tables side by side"
    assert "\u20ac200.05" in page
    assert page == salesplan(folder, "commission", "--deals", "deals.csv", "--format", "html").out


def test_a_statement_to_hand_out_says_nothing_about_others(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "--rep", "bo", "--explain", "-o", "s.html")
    page = (folder / "s.html").read_text(encoding="utf-8")
    assert "Ada" not in page
    assert "1,000" not in page
    assert "Commission statement<" in page
    assert "299.95" in page, "what is still owed of the advance"


@pytest.mark.heavy("weasyprint")
def test_a_pdf_has_a_page_a_person(folder: Path) -> None:
    ended = salesplan(folder, "commission", "--deals", "deals.csv", "-o", "s.pdf")
    assert ended.code == 0, ended.err
    made = (folder / "s.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", made)) in {0, 3}, "0: pages are compressed"


def test_the_workbook_holds_formulas_and_no_text_of_records_becomes_one(folder: Path) -> None:
    ended = salesplan(folder, "commission", "--deals", "deals.csv", "-o", "s.xlsx")
    assert ended.code == 0, ended.err
    made = (folder / "s.xlsx").read_bytes()
    assert opened(made).sheetnames[:3] == ["All statements", "Ada <b>", "Bo"]
    stored = figures(made)
    assert stored["All statements", "F7"] == 1000
    assert formulas(made)["All statements", "F7"] == "=SUM(F5:F6)"
    assert "=2" in stored.values()
    assert "=2" not in formulas(made).values()


@pytest.mark.parametrize("name", ["pdf", "xlsx"])
def test_what_no_screen_shows_needs_a_file(folder: Path, name: str) -> None:
    ended = salesplan(folder, "commission", "--deals", "deals.csv", "--format", name)
    assert ended.code == 2
    assert f"-o statements.{name}" in ended.err


def test_other_formats_go_on_as_before(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "-o", "s.json")
    assert (folder / "s.json").read_text(encoding="utf-8").startswith("{")
    refused = salesplan(folder, "commission", "--deals", "deals.csv", "-o", "s.docx")
    assert refused.code == 2


def test_what_was_closed_stands_as_paid(folder: Path) -> None:
    salesplan(folder, "commission", "--deals", "deals.csv", "--close", "2027-Q1")
    salesplan(folder, "commission", "--deals", "deals.csv", "-o", "s.xlsx")
    own = {cell: text for (sheet, cell), text in formulas((folder / "s.xlsx").read_bytes()).items() if sheet == "Bo"}
    assert set(own.values()) == {"=SUM(J5:J6)"}, "only the total"


@pytest.mark.heavy("weasyprint")
@pytest.mark.skipif(which("pdftotext") is None, reason="needs pdftotext, of poppler-utils")
@pytest.mark.parametrize(("language", "deals"), [("en", 18), ("fr", 20), ("it", 22)])
def test_a_total_never_stands_alone_on_a_page(tmp_path: Path, language: str, deals: int) -> None:
    (tmp_path / "salesplan.yaml").write_text(
        f"salesplan: 1\ntitle: Pay\nlanguage: {language}\ncurrency: EUR\nperiod: 2027-Q1\ncompany: Atelier Nord\n"
        "team: {sales: {members: [{name: David Roux}]}}\n"
        "compensation: [{name: AE, for: [sales], per: quarter, quota: 60000, tiers: [{to: 100%, rate: 10%}]}]\n",
        encoding="utf-8",
    )
    rows = (f"{n},Client {n},David Roux,won,{3000 + n},2026-12-01,2027-01-{4 + n:02}\n" for n in range(deals))
    (tmp_path / "deals.csv").write_text("id,name,owner,status,amount,created,closed\n" + "".join(rows), "utf-8")
    ended = salesplan(tmp_path, "commission", "--deals", "deals.csv", "--rep", "David Roux", "-o", "pay.pdf")
    assert ended.code == 0, ended.err
    command = ["pdftotext", "-layout", str(tmp_path / "pay.pdf"), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")[:-1]
    assert all(text.count("2027") > 1 for text in pages), "each page has deals"
