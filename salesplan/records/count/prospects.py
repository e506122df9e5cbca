"""Which prospects were worked, reached, and turned into a deal."""

from typing import TYPE_CHECKING, Any

from salesplan.records.count.deal_links import SIGN, Related, parts
from salesplan.records.count.journeys import choose
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import ProspectCount
from salesplan.records.recognise.crm_words import reached

if TYPE_CHECKING:
    import narwhals as nw

    Frame = nw.LazyFrame[Any]


def worked(book: OpenRecords, frame: "Frame", meant: Related | None) -> tuple[ProspectCount, ...]:
    """Prospects by whether they were worked, reached and turned into a deal; the list's, or those that actions name."""
    import narwhals as nw

    named = book.activities is not None and book.has_prospects
    if not named and book.prospects is None:
        return ()
    people = _acted(book, frame, meant) if named else None
    if book.prospects is not None:
        listed = book.prospects.filter(nw.col("_problem") == "").select(nw.col("id").alias("prospect")).unique()
        nobody = listed.with_columns(nw.lit(None).cast(nw.Int64).alias("r"), nw.lit(0).cast(nw.Int64).alias("d"))
        people = nobody if people is None else listed.join(people, on="prospect", how="left")
    if people is None:
        return ()
    sold = frame.filter(nw.col("prospect") != "").select("prospect").unique().with_columns(nw.lit(1).alias("sold"))
    both = people.join(sold, on="prospect", how="left")
    counted = both.group_by("r", "d", "sold").agg(nw.len().alias("n")).select("r", "d", "sold", "n")
    rows = book.engine.rows(counted, "activities")
    made = (
        ProspectCount(r is not None or bool(sold), None if r in {None, UNTOLD} else bool(r), bool(d or sold), int(n))
        for r, d, sold, n in rows
    )
    return tuple(sorted(made, key=repr))


UNTOLD = -1
"""The result of prospects that were worked without anybody recording a result."""


def _acted(book: OpenRecords, frame: "Frame", meant: Related | None) -> "Frame":
    """Whom actions name, with the best result and whether one of the actions is on a deal."""
    import narwhals as nw

    assert book.activities is not None  # noqa: S101  (the caller asks)
    acted = book.activities.filter((nw.col("prospect") != "") & (nw.col("_problem") == ""))
    results = [str(row[0]) for row in book.engine.rows(acted.select("result").unique(), "activities")]
    told = {answer: [text for text in results if reached(text) is bool(answer)] for answer in (1, 0)}
    answered = choose(nw.col("result"), told, UNTOLD)
    known = frame.filter(nw.col("id") != "").select("id")
    if meant:
        known = nw.concat([known, meant.keys.select(nw.col("deal").alias("id"))], how="vertical")
    marked = acted.join(
        known.with_columns(nw.lit(1).alias("a_deal")), left_on="deal", right_on="id", how="left"
    ).with_columns(
        answered.cast(nw.Int64).alias("r"),
        nw.when(nw.col("a_deal").is_null()).then(nw.lit(0)).otherwise(nw.lit(1)).cast(nw.Int64).alias("d"),
    )
    cells = book.engine.keep(marked.group_by("prospect").agg(nw.col("r").max(), nw.col("d").max()), "people")
    return _each(parts(book.engine, cells, "prospect"))


def _each(cells: "Frame") -> "Frame":
    """Each prospect of a cell that names several: an action is on all of them."""
    import narwhals as nw

    alone = (nw.col("place") > 0) | ~nw.col("prospect").str.contains(SIGN, literal=True)
    single = cells.filter(alone).drop("prospect").rename({"part": "prospect"})
    return single.group_by("prospect").agg(nw.col("r").max(), nw.col("d").max())
