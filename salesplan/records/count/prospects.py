"""Which prospects were worked, reached, and turned into a deal."""

from salesplan.records.count.deal_links import SIGN, Related, parts
from salesplan.records.count.journeys import choose
from salesplan.records.engines.expression import col, lit, row_count, when
from salesplan.records.engines.frame import Frame, drop, group_by, rename, stacked
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import ProspectCount
from salesplan.records.recognise.crm_words import reached


def worked(book: OpenRecords, frame: Frame, meant: Related | None) -> tuple[ProspectCount, ...]:
    """Prospects by whether they were worked, reached and turned into a deal; the list's, or those that actions name."""
    named = book.activities is not None and book.has_prospects
    if not named and book.prospects is None:
        return ()
    people = _acted(book, frame, meant) if named else None
    if book.prospects is not None:
        listed = book.prospects.filter(col("_problem") == "").select(col("id").alias("prospect")).unique()
        nobody = listed.with_columns(lit(None).whole().alias("r"), lit(0).whole().alias("d"))
        people = nobody if people is None else listed.join(people, "prospect", "prospect", "left")
    if people is None:
        return ()
    sold = frame.filter(col("prospect") != "").select("prospect").unique().with_columns(lit(1).alias("sold"))
    both = people.join(sold, "prospect", "prospect", "left")
    counted = group_by(both, "r", "d", "sold").agg(row_count().alias("n")).select("r", "d", "sold", "n")
    rows = book.engine.rows(counted, "activities")
    made = (
        ProspectCount(r is not None or bool(sold), None if r in {None, UNTOLD} else bool(r), bool(d or sold), int(n))
        for r, d, sold, n in rows
    )
    return tuple(sorted(made, key=repr))


UNTOLD = -1
"""The result of prospects that were worked without anybody recording a result."""


def _acted(book: OpenRecords, frame: Frame, meant: Related | None) -> Frame:
    """Whom actions name, with the best result and whether one of the actions is on a deal."""
    assert book.activities is not None  # noqa: S101  (the caller asks)
    acted = book.activities.filter((col("prospect") != "") & (col("_problem") == ""))
    results = [str(row[0]) for row in book.engine.rows(acted.select("result").unique(), "activities")]
    told = {answer: [text for text in results if reached(text) is bool(answer)] for answer in (1, 0)}
    answered = choose(col("result"), told, UNTOLD)
    known = frame.filter(col("id") != "").select("id")
    if meant:
        known = stacked([known, meant.keys.select(col("deal").alias("id"))])
    marked = acted.join(known.with_columns(lit(1).alias("a_deal")), "deal", "id", "left").with_columns(
        answered.whole().alias("r"),
        when(col("a_deal").is_null()).then(lit(0)).otherwise(lit(1)).whole().alias("d"),
    )
    cells = book.engine.keep(group_by(marked, "prospect").agg(col("r").max(), col("d").max()), "people")
    return _each(parts(book.engine, cells, "prospect"))


def _each(cells: Frame) -> Frame:
    """Each prospect of a cell that names several: an action is on all of them."""
    alone = (col("place") > 0) | ~col("prospect").has(SIGN)
    single = rename(drop(cells.filter(alone), ["prospect"]), {"part": "prospect"})
    return group_by(single, "prospect").agg(col("r").max(), col("d").max())
