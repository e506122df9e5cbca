"""What people earn for what they sell."""

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from salesplan.model.amounts import Amount, Positive
from salesplan.model.days import Day, Duration
from salesplan.model.part import Many, Part
from salesplan.model.rates import Percentage, Portion, Quantity
from salesplan.model.scalars import Text


class Tier(Part):
    """A slice of attainment and the rate it pays."""

    from_: Quantity | None = Field(
        None,
        alias="from",
        description="Where the slice starts, held against the end of the one before; may be left out.",
    )
    to: Percentage | Positive | None = Field(
        None, description="Where the slice ends: a share of quota such as 120%; absent on the last one."
    )
    rate: Portion = Field(description="The share of the amount that is paid; with per: point, of variable pay a point.")
    mode: Literal["marginal", "cliff"] | None = Field(
        None, description="cliff: once reached, this rate pays everything below it too; the plan's mode if absent."
    )
    per: Literal["amount", "point"] = Field(
        "amount", description="point: the rate is a share of variable pay for each point of attainment in the tier."
    )


class Bonus(Part):
    """A bonus for one thing (SPIFF)."""

    name: Text = Field(description="What earns it.")
    amount: Amount = Field(description="How much, in the plan's currency.")
    metric: Text | None = Field(
        None, description="The figure of a statement it depends on: revenue, deals, attainment, average_deal."
    )
    target: Quantity | None = Field(None, description="The figure at which it is paid.")
    when: Text | None = Field(
        None, description="What earns it: attainment >= 110%, amount >= 50000 and source = referral, deal <= 3."
    )

    @property
    def condition(self) -> str:
        """What earns it, as a condition: its own, or that its metric reaches its target; empty: no figure tells."""
        if self.when:
            return self.when
        if self.metric and self.target is not None:
            percent = isinstance(self.target, Fraction)
            return f"{self.metric} >= {float(self.target * 100) if percent else self.target}{'%' if percent else ''}"
        return ""


class Draw(Part):
    """An advance on commission."""

    amount: Amount = Field(description="How much a period, in the plan's currency.")
    recoverable: bool = Field(default=True, description="Whether it is set off against later commission.")
    per: Literal["week", "month", "quarter", "half", "year"] | None = Field(
        None,
        description="How often it is paid, which is then how often commission is settled; the plan's per if absent.",
    )


class Clawback(Part):
    """When commission is taken back."""

    within: Duration = Field(description="How long after the sale commission on an unpaid or lost customer goes back.")
    share: Portion = Field(Fraction(1), description="The share of the commission that is taken back: 50%.")


class Instalment(Part):
    """A part of the commission on a deal, and when it is paid."""

    share: Portion = Field(description="The share of the commission: 50%.")
    on: Literal["closed", "paid"] = Field(
        "closed", description="paid: once the customer has paid, as paid_on of the deals says; closed: with the deal."
    )
    after: Duration | None = Field(None, description="How long after that day it is paid: 90 days.")


class Override(Part):
    """What a manager earns on the sales of others."""

    of: Many[Text] = Field(description="The team segments or people whose sales count.")
    rate: Portion = Field(description="The share of their credited amounts that is paid.")


def amount_only(value: Any) -> Any:  # noqa: ANN401
    """A bare amount where a draw is expected: a recoverable draw of that amount."""
    return value if isinstance(value, dict) else {"amount": value}


def days_only(value: Any) -> Any:  # noqa: ANN401
    """A bare length of time where a clawback is expected: all of the commission goes back within it."""
    return value if isinstance(value, dict) else {"within": value}


class Compensation(Part):
    """A commission plan."""

    name: Text = Field(description="What the commission plan is called.")
    for_: Many[Text] = Field((), alias="for", description="The team segments or people it is for.")
    base: Amount | None = Field(None, description="Fixed pay a year.")
    variable: Amount | None = Field(None, description="Variable pay a year at 100% of quota.")
    per: Literal["deal", "month", "quarter", "half", "year"] = Field(
        "year",
        description="What tiers count over, from its first day: a month, quarter, half or year; or each deal alone.",
    )
    paid: Literal["month", "quarter", "half", "year"] | None = Field(
        None,
        description="How often it is paid out, where tiers count for longer: annual tiers, by the quarter.",
    )
    funnels: Many[Text] = Field((), description="The funnels whose deals it pays; all if absent.")
    starts: Day | None = Field(None, description="The first day of deals that it pays.")
    ends: Day | None = Field(None, description="The last day of deals that it pays.")
    measure: Text = Field(
        "revenue",
        description="What is paid for: revenue, deals, or margin, which the deals have a column for.",
    )
    quota: Positive | dict[Text, Positive] | None = Field(
        None, description="The quota of one person for one period; or of each by name: {Ada: 300000, Bo: 200000}."
    )
    prorate: bool = Field(
        default=False, description="Whether the quota shrinks with the days on which somebody is not employed."
    )
    rate: Portion | None = Field(None, description="One rate for everything, where there are no tiers.")
    mode: Literal["marginal", "cliff"] = Field(
        "marginal", description="marginal: each slice pays its own rate; cliff: a threshold re-rates the whole period."
    )
    tiers: Many[Tier] = Field((), description="The slices, from the first to the last.")
    cap: Quantity | None = Field(None, description="The most that is paid a period: an amount, or a share of variable.")
    floor: Amount | None = Field(None, description="The least that is paid a period.")
    draw: Annotated[Draw, BeforeValidator(amount_only, json_schema_input_type=Draw | Amount)] | None = Field(
        None, description="An advance: an amount, or {amount: ..., recoverable: false}."
    )
    clawback: Annotated[Clawback, BeforeValidator(days_only, json_schema_input_type=Clawback | Duration)] | None = (
        Field(
            None,
            description="How long commission on an unpaid or lost customer is taken back: 90 days, or {within, share}.",
        )
    )
    instalments: Many[Instalment] = Field(
        (), description="When parts of a deal's commission are paid; all with the deal if absent."
    )
    override: Override | None = Field(
        None, description="What is earned on the sales of others: {of: [sales], rate: 3%}."
    )
    bonuses: Many[Bonus] = Field((), description="Bonuses for single things.")

    @property
    def paid_tiers(self) -> tuple[Tier, ...]:
        """The tiers as they pay: the rate of the last one goes on, whether or not it says where it ends."""
        if not self.tiers or self.tiers[-1].to is None:
            return tuple(self.tiers)
        return (*self.tiers[:-1], self.tiers[-1].model_copy(update={"to": None}))
