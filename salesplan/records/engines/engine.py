"""What the counting asks of an engine besides narwhals expressions: fetch a few rows, keep a table, group once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from salesplan.records.engines.embedded import Progress, explain_errors, run
from salesplan.records.files.column_sql import name as identifier

if TYPE_CHECKING:
    import narwhals as nw
    from duckdb import DuckDBPyConnection

Row = tuple[Any, ...]


class Engine(Protocol):
    """Where canonical tables live."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def rows(self, frame: "nw.LazyFrame[Any]", shown: str) -> list[Row]:
        """Fetch a small result."""

    def keep(self, frame: "nw.LazyFrame[Any]", title: str) -> "nw.LazyFrame[Any]":
        """Compute a table once, where that is cheaper than several times."""

    def fence(self, frame: "nw.LazyFrame[Any]") -> "nw.LazyFrame[Any]":
        """The same table, its columns no longer expressions to be written out again wherever they are used."""

    def unique(
        self, frame: "nw.LazyFrame[Any]", keys: Sequence[str], shown: str, bare: "nw.LazyFrame[Any]"
    ) -> tuple[list[Row], bool]:
        """Rows, count and minutes by `keys`, and whether all ids differ; `bare` is the table before it was joined."""


class Embedded(Struct, frozen=True):
    """DuckDB in this process."""

    connection: "DuckDBPyConnection"
    progress: Progress | None = None
    name: str = "DuckDB"

    def rows(self, frame: "nw.LazyFrame[Any]", shown: str) -> list[Row]:
        """Fetch a small result."""
        import narwhals as nw

        with explain_errors(shown):
            fetched: list[Row] = nw.to_native(frame).fetchall()
        return fetched

    def keep(self, frame: "nw.LazyFrame[Any]", title: str) -> "nw.LazyFrame[Any]":
        """Compute a table once, into memory that spills to disk."""
        import narwhals as nw

        run(self.connection, f"CREATE OR REPLACE TEMP TABLE {identifier(title)} AS {_sql(frame)}", title, self.progress)
        return nw.from_native(self.connection.table(identifier(title)))

    def fence(self, frame: "nw.LazyFrame[Any]") -> "nw.LazyFrame[Any]":
        """The same table: this engine never writes expressions out again."""
        return frame

    def unique(
        self, frame: "nw.LazyFrame[Any]", keys: Sequence[str], shown: str, bare: "nw.LazyFrame[Any]"
    ) -> tuple[list[Row], bool]:
        """Rows, count and minutes by `keys`, in one scan that also tells whether all ids differ.

        The scan gathers a 64-bit hash of each id. Different hashes prove different ids; equal ones prove nothing, and
        send the caller down the exact way.
        """
        del bare
        listed = ", ".join(map(identifier, keys))
        counted = "count(*) AS n, sum(count) AS times, sum(minutes) AS minutes"
        ids = "list(hash(id)) FILTER (id <> '' AND _problem = '') AS hashes"
        scan = f"SELECT {listed}, {counted}, {ids} FROM ({_sql(frame)}) GROUP BY {listed}"  # noqa: S608  (made here)
        run(self.connection, f"CREATE OR REPLACE TEMP TABLE gathered AS {scan}", shown, self.progress)
        hashes: Any = self.connection.execute("SELECT unnest(hashes) AS h FROM gathered").fetchnumpy()["h"]
        hashes.sort()
        differ = not bool((hashes[1:] == hashes[:-1]).any())
        return self.connection.execute("SELECT * EXCLUDE hashes FROM gathered").fetchall(), differ


def _sql(frame: "nw.LazyFrame[Any]") -> str:
    import narwhals as nw

    sql: str = nw.to_native(frame).sql_query()
    return sql
