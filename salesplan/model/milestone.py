"""Marks on the way."""

from typing import Annotated

from pydantic import Field

from salesplan.model.days import Day
from salesplan.model.part import Many, Part
from salesplan.model.rates import Quantity
from salesplan.model.scalars import Text


class Milestone(Part):
    """A mark on the way: a day of the period or a date, and what is true by then."""

    title: Text = Field(description="What is reached.")
    day: Annotated[int, Field(ge=1, le=3660)] | None = Field(
        None, description="The day counted from the start of the period: 30, 60, 90."
    )
    on: Day | None = Field(None, description="The date, instead of the day.")
    phase: Text | None = Field(None, description="The phase it ends: learn, implement, optimise, or the plan's own.")
    objectives: Many[Text] = Field((), description="What is done by then.")
    measures: dict[Text, Quantity] = Field({}, description="Figures to reach by then: an action, stage or metric each.")
    owner: Text | None = Field(None, description="Who answers for it.")
