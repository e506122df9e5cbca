"""What is asked of a table's columns, as a value that every engine writes in its own way.

The words are those of narwhals, which writes them for warehouses and clusters; for the engine that comes along they
become SQL at once (`statement.py`), as loading narwhals takes longer than counting a hundred thousand deals.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct


class Op(StrEnum):
    """What an expression does with its arguments."""

    COLUMN = "column"
    VALUE = "value"
    NAMED = "named"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    FLOOR_DIVIDE = "//"
    REMAINDER = "%"
    EQUAL = "="
    UNEQUAL = "<>"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    AND = "and"
    OR = "or"
    NOT = "not"
    IS_NULL = "is null"
    IS_IN = "in"
    FLOOR = "floor"
    WHOLE = "whole"
    TEXT = "text"
    SUM = "sum"
    RUNNING_SUM = "running sum"
    MIN = "min"
    MAX = "max"
    ROWS = "rows"
    CASES = "cases"
    COALESCE = "coalesce"
    GREATEST = "greatest"
    LEAST = "least"
    JOINED = "joined"
    LENGTH = "length"
    HAS = "has"
    WITHOUT = "without"
    WITHOUT_PATTERN = "without pattern"
    STRIP = "strip"


Value: TypeAlias = str | int | bool | None


class Expr(Struct, frozen=True, eq=False):
    """An expression over a table's columns. Nothing is in it that some engine lacks."""

    op: Op
    args: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """The name of the column it gives: its own, else that of the column it begins with."""
        if self.op in {Op.COLUMN, Op.NAMED}:
            return str(self.args[0])
        return self.args[0].name if self.args and isinstance(self.args[0], Expr) else ""

    def alias(self, name: str) -> "Expr":
        """The same under a name."""
        return Expr(Op.NAMED, (name, self))

    def __add__(self, other: "Operand") -> "Expr":
        return Expr(Op.ADD, (self, _expr(other)))

    def __sub__(self, other: "Operand") -> "Expr":
        return Expr(Op.SUBTRACT, (self, _expr(other)))

    def __mul__(self, other: "Operand") -> "Expr":
        return Expr(Op.MULTIPLY, (self, _expr(other)))

    def __rmul__(self, other: int) -> "Expr":
        return Expr(Op.MULTIPLY, (lit(other), self))

    def __neg__(self) -> "Expr":
        return lit(0) - self

    def __truediv__(self, other: int) -> "Expr":
        return Expr(Op.DIVIDE, (self, lit(other)))

    def __floordiv__(self, other: int) -> "Expr":
        return Expr(Op.FLOOR_DIVIDE, (self, lit(other)))

    def __mod__(self, other: int) -> "Expr":
        return Expr(Op.REMAINDER, (self, lit(other)))

    def __eq__(self, other: object) -> "Expr":  # type: ignore[override]
        return Expr(Op.EQUAL, (self, _expr(other)))

    def __ne__(self, other: object) -> "Expr":  # type: ignore[override]
        return Expr(Op.UNEQUAL, (self, _expr(other)))

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: "Operand") -> "Expr":
        return Expr(Op.LESS, (self, _expr(other)))

    def __le__(self, other: "Operand") -> "Expr":
        return Expr(Op.AT_MOST, (self, _expr(other)))

    def __gt__(self, other: "Operand") -> "Expr":
        return Expr(Op.MORE, (self, _expr(other)))

    def __ge__(self, other: "Operand") -> "Expr":
        return Expr(Op.AT_LEAST, (self, _expr(other)))

    def __and__(self, other: "Expr") -> "Expr":
        return Expr(Op.AND, (self, other))

    def __or__(self, other: "Expr") -> "Expr":
        return Expr(Op.OR, (self, other))

    def __invert__(self) -> "Expr":
        return Expr(Op.NOT, (self,))

    def is_null(self) -> "Expr":
        """Whether there is no value."""
        return Expr(Op.IS_NULL, (self,))

    def is_in(self, values: Iterable[Value]) -> "Expr":
        """Whether it is one of the values."""
        return Expr(Op.IS_IN, (self, tuple(values)))

    def floor(self) -> "Expr":
        """The next whole number below, in floating point."""
        return Expr(Op.FLOOR, (self,))

    def whole(self) -> "Expr":
        """As a whole number of 64 bits."""
        return Expr(Op.WHOLE, (self,))

    def text(self) -> "Expr":
        """As a text."""
        return Expr(Op.TEXT, (self,))

    def sum(self) -> "Expr":
        """The sum of a group, 0 where it has no value."""
        return Expr(Op.SUM, (self,))

    def running_sum(self, by: Sequence[str], order: Sequence[str]) -> "Expr":
        """The sum of the rows up to this one, within those that have the same values in `by`."""
        return Expr(Op.RUNNING_SUM, (self, tuple(by), tuple(order)))

    def min(self) -> "Expr":
        """The least value of a group."""
        return Expr(Op.MIN, (self,))

    def max(self) -> "Expr":
        """The greatest value of a group."""
        return Expr(Op.MAX, (self,))

    def length(self) -> "Expr":
        """How many signs a text has."""
        return Expr(Op.LENGTH, (self,))

    def has(self, part: str) -> "Expr":
        """Whether a text has this in it."""
        return Expr(Op.HAS, (self, part))

    def without(self, part: str) -> "Expr":
        """A text with every occurrence of a part left out."""
        return Expr(Op.WITHOUT, (self, part))

    def without_pattern(self, pattern: str) -> "Expr":
        """A text with everything left out that a regular expression fits."""
        return Expr(Op.WITHOUT_PATTERN, (self, pattern))

    def strip(self) -> "Expr":
        """A text without the blanks around it."""
        return Expr(Op.STRIP, (self,))


