"""Without a plan: the pipelines of the records, and the order of the stages of each, from what tells it best.

A column that numbers the stages, or gives each one probability, decides; else the numbers that stand in the names of
all stages; else the history, by precedence; else the stages are those of a pipeline that systems come with, or there is
no order.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from salesplan.records.count.stage_order import inferred
from salesplan.records.engines.expression import col
from salesplan.records.engines.frame import Frame
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import Order
from salesplan.records.recognise.classify import Classifier
from salesplan.records.recognise.crm_words import JUST_OPEN, State, bare
from salesplan.records.recognise.numbered_names import order_in_names
from salesplan.records.recognise.synonyms import plain
from salesplan.records.recognise.usual import usual_order

Texts = tuple[str, str, str]

COLUMNS = ("stage_order", "probability")
"""Columns that may number the stages, the surest first."""

MOST_PIPELINES = 30
"""Pipelines of a system at most; a column of more names is something else."""

MOST_PAIRS = 2_000
"""Pairs of a stage and its number that are looked at: beyond, the column is no stage's but each deal's own."""


def found_orders(book: OpenRecords, deals: Frame, texts: Sequence[Texts]) -> list[tuple[str, Order]]:
    """Each pipeline's name and the order of its stages; one without a name where the deals are of one alone.

    Args:
        book: opened records.
        deals: the deals.
        texts: their funnels, stages and statuses.
    """
    sorter = Classifier((), book.stages, frozenset())
    names = sorted({funnel for funnel, _, _ in texts if funnel})
    if 1 < len(names) <= MOST_PIPELINES:
        parts = [(name, [row for row in texts if row[0] == name]) for name in names]
        found = [(name, _order(book, deals, rows, sorter, name)) for name, rows in parts]
        return [(name, order) for name, order in found if order.stages]
    order = _order(book, deals, texts, sorter, "")
    return [("", order)] if order.stages else []


def _order(book: OpenRecords, deals: Frame, texts: Sequence[Texts], sorter: Classifier, pipeline: str) -> Order:
    """The order of a pipeline's stages; of all deals' where it has no name. `Talks` and `talks` are one stage."""
    found = _spelt_order(book, deals, texts, sorter, pipeline)
    once = {plain(stage): stage for stage in reversed(found.stages)}
    kept = tuple(stage for stage in found.stages if once[plain(stage)] is stage)
    return found if len(kept) == len(found.stages) else replace(found, stages=kept)


def _spelt_order(book: OpenRecords, deals: Frame, texts: Sequence[Texts], sorter: Classifier, pipeline: str) -> Order:
    rows = [(stage, status) for _, stage, status in texts]
    given = {key for intake in book.intakes if intake.table == "deals" for key, _ in intake.columns}
    ends = _ends(rows, sorter) if "is_won" in given else frozenset()

    def is_stage(stage: str) -> bool:
        return stage not in ends and sorter.state(stage, "") is State.OPEN

    spelt = {plain(stage): stage for stage, _ in sorted(rows, reverse=True)}
    stages = {spelt[plain(stage)] for stage, _ in rows if stage and is_stage(stage)}
    mine = deals.filter(col("funnel") == pipeline) if pipeline else deals
    numbered = _numbered(book, mine, stages, sorter) if len(stages) > 1 else ()
    past = _past_stages(book, mine if pipeline else None, is_stage) if numbered else set()
    past = {spelt.get(plain(stage), stage) for stage in past}
    if numbered and past <= stages:
        return Order(numbered, "column")
    if numbered := _numbered_by_history(book, mine if pipeline else None, is_stage):
        return Order(numbered, "column")
    if named := order_in_names(stages, {stage for stage, _ in rows if stage and not is_stage(stage)}):
        past = past or _past_stages(book, mine if pipeline else None, is_stage)
        named = order_in_names(stages | past, ()) if past - stages else named
        if named:
            return Order(named, "names")
    if book.history is not None:
        found = inferred(book.engine, _history_of(book.history, mine) if pipeline else book.history, is_stage)
        if found.pairs or len(found.stages) == 1:
            return found
        stages |= set(found.stages)
    # `Open` beside won and lost is no stage: it says nothing of where a deal is.
    alone = len(stages) == 1 and not any(bare(stage) in JUST_OPEN for stage in stages)
    known = tuple(stages) if alone else usual_order(stages)
    return Order(known, "usual" if len(known) > 1 else None)


def _history_of(history: Frame, deals: Frame) -> Frame:
    return history.join(deals.select(col("id").alias("deal")).unique(), "deal", "deal", "inner")


def _ends(rows: Sequence[tuple[str, str]], sorter: Classifier) -> frozenset[str]:
    """The stages that a system with a flag for won deals takes for their ends, whatever they are called."""
    known = {(stage, sorter.state(stage, status)) for stage, status in rows}
    living = {stage for stage, state in known if state not in {State.WON, State.LOST}}
    return frozenset(stage for stage, _ in known) - living


def _numbered(book: OpenRecords, deals: Frame, stages: set[str], sorter: Classifier) -> tuple[str, ...]:
    """The stages in the order of a column that has one number for each, and another for each; empty without any."""
    for column in _given(book, "deals"):
        pairs = deals.filter(col(column) != "").select("stage", "status", column).unique().head(MOST_PAIRS)
        rows = book.engine.rows(pairs, "deals")
        spelt = {plain(stage): stage for stage in stages}
        living = [(str(s), str(n)) for s, status, n in rows if sorter.state(str(s), str(status)) is State.OPEN]
        if found := _by_number([(spelt.get(plain(stage), stage), n) for stage, n in living], stages):
            return found
    return ()


def _past_stages(book: OpenRecords, deals: Frame | None, is_stage: Callable[[str], bool]) -> set[str]:
    """The stages that the history knows, of `deals` alone, if given: the deals' own may be a few of them."""
    if book.history is None:
        return set()
    rows = book.history if deals is None else _history_of(book.history, deals)
    every = book.engine.rows(rows.select("stage").unique().head(MOST_PAIRS), "history")
    return {str(stage) for (stage,) in every if stage and is_stage(str(stage))}


