"""What the plan costs."""

from pydantic import Field

from salesplan.model.amounts import Amount
from salesplan.model.days import Day, Month
from salesplan.model.part import Many, Part
from salesplan.model.rates import Portion
from salesplan.model.scalars import Text


class BudgetLine(Part):
    """A planned expense."""

    item: Text = Field(description="What the money is for.")
    amount: Amount = Field(description="How much, in the plan's currency.")
    category: Text | None = Field(None, description="The kind of expense: people, tools, events.")
    when: Month | None = Field(None, description="The month it falls due: 2027-01.")
    segment: Text | None = Field(None, description="The team segment that spends it.")


class Spent(Part):
    """Money that was spent."""

    amount: Amount = Field(description="How much, in the plan's currency.")
    when: Month | Day | None = Field(None, description="The month or the day it was spent: 2027-01, or 2027-01-14.")
    item: Text | None = Field(None, description="The budget line it belongs to, as it is called there.")
    category: Text | None = Field(None, description="The kind of expense; that of its line if absent.")
    segment: Text | None = Field(None, description="The team segment that spent it; that of its line if absent.")


class Budget(Part):
    """Planned expenses, a reserve, and what is expected back."""

    limit: Amount | None = Field(None, description="The most that may be spent, reserve included.")
    contingency: Portion | None = Field(
        None, description="The reserve for the unforeseen, as a share of the lines: 10%."
    )
    margin: Portion | None = Field(None, description="Gross margin on revenue, for the plan's return.")
    lines: Many[BudgetLine] = Field((), description="The expenses, or the name of a CSV file that lists them.")
    actuals: Many[Spent] = Field((), description="What was spent, or the name of a CSV file that lists it.")
