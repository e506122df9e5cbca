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

    if book.activities is None or not book.has_prospects:
        return ()
    acted = book.activities.filter((nw.col("prospect") != "") & (nw.col("_problem") == ""))
    results = [str(row[0]) for row in book.engine.rows(acted.select("result").unique(), "activities")]
    answered = choose(nw.col("result"), {1: [text for text in results if reached(text)]}, 0)
    known = frame.filter(nw.col("id") != "").select("id")
    if meant:
        known = nw.concat([known, meant.keys.select(nw.col("deal").alias("id"))], how="vertical")
    marked = acted.join(
        known.with_columns(nw.lit(1).alias("a_deal")), left_on="deal", right_on="id", how="left"
    ).with_columns(
        answered.alias("r"), nw.when(nw.col("a_deal").is_null()).then(nw.lit(0)).otherwise(nw.lit(1)).alias("d")
    )
    cells = book.engine.keep(marked.group_by("prospect").agg(nw.col("r").max(), nw.col("d").max()), "people")
    people = _each(parts(book.engine, cells, "prospect"))
    if book.prospects is not None:
        listed = book.prospects.filter(nw.col("_problem") == "").select(nw.col("id").alias("prospect")).unique()
        people = listed.join(people, on="prospect", how="left")
    counted = people.group_by("r", "d").agg(nw.len().alias("n"))
    rows = book.engine.rows(counted, "activities")
    made = (ProspectCount(r is not None, bool(r), bool(d), int(n)) for r, d, n in rows)
    return tuple(sorted(made, key=repr))


def _each(cells: "Frame") -> "Frame":
    """Each prospect of a cell that names several: an action is on all of them."""
    import narwhals as nw

    alone = (nw.col("place") > 0) | ~nw.col("prospect").str.contains(SIGN, literal=True)
    single = cells.filter(alone).drop("prospect").rename({"part": "prospect"})
    return single.group_by("prospect").agg(nw.col("r").max(), nw.col("d").max())
