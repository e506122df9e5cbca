"""The distribution of the revenue of several funnels: deals of one value each are convolved exactly, the rest is added.

Accurate to 1e-6 where a deal value is a range or where several rates rest on evidence, to 1e-12 elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, lcm, prod, sqrt
from typing import TYPE_CHECKING

from salesplan.probability.binomial import binomial_window, tails
from salesplan.probability.funnel_odds import Source

if TYPE_CHECKING:
    from salesplan.probability.revenue_laplace import Single

    Window = tuple[Fraction, int, Sequence[float]]

CELLS = 100_000  # of a convolution
DEALS = 100_000
FEW = 1_000  # deals: more are looked at rate by rate
FINEST = 10_000  # deals that rates are told apart by
FEW_TERMS = 64
FAINT = 1e-18


def reaching(sources: Sequence[Source], target: Fraction) -> float | None:
    """P(revenue >= `target`) by convolution and transform.

    None where it takes more than 100,000 deals of a source with one value, or more than 100,000 combinations of deals
    of such sources, or where values that are a range need a series or a grid too fine (very narrow or wide ranges).
    """
    ranged = [source for source in sources if not source.single]
    ones = [source for source in sources if source.single]
    if any(enough(source, target) > DEALS for source in ones):
        return None
    if len(sources) == 1 and ones and enough(ones[0], target) > FEW:
        return _tail(ones[0], target)
    windows = [_window(source, target) for source in ones]
    *sizes, largest = sorted(len(chances) for _, _, chances in windows) or [1]
    if prod(sizes) * (largest if ranged else 1) > CELLS:
        return None
    return _added_to(ranged, windows, target) if ranged else together(windows, target)


def _tail(source: Source, target: Fraction) -> float:
    """Of a source with one deal value: rate by rate, since counts in their thousands need not be told apart."""
    from salesplan.probability.deal_counts_grid import mixture, tail

    deals = enough(source, target)
    return tail(mixture(source.sure, source.evidence, deals), source.top, deals)


def _added_to(ranged: Sequence[Source], windows: Sequence[Window], target: Fraction) -> float | None:
    """P(revenue >= `target`) of sources whose values are a range, and of others given by `windows`."""
    single = [(float(value), lowest, chances[:-1]) for value, lowest, chances in windows]
    likely = _likely(ranged, target)
    found = likely and _by_counts(ranged, likely, single, target)
    if not found:
        found = _by_rates(ranged, single, target)
    if not found:
        likely = likely or [_counts(source, target) for source in ranged if enough(source, target) <= DEALS]
        return _on_grid(ranged, likely, windows, target) if len(likely) == len(ranged) else None
    some, none = found
    alone = none * (1 - together(windows, target)) if windows and none else none
    return min(1.0, max(0.0, 1 - some - alone))


def _likely(ranged: Sequence[Source], target: Fraction) -> list[Sequence[float]] | None:
    """The probabilities of 0, 1, 2, ... deals of each source, where they are few and need no numpy."""
    found = []
    for source in ranged:
        most = enough(source, target)
        counts = _certain_or_learnt(source, most) if most <= FEW else None
        if counts is None:
            return None
        found.append(counts)
    return found


def _by_counts(
    ranged: Sequence[Source], likely: Sequence[Sequence[float]], single: Single, target: Fraction
) -> tuple[float, float] | None:
    """P(a revenue below the target, with deals whose value is a range), and P(no such deal)."""
    from salesplan.probability.lognormal import Values
    from salesplan.probability.revenue_laplace import shortfall

    parts = [(Values(*source.ends), chances) for source, chances in zip(ranged, likely, strict=True)]
    some = shortfall(parts, single, float(target))
    return None if some is None else (some, prod(chances[0] for chances in likely))


def _by_rates(ranged: Sequence[Source], single: Single, target: Fraction) -> tuple[float, float] | None:
    """The same for deals in their thousands, or with evidence that leaves much open."""
    from salesplan.probability.deal_counts_grid import mixture
    from salesplan.probability.lognormal import Values
    from salesplan.probability.revenue_compound import Compound, shortfall

    deals = [min(FINEST, enough(source, target)) for source in ranged]
    parts = [
        Compound(source.top, mixture(source.sure, source.evidence, many), Values(*source.ends))
        for source, many in zip(ranged, deals, strict=True)
    ]
    finest = min((int(sqrt(many)) for many, each in zip(deals, ranged, strict=True) if each.evidence), default=FINEST)
    some = shortfall(parts, single, float(target), max(FEW_TERMS, finest))
    return None if some is None else (some, prod(part.nothing for part in parts))


def _on_grid(
    ranged: Sequence[Source], likely: Sequence[Sequence[float]], windows: Sequence[Window], target: Fraction
) -> float | None:
    """The same by a fast Fourier transform, for sources that have so `likely` 0, 1, 2, ... deals."""
    from salesplan.probability.lognormal import Values
    from salesplan.probability.revenue_fourier import grid, parts_of, reachable, shortfall

    parts = parts_of([Values(*source.ends) for source in ranged], likely)
    span = reachable(parts, float(target))
    on = grid([(values, _expected_deals(source)) for (values, _), source in zip(parts, ranged, strict=True)], span)
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


def _expected_deals(source: Source) -> float:
    """How many deals to expect."""
    return source.top * float(source.sure) * prod((hits + 0.5) / (trials + 1) for hits, trials in source.evidence)


def _counts(source: Source, target: Fraction) -> Sequence[float]:
    """The probabilities of 0, 1, 2, ... deals, up to those that are enough."""
    most = enough(source, target)
    found = _certain_or_learnt(source, most)
    if found is not None:
        return found
    from salesplan.probability.deal_counts_grid import counts, mixture

    return list(counts(mixture(source.sure, source.evidence, most), source.top, most).tolist())


def _certain_or_learnt(source: Source, most: int) -> Sequence[float] | None:
    """The probabilities of 0 to `most` deals without numpy; None where that takes too many steps."""
    if source.certain:
        lowest, chances = binomial_window(source.top, source.win, most)
        if lowest > most:
            return [0.0] * (most + 1)
        return [*[0.0] * lowest, *chances, *[0.0] * (most - lowest - len(chances) + 1)][: most + 1]
    from salesplan.probability import deal_counts_mellin as learnt

    return learnt.counts(source.sure, source.evidence, source.top, most)


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
        states = _add(states, int(value * unit), lowest, chances, goal)
    return states


def _add(states: dict[int, float], value: int, lowest: int, chances: Sequence[float], goal: int) -> dict[int, float]:
    grown: dict[int, float] = {}
    for state, likely in states.items():
        for count, more in enumerate(chances, lowest):
            amount = min(goal, state + count * value)
            grown[amount] = grown.get(amount, 0.0) + likely * more
    return grown
