"""What a benchmark finds: ours beside a peer, pair by pair, and what the pairs come to."""

from __future__ import annotations

from statistics import median
from typing import Literal

from msgspec import Struct


class Ratio(Struct, frozen=True):
    """Ours measured beside a peer, in `unit`; each pair was run one right after the other.

    `goal` is the most that ours may be, in multiples of the peer.
    """

    part: str
    name: str
    peer: str
    goal: float
    unit: Literal["s", "MiB"]
    ours: tuple[float, ...]
    peers: tuple[float, ...]

    @property
    def each(self) -> tuple[float, ...]:
        """The ratio of every pair."""
        return tuple(mine / other for mine, other in zip(self.ours, self.peers, strict=True))

    @property
    def middle(self) -> float:
        """The median of the pairs' ratios."""
        return median(self.each)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest ratio of a pair."""
        return min(self.each), max(self.each)

    @property
    def held(self) -> bool:
        """Whether the goal is met."""
        return self.middle <= self.goal


class Machine(Struct, frozen=True):
    """Where and when it was measured; `load` is what ran beside it, the mean number of busy processes around it."""

    day: str
    processor: str
    cores: int
    memory_gib: float
    python: str
    libraries: dict[str, str]
    load: tuple[float, float]


class Run(Struct, frozen=True):
    """A run of all parts, with files of `size` (quick or full)."""

    size: Literal["quick", "full"]
    machine: Machine
    ratios: tuple[Ratio, ...]
