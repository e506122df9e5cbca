"""How likely a plan is to reach its target, and the smallest plan that is likely enough.

The deals of a funnel are Binomial(top, product of its rates). Deals of one value at certain rates need no more than
arithmetic; deal values that are a range and rates that rest on evidence go through a transform; plans too large or too
fine for that are sampled, with a stated standard error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, exp, log, log1p, prod, sqrt

from msgspec import Struct

from salesplan.probability.binomial import beta_binomial_tail, binomial_tail, binomial_window
from salesplan.probability.funnel_odds import Rate, Source
from salesplan.probability.revenue import CELLS, DEALS, enough, reaching, together

__all__ = ["MOST", "Chance", "Rate", "Reach", "Source", "chance", "reach", "smallest_n"]

MOST = 10**12  # prospects; more than that is no plan
BOTH_SIDES = 18  # beyond 9 on either side a binomial has no digits worth keeping
ROUNDING = 1e-12  # a confidence that is met exactly counts as met, whatever the last digit of its computation
STEPS = 12  # of the fast search, after which halving is safer
SEED = 1


class Chance(Struct, frozen=True):
    """A probability; `standard_error` is 0 where it is computed, else that of the sample it was read from."""

    probability: float
    standard_error: float = 0.0


class Reach(Struct, frozen=True):
    """The smallest tops, source by source, for which `chance` is at least the confidence asked for.

    `reached` is False where not even `MOST` records suffice; tops and chance are then those of the largest plan.
    """

    tops: tuple[int, ...]
    chance: Chance
    reached: bool = True


def chance(sources: Sequence[Source], target: Fraction, seed: int = SEED) -> Chance:
    """P(revenue of all `sources` together >= `target`), in the unit of their values.

    `seed` matters only where a plan is too large or too fine for anything but sampling.
    """
    return _kept_chance(tuple(sources), target, seed)


@lru_cache(maxsize=64)  # the search for a surer plan begins at the plan, and scenarios bet on the same funnels
def _kept_chance(sources: tuple[Source, ...], target: Fraction, seed: int) -> Chance:
    if target <= 0:
        return Chance(1.0)
    live = [lot for source in sources for lot in source.lots if lot.win]
    if not live:
        return Chance(0.0)
    if any(len(source.lots) > 1 and not source.certain for source in sources):
        return _sample(sources, target, seed)  # lots that share an uncertain rate do well or badly together
    found = _plain(live, target)
    if found is None:
        found = reaching(live, target)
    return _sample(sources, target, seed) if found is None else Chance(found)


def _plain(sources: Sequence[Source], target: Fraction) -> float | None:
    """The probability where plain arithmetic yields it: deals of one value each, rates certain but for one at most."""
    if not all(source.single for source in sources):
        return None
    if all(source.certain for source in sources):
        return _alone(sources[0], target) if len(sources) == 1 else _together(sources, target)
    return _learnt(sources[0], target) if len(sources) == 1 else None


def _alone(source: Source, target: Fraction) -> float:
    return binomial_tail(source.top, source.win, ceil(target / source.value))


def _learnt(source: Source, target: Fraction) -> float | None:
    """Of a source whose only rate rests on evidence."""
    deals, rate = ceil(target / source.value), source.rates[0]
    if len(source.rates) > 1 or deals > DEALS:
        return None
    return beta_binomial_tail(source.top, rate.hits, rate.trials, deals)


def _together(sources: Sequence[Source], target: Fraction) -> float | None:
    """Convolve certain sources; None if that would take too many steps."""
    if steps(sources) > CELLS:
        return None
    return together([(source.value, *binomial_window(source.top, source.win)) for source in sources], target)


def steps(sources: Sequence[Source]) -> float:
    """About how many steps a convolution of certain sources takes."""
    variances = [float(lot.top * lot.win * (1 - lot.win)) for source in sources for lot in source.lots]
    *rest, widest = sorted(BOTH_SIDES * sqrt(variance) + BOTH_SIDES for variance in variances or [0.0])
    return prod(rest) + widest


def _sample(sources: Sequence[Source], target: Fraction, seed: int) -> Chance:
    from salesplan.probability.sampling import Draw, share_that_reaches

    draws = [
        Draw(source.top, float(source.sure), source.evidence, *source.ends, enough(source, target), _waiting(source))
        for source in sources
    ]
    return Chance(*share_that_reaches(draws, float(target), seed))


def _waiting(source: Source) -> tuple[tuple[int, float, int], ...]:
    """The lots further down: how many, their certain rate, and how many of the uncertain rates they are past."""
    known = len(source.evidence)
    lots = source.lots[1:] if source.top else source.lots
    return tuple((lot.top, float(lot.sure), known - len(lot.evidence)) for lot in lots)


def smallest_n(p: Fraction, deals: int, confidence: float) -> int | None:
    """The fewest trials of which at least `deals` succeed with probability `confidence`; None beyond `MOST`."""
    found = reach([Source(1, (Rate(p),), Fraction(1))], Fraction(deals), confidence)
    return found.tops[0] if found.reached else None


def reach(sources: Sequence[Source], target: Fraction, confidence: float, seed: int = SEED) -> Reach:
    """The smallest plan with P(revenue >= `target`) >= `confidence`.

    Several sources grow in proportion to their tops, each rounded up: what share each has is the plan's to say. The
    probability rises with the plan, so the smallest is the one where a plan smaller by one is not enough; of a sampled
    one, the smallest to within half a standard error.

    Raises:
        ValueError: if `confidence` is not between 0 and 1, or no source has a top.
    """
    waits = any(len(source.lots) > 1 or source.least or not source.top for source in sources if source.lots)
    bases = [source.top for source in sources]
    if waits and not any(bases):  # all that is needed is there: should more be wanted, all grow alike
        bases = [1] * len(sources)
    base = max(bases, default=0)
    if not 0 < confidence < 1 or not base:
        raise ValueError("a confidence lies between 0% and 100%, and some source needs a top to grow from")
    confidence -= ROUNDING

    def grown(size: int) -> Reach:
        plan = [source.grown(-(-each * size // base)) for each, source in zip(bases, sources, strict=True)]
        return Reach(tuple(source.top for source in plan), chance(plan, target, seed))

    if waits and (nothing := grown(0)).chance.probability >= confidence:
        return nothing
    start = _start(sources, target, base)
    if base // 2 < start < 2 * base:
        start = base  # a plan that was walked back, whose own chance is known by now
    first = grown(start)
    if first.chance.probability < confidence and not all(source.certain for source in sources):
        limit = grown(MOST)
        if limit.chance.probability < confidence:
            return Reach(limit.tops, limit.chance, reached=False)
    return _search(grown, start, first, confidence)


def _search(grown: Callable[[int], Reach], start: int, first: Reach, confidence: float) -> Reach:
    """The smallest size that is enough: growing steps find one that is, guesses and halving the smallest."""
    low, high, best, step = 0, start, first, start // 4 + 1
    tried = [(high, best.chance.probability)]
    while best.chance.probability < confidence:
        if high >= MOST:
            return Reach(best.tops, best.chance, reached=False)
        low, high, step = high, min(max(high + 1, _ahead(tried, confidence) or high + step), MOST), 2 * step
        best = grown(high)
        tried.append((high, best.chance.probability))
    while high - low > 1 and not _near(best.chance, confidence):
        middle = min(high - 1, max(low + 1, _guess(tried, confidence) or (low + high) // 2))
        found = grown(middle)
        tried.append((middle, found.chance.probability))
        if found.chance.probability < confidence:
            low = middle
        else:
            high, best = middle, found
    return best


def _near(found: Chance, confidence: float) -> bool:
    """Whether a sampled chance exceeds the confidence by less than sampling can tell."""
    return found.probability - confidence < found.standard_error / 2


def _guess(tried: Sequence[tuple[int, float]], confidence: float) -> int | None:
    """Where the line through the last two sizes tried meets the confidence: log odds against log size are near one."""
    if not 1 < len(tried) <= STEPS:
        return None
    (first, before), (last, after) = tried[-2:]
    if not (0 < before < 1 and 0 < after < 1 and before != after):
        return None
    rise = (_log_odds(confidence) - _log_odds(after)) / (_log_odds(after) - _log_odds(before))
    away = rise * (log(last) - log(first))
    return ceil(last * exp(away)) if abs(away) < 1 else None


def _ahead(tried: Sequence[tuple[int, float]], confidence: float) -> int | None:
    """A little beyond that guess, so that it is enough."""
    guess = _guess(tried, confidence)
    return guess and guess + guess // 200


def _log_odds(probability: float) -> float:
    return log(probability) - log1p(-probability)


def _start(sources: Sequence[Source], target: Fraction, base: int) -> int:
    """The size at which the target is about what to expect: near the answer, so that few steps lead to it."""
    lots = [lot for source in sources for lot in source.lots]
    expected = sum(lot.top * lot.win * (lot.value + (lot.high or lot.value)) / 2 for lot in lots)
    return min(MOST, max(1, ceil(base * target / expected))) if expected else base
