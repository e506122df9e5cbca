"""How records become won deals."""

from typing import Annotated, Literal

from pydantic import Field

from salesplan.model.amounts import Amount, DealValue, Positive
from salesplan.model.days import Duration
from salesplan.model.evidence import EvidenceText
from salesplan.model.part import Many, Part
from salesplan.model.rates import Percentage, Rate
from salesplan.model.scalars import Text

JOURNEY = ("awareness", "consideration", "decision")
MOST_OPEN = 10**9
"""More open records than any market has."""

BuyerJourney = Literal["awareness", "consideration", "decision"]


class Stage(Part):
    """A stage of a funnel. The last stage's conversion leads to a won deal."""

    name: Text = Field(description="What a record at this stage is called: prospect, opportunity.")
    sourced_by: Text | None = Field(None, description="The team segment that brings the records of this stage in.")
    buyer_journey: BuyerJourney | None = Field(
        None, description="Where the buyer is: awareness, consideration, decision."
    )
    conversion: Rate | None = Field(
        None, description="The share of records that move on to the next stage: 1/20, 5% or 0.05."
    )
    evidence: EvidenceText = Field(
        None, description="What the rate rests on: 12 of 240, 12 of 240 on 2026-11-22, or assumed."
    )
    open: Annotated[int, Field(ge=0, le=MOST_OPEN)] | None = Field(
        None, description="How many records are at this stage when the period starts; only the rest has to be new."
    )
    days: Amount | None = Field(None, description="Mean number of days a record spends at this stage.")
    odds: Rate | None = Field(
        None, description="The share of deals at this stage that are won, only where no history can tell: 40%."
    )
    stale_after: Duration | None = Field(
        None, description="How many working days a deal may lie at this stage without activity: 10 days."
    )
    exit_when: Text | None = Field(None, description="What must be true before a record moves on.")
    actions: dict[Text, dict[Text, Positive]] = Field(
        {}, description="Team segment, then action, then how many times per record: sales: {call: 8}."
    )


class Funnel(Part):
    """A funnel: stages in the order buyers travel."""

    name: Text = Field(description="What the funnel is called: acquisition, renewal.")
    kind: Literal["acquisition", "renewal", "upsell"] | None = Field(
        None, description="renewal: its deals renew contracts, which the deals' contract_end says when they are due."
    )
    share: Rate | None = Field(None, description="Its share of the goal; the shares of all funnels add up to 100%.")
    deal_value: DealValue | None = Field(
        None, description="What one won deal brings: an amount, or the range of 9 in 10 deals: 20000 to 45000."
    )
    overassignment: Percentage | None = Field(
        None, description="How much more is assigned than the target, as street quota over target: 110%."
    )
    stages: Many[Stage] = Field((), description="The stages, in the order buyers travel.")
