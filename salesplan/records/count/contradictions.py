"""Deals whose other columns say another end than their stage: open but closed, open at 100%, won at 0%."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from salesplan.records.engines.expression import col, row_count
from salesplan.records.engines.frame import Frame, group_by
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import Oddity
from salesplan.records.recognise.crm_words import State

OPEN_AT_ALL = "deals open at a probability of 100%"
LOST_AT_ALL = "deals lost at a probability of 100%"
WON_AT_NONE = "deals won at a probability of 0%"

PAST_CLOSE = "open with a closing date in the past"

_NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?) ?(%?)")


def has_probability(book: OpenRecords) -> bool:
    """Whether a column of the deals tells their probability."""
    return "probability" in _given(book)


def has_both_ends(book: OpenRecords) -> bool:
    """Whether the deals have a column of the day they closed and another one of the day they are expected to."""
    return {"closed", "expected_close"} <= _given(book)


def _given(book: OpenRecords) -> set[str]:
    return {key for one in book.intakes if one.table == "deals" for key, _ in one.columns}


def closed_though_open(states: Iterable[State], closed: Sequence[object], expected: Sequence[object]) -> list[Oddity]:
    """Open deals that have a closing date beside the day they are expected to close."""
    rows = zip(states, closed, expected, strict=True)
    number = sum(state is State.OPEN and day is not None and other is not None for state, day, other in rows)
    return [Oddity(f"deals {PAST_CLOSE}", number)] if number else []


def odds_of(book: OpenRecords, inside: Frame) -> list[Oddity]:
    """What `against_states` tells, of a table of deals."""
    if not has_probability(book):
        return []
    filled = inside.filter(col("probability") != "")
    counted = group_by(filled, "state", "probability").agg(row_count().alias("n"))
    return against_states((str(s), str(odds), int(n)) for s, odds, n in book.engine.rows(counted, "deals"))


def against_states(counted: Iterable[tuple[str, str, int]]) -> list[Oddity]:
    """The deals whose probability contradicts their state; `counted` by state and probability.

    A column that says the same of every deal is one that nobody fills in. Where none is above 1, 1 is 100%.
    """
    rows = [(state, found, n) for state, text, n in counted if (found := _NUMBER.fullmatch(text.strip()))]
    odds = [(state, Decimal(found[1].replace(",", ".")), n) for state, found, n in rows]
    known = {number for _, number, _ in odds}
    if len(known) < 2:  # noqa: PLR2004  (one probability tells nothing)
        return []
    whole = 100 if max(known) > 1 or any(found[2] for _, found, _ in rows) else 1
    strange = ((State.OPEN, whole, OPEN_AT_ALL), (State.LOST, whole, LOST_AT_ALL), (State.WON, 0, WON_AT_NONE))
    sums = [(kind, sum(n for s, p, n in odds if s == state and p == end)) for state, end, kind in strange]
    return [Oddity(kind, n) for kind, n in sums if n]
