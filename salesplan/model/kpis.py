"""Figures of the period that no record of deals holds, given by hand."""

from pydantic import Field

from salesplan.model.amounts import Amount, Positive
from salesplan.model.part import Part
from salesplan.model.rates import Portion


class NpsGiven(Part):
    """Answers to how likely customers are to recommend us."""

    promoters: Amount = Field(description="How many answered 9 or 10.")
    detractors: Amount = Field(description="How many answered 0 to 6.")
    answers: Positive = Field(description="How many answered at all.")


class ChurnGiven(Part):
    """Customers who left."""

    lost: Amount = Field(description="Customers lost in the period.")
    start: Positive = Field(description="Customers at its start.")


class RetentionGiven(Part):
    """Recurring revenue of the customers at the start of the period."""

    start: Positive = Field(description="Recurring revenue at the start.")
    expansion: Amount = Field(description="What these customers added.")
    contraction: Amount = Field(description="What they reduced.")
    churned: Amount = Field(description="What was lost with customers who left.")


class CacGiven(Part):
    """What winning customers cost."""

    cost: Amount = Field(description="Sales and marketing cost of the period.")
    customers: Positive | None = Field(None, description="New customers; counted in the records if absent.")


class LtvGiven(Part):
    """What a customer is worth."""

    revenue: Positive | None = Field(None, description="Revenue per account and period; from the records if absent.")
    margin: Portion | None = Field(None, description="Gross margin; the budget's if absent.")
    churn: Portion | None = Field(None, description="Churn a period; that under churn if absent.")


class MarginGiven(Part):
    """What the sales of the period cost."""

    cost: Amount = Field(description="Cost of sale.")
    revenue: Positive | None = Field(None, description="Revenue; from the records if absent.")


class AccuracyGiven(Part):
    """A forecast made before the period."""

    forecast: Amount = Field(description="The revenue that was forecast.")
    actual: Positive | None = Field(None, description="The revenue it became; from the records if absent.")


class GivenKpis(Part):
    """Key figures that no record of deals holds."""

    nps: NpsGiven | None = Field(None, description="For the net promoter score.")
    churn: ChurnGiven | None = Field(None, description="For churn.")
    retention: RetentionGiven | None = Field(None, description="For net and gross revenue retention.")
    cac: CacGiven | None = Field(None, description="For the cost of a new customer.")
    ltv: LtvGiven | None = Field(None, description="For the value of a customer.")
    profit_margin: MarginGiven | None = Field(None, description="For the profit margin.")
    forecast_accuracy: AccuracyGiven | None = Field(None, description="For the accuracy of the forecast.")
