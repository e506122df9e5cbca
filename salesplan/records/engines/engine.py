"""What the counting asks of an engine besides expressions: fetch a few rows, keep a table, group once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from msgspec import Struct

from salesplan.records.engines.embedded import Progress, explain_errors, run
from salesplan.records.engines.frame import Frame
from salesplan.records.engines.statement import Statement
from salesplan.records.files.column_sql import name as identifier

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = tuple[Any, ...]


class Engine(Protocol):
    """Where canonical tables live."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def rows(self, frame: Frame, shown: str) -> list[Row]:
        """Fetch a small result."""

    def keep(self, frame: Frame, title: str) -> Frame:
        """Compute a table once, where that is cheaper than several times."""

    def fence(self, frame: Frame) -> Frame:
        """The same table, its columns no longer expressions to be written out again wherever they are used."""

    def unique(self, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:
        """Rows, count and minutes by `keys`, and whether all ids differ; `bare` is the table before it was joined."""

    def by_day(self, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:
        """Rows and count by `keys` and the column `day`, and whether all ids differ; `bare` is as above."""


class Embedded(Struct, frozen=True):
    """DuckDB in this process."""

    connection: "DuckDBPyConnection"
    progress: Progress | None = None
    name: str = "DuckDB"

    def rows(self, frame: Frame, shown: str) -> list[Row]:
        """Fetch a small result."""
        with explain_errors(shown):
            fetched: list[Row] = self.connection.execute(_sql(frame)).fetchall()
        return fetched

    def keep(self, frame: Frame, title: str) -> Frame:
        """Compute a table once, into memory that spills to disk."""
        run(self.connection, f"CREATE OR REPLACE TEMP TABLE {identifier(title)} AS {_sql(frame)}", title, self.progress)
        return Statement(identifier(title), frame.columns)

    def fence(self, frame: Frame) -> Frame:
        """The same table: this engine never writes expressions out again."""
        return frame

    def unique(self, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:
        """Rows, count and minutes by `keys`, in one scan that also tells whether all ids differ.

        The scan gathers a 64-bit hash of each id. Different hashes prove different ids; equal ones prove nothing, and
        send the caller down the exact way.
        """
        del bare
        listed = ", ".join(map(identifier, keys))
        counted = "count(*) AS n, sum(count) AS times, sum(minutes) AS minutes"
        self._gather(f"{listed}, {counted}, {_IDS}", frame, listed, shown)
        return self.connection.execute("SELECT * EXCLUDE hashes FROM gathered").fetchall(), self._differ()

    def by_day(self, frame: Frame, keys: Sequence[str], shown: str, bare: Frame) -> tuple[list[Row], bool]:
        """Rows and count by `keys` and the column `day`, and whether all ids differ, in one scan.

        It gathers the days within the few groups of the other columns: to group a million rows by some ten thousand
        combinations at once takes a third more.
        """
        del bare
        listed = ", ".join(map(identifier, keys))
        self._gather(f'{listed}, "count", list(day) AS days, {_IDS}', frame, f'{listed}, "count"', shown)
        spread = f'SELECT {listed}, "count", unnest(days) AS day FROM gathered'  # noqa: S608  (made here)
        counted = 'count(*) AS n, (count(*) * "count")::BIGINT AS times'
        rows = f'SELECT {listed}, day, {counted} FROM ({spread}) GROUP BY {listed}, day, "count"'  # noqa: S608
        return self.connection.execute(rows).fetchall(), self._differ()

    def _gather(self, columns: str, frame: Frame, by: str, shown: str) -> None:
        scan = f"SELECT {columns} FROM ({_sql(frame)}) GROUP BY {by}"  # noqa: S608  (made here)
        run(self.connection, f"CREATE OR REPLACE TEMP TABLE gathered AS {scan}", shown, self.progress)

    def _differ(self) -> bool:
        """Whether all gathered hashes differ."""
        [(number,)] = self.connection.execute("SELECT coalesce(sum(len(hashes)), 0) FROM gathered").fetchall()
        spread = "SELECT unnest(hashes) AS h FROM gathered"
        if number <= FEW:
            different = f"SELECT count(*) FROM (SELECT DISTINCT h FROM ({spread}))"  # noqa: S608  (made here)
            return bool([(number,)] == self.connection.execute(different).fetchall())
        hashes: Any = self.connection.execute(spread).fetchnumpy()["h"]
        hashes.sort()
        return not bool((hashes[1:] == hashes[:-1]).any())


_IDS = "list(hash(id)) FILTER (id <> '' AND _problem = '') AS hashes"

FEW = 2_000_000
"""Hashes that the engine compares itself; more are sorted by numpy, which is quicker once it is loaded."""


def _sql(frame: Frame) -> str:
    return cast("Statement", frame).sql
