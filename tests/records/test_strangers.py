"""What names, cells and first rows tell of files whose authors know nothing of us."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from salesplan.cli import app
from salesplan.records.files.number_notation import may_be_thousands
from salesplan.records.recognise.crm_words import State, state_of
from salesplan.records.recognise.currency_column import currency_beside
from salesplan.records.recognise.numbered_names import order_in_names
from salesplan.records.recognise.weighted import whole_amount


@pytest.mark.parametrize(
    ("stages", "ends", "order"),
    [
        ({"10 - Offer", "1 - Lead", "2 - Talks"}, (), ("1 - Lead", "2 - Talks", "10 - Offer")),
        ({"B. Offer", "A. Lead"}, (), ("A. Lead", "B. Offer")),
        ({"60% Talks", "20%", "40% - Offer"}, (), ("20%", "40% - Offer", "60% Talks")),
        ({"Talks (60%)", "Offer 20 %"}, (), ("Offer 20 %", "Talks (60%)")),
        ({"01_new", "02_old"}, (), ("01_new", "02_old")),
        ({"A. Lead", "B. Offer", "D. Invoice sent"}, ("C. Won",), ("A. Lead", "B. Offer")),
        ({"1. Lead", "2. Offer"}, ("0. Lost", "3. Won"), ("1. Lead", "2. Offer")),
        ({"1st call", "2nd call"}, (), ()),
        ({"30 day trial", "2. Offer"}, (), ()),
        ({"1. Lead", "1. Offer"}, (), ()),
        ({"1. Lead", "Offer"}, (), ()),
        ({"2026-01 batch", "2026-02 batch"}, (), ()),
        ({"1. Lead", "3. Delivered"}, ("2. Won",), ()),
    ],
)
def test_stages_are_ordered_by_the_numbers_that_all_of_their_names_have(
    stages: set[str], ends: tuple[str, ...], order: tuple[str, ...]
) -> None:
    assert order_in_names(stages, ends) == order


@pytest.mark.parametrize(
    ("values", "decimal", "doubtful"),
    [
        (["1,200", "1.200,00", "3,5"], ",", "1,200"),
        (["1.200", "1,200.50"], ".", "1.200"),
        (["1,125", "3,5", "0,125"], ",", ""),
        (["1,200", "12,3456", "3,5"], ",", ""),
        (["1200", "3.50"], ".", ""),
        (["1,200", "1,300"], ".", ""),
    ],
)
def test_an_amount_that_may_be_thousands_is_seen(values: list[str], decimal: str, doubtful: str) -> None:
    assert may_be_thousands(values, decimal) == doubtful


def test_the_whole_amount_is_the_column_that_gives_the_weighted_one() -> None:
    rows = [["6000", "60%", "10000", "7"], ["1000", "10", "10000", "8"], ["500", "0.5", "1000", "9"]]
    assert whole_amount(rows, 0, 1, {3: "Rank", 2: "Budget"}) == "Budget"
    assert whole_amount(rows[:2], 0, 1, {2: "Budget"}) == ""
    assert whole_amount([["500", "0.5", "900"], *rows], 0, 1, {2: "Budget"}) == ""


def test_the_currency_is_the_column_named_after_the_amount_or_the_only_one_of_codes() -> None:
    headers = ["Amount", "Total Currency", "Amount Currency", "Country"]
    cells = {0: ["1"], 1: ["USD"], 2: ["EUR", "GBP"], 3: ["USA", "FRA"]}
    assert currency_beside(headers, {"amount": 0}, (), cells.__getitem__) == {"currency": 2}
    assert currency_beside(headers, {"amount": 0}, (2,), cells.__getitem__) == {"currency": 1}
    assert currency_beside(["Amount", "From", "To"], {"amount": 0}, (), lambda _: ["EUR"]) == {}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Выиграна", State.WON),
        ("Закрыто и не реализовано", State.LOST),
        ("Не выиграна", None),
        ("Przegrana - cena", State.LOST),
        ("niet gewonnen", None),
        ("受注", State.WON),
        ("失注", State.LOST),
    ],
)
def test_the_plainest_words_of_further_languages_are_known(text: str, state: State | None) -> None:
    assert state_of(text) is state


def test_a_hidden_sheet_is_read_only_when_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Old"  # type: ignore[union-attr]
    book.active.append(["Deal ID", "Stage", "Amount"])  # type: ignore[union-attr]
    book.active.append([9, "Won", 999])  # type: ignore[union-attr]
    now = book.create_sheet("Now")
    for row in (["Deal ID", "Stage", "Amount"], [1, "Won", 100], [2, "Lost", 200]):
        now.append(row)
    book["Old"].sheet_state, book.active = "hidden", 1
    book.save(tmp_path / "deals.xlsx")
    monkeypatch.chdir(tmp_path)
    shown = CliRunner().invoke(app, ["measure", "--deals", "deals.xlsx", "-f", "csv"])
    assert "deals: 2 rows read, 2 used" in shown.stderr
    assert "'deals.xlsx#Old'" in shown.stderr
    named = CliRunner().invoke(app, ["measure", "--deals", "deals.xlsx#Old", "-f", "csv"])
    assert "deals: 1 row read, 1 used" in named.stderr


def test_a_pipeline_says_that_its_amounts_are_weighted_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parent / "corpus" / "expected-revenue-of-another")
    done = CliRunner().invoke(app, ["pipeline", "--deals", "deals.csv"])
    assert "“Expected Revenue” is “Envelope” x probability; --map amount=Envelope" in done.stderr
    mended = CliRunner().invoke(app, ["pipeline", "--deals", "deals.csv", "--map", "amount=Envelope"])
    assert mended.exit_code == 0
    assert "weighted by" not in mended.stderr
