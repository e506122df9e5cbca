"""Past periods foreseen from days within them, with what was known then: how good a way is, and how far off it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import erf, exp, pi, sqrt

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import Period, add_months
from salesplan.progress.forecast.arrivals import Arrivals, arrivals
from salesplan.progress.forecast.odds import Odds, Way, Window, aligned, odds, sample, sliding, weigh
from salesplan.progress.forecast.outlook import ONE, Open, Outlook, Sizes, moments, unknown_share
from salesplan.progress.forecast.shock import Miss, Shock, shock
from salesplan.progress.forecast.timeline import UNKNOWN, Floats, Ints, Timeline

MOMENTS = (1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6)
MOST_PERIODS = 16
USUAL_RATE = 0.2
NO_SHOCK = shock(())


class Replay(Struct, frozen=True):
    """A past period seen from a day in it: what each way expected, and what came, both of the uncertain part."""

    period: Period
    on: date
    won: float
    came: float
    expected: dict[Way, tuple[float, float]]
    seen: float


def earlier(period: Period, first: date) -> list[Period]:
    """The periods of the same length before `period`, the latest first, those that begin on `first` or later."""
    whole = (period.end + timedelta(days=1) - period.start).days
    months = _months(period)
    found: list[Period] = []
    while len(found) < MOST_PERIODS:
        end = (found[-1] if found else period).start - timedelta(days=1)
        start = add_months(period.start, -months * (len(found) + 1)) if months else end - timedelta(days=whole - 1)
        if start < first:
            break
        found.append(Period(start, end))
    return found


def _months(period: Period) -> int:
    """The months that a period consists of; 0 where it is no whole number of them."""
    after = period.end + timedelta(days=1)
    if period.start.day != 1 or after.day != 1:
        return 0
    return (after.year - period.start.year) * 12 + after.month - period.start.month


def window_of(period: Period, on: date) -> Window:
    """What of the period is still to come after `on`."""
    before = period.start - timedelta(days=1)
    return Window(on.toordinal(), max(on, before).toordinal(), period.end.toordinal(), before.toordinal())


class Basis(Struct, frozen=True):
    """What a forecast starts from: the deals, amounts where money is asked for, and what the plan assumes."""

    line: Timeline
    in_money: bool = False
    rate: float | None = None
    planned: float | None = None
    """Deals a day that the plan expects of new business."""


class Manner(Struct, frozen=True):
    """How an outlook is made: what odds go by, whether amounts and stages of the deals' own rows may be used (`own`).

    `stretch` is the length of a sales cycle against what it is: at 0.8 deals go as far in 80 days as now in 100.
    `renewed` are the deals, as places in the timeline, that renewed contracts: they are no new business where contracts
    count by themselves.
    """

    way: Way
    own: bool = False
    stretch: float = 1.0
    renewed: tuple[int, ...] = ()


def outlook_on(basis: Basis, window: Window, ends: Sequence[int], manner: Manner) -> Outlook:
    """What is uncertain of a window, as it was to be foreseen on its first day, without a shock of its own."""
    line, way = basis.line, manner.way
    if window.until <= window.after:
        return Outlook(0.0, (), Arrivals(0.0, 1.0), NO_SHOCK, sizes_known(basis, window))
    now = line.pipeline(window.on)
    same = [longer for each in aligned(line, window, ends)
            if (longer := each.stretched(manner.stretch)).until <= window.on]  # fmt: skip
    window = window.stretched(manner.stretch)
    slid = sliding(line, window)
    found = odds(
        now,
        sample(line, window, slid, overlap=True),
        sample(line, window, same, overlap=False),
        way,
        basis.rate or USUAL_RATE,
    )
    planned = None if basis.planned is None else basis.planned * (window.until - window.after)
    fresh = line.without(manner.renewed) if manner.renewed else line
    new = arrivals(fresh, window, slid, same if way.by_week else (), planned)
    return Outlook(
        won=0.0,
        groups=tuple(group for each in found for group in _groups(basis, now.deals[each.deals], each, manner)),
        new=replace(new, mean=new.mean * manner.stretch),
        shock=NO_SHOCK,
        sizes=sizes_known(basis, window, guess=manner.own),
    )


def _groups(basis: Basis, deals: Ints, found: Odds, manner: Manner) -> Iterator[Open]:
    """The deals of one rate; where no history tells their stages, their own rows may."""
    told = basis.line.stands[deals] if manner.own and found.stage == UNKNOWN else np.full(len(deals), found.stage)
    for stage in np.unique(told):
        some = deals[told == stage]
        amounts = _amounts(basis, some, manner.own)
        yield Open(found.a, found.b, amounts, tuple(some.tolist()), int(stage))


def _amounts(basis: Basis, deals: Ints, own: bool) -> tuple[tuple[float | None, int], ...]:  # noqa: FBT001
    if not basis.in_money:
        return ((1.0, len(deals)),)
    return amounts_of(basis.line, deals) if own else ((None, len(deals)),)


def amounts_of(line: Timeline, deals: Ints) -> tuple[tuple[float | None, int], ...]:
    """The amounts of some deals, each with how many have it; None for those without one."""
    amounts = line.amounts[deals]
    values, counts = np.unique(amounts[~np.isnan(amounts)], return_counts=True)
    unknown = int(np.count_nonzero(np.isnan(amounts)))
    known = [(float(value), int(many)) for value, many in zip(values, counts, strict=True)]
    return (*known, *(((None, unknown),) if unknown else ()))


SIZE_CLASSES = 40
ENOUGH_SIZES, AT_MOST_SINCE = 12, 92
"""How many deals won before the period tell what deals are worth without those won in it; of a longer period only the
last quarter is left out."""


def amounts_won(basis: Basis, window: Window) -> Floats:
    """The amounts of deals won before the period, where these are `ENOUGH_SIZES`, else of all won by the window's day.

    A small deal won in the period would else say that deals to come are worth less, and lower the chance of the target.
    """
    line, before = basis.line, min(window.on, max(window.before, window.on - AT_MOST_SINCE))
    settled, latest = ((line.won <= day) & ~np.isnan(line.amounts) for day in (before, window.on))
    return line.amounts[settled if np.count_nonzero(settled) >= ENOUGH_SIZES else latest]


def sizes_known(basis: Basis, window: Window, *, guess: bool = False) -> Sizes:
    """The amounts of deals that were won, in classes of equal number; one where deals are counted.

    Before the first win, `guess` takes the amounts of all deals that had come, as they stand now: never in a replay.
    """
    if not basis.in_money:
        return ONE
    won = amounts_won(basis, window)
    if not len(won) and guess:
        won = basis.line.amounts[(basis.line.created <= window.on) & ~np.isnan(basis.line.amounts)]
    if not len(won):
        return ONE
    classes = np.array_split(np.sort(won), min(SIZE_CLASSES, len(won)))
    return tuple((float(each.mean()), len(each) / len(won)) for each in classes)


USUAL_VARIATION, ITS_WEIGHT = 1.0, 2.0
"""The squared coefficient of variation of amounts that is assumed before any are seen, and how many deals it weighs."""


def size_doubt(basis: Basis, outlook: Outlook, window: Window) -> float:
    """How far off the mean of unknown amounts may be, as a share of the whole uncertain part of an outlook."""
    won = amounts_won(basis, window)
    if not basis.in_money or not len(won) or not float(won.mean()):
        return 0.0
    beyond = float(np.sum((won / won.mean() - 1) ** 2))
    variation = (ITS_WEIGHT * USUAL_VARIATION + beyond) / (ITS_WEIGHT + len(won))
    return sqrt(min(1.0, variation / len(won))) * unknown_share(outlook)


def result(basis: Basis, after: int, until: int) -> float:
    """What was won after a day and until another: money, or deals."""
    wins = basis.line.wins(after, until)
    return float(np.nansum(basis.line.amounts[wins])) if basis.in_money else float(np.count_nonzero(wins))


Memory = dict[tuple[Period, date], Replay]
"""Replays made before: one of a period that is over does not change with the day on which it is asked for."""


def replays(basis: Basis, periods: Sequence[Period], known: date, memory: Memory | None = None) -> list[Replay]:
    """Each period that was over on the day `known`, from several days within it. `periods` come the latest first."""
    memory = {} if memory is None else memory
    ends = [period.end.toordinal() for period in periods]
    found = []
    for period in periods:
        if period.end > known:
            continue
        for share in MOMENTS:
            on = period.start + timedelta(days=int(len(period) * share) - 1)
            if (period, on) not in memory:
                memory[period, on] = replay(basis, period, on, ends)
            found.append(memory[period, on])
    return [one for one in found if one.expected]


def replay(basis: Basis, period: Period, on: date, ends: Sequence[int]) -> Replay:
    """A period seen from a day in it; without expectations where no window of its length was over by then."""
    window = window_of(period, on)
    past = sliding(basis.line, window)
    told = past and (not basis.in_money or sizes_known(basis, window) != ONE)  # an amount of 1 would be no forecast
    seen = {way: outlook_on(basis, window, ends, Manner(way)) for way in Way} if told else {}
    return Replay(
        period=period,
        on=on,
        won=result(basis, period.start.toordinal() - 1, window.on),
        came=result(basis, window.after, window.until),
        expected={way: _moments(basis, one, window) for way, one in seen.items()},
        seen=periods_seen(basis.line, window, period),
    )


def _moments(basis: Basis, outlook: Outlook, window: Window) -> tuple[float, float]:
    mean, variance = moments(outlook)
    return mean, variance + (size_doubt(basis, outlook, window) * mean) ** 2


def best(found: Sequence[Replay]) -> tuple[Way, dict[Way, float]]:
    """The way with the least score over past replays, and the scores; by stage where there are no replays."""
    if not found:
        return Way.STAGE, {}
    scores = {way: sum(_score(one, way) for one in found) / len(found) for way in Way}
    return min(scores, key=lambda way: scores[way]), scores


def _score(one: Replay, way: Way) -> float:
    """The CRPS of a normal distribution (Gneiting and others, 2005)."""
    mean, variance = one.expected[way]
    spread = sqrt(variance + NO_SHOCK.variance * mean**2) or 1e-9
    off = (one.came - mean) / spread
    density, below = exp(-off * off / 2) / sqrt(2 * pi), (1 + erf(off / sqrt(2))) / 2
    return spread * (off * (2 * below - 1) + 2 * density - 1 / sqrt(pi))


def shock_of(found: Sequence[Replay], way: Way, seen: float) -> Shock:
    """The common shock that past replays show, for a forecast that rests on `seen` windows."""
    misses = [Miss(one.period.start.toordinal(), *one.expected[way], one.came, one.seen) for one in found]
    return shock(misses, seen)


def windows_seen(line: Timeline, window: Window) -> float:
    """How many windows of this length, not overlapping and weighing less with age, the records hold."""
    return sum(weigh(window, past, overlap=True) for past in sliding(line, window))


def periods_seen(line: Timeline, window: Window, period: Period) -> float:
    """How many periods those windows lie in: a shock is common to all of a period."""
    return windows_seen(line, window) * min(1.0, window.length / len(period))
