"""A key figure: what is counted over what, with its target and its past."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.measuring.interval import wilson
from salesplan.quotas.ramping import RampMonth

if TYPE_CHECKING:
    import pandas as pd


class Ratio(Struct, frozen=True):
    """A figure as numerator / denominator; `hits` of `n` where it is a share of things counted."""

    numerator: Fraction
    denominator: Fraction = Fraction(1)
    is_share: bool = False

    @property
    def value(self) -> Fraction | None:
        """The quotient; None where nothing can be divided by."""
        return self.numerator / self.denominator if self.denominator else None


class Indicator(Struct, frozen=True):
    """A key figure. `basis` says which dates or whose figures it rests on; shares come with `n` and a 95% interval.

    `unit` is money, money a day, share, ratio, points, days, count or periods. `trend` holds the value of each of the
    last periods, the oldest first, None where the records do not reach.
    """

    metric: str
    unit: str
    ratio: Ratio
    basis: str
    target: Fraction | None = None
    previous: Fraction | None = None
    year_before: Fraction | None = None
    trend: tuple[Fraction | None, ...] = ()

    @property
    def value(self) -> Fraction | None:
        """The figure itself."""
        return self.ratio.value

    @property
    def n(self) -> int | None:
        """How many a share rests on."""
        return int(self.ratio.denominator) if self.ratio.is_share else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% Wilson interval of a share."""
        return wilson(int(self.ratio.numerator), int(self.ratio.denominator)) if self.ratio.is_share else None


class Indicators(Struct, frozen=True):
    """All key figures of a period that can be told, and what the others lack: keys of the plan, columns of records.

    `foreign` are won deals of the period whose amount is in another currency.
    `ramp` is how people really grew into their quota, month by month since their first day.
    """

    period: Period
    on: date
    currency: str
    known: tuple[Indicator, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    ramp: tuple[RampMonth, ...] = ()
    foreign: int = 0

    def to_frame(self) -> pd.DataFrame:
        """A row a key figure: metric, value, unit, target, previous, year_before, n."""
        import pandas as pd

        columns = ["metric", "value", "unit", "target", "previous", "year_before", "n"]
        rows = [(k.metric, k.value, k.unit, k.target, k.previous, k.year_before, k.n) for k in self.known]
        return pd.DataFrame(rows, columns=columns)


Figure = tuple[str, str, Ratio, str]
