"""How the team means to win: strategies, tools, training, agreements with other departments."""

from typing import Literal

from pydantic import Field

from salesplan.model.days import Day
from salesplan.model.part import Many, Part
from salesplan.model.scalars import Text

Rhythm = Literal["daily", "weekly", "fortnightly", "monthly", "quarterly", "yearly"]


class Strategy(Part):
    """A way of winning customers."""

    name: Text = Field(description="What the strategy is called.")
    summary: Text | None = Field(None, description="The strategy in a few sentences.")
    techniques: Many[Text] = Field((), description="What the team does to carry it out.")
    owner: Text | None = Field(None, description="Who answers for it.")


class Tool(Part):
    """Something the team works with."""

    name: Text = Field(description="The tool's name.")
    purpose: Text | None = Field(None, description="What it is for.")
    owner: Text | None = Field(None, description="Who looks after it.")


class Training(Part):
    """What people are to learn."""

    topic: Text = Field(description="What is taught.")
    for_: Many[Text] = Field((), alias="for", description="The team segments or people it is for.")
    by: Day | None = Field(None, description="The day by which it is done.")
    trainer: Text | None = Field(None, description="Who teaches.")
    current: Text | None = Field(None, description="What people can do today.")
    outcome: Text | None = Field(None, description="What they can do afterwards.")
    measure: Text | None = Field(None, description="How the effect on their work shows: a metric, stage or action.")


class Agreement(Part):
    """How another department and the sales team work together."""

    department: Text = Field(description="The other department.")
    needs: Many[Text] = Field((), description="What it needs from sales.")
    gives: Many[Text] = Field((), description="What it gives to sales, and by when.")
    handover: Text | None = Field(None, description="How and when work is handed over.")
    definitions: dict[Text, Text] = Field({}, description="Terms both sides use, with their meaning.")
    rhythm: Rhythm | None = Field(None, description="How often both sides meet.")
    owner: Text | None = Field(None, description="Who answers for it.")
