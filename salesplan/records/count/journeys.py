"""From deals and their history to one row a deal: how far it came, when it entered each stage, what became of it.

All of it is expressions over whole numbers and texts, so that every engine gives the same answer.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from salesplan.records.canonical import DAY
from salesplan.records.engines.engine import Engine
from salesplan.records.engines.expression import (
    Cases,
    Expr,
    coalesce,
    col,
    greatest,
    joined,
    least,
    lit,
    row_count,
    when,
)
from salesplan.records.engines.frame import Frame, drop, group_by, stacked
from salesplan.records.question import By, Path
from salesplan.records.recognise.classify import Classifier, Place
from salesplan.records.recognise.crm_words import State

SEPARATOR = "\x1f"
"""Between texts compared together; the unit separator of ASCII, which no CRM lets people type."""

KEYS = ("funnel", "stage", "status")
"""The texts that tell where a deal stands."""

NO_DAYS = -1
"""Days that are not known, in the engine's tables: a number, so that grouping is the same everywhere."""


def choose(key: Expr, values: Mapping[Any, Sequence[str]], default: int | str) -> Expr:
    """An expression that looks `key` up: the value whose list holds it, or `default`."""
    cases = Cases(())
    for value, keys in values.items():
        if keys and value != default:
            cases = cases.when(key.is_in(keys)).then(value)
    return cases.otherwise(default) if cases.known else lit(default)


