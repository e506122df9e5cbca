"""How people grow into their work: the ramp as the plan states it beside the one that the records show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from salesplan.model.plan import Plan
from salesplan.scheduling.staffing import FULL, Rep

FEWEST = 3
"""From so many people on what was measured goes before what the plan states."""


class RampMonth(Struct, frozen=True):
    """The share of full quota that people won in a month since their first day: `won` / `quota`, of `n` people."""

    month: int
    won: Fraction
    quota: Fraction
    n: int

    @property
    def share(self) -> Fraction:
        """Won / full quota."""
        return self.won / self.quota


class Basis(StrEnum):
    """What the ramp of a month rests on."""

    PLAN = "plan"
    RECORDS = "records"


class RampStep(Struct, frozen=True):
    """A month since the first day: `planned` productivity, the `measured` share of quota of `n` people, and `used`.

    `planned` is None where the plan states no ramp, `measured` where nobody was there in that month. `used` is the
    share of full productivity that capacity counts with: the planned one, or measured / expected attainment, since a
    person who brings what is counted on is fully productive.
    """

    month: int
    planned: Fraction | None
    measured: Fraction | None
    n: int
    used: Fraction
    basis: Basis


class Ramp(Struct, frozen=True):
    """The ramp of a team segment, month by month since the first day."""

    segment: str
    steps: tuple[RampStep, ...]

    @property
    def is_measured(self) -> bool:
        """Whether the records say more than the plan does."""
        return any(step.basis is Basis.RECORDS for step in self.steps)

    @property
    def told(self) -> tuple[RampStep, ...]:
        """The months that tell something: up to the last one measured that counts, or the end of the planned ramp."""
        if not self.is_measured:
            return self.steps
        counted = max(step.month for step in self.steps if step.basis is Basis.RECORDS)
        partial = max((step.month for step in self.steps if (step.planned or FULL) < FULL), default=0)
        return self.steps[: max(counted, partial)]

    @property
    def used(self) -> tuple[Fraction, ...]:
        """Shares of full productivity, up to and with the first full month."""
        partial = tuple(takewhile(lambda share: share < FULL, (step.used for step in self.steps)))
        return (*partial, FULL) if partial else ()


def ramps(plan: Plan, seen: Mapping[str, Sequence[RampMonth]]) -> tuple[Ramp, ...]:
    """The ramp of each segment in which somebody started within the records, from what is `seen` of each.

    Example: planned 50%, 100%; three people won 20%, 60%, 105% of a full quota: 20%, 60%, 100% is used.
    """
    return tuple(_ramp(plan, name, months) for name, months in seen.items() if months and name in plan.team)


def _ramp(plan: Plan, name: str, seen: Sequence[RampMonth]) -> Ramp:
    planned, attainment = planned_ramp(plan, name), _counted_on(plan, name)
    measured = {one.month: one for one in seen}
    steps: list[RampStep] = []
    trusted = True
    for month in range(1, max(len(planned), *measured) + 1):
        one = measured.get(month)
        trusted = trusted and one is not None and (one.n >= FEWEST or not planned)
        stated = planned[min(month, len(planned)) - 1] if planned else None
        share = one.share / attainment if one and trusted else stated
        used = FULL if share is None else max(Fraction(0), min(FULL, share))
        basis = Basis.RECORDS if trusted else Basis.PLAN
        steps.append(RampStep(month, stated, one.share if one else None, one.n if one else 0, used, basis))
        trusted = trusted and used < FULL
    return Ramp(name, tuple(steps))


def planned_ramp(plan: Plan, name: str) -> tuple[Fraction, ...]:
    """The ramp that the plan states of a segment, or of the first person in it who has one; empty without any."""
    segment = plan.team[name]
    own = next((member.ramp for member in segment.members if member.ramp), ())
    return tuple(map(Fraction, segment.ramp or own))


def _counted_on(plan: Plan, name: str) -> Fraction:
    for share in (plan.team[name].expected_attainment, plan.expected_attainment):
        if share:
            return Fraction(share)
    return FULL


def with_ramp(reps: Sequence[Rep], ramp: Ramp | None) -> tuple[Rep, ...]:
    """The people of a segment with the measured ramp, where there is one, from the first day of each."""
    if ramp is None or not ramp.is_measured:
        return tuple(reps)
    return tuple(replace(rep, ramp=ramp.used) if rep.starts else rep for rep in reps)
