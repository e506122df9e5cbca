"""The plan: the root of the plan language."""

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from salesplan.base.languages import CODES, Language
from salesplan.base.periods import Period
from salesplan.model.action import Action
from salesplan.model.budget import Budget
from salesplan.model.calendar import Calendar
from salesplan.model.compensation import Compensation
from salesplan.model.following import NextPeriod
from salesplan.model.funnel import Funnel
from salesplan.model.goal import Goal
from salesplan.model.kpis import GivenKpis
from salesplan.model.market import Market
from salesplan.model.milestone import Milestone
from salesplan.model.part import Many, Part
from salesplan.model.process import Process
from salesplan.model.rates import Percentage
from salesplan.model.records import Records
from salesplan.model.scalars import Currency, ReadBy, Setting, Text
from salesplan.model.seasonality import WORK, Seasonality, Seasons
from salesplan.model.situation import Risk, Situation, Swot
from salesplan.model.strategy import Agreement, Strategy, Tool, Training
from salesplan.model.team import Segment
from salesplan.model.territories import Territories
from salesplan.model.timespan import PERIOD_SCHEMA, PeriodText, read_period
from salesplan.model.tracking import Tracking

Kind = Literal["general", "marketing-alignment", "30-60-90", "new-product", "training", "market-expansion", "budget"]
_LANGUAGES = f"{', '.join(CODES[:-1])} or {CODES[-1]}"


class Plan(Part):
    """A sales plan."""

    salesplan: Literal[1] = Field(description="The version of the plan language: 1.")
    title: Text = Field(description="The plan's title.")
    company: Text | None = Field(None, description="The company the plan is for.")
    owner: Text | None = Field(None, description="Who answers for the plan.")
    kind: Kind = Field("general", description="What the plan puts its weight on.")
    language: Language = Field("en", description=f"The language of the rendered documents: {_LANGUAGES}.")
    currency: Currency | None = Field(None, description="The currency of all amounts, as a code: EUR, USD, GBP.")
    period: Annotated[PeriodText, ReadBy(read_period), WithJsonSchema(PERIOD_SCHEMA)] | None = Field(
        None,
        description="The time the plan covers: 2027-01, 2027-Q1, 2027-H1, 2027, FY2027, or {start: ..., end: ...}.",
    )
    calendar: Calendar = Field(Calendar.model_construct(), description="Which days people work.")
    goals: Many[Goal] = Field((), description="What the plan is to reach.")
    situation: Situation | None = Field(None, description="Where the company stands.")
    market: Market | None = Field(None, description="Whom the plan sells to, and against whom.")
    swot: Swot | None = Field(None, description="Strengths, weaknesses, opportunities, threats.")
    strategies: Many[Strategy] = Field((), description="How the team means to win.")
    team: dict[Text, Segment] = Field({}, description="The team segments that funnels name.")
    actions: dict[Text, Action] = Field({}, description="The catalogue of actions.")
    funnels: Many[Funnel] = Field((), description="How records become won deals.")
    opening: Literal["records"] | None = Field(
        None, description="Where the records open at the start of the period come from: records counts them."
    )
    seasonality: Seasons = Field(
        {}, description="The share of the revenue that is due in each month; of the work with of: work."
    )
    next: NextPeriod | Literal["same"] | None = Field(
        None, description="What the next period is to bring, so that work for it begins in time: {target: N}, or same."
    )
    process: Process | None = Field(None, description="The repeatable steps of selling.")
    milestones: Many[Milestone] = Field((), description="Marks on the way.")
    budget: Budget | None = Field(None, description="What the plan costs.")
    compensation: Many[Compensation] = Field((), description="What people earn for what they sell.")
    alignment: Many[Agreement] = Field((), description="How other departments and sales work together.")
    tools: Many[Tool] = Field((), description="What the team works with.")
    training: Many[Training] = Field((), description="What people are to learn.")
    expected_attainment: Percentage | None = Field(
        None, description="The share of quota that people are counted on to reach: 85%. Absent: all of it."
    )
    territories: Territories | None = Field(None, description="Which accounts belong to whom.")
    tracking: Tracking | None = Field(None, description="How performance is followed.")
    kpis: GivenKpis | None = Field(None, description="Key figures of the period that no record of deals holds.")
    risks: Many[Risk] = Field((), description="What may go wrong, and what is done then.")
    records: Records | None = Field(None, description="Where the actual figures are.")
    scenarios: dict[Text, dict[Text, Setting]] = Field(
        {},
        description="Named changes to try: paths with dots, each with a value, a block or a list; + before a name adds "
        "it, null takes it away.",
    )

    @property
    def seasons_work(self) -> bool:
        """Whether the months' shares are of the work that is done, not of the revenue that is due."""
        return isinstance(self.seasonality, Seasonality) and self.seasonality.of == WORK

    @property
    def dates(self) -> Period | None:
        """The period's first and last day, its fiscal year resolved; None where the plan names no period."""
        return self.period.resolve(self.calendar.fiscal_year_starts) if self.period else None
