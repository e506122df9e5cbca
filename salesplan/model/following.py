"""The period after the plan's own."""

from pydantic import Field

from salesplan.model.amounts import Positive
from salesplan.model.part import Part


class NextPeriod(Part):
    """What the period after the plan's own is to bring, as far as work for it begins in this one."""

    target: Positive = Field(description="The revenue to reach in it.")
