"""Past days foreseen again with what was known then, and how often and how well the forecast held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.progress.forecast.aim import aim
from salesplan.progress.forecast.distribution import distribution
from salesplan.progress.forecast.odds import Way
from salesplan.progress.forecast.outlook import ONE
from salesplan.progress.forecast.renewing import Automatic, automatic, other_share, renewing
from salesplan.progress.forecast.replay import MOMENTS, Basis, Memory, result, sizes_known, window_of
from salesplan.progress.forecast.timeline import timeline
from salesplan.progress.forecast.view import View, past_periods, view
from salesplan.records.count.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd


FEWEST = 2
"""From so many past periods on the naive forecast has a range."""


class Day(Struct, frozen=True):
    """A past day: what was foreseen for its period, what came, and the naive forecast. `way` is what odds went by.

    `naive_ranges` hold 80% and 50% of what past periods brought, on top of what was won; empty for a single period.
    """

    on: date
    period: Period
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    mean: float
    crps: float
    naive: float
    naive_ranges: tuple[tuple[float, float], ...]
    target: float | None
    probability: float | None
    naive_probability: float | None
    actual: float
    way: Way

    @property
    def reached(self) -> bool | None:
        """Whether the target was reached; None where there is none."""
        return None if self.target is None else self.actual >= self.target


class Score(Struct, frozen=True):
    """How well forecasts held: None where there is nothing to tell it from."""

    coverage80: float | None
    coverage50: float | None
    brier: float | None
    crps: float | None
    accuracy: float | None


class Backtest(Struct, frozen=True):
    """Past days with the scores of the forecast and of the naive one: won so far + what past periods brought since."""

    title: str
    currency: str
    in_money: bool
    days: tuple[Day, ...]
    score: Score
    naive: Score
    chosen: Way
    scores: dict[Way, float]

    def to_frame(self) -> pd.DataFrame:
        """A row a day."""
        import pandas as pd

        return pd.DataFrame([(each.on, each.p10, each.p50, each.p90, each.probability, each.actual, each.reached)
                             for each in self.days],
                            columns=["on", "p10", "p50", "p90", "probability", "actual", "reached"])  # fmt: skip


def backtest(plan: Plan | None, records: Ledger, target: float | None = None) -> Backtest:
    """Every period that was over on the ledger's day, foreseen from days within it.

    The odds, the way they are told by, the contracts due, and the common shock of each day come from what was known on
    that day.
    """
    line = timeline(records.deals, (plan.currency if plan else None) or "")
    asked = aim(plan, line, records.on)
    asked = asked if target is None else replace(asked, target=target)
    basis = Basis(line, asked.in_money, asked.rate, asked.a_day)
    periods = past_periods(line, asked.period, records.on)
    over = [asked.period, *periods] if asked.period.end <= records.on else periods
    past = Past(plan, records, basis)
    days = [day for period in reversed(over) for day in _days(past, period, asked.target)]
    latest = past.seen(asked.period, records.on)
    return Backtest(
        title=plan.title if plan else "",
        currency=(plan.currency if plan else None) or "",
        in_money=asked.in_money,
        days=tuple(days),
        score=_score(days),
        naive=_naive(days),
        chosen=latest.way,
        scores=latest.scores,
    )


class Past:
    """Days before the records' day, each seen with what was known on it; what was worked out before is kept."""

    def __init__(self, plan: Plan | None, records: Ledger, basis: Basis) -> None:
        self.basis = basis
        self._plan, self._records = plan, records
        self._memories: dict[bool, Memory] = {}
        self._automatic: dict[Period, Automatic] = {}

    def seen(self, period: Period, on: date) -> View:
        """The period as it was seen on a day, with the contracts that were due then."""
        due = renewing(self._plan, replace(self._records, on=on), self.basis.line, period)
        planned = self.basis.planned
        if self._plan and due and planned is not None:
            planned *= other_share(self._plan)
        memory = self._memories.setdefault(due is not None, {})
        found = view(replace(self.basis, planned=planned), period, on, own=False, memory=memory)
        return replace(found, renewing=due)

    def came(self, period: Period, on: date) -> float:
        """What a period that is over brought after a day in it: deals, and contracts that renewed by themselves."""
        return self.won(period, on) + self.automatic(period).after(on)

    def won(self, period: Period, on: date) -> float:
        """The deals won in a period after a day in it."""
        return result(self.basis, on.toordinal(), period.end.toordinal())

    def automatic(self, period: Period) -> Automatic:
        """The contracts that renewed by themselves in a period that is over."""
        if period not in self._automatic:
            self._automatic[period] = automatic(self._plan, self._records, period, in_money=self.basis.in_money)
        return self._automatic[period]


