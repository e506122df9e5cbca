"""Reports that name a group in its first row alone: filled in where that is sure, and said with the number of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesplan.records.files.groups import group_columns
from salesplan.records.question import Tallies
from tests.records.test_hostile import aside, read

BY_STAGE = """\
Stage,Owner,Opportunity Name,Amount,Created,Close Date
Closed Won,Ada,Deal 1,100,2026-01-02,2026-02-02
,,Deal 2,100,2026-01-02,2026-02-02
,Bo,Deal 3,100,2026-01-02,2026-02-02
Subtotal,,,300,,
,,Count,3,,
Closed Lost,Ada,Deal 4,100,2026-01-02,2026-02-02
,,Deal 5,100,2026-01-02,2026-02-02
,Bo,Deal 6,100,2026-01-02,2026-02-02
Proposal,Bo,Deal 7,100,2026-01-02,2026-12-02
,,Deal 8,100,2026-01-02,2026-12-02
Grand Totals (8 records),,,800,,
"""


def owners(found: Tallies) -> dict[tuple[str, str], int]:
    return {(line.owner, line.state): line.deals for line in found.owners}


def notes(found: Tallies) -> str:
    return "\n".join(str(note.sentence) for note in found.intakes[0].notes)


def test_groups_of_two_columns_are_filled_in_and_sums_are_no_deals(tmp_path: Path) -> None:
    found = read(tmp_path, BY_STAGE)
    assert owners(found) == {
        ("Ada", "won"): 2,
        ("Bo", "won"): 1,
        ("Ada", "lost"): 2,
        ("Bo", "lost"): 1,
        ("Bo", "open"): 2,
    }
    assert aside(found.intakes[0]) == [("a row of totals", 3)]
    assert "'Stage' names each group in its first row alone; 5 rows below" in notes(found)
    assert "'Owner' names each group in its first row alone; 3 rows below" in notes(found)


def test_products_below_a_deal_are_no_deals(tmp_path: Path) -> None:
    rows = "Ada,Deal 1,Closed Won,100,A\n,,,,B\n,,,,C\nBo,Deal 2,Closed Lost,100,A\n,,,,B\n"
    found = read(tmp_path, f"Owner,Opportunity Name,Stage,Amount,Product\n{rows}")
    assert owners(found) == {("Ada", "won"): 1, ("Bo", "lost"): 1}
    assert aside(found.intakes[0]) == [("no stage or status", 3)]
    assert "group" not in notes(found)


def test_a_group_that_tells_how_many_it_has(tmp_path: Path) -> None:
    rows = "Ada (2 records),,,\n,Deal 1,Won,100\n,Deal 2,Won,100\nBo (1 record),,,\n,Deal 3,Lost,100\n"
    found = read(tmp_path, f"Owner,Opportunity Name,Stage,Amount\n{rows}")
    assert owners(found) == {("Ada", "won"): 2, ("Bo", "lost"): 1}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Ada", "1"), ("", "2"), ("", "3"), ("Bo", "4")], (0,)),
        ([("", "Ada", "1"), ("", "", "2"), ("", "", "3")], (1,)),
        ([("Ada", "1"), ("", "2"), ("Ada", "3"), ("", "4")], ()),
        ([("", "1"), ("Ada", "2"), ("", "3"), ("", "4")], ()),
        ([("Ada", "1"), ("", "2"), ("Bo", "3"), ("Cy", "4"), ("Di", "5")], ()),
        ([("1", "Ada"), ("2", ""), ("3", ""), ("4", "Bo")], ()),
        ([], ()),
    ],
)
def test_groups_stand_to_the_left_and_name_each_once(rows: list[tuple[str, ...]], expected: tuple[int, ...]) -> None:
    assert group_columns(rows, ()) == expected


def test_what_tells_records_apart_is_no_group() -> None:
    rows = [("Ada", "Deal 1", "A"), ("", "", "B"), ("", "", "C"), ("Bo", "Deal 2", "A")]
    assert group_columns(rows, {1}) == (0,)
