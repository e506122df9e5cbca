"""How likely a plan is to reach its target, and the smallest plan that is likely enough.

The deals of a funnel are Binomial(top, product of its rates). Single deal values and certain rates are computed
exactly; a deal value that is a range, or a rate that rests on evidence, by sampling with a stated standard error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm, prod, sqrt

from salesplan.odds import beta_binomial_tail, binomial_tail, binomial_window, tails

MOST = 10**12  # prospects; more than that is no plan
EXACT_CELLS = 100_000  # of a convolution; more is sampled
SIGMAS = 18  # beyond 9 on either side a binomial has no digits worth keeping
ROUNDING = 1e-12  # a confidence that is met exactly counts as met, whatever the last digit of its computation
SEED = 1


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of records that moves on: `value`, or what `hits` of `trials` say about it (Jeffreys prior).

    Without `trials` the rate is taken as certain.
    """

    value: Fraction
    hits: int = 0
    trials: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 1:
            raise ValueError(f"a rate is from 0 to 1, not {self.value}")
        if not 0 <= self.hits <= self.trials:
            raise ValueError(f"{self.hits} of {self.trials} is not a share")


@dataclass(frozen=True, slots=True)
class Source:
    """A funnel as chance sees it: `top` records enter, each passes all `rates` to become a deal worth `value`.

    With `high` the deal value is uncertain: 90% of deals are worth `value` to `high`, lognormally.
    """

    top: int
    rates: tuple[Rate, ...]
    value: Fraction
    high: Fraction | None = None

    def __post_init__(self) -> None:
        if self.top < 0 or self.value <= 0 or (self.high is not None and self.high < self.value):
            raise ValueError("a source needs a top of 0 or more, a value above 0, and a high end not below the low one")

    @property
    def win(self) -> Fraction:
        """The share of the top that becomes a deal, as the plan has it."""
        return prod((rate.value for rate in self.rates), start=Fraction(1))

    @property
    def single(self) -> bool:
        """Whether every deal has the same value."""
        return self.high in (None, self.value)

    @property
    def certain(self) -> bool:
        """Whether nothing but luck decides how many deals come out."""
        return not any(rate.trials for rate in self.rates)


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability; `standard_error` is 0 where it is exact, else that of the sample it was read from."""

    probability: float
    standard_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Reach:
    """The smallest tops, source by source, for which `chance` is at least the confidence asked for.

    `reached` is False where not even `MOST` records suffice; tops and chance are then those of the largest plan.
    """

    tops: tuple[int, ...]
    chance: Chance
    reached: bool = True


def chance(sources: Sequence[Source], target: Fraction, seed: int = SEED) -> Chance:
    """P(revenue of all `sources` together >= `target`), in the unit of their values."""
    if target <= 0:
        return Chance(1.0)
    live = [source for source in sources if source.top and source.win]
    if not live:
        return Chance(0.0)
    if not all(source.single for source in live):
        return _sampled(live, target, seed)
    if len(live) == 1:
        return _alone(live[0], target, seed)
    if all(source.certain for source in live) and _cells(live) <= EXACT_CELLS:
        return _together(live, target)
    return _sampled(live, target, seed)


def _alone(source: Source, target: Fraction, seed: int) -> Chance:
    deals = ceil(target / source.value)
    if source.certain:
        return Chance(binomial_tail(source.top, source.win, deals))
    learnt = [rate for rate in source.rates if rate.trials]
    if len(learnt) == 1 and source.win == learnt[0].value:
        return Chance(beta_binomial_tail(source.top, learnt[0].hits, learnt[0].trials, deals))
    return _sampled([source], target, seed)


def _cells(sources: Sequence[Source]) -> float:
    """About how many steps `_together` takes."""
    variances = (float(source.top * source.win * (1 - source.win)) for source in sources)
    *rest, widest = sorted(SIGMAS * sqrt(variance) + SIGMAS for variance in variances)
    return prod(rest) + widest


def _together(sources: Sequence[Source], target: Fraction) -> Chance:
    """Convolve the sources one by one in whole units of money; all revenue from the target up is one state."""
    unit = lcm(target.denominator, *(source.value.denominator for source in sources))
    goal = int(target * unit)
    windows = [(int(source.value * unit), *binomial_window(source.top, source.win)) for source in sources]
    *rest, (value, lowest, densities) = sorted(windows, key=lambda window: len(window[2]))
    revenue = {0: 1.0}
    for amount, least, chances in rest:
        revenue = _added(revenue, amount, least, chances, goal)
    least_so_far = tails(densities)
    total = 0.0
    for so_far, likely in revenue.items():
        place = -((so_far - goal) // value) - lowest
        total += likely * (1.0 if place <= 0 else least_so_far[place] if place < len(densities) else 0.0)
    return Chance(min(1.0, total))


def _added(revenue: dict[int, float], value: int, lowest: int, chances: Sequence[float], goal: int) -> dict[int, float]:
    grown: dict[int, float] = {}
    for so_far, likely in revenue.items():
        for count, more in enumerate(chances, lowest):
            amount = min(goal, so_far + count * value)
            grown[amount] = grown.get(amount, 0.0) + likely * more
    return grown


def _sampled(sources: Sequence[Source], target: Fraction, seed: int) -> Chance:
    from salesplan.sampling import Draw, share_that_reaches

    draws = tuple(
        Draw(
            float(prod((rate.value for rate in source.rates if not rate.trials), start=Fraction(1))),
            tuple((rate.hits, rate.trials) for rate in source.rates if rate.trials),
            float(source.value),
            float(source.value if source.high is None else source.high),
        )
        for source in sources
    )
    return Chance(*share_that_reaches(draws, [source.top for source in sources], float(target), seed))


def smallest_n(p: Fraction, deals: int, confidence: float) -> int | None:
    """The fewest trials of which at least `deals` succeed with probability `confidence`; None beyond `MOST`."""
    found = reach([Source(1, (Rate(p),), Fraction(1))], Fraction(deals), confidence)
    return found.tops[0] if found.reached else None


def reach(sources: Sequence[Source], target: Fraction, confidence: float, seed: int = SEED) -> Reach:
    """The smallest plan with P(revenue >= `target`) >= `confidence`.

    Several sources grow in proportion to their tops, each rounded up: what share each has is the plan's to say. The
    probability rises with the plan, so doubling and then halving the step finds the smallest; of a sampled one, the
    smallest to within half a standard error.

    Raises:
        ValueError: if `confidence` is not between 0 and 1, or no source has a top.
    """
    base = max((source.top for source in sources), default=0)
    if not 0 < confidence < 1 or not base:
        raise ValueError("a confidence lies between 0% and 100%, and some source needs a top to grow from")
    confidence -= ROUNDING

    def grown(size: int) -> Reach:
        tops = tuple(-(-source.top * size // base) for source in sources)
        plan = [Source(top, source.rates, source.value, source.high) for top, source in zip(tops, sources, strict=True)]
        return Reach(tops, chance(plan, target, seed))

    start = _start(sources, target, base)
    low, high, step, below, best = 0, start, start // 4 + 1, Chance(0.0), grown(start)
    while best.chance.probability < confidence:
        if high >= MOST:
            return Reach(best.tops, best.chance, reached=False)
        low, high, step, below = high, min(high + step, MOST), 2 * step, best.chance
        best = grown(high)
    while high - low > 1 and not _near(best.chance, confidence):
        middle = _between(low, high, below, best.chance, confidence)
        tried = grown(middle)
        if tried.chance.probability < confidence:
            low, below = middle, tried.chance
        else:
            high, best = middle, tried
    return best


def _near(found: Chance, confidence: float) -> bool:
    """Whether a sampled chance exceeds the confidence by less than sampling can tell."""
    return found.probability - confidence < found.standard_error / 2


def _between(low: int, high: int, below: Chance, above: Chance, confidence: float) -> int:
    """The next size to try: half way, which is safe; or, as samples are dear, where a straight line leads."""
    error = above.standard_error
    if not error:
        return (low + high) // 2
    rise = (confidence + error / 4 - below.probability) / (above.probability - below.probability)
    return min(high - 1, max(low + 1, low + ceil((high - low) * rise)))


def _start(sources: Sequence[Source], target: Fraction, base: int) -> int:
    """The size at which the target is about what to expect: near the answer, so that few steps lead to it."""
    expected = sum(source.top * source.win * (source.value + (source.high or source.value)) / 2 for source in sources)
    return min(MOST, max(1, ceil(base * target / expected))) if expected else base
