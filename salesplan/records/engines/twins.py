"""Records that come twice: each id counts once, in every engine the same one."""

from salesplan.records.canonical import Kind, Shape
from salesplan.records.engines.expression import coalesce, col, lit, when
from salesplan.records.engines.frame import Frame, drop
from salesplan.records.sources import AGAIN


def once(frame: Frame, shape: Shape) -> Frame:
    """The table with `_problem` set on all records of an id but the newest.

    Tables have no order, as files have: the newest is the one with the latest times, and between equals the texts
    decide.
    """
    times = [column.name for column in shape.columns if column.kind is Kind.TIME]
    others = [column.name for column in shape.columns if column.name not in times and column.name != "id"]
    ages = {f"_age_{key}": -coalesce(key, lit(0).whole()) for key in times}
    ordered = frame.with_columns(lit(1).whole().alias("_one"), *(age.alias(key) for key, age in ages.items()))
    rank = col("_one").running_sum(("id", "_problem"), (*ages, *others))
    ranked = ordered.with_columns(rank.alias("_rank"))
    twin = (col("_problem") == "") & (col("id") != "") & (col("_rank") > 1)
    marked = ranked.with_columns(when(twin).then(lit(AGAIN)).otherwise(col("_problem")).alias("_problem"))
    return drop(marked, ["_one", "_rank", *ages])
