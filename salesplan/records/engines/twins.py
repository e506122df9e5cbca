"""Records that come twice: each id counts once, in every engine the same one."""

from typing import TYPE_CHECKING, Any

from salesplan.records.canonical import Kind, Shape
from salesplan.records.sources import AGAIN

if TYPE_CHECKING:
    import narwhals as nw

    Frame = nw.LazyFrame[Any]


def once(frame: "Frame", shape: Shape) -> "Frame":
    """The table with `_problem` set on all records of an id but the newest.

    Tables have no order, as files have: the newest is the one with the latest times, and between equals the texts
    decide.
    """
    import narwhals as nw

    times = [column.name for column in shape.columns if column.kind is Kind.TIME]
    others = [column.name for column in shape.columns if column.name not in times and column.name != "id"]
    ages = {f"_age_{key}": -nw.coalesce(key, nw.lit(0).cast(nw.Int64)) for key in times}
    ordered = frame.with_columns(nw.lit(1).cast(nw.Int64).alias("_one"), **ages)
    rank = nw.col("_one").cum_sum().over("id", "_problem", order_by=[*ages, *others])
    ranked = ordered.with_columns(rank.alias("_rank"))
    twin = (nw.col("_problem") == "") & (nw.col("id") != "") & (nw.col("_rank") > 1)
    marked = ranked.with_columns(nw.when(twin).then(nw.lit(AGAIN)).otherwise(nw.col("_problem")).alias("_problem"))
    return marked.drop("_one", "_rank", *ages)
