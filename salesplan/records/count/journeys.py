"""From deals and their history to one row a deal: how far it came, when it entered each stage, what became of it.

All of it is narwhals expressions over whole numbers and texts, so that every engine gives the same answer.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from salesplan.records.canonical import DAY
from salesplan.records.engines.engine import Engine
from salesplan.records.question import By, Path
from salesplan.records.recognise.classify import Classifier, Place
from salesplan.records.recognise.crm_words import State

if TYPE_CHECKING:
    import narwhals as nw

    Frame = nw.LazyFrame[Any]

SEPARATOR = "\x1f"
"""Between texts compared together; the unit separator of ASCII, which no CRM lets people type."""

KEYS = ("funnel", "stage", "status")
"""The texts that tell where a deal stands."""

NO_DAYS = -1
"""Days that are not known, in the engine's tables: a number, so that grouping is the same everywhere."""


def choose(key: "nw.Expr", values: Mapping[Any, Sequence[str]], default: int | str) -> "nw.Expr":
    """An expression that looks `key` up: the value whose list holds it, or `default`."""
    import narwhals as nw

    chain: Any = nw
    for value, keys in values.items():
        if not keys:
            continue
        chain = chain.when(key.is_in(list(keys))).then(nw.lit(value))
    return nw.lit(default) if chain is nw else chain.otherwise(nw.lit(default))


def placed(engine: Engine, deals: "Frame", places: Mapping[tuple[str, str, str], Place], by: By | None) -> "Frame":
    """Deals with `path`, `at` (stage), `state` and `grp`, and a closing date only where they are closed."""
    import narwhals as nw

    telling = _telling(places)
    columns = [nw.col(KEYS[place]) for place in telling]
    key = columns[0] if len(columns) == 1 else nw.concat_str(*columns, separator=SEPARATOR)
    paths, stages, states = _tables(places, telling)
    frame = engine.fence(deals).with_columns(
        choose(key, paths, -1).cast(nw.Int64).alias("path"),
        choose(key, stages, -1).cast(nw.Int64).alias("at"),
        choose(key, states, State.OPEN.value).alias("state"),
    )
    frame = engine.fence(frame)
    closed = nw.col("state").is_in([State.WON.value, State.LOST.value, State.CANCELLED.value])
    dated = frame.with_columns(
        nw.when(closed).then(nw.col("closed")).alias("closed"),
        nw.when(~closed).then(nw.coalesce("expected_close", "closed")).alias("expected_close"),
    )
    return group(engine, dated, by)


def _telling(places: Mapping[tuple[str, str, str], Place]) -> tuple[int, ...]:
    """Which of funnel, stage and status differ between deals: what all have in common need not be looked at."""
    return tuple(place for place in range(len(KEYS)) if len({texts[place] for texts in places}) > 1) or (1,)


def _tables(
    places: Mapping[tuple[str, str, str], Place], telling: Sequence[int]
) -> tuple[dict[int, list[str]], dict[int, list[str]], dict[str, list[str]]]:
    paths: dict[int, list[str]] = {}
    stages: dict[int, list[str]] = {}
    states: dict[str, list[str]] = {}
    for texts, place in places.items():
        key = SEPARATOR.join(texts[place] for place in telling)
        paths.setdefault(place.path, []).append(key)
        stages.setdefault(place.stage, []).append(key)
        states.setdefault(place.state.value, []).append(key)
    return paths, stages, states


def group(engine: Engine, frame: "Frame", by: By | None, time: str = "created") -> "Frame":
    """The table with `grp`, the name of a row's group as text; segments are told from owners later."""
    import narwhals as nw

    if by == "month":
        dated = _month(engine, frame, time)
        month = nw.when(nw.col(time).is_null()).then(nw.lit("")).otherwise(nw.col("month").cast(nw.String))
        return engine.fence(dated.with_columns(month.alias("grp"))).drop("month")
    named = {"rep": nw.col("owner"), "segment": nw.col("owner"), "source": nw.col("source")}
    if by == "funnel":
        return frame.with_columns(nw.col("path").cast(nw.String).alias("grp"))
    return frame.with_columns(named.get(by or "", nw.lit("")).alias("grp"))


