"""What measuring gives: plain values, with the evidence each rests on."""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.measuring.interval import wilson
from salesplan.measuring.spread import Spread
from salesplan.records.question import By, Order, Path, Taken
from salesplan.records.sources import Intake

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 30
"""Decided records below which a rate is called "not enough history"; its interval is then wider than 30 points."""


class Share(Struct, frozen=True):
    """A share with what it rests on: `hits` of `n`, and `unknown` records beside them that may belong to it.

    `may_hit` tells whether the unknown may be hits; else they can only be misses, or belong elsewhere.
    """

    hits: int
    n: int
    enough_from: int = ENOUGH
    unknown: int = 0
    may_hit: bool = True

    @property
    def value(self) -> Fraction | None:
        """The share of those that are known, exact; None of nothing, or where more are unknown than known."""
        return Fraction(self.hits, self.n) if self.n and self.unknown <= self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% Wilson interval; with unknown records from its low end in the worst case to its high end in the best.

        In the worst case all unknown are misses here; in the best they are hits, or belong elsewhere.
        """
        known = wilson(self.hits, self.n)
        if known is None or not self.unknown:
            return known
        worst = wilson(self.hits, self.n + self.unknown) or known
        best = (wilson(self.hits + self.unknown, self.n + self.unknown) if self.may_hit else known) or known
        return min(worst[0], known[0]), max(best[1], known[1])

    @property
    def enough(self) -> bool:
        """Whether it rests on enough to be used, and not on more that is unknown."""
        return self.n >= self.enough_from and self.unknown <= self.n


class StageMeasure(Struct, frozen=True):
    """What became of the deals that entered a stage; `entered` is the sum of the six counts.

    `moved_on` left for a later stage, `won` were won from here, `lost` were lost here, `active` and `parked` are here
    still, `unknown` were lost where nobody recorded. `settled` is the conversion corrected for open records, and
    `biased` says that it lies outside the interval of the conversion.
    """

    path: str
    name: str
    entered: int
    moved_on: int
    active: int
    lost: int
    won: int
    parked: int
    unknown: int
    conversion: Share
    settled: float | None
    days: Spread

    @property
    def biased(self) -> bool:
        """Whether the open records would change the conversion by more than its uncertainty."""
        interval = self.conversion.interval
        if self.settled is None or interval is None or not self.conversion.enough:
            return False
        return not interval[0] <= self.settled <= interval[1]


class Effort(Struct, frozen=True):
    """Actions of a segment at a stage. `stage` is empty for actions at no stage that is known.

    `per_record` is actions per deal that entered the stage, `per_won` actions per won deal, `reached` the share of
    results that mean an answer, among actions with a result.
    """

    segment: str
    path: str
    stage: str
    action: str
    actions: int
    per_record: Fraction | None
    per_won: Fraction | None
    reached: Share
    minutes: Fraction | None


class Measures(Struct, frozen=True):
    """The figures of all deals, or of a group of them."""

    name: str
    total: int
    won: int
    lost: int
    open: int
    parked: int
    cancelled: int
    win_rate: Share
    deal_size: Spread
    cycle_days: Spread
    stages: tuple[StageMeasure, ...]
    effort: tuple[Effort, ...]
    unknown: int = 0


class Habit(Struct, frozen=True):
    """An action of the best reps beside the rest's. `unit` is per deal, per won deal, or answered (a share)."""

    what: str
    unit: str
    best: Fraction | None
    rest: Fraction | None


class Habits(Struct, frozen=True):
    """The best reps by win rate, and what they do differently. Few reps, and no proof that one causes the other."""

    best: tuple[str, ...]
    rest: tuple[str, ...]
    lines: tuple[Habit, ...]


class Prospects(Struct, frozen=True):
    """A prospect list: how many there are, were worked, reached (None: no result was recorded), turned into deals."""

    total: int
    worked: int
    reached: int | None
    turned: int


WARNINGS = frozenset(
    {
        "deals of an unknown state",
        "deals at other texts",
        "deals open at a stage without a name",
        "deals left out without a date of creation",
        "nothing decided",
        "deals open with a closing date in the past",
        "deals open at a stage that is not in the plan",
        "deals open at a stage in no order",
        "deals open with a reason of loss",
        "deals open at a probability of 100%",
        "deals lost at a probability of 100%",
        "deals won at a probability of 0%",
        "deals whose stage and status disagree",
        "deals under two ids",
        "rows that cannot be read",
        "rows without a state",
        "amounts that may be thousands",
        "rows marked",
        "flags against texts",
        "nothing lost",
        "nothing won",
        "deals that look like rows of one",
        "deals in several rows",
        "deals closed before they were created",
        "deals created after the day of the records",
        "deals of the last year",
        "amounts all alike",
        "amounts may be weighted",
        "nothing in the amounts",
        "few cycles",
        "stages against their order",
        "stages in no order",
        "history of no deal we know",
        "actions tied to no deal",
    }
)
"""Kinds of notes that put the figures themselves in doubt: to be read before them."""


class Note(Struct, frozen=True):
    """Something to know about what was measured, in no language: a kind, how many, and what it is about.

    `name` is a person or a stage, `rates` a conversion and what it is when corrected, `parts` counts by currency or by
    person.
    """

    kind: str
    n: int = 0
    name: str = ""
    rates: tuple[float, float] = (0.0, 0.0)
    parts: tuple[tuple[str, int], ...] = ()


class Measurement(Struct, frozen=True):
    """Everything measured. `on` is the day up to which open deals were watched."""

    on: date
    since: date | None
    until: date | None
    by: By | None
    currency: str | None
    paths: tuple[Path, ...]
    overall: Measures
    groups: tuple[Measures, ...]
    habits: Habits | None
    prospects: Prospects | None
    taken: tuple[Taken, ...]
    intakes: tuple[Intake, ...]
    notes: tuple[Note, ...]
    orders: tuple[Order, ...] = ()

    def to_frame(self) -> "pd.DataFrame":
        """The stages of all groups as a data frame, a row a group and stage; rates and days are floats."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "group": group.name,
                    "funnel": stage.path,
                    "stage": stage.name,
                    "entered": stage.entered,
                    "moved_on": stage.moved_on,
                    "active": stage.active,
                    "lost": stage.lost,
                    "won": stage.won,
                    "conversion": _float(stage.conversion.value),
                    "low": interval[0] if (interval := stage.conversion.interval) else None,
                    "high": interval[1] if interval else None,
                    "n": stage.conversion.n,
                    "median_days": _float(stage.days.median),
                }
                for group in (self.overall, *self.groups)
                for stage in group.stages
            ]
        )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
