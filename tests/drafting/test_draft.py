"""Plans drafted from other people's spreadsheets: what is taken, from which cell, and what is not."""

from __future__ import annotations

import re
import tracemalloc
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as some

from salesplan.base.finding import Severity, Unreadable
from salesplan.drafting.draft import Draft, draft, draft_of
from salesplan.drafting.tables import is_empty
from salesplan.drafting.taken import Why
from salesplan.drafting.values import notation, number
from salesplan.importing.sheets import Sheet, read_sheets
from salesplan.model.plan import Plan
from salesplan.reading.plan import read_plan_text
from tests.encrypted import protected
from tests.golden import golden
from tests.report.samples import HOSTILE
from tests.shell import salesplan


def sheet(text: str, name: str = "Sheet") -> Sheet:
    """A sheet from lines with bars between cells; what is a number there is a number here."""
    rows = [[_value(cell.strip()) for cell in line.split("|")] for line in text.strip("\n").splitlines()]
    return Sheet(name, tuple(map(tuple, rows)))


def _value(text: str) -> Any:
    return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else text


def drafted(*sheets: Sheet, name: str = "plan.xlsx", **given_: Any) -> tuple[Draft, Plan]:
    made = draft_of(sheets, name, today_year=2027, **given_)
    reading = read_plan_text(made.text, "plan.yaml")
    assert reading.plan is not None, (made.text, reading.findings)
    return made, reading.plan


FRENCH = (
    sheet(
        "Société|Atelier Dubois\nDevise|€\nPanier moyen|24000\nMémo\n\nMois|Objectif CA (€)\n"
        "2027-01|100000\n2027-02|120000\nmars 2027|80000\nTotal|300000",
        "Objectifs",
    ),
    sheet(
        "|Nom|Poste|Équipe|Heures/semaine|Objectif\n|Léa Petit|Vendeuse|Ventes|35|400000\n"
        "|Noah Roux|Vendeur|Ventes|39|300000\n|Inès Moreau|SDR|Prospection|trente-cinq|",
        "Équipe",
    ),
    sheet(
        "Étape|Volume|Taux de conversion|Durée moyenne (jours)\nProspects|1200||12\nRDV|240|0.2|20\nVentes|60|0.25|",
        "Tunnel",
    ),
    sheet("Poste|Catégorie|janv-27|févr-27|mars-27\nSalon|Événements|0|12500|0\nCRM|Outils|300|300|à voir", "Dépenses"),
)


def test_a_french_workbook_becomes_a_plan_with_the_cell_of_every_value() -> None:
    made, plan = drafted(*FRENCH)
    golden("drafted.fr.yaml", made.text)
    assert (plan.language, plan.currency, plan.company) == ("fr", "EUR", "Atelier Dubois")
    assert [goal.target for goal in plan.goals] == [300000]
    assert sum(plan.seasonality.values()) == 1
    assert [member.name for member in plan.team["ventes"].members] == ["Léa Petit", "Noah Roux"]
    assert plan.budget is not None
    assert sum(line.amount for line in plan.budget.lines) == 13100


