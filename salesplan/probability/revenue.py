"""The distribution of the revenue of several funnels: deals of one value each are convolved exactly, the rest is added.

Accurate to 1e-6 where a deal value is a range or where several rates rest on evidence, to 1e-12 elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, lcm, prod
from typing import TYPE_CHECKING

from salesplan.probability.binomial import binomial_window, tails
from salesplan.probability.funnel_odds import Source

if TYPE_CHECKING:
    Window = tuple[Fraction, int, Sequence[float]]

CELLS = 100_000  # of a convolution
DEALS = 100_000
FAINT = 1e-18


def reaching(sources: Sequence[Source], target: Fraction) -> float | None:
    """P(revenue >= `target`) by convolution and transform.

    None where it takes more than 100,000 deals of one source, more than 100,000 combinations of deals of sources with
    one value each, or a grid that is finer than 1 in 524,288 (tens of thousands of deals, or a very narrow range).
    """
    ranged = [source for source in sources if not source.single]
    if max(enough(source, target) for source in sources) > DEALS:
        return None
    windows = [_window(source, target) for source in sources if source.single]
    *sizes, largest = sorted(len(chances) for _, _, chances in windows) or [1]
    if prod(sizes) * (largest if ranged else 1) > CELLS:
        return None
    return _added_to(ranged, windows, target) if ranged else together(windows, target)


def _added_to(ranged: Sequence[Source], windows: Sequence[Window], target: Fraction) -> float | None:
    """P(revenue >= `target`) of sources whose values are a range, and of others given by `windows`."""
    from salesplan.probability.lognormal import Values
    from salesplan.probability.revenue_laplace import shortfall

    parts = [(Values(*source.ends), _counts(source, target)) for source in ranged]
    single = [(float(value), lowest, chances[:-1]) for value, lowest, chances in windows]
    some = shortfall(parts, single, float(target))
    if some is None:
        return _on_grid(ranged, [chances for _, chances in parts], windows, target)
    none = prod(chances[0] for _, chances in parts)
    alone = none * (1 - together(windows, target)) if windows and none else none
    return min(1.0, max(0.0, 1 - some - alone))


def _on_grid(
    ranged: Sequence[Source], likely: Sequence[Sequence[float]], windows: Sequence[Window], target: Fraction
) -> float | None:
    """The same by a fast Fourier transform, for sources that have so `likely` 0, 1, 2, ... deals."""
    from salesplan.probability.lognormal import Values
    from salesplan.probability.revenue_fourier import grid, parts_of, reachable, shortfall

    parts = parts_of([Values(*source.ends) for source in ranged], likely)
    span = reachable(parts, float(target))
    on = grid([(values, _expected(source)) for (values, _), source in zip(parts, ranged, strict=True)], span)
    if on is None:
        return None
    unit = _unit(windows, target)
    goal = int(target * unit)
    states = {state: chance for state, chance in _states(windows, goal, unit).items() if state < goal}
    short = shortfall(parts, on, [min(span, (goal - state) / unit) for state in states])
    return min(1.0, max(0.0, 1 - sum(chance * less for chance, less in zip(states.values(), short, strict=True))))


def enough(source: Source, target: Fraction) -> int:
    """So many deals reach the target for certain, or but for a chance of 1e-13 where their values are uncertain."""
    if source.single:
        return ceil(target / source.value)
    from salesplan.probability.lognormal import Values, most_deals

    return most_deals(Values(*source.ends), float(target))


def _expected(source: Source) -> float:
    """How many deals to expect."""
    return source.top * float(source.sure) * prod((hits + 0.5) / (trials + 1) for hits, trials in source.evidence)


def _counts(source: Source, target: Fraction) -> Sequence[float]:
    """The probabilities of 0, 1, 2, ... deals, up to those that are enough."""
    most = enough(source, target)
    if source.certain:
        lowest, chances = binomial_window(source.top, source.win, most)
        return [*[0.0] * lowest, *chances, *[0.0] * (most - lowest - len(chances) + 1)][: most + 1]
    from salesplan.probability import deal_counts_mellin as learnt

    found = learnt.counts(source.sure, source.evidence, source.top, most)
    if found is not None:
        return found
    from salesplan.probability.deal_counts_grid import counts, mixture

    return list(counts(mixture(source.sure, source.evidence, most), source.top, most).tolist())


def _window(source: Source, target: Fraction) -> Window:
    """The probabilities of the counts that leave the target open, and of all that reach it as one count."""
    chances = _counts(source, target)[:-1]
    reached = max(0.0, 1 - sum(chances))
    lowest = next((count for count, likely in enumerate(chances) if likely > FAINT), len(chances))
    return source.value, lowest, [*chances[lowest:], reached]


def together(windows: Sequence[Window], target: Fraction) -> float:
    """P(revenue >= `target`) of sources given by deal value, lowest count and the probabilities from that count on."""
    *rest, last = sorted(windows, key=lambda window: len(window[2]))
    unit = _unit(windows, target)
    goal, value, lowest, least = int(target * unit), int(last[0] * unit), last[1], tails(list(last[2]))
    total = 0.0
    for state, likely in _states(rest, goal, unit).items():
        place = -((state - goal) // value) - lowest
        total += likely * (1.0 if place <= 0 else least[place] if place < len(least) else 0.0)
    return min(1.0, total)


def _unit(windows: Sequence[Window], target: Fraction) -> int:
    """So many parts of 1 that every revenue is a whole number of them."""
    return lcm(target.denominator, *(value.denominator for value, _, _ in windows))


def _states(windows: Sequence[Window], goal: int, unit: int) -> dict[int, float]:
    """The probability of each revenue; all from the goal up are one."""
    states = {0: 1.0}
    for value, lowest, chances in windows:
        states = _added(states, int(value * unit), lowest, chances, goal)
    return states


def _added(states: dict[int, float], value: int, lowest: int, chances: Sequence[float], goal: int) -> dict[int, float]:
    grown: dict[int, float] = {}
    for state, likely in states.items():
        for count, more in enumerate(chances, lowest):
            amount = min(goal, state + count * value)
            grown[amount] = grown.get(amount, 0.0) + likely * more
    return grown
