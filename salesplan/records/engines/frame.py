"""A table of an engine, of which nothing is computed before somebody asks for rows."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol, TypeAlias

from salesplan.records.engines.expression import Expr, col

Column: TypeAlias = Expr | str
How: TypeAlias = Literal["left", "inner", "anti"]


class Frame(Protocol):
    """A table as it would be, step by step; each step gives another one."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, in order."""

    def select(self, *columns: Column) -> "Frame":
        """These columns alone; one row of aggregates, where they are such."""

    def with_columns(self, *columns: Expr) -> "Frame":
        """All columns and these: in the place of one of the same name, else at the end."""

    def filter(self, test: Column) -> "Frame":
        """The rows of which the test holds."""

    def aggregated(self, keys: Sequence[str], columns: Sequence[Expr]) -> "Frame":
        """A row for each combination of keys."""

    def unique(self) -> "Frame":
        """Each different row once."""

    def head(self, most: int) -> "Frame":
        """So many rows at most, any of them."""

    def join(self, other: "Frame", left: str, right: str, how: How) -> "Frame":
        """The rows beside those of another table whose column `right` has the value of `left`; without that column.

        With `anti`, only rows that have no such row, and nothing beside them.
        """

    def under(self, others: Sequence["Frame"]) -> "Frame":
        """The rows of this table and of others with the same columns."""


class Grouped(NamedTuple):
    """A table by its groups."""

    frame: Frame
    keys: tuple[str, ...]

    def agg(self, *columns: Expr) -> Frame:
        """A row for each group: the keys and these aggregates."""
        return self.frame.aggregated(self.keys, columns)


def group_by(frame: Frame, *keys: str) -> Grouped:
    """The table by the groups that have the same keys."""
    return Grouped(frame, keys)


def drop(frame: Frame, names: Sequence[str]) -> Frame:
    """The table without these columns, as far as it has them."""
    return frame.select(*(name for name in frame.columns if name not in names))


def rename(frame: Frame, names: Mapping[str, str]) -> Frame:
    """The table with other names for some columns."""
    return frame.select(*(col(name).alias(names.get(name, name)) for name in frame.columns))


def stacked(frames: Sequence[Frame]) -> Frame:
    """The rows of all tables, which have the same columns."""
    first, *others = frames
    return first.under(others) if others else first
