"""The quotas that are still needed on a day: what is left of the target, over the days and people that are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Locate, Usage, nowhere
from salesplan.base.money import apportion, round_money
from salesplan.base.periods import ONE_DAY, Period
from salesplan.base.sentence import day, sentence
from salesplan.model.plan import Plan
from salesplan.model.timespan import PeriodText
from salesplan.progress.as_of import as_of
from salesplan.progress.odds import Odds, odds_of, stage_odds
from salesplan.progress.pipeline import money_in, won_in
from salesplan.quotas.goals import Demand
from salesplan.quotas.quota import Quota, Request, asked_of, walk_back
from salesplan.quotas.standing import OpenAtStage, Standing, relieve
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.scheduling.people import work_calendar

if TYPE_CHECKING:
    import pandas as pd


class Replan(Struct, frozen=True):
    """What is still needed on `on`: `quota` is for what is left of the target, from the day after to the end.

    `days` are the working days left, of `all_days` in `period`. `outside` are open deals that close outside the
    period, `unweighted` those without odds, for their funnel or stage is not known: neither is to bring anything.
    `without_next` tells that the plan also asks for work for its next period, which is in none of the quotas: no record
    says how much of it is done.
    """

    on: date
    period: Period
    quota: Quota
    standings: tuple[Standing, ...]
    days: int
    all_days: int
    outside: int
    unweighted: int
    without_next: bool = False

    @property
    def target(self) -> Fraction | None:
        """The revenue that was asked for; None where no goal is on revenue."""
        found = [each.revenue for each in self.standings if each.revenue is not None]
        return sum(found, Fraction(0)) if found else None

    @property
    def won(self) -> Fraction:
        """The revenue won in the period by the day."""
        return sum((each.won for each in self.standings), Fraction(0))

    @property
    def expected(self) -> Fraction:
        """What the open deals are expected to bring in the period."""
        return sum((each.expected for each in self.standings), Fraction(0))

    @property
    def remaining(self) -> Fraction | None:
        """What is left of the target, and what the quotas are for."""
        found = [each.remaining for each in self.standings if each.remaining is not None]
        return sum(found, Fraction(0)) if found else None

    @property
    def open_deals(self) -> int:
        """How many open deals are expected to bring something."""
        return sum(line.deals for each in self.standings for line in each.open)

    def to_frame(self) -> pd.DataFrame:
        """The quotas that are still needed, as `Quota.to_frame` has them."""
        return self.quota.to_frame()


def replan(plan: Plan, ledger: Ledger, request: Request = Request(), locate: Locate = nowhere) -> Replan:  # noqa: B008
    """The quotas of the rest of the period, for what is left after what is won and what open deals are to bring.

    Left of a funnel is asked - won in the period - amount x odds of the open deals that can close in it, stage by
    stage, never below 0. Odds are those of `pipeline`. The ledger's day is over: what is left starts on the next.

    Raises:
        PlanError: the plan lacks what the walk needs, such as its period.
        Usage: the period is over by the ledger's day.
    """
    fresh = _without_stock(plan)
    asked = asked_of(fresh, request if request.is_split else replace(request, by="month"), locate)
    period = plan.dates
    assert period is not None  # noqa: S101  (a split quota is refused without one)
    rest, days = _rest(fresh, period, ledger.on)
    book = _book(plan, as_of(ledger, ledger.on), period)
    found = relieve(
        [_standing(book, place, demand, asked) for place, demand in enumerate(asked)],
        [demand.goal if demand.goal is not None else demand.deals_goal for demand in asked],
    )
    left = tuple(
        replace(demand, revenue=standing.remaining, deals=standing.remaining_deals, standing=standing)
        for demand, standing in zip(asked, found, strict=True)
    )
    return Replan(
        on=ledger.on,
        period=period,
        quota=walk_back(rest, left, request),
        standings=found,
        days=len(days),
        all_days=len(work_calendar(plan.calendar).working_days(period)),
        outside=sum(not book.can_close(deal) for deal in book.open),
        unweighted=sum(book.can_close(deal) and odds_of(deal, book.odds).value is None for deal in book.open),
        without_next=plan.next is not None,
    )


def _without_stock(plan: Plan) -> Plan:
    """The plan without its next period and what was open at the start: the open deals of the day stand alone."""
    funnels = tuple(
        funnel.model_copy(update={"stages": tuple(s.model_copy(update={"open": None}) for s in funnel.stages)})
        for funnel in plan.funnels
    )
    return plan.model_copy(update={"funnels": funnels, "opening": None, "next": None})


def _rest(plan: Plan, period: Period, on: date) -> tuple[Plan, tuple[date, ...]]:
    """The plan from the day after `on`, and its working days; a month that is half over keeps half of its share.

    Raises:
        Usage: nothing is left of the period.
    """
    start = max(period.start, on + ONE_DAY)
    calendar = work_calendar(plan.calendar)
    days = calendar.working_days(Period(start, period.end)) if start <= period.end else ()
    if not days:
        raise Usage(
            sentence("nothing is left of the period on {day}: it ends on {end}", day=day(on), end=day(period.end)),
            "give --on an earlier day, or plan the next period with `salesplan roll`",
        )
    seasons = _shares_left(plan.seasonality, calendar.working_days(period), days)
    rest = PeriodText(f"{start} to {period.end}", Period(start, period.end))
    return plan.model_copy(update={"period": rest, "seasonality": seasons}), days


def _shares_left(
    seasonality: Mapping[str, Fraction], days: Sequence[date], left: Sequence[date]
) -> dict[str, Fraction]:
    """Each month's share, in proportion to the part of its working days that is left."""
    whole, part = Counter(f"{day:%Y-%m}" for day in days), Counter(f"{day:%Y-%m}" for day in left)
    found = {month: share * Fraction(part[month], whole[month]) for month, share in seasonality.items() if part[month]}
    return found if any(found.values()) else {}


