"""Expressions as SQL: what all engines write alike, and how each writes names, texts and a few functions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from salesplan.records.engines.expression import Expr, Op
from salesplan.records.files.column_sql import name, quoted

BLANKS: Final = " \t\n\r\v\f"

_TEMPLATES: Final[Mapping[Op, str]] = {
    **{op: f"({{}} {op.value} {{}})" for op in Op if op.value in {*"+-*/=<>", "<>", "<=", ">=", "and", "or"}},
    Op.FLOOR_DIVIDE: "CAST(floor({0} / {1}) AS BIGINT)",
    Op.REMAINDER: "((({0} % {1}) + {1}) % {1})",  # SQL's own has the sign of what is divided
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


class Dialect(Struct, frozen=True):
    """How an engine writes a name, a text, and what it calls differently."""

    identifier: Callable[[str], str]
    text: Callable[[str], str]
    own: Mapping[Op, str] = {}

    def write(self, expr: Expr) -> str:
        """An expression as SQL."""
        if expr.op in _WRITTEN:
            return _WRITTEN[expr.op](self, *expr.args)
        template = self.own.get(expr.op) or _TEMPLATES[expr.op]
        return template.format(*(self.write(one) if isinstance(one, Expr) else self.text(one) for one in expr.args))

    def write_value(self, value: object) -> str:
        """A value as SQL."""
        if value is None:
            return "NULL"
        return self.text(value) if isinstance(value, str) else str(value).lower()


def _is_in(dialect: Dialect, expr: Expr, values: Sequence[Any]) -> str:
    return f"({dialect.write(expr)} IN ({', '.join(map(dialect.write_value, values))}))" if values else "false"


def _cases(dialect: Dialect, known: Sequence[tuple[Expr, Expr]], rest: Expr) -> str:
    tests = "".join(f" WHEN {dialect.write(test)} THEN {dialect.write(value)}" for test, value in known)
    return f"CASE{tests} ELSE {dialect.write(rest)} END"


def _joined(dialect: Dialect, *parts: Any) -> str:  # noqa: ANN401  (expressions, and a text at the end)
    *columns, separator = parts
    return f"({f' || {dialect.text(separator)} || '.join(map(dialect.write, columns))})"


def _running_sum(dialect: Dialect, expr: Expr, by: Sequence[str], order: Sequence[str]) -> str:
    parted = ", ".join(map(dialect.identifier, by))
    ordered = ", ".join(f"{dialect.identifier(name)} NULLS FIRST" for name in order)
    return f"sum({dialect.write(expr)}) OVER (PARTITION BY {parted} ORDER BY {ordered} ROWS UNBOUNDED PRECEDING)"


def _called(function: str) -> Callable[..., str]:
    return lambda dialect, *args: f"{function}({', '.join(map(dialect.write, args))})"


_WRITTEN: Final[Mapping[Op, Callable[..., str]]] = {
    Op.COLUMN: lambda dialect, column: dialect.identifier(column),
    Op.VALUE: lambda dialect, value: dialect.write_value(value),
    Op.NAMED: lambda dialect, _, expr: dialect.write(expr),
    Op.IS_IN: _is_in,
    Op.CASES: _cases,
    Op.JOINED: _joined,
    Op.RUNNING_SUM: _running_sum,
    Op.COALESCE: _called("coalesce"),
    Op.GREATEST: _called("greatest"),
    Op.LEAST: _called("least"),
}
"""What has arguments of several kinds, or any number of them."""


def _backticked(identifier: str) -> str:
    return f"`{identifier.replace('`', '``')}`"


def _by_bytes(text: str) -> str:
    """A text of Spark: by its bytes where it holds what a session may be set to read in one way or the other."""
    return f"CAST(X'{text.encode().hex()}' AS STRING)" if {"'", "\\"} & {*text} else f"'{text}'"


DUCKDB: Final = Dialect(name, quoted)
SPARK: Final = Dialect(
    _backticked,
    _by_bytes,
    {
        Op.TEXT: "CAST({0} AS STRING)",
        Op.WITHOUT_PATTERN: "regexp_replace({0}, {1}, '')",
        Op.STRIP: f"trim(BOTH '{BLANKS}' FROM {{0}})",
    },
)
