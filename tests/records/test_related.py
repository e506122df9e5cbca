"""Actions whose cell names several deals, or a deal's name instead of its id: counted once, at the right deal."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesplan.records.count.tally import tally
from salesplan.records.engines.opening import opened
from salesplan.records.question import Path as Funnel
from salesplan.records.question import Question, Tallies
from salesplan.records.sources import RecordsSource, Sources

QUESTION = Question((Funnel("new", ("prospect", "opportunity")),))
DEALS = "id,name,stage\n1,Alpha,won\n2,Beta,lost\n3,Twin,won\n4,Twin,prospect\n5,2,opportunity\n"


def read(folder: Path, deals: str, *cells: str, ids: bool = True) -> Tallies:
    (folder / "deals.csv").write_text(deals, encoding="utf-8")
    rows = [f'{number if ids else ""},2026-01-01,Ana,call,"{cell}"' for number, cell in enumerate(cells)]
    (folder / "actions.csv").write_text("\n".join(["id,date,owner,action,deal", *rows]) + "\n", encoding="utf-8")
    sources = Sources(
        RecordsSource((str(folder / "deals.csv"),)), activities=RecordsSource((str(folder / "actions.csv"),))
    )
    with opened(sources) as book:
        return tally(book, QUESTION)


def by_state(found: Tallies) -> dict[str, int]:
    states: dict[str, int] = {}
    for line in found.actions:
        states[line.state] = states.get(line.state, 0) + line.actions
    return states


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("1", "won"),
        ("1;2", "won"),
        ("2;1", "lost"),
        ("nowhere;2;1", "lost"),
        (" 2 ; 1 ", "lost"),
        (";;2", "lost"),
        ("nowhere;elsewhere", ""),
        (";", ""),
        ("", ""),
        ("Alpha", "won"),
        (" Beta ", "lost"),
        ("Twin", ""),
        ("Twin;Beta", "lost"),
        ("2", "lost"),
        ("alpha", ""),
    ],
)
def test_where_an_action_counts(cell: str, state: str, tmp_path: Path) -> None:
    assert by_state(read(tmp_path, DEALS, cell)) == {state: 1}


def test_each_action_counts_once_and_what_was_done_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, DEALS, "1;2", "2;1;nowhere", "Alpha", "Twin", "Twin", "nowhere", "1", "")
    assert sum(line.actions for line in found.actions) == 8
    assert by_state(found) == {"won": 3, "lost": 1, "": 4}
    said = {one.kind: (one.n, one.name) for one in found.oddities}
    assert said["actions on several deals"] == (2, "")
    assert said["actions matched by name"] == (1, "")
    assert said["actions on a doubtful name"] == (2, "Twin")
    assert said["actions on no deal we know"] == (4, "")


def test_deals_without_ids_are_known_by_their_names(tmp_path: Path) -> None:
    deals = "name,stage\nAlpha,won\nBeta,lost\nTwin,won\nTwin,prospect\n"
    found = read(tmp_path, deals, "Alpha", "Beta", "Twin", "\x1fAlpha;Alpha")
    assert by_state(found) == {"won": 2, "lost": 1, "": 1}


def test_actions_given_twice_on_several_deals_still_count_once(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    text = 'id,date,owner,action,deal\nA,2026-01-01,Ana,call,"1;2"\n'
    for name, more in (("a.csv", ""), ("b.csv", "B,2026-01-02,Ana,call,Beta\n")):
        (tmp_path / name).write_text(text + more, encoding="utf-8")
    actions = RecordsSource((str(tmp_path / "a.csv"), str(tmp_path / "b.csv")))
    with opened(Sources(RecordsSource((str(tmp_path / "deals.csv"),)), activities=actions)) as book:
        found = tally(book, QUESTION)
    assert by_state(found) == {"won": 1, "lost": 1}


def test_each_prospect_of_a_cell_was_worked(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    rows = (
        'date,action,deal,prospect,result\n2026-01-01,call,"nowhere;1","7;8",answered\n2026-01-02,call,,8;9,no answer\n'
    )
    (tmp_path / "actions.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "list.csv").write_text("id\n7\n8\n9\n10\n", encoding="utf-8")
    sources = Sources(
        RecordsSource((str(tmp_path / "deals.csv"),)),
        activities=RecordsSource((str(tmp_path / "actions.csv"),)),
        prospects=RecordsSource((str(tmp_path / "list.csv"),)),
    )
    with opened(sources) as book:
        found = {(one.worked, one.reached, one.turned): one.prospects for one in tally(book, QUESTION).prospects}
    assert found == {(True, True, True): 2, (True, False, False): 1, (False, None, False): 1}
