"""Tables of the engine that comes along, as SQL: a step is a statement around the one before it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

from msgspec import Struct

from salesplan.records.engines.expression import Expr, Op, column_of
from salesplan.records.engines.frame import Column, Frame, How
from salesplan.records.files.column_sql import name as identifier
from salesplan.records.files.column_sql import quoted

BLANKS: Final = " \t\n\r\v\f"


class Statement(Struct, frozen=True):
    """A table as SQL: the name of a stored one, or a SELECT in parentheses."""

    source: str
    columns: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The statement that gives its rows."""
        return self.source[1:-1] if self.source.startswith("(") else f"FROM {self.source}"

    def select(self, *columns: Column) -> "Statement":
        """These columns alone."""
        return self._select([column_of(column) for column in columns], "")

    def with_columns(self, *columns: Expr) -> "Statement":
        """All columns and these."""
        if not columns:
            return self
        again = ", ".join(_listed(column) for column in columns if column.name in self.columns)
        new = [column for column in columns if column.name not in self.columns]
        further = "".join(f", {_listed(column)}" for column in new)
        every = f"* REPLACE ({again})" if again else "*"
        names = (*self.columns, *(column.name for column in new))
        return Statement(f"(SELECT {every}{further} FROM {self.source})", names)  # noqa: S608  (made here)

    def filter(self, test: Column) -> "Statement":
        """The rows of which the test holds."""
        return Statement(f"(SELECT * FROM {self.source} WHERE {sql_of(column_of(test))})", self.columns)  # noqa: S608

    def aggregated(self, keys: Sequence[str], columns: Sequence[Expr]) -> "Statement":
        """A row for each combination of keys."""
        return self._select([*map(column_of, keys), *columns], f" GROUP BY {', '.join(map(identifier, keys))}")

    def unique(self) -> "Statement":
        """Each different row once."""
        return Statement(f"(SELECT DISTINCT * FROM {self.source})", self.columns)  # noqa: S608  (made here)

    def head(self, most: int) -> "Statement":
        """So many rows at most."""
        return Statement(f"(SELECT * FROM {self.source} LIMIT {most})", self.columns)  # noqa: S608  (made here)

    def join(self, other: Frame, left: str, right: str, how: How) -> "Statement":
        """The rows beside those of another table."""
        beside = cast("Statement", other)
        further = () if how == "anti" else tuple(name for name in beside.columns if name != right)
        listed = ", ".join([f"lhs.{identifier(n)}" for n in self.columns] + [f"rhs.{identifier(n)}" for n in further])
        on = f"lhs.{identifier(left)} = rhs.{identifier(right)}"
        tables = f"{self.source} AS lhs {how.upper()} JOIN {beside.source} AS rhs ON {on}"
        return Statement(f"(SELECT {listed} FROM {tables})", (*self.columns, *further))  # noqa: S608  (made here)

    def under(self, others: Sequence[Frame]) -> "Statement":
        """The rows of this table and of others."""
        parts = (cast("Statement", one).sql for one in (self, *others))
        return Statement(f"({' UNION ALL '.join(f'({part})' for part in parts)})", self.columns)

    def _select(self, columns: Sequence[Expr], rest: str) -> "Statement":
        listed = ", ".join(map(_listed, columns))
        return Statement(f"(SELECT {listed} FROM {self.source}{rest})", tuple(one.name for one in columns))  # noqa: S608


def _listed(column: Expr) -> str:
    return sql_of(column) if column.op is Op.COLUMN else f"{sql_of(column)} AS {identifier(column.name)}"


def sql_of(expr: Expr) -> str:
    """An expression as SQL."""
    return _WRITTEN[expr.op](*expr.args) if expr.op in _WRITTEN else _template(expr)


def _template(expr: Expr) -> str:
    return _TEMPLATES[expr.op].format(*(sql_of(one) if isinstance(one, Expr) else quoted(one) for one in expr.args))


def _value(value: object) -> str:
    if value is None:
        return "NULL"
    return quoted(value) if isinstance(value, str) else str(value).lower()


def _is_in(expr: Expr, values: Sequence[Any]) -> str:
    return f"({sql_of(expr)} IN ({', '.join(map(_value, values))}))" if values else "false"


def _cases(known: Sequence[tuple[Expr, Expr]], rest: Expr) -> str:
    tests = "".join(f" WHEN {sql_of(test)} THEN {sql_of(value)}" for test, value in known)
    return f"CASE{tests} ELSE {sql_of(rest)} END"


def _joined(*parts: Any) -> str:  # noqa: ANN401  (expressions, and a text at the end)
    *columns, separator = parts
    return f"({f' || {quoted(separator)} || '.join(map(sql_of, columns))})"


def _running_sum(expr: Expr, by: Sequence[str], order: Sequence[str]) -> str:
    parted = ", ".join(map(identifier, by))
    ordered = ", ".join(f"{identifier(name)} NULLS FIRST" for name in order)
    return f"sum({sql_of(expr)}) OVER (PARTITION BY {parted} ORDER BY {ordered} ROWS UNBOUNDED PRECEDING)"


def _called(function: str) -> Callable[..., str]:
    return lambda *args: f"{function}({', '.join(map(sql_of, args))})"


_WRITTEN: Final[Mapping[Op, Callable[..., str]]] = {
    Op.COLUMN: identifier,
    Op.VALUE: _value,
    Op.NAMED: lambda _, expr: sql_of(expr),
    Op.IS_IN: _is_in,
    Op.CASES: _cases,
    Op.JOINED: _joined,
    Op.RUNNING_SUM: _running_sum,
    Op.COALESCE: _called("coalesce"),
    Op.GREATEST: _called("greatest"),
    Op.LEAST: _called("least"),
}
"""What has arguments of several kinds, or any number of them."""

_TEMPLATES: Final[Mapping[Op, str]] = {
    **{op: f"({{}} {op.value} {{}})" for op in Op if op.value in {*"+-*/=<>", "<>", "<=", ">=", "and", "or"}},
    Op.FLOOR_DIVIDE: "CAST(floor({0} / {1}) AS BIGINT)",
    Op.REMAINDER: "((({0} % {1}) + {1}) % {1})",  # DuckDB's own has the sign of what is divided
    Op.NOT: "(NOT {0})",
    Op.IS_NULL: "({0} IS NULL)",
    Op.FLOOR: "floor({0})",
    Op.WHOLE: "CAST({0} AS BIGINT)",
    Op.TEXT: "CAST({0} AS VARCHAR)",
    Op.SUM: "coalesce(sum({0}), 0)",
    Op.MIN: "min({0})",
    Op.MAX: "max({0})",
    Op.ROWS: "count(*)",
    Op.LENGTH: "length({0})",
    Op.HAS: "contains({0}, {1})",
    Op.WITHOUT: "replace({0}, {1}, '')",
    Op.WITHOUT_PATTERN: "regexp_replace({0}, {1}, '', 'g')",
    Op.STRIP: f"trim({{0}}, '{BLANKS}')",
}
