"""What people earn for what they sell."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from salesplan.model.part import Many, Part
from salesplan.model.scalars import Amount, Duration, Percentage, Portion, Positive, Quantity, Text


class Tier(Part):
    """A slice of attainment and the rate it pays."""

    to: Percentage | Positive | None = Field(
        None, description="Where the slice ends: a share of quota such as 120%; absent on the last one."
    )
    rate: Portion = Field(description="The share of the amount that is paid.")


class Bonus(Part):
    """A bonus for one thing (SPIFF)."""

    name: Text = Field(description="What earns it.")
    amount: Amount = Field(description="How much, in the plan's currency.")
    metric: Text | None = Field(None, description="The metric, stage or action it depends on.")
    target: Quantity | None = Field(None, description="The figure at which it is paid.")


class Draw(Part):
    """An advance on commission."""

    amount: Amount = Field(description="How much a period, in the plan's currency.")
    recoverable: bool = Field(default=True, description="Whether it is set off against later commission.")


def amount_only(value: Any) -> Any:  # noqa: ANN401
    """A bare amount where a draw is expected: a recoverable draw of that amount."""
    return value if isinstance(value, dict) else {"amount": value}


class Compensation(Part):
    """A commission plan."""

    name: Text = Field(description="What the commission plan is called.")
    for_: Many[Text] = Field((), alias="for", description="The team segments or people it is for.")
    base: Amount | None = Field(None, description="Fixed pay a year.")
    variable: Amount | None = Field(None, description="Variable pay a year at 100% of quota.")
    per: Literal["month", "quarter", "half", "year"] = Field("year", description="The period that is settled.")
    measure: Text = Field("revenue", description="What is paid for: revenue, deals, margin, or an action.")
    quota: Positive | None = Field(None, description="The quota of one person for one period.")
    mode: Literal["marginal", "cliff"] = Field(
        "marginal", description="marginal: each slice pays its own rate; cliff: a threshold re-rates the whole period."
    )
    tiers: Many[Tier] = Field((), description="The slices, from the first to the last.")
    cap: Quantity | None = Field(None, description="The most that is paid a period: an amount, or a share of variable.")
    floor: Amount | None = Field(None, description="The least that is paid a period.")
    draw: Annotated[Draw, BeforeValidator(amount_only, json_schema_input_type=Draw | Amount)] | None = Field(
        None, description="An advance: an amount, or {amount: ..., recoverable: false}."
    )
    clawback: Duration | None = Field(
        None, description="How long commission on an unpaid or lost customer is taken back."
    )
    bonuses: Many[Bonus] = Field((), description="Bonuses for single things.")