def placed(engine: Engine, deals: Frame, places: Mapping[tuple[str, str, str], Place], by: By | None) -> Frame:
    """Deals with `path`, `at` (stage), `state` and `grp`, and a closing date only where they are closed.

    `ended` is the closing date of those that are not, if another day is expected: one of the two must be wrong.
    """
    telling = _telling(places)
    columns = [col(KEYS[place]) for place in telling]
    key = columns[0] if len(columns) == 1 else joined(*columns, separator=SEPARATOR)
    paths, stages, states = _tables(places, telling)
    frame = engine.fence(deals).with_columns(
        choose(key, paths, -1).whole().alias("path"),
        choose(key, stages, -1).whole().alias("at"),
        choose(key, states, State.OPEN.value).alias("state"),
    )
    frame = engine.fence(frame)
    closed = col("state").is_in([State.WON.value, State.LOST.value, State.CANCELLED.value])
    dated = frame.with_columns(
        when(closed).then(col("closed")).otherwise(None).alias("closed"),
        when(~closed).then(coalesce("expected_close", "closed")).otherwise(None).alias("expected_close"),
        when(~closed & ~col("expected_close").is_null()).then(col("closed")).otherwise(None).alias("ended"),
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


def group(engine: Engine, frame: Frame, by: By | None, time: str = "created") -> Frame:
    """The table with `grp`, the name of a row's group as text; segments are told from owners later."""
    if by == "month":
        dated = _month(engine, frame, time)
        month = when(col(time).is_null()).then(lit("")).otherwise(col("month").text())
        return drop(engine.fence(dated.with_columns(month.alias("grp"))), ["month"])
    named = {"rep": col("owner"), "segment": col("owner"), "source": col("source")}
    if by == "funnel":
        return frame.with_columns(col("path").text().alias("grp"))
    return frame.with_columns(named.get(by or "", lit("")).alias("grp"))


def _month(engine: Engine, frame: Frame, time: str) -> Frame:
    """The table with `month`, such as 202701, by whole-number arithmetic alone, which every engine has.

    One step a column: as one expression, each step would be written out wherever the next ones use it.
    Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    """
    shifted = (col(time) // DAY + 719_468).alias("shifted")
    of_era = (col("shifted") - col("shifted") // 146_097 * 146_097).alias("of_era")
    leaps = col("of_era") // 1_460 - col("of_era") // 36_524 + col("of_era") // 146_096
    of_cycle = ((col("of_era") - leaps) // 365).alias("of_cycle")
    of_year = (col("of_era") - (365 * col("of_cycle") + col("of_cycle") // 4 - col("of_cycle") // 100)).alias("of_year")
    from_march = ((5 * col("of_year") + 2) // 153).alias("from_march")
    early = col("from_march") < 10  # noqa: PLR2004  (March to December)
    year = col("of_cycle") + col("shifted") // 146_097 * 400 + when(early).then(lit(0)).otherwise(lit(1))
    number = when(early).then(col("from_march") + 3).otherwise(col("from_march") - 9)
    for step in (shifted, of_era, of_cycle, of_year, from_march):
        frame = engine.fence(frame.with_columns(step.whole()))
    dated = frame.with_columns((year * 100 + number).whole().alias("month"))
    return drop(engine.fence(dated), ["shifted", "of_era", "of_cycle", "of_year", "from_march"])


class Entries(NamedTuple):
    """The history of deals, its texts of stages with how many rows each has, and the last time in it."""

    frame: Frame
    texts: tuple[tuple[str, int], ...]
    last: int | None


def entries_of(engine: Engine, history: Frame | None) -> Entries | None:
    """What is asked of a history before its rows are looked at one by one, in one question; None without a history."""
    if history is None:
        return None
    grouped = group_by(history, "stage").agg(row_count().whole().alias("n"), col("entered").max().alias("last"))
    rows = engine.rows(grouped.select("stage", "n", "last"), "history")
    texts = tuple(sorted((str(stage), int(n)) for stage, n, _ in rows))
    return Entries(history, texts, max((int(last) for _, _, last in rows if last is not None), default=None))


def journeys(
    engine: Engine, deals: Frame, history: Entries | None, sorter: Classifier, present: Collection[int]
) -> Frame:
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
    width = max((len(path.stages) for path in sorter.paths), default=0)
    parts = []
    for number, path in enumerate(sorter.paths):
        if number not in present:
            continue
        frame = deals.filter(col("path") == number) if len(present) > 1 else deals
        if history is not None:
            stages = sorter.stages(number, [text for text, _ in history.texts])
            frame = frame.join(_wide(history.frame, stages, width), "id", "deal", "left")
        else:
            frame = frame.with_columns(*(lit(None).whole().alias(f"e{k}") for k in range(width)))
        parts.append(_reached(engine, engine.fence(frame), len(path.stages), width))
    if -1 in present or not parts:
        strangers = (deals.filter(col("path") == -1) if parts else deals).with_columns(
            *(lit(None).whole().alias(f"e{k}") for k in range(width))
        )
        parts.append(_reached(engine, engine.fence(strangers), 0, width))
    return stacked(parts)


def _wide(history: Frame, stages: Mapping[int, Sequence[str]], width: int) -> Frame:
    at = choose(col("stage"), stages, -1)
    spread = history.with_columns(
        *(when(at == k).then(col("entered")).otherwise(lit(None).whole()).alias(f"e{k}") for k in range(width))
    )
    return group_by(spread, "deal").agg(*(col(f"e{k}").min() for k in range(width)))


def _reached(engine: Engine, frame: Frame, length: int, width: int) -> Frame:
    recorded = lit(-1).whole()
    for k in range(length):
        recorded = when(~col(f"e{k}").is_null()).then(lit(k)).otherwise(recorded)
    frame = engine.fence(frame.with_columns(recorded.whole().alias("recorded")))
    won = col("state") == State.WON.value
    # The only stage of a funnel is where all its deals are; a deal that has a history was at the first stage from the
    # day it was created, if nothing else is said.
    known = greatest("recorded", "at") if length != 1 else lit(0).whole()
    reach = when(won).then(lit(length)).otherwise(known).whole()
    frame = engine.fence(frame.with_columns(reach.alias("reach")))
    if length:
        # A deal that entered a later stage on the day it was created began there: it was not at the first stage.
        rest = [col(f"e{k}") for k in range(1, width)] or [lit(None).whole()]
        next_one = least(*rest) if len(rest) > 1 else rest[0]
        began = next_one.is_null() | (day_of(next_one) > day_of(col("created")))
        traced = ((col("recorded") >= 0) & began) | (lit(length) == 1)
        first = when(col("e0").is_null() & traced).then(col("created")).otherwise(col("e0"))
        frame = engine.fence(frame.with_columns(first.alias("e0")))
    later = {k: [col(f"e{j}") for j in range(k, width)] for k in range(width)}
    return frame.with_columns(
        *((least(*times) if len(times) > 1 else times[0]).alias(f"s{k}") for k, times in later.items())
    )


def day_of(time: Expr) -> Expr:
    """The day of a time, counted from 1970-01-01.

    A quotient of seconds is exact enough in floating point for its floor to be right (times are below 2^53), and
    engines compute it in one step, where their integer divisions differ for negative numbers and are spelt out.
    """
    return (time / DAY).floor().whole()


def whole_days(start: Expr, end: Expr) -> Expr:
    """The days between two times by the calendar, `NO_DAYS` where one is null or the end is on an earlier day.

    Many systems keep the time of creation, but only the day of closing.
    """
    days = day_of(end) - day_of(start)
    return when(days >= 0).then(days).otherwise(lit(NO_DAYS))


def passages(engine: Engine, frame: Frame, paths: Sequence[Path], on: int) -> Frame:
    """Of the deals that entered a stage: group, path, stage, what became of them there, and after how many days.

    All stages stand below one another and are counted together, as each question to an engine costs more than the rows.

    Args:
        engine: where they are.
        frame: the journeys.
        paths: the funnels, with at least one stage among them.
        on: the time up to which open deals have been watched.
    """
    parts = [
        _entered(frame, number, stage, last=len(path.stages) - 1)
        for number, path in enumerate(paths)
        for stage in range(len(path.stages))
    ]
    every = engine.fence(stacked(parts))
    state, reach, stage = col("state"), col("reach"), col("stage")
    outcome = (
        when(reach < stage)
        .then(lit("unknown"))
        .when(reach > stage)
        .then(col("passed"))
        .when(state == State.LOST.value)
        .then(lit("lost"))
        .when(state == State.PARKED.value)
        .then(lit("parked"))
        .otherwise(lit("active"))
    )
    still = (reach == stage) & (state == State.OPEN.value)
    until = when(still).then(lit(on - 1)).otherwise(col("left"))
    dated = engine.fence(every.with_columns(outcome.alias("outcome"), until.alias("until")))
    counted = engine.fence(dated.with_columns(whole_days(col("since"), col("until")).alias("days")))
    return (
        group_by(counted, "grp", "path", "stage", "outcome", "days")
        .agg(row_count().whole().alias("n"))
        .select("grp", "path", "stage", "outcome", "days", "n")
    )


def _entered(frame: Frame, path: int, stage: int, *, last: int) -> Frame:
    """The deals that entered a stage, since when, and when those who left it did."""
    state, reach = col("state"), col("reach")
    entered = reach >= stage if stage else (reach >= stage) | (state == State.LOST.value)
    left = col("closed") if stage == last else coalesce(f"s{stage + 1}", "closed")
    return frame.filter((col("path") == path) & (state != State.CANCELLED.value) & entered).select(
        "grp",
        "state",
        "reach",
        lit(path).whole().alias("path"),
        lit(stage).whole().alias("stage"),
        lit("won" if stage == last else "moved_on").alias("passed"),
        col(f"e{stage}").alias("since"),
        left.alias("left"),
    )
