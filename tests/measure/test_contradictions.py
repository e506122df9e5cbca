"""What contradicts itself, or rests on a column that is not meant, is said with the figures; the worst above them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

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
    rows = [f"{n},A,Won,{n}00 high,2026-01-0{n + 1},late,X" for n in range(5)]
    _, below = said(folder, rows, header="id,name,stage,High,Low,When,product")
    assert "no column was taken for the amounts: --map amount=HEADER says which it is, if it is among “High”" in below
    assert "no column was taken for the day of creation, so no time to win is known: --map created=HEADER" in below
    assert "--map closed=HEADER says which it is, if it is among “Low”" in below
    _, below = said(
        folder, [row.replace("2026-01", "12") for row in rows], header="id,name,stage,High,Low,When,product"
    )
    assert "no column was taken for the closing date" not in below


def test_a_flag_that_leaves_the_rest_open_asks_for_what_says_it(folder: Path) -> None:
    rows = ["1,A,yes", "2,B,no", "3,C,"]
    above, _ = said(folder, rows, header="id,name,Won?")
    assert "nothing says what became of 2 deals, which are in no rate: --lost-if 'HEADER=VALUE'" in above


def test_a_day_far_after_all_others_may_be_a_slip(folder: Path) -> None:
    rows = [f"{n},A,Demo,{n},2026-01-0{n % 9 + 1},,X" for n in range(12)]
    assert "1 deal alone is of the year before the last day" in said(folder, [*rows, "13,B,Demo,5,2062-01-01,,X"])[0]
    assert "alone is of the year" not in said(folder, [*rows, "13,B,Demo,5,2026-08-01,,X"])[0]
    assert "alone is of the year" not in said(folder, [*rows, "13,B,Demo,5,2062-01-01,,X"], "--on", "2026-02-01")[0]


CHANCES = "id,name,stage,amount,created,closed,chance"


def test_an_open_deal_that_has_closed(folder: Path) -> None:
    header = "id,name,stage,amount,created,closed,expected close"
    rows = ["1,A,Won,5,2026-01-01,2026-02-01,2026-02-01", "2,B,Kaputt,5,2026-01-01,2026-02-01,2027-02-01"]
    warning = "1 open deal has a closing date in the past"
    assert warning in said(folder, [*rows, "3,C,Demo,5,2026-01-01,,2027-02-01"], header=header)[0]
    assert warning not in said(folder, [rows[0], "3,C,Demo,5,2026-01-01,,2027-02-01"], header=header)[0]
    (folder / "deals.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    assert warning in salesplan(folder, "pipeline", "--deals", "deals.csv").err


@pytest.mark.parametrize("whole", ["100%", "100", "100.00", "1", "1.0"])
def test_a_probability_that_says_another_end(whole: str, folder: Path) -> None:
    half = "0.5" if whole.startswith("1") and "00" not in whole else "50"
    header = CHANCES.replace("chance", "Probability (%)")
    rows = [f"1,A,Demo,5,,,{whole}", f"2,B,Demo,5,,,{half}", f"3,C,Lost,5,,,{whole}", "4,D,Won,5,,,0"]
    above, _ = said(folder, rows, header=header)
    assert "1 open deal has a probability of 100%" in above
    assert "1 lost deal has a probability of 100%" in above
    assert "1 won deal has a probability of 0%" in above
    noted = salesplan(folder, "pipeline", "--deals", "deals.csv").err
    assert "1 open deal has a probability of 100%" in noted


@pytest.mark.parametrize("chances", [("100", "100", "100"), ("50", "0", "100"), ("", "", ""), ("high", "low", "100%")])
def test_a_probability_that_says_nothing_else(chances: tuple[str, str, str], folder: Path) -> None:
    rows = [f"{n},A,{stage},5,,,{chances[n]}" for n, stage in enumerate(("Demo", "Lost", "Won"))]
    assert "probability" not in "".join(said(folder, rows, header=CHANCES.replace("chance", "Probability (%)")))


def ordered(folder: Path, *entries: str) -> dict[str, Any]:
    rows = [f"{n},,won" if n < 9 else f"{n},,lost" for n in range(20)]
    (folder / "d.csv").write_text("\n".join(["id,stage,status", *rows, ""]), encoding="utf-8")
    (folder / "h.csv").write_text("\n".join(["deal,stage,entered", *entries, ""]), encoding="utf-8")
    done = salesplan(folder, "measure", "--deals", "d.csv", "--history", "h.csv", "-f", "json")
    return cast("dict[str, Any]", json.loads(done.out))


def test_entries_of_one_moment_tell_no_order(tmp_path: Path) -> None:
    found = ordered(tmp_path, *(f"{n},{stage},2026-01-01" for n in range(20) for stage in ("Zed", "Alpha")))
    assert (found["understood"]["order"]["from"], found["stages"]) == (None, [])
    assert any("nothing tells the order of the stages" in note for note in found["notes"])


def test_neighbours_in_no_order_are_named(tmp_path: Path) -> None:
    first = [f"{n},Lead,2026-01-01" for n in range(20)]
    found = ordered(tmp_path, *first, *(f"{n},{stage},2026-01-05" for n in range(9) for stage in ("Zed", "Alpha")))
    assert found["understood"]["order"]["untold"] == [["Alpha", "Zed"]]
    assert "of 1 pair of neighbours nothing tells which comes first" in found["understood"]["warnings"][0]


def test_without_a_plan_no_plan_is_spoken_of(tmp_path: Path) -> None:
    rows = ["1,A,Offer,won", "2,A,Offer,open", "3,B,Lead,open", "4,B,Talk,open"]
    (tmp_path / "d.csv").write_text("\n".join(["id,pipeline,stage,status", *rows, ""]), encoding="utf-8")
    shown = " ".join(salesplan(tmp_path, "measure", "--deals", "d.csv").out.split())
    assert "2 open deals are at stages whose order nothing tells, and are in no rate by stage" in shown
    assert "not in the plan" not in shown
