"""What is settled: one person under one scheme, and the buckets of deals that tiers count over."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field

from salesplan.base.periods import Period
from salesplan.model.compensation import Compensation
from salesplan.pay.credit import Event
from salesplan.pay.quota_of import LENGTHS, Person, quota_of
from salesplan.pay.tiers import Scale

if TYPE_CHECKING:
    from salesplan.records.count.ledger import Deal


class Bucket(Struct):
    """What tiers count over: a period, or one deal; its events in order.

    `gross` is what they came to so far, `paid` the same within cap and floor.
    """

    period: Period
    scale: Scale
    events: list[Event] = field(default_factory=list)
    gross: Fraction = Fraction(0)
    paid: Fraction = Fraction(0)
    bonuses: set[str] = field(default_factory=set)

    def until(self, period: Period) -> list[Event]:
        """The events up to the end of a settlement period."""
        return [event for event in self.events if event.day <= period.end]


class Job(Struct, frozen=True):
    """One person under one scheme: the settlement periods, own events, those of others (override), the deals by id."""

    scheme: Compensation
    person: Person
    settled: tuple[Period, ...]
    counted: tuple[Period, ...]
    own: tuple[Event, ...]
    others: tuple[Event, ...]
    deals: Mapping[str, Deal]
    funnels: Mapping[str, str]
    currency: str


def units(event: Event, measure: str) -> Fraction:
    """How much of what is measured an event is: its credited amount, or its share of a deal."""
    return event.units if measure == "deals" else event.credited


def scale_of(job: Job, period: Period) -> Scale:
    """What the tiers of a period count against: the person's quota, and their variable pay for it."""
    variable = job.scheme.variable
    part = Fraction(LENGTHS.get(job.scheme.per, 12), 12)
    return Scale(quota_of(job.scheme, job.person, period), None if variable is None else Fraction(variable) * part)
