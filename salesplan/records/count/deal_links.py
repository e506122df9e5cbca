"""Which deal an action is on, where its cell holds something else than one id: several ids, or the deal's name.

An action counts once. A cell with several deals counts at the first that is known; a name counts where one deal alone
has it.
"""

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from salesplan.records.engines.engine import Engine
from salesplan.records.question import Oddity

if TYPE_CHECKING:
    import narwhals as nw

    Frame = nw.LazyFrame[Any]

SIGN = ";"
"""Between the ids of a cell that holds several."""

MOST = 100
"""Ids of a cell that are looked at."""

_NAMELESS = "\x1f"
"""Before the name of a deal without an id, so that it is nobody's id: the unit separator, which nobody types."""


class Related(Struct, frozen=True):
    """What cells say instead of an id: `keys` has the text (`deal`) and the id of the deal that it means (`to`)."""

    keys: "Frame"
    notes: tuple[Oddity, ...]


def keyed(engine: Engine, deals: "Frame") -> "Frame":
    """The deals, those without an id known by their name: reports often have no column of ids."""
    import narwhals as nw

    nameless = (nw.col("id") == "") & (nw.col("name") != "")
    [(without,)] = engine.rows(deals.filter(nameless).select(nw.len().alias("n")), "deals")
    if not without:
        return deals
    made = nw.concat_str(nw.lit(_NAMELESS), nw.col("name"))
    return engine.fence(deals.with_columns(nw.when(nameless).then(made).otherwise(nw.col("id")).alias("id")))


def related(engine: Engine, activities: "Frame", deals: "Frame") -> Related:
    """What the cells that are no deal's id mean.

    Args:
        engine: where the tables are.
        activities: the actions, each id once.
        deals: all deals, as `keyed` gives them.
    """
    import narwhals as nw

    ids = deals.filter(nw.col("id") != "").select("id")
    used = activities.filter((nw.col("_problem") == "") & (nw.col("deal") != ""))
    texts = used.group_by("deal").agg(nw.col("count").sum().alias("times"))
    loose = engine.keep(texts.join(ids, left_on="deal", right_on="id", how="anti"), "loose")
    named = deals.filter(nw.col("name") != "").group_by("name").agg(nw.len().alias("deals"), nw.col("id").min())
    called = engine.keep(named.select("name", "id", nw.col("deals").cast(nw.Int64)), "called")
    keys = engine.keep(_first(_meanings(parts(engine, loose, "deal"), ids, called)), "related")
    return Related(keys, (*_counted(engine, keys), *_ambiguous(engine, loose, called)))


def parts(engine: Engine, frame: "Frame", column: str) -> "Frame":
    """Each row as often as its cell has parts, in `part` with `place`: the whole cell at 0, then what signs cut."""
    import narwhals as nw

    cell = nw.col(column)
    signs = cell.str.len_chars() - cell.str.replace_all(SIGN, "", literal=True).str.len_chars()
    [(most,)] = engine.rows(frame.select(signs.max().alias("most")), column)
    found = [frame.with_columns(cell.alias("part"), _place(0))]
    rest = engine.fence(frame.filter(cell.str.contains(SIGN, literal=True)).with_columns(cell.alias("rest")))
    for place in range(1, min(int(most), MOST) + 2) if most else ():
        head = nw.col("rest").str.replace_all(f"{SIGN}.*$", "").str.strip_chars()
        found.append(rest.with_columns(head.alias("part"), _place(place)).drop("rest"))
        rest = engine.fence(rest.with_columns(nw.col("rest").str.replace_all(f"^[^{SIGN}]*{SIGN}?", "").alias("rest")))
    whole = nw.concat(found, how="vertical") if len(found) > 1 else found[0]
    return whole.filter(nw.col("part") != "")


def _place(number: int) -> "nw.Expr":
    import narwhals as nw

    return nw.lit(number).cast(nw.Int64).alias("place")


def _meanings(cells: "Frame", ids: "Frame", called: "Frame") -> "Frame":
    """Deals that the parts of cells mean, with `rank`: an id goes before a name, a part before the next ones."""
    import narwhals as nw

    by_id = ids.select(nw.col("id").alias("part"), nw.col("id").alias("to"))
    by_name = called.filter(nw.col("deals") == 1).select(nw.col("name").alias("part"), nw.col("id").alias("to"))
    found = [
        cells.join(meant, on="part", how="inner").select(
            "deal", "times", (nw.col("place") * 2 + late).alias("rank"), "to"
        )
        for late, meant in enumerate((by_id, by_name))
    ]
    return nw.concat(found, how="vertical")


def _first(meanings: "Frame") -> "Frame":
    import narwhals as nw

    best = meanings.group_by("deal").agg(nw.col("rank").min())
    return meanings.join(best, on=["deal", "rank"], how="inner").select("deal", "times", "rank", "to")


def _counted(engine: Engine, keys: "Frame") -> tuple[Oddity, ...]:
    import narwhals as nw

    rows = engine.rows(keys.group_by("rank").agg(nw.col("times").sum()).select("rank", "times"), "activities")
    several = sum(int(times) for rank, times in rows if rank > 1)
    by_name = sum(int(times) for rank, times in rows if rank == 1)
    return (
        Oddity("actions on several deals", several),
        Oddity("actions matched by name", by_name),
    )


def _ambiguous(engine: Engine, loose: "Frame", called: "Frame") -> tuple[Oddity, ...]:
    """Names that several deals have: said, never guessed."""
    import narwhals as nw

    several = called.filter(nw.col("deals") > 1)
    found = loose.join(several, left_on="deal", right_on="name", how="inner")
    rows = engine.rows(found.select(nw.col("times").sum(), nw.col("deal").min()), "activities")
    named = ((str(name), int(times)) for times, name in rows if name is not None)
    return tuple(Oddity("actions on a doubtful name", times, name) for name, times in named)
