"""Tables of an engine that takes SQL of ours: a step is a statement around the one before it."""

from collections.abc import Sequence
from typing import cast

from msgspec import Struct

from salesplan.records.engines.dialect import DUCKDB, Dialect
from salesplan.records.engines.expression import Expr, Op, col, column_of
from salesplan.records.engines.frame import Column, Frame, How


class Statement(Struct, frozen=True):
    """A table as SQL: the name of a stored one, or a SELECT in parentheses."""

    source: str
    columns: tuple[str, ...]
    dialect: Dialect = DUCKDB

    @property
    def sql(self) -> str:
        """The statement that gives its rows."""
        return self.source[1:-1] if self.source.startswith("(") else f"SELECT * FROM {self.source}"  # noqa: S608

    def select(self, *columns: Column) -> "Statement":
        """These columns alone."""
        return self._select([column_of(column) for column in columns], "")

    def with_columns(self, *columns: Expr) -> "Statement":
        """All columns and these."""
        if not columns:
            return self
        new = {column.name: column for column in columns}
        if new.keys() & {*self.columns}:
            return self._select([new.pop(name, col(name)) for name in self.columns] + [*new.values()], "")
        listed = ", ".join(map(self._listed, columns))
        return self._made(f"SELECT *, {listed} FROM {self.source}", (*self.columns, *new))  # noqa: S608  (made here)

    def filter(self, test: Column) -> "Statement":
        """The rows of which the test holds."""
        return self._made(f"SELECT * FROM {self.source} WHERE {self.dialect.write(column_of(test))}", self.columns)  # noqa: S608

    def aggregated(self, keys: Sequence[str], columns: Sequence[Expr]) -> "Statement":
        """A row for each combination of keys."""
        by = f" GROUP BY {', '.join(map(self.dialect.identifier, keys))}"
        return self._select([*map(column_of, keys), *columns], by)

    def unique(self) -> "Statement":
        """Each different row once."""
        return self._made(f"SELECT DISTINCT * FROM {self.source}", self.columns)  # noqa: S608  (made here)

    def head(self, most: int) -> "Statement":
        """So many rows at most."""
        return self._made(f"SELECT * FROM {self.source} LIMIT {most}", self.columns)  # noqa: S608  (made here)

    def join(self, other: Frame, left: str, right: str, how: How) -> "Statement":
        """The rows beside those of another table."""
        beside, named = cast("Statement", other), self.dialect.identifier
        further = () if how == "anti" else tuple(name for name in beside.columns if name != right)
        listed = ", ".join([f"lhs.{named(n)}" for n in self.columns] + [f"rhs.{named(n)}" for n in further])
        on = f"lhs.{named(left)} = rhs.{named(right)}"
        tables = f"{self.source} AS lhs {how.upper()} JOIN {beside.source} AS rhs ON {on}"
        return self._made(f"SELECT {listed} FROM {tables}", (*self.columns, *further))  # noqa: S608  (made here)

    def under(self, others: Sequence[Frame]) -> "Statement":
        """The rows of this table and of others."""
        parts = (cast("Statement", one).sql for one in (self, *others))
        return self._made(" UNION ALL ".join(f"({part})" for part in parts), self.columns)

    def _select(self, columns: Sequence[Expr], rest: str) -> "Statement":
        listed = ", ".join(map(self._listed, columns))
        return self._made(f"SELECT {listed} FROM {self.source}{rest}", tuple(one.name for one in columns))  # noqa: S608

    def _listed(self, column: Expr) -> str:
        written = self.dialect.write(column)
        return written if column.op is Op.COLUMN else f"{written} AS {self.dialect.identifier(column.name)}"

    def _made(self, sql: str, columns: tuple[str, ...]) -> "Statement":
        return Statement(f"({sql})", columns, self.dialect)
