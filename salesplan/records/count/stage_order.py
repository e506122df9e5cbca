"""The order of stages as deals travel them: by precedence within deals, since calendar time mixes old and new deals.

Of two stages, the one that more deals entered first comes first. Where deals disagree, the order is the one that the
fewest entries contradict (Kemeny's rule), exact for as many stages as a funnel has, and improved step by step beyond.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise

from salesplan.records.engines.engine import Engine
from salesplan.records.engines.expression import col, row_count
from salesplan.records.engines.frame import Frame, group_by
from salesplan.records.question import Order

Before = Mapping[tuple[str, str], int]
"""How many deals entered the first of two stages before the second."""

EXACT = 12
"""Stages up to which every order is weighed."""


def inferred(engine: Engine, history: Frame, is_stage: Callable[[str], bool]) -> Order:
    """The order of a history's stages, with the pairs of stages that speak against it.

    Args:
        engine: where the history is.
        history: deal, stage and the time of entry; of several entries into a stage the first counts.
        is_stage: whether a text is a stage, not the end of a deal.
    """
    first = engine.keep(group_by(history, "deal", "stage").agg(col("entered").min()), "first_entries")
    sums = group_by(first, "stage").agg(col("entered").sum().alias("t"), row_count().alias("n"))
    times = engine.rows(sums.select("stage", "t", "n"), "history")  # whole numbers: a mean is another type elsewhere
    mean = {str(stage): Fraction(int(total), int(n)) for stage, total, n in times if is_stage(str(stage))}
    later = first.select("deal", col("stage").alias("later"), col("entered").alias("then"))
    pairs = first.join(later, "deal", "deal", "inner").filter(col("entered") < col("then"))
    rows = engine.rows(
        group_by(pairs, "stage", "later").agg(row_count().alias("n")).select("stage", "later", "n"), "history"
    )
    before = {(str(a), str(b)): int(n) for a, b, n in rows if str(a) in mean and str(b) in mean}
    return ordered(sorted(mean, key=lambda stage: (mean[stage], stage)), before)


def ordered(stages: Sequence[str], before: Before) -> Order:
    """The order that the fewest entries contradict; `stages` come in the order to take where nothing tells."""
    best = _exact(tuple(stages), before) if len(stages) <= EXACT else _improved(stages, before)
    forward = [(a, b) for place, a in enumerate(best) for b in best[place + 1 :]]
    agree = sum(before.get(pair, 0) for pair in forward)
    against = tuple((b, a) for a, b in forward if before.get((b, a), 0) > before.get((a, b), 0))
    pairs = agree + sum(before.get((b, a), 0) for a, b in forward)
    untold = tuple((a, b) for a, b in pairwise(best) if before.get((a, b), 0) == before.get((b, a), 0))
    return Order(best, "precedence", agree, pairs, against, untold)


def _exact(stages: tuple[str, ...], before: Before) -> tuple[str, ...]:
    """By dynamic programming over the sets of stages that come first."""
    places = range(len(stages))
    won = [[before.get((a, b), 0) for b in stages] for a in stages]

    @cache
    def best(left: int) -> tuple[int, tuple[int, ...]]:
        """What the remaining stages agree with at best, and their order; ties keep the order given."""
        rest = [place for place in places if left >> place & 1]
        found: tuple[int, tuple[int, ...]] = (-1, ())
        for place in rest:
            score, order = best(left & ~(1 << place))
            score += sum(won[place][other] for other in rest)
            if score > found[0]:
                found = score, (place, *order)
        return found if rest else (0, ())

    return tuple(stages[place] for place in best((1 << len(stages)) - 1)[1])


def _improved(stages: Sequence[str], before: Before) -> tuple[str, ...]:
    """Each stage moved to where most entries agree, until no move helps."""
    order = list(stages)
    while True:
        moved = False
        for stage in order:
            rest = [one for one in order if one != stage]
            gains = [_gain(stage, rest, place, before) for place in range(len(rest) + 1)]
            now = order.index(stage)
            place = max(range(len(gains)), key=lambda one: (gains[one], one == now))
            if gains[place] > gains[now]:
                order, moved = [*rest[:place], stage, *rest[place:]], True
        if not moved:
            return tuple(order)


def _gain(stage: str, rest: Sequence[str], place: int, before: Before) -> int:
    ahead = sum(before.get((one, stage), 0) for one in rest[:place])
    return ahead + sum(before.get((stage, one), 0) for one in rest[place:])