@pytest.mark.parametrize(
    ("language", "team", "funnel", "targets", "budget"),
    [
        ("en", "Name|Role", "Stage|Conversion rate", "Month|Revenue target", "Expense|Cost"),
        ("fr", "Nom|Fonction", "Étape|Taux de transformation", "Mois|Objectif", "Poste|Montant (€)"),
        ("it", "Nome|Ruolo", "Fase|Tasso di conversione", "Mese|Fatturato", "Voce|Importo in €"),
        ("en", "Mitarbeiter|Rolle", "Stufe|Konversionsrate", "Monat|Umsatzziel", "Posten|Betrag"),
        ("en", "Nombre|Puesto", "Etapa|Tasa de conversión", "Mes|Ventas", "Concepto|Importe"),
    ],
)
def test_headers_of_five_languages(language: str, team: str, funnel: str, targets: str, budget: str) -> None:
    made, plan = drafted(
        sheet(f"{team}\nAda|Sales\nBo|Sales", "A"),
        sheet(f"{funnel}\nLead|10%\nOffer|1/4", "B"),
        sheet(f"{targets}\n2027-01|100\n2027-02|200", "C"),
        sheet(f"{budget}\nFair|1000", "D"),
    )
    assert plan.language == language
    assert [member.name for segment in plan.team.values() for member in segment.members] == ["Ada", "Bo"]
    assert [str(stage.conversion) for stage in plan.funnels[0].stages] == ["1/10", "1/4"]
    assert [goal.target for goal in plan.goals] == [300]
    assert plan.budget is not None
    assert [line.amount for line in plan.budget.lines] == [1000]
    assert not made.left
    assert {place for _, place in made.found} == {"A!A1", "B!A1", "C!A1", "D!A1"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Lead|10%\nOffer|25%", ["1/10", "1/4"]),
        ("Lead|10\nOffer|25", ["1/10", "1/4"]),
        ("Lead|0.1\nOffer|0.25", ["1/10", "1/4"]),
        ("Lead|\nOffer|0.1\nWon|0.25", ["1/10", "1/4"]),
        ("Lead|100%\nOffer|10%\nWon|25%", ["1/10", "1/4"]),
        ("Lead|10%\nOffer|25%\nWon|", ["1/10", "1/4"]),
        ("Lead|10%\nOffer|soon", ["1/10", "None"]),
        ("Lead|0,1\nOffer|0,25", ["1/10", "1/4"]),
    ],
)
def test_rates_are_read_in_the_sense_the_column_shows(rows: str, expected: list[str]) -> None:
    _, plan = drafted(sheet(f"Stage|Conversion\n{rows}"))
    assert [str(stage.conversion) for stage in plan.funnels[0].stages] == expected


def test_rates_come_from_counts_where_there_are_no_rates() -> None:
    made, plan = drafted(sheet("Stage|Count\nLead|1200\nOffer|240\nWon|60"))
    assert [str(stage.conversion) for stage in plan.funnels[0].stages] == ["1/5", "1/4"]
    assert "# Sheet!B3 / Sheet!B2: 240 / 1200" in made.text


@pytest.mark.parametrize(
    ("cells", "taken"),
    [
        (("1.500", "2.500,00"), [1500, 2500]),
        (("1,500", "2,500.00"), [1500, 2500]),
        (("1.500",), []),
        (("1 500 €",), [1500]),
        (("€ 12,50",), [12.5]),
        (("-5",), []),
        (("12e3",), []),
        (("about 100",), []),
        (("0",), [0]),
    ],
)
def test_an_amount_that_may_mean_two_is_left_and_named(cells: tuple[str, ...], taken: list[float]) -> None:
    rows = (("Item", "Amount"), *((f"Thing {place}", cell) for place, cell in enumerate(cells)))
    made = draft_of((Sheet("", rows),), "b.csv", today_year=2027)
    plan = read_plan_text(made.text, "plan.yaml").plan
    assert plan is not None
    lines = plan.budget.lines if plan.budget else ()
    assert [float(line.amount) for line in lines] == taken
    assert bool(made.left) == (len(taken) < len(cells))


@pytest.mark.parametrize(("cell", "taken"), [(2.6e-284, None), (0.5, Decimal("0.5")), (0, Decimal(0)), (1e300, None)])
def test_no_amount_is_taken_that_no_plan_could_hold(cell: float, taken: Decimal | None) -> None:
    assert number(cell, notation((), "plan.xlsx", "en")) == taken


@pytest.mark.parametrize(("cells", "expected"), [
    (("01/02/2027", "13/02/2027"), ["2027-02-01", "2027-02-13"]),
    (("02/01/2027", "02/13/2027"), ["2027-02-01", "2027-02-13"]),
    (("01/02/2027", "03/02/2027"), [None, None]),
    (("01.02.2027", "03.02.2027"), ["2027-02-01", "2027-02-03"]),
    (("2027-02-01", "31/02/2027"), ["2027-02-01", None]),
])  # fmt: skip
def test_days_are_taken_where_the_file_decides(cells: tuple[str, ...], expected: list[str | None]) -> None:
    rows = (("Name", "Start date"), *((f"Person {letter}", cell) for letter, cell in zip("ABCD", cells, strict=False)))
    made, plan = drafted(Sheet("", rows))
    found = [str(member.starts) if member.starts else None for member in plan.team["sales"].members]
    assert found == expected
    assert len(made.left) == expected.count(None)


