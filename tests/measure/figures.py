"""A measurement made by hand, for tests of what is shown of one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from salesplan.measuring.measurement import Measurement, Measures, Note, Share, StageMeasure
from salesplan.measuring.spread import Spread
from salesplan.records.question import Path
from salesplan.records.sources import AGAIN, Intake, SetAside

NAMES = ("prospect", "opportunity", "proposal")
DAYS = Spread(90, Fraction(91, 7), Fraction(25, 2), Fraction(3), Fraction(30))


def stage(name: str, outcomes: tuple[int, int, int, int, int, int], path: str = "new") -> StageMeasure:
    """A stage by moved on, won, lost, active, parked, and lost where nobody knows."""
    moved, won, lost, active, parked, unknown = outcomes
    decided = 0 if unknown else moved + won + lost
    share = Share(moved + won if decided else 0, decided)
    counts = {"moved_on": moved, "won": won, "lost": lost, "active": active, "parked": parked, "unknown": unknown}
    return StageMeasure(
        path=path, name=name, entered=sum(outcomes), conversion=share, settled=None, days=DAYS, **counts
    )


STAGES = (
    stage("prospect", (60, 0, 40, 12, 3, 0)),
    stage("opportunity", (25, 0, 30, 5, 0, 0)),
    stage("proposal", (0, 20, 0, 5, 0, 0)),
)


def measured(
    stages: tuple[StageMeasure, ...] = STAGES,
    notes: tuple[Note, ...] = (),
    intakes: tuple[Intake, ...] | None = None,
    **changes: Any,
) -> Measurement:
    """115 deals of one funnel, 20 of them won; `changes` go into the figures of all deals."""
    overall = Measures(
        name="", total=115, won=20, lost=70, open=22, parked=3, cancelled=0, win_rate=Share(20, 90),
        deal_size=Spread(20, Fraction(30001, 2), Fraction(15000), Fraction(4000), Fraction(40000)),
        cycle_days=Spread(20, Fraction(200, 7), Fraction(28), Fraction(9), Fraction(60)),
        stages=stages, effort=(),
    )  # fmt: skip
    told = Intake("deals", ("deals.csv",), "", 120, 115, (SetAside(AGAIN, 4), SetAside("amount cannot be read", 1)))
    return Measurement(
        on=date(2027, 3, 31), since=None, until=None, by=None, currency="EUR",
        paths=tuple({one.path: Path(one.path, tuple(s.name for s in stages)) for one in stages}.values()),
        overall=replace(overall, **changes), groups=(), habits=None, prospects=None, taken=(),
        intakes=(told,) if intakes is None else intakes, notes=notes,
    )  # fmt: skip
