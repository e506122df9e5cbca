"""A funnel as chance sees it: so many records, the rates at which they move on, and what a deal is worth."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from msgspec import Struct


class Rate(Struct, frozen=True, cache_hash=True):
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


class Source(Struct, frozen=True, cache_hash=True):
    """A funnel as chance sees it: `top` records enter, each passes all `rates` to become a deal worth `value`.

    With `high` the deal value is uncertain: 90% of deals are worth `value` to `high`, lognormally. `waiting` are
    records that are before each rate already and pass this and the later ones only: none before the first, as these
    are part of the top, which is at `least` so large.
    """

    top: int
    rates: tuple[Rate, ...]
    value: Fraction
    high: Fraction | None = None
    waiting: tuple[int, ...] = ()
    least: int = 0

    def __post_init__(self) -> None:
        if self.top < 0 or self.value <= 0 or (self.high is not None and self.high < self.value):
            raise ValueError("a source needs a top of 0 or more, a value above 0, and a high end not below the low one")

    @property
    def lots(self) -> tuple[Source, ...]:
        """The records that pass the same rates, lot by lot: those from the top, then those that wait further down."""
        lots = [(self.top, self.rates), *((count, self.rates[place:]) for place, count in enumerate(self.waiting))]
        return tuple(Source(count, rates, self.value, self.high) for count, rates in lots if count)

    def grown(self, top: int) -> Source:
        """The same source with another top, though not less than what is there already."""
        return Source(max(top, self.least), self.rates, self.value, self.high, self.waiting, self.least)

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
        return not self.evidence

    @property
    def sure(self) -> Fraction:
        """The product of the rates that are taken as certain."""
        return prod((rate.value for rate in self.rates if not rate.trials), start=Fraction(1))

    @property
    def evidence(self) -> tuple[tuple[int, int], ...]:
        """The hits and trials of the other rates."""
        return tuple((rate.hits, rate.trials) for rate in self.rates if rate.trials)

    @property
    def ends(self) -> tuple[float, float]:
        """The low and the high end of the deal value."""
        return float(self.value), float(self.value if self.high is None else self.high)
