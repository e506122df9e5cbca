"""Who does the work."""

from fractions import Fraction
from typing import Annotated

from pydantic import Field

from salesplan.model.amounts import Hours
from salesplan.model.days import Day, DayRange, Duration
from salesplan.model.part import Many, Part
from salesplan.model.rates import Percentage, Portion, Rate
from salesplan.model.scalars import Text


class Member(Part):
    """A person of a team segment."""

    name: Text = Field(description="The person's name, the same as in the CRM.")
    starts: Day | None = Field(None, description="First working day, for somebody who joins later.")
    ends: Day | None = Field(None, description="Last working day, for somebody who leaves.")
    ramp: Many[Portion] = Field(
        (),
        description="Share of full productivity by month since the start: [0%, 50%, 100%]. Absent: the segment's ramp; "
        "without one, full at once.",
    )
    hours_per_week: Hours | None = Field(None, description="Working hours a week; 35 if absent.")
    quota_share: Rate | None = Field(None, description="This person's share of the segment's quota.")
    expected_attainment: Percentage | None = Field(
        None, description="The share of this person's quota that is counted on; the segment's if absent."
    )
    time_off: Many[DayRange] = Field((), description="Days off: dates, or stretches such as DATE to DATE.")


class SegmentRhythm(Part):
    """What a team segment does every day, week and month."""

    daily: Many[Text] = Field((), description="What is done every day.")
    weekly: Many[Text] = Field((), description="What is done every week.")
    monthly: Many[Text] = Field((), description="What is done every month.")


class Segment(Part):
    """A team segment: people with the same role, such as prospecting or sales."""

    role: Text | None = Field(None, description="The role in words: sales development representative.")
    sells: bool = Field(
        default=False,
        description="Whether the segment carries the revenue target; if none says so, those of the last stage do.",
    )
    responsibilities: Many[Text] = Field((), description="What the segment answers for.")
    reports_to: Text | None = Field(None, description="Whom the segment reports to.")
    rhythm: SegmentRhythm | None = Field(None, description="What is done daily, weekly, monthly.")
    members: Many[Member] = Field((), description="The people, or the name of a CSV file that lists them.")
    headcount: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        None, description="How many people, where they have no names yet."
    )
    time_to_fill: Duration | None = Field(
        None, description="How long it takes from the decision to hire to the first day: 90 days."
    )
    attrition: Percentage | None = Field(
        None, description="The share of the people who leave in a year: 15%. Absent: nobody."
    )
    ramp: Many[Portion] = Field(
        (),
        description="Share of full productivity by month, of those who are hired, and of members with a first day and "
        "no ramp of their own: [0%, 50%, 100%].",
    )
    expected_attainment: Percentage | None = Field(
        None, description="The share of quota that is counted on; the plan's if absent."
    )

    def ramp_of(self, member: Member) -> tuple[Fraction, ...]:
        """The ramp of one of its members: their own, else, from their first day on, that of the segment."""
        own = member.ramp or (self.ramp if member.starts else ())
        return tuple(map(Fraction, own))
