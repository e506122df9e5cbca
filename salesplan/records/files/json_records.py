"""Where the records stand in a JSON document: what wraps them, and tables that are no list of objects."""

from collections.abc import Mapping, Sequence
from typing import Any

Record = Mapping[str, Any]

_WRAPS = ("records", "results", "data", "value", "result", "items", "items_page", "boards", "edges", "deals", "rows")
_INNER = ("opportunities", "activities", "leads", "entries", "objects", "content", "hits", "_embedded", "response")
_PAGES = ("records", "results", "items_page", "data")
_FEWEST = 2
"""Rows, and columns, from which on something that is no list of objects is a table."""


def records_of(node: Any) -> Sequence[Record]:  # noqa: ANN401
    """The records of an answer, through whatever wraps it; pages of a list are joined.

    A list of lists is a table if the first one names its columns, with or without the names beside it. So are objects
    by their id, and lists by the name of their column. An object that wraps nothing is a record itself.
    """
    if isinstance(node, list):
        return _of_list(node)
    if not isinstance(node, dict):
        return ()
    if (table := _named_table(node)) is not None:
        return table
    for key in (*_WRAPS, *_INNER):
        if isinstance(node.get(key), list | dict) and (found := records_of(node[key])):
            return found
    if any(key in node for key in (*_WRAPS, *_INNER)):
        return ()
    return _by_column(node) or _by_id(node) or _only_list(node) or (node,)


def _of_list(node: Sequence[Any]) -> Sequence[Record]:
    if len(node) >= _FEWEST and all(isinstance(one, list) for one in node):
        return _table(node[0], node[1:])
    rows: list[Record] = [one for one in node if isinstance(one, dict)]
    pages = [_page(one) for one in rows]
    if rows and all(page is not None for page in pages):
        return [record for page in pages if page is not None for record in page]
    return rows


def _page(record: Record) -> Sequence[Record] | None:
    inner = next((record[key] for key in _PAGES if isinstance(record.get(key), list | dict)), None)
    return None if inner is None or "id" in record else records_of(inner)


def _table(header: Sequence[Any], rows: Sequence[Any]) -> Sequence[Record]:
    """The rows by the names of their columns; nothing if these are no different texts."""
    names = [name for name in header if isinstance(name, str) and name.strip()]
    if not len({*names}) == len(names) == len(header) or len(names) < _FEWEST:
        return ()
    return [dict(zip(names, row, strict=False)) for row in rows if isinstance(row, list)]


def _named_table(node: Record) -> Sequence[Record] | None:
    """Rows under `data` or `values`, and the names of their columns above them or in `columns`."""
    columns, data = node.get("columns"), node.get("data")
    if isinstance(columns, list) and isinstance(data, list) and data and all(isinstance(row, list) for row in data):
        return _table(columns, data)
    values = node.get("values")
    if isinstance(values, list) and len(values) >= _FEWEST and all(isinstance(row, list) for row in values):
        return _table(values[0], values[1:])
    return None


def _by_column(node: Record) -> Sequence[Record]:
    """A list, or an object by number, for each column, all as long."""
    if len(node) < _FEWEST:
        return ()
    columns = [_cells(value) for value in node.values()]
    lengths = {len(cells) for cells in columns if cells is not None}
    if None in columns or len(lengths) != 1 or min(lengths) < _FEWEST:
        return ()
    return [dict(zip(node, row, strict=True)) for row in zip(*(cells or () for cells in columns), strict=True)]


def _cells(value: Any) -> Sequence[Any] | None:  # noqa: ANN401
    """The cells of a column: plain values, in a list or by their number from 0."""
    if isinstance(value, dict) and [*value] == [str(place) for place in range(len(value))]:
        value = [*value.values()]
    plain = isinstance(value, list) and not any(isinstance(cell, list | dict) for cell in value)
    return value if plain else None


def _by_id(node: Record) -> Sequence[Record]:
    """Objects that have keys in common, each under its id."""
    found = [*node.values()]
    if len(found) < _FEWEST or not all(isinstance(one, dict) for one in found):
        return ()
    if len(set.intersection(*({*one} for one in found))) < _FEWEST:
        return ()
    return [one if "id" in one else {"id": key, **one} for key, one in node.items()]


def _only_list(node: Record) -> Sequence[Record]:
    """The records of the one list of objects, where beside it stand no texts, as they do in a record."""
    lists = [value for value in node.values() if _is_list_of_objects(value)]
    if len(lists) != 1 or "id" in node or any(isinstance(value, str) for value in node.values()):
        return ()
    return records_of(lists[0])


def _is_list_of_objects(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
