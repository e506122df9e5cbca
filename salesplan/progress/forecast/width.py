"""Why a range is as wide as it is: the variance of the result, by where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from salesplan.progress.forecast.outlook import Open, Outlook, worth

MOST_BIG = 10
"""More deals than this are not a few big ones."""
HALF = 0.5


class Cause(StrEnum):
    """What makes a result uncertain."""

    BIG = "biggest deals"
    OPEN = "other open deals"
    NEW = "new business"
    DUE = "contracts to be renewed"
    RATES = "odds known from few deals"
    SHOCK = "what all deals of a period have in common"


class Width(Struct, frozen=True):
    """A cause with its share of the variance; for the biggest deals how many they are, and the `least` amount."""

    cause: Cause
    share: float
    deals: int | None = None
    least: float | None = None


def width(outlook: Outlook) -> tuple[Width, ...]:
    """The causes with their shares of the variance, the largest first; they add up to 1. Empty for a certain result.

    Big deals are the fewest, up to ten, whose own being won or lost is half of all variance; else there are none. The
    effect of the common shock is that of the logarithm of odds, to first order: rate x (1 - rate).
    """
    own, rates, felt = _open(outlook)
    size, square = outlook.size
    new = outlook.new.mean * square + outlook.new.spread * (outlook.new.mean * size) ** 2
    shock = outlook.shock.variance * (felt + outlook.new.mean * size) ** 2
    due = outlook.due.variance if outlook.due else 0.0
    total = sum(own.values()) + rates + new + shock + due
    if total <= 0:
        return ()
    big = _big(outlook, HALF * total)
    taken = sum(variance for _, variance in big)
    found = [Width(Cause.OPEN, (sum(own.values()) - taken) / total), Width(Cause.NEW, new / total),
             Width(Cause.RATES, rates / total), Width(Cause.SHOCK, shock / total)]  # fmt: skip
    if due:
        found.append(Width(Cause.DUE, due / total))
    if big:
        found.append(Width(Cause.BIG, taken / total, len(big), big[-1][0]))
    return tuple(sorted(found, key=lambda each: -each.share))


def _open(outlook: Outlook) -> tuple[dict[int, float], float, float]:
    """The variance of each group's deals by themselves, that of their shared rates, and how a shock is felt."""
    size, square = outlook.size
    own, rates, felt = {}, 0.0, 0.0
    for place, group in enumerate(outlook.groups):
        rate, whole = group.mean, worth(group, size)
        squares = sum(many * (square if amount is None else amount**2) for amount, many in group.amounts)
        sums = sum(many * (size if amount is None else amount) ** 2 for amount, many in group.amounts)
        own[place] = rate * squares - rate**2 * sums
        rates += rate * (1 - rate) / (group.a + group.b + 1) * (whole**2 - sums)
        felt += rate * (1 - rate) * whole
    return own, rates, felt


def _big(outlook: Outlook, enough: float) -> list[tuple[float, float]]:
    """The largest deals, each with its own variance, that make `enough` together; none where ten do not."""
    ranked = sorted((pair for group in outlook.groups for pair in _single(group)), reverse=True)[:MOST_BIG]
    total = 0.0
    for count, (_, variance) in enumerate(ranked, 1):
        total += variance
        if total >= enough:
            return [each for each in ranked if each[0] >= ranked[count - 1][0]]
    return []


def _single(group: Open) -> Iterator[tuple[float, float]]:
    for amount, many in group.amounts:
        if amount is not None:
            for _ in range(min(many, MOST_BIG)):
                yield amount, group.mean * (1 - group.mean) * amount**2
