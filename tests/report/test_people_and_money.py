"""Capacity, key figures, pay and renewals in the documents, in three languages and every format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salesplan.report.document.writers.html import heat_of
from tests.report.office import opened
from tests.shell import salesplan

PLAN = """salesplan: 1
title: People
currency: EUR
period: 2027-Q1
language: {language}
goals: [{{name: Revenue, metric: revenue, target: 900000}}]
actions: {{call: {{minutes: 20}}, meeting: {{minutes: 60}}}}
team: {{sales: {{members: [{{name: Ada}}], time_to_fill: 30 days}}}}
funnels:
  - name: acquisition
    deal_value: 30000
    stages: [{{name: opportunity, conversion: 1/4, actions: {{sales: {{call: 20, meeting: 2}}}}}}]
compensation:
  - {{name: Closers, for: [sales], per: quarter, quota: 900000, base: 40000, rate: 1%,
     override: {{of: [sales], rate: 2.5%}}, bonuses: [{{name: Push, amount: 5, when: attainment >= 110%}}]}}
kpis: {{churn: {{lost: 6, start: 100}}}}
records: {{deals: deals.csv}}
territories: {{accounts: accounts.csv, together: family, apart: [[Acme, Bolt]], move_at_most: 20%}}
"""
DEALS = """id,owner,status,amount,created,closed
1,Ada,won,30000,2026-10-02,2027-01-12
2,Ada,won,60000,2026-02-02,2026-11-12
"""


@pytest.fixture(params=["en", "fr", "it"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "salesplan.yaml").write_text(PLAN.format(language=request.param), encoding="utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    return tmp_path


HEADINGS = {
    "en": ("Capacity", "Key figures", "What the commission plans cost in the whole period", "Jan", "Commission up to"),
    "fr": ("Capacité", "Indicateurs clés", "Ce que coûtent les plans de commission", "janv.", "Commissions jusqu’au"),
    "it": ("Capacità", "Indicatori chiave", "Quanto costano i piani provvigionali", "gen", "Provvigioni fino al"),
}


def test_documents_show_them_in_the_reader_s_language(folder: Path) -> None:
    language = re.search("language: (..)", (folder / "salesplan.yaml").read_text(encoding="utf-8"))
    assert language
    for form in ("markdown", "html"):
        made = salesplan(folder, "render", "--format", form)
        assert made.code == 0, made.err
        assert [one for one in HEADINGS[language[1]] if one not in made.out] == []
    page = made.out
    assert re.search(r"<td class=h5>", page), "more work than hours"
    assert re.search(r"\.h5\{background:#\w+\}", page)
    assert "▁" in page or "█" in page, "the trend of revenue"
    pay = page[page.index('<section id="compensation"') :]
    assert "Ada" not in pay[: pay.index("</section>")], "a plan is passed on: no person's pay stands in it"


def test_rates_overrides_conditions_and_territories_are_in_the_document(folder: Path) -> None:
    made = salesplan(folder, "render", "--format", "html", "--language", "en").out
    texts = ("2.5% of what Sales sell", "attainment ≥ 110%", "Territories", "families of accounts", "Acme, Bolt")
    assert [text for text in texts if text not in made] == []


def test_the_workbook_has_them_too(folder: Path) -> None:
    made = salesplan(folder, "render", "-o", "plan.xlsx")
    assert made.code == 0, made.err
    book = opened((folder / "plan.xlsx").read_bytes())
    texts = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    language = next(name for name, words in HEADINGS.items() if words[1] in book.sheetnames)
    assert any(text.startswith(HEADINGS[language][2]) for text in texts)
    assert any(text.startswith(HEADINGS[language][4]) for text in texts)


@pytest.mark.parametrize(("load", "ground"), [(0.5, "h1"), (0.8, "h2"), (1.0, "h3"), (1.1, "h4"), (2, "h5")])
def test_the_ground_follows_the_load(load: float, ground: str) -> None:
    assert heat_of(load) == ground
