"""Which deal an action is on, where its cell holds something else than one id: several ids, or the deal's name.

An action counts once. A cell with several deals counts at the first that is known; a name counts where one deal alone
has it.
"""

from msgspec import Struct

from salesplan.records.engines.engine import Engine
from salesplan.records.engines.expression import Expr, col, joined, lit, row_count, when
from salesplan.records.engines.frame import Frame, drop, group_by, stacked
from salesplan.records.question import Oddity

SIGN = ";"
"""Between the ids of a cell that holds several."""

MOST = 100
"""Ids of a cell that are looked at."""

_NAMELESS = "\x1f"
"""Before the name of a deal without an id, so that it is nobody's id: the unit separator, which nobody types."""


class Related(Struct, frozen=True):
    """What cells say instead of an id: `keys` has the text (`deal`) and the id of the deal that it means (`to`)."""

    keys: Frame
    notes: tuple[Oddity, ...]


def keyed(engine: Engine, deals: Frame) -> Frame:
    """The deals, those without an id known by their name: reports often have no column of ids."""
    nameless = (col("id") == "") & (col("name") != "")
    [(without,)] = engine.rows(deals.filter(nameless).select(row_count().alias("n")), "deals")
    if not without:
        return deals
    made = joined(lit(_NAMELESS), col("name"))
    return engine.fence(deals.with_columns(when(nameless).then(made).otherwise(col("id")).alias("id")))


def related(engine: Engine, activities: Frame, deals: Frame) -> Related:
    """What the cells that are no deal's id mean.

    Args:
        engine: where the tables are.
        activities: the actions, each id once.
        deals: all deals, as `keyed` gives them.
    """
    ids = deals.filter(col("id") != "").select("id")
    used = activities.filter((col("_problem") == "") & (col("deal") != ""))
    texts = group_by(used, "deal").agg(col("count").sum().alias("times"))
    loose = engine.keep(texts.join(ids, "deal", "id", "anti"), "loose")
    named = group_by(deals.filter(col("name") != ""), "name").agg(row_count().alias("deals"), col("id").min())
    called = engine.keep(named.select("name", "id", col("deals").whole()), "called")
    keys = engine.keep(_first(_meanings(parts(engine, loose, "deal"), ids, called)), "related")
    return Related(keys, (*_counted(engine, keys), *_ambiguous(engine, loose, called)))


def parts(engine: Engine, frame: Frame, column: str) -> Frame:
    """Each row as often as its cell has parts, in `part` with `place`: the whole cell at 0, then what signs cut."""
    cell = col(column)
    signs = cell.length() - cell.without(SIGN).length()
    [(most,)] = engine.rows(frame.select(signs.max().alias("most")), column)
    found = [frame.with_columns(cell.alias("part"), _place(0))]
    rest = engine.fence(frame.filter(cell.has(SIGN)).with_columns(cell.alias("rest")))
    for place in range(1, min(int(most), MOST) + 2) if most else ():
        head = col("rest").without_pattern(f"{SIGN}.*$").strip()
        found.append(drop(rest.with_columns(head.alias("part"), _place(place)), ["rest"]))
        rest = engine.fence(rest.with_columns(col("rest").without_pattern(f"^[^{SIGN}]*{SIGN}?").alias("rest")))
    whole = stacked(found)
    return whole.filter(col("part") != "")


def _place(number: int) -> Expr:
    return lit(number).whole().alias("place")


def _meanings(cells: Frame, ids: Frame, called: Frame) -> Frame:
    """Deals that the parts of cells mean, with `rank`: an id goes before a name, a part before the next ones."""
    by_id = ids.select(col("id").alias("part"), col("id").alias("to"))
    by_name = called.filter(col("deals") == 1).select(col("name").alias("part"), col("id").alias("to"))
    found = [
        cells.join(meant, "part", "part", "inner").select(
            "deal", "times", (col("place") * 2 + late).alias("rank"), "to"
        )
        for late, meant in enumerate((by_id, by_name))
    ]
    return stacked(found)


def _first(meanings: Frame) -> Frame:
    best = group_by(meanings, "deal").agg(col("rank").min().alias("best"))
    both = meanings.join(best, "deal", "deal", "inner")
    return both.filter(col("rank") == col("best")).select("deal", "times", "rank", "to")


def _counted(engine: Engine, keys: Frame) -> tuple[Oddity, ...]:
    rows = engine.rows(group_by(keys, "rank").agg(col("times").sum()).select("rank", "times"), "activities")
    several = sum(int(times) for rank, times in rows if rank > 1)
    by_name = sum(int(times) for rank, times in rows if rank == 1)
    return (
        Oddity("actions on several deals", several),
        Oddity("actions matched by name", by_name),
    )


def _ambiguous(engine: Engine, loose: Frame, called: Frame) -> tuple[Oddity, ...]:
    """Names that several deals have: said, never guessed."""
    several = called.filter(col("deals") > 1)
    found = loose.join(several, "deal", "name", "inner")
    rows = engine.rows(found.select(col("times").sum(), col("deal").min()), "activities")
    named = ((str(name), int(times)) for times, name in rows if name is not None)
    return tuple(Oddity("actions on a doubtful name", times, name) for name, times in named)