class _Book(Struct, frozen=True):
    """The deals of the day beside the plan: `won` in the period and `open`, with their odds and what they count for."""

    plan: Plan
    now: Ledger
    period: Period
    won: tuple[Deal, ...]
    open: tuple[Deal, ...]
    odds: Mapping[tuple[int, int], Odds]
    money: Callable[[Deal], Decimal]

    def can_close(self, deal: Deal) -> bool:
        """Whether an open deal can still be won in the period.

        It is expected to close in it, or should have by now; where no day is expected, the plan's days from its stage
        on leave room.
        """
        if deal.expected_close is not None:
            return deal.expected_close in self.period or deal.expected_close <= self.now.on <= self.period.end
        name = self.now.paths[deal.path].name if deal.path is not None else ""
        stages = next((funnel.stages for funnel in self.plan.funnels if funnel.name == name), ())
        length = sum((Fraction(stage.days or 0) for stage in stages[deal.stage or 0 :]), Fraction(0))
        if self.now.on >= self.period.start:
            return (self.period.end - self.now.on).days >= length
        return (self.period.start - self.now.on).days <= length <= (self.period.end - self.now.on).days

    def of(self, deals: Iterable[Deal], funnel: str) -> list[Deal]:
        """Those of a funnel; an empty name asks for those of none that the plan has."""
        known = {each.name for each in self.plan.funnels}
        named = ((deal, self.now.paths[deal.path].name if deal.path is not None else "") for deal in deals)
        return [deal for deal, name in named if (name if name in known else "") == funnel]


def _book(plan: Plan, now: Ledger, period: Period) -> _Book:
    won = tuple(deal for deal in now.deals if won_in(deal, period))
    opened = tuple(deal for deal in now.deals if deal.is_open)
    return _Book(plan, now, period, won, opened, stage_odds(now, plan.funnels), money_in(plan.currency or ""))


def _standing(book: _Book, place: int, demand: Demand, asked: Sequence[Demand]) -> Standing:
    name = demand.funnel.name
    mine, strays = book.of(book.won, name), book.of(book.won, "")
    sizes = [each.revenue or Fraction(each.deals or 0) for each in asked]
    sizes = sizes if any(sizes) else [Fraction(1)] * len(sizes)
    share = sizes[place] / sum(sizes, Fraction(0))
    won = sum((Fraction(book.money(deal)) for deal in mine), Fraction(0))
    stray = sum((Fraction(book.money(deal)) for deal in strays), Fraction(0))
    return Standing(
        revenue=demand.revenue,
        deals=demand.deals,
        won=won + stray * share,
        won_deals=len(mine) + apportion(len(strays), sizes)[place],
        open=tuple(_open_lines(book, demand)),
    )


def _open_lines(book: _Book, demand: Demand) -> Iterator[OpenAtStage]:
    """The stages of a funnel at which deals are open that can close in the period, and what they are to bring."""
    deals = [deal for deal in book.of(book.open, demand.funnel.name) if book.can_close(deal)]
    for at, stage in enumerate(demand.funnel.stages):
        here = [deal for deal in deals if deal.stage == at]
        odds = odds_of(here[0], book.odds).value if here else None
        if odds is not None:
            amount = sum((Fraction(book.money(deal)) for deal in here), Fraction(0))
            expected = Fraction(round_money(amount * odds, book.plan.currency or ""))
            yield OpenAtStage(stage.name, len(here), amount, odds, expected)
