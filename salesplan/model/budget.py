"""What the plan costs."""

from pydantic import Field

from salesplan.model.part import Many, Part
from salesplan.model.scalars import Amount, Month, Portion, Text


class BudgetLine(Part):
    """A planned expense."""

    item: Text = Field(description="What the money is for.")
    amount: Amount = Field(description="How much, in the plan's currency.")
    category: Text | None = Field(None, description="The kind of expense: people, tools, events.")
    when: Month | None = Field(None, description="The month it falls due: 2027-01.")
    segment: Text | None = Field(None, description="The team segment that spends it.")


class Budget(Part):
    """Planned expenses, a reserve, and what is expected back."""

    limit: Amount | None = Field(None, description="The most that may be spent, reserve included.")
    contingency: Portion | None = Field(
        None, description="The reserve for the unforeseen, as a share of the lines: 10%."
    )
    margin: Portion | None = Field(None, description="Gross margin on revenue, for the plan's return.")
    lines: Many[BudgetLine] = Field((), description="The expenses, or the name of a CSV file that lists them.")
