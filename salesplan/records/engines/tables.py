"""Tables of a warehouse or cluster to a book: what both engines share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol, TypeAlias, TypeVar

from msgspec.structs import replace

from salesplan.base.finding import Unreadable, Usage
from salesplan.base.sentence import sentence
from salesplan.records.canonical import ACTIVITIES, DEALS, HISTORY, Kind, Shape
from salesplan.records.engines.engine import Engine
from salesplan.records.engines.expression import col, lit, row_count
from salesplan.records.engines.frame import Frame, drop, group_by, stacked
from salesplan.records.engines.opened import OpenRecords, count_problems, wanted
from salesplan.records.engines.twins import once
from salesplan.records.recognise.headers import Matched, recognise
from salesplan.records.recognise.weighted import may_be_weighted
from salesplan.records.sources import Intake, RecordsSource, Sources

Table = TypeVar("Table")


class Remote(Engine, Protocol):
    """An engine that holds tables of others."""

    def different(self, frame: Frame, column: str, shown: str) -> tuple[int, int]:
        """How many rows there are, and how many different values a column has in them.

        The values may be told by 64-bit hashes, which are counted in a fraction of the time: as many different ones as
        rows prove different values; fewer prove nothing, and send the caller down the exact way.
        """


def book_of(
    engine: Remote, sources: Sources, load: Callable[[Shape, RecordsSource], tuple[Frame, Frame | None, Matched]]
) -> OpenRecords:
    """A book of tables.

    Args:
        engine: where they are.
        sources: their names and columns.
        load: gives a canonical table, the stage entries it holds as columns, and what was recognised.
    """
    frames: dict[str, Any] = {}
    intakes: list[Intake] = []
    extra: list[Any] = []
    listed = False
    for shape, source in wanted(sources):
        frame, entered, matched = load(shape, source)
        columns, unused = matched.named(matched.headers), matched.unused(matched.headers)
        amount = dict(columns).get("amount", "") if "amount" in matched.guessed else ""
        likely = may_be_weighted(amount, matched.system, with_probability="probability" in matched.columns)
        weighted = (amount,) if likely else ()
        blank = Intake(
            shape.name, source.paths, matched.system, 0, 0, columns=columns, unused=unused, weighted=weighted
        )
        if shape is ACTIVITIES:
            listed = "prospect" in matched.columns
            frames[shape.name], intakes = frame, [*intakes, blank]
            continue
        if "id" in shape.names and "id" in matched.columns and not ids_differ(engine, frame, shape.name):
            frame = once(frame, shape)
        frame = _computed(engine, frame, shape, matched)
        rows = engine.rows(group_by(frame, "_problem").agg(row_count().alias("n")), shape.name)
        intakes.append(count_problems(blank, {str(text): int(n) for text, n in rows}))
        frames[shape.name] = frame.filter(col("_problem") == "")
        extra += [entered] if entered is not None else []
    return OpenRecords(
        engine=engine,
        deals=frames.get("deals"),
        activities=frames.get("activities"),
        history=_joined(frames.get("history"), extra),
        prospects=frames.get("prospects"),
        stages=sources.stages,
        intakes=tuple(intakes),
        has_prospects=listed,
    )


def ids_differ(engine: Remote, frame: Frame, shown: str) -> bool:
    """Whether no two rows without a problem have one id."""
    rows, different = engine.different(frame.filter((col("id") != "") & (col("_problem") == "")), "id", shown)
    return rows == different


def _computed(engine: Engine, frame: Frame, shape: Shape, matched: Matched) -> Frame:
    """The table computed once, as much is asked of it; columns that no header stands for are not stored."""
    told = {*matched.columns, *(key for key, value in matched.fixed.items() if value), "status", "action", "closed"}
    nothing = {Kind.TEXT: lit(""), Kind.TIME: lit(None).whole()}
    absent = {c.name: nothing[c.kind] for c in shape.columns if c.kind in nothing and c.name not in told}
    kept = engine.keep(drop(frame, list(absent)) if absent else frame, shape.name)
    return engine.fence(kept.with_columns(*(value.alias(name) for name, value in absent.items())) if absent else kept)


def _joined(history: Frame | None, extra: Sequence[Frame]) -> Frame | None:
    if not extra:
        return history
    parts = [*([history] if history is not None else []), *extra]
    needed = [column.name for column in HISTORY.columns if column.needed]
    return stacked([part.select(*needed) for part in parts])


POINT_ZERO = r"\.0+$"
"""How a whole number ends as text where its column has fractions, as ids have where some were missing."""

MOST_TEXTS = 1_000
"""Rows, or different texts of a column, that are looked at to tell what a column holds."""

Texts: TypeAlias = Callable[[str], Sequence[str]]
"""Gives the different texts of a column, by its header."""


def texts_of(headers: Sequence[str], sample: Callable[[], Sequence[Sequence[str | None]]], every: Texts) -> Texts:
    """The different texts of a column in the rows of a sample, which is fetched once; `every` where it has none."""
    fetched = cache(sample)

    def texts(header: str) -> Sequence[str]:
        place = headers.index(header)
        found = dict.fromkeys(row[place] for row in fetched() if row[place] is not None)
        return [str(text) for text in found] or every(header)

    return texts


def matched_columns(
    shape: Shape, source: RecordsSource, headers: Sequence[str], texts: Texts
) -> tuple[Matched, dict[str, str]]:
    """What is recognised of a table, and the header of each canonical column; `texts` gives those of a header.

    Raises:
        Unreadable: required columns are missing.
    """
    table = source.paths[0]
    found = recognise(
        shape, headers, source.columns, table, source.conditions, cells=lambda place: texts(headers[place])
    )
    matched = replace(found, headers=tuple(headers))
    return matched, {key: headers[place] for key, place in matched.columns.items()}


def must_hold(shape: Shape, source: RecordsSource, header: str, kind: Kind, *, text: bool) -> None:
    """Refuse a text column where numbers or times are needed: warehouses have types for them.

    Raises:
        Unreadable: always when `text` and the column is to hold something else.
    """
    if text and kind is not Kind.TEXT:
        wanted_type = sentence("a date or timestamp") if kind is Kind.TIME else sentence("a number")
        raise Unreadable(
            sentence(
                "{table}, column '{header}': it is text, and {name} need {kind}",
                table=source.paths[0],
                header=header,
                name=shape.name,
                kind=wanted_type,
            ),
            "convert it in a view, and name the view",
        )


def entered_columns(matched: Matched, headers: Sequence[str]) -> Mapping[str, str]:
    """The header of each column that holds the time of entry into a stage."""
    return {stage: headers[place] for stage, place in matched.entered.items()}


def has_entries(shape: Shape, matched: Matched) -> bool:
    """Whether a table of deals holds times of entry as columns."""
    return shape is DEALS and bool(matched.entered) and "id" in matched.columns


@contextmanager
def explain_errors(engine: str, shown: str) -> Iterator[None]:
    """A failure of the engine as one line: warehouses have errors of their own each, Spark's are pages of Java.

    Raises:
        Unreadable: the engine failed; `shown` says at what.
    """
    try:
        yield
    except (Unreadable, Usage):
        raise
    except Exception as fault:
        text = str(fault).strip().splitlines() or ["no reason given"]
        raise Unreadable(f"{engine}, {shown}: {text[0][:200]}") from fault
