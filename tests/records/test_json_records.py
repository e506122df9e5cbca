"""The same records in every layout of JSON, and objects that are a record themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.records.files.json_records import records_of

Records = list[dict[str, Any]]

LAYOUTS: dict[str, Callable[[Records], Any]] = {
    "a list": lambda rows: rows,
    "under data": lambda rows: {"data": rows, "next": None},
    "under result.items": lambda rows: {"result": {"items": rows}},
    "pages": lambda rows: [{"results": rows[:1]}, {"results": rows[1:]}],
    "the only list": lambda rows: {"list": rows, "pageInfo": {"total": len(rows)}, "more": False},
    "hits of hits": lambda rows: {"took": 3, "hits": {"total": len(rows), "hits": rows}},
    "lists below a header": lambda rows: [[*rows[0]], *([row[key] for key in rows[0]] for row in rows)],
    "values of a sheet": lambda rows: {
        "range": "A1:C9",
        "values": [[*rows[0]], *([row[key] for key in rows[0]] for row in rows)],
    },
    "columns and data": lambda rows: {
        "columns": [*rows[0]],
        "index": [*range(len(rows))],
        "data": [[row[key] for key in rows[0]] for row in rows],
    },
    "a list for each column": lambda rows: {key: [row[key] for row in rows] for key in rows[0]},
    "an object for each column": lambda rows: {
        key: {str(at): row[key] for at, row in enumerate(rows)} for key in rows[0]
    },
    "by their id": lambda rows: {f"k{at}": row for at, row in enumerate(rows)},
}

PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
ROWS = st.lists(
    st.fixed_dictionaries({"id": st.integers(), "stage": st.text(max_size=5), "amount": PLAIN}), min_size=2, max_size=5
)


@pytest.mark.parametrize("name", LAYOUTS)
@given(rows=ROWS)
def test_records_are_found_in_every_layout(name: str, rows: Records) -> None:
    assert [*records_of(LAYOUTS[name](rows))] == rows


def test_objects_under_a_key_have_it_for_their_id() -> None:
    found = records_of({"a": {"stage": "Won", "amount": 1}, "b": {"stage": "Lost", "amount": 2}})
    assert [*found] == [{"id": "a", "stage": "Won", "amount": 1}, {"id": "b", "stage": "Lost", "amount": 2}]


@pytest.mark.parametrize(
    "record",
    [
        {"id": 1, "stage": "Won"},
        {"id": 1, "contacts": [{"name": "Ada"}, {"name": "Bo"}]},
        {"stage": "Won", "contacts": [{"name": "Ada"}, {"name": "Bo"}]},
        {"stage": {"id": 1, "name": "Won"}, "amount": 10},
        {"stage": {"name": "Won"}, "owner": {"mail": "a@b.c"}},
        {"tags": ["a", "b"], "parts": [1, 2, 3]},
        {"tags": ["a", "b"]},
        {"parts": {"0": {"name": "x"}, "1": {"name": "y"}}, "more": {"0": {"name": "x"}, "1": {"name": "y"}}, "id": 1},
    ],
)
def test_a_record_is_not_taken_apart(record: dict[str, Any]) -> None:
    assert [*records_of(record)] == [record]


@pytest.mark.parametrize(
    "node",
    [None, 3, "text", [], {"data": []}, {"records": None}, [["a"], ["b"]], [[1, 2], [3, 4]], [["a", "a"], [1, 2]]],
)
def test_what_holds_no_records_gives_none(node: object) -> None:
    assert [*records_of(node)] == []


def test_rows_may_be_shorter_than_their_header() -> None:
    assert [*records_of([["id", "stage"], [1], [2, "Won", "more"]])] == [{"id": 1}, {"id": 2, "stage": "Won"}]