def _month(engine: Engine, frame: "Frame", time: str) -> "Frame":
    """The table with `month`, such as 202701, by whole-number arithmetic alone, which every engine has.

    One step a column: as one expression, each step would be written out wherever the next ones use it.
    Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    """
    import narwhals as nw

    col = nw.col
    shifted = (col(time) // DAY + 719_468).alias("shifted")
    of_era = (col("shifted") - col("shifted") // 146_097 * 146_097).alias("of_era")
    leaps = col("of_era") // 1_460 - col("of_era") // 36_524 + col("of_era") // 146_096
    of_cycle = ((col("of_era") - leaps) // 365).alias("of_cycle")
    of_year = (col("of_era") - (365 * col("of_cycle") + col("of_cycle") // 4 - col("of_cycle") // 100)).alias("of_year")
    from_march = ((5 * col("of_year") + 2) // 153).alias("from_march")
    early = col("from_march") < 10  # noqa: PLR2004  (March to December)
    year = col("of_cycle") + col("shifted") // 146_097 * 400 + nw.when(early).then(nw.lit(0)).otherwise(nw.lit(1))
    number = nw.when(early).then(col("from_march") + 3).otherwise(col("from_march") - 9)
    for step in (shifted, of_era, of_cycle, of_year, from_march):
        frame = engine.fence(frame.with_columns(step.cast(nw.Int64)))
    dated = frame.with_columns((year * 100 + number).cast(nw.Int64).alias("month"))
    return engine.fence(dated).drop("shifted", "of_era", "of_cycle", "of_year", "from_march")


def journeys(
    engine: Engine, deals: "Frame", history: "Frame | None", sorter: Classifier, present: Collection[int]
) -> "Frame":
    """One row a deal: `reach`, `e0`, `e1`, ... (when each stage was recorded), `s0`, `s1`, ... (when it was passed).

    Entering a stage means having passed those before it: `reach` is the furthest stage recorded, one past the last for
    a won deal, and -1 where the records do not tell. `e` is null for a stage that was skipped; `s` is then the next
    one's time.

    Args:
        engine: where they are.
        deals: with their place.
        history: when which deal entered which stage.
        sorter: the funnels, and which text means which stage.
        present: the funnels that deals are in, counted from 0; -1 for deals that are in none.
    """
    import narwhals as nw

    width = max((len(path.stages) for path in sorter.paths), default=0)
    texts = [] if history is None else [row[0] for row in engine.rows(history.select("stage").unique(), "history")]
    parts = []
    for number, path in enumerate(sorter.paths):
        if number not in present:
            continue
        frame = deals.filter(nw.col("path") == number) if len(present) > 1 else deals
        if history is not None:
            frame = frame.join(
                _wide(history, sorter.stages(number, texts), width), left_on="id", right_on="deal", how="left"
            )
        else:
            frame = frame.with_columns(nw.lit(None).cast(nw.Int64).alias(f"e{k}") for k in range(width))
        parts.append(_reached(engine, engine.fence(frame), len(path.stages), width))
    if -1 in present or not parts:
        strangers = (deals.filter(nw.col("path") == -1) if parts else deals).with_columns(
            nw.lit(None).cast(nw.Int64).alias(f"e{k}") for k in range(width)
        )
        parts.append(_reached(engine, engine.fence(strangers), 0, width))
    return nw.concat(parts, how="vertical") if len(parts) > 1 else parts[0]


def _wide(history: "Frame", stages: Mapping[int, Sequence[str]], width: int) -> "Frame":
    import narwhals as nw

    at = choose(nw.col("stage"), stages, -1)
    spread = history.with_columns(
        nw.when(at == k).then(nw.col("entered")).otherwise(nw.lit(None).cast(nw.Int64)).alias(f"e{k}")
        for k in range(width)
    )
    return spread.group_by("deal").agg(nw.col(f"e{k}").min() for k in range(width))


def _reached(engine: Engine, frame: "Frame", length: int, width: int) -> "Frame":
    import narwhals as nw

    recorded: Any = nw.lit(-1).cast(nw.Int64)
    for k in range(length):
        recorded = nw.when(~nw.col(f"e{k}").is_null()).then(nw.lit(k)).otherwise(recorded)
    frame = engine.fence(frame.with_columns(recorded.cast(nw.Int64).alias("recorded")))
    won = nw.col("state") == State.WON.value
    # The only stage of a funnel is where all its deals are; a deal that has a history was at the first stage from the
    # day it was created, if nothing else is said.
    known = nw.max_horizontal("recorded", "at") if length != 1 else nw.lit(0).cast(nw.Int64)
    reach = nw.when(won).then(nw.lit(length)).otherwise(known).cast(nw.Int64)
    frame = engine.fence(frame.with_columns(reach.alias("reach")))
    if length:
        # A deal that entered a later stage on the day it was created began there: it was not at the first stage.
        rest = [nw.col(f"e{k}") for k in range(1, width)] or [nw.lit(None).cast(nw.Int64)]
        next_one = nw.min_horizontal(*rest) if len(rest) > 1 else rest[0]
        began = next_one.is_null() | (day_of(next_one) > day_of(nw.col("created")))
        traced = ((nw.col("recorded") >= 0) & began) | (nw.lit(length) == 1)
        first = nw.when(nw.col("e0").is_null() & traced).then(nw.col("created")).otherwise(nw.col("e0"))
        frame = engine.fence(frame.with_columns(first.alias("e0")))
    later = {k: [nw.col(f"e{j}") for j in range(k, width)] for k in range(width)}
    return frame.with_columns(
        (nw.min_horizontal(*times) if len(times) > 1 else times[0]).alias(f"s{k}") for k, times in later.items()
    )


def day_of(time: "nw.Expr") -> "nw.Expr":
    """The day of a time, counted from 1970-01-01.

    A quotient of seconds is exact enough in floating point for its floor to be right (times are below 2^53), and
    engines compute it in one step, where their integer divisions differ for negative numbers and are spelt out.
    """
    import narwhals as nw

    return (time / DAY).floor().cast(nw.Int64)


def whole_days(start: "nw.Expr", end: "nw.Expr") -> "nw.Expr":
    """The days between two times by the calendar, `NO_DAYS` where one is null or the end is on an earlier day.

    Many systems keep the time of creation, but only the day of closing.
    """
    import narwhals as nw

    days = day_of(end) - day_of(start)
    return nw.when(days >= 0).then(days).otherwise(nw.lit(NO_DAYS))


def passages(engine: Engine, frame: "Frame", paths: Sequence[Path], on: int) -> "Frame":
    """Of the deals that entered a stage: group, path, stage, what became of them there, and after how many days.

    All stages stand below one another and are counted together, as each question to an engine costs more than the rows.

    Args:
        engine: where they are.
        frame: the journeys.
        paths: the funnels, with at least one stage among them.
        on: the time up to which open deals have been watched.
    """
    import narwhals as nw

    parts = [
        _entered(frame, number, stage, last=len(path.stages) - 1)
        for number, path in enumerate(paths)
        for stage in range(len(path.stages))
    ]
    every = engine.fence(nw.concat(parts, how="vertical") if len(parts) > 1 else parts[0])
    state, reach, stage = nw.col("state"), nw.col("reach"), nw.col("stage")
    outcome = (
        nw.when(reach < stage)
        .then(nw.lit("unknown"))
        .when(reach > stage)
        .then(nw.col("passed"))
        .when(state == State.LOST.value)
        .then(nw.lit("lost"))
        .when(state == State.PARKED.value)
        .then(nw.lit("parked"))
        .otherwise(nw.lit("active"))
    )
    still = (reach == stage) & (state == State.OPEN.value)
    until = nw.when(still).then(nw.lit(on - 1)).otherwise(nw.col("left"))
    dated = engine.fence(every.with_columns(outcome.alias("outcome"), until.alias("until")))
    counted = engine.fence(dated.with_columns(whole_days(nw.col("since"), nw.col("until")).alias("days")))
    return (
        counted.group_by("grp", "path", "stage", "outcome", "days")
        .agg(nw.len().cast(nw.Int64).alias("n"))
        .select("grp", "path", "stage", "outcome", "days", "n")
    )


def _entered(frame: "Frame", path: int, stage: int, *, last: int) -> "Frame":
    """The deals that entered a stage, since when, and when those who left it did."""
    import narwhals as nw

    state, reach = nw.col("state"), nw.col("reach")
    entered = reach >= stage if stage else (reach >= stage) | (state == State.LOST.value)
    left = nw.col("closed") if stage == last else nw.coalesce(f"s{stage + 1}", "closed")
    return frame.filter((nw.col("path") == path) & (state != State.CANCELLED.value) & entered).select(
        "grp",
        "state",
        "reach",
        nw.lit(path).cast(nw.Int64).alias("path"),
        nw.lit(stage).cast(nw.Int64).alias("stage"),
        nw.lit("won" if stage == last else "moved_on").alias("passed"),
        nw.col(f"e{stage}").alias("since"),
        left.alias("left"),
    )
