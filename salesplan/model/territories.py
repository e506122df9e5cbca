"""Which accounts belong to whom."""

from typing import Annotated, Literal

from pydantic import Field

from salesplan.model.part import Many, Part
from salesplan.model.rates import Portion
from salesplan.model.scalars import Text

Pair = Annotated[Many[Text], Field(min_length=2, max_length=2)]
Measure = Literal["potential", "workload", "accounts"]


class Columns(Part):
    """Our column names to the headers of the accounts file."""

    account: Text | None = Field(None, description="The header of the accounts' names or ids.")
    potential: Text | None = Field(None, description="The header of what an account may bring.")
    workload: Text | None = Field(None, description="The header of the work an account takes, such as visits a year.")
    rep: Text | None = Field(None, description="The header of who looks after the account today.")
    family: Text | None = Field(None, description="The header of the group an account belongs to.")
    region: Text | None = Field(None, description="The header of the region: Europe / France / Paris.")


class Territories(Part):
    """How accounts are shared out among the people who sell."""

    accounts: Text = Field(description="The CSV file of the accounts, relative to the plan.")
    columns: Columns = Field(Columns.model_construct(), description="How the file names its columns.")
    team: Text | None = Field(
        None, description="The team segment that shares the accounts; the one that sells if absent."
    )
    balance: Many[Measure] = Field(
        ("potential",), description="What everybody is to have alike: potential, workload, accounts."
    )
    tolerance: Portion = Field("10%", validate_default=True, description="How far from a fair share anybody may be.")
    keep: Many[Text] = Field((), description="Accounts, or people with all their accounts, that stay as they are.")
    together: Literal["family", "region"] | None = Field(
        None, description="What is never divided between two people: families, or regions."
    )
    apart: Many[Pair] = Field((), description="Pairs of accounts that never go to one person: [[Acme, Bolt]].")
    move_at_most: Portion | None = Field(None, description="The share of the accounts that may change hands: 20%.")
