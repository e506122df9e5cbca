"""Which single change would lift the chance of the target to the wished confidence, and what it would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.model.plan import Plan
from salesplan.progress.forecast.distribution import distribution
from salesplan.progress.forecast.handles import Answered, Handle, Kind, handles
from salesplan.progress.forecast.lever_costs import Cost, Costs, costs
from salesplan.progress.forecast.outlook import parts
from salesplan.progress.forecast.prediction import Scene
from salesplan.records.count.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd

RETRIES = 4
"""So many further steps are tried where the exact answer is a little below the quick one."""


class Lever(Struct, frozen=True):
    """The smallest change of one lever that gives the wished confidence; where `is_enough` is false, the largest tried.

    `change` is a share of today's figure (0.1 for a tenth more), or a number of people. `probability` and `mean` are
    those of the forecast with the change, and `cost` is what it takes in hours and money where the plan tells.
    """

    handle: Handle
    change: float
    is_enough: bool
    probability: float
    mean: float
    cost: Cost

    @property
    def effort(self) -> float:
        """The change as a share of what is there today."""
        if self.handle.kind is Kind.PEOPLE:
            return self.change / (self.handle.before or 1.0)
        return abs(self.change)


class Advice(Struct, frozen=True):
    """The levers, those that are enough first, by effort; none where the chance is as wished already."""

    confidence: float
    probability: float
    levers: tuple[Lever, ...]

    def to_frame(self) -> pd.DataFrame:
        """A row a lever: what it is, of what, the change, and the probability and mean with it."""
        import pandas as pd

        rows = [(each.handle.kind.value, each.handle.of, each.change, each.is_enough, each.probability, each.mean)
                for each in self.levers]  # fmt: skip
        return pd.DataFrame(rows, columns=["lever", "of", "change", "enough", "probability", "mean"])


def advise(plan: Plan | None, ledger: Ledger, made: Scene, confidence: float, answered: Answered) -> Advice | None:
    """What each lever would have to be; None where there is no target, or nothing is left of the period."""
    target = made.asked.target
    if target is None or ledger.on >= made.asked.period.end:
        return None
    now = distribution(made.seen.outlook()).reaches(target)
    if now >= confidence:
        return Advice(confidence, now, ())
    priced = costs(plan, made)
    found = [_pulled(handle, made, confidence, priced) for handle in handles(plan, ledger, made, answered)]
    ranked = sorted(found, key=lambda each: (not each.is_enough, each.effort if each.is_enough else -each.probability))
    return Advice(confidence, now, tuple(ranked))


def _pulled(handle: Handle, made: Scene, confidence: float, priced: Costs) -> Lever:
    place = _smallest(handle, made, confidence)
    told = [_exact(handle, each, made) for each in handle.changes[place : place + 1]]
    while told[-1][0] < confidence and len(told) <= RETRIES and place + 1 < len(handle.changes):
        place += 1
        told.append(_exact(handle, handle.changes[place], made))
    change, (probability, mean) = handle.changes[place], told[-1]
    return Lever(handle, change, probability >= confidence, probability, mean, priced.of(handle, change))


def _smallest(handle: Handle, made: Scene, confidence: float) -> int:
    """The place of the smallest change that gives the confidence on a coarse grid; the last where none does."""
    low, high = 0, len(handle.changes) - 1
    while low < high:
        middle = (low + high) // 2
        outlook = made.seen.outlook((handle.push(handle.changes[middle]),))
        if distribution(outlook, quick=True).reaches(made.asked.target or 0.0) >= confidence:
            high = middle
        else:
            low = middle + 1
    return low


def _exact(handle: Handle, change: float, made: Scene) -> tuple[float, float]:
    outlook = made.seen.outlook((handle.push(change),))
    return distribution(outlook).reaches(made.asked.target or 0.0), parts(outlook).total
