"""Which columns tie another table's rows to the deals, where those that were taken tie none of them.

Calls and stages are often kept of leads, while deals have ids of their own and name their lead in another column.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from salesplan.records.engines.reading import SAMPLE, Reading
from salesplan.records.files.column_sql import name
from salesplan.records.files.tables import Readable
from salesplan.records.recognise.synonyms import plain

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEYS = "tie_keys"
ENOUGH = 0.3
"""The share of deals whose cell stands in the other table, from which on the columns are taken to speak of one thing:
records of one table seldom cover all of the other."""


class Tie(NamedTuple):
    """Headers of a column of the deals and of one of the other table that hold the same keys."""

    deals: str
    other: str


def tie(connection: "DuckDBPyConnection", deals: Reading, other: Reading) -> Tie | None:
    """The columns by which rows are on deals; None where no column of the deals has a different such key in each row.

    Looked for are the keys that the other table's rows have as their deal, and those of columns named alike in both.
    """
    for place in _candidates(deals, other):
        _keep_keys(connection, other.file, place)
        for at in _columns(deals, other, place):
            if _holds(connection, deals.file, at):
                return Tie(deals.file.header[at], other.file.header[place])
    return None


def _candidates(deals: Reading, other: Reading) -> Iterator[int]:
    taken = other.matched.columns.get("deal")
    if taken is not None:
        yield taken
    shared = {plain(header) for header in deals.file.header}
    yield from (at for at, header in enumerate(other.file.header) if at != taken and plain(header) in shared)


def _columns(deals: Reading, other: Reading, place: int) -> Sequence[int]:
    """The columns of the deals that may hold a key, those of the same name first."""
    wanted = plain(other.file.header[place])
    rest = [at for at in range(len(deals.file.header)) if at != deals.matched.columns.get("id")]
    if place != other.matched.columns.get("deal"):
        return [at for at in rest if plain(deals.file.header[at]) == wanted]
    return sorted(rest, key=lambda at: plain(deals.file.header[at]) != wanted)


def _keep_keys(connection: "DuckDBPyConnection", file: Readable, place: int) -> None:
    cell = _text(file, place)
    keys = f"SELECT DISTINCT {cell} AS key FROM {file.relation} WHERE {cell} <> ''"  # noqa: S608  (headers are quoted)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {KEYS} AS {keys}")


def _holds(connection: "DuckDBPyConnection", file: Readable, place: int) -> bool:
    """Whether enough of the first cells are keys, and no two cells of the whole column are the same."""
    cell = _text(file, place)
    cells = f"SELECT {cell} AS key FROM {file.relation} WHERE {cell} <> ''"  # noqa: S608
    first = f"SELECT count(*), count(k.key) FROM ({cells} LIMIT {SAMPLE}) c LEFT JOIN {KEYS} k USING (key)"  # noqa: S608
    [(many, known)] = connection.execute(first).fetchall()
    if not many or known < ENOUGH * many:
        return False
    [(rows, different)] = connection.execute(f"SELECT count(*), count(DISTINCT key) FROM ({cells})").fetchall()  # noqa: S608
    return bool(rows == different)


def _text(file: Readable, place: int) -> str:
    return f"trim(CAST({name(file.names[place])} AS VARCHAR))"
