"""Where the company stands: situation, SWOT, risks."""

from pydantic import Field

from salesplan.model.amounts import Amount
from salesplan.model.part import Many, Part
from salesplan.model.scalars import Text


class PastSales(Part):
    """Sales of past periods, in the plan's currency."""

    last_year: Amount | None = Field(None, description="Revenue of last year.")
    last_half: Amount | None = Field(None, description="Revenue of the last half-year.")
    last_quarter: Amount | None = Field(None, description="Revenue of the last quarter.")
    last_month: Amount | None = Field(None, description="Revenue of last month.")


class Situation(Part):
    """The current situation: sales today against the goal, strengths, obstacles, resources."""

    summary: Text | None = Field(None, description="The situation in a few sentences.")
    sales: PastSales | None = Field(None, description="Sales of past periods.")
    strengths: Many[Text] = Field((), description="What works well today.")
    obstacles: Many[Text] = Field((), description="What stands in the way.")
    resources: Many[Text] = Field((), description="What there is to work with.")


class Swot(Part):
    """Strengths and weaknesses inside, opportunities and threats outside."""

    strengths: Many[Text] = Field((), description="What the company does better than others.")
    weaknesses: Many[Text] = Field((), description="What it does worse.")
    opportunities: Many[Text] = Field((), description="What the market offers.")
    threats: Many[Text] = Field((), description="What the market may take away.")


class Risk(Part):
    """Something that may go wrong, and what is done then."""

    risk: Text = Field(description="What may happen.")
    answer: Text | None = Field(None, description="What is done about it.")
    owner: Text | None = Field(None, description="Who watches it.")
