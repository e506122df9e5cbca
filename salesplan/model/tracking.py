"""How performance is followed."""

from pydantic import Field

from salesplan.model.part import Many, Part
from salesplan.model.scalars import Quantity, Text
from salesplan.model.strategy import Rhythm


class Kpi(Part):
    """A figure that is watched."""

    metric: Text = Field(description="A known metric, a stage or an action.")
    target: Quantity | None = Field(None, description="The figure to reach.")
    owner: Text | None = Field(None, description="Who answers for it.")


class Tracking(Part):
    """What is looked at, how often, against which figure."""

    rhythm: dict[Text, Rhythm] = Field({}, description="What is reviewed, and how often: {actions: weekly}.")
    kpis: Many[Kpi] = Field((), description="The figures that are watched.")
    adapt: Text | None = Field(None, description="What makes the team change the plan, and who decides.")
