"""Deals as arrays of days, so that the pipeline of any past day is seen as it was then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from salesplan.records.count.ledger import Deal, Entry, is_foreign
from salesplan.records.recognise.crm_words import State, state_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEVER = date.max.toordinal()
UNKNOWN = -1
"""The stage of a deal of which nothing tells it."""


class Pipeline(Struct, frozen=True):
    """The deals open at the end of a day: their places in the timeline, their stages then, and their ages in days."""

    deals: Ints
    stages: Ints
    ages: Ints


class Timeline(Struct, frozen=True):
    """Deals with the days, as ordinals, on which they came and were won or ended otherwise; `NEVER` where they did not.

    `entered` are the entries into stages: the place of a deal, the day, and the stage, in order of deal and time.
    `amounts` is NaN where a deal has none. `stands` is the stage that a deal's own row tells, as of the export;
    `origin` is the deal's place in the ledger.
    """

    created: Ints
    won: Ints
    ended: Ints
    amounts: Floats
    entered: tuple[Ints, Ints, Ints]
    stands: Ints
    origin: Ints

    @property
    def first(self) -> int | None:
        """The first day on which a deal came; None where there is none."""
        return int(self.created.min()) if len(self.created) else None

    @property
    def decided(self) -> int | None:
        """The first day on which a deal was won or lost: before, the records tell of no decision."""
        days = np.minimum(self.won, self.ended)
        known = days[days < NEVER]
        return None if not len(known) else max(int(known.min()), int(self.created.min()))

    def pipeline(self, day: int) -> Pipeline:
        """The pipeline at the end of `day`, from what was known then: nothing later than `day` is looked at."""
        places = np.flatnonzero((self.created <= day) & (self.won > day) & (self.ended > day))
        of, at, stage = self.entered
        known = np.bincount(of[at <= day], minlength=len(self.created))
        starts = np.searchsorted(of, np.arange(len(self.created)))
        last = np.where(known > 0, starts + known - 1, 0)
        stages = np.where(known > 0, stage[last], UNKNOWN) if len(of) else np.full(len(self.created), UNKNOWN)
        return Pipeline(places, stages[places], day - self.created[places])

    def without(self, places: Sequence[int]) -> Timeline:
        """The same where some deals were never won."""
        won = self.won.copy()
        won[list(places)] = NEVER
        return replace(self, won=won)

    def wins(self, after: int, until: int) -> Bools:
        """Which deals were won after the day `after`, up to and including `until`."""
        return (self.won > after) & (self.won <= until)


def timeline(deals: Sequence[Deal], currency: str = "") -> Timeline:
    """The deals that have a day on which they came; parked ones are in no pipeline.

    A stage history says when a deal was decided before its own row does, since the row may be of a later day. Deals
    that ended before they came, and days beyond the calendar's reach, are taken as they stand: they are in no pipeline.
    A deal that is won or lost on a day that nothing tells is left out: it is not open, and nobody knows since when. So
    are deals whose amount is in another currency than the plan's.
    """
    told = ((place, deal) for place, deal in enumerate(deals) if not (is_undated(deal) or is_foreign(deal, currency)))
    kept = [(deal, born, place) for place, deal in told if (born := _born(deal)) is not None]
    won, ended = (np.array([_day_of(deal, states) for deal, *_ in kept], dtype=np.int64) for states in (WINS, ENDS))
    entries = [(place, *entry) for place, (deal, *_) in enumerate(kept) for entry in _stages(deal)]
    columns = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    return Timeline(
        created=np.array([born for _, born, _ in kept], dtype=np.int64),
        won=won,
        ended=ended,
        amounts=np.array([np.nan if deal.amount is None else float(deal.amount) for deal, *_ in kept]),
        entered=(columns[0], columns[1], columns[2]),
        stands=np.array([_stands(deal) for deal, *_ in kept], dtype=np.int64),
        origin=np.array([place for *_, place in kept], dtype=np.int64),
    )


WINS = frozenset({State.WON})
ENDS = frozenset({State.LOST, State.CANCELLED, State.PARKED})
DECIDED = frozenset({State.WON, State.LOST, State.CANCELLED})
STAGES_OF_A_PATH = 1_000


def _born(deal: Deal) -> int | None:
    days = [deal.created.toordinal()] if deal.created else []
    days += [deal.entries[0].at.toordinal()] if deal.entries else []
    return days[0] if days else None


def _state(entry: Entry) -> State | None:
    return None if entry.stage is not None else state_of(entry.text)


def _day_of(deal: Deal, states: frozenset[State]) -> int:
    """The first day on which the history says so, else the day on which the row says it was closed."""
    told = next((entry.at.toordinal() for entry in deal.entries if _state(entry) in states), None)
    if told is not None:
        return told
    if deal.state in states and deal.closed:
        return deal.closed.toordinal()
    parked = deal.state is State.PARKED and State.PARKED in states
    return deal.created.toordinal() if parked and deal.created else NEVER


def is_undated(deal: Deal) -> bool:
    """Whether a deal is won or lost, and nothing tells on which day."""
    over = WINS if deal.state in WINS else ENDS
    return deal.state in DECIDED and _day_of(deal, over) == NEVER


def is_backwards(deal: Deal, on: date) -> bool:
    """Whether a deal of `on` or earlier is said to have been won or lost before the day on which it was created."""
    if deal.created is None or deal.closed is None or deal.state not in DECIDED:
        return False
    return deal.closed < deal.created <= on


def _stands(deal: Deal) -> int:
    return UNKNOWN if deal.stage is None else (deal.path or 0) * STAGES_OF_A_PATH + deal.stage


def _stages(deal: Deal) -> list[tuple[int, int]]:
    base = (deal.path or 0) * STAGES_OF_A_PATH
    return [(entry.at.toordinal(), base + entry.stage) for entry in deal.entries if entry.stage is not None]
