"""How performance is followed."""

from fractions import Fraction

from pydantic import Field

from salesplan.model.part import Many, Part
from salesplan.model.rates import Percentage, Quantity
from salesplan.model.scalars import Text
from salesplan.model.strategy import Rhythm


class Kpi(Part):
    """A figure that is watched."""

    metric: Text = Field(description="A known metric, a stage or an action.")
    target: Quantity | None = Field(None, description="The figure to reach.")
    owner: Text | None = Field(None, description="Who answers for it.")


class Thresholds(Part):
    """From which pace somebody is ahead, on track or behind; below the last, far behind."""

    ahead: Percentage = Field(Fraction(110, 100), description="From this pace on: ahead. 110% if absent.")
    on_track: Percentage = Field(Fraction(95, 100), description="From this pace on: on track. 95% if absent.")
    behind: Percentage = Field(
        Fraction(80, 100), description="From this pace on: behind; below it, far behind. 80% if absent."
    )


class Tracking(Part):
    """What is looked at, how often, against which figure."""

    rhythm: dict[Text, Rhythm] = Field({}, description="What is reviewed, and how often: {actions: weekly}.")
    kpis: Many[Kpi] = Field((), description="The figures that are watched.")
    thresholds: Thresholds | None = Field(
        None, description="From which pace (done / due) on somebody is ahead, on track or behind."
    )
    adapt: Text | None = Field(None, description="What makes the team change the plan, and who decides.")