def _days(past: Past, period: Period, target: float | None) -> list[Day]:
    found, basis = [], past.basis
    for share in MOMENTS:
        on = period.start + timedelta(days=int(len(period) * share) - 1)
        if on < period.start or not past_periods(basis.line, period, on):
            continue
        if basis.in_money and sizes_known(basis, window_of(period, on)) == ONE:
            continue  # nothing had been won by then: no amount was known
        found.append(_day(past, period, on, target))
    return found


def _day(past: Past, period: Period, on: date, target: float | None) -> Day:
    seen = past.seen(period, on)
    outlook = seen.outlook()
    told = distribution(outlook, quick=True)
    left = window_of(period, on).length
    before = past_periods(past.basis.line, period, on)
    since = [past.came(one, one.end - timedelta(days=left)) for one in before]
    actual = outlook.won + past.won(period, on) + past.automatic(period).whole
    naive = outlook.sure + float(np.mean(since))
    return Day(
        on=on,
        period=period,
        **{f"p{share}": told.quantile(share / 100) for share in (10, 25, 50, 75, 90)},
        mean=told.mean,
        crps=told.crps(actual),
        naive=naive,
        naive_ranges=_ranges(outlook.sure, since),
        target=target,
        probability=None if target is None else told.reaches(target),
        naive_probability=None if target is None else float(np.mean([outlook.sure + one >= target for one in since])),
        actual=actual,
        way=seen.way,
    )


def _ranges(won: float, since: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """The ranges in which 80% and 50% of past periods lie."""
    if len(since) < FEWEST:
        return ()
    low80, low50, high50, high80 = (float(each) + won for each in np.quantile(since, [0.1, 0.25, 0.75, 0.9]))
    return ((low80, high80), (low50, high50))


def _held(days: Sequence[Day], place: int) -> float | None:
    told = [each for each in days if each.naive_ranges]
    within = [each.naive_ranges[place][0] <= each.actual <= each.naive_ranges[place][1] for each in told]
    return _share(within) if within else None


def _score(days: Sequence[Day]) -> Score:
    if not days:
        return Score(None, None, None, None, None)
    return Score(
        coverage80=_share([each.p10 <= each.actual <= each.p90 for each in days]),
        coverage50=_share([each.p25 <= each.actual <= each.p75 for each in days]),
        brier=_brier([(each.probability, each.reached) for each in days]),
        crps=_share([each.crps for each in days]),
        accuracy=_accuracy([(each.mean, each.actual) for each in days]),
    )


def _naive(days: Sequence[Day]) -> Score:
    if not days:
        return Score(None, None, None, None, None)
    return Score(
        coverage80=_held(days, 0),
        coverage50=_held(days, 1),
        brier=_brier([(each.naive_probability, each.reached) for each in days]),
        crps=_share([abs(each.naive - each.actual) for each in days]),
        accuracy=_accuracy([(each.naive, each.actual) for each in days]),
    )


def _share(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _brier(pairs: Sequence[tuple[float | None, bool | None]]) -> float | None:
    """The mean square between a probability and what came, 0 or 1 (Brier, 1950)."""
    known = [(chance - came) ** 2 for chance, came in pairs if chance is not None and came is not None]
    return _share(known) if known else None


def _accuracy(pairs: Sequence[tuple[float, float]]) -> float | None:
    """1 - WAPE: misses count whatever their sign; over the sum of what came."""
    came = sum(actual for _, actual in pairs)
    return 1 - sum(abs(told - actual) for told, actual in pairs) / came if came else None