Operand: TypeAlias = Expr | str | int | bool | None


def _expr(value: object) -> Expr:
    return value if isinstance(value, Expr) else Expr(Op.VALUE, (value,))


def column_of(column: Expr | str) -> Expr:
    """The expression, or the column of this name."""
    return col(column) if isinstance(column, str) else column


def col(name: str) -> Expr:
    """A column."""
    return Expr(Op.COLUMN, (name,))


def lit(value: Value) -> Expr:
    """The same value in every row."""
    return Expr(Op.VALUE, (value,))


def row_count() -> Expr:
    """How many rows a group has."""
    return Expr(Op.ROWS)


def coalesce(*columns: Expr | str) -> Expr:
    """The first that has a value."""
    return Expr(Op.COALESCE, tuple(map(column_of, columns)))


def greatest(*columns: Expr | str) -> Expr:
    """The greatest of a row's values that are there."""
    return Expr(Op.GREATEST, tuple(map(column_of, columns)))


def least(*columns: Expr | str) -> Expr:
    """The least of a row's values that are there."""
    return Expr(Op.LEAST, tuple(map(column_of, columns)))


def joined(*columns: Expr, separator: str = "") -> Expr:
    """Texts as one."""
    return Expr(Op.JOINED, (*columns, separator))


class Cases(NamedTuple):
    """Tests, and what holds where each is the first that does."""

    known: tuple[tuple[Expr, Expr], ...]

    def when(self, test: Expr) -> "Case":
        """Another test."""
        return Case(self.known, test)

    def otherwise(self, value: Operand) -> Expr:
        """What holds where no test does."""
        return Expr(Op.CASES, (self.known, _expr(value)))


class Case(NamedTuple):
    """A test that waits for what then holds."""

    known: tuple[tuple[Expr, Expr], ...]
    test: Expr

    def then(self, value: Operand) -> Cases:
        """What holds where this test is the first that does."""
        return Cases((*self.known, (self.test, _expr(value))))


def when(test: Expr) -> Case:
    """The first test of several."""
    return Case((), test)