def _numbered_by_history(book: OpenRecords, deals: Frame | None, is_stage: Callable[[str], bool]) -> tuple[str, ...]:
    """The stages of the history in the order of such a column of its own; of `deals` alone, if given."""
    for column in _given(book, "history"):
        if book.history is None or column not in book.history.columns:
            continue  # stages that a table of deals holds as columns have no number
        rows = book.history if deals is None else _history_of(book.history, deals)
        pairs = rows.filter(col(column) != "").select("stage", column).unique().head(MOST_PAIRS)
        told = [(str(stage), str(number)) for stage, number in book.engine.rows(pairs, "history")]
        stages = _past_stages(book, deals, is_stage)
        if len(stages) > 1 and (found := _by_number([pair for pair in told if pair[0] in stages], stages)):
            return found
    return ()


def _given(book: OpenRecords, table: str) -> list[str]:
    """The columns of a table that may number the stages, as far as it has them."""
    given = {key for intake in book.intakes if intake.table == table for key, _ in intake.columns}
    return [column for column in COLUMNS if column in given]


def _by_number(told: Iterable[tuple[str, str]], stages: set[str]) -> tuple[str, ...]:
    numbers: dict[str, set[Decimal]] = {}
    for stage, text in told:
        number = re.fullmatch(r"(\d{1,6}(?:[.,]\d{1,6})?) ?%?", text)
        if number is None:
            return ()
        numbers.setdefault(stage, set()).add(Decimal(number[1].replace(",", ".")))
    single = {stage: min(found) for stage, found in numbers.items() if len(found) == 1}
    if set(single) != stages or len(set(single.values())) < len(stages):
        return ()
    return tuple(sorted(stages, key=lambda stage: single[stage]))
