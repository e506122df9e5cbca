"""What contradicts itself, or rests on a column that is not meant, is said with the figures; the worst above them."""

from __future__ import annotations

from pathlib import Path

from tests.shell import salesplan

HEADER = "id,name,stage,amount,created,closed,product"


def said(folder: Path, rows: list[str], *options: str, header: str = HEADER) -> tuple[str, str]:
    """What stands above the figures, and below."""
    (folder / "deals.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    out = salesplan(folder, "measure", "--deals", "deals.csv", *options).out
    above, _, below = " ".join(out.split()).partition("Deals until")
    return above, below


def test_a_deal_in_several_rows_that_differ(folder: Path) -> None:
    rows = ["1,A,Won,100,,,X", "1,A,Won,200,,,Y", "2,B,Won,50,,,X", "2,B,Won,50,,,Y", "3,C,Lost,9,,,X"]
    above, below = said(folder, rows)
    assert "1 deal has several rows in one file that differ in stage or amount" in above
    assert "All deals 3 2 1 0" in below


def test_rows_of_two_files_are_no_rows_of_one_deal(folder: Path) -> None:
    (folder / "new.csv").write_text(f"{HEADER}\n1,A,Won,200,,,X\n", encoding="utf-8")
    above, _ = said(folder, ["1,A,Demo,100,,,X"], "--deals", "new.csv")
    assert "several rows" not in above


def test_amounts_that_are_all_nothing_or_all_alike(folder: Path) -> None:
    rows = [f"{n},A,Won,0,2026-01-0{n % 9 + 1},2026-02-01,X" for n in range(12)]
    assert "the amount of all 12 won deals is 0" in said(folder, rows)[0]
    assert "have the same one" in said(folder, [row.replace("Won,0", "Won,7") for row in rows])[0]
    assert "have the same one" not in said(folder, [row.replace("Won,0", f"Won,{n}") for n, row in enumerate(rows)])[0]


def test_closed_before_and_created_after(folder: Path) -> None:
    rows = ["1,A,Won,5,2026-03-01,2026-02-01,X", "2,B,Demo,5,2026-06-01,,X"]
    above, _ = said(folder, rows, "--on", "2026-05-01")
    assert "1 deal closed before it was created" in above
    assert "1 deal was created after the day that the records are looked at" in above


def test_columns_that_nobody_took_are_named(folder: Path) -> None:
    rows = [f"{n},A,Won,{n}00 high,12,late,X" for n in range(5)]
    _, below = said(folder, rows, header="id,name,stage,High,Low,When,product")
    assert "no column was taken for the amounts: --map amount=HEADER says which it is, if it is among “High”" in below
    assert "no column was taken for the day of creation" in below
    assert "no column was taken for the closing date" in below


def test_a_flag_that_leaves_the_rest_open_asks_for_what_says_it(folder: Path) -> None:
    rows = ["1,A,yes", "2,B,no", "3,C,"]
    above, _ = said(folder, rows, header="id,name,Won?")
    assert "nothing says what became of 2 deals, which are in no rate: --lost-if 'HEADER=VALUE'" in above


def test_a_day_far_after_all_others_may_be_a_slip(folder: Path) -> None:
    rows = [f"{n},A,Demo,{n},2026-01-0{n % 9 + 1},,X" for n in range(12)]
    assert "1 deal alone is of the year before the last day" in said(folder, [*rows, "13,B,Demo,5,2062-01-01,,X"])[0]
    assert "alone is of the year" not in said(folder, [*rows, "13,B,Demo,5,2026-08-01,,X"])[0]
    assert "alone is of the year" not in said(folder, [*rows, "13,B,Demo,5,2062-01-01,,X"], "--on", "2026-02-01")[0]
