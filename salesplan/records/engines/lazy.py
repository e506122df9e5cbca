"""Tables of a warehouse or a cluster, as narwhals' lazy frames, which write a step in each engine's own way."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from msgspec import Struct

from salesplan.records.engines.expression import Expr, Op, column_of, row_count
from salesplan.records.engines.frame import Column, Frame, How

if TYPE_CHECKING:
    import narwhals as nw


class Lazy(Struct, frozen=True):
    """A table of any engine that narwhals knows."""

    frame: "nw.LazyFrame[Any]"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(self.frame.collect_schema().names())

    def select(self, *columns: Column) -> "Lazy":
        """These columns alone."""
        return Lazy(self.frame.select(*(translate(column_of(column)) for column in columns)))

    def with_columns(self, *columns: Expr) -> "Lazy":
        """All columns and these."""
        return Lazy(self.frame.with_columns(*map(translate, columns))) if columns else self

    def filter(self, test: Column) -> "Lazy":
        """The rows of which the test holds."""
        return Lazy(self.frame.filter(translate(column_of(test))))

    def aggregated(self, keys: Sequence[str], columns: Sequence[Expr]) -> "Lazy":
        """A row for each combination of keys."""
        return Lazy(self.frame.group_by(*keys).agg(*map(translate, columns)))

    def unique(self) -> "Lazy":
        """Each different row once."""
        # narwhals numbers the rows of each kind, for which engines sort all of them.
        return Lazy(self.frame.group_by(*self.columns).agg(translate(row_count())).select(*self.columns))

    def head(self, most: int) -> "Lazy":
        """So many rows at most."""
        return Lazy(self.frame.head(most))

    def join(self, other: Frame, left: str, right: str, how: How) -> "Lazy":
        """The rows beside those of another table."""
        beside = cast("Lazy", other).frame
        return Lazy(self.frame.join(beside, left_on=left, right_on=right, how=how))

    def under(self, others: Sequence[Frame]) -> "Lazy":
        """The rows of this table and of others."""
        import narwhals as nw

        return Lazy(nw.concat([self.frame, *(cast("Lazy", one).frame for one in others)], how="vertical"))


def lazy(table: Any) -> Lazy:  # noqa: ANN401
    """An engine's own table."""
    import narwhals as nw

    return Lazy(nw.from_native(table))


def native(frame: Frame) -> Any:  # noqa: ANN401
    """An engine's own table again."""
    import narwhals as nw

    return nw.to_native(cast("Lazy", frame).frame)


def translate(expr: Expr) -> "nw.Expr":
    """An expression in narwhals' own words."""
    made = [translate(one) if isinstance(one, Expr) else one for one in expr.args]
    found: nw.Expr = _WORDS[expr.op](*made)
    return found


def _column(name: str) -> "nw.Expr":
    import narwhals as nw

    return nw.col(name)


def _value(value: str | int | bool | None) -> "nw.Expr":  # noqa: FBT001
    import narwhals as nw

    return nw.lit(value)


def _rows() -> "nw.Expr":
    import narwhals as nw

    return nw.len()


def _whole(expr: "nw.Expr") -> "nw.Expr":
    import narwhals as nw

    return expr.cast(nw.Int64)


def _text(expr: "nw.Expr") -> "nw.Expr":
    import narwhals as nw

    return expr.cast(nw.String)


def _cases(known: Sequence[tuple[Expr, Expr]], rest: "nw.Expr") -> "nw.Expr":
    import narwhals as nw

    chain: Any = nw
    for test, value in known:
        chain = chain.when(translate(test)).then(translate(value))
    made: nw.Expr = chain.otherwise(rest)
    return made


def _joined(*parts: Any) -> "nw.Expr":  # noqa: ANN401  (expressions, and a text at the end)
    import narwhals as nw

    return nw.concat_str(*parts[:-1], separator=parts[-1])


def _coalesce(*columns: "nw.Expr") -> "nw.Expr":
    import narwhals as nw

    return nw.coalesce(*columns)


def _greatest(*columns: "nw.Expr") -> "nw.Expr":
    import narwhals as nw

    return nw.max_horizontal(*columns)


def _least(*columns: "nw.Expr") -> "nw.Expr":
    import narwhals as nw

    return nw.min_horizontal(*columns)


_WORDS: Final[Mapping[Op, Callable[..., Any]]] = {
    Op.COLUMN: _column,
    Op.VALUE: _value,
    Op.NAMED: lambda name, expr: expr.alias(name),
    Op.ADD: operator.add,
    Op.SUBTRACT: operator.sub,
    Op.MULTIPLY: operator.mul,
    Op.DIVIDE: operator.truediv,
    Op.FLOOR_DIVIDE: operator.floordiv,
    Op.REMAINDER: operator.mod,
    Op.EQUAL: operator.eq,
    Op.UNEQUAL: operator.ne,
    Op.LESS: operator.lt,
    Op.AT_MOST: operator.le,
    Op.MORE: operator.gt,
    Op.AT_LEAST: operator.ge,
    Op.AND: operator.and_,
    Op.OR: operator.or_,
    Op.NOT: operator.invert,
    Op.IS_NULL: lambda expr: expr.is_null(),
    Op.IS_IN: lambda expr, values: expr.is_in(list(values)),
    Op.FLOOR: lambda expr: expr.floor(),
    Op.WHOLE: _whole,
    Op.TEXT: _text,
    Op.SUM: lambda expr: expr.sum(),
    Op.RUNNING_SUM: lambda expr, by, order: expr.cum_sum().over(*by, order_by=list(order)),
    Op.MIN: lambda expr: expr.min(),
    Op.MAX: lambda expr: expr.max(),
    Op.ROWS: _rows,
    Op.CASES: _cases,
    Op.COALESCE: _coalesce,
    Op.GREATEST: _greatest,
    Op.LEAST: _least,
    Op.JOINED: _joined,
    Op.LENGTH: lambda expr: expr.str.len_chars(),
    Op.HAS: lambda expr, part: expr.str.contains(part, literal=True),
    Op.WITHOUT: lambda expr, part: expr.str.replace_all(part, "", literal=True),
    Op.WITHOUT_PATTERN: lambda expr, pattern: expr.str.replace_all(pattern, ""),
    Op.STRIP: lambda expr: expr.str.strip_chars(),
}
