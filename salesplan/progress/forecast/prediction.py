"""The forecast of a period: what it will bring, how sure that is, and what it rests on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.progress.forecast.aim import Aim, aim
from salesplan.progress.forecast.distribution import distribution
from salesplan.progress.forecast.odds import Way
from salesplan.progress.forecast.outlook import Outlook, Parts, parts
from salesplan.progress.forecast.replay import (
    Basis,
    Replay,
    best,
    earlier,
    outlook_on,
    replays,
    result,
    shock_of,
    window_of,
    windows_seen,
)
from salesplan.progress.forecast.sampling import sampled
from salesplan.progress.forecast.timeline import Timeline, timeline
from salesplan.records.count.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd

FUTURES = 10


class Range(Struct, frozen=True):
    """A mean, and results not passed in 10%, 50% and 90% of futures."""

    mean: float
    p10: float
    p50: float
    p90: float


class Loss(Struct, frozen=True):
    """What is left if the `deals` largest open deals, worth `amount`, are lost."""

    deals: int
    amount: float
    mean: float
    probability: float | None


class Forecast(Struct, frozen=True):
    """The forecast of a period, in money (`in_money`) or in deals.

    `futures` are ten results of equal probability, from worst to best. `periods` is how many past periods were
    replayed, `windows` how many windows of this length the odds rest on. `rewound` says that the records are of a later
    day, so that amounts of open deals were not known.
    """

    title: str
    currency: str
    on: date
    period: Period
    in_money: bool
    target: float | None
    by_value: bool
    probability: float | None
    result: Range
    deals: Range
    parts: Parts
    futures: tuple[float, ...]
    losses: tuple[Loss, ...]
    open_deals: int
    way: Way
    scores: dict[Way, float]
    periods: int
    windows: float
    shock: float
    rewound: bool
    trials: int
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """The result and the number of deals: a row each, with mean, p10, p50 and p90."""
        import pandas as pd

        rows = [("revenue", self.result), ("deals", self.deals)] if self.in_money else [("deals", self.result)]
        columns = ["measure", "mean", "p10", "p50", "p90"]
        return pd.DataFrame([(name, one.mean, one.p10, one.p50, one.p90) for name, one in rows], columns=columns)


class Request(Struct, frozen=True):
    """How the answer is made: `trials` samples from `seed`, or exactly where 0 are asked for; another target."""

    trials: int = 0
    seed: int = 1
    target: float | None = None


EXACT = Request()


def forecast(plan: Plan | None, records: Ledger, request: Request = EXACT) -> Forecast:
    """What the plan's period (without a plan, the present quarter) will bring, as foreseen on the ledger's day."""
    line = timeline(records.deals)
    asked = aim(plan, line, records.on)
    if request.target is not None:
        asked = replace(asked, target=request.target, by_value=False)
    basis = Basis(line, asked.in_money, asked.rate, asked.a_day)
    past, way, scores = chosen(basis, asked.period, records.on)
    rewound = later_than(line, records.on.toordinal())
    found = outlook_of(basis, asked.period, records.on, (past, way), own=not rewound)
    counted = found
    if asked.in_money:
        counted = outlook_of(replace(basis, in_money=False), asked.period, records.on, (past, way), own=False)
        counted = replace(counted, shock=found.shock)
    reading = _Reading(found, request)
    return Forecast(
        title=plan.title if plan else "",
        currency=(plan.currency if plan else None) or "",
        on=records.on,
        period=asked.period,
        in_money=asked.in_money,
        target=asked.target,
        by_value=asked.by_value,
        probability=reading.reaches(asked.target),
        result=reading.range(),
        deals=_Reading(counted, request).range() if asked.in_money else reading.range(),
        parts=parts(found),
        futures=tuple(reading.quantile((place + 0.5) / FUTURES) for place in range(FUTURES)),
        losses=tuple(_losses(found, asked, request)) if asked.in_money and not rewound else (),
        open_deals=sum(group.count for group in found.groups),
        way=way,
        scores=scores,
        periods=len({one.period for one in past}),
        windows=windows_seen(line, window_of(asked.period, records.on)),
        shock=found.shock.variance**0.5,
        rewound=rewound,
        trials=request.trials,
        seed=request.seed,
    )


def chosen(basis: Basis, period: Period, known: date) -> tuple[list[Replay], Way, dict[Way, float]]:
    """The replays of past periods over by the day `known`, the way that foresaw them best, and every way's score."""
    past = replays(basis, past_periods(basis.line, period, known), known)
    return past, *best(past)