def test_a_second_table_totals_and_formulas_without_value_are_named() -> None:
    first = sheet("Item|Amount\nFair|1000\nTotal|1000\n\nItem|Amount\nMore|5")
    made, plan = drafted(Sheet("S", first.rows, holes=("B9",)))
    assert plan.budget is not None
    assert len(plan.budget.lines) == 1
    assert [(one.place, one.why) for one in made.left] == [
        ("S!A5", Why.SECOND), ("S!A6", Why.SECOND), ("S!A3", Why.TOTAL), ("S!B9", Why.HOLE),
    ]  # fmt: skip


WORDS = (
    *("Stage", "Conversion", "Name", "Role", "Team", "Hours", "Month", "Target", "Item", "Amount", "Étape", "Mois"),
    *("Objectif", "Total", "Won", "Start", "End", "Quota", "Days", "Count", "Category", "Company", "Currency"),
    *("Average deal", "Limit", "Last year", "2027-01", "Jan 2027", "Feb", "mars", "30%", "1/4", "1.500", "1,5", "€"),
    *("sales", "Ada", "Bo", "03/04/2027", "31.12.2027", "yes", "null", *HOSTILE),
)
CELLS = some.one_of(
    some.just(""), some.sampled_from(WORDS), some.text(max_size=12),
    some.floats(allow_nan=True, allow_infinity=True), some.integers(-5, 10**16), some.booleans(),
    some.datetimes(datetime(1999, 1, 1), datetime(2110, 1, 1)),  # noqa: DTZ001  (as spreadsheets have them)
)  # fmt: skip
HEADS = some.lists(some.sampled_from((*WORDS[:26], "2027-01", "2027-02", "2027-03")), min_size=1, max_size=6)
GRIDS = some.builds(
    lambda head, rows, above: (*above, tuple(head), *map(tuple, rows)),
    HEADS, some.lists(some.lists(CELLS, max_size=6), max_size=8), some.lists(some.tuples(CELLS), max_size=2),
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(some.lists(GRIDS, min_size=1, max_size=3))
def test_whatever_the_sheets_hold_the_draft_has_no_error_and_no_cell_is_lost(
    grids: list[tuple[tuple[Any, ...], ...]],
) -> None:
    sheets = tuple(Sheet(f"S{place}", grid) for place, grid in enumerate(grids))
    made = draft_of(sheets, "odd.xlsx", today_year=2027)
    reading = read_plan_text(made.text, "plan.yaml")
    assert [finding for finding in reading.findings if finding.severity is Severity.ERROR] == [], made.text
    filled = sum(not is_empty(cell) for each in sheets for row in each.rows for cell in row)
    assert len(made.left) <= filled
    named = {one.place for one in made.left}
    for each in sheets:
        for row, cells in enumerate(each.rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and "\x1b" in cell and each.place(row, column) in named:
                    assert "\x1b" not in made.text


def workbook(path: Path, rows: list[list[Any]], name: str = "Team") -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(name)
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return path


def test_a_workbook_on_the_command_line(tmp_path: Path) -> None:
    workbook(tmp_path / "team.xlsx", [["Name", "Role"], ["Ada", "sales"], ["Bo", "sales"], [], ["Free words"]])
    done = salesplan(tmp_path, "init", "--from", "team.xlsx")
    assert done.code == 0, done.err
    assert "Found: team (Team!A1)." in done.err
    assert "Team!A5  Free words  (not understood)" in done.err
    text = (tmp_path / "salesplan.yaml").read_text(encoding="utf-8")
    assert "- {name: Ada}  # Team!A2" in text
    assert salesplan(tmp_path, "validate").code == 0
    again = salesplan(tmp_path, "init", "--from", "team.xlsx")
    assert again.code == 2
    assert "exists already" in again.err


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.xlsx", None, "there is no file none.xlsx"),
        ("locked.xlsx", protected(), "locked.xlsx is protected by a password"),
        ("broken.xlsx", b"PK\x03\x04 no workbook", "broken.xlsx is not a readable .xlsx workbook"),
        ("x.csv", b"a\0b", "x.csv is no text and no workbook that we read"),
        ("x.csv", b"", "x.csv holds no funnel, team, budget or targets by month"),
        ("x.csv", b"a,b\n1,2\n", "x.csv holds no funnel, team, budget or targets by month"),
        ("x.csv", b"Item,Amount\n" + b"x,1\n" * 20_001, "x.csv has 20,002 rows; a plan is drafted from 20,000"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = salesplan(tmp_path, "init", "plan.yaml", "--from", name)
    assert done.code == 2
    assert reason in done.err
    assert len(done.err.splitlines()) <= 2
    assert not (tmp_path / "plan.yaml").exists()


def test_a_workbook_of_salesplans_own_goes_back_by_import(tmp_path: Path) -> None:
    assert salesplan(tmp_path, "init").code == 0
    assert salesplan(tmp_path, "render", "-o", "mine.xlsx").code == 0
    done = salesplan(tmp_path, "init", "new.yaml", "--from", "mine.xlsx")
    assert done.code == 2
    assert "salesplan import mine.xlsx" in done.err
    assert not (tmp_path / "new.yaml").exists()
    assert salesplan(tmp_path, "import", "mine.xlsx").code == 0


@pytest.mark.parametrize("name", ["none.xlsx", "none.csv", "none"])
def test_a_file_that_is_not_there_is_asked_for_by_its_kinds(name: str, tmp_path: Path) -> None:
    done = salesplan(tmp_path, "init", "--from", name)
    assert done.code == 2
    assert f"there is no file {name}" in done.err
    assert ".xlsx, .ods" in done.err


def test_a_large_sheet_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "big.xlsx", {"constant_memory": True}) as book:
        page = book.add_worksheet("Deals")
        page.write(0, 0, "Item")
        page.write(1_000_000, 0, "last")
    with pytest.raises(Unreadable, match=r"the sheet 'Deals' of .* has 1,000,001 rows and 1 column"):
        read_sheets(tmp_path / "big.xlsx")


def test_a_sheet_of_charts_is_passed_over_and_a_torn_one_is_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "plan.xlsx") as book:
        page = book.add_worksheet("Budget")
        page.write_row(0, 0, ("Item", "Amount"))
        page.write_row(1, 0, ("Fair", 4000))
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Budget!$B$2:$B$2"})
        book.add_chartsheet("Drawn").set_chart(chart)
    assert [sheet.name for sheet in read_sheets(tmp_path / "plan.xlsx")] == ["Budget"]
    with ZipFile(tmp_path / "plan.xlsx") as whole, ZipFile(tmp_path / "torn.xlsx", "w") as torn:
        for name in whole.namelist():
            content = whole.read(name)
            torn.writestr(name, content[:-90] if name == "xl/worksheets/sheet1.xml" else content)
    with pytest.raises(Unreadable, match=r"the sheet 'Budget' of .*torn.xlsx cannot be read"):
        read_sheets(tmp_path / "torn.xlsx")


def test_a_million_rows_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "big.xlsx", "w", ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(5 * 16):
                sheet.write(b"<row/>" * (1 << 18))
    tracemalloc.start()
    with pytest.raises(Unreadable, match=r"the sheets of .*big.xlsx unpack to 120 MB: more than a plan is made of"):
        read_sheets(tmp_path / "big.xlsx")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_the_language_and_currency_that_are_asked_for_go_before_the_files(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("Poste;Montant\nSalon;12,50 €\n", encoding="utf-8")
    made = draft(tmp_path / "b.csv", language="it", code="CHF", today_year=2027)
    assert "language: it" in made.text
    assert "currency: CHF" in made.text
    assert "amount: 12.5" in made.text
