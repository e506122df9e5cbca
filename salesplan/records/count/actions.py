"""Activities counted by the stage that their deal was at, in one scan of millions of rows."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from salesplan.records.canonical import DAY
from salesplan.records.count.deal_links import Related, related
from salesplan.records.count.journeys import group
from salesplan.records.count.period import seconds, within
from salesplan.records.engines.engine import Engine, Row
from salesplan.records.engines.expression import coalesce, col, lit, when
from salesplan.records.engines.frame import Frame, drop, rename, stacked
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import ActionCount, Oddity, Question

ACTION_KEYS = ("grp", "owner", "path", "stage", "state", "action", "result", "_problem")


class Counted(NamedTuple):
    """Actions by stage and result; the book, with what was read of them; what their deals are called.

    `later` are those after the day that was asked for, which are counted nowhere: planned ones, most likely.
    """

    actions: tuple[ActionCount, ...]
    book: OpenRecords
    meant: Related | None = None
    later: int = 0


def count_actions(book: OpenRecords, frame: Frame, deals: Frame, question: Question) -> Counted:
    """Count the actions of the records, if they have any."""
    activities = book.activities
    if activities is None:
        return Counted((), book)
    light = _light(book.engine, frame)
    rows, differ = _scanned(book.engine, activities, light, question)
    if not differ:
        book, activities = book.without_twins(activities)
        rows, _ = _scanned(book.engine, activities, light, question)
    meant = None
    if any(row[3] == STRANGER for row in rows):
        meant = related(book.engine, activities, deals)
        rows, _ = _scanned(book.engine, activities, _with_meanings(light, meant), question)
    problems: dict[str, int] = {}
    for row in rows:
        problems[row[7]] = problems.get(row[7], 0) + int(row[8])
    used = [row for row in rows if not row[7] and row[2] not in {OUTSIDE, LATER}]
    later = sum(int(row[9]) for row in rows if not row[7] and row[2] == LATER)
    return Counted(_merged(map(_action, used)), book.counted("activities", problems), meant, later)


def _scanned(engine: Engine, activities: Frame, light: Frame, question: Question) -> tuple[list[Row], bool]:
    """Actions by `ACTION_KEYS`, and whether all ids differ; what is the same in all is not asked for."""
    keys = ACTION_KEYS if question.by else ACTION_KEYS[1:]
    rows, differ = engine.unique(_at_stages(engine, activities, light, question), keys, "activities", activities)
    return (rows if question.by else [("", *row) for row in rows]), differ


def _with_meanings(light: Frame, meant: Related) -> Frame:
    """The deals, and again under what actions call them."""
    columns = light.columns
    again = light.join(meant.keys.select("deal", "to"), "id", "to", "inner")
    called = rename(drop(again, ["id"]), {"deal": "id"}).select(*columns)
    return stacked([light, called])


def said_of(counted: Counted) -> tuple[Oddity, ...]:
    """What there is to say about actions whose cell holds something else than one id, and of those to come."""
    notes = [*(counted.meant.notes if counted.meant else ()), Oddity("actions to come", counted.later)]
    return tuple(note for note in notes if note.n)


STRANGER = -2
"""The stage of actions that name a deal which no id is."""

OUTSIDE = -2
"""The path of actions on deals that were not created in the time asked for."""

LATER = -3
"""The path of actions after the day that was asked for."""


def _merged(lines: Iterable[ActionCount]) -> tuple[ActionCount, ...]:
    """Lines that differ only in blanks around a text as one."""
    found: dict[ActionCount, tuple[int, int | None]] = {}
    for line in lines:
        key = replace(line, actions=0, minutes=None)
        actions, minutes = found.get(key, (0, None))
        known = [one for one in (minutes, line.minutes) if one is not None]
        found[key] = actions + line.actions, sum(known) if known else None
    made = (replace(key, actions=actions, minutes=minutes) for key, (actions, minutes) in found.items())
    return tuple(sorted(made, key=repr))


def _action(row: tuple[Any, ...]) -> ActionCount:
    grp, owner, path, stage, state, action, result, _, _, times, minutes = row
    return ActionCount(
        group=grp.strip(),
        owner=owner.strip(),
        path=int(path) if path >= 0 else None,
        stage=int(stage) if stage >= 0 else None,
        state=state,
        action=action.strip(),
        result=result.strip(),
        actions=int(times),
        minutes=None if minutes is None else int(minutes),
    )


def _light(engine: Engine, frame: Frame) -> Frame:
    """Of each deal only what actions are matched with: path, state, group, and where its stages begin, if traced."""
    steps = [column for column in frame.columns if _is_step(column)]
    traced = ((col("recorded") >= 0) | (col("reach") == 0)) & (col("path") >= 0)
    none = lit(None).whole()
    named = engine.fence(frame.filter(col("id") != ""))
    return named.select(
        "id",
        "state",
        when(col("inside")).then(col("path")).otherwise(lit(OUTSIDE)).whole().alias("path"),
        when(traced).then(lit(0)).otherwise(lit(-1)).whole().alias("stage"),
        col("grp").alias("deal_grp"),
        *(when(traced).then(col(step)).otherwise(none).alias(step) for step in steps),
    )


def _at_stages(engine: Engine, activities: Frame, deals: Frame, question: Question) -> Frame:
    """Actions with the deal's path, state and group, and the stage it was at: the last one entered by then.

    What is dated by day alone was done at the stage entered that day, whatever the hour of it.
    """
    steps = sorted((c for c in deals.columns if _is_step(c)), key=lambda c: int(c[1:]))
    own = group(engine, activities, question.by, "date") if question.by in OWN_GROUP else _no_group(activities)
    rest = when(col("date") % DAY == 0).then(lit(DAY - 1)).otherwise(lit(0))
    own = engine.fence(own.with_columns((col("date") + rest).alias("by_then")))
    joined = engine.fence(own.join(deals, "deal", "id", "left"))
    nowhere = when(col("deal") == "").then(lit(-1)).otherwise(lit(STRANGER)).whole()
    stage: Any = coalesce(col("stage"), nowhere)
    for place, step in list(enumerate(steps))[1:]:
        stage = when(col("by_then") >= col(step)).then(lit(place)).otherwise(stage)
    path: Any = coalesce("path", lit(-1))
    if question.since or question.until:
        loose = when(within("date", question)).then(lit(-1)).otherwise(lit(OUTSIDE))
        path = when(col("path").is_null()).then(loose).otherwise(col("path"))
    if question.on:
        path = when(col("date") >= seconds(question.on) + DAY).then(lit(LATER)).otherwise(path)
    grouped = col("grp") if question.by in {None, "rep", "segment"} else coalesce("deal_grp", "grp")
    return joined.with_columns(
        path.whole().alias("path"),
        stage.whole().alias("stage"),
        coalesce("state", lit("")).alias("state"),
        grouped.alias("grp"),
    )


OWN_GROUP = ("rep", "segment", "month")
"""What an action can be grouped by without a deal; by rep and segment it always is."""


def _no_group(activities: Frame) -> Frame:
    return activities.with_columns(lit("").alias("grp"))


def _is_step(column: str) -> bool:
    return column[0] == "s" and column[1:].isdigit()
