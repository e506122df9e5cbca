"""The sheet of what the records say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest

from salesplan.measuring.measurement import Measurement, Note, Share
from salesplan.measuring.spread import Spread
from salesplan.quotas.quota import quota
from salesplan.records.sources import Intake, SetAside
from salesplan.report.xlsx import workbook
from salesplan.report.xlsx.grid import LONGEST_FOREIGN, held
from tests.build import plan
from tests.measure.conftest import folder
from tests.measure.figures import STAGES, measured, stage
from tests.report.office import converted, figures, formulas, opened, same
from tests.report.samples import HOSTILE
from tests.report.test_xlsx import KNOWN_TO_EVERY_SPREADSHEET
from tests.shell import salesplan

__all__ = ["folder"]
SHEETS = {"en": "Measured", "fr": "Mesures", "it": "Misure"}


def made(found: Measurement, **keys: Any) -> bytes:
    answer = plan(**keys)
    return workbook(answer, quota(answer), found)


def sheet(book: bytes, title: str = "Measured") -> dict[str, Any]:
    return {cell: value for (name, cell), value in figures(book).items() if name == title}


def rows(book: bytes) -> dict[str, list[Any]]:
    """The lines of the sheet by their first cell."""
    found = opened(book)["Measured"]
    return {str(line[0].value): [cell.value for cell in line[1:]] for line in found.iter_rows() if line[0].value}


def test_counts_stand_as_they_were_measured() -> None:
    lines = rows(made(measured()))
    assert lines["All deals"][:6] == [115, 20, 70, 22, 3, 0]
    assert lines["Prospect"][:7] == [115, 60, 0, 40, 12, 3, 0]
    assert lines["Opportunity"][:7] == [60, 25, 0, 30, 5, 0, 0]
    assert lines["Won deals"][:1] == [20]
    assert lines["Deal size"][:5] == [15000.5, 15000, 4000, 40000, 20]
    assert lines["Days to win"][1:5] == [28, 9, 60, 20]


@pytest.mark.parametrize(
    ("line", "hits", "n"), [("All deals", 20, 90), ("Prospect", 60, 100), ("Opportunity", 25, 55), ("Proposal", 20, 20)]
)
def test_rates_have_their_interval_and_their_sample_size(line: str, hits: int, n: int) -> None:
    rate, low, high, decided = rows(made(measured()))[line][7:11]
    meant = binomtest(hits, n).proportion_ci(method="wilson")
    assert (rate, decided) == (pytest.approx(hits / n), n)
    assert (low, high) == (pytest.approx(meant.low), pytest.approx(meant.high))


def test_figures_have_types_and_formats() -> None:
    found = opened(made(measured(), currency="EUR"))["Measured"]
    by_label = {str(line[0].value): line for line in found.iter_rows() if line[0].value}
    assert by_label["Prospect"][8].number_format == "0.0%"
    assert by_label["Prospect"][1].number_format == "#,##0"
    assert "€" in by_label["Deal size"][1].number_format
    assert by_label["Days to win"][1].number_format == "#,##0.0"
    assert all(cell.data_type == "n" for cell in by_label["Prospect"][1:14])


def test_every_formula_is_known_and_stores_its_value() -> None:
    book = made(measured())
    mine = {cell: formula for (name, cell), formula in formulas(book).items() if name == "Measured"}
    assert len(mine) == 5 + 3 * 5 + 1
    assert set(mine) <= set(sheet(book))
    used = {name for formula in mine.values() for name in re.findall(r"([A-Z]+)\(", formula)}
    assert used <= KNOWN_TO_EVERY_SPREADSHEET | {"SQRT"}


def test_without_evidence_there_is_no_rate_and_it_says_so() -> None:
    unknown = (stage("prospect", (60, 0, 30, 12, 3, 10)), *STAGES[1:])
    book = made(measured(unknown, win_rate=Share(0, 0), deal_size=Spread(0), cycle_days=Spread(0)))
    lines = rows(book)
    assert lines["All deals"][7:11] == [None, None, None, 0]
    assert lines["Prospect"][6:11] == [10, None, None, None, 0]
    assert lines["Prospect"][13] == "Not enough history"
    assert "Deal size" not in lines


def test_all_or_none_moved_on() -> None:
    ends = (stage("prospect", (0, 0, 9, 0, 0, 0)), stage("opportunity", (0, 9, 0, 0, 0, 0)))
    lines = rows(made(measured(ends)))
    assert lines["Prospect"][7:9] == [0, 0]
    assert lines["Opportunity"][7] == lines["Opportunity"][9] == 1


@pytest.mark.parametrize("language", list(SHEETS))
def test_the_sheet_speaks_the_plans_language(language: str) -> None:
    found = measured(notes=(Note("deals won without an amount", 6),))
    texts = {str(value) for value in sheet(made(found, language=language), SHEETS[language]).values()}
    english = {"Won", "Lost", "Entered", "Moved on", "Win rate", "Decided", "Not enough history"}
    assert bool(english & texts) == (language == "en")
    assert len([text for text in texts if text.startswith("•  6 ")]) == 1


def test_no_deals_no_sheet() -> None:
    assert "Measured" not in opened(made(measured(total=0))).sheetnames


def test_each_funnel_has_its_table_and_its_chart() -> None:
    other = tuple(stage(name, (5, 1, 4, 0, 0, 0), "renewal") for name in ("prospect", "offer"))
    assert {"New", "Renewal", "Offer"} <= set(rows(made(measured((*STAGES, *other)))))


def test_the_page_is_framed() -> None:
    found = opened(made(measured()))["Measured"]
    assert found.print_area
    assert found.freeze_panes
    assert found.print_title_rows


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_records_is_never_a_formula_and_never_costs_the_workbook(text: str) -> None:
    strange = (stage(text, (60, 0, 40, 1, 0, 0), text), stage("b", (0, 20, 9, 0, 0, 0), text))
    notes = (Note("not in the team", 3, text), Note("history rows at a stage not in the plan", 2, text))
    intake = Intake("deals", (text,), "", 5, 4, (SetAside(text, 1),), (text,), (text,))
    book = made(measured(strange, notes, (intake,)))
    mine = [formula for (name, _), formula in formulas(book).items() if name == "Measured"]
    assert not [formula for formula in mine if formula.lstrip("=") == text.lstrip("=\t")]
    cells = [cell for line in opened(book)["Measured"].iter_rows() for cell in line]
    assert not any(cell.hyperlink for cell in cells)
    assert all(cell.data_type == "s" for cell in cells if isinstance(cell.value, str))


def test_endless_text_from_records_is_cut() -> None:
    assert len(held("x" * 40_000)) == LONGEST_FOREIGN
    assert held("a\ufffe\x00b") == "a\ufffd\\x00b"


def test_a_rendered_workbook_has_it_where_the_plan_names_records(folder: Path) -> None:
    assert salesplan(folder, "render", "-o", "plan.xlsx", "--language", "fr").code == 0
    found = sheet((folder / "plan.xlsx").read_bytes(), "Mesures")
    assert {"Prospect", 250, 153} <= set(found.values())


def test_unreadable_records_cost_the_sheet_only(folder: Path) -> None:
    (folder / "deals.csv").unlink()
    done = salesplan(folder, "render", "-o", "plan.xlsx")
    assert done.code == 0
    assert done.err.count("the document does without the records: ") == 1
    assert "Measured" not in opened((folder / "plan.xlsx").read_bytes()).sheetnames


@pytest.mark.heavy("libreoffice")
def test_libreoffice_finds_the_same(tmp_path: Path) -> None:
    book = made(measured(), language="fr")
    live, meant = formulas(book), figures(book)
    found = figures(converted(book, "xlsx", tmp_path))
    mine = [place for place in live if place[0] == "Mesures"]
    assert len(mine) == 5 + 3 * 5 + 1
    assert [(place, meant.get(place), found.get(place)) for place in mine
            if not same(meant.get(place), found.get(place))] == []  # fmt: skip
