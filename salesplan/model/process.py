"""The repeatable steps of selling."""

from typing import Annotated, Final

from pydantic import Field

from salesplan.model.days import Duration
from salesplan.model.funnel import BuyerJourney
from salesplan.model.market import NameOr
from salesplan.model.part import Many, Part
from salesplan.model.scalars import Text

FRAMEWORKS: Final = {
    "BANT": ("budget", "authority", "need", "timeline"),
    "MEDDIC": ("metrics", "economic_buyer", "decision_criteria", "decision_process", "identify_pain", "champion"),
    "CHAMP": ("challenges", "authority", "money", "prioritization"),
}
"""Ways of qualifying a buyer, with what each must ask about."""

Few = Annotated[int, Field(ge=0, le=1000)]


class Step(Part):
    """A step of the sales process."""

    name: Text = Field(description="What the step is called.")
    buyer_journey: BuyerJourney | None = Field(
        None, description="Where the buyer is: awareness, consideration, decision."
    )
    description: Text | None = Field(None, description="What is done in this step.")
    owner: Text | None = Field(None, description="The team segment or person who does it.")
    exit_when: Text | None = Field(None, description="What must be true before the next step.")


class Qualification(Part):
    """How the team tells early whether a buyer can buy."""

    framework: Text | None = Field(None, description="The framework: BANT, MEDDIC, CHAMP, or the team's own.")
    questions: dict[Text, Many[Text]] = Field({}, description="For each topic of the framework, the questions to ask.")


class Objection(Part):
    """Something buyers say against buying, and the answer."""

    about: Text = Field(description="What it is about: price, trust, competitor, no need, no urgency, no authority.")
    objection: Text | None = Field(None, description="What the buyer says.")
    answer: Text | None = Field(None, description="What the team answers.")


class Cadence(Part):
    """How often a buyer is followed up before the team moves on."""

    follow_ups: Few | None = Field(None, description="Follow-ups before moving on.")
    channels: Few | None = Field(None, description="Different channels tried.")
    messages: Few | None = Field(None, description="Personal messages.")


class Script(Part):
    """The questions of a conversation."""

    name: Text = Field(description="What the script is for.")
    questions: Many[Text] = Field((), description="The questions, in order.")


class Process(Part):
    """The sales process: steps, qualification, objections, cadence, scripts."""

    steps: Many[NameOr[Step]] = Field((), description="The steps, in order: names, or blocks with a name.")
    qualification: Qualification | None = Field(None, description="How buyers are qualified.")
    objections: Many[Objection] = Field((), description="Usual objections and their answers.")
    cadence: Cadence | None = Field(None, description="How often a buyer is followed up.")
    scripts: Many[Script] = Field((), description="Call scripts: lists of questions.")
    stale_after: Duration | None = Field(
        None, description="How many working days a deal may lie without activity: 14 days."
    )