def past_periods(line: Timeline, period: Period, known: date) -> list[Period]:
    """The periods of this length before `period`, back to the one in which the records begin."""
    if line.first is None:
        return []
    begun = date.fromordinal(line.first)
    found = earlier(period, date(begun.year - 1, 1, 1))
    return [one for one in found if one.end >= begun and one.end <= known]


def outlook_of(basis: Basis, period: Period, on: date, rests: tuple[list[Replay], Way], *, own: bool) -> Outlook:
    """The outlook for a period on a day, with what is won so far and the shock that past replays show."""
    past, way = rests
    window = window_of(period, on)
    ends = [one.end.toordinal() for one in past_periods(basis.line, period, on)]
    found = outlook_on(basis, window, ends, way, own_amounts=own)
    until = min(window.on, period.end.toordinal())
    return replace(
        found,
        won=result(basis, period.start.toordinal() - 1, until),
        shock=shock_of(past, way, windows_seen(basis.line, window)),
    )


def later_than(line: Timeline, on: int) -> bool:
    """Whether the records tell of a day after `on`: then they were exported later."""
    from salesplan.progress.forecast.timeline import NEVER

    days = (line.created, line.won, line.ended, line.entered[1])
    return any(bool(((each > on) & (each < NEVER)).any()) for each in days)


class _Reading:
    """An outlook's figures, from its exact distribution or from samples."""

    def __init__(self, outlook: Outlook, request: Request) -> None:
        self._exact = None if request.trials else distribution(outlook)
        self._samples = np.sort(sampled(outlook, request.trials, request.seed)) if request.trials else None

    def quantile(self, share: float) -> float:
        if self._exact:
            return self._exact.quantile(share)
        assert self._samples is not None  # noqa: S101  (one of the two is there)
        return float(np.quantile(self._samples, share, method="inverted_cdf"))

    def mean(self) -> float:
        return self._exact.mean if self._exact else float(np.mean(self._samples))  # type: ignore[arg-type]

    def reaches(self, target: float | None) -> float | None:
        if target is None:
            return None
        if self._exact:
            return self._exact.reaches(target)
        assert self._samples is not None  # noqa: S101  (one of the two is there)
        return float(np.mean(self._samples >= target * (1 - 1e-12)))

    def range(self) -> Range:
        return Range(self.mean(), self.quantile(0.1), self.quantile(0.5), self.quantile(0.9))


def _losses(found: Outlook, asked: Aim, request: Request) -> list[Loss]:
    """What if the biggest deal is lost, or the top three."""
    ranked = sorted(
        ((amount, place) for place, group in enumerate(found.groups) for amount, many in group.amounts
         if amount is not None for _ in range(many)),
        reverse=True,
    )  # fmt: skip
    answers = []
    for count in (1, 3):
        if len(ranked) < count:
            break
        left = found
        for amount, place in ranked[:count]:
            left = without(left, place, amount)
        reading = _Reading(left, request)
        worth = sum(amount for amount, _ in ranked[:count])
        answers.append(Loss(count, worth, reading.mean(), reading.reaches(asked.target)))
    return answers


def without(outlook: Outlook, place: int, amount: float) -> Outlook:
    """The outlook after a deal of this amount in the group at `place` is lost."""
    groups = list(outlook.groups)
    amounts = [(each, many - (each == amount)) for each, many in groups[place].amounts]
    groups[place] = replace(groups[place], amounts=tuple((each, many) for each, many in amounts if many))
    return replace(outlook, groups=tuple(group for group in groups if group.amounts))
