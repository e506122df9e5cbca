"""Key figures of sales: what is counted, over what, against target, the period before and the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.indicators.ramp import measured_ramp, ramp_times
from salesplan.indicators.watched import actions_watched, of_actions, of_stages
from salesplan.indicators.window import Window, before, shifted, window
from salesplan.measuring.interval import wilson
from salesplan.model.kpis import GivenKpis
from salesplan.model.plan import Plan
from salesplan.pay.commission import Commission, commission, commission_in
from salesplan.progress.as_of import as_of
from salesplan.progress.pipeline import pipeline
from salesplan.progress.revenue_goal import plan_target
from salesplan.quotas.ramping import RampMonth
from salesplan.quotas.spending import spending
from salesplan.records.count.done import DoneCount
from salesplan.records.count.ledger import Ledger

if TYPE_CHECKING:
    import pandas as pd

TREND: Final = 6
"""How many periods a trend shows, this one the last."""


class Ratio(Struct, frozen=True):
    """A figure as numerator / denominator; `hits` of `n` where it is a share of things counted."""

    numerator: Fraction
    denominator: Fraction = Fraction(1)
    is_share: bool = False

    @property
    def value(self) -> Fraction | None:
        """The quotient; None where nothing can be divided by."""
        return self.numerator / self.denominator if self.denominator else None


class Indicator(Struct, frozen=True):
    """A key figure. `basis` says which dates or whose figures it rests on; shares come with `n` and a 95% interval.

    `unit` is money, money a day, share, ratio, points, days, count or periods. `trend` holds the value of each of the
    last periods, the oldest first, None where the records do not reach.
    """

    metric: str
    unit: str
    ratio: Ratio
    basis: str
    target: Fraction | None = None
    previous: Fraction | None = None
    year_before: Fraction | None = None
    trend: tuple[Fraction | None, ...] = ()

    @property
    def value(self) -> Fraction | None:
        """The figure itself."""
        return self.ratio.value

    @property
    def n(self) -> int | None:
        """How many a share rests on."""
        return int(self.ratio.denominator) if self.ratio.is_share else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% Wilson interval of a share."""
        return wilson(int(self.ratio.numerator), int(self.ratio.denominator)) if self.ratio.is_share else None


class Indicators(Struct, frozen=True):
    """All key figures of a period that can be told, and what the others lack: keys of the plan, columns of records.

    `foreign` are won deals of the period whose amount is in another currency.
    `ramp` is how people really grew into their quota, month by month since their first day.
    """

    period: Period
    on: date
    currency: str
    known: tuple[Indicator, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    ramp: tuple[RampMonth, ...] = ()
    foreign: int = 0

    def to_frame(self) -> pd.DataFrame:
        """A row a key figure: metric, value, unit, target, previous, year_before, n."""
        import pandas as pd

        columns = ["metric", "value", "unit", "target", "previous", "year_before", "n"]
        rows = [(k.metric, k.value, k.unit, k.target, k.previous, k.year_before, k.n) for k in self.known]
        return pd.DataFrame(rows, columns=columns)


def _ratio(hits: int, of: int) -> Ratio:
    return Ratio(Fraction(hits), Fraction(of), is_share=True)


def _velocity(at: Window) -> Ratio:
    """Opportunities x average deal x win rate / cycle days: 40 x 25,000 x 25% / 90 = 2,777.78 a day."""
    decided = at.won + at.lost
    if not (at.priced and decided and at.timed):
        return Ratio(Fraction(0), Fraction(0))
    return Ratio(at.open * at.revenue / at.priced * Fraction(at.won, decided), at.days / at.timed)


OF_RECORDS: Final[Mapping[str, tuple[str, str, Callable[[Window], Ratio]]]] = {
    "revenue": ("money", "won, less refunds, by closing date", lambda at: Ratio(at.revenue)),
    "deals": ("count", "won, by closing date", lambda at: Ratio(Fraction(at.won))),
    "customers": ("count", "first won deal of an account, by closing date", lambda at: Ratio(Fraction(at.customers))),
    "win_rate": ("share", "won / (won + lost), by closing date", lambda at: _ratio(at.won, at.won + at.lost)),
    "conversion": (
        "share",
        "won / decided, of deals created in the period",
        lambda at: _ratio(at.cohort_won, at.cohort),
    ),
    "average_deal": (
        "money",
        "won amount less refunds / won deals, by closing date",
        lambda at: Ratio(at.revenue, Fraction(at.priced)),
    ),
    "revenue_per_account": (
        "money",
        "won amount less refunds / accounts that bought, by closing date",
        lambda at: Ratio(at.revenue, Fraction(at.accounts)),
    ),
    "cycle_days": ("days", "created to won, by closing date", lambda at: Ratio(at.days, Fraction(at.timed))),
    "sales_velocity": ("money a day", "open deals x average deal x win rate / cycle days", _velocity),
}
"""Key figures that deals alone tell: unit, basis, and how they come from the sums of a period."""

NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "revenue": ("records: deals",),
    "deals": ("records: deals",),
    "customers": ("records: deals",),
    "win_rate": ("won and lost deals with closing dates",),
    "average_deal": ("won deals with amounts",),
    "revenue_per_account": ("won deals with amounts and accounts",),
    "cycle_days": ("won deals with dates of creation and closing",),
    "sales_velocity": ("open deals", "won deals with amounts and dates"),
    "conversion": ("decided deals with dates of creation",),
    "coverage": ("goals: a goal on revenue", "open deals with amounts and expected closing dates"),
    "ramp_up_days": ("team: members: starts", "compensation: quota", "won deals of people who started"),
    "attainment": ("goals: a goal on revenue",),
    "growth": ("won deals of the period before",),
    "quota_attainment": ("compensation: quota",),
    "profit_margin": ("kpis: profit_margin: cost",),
    "cac": ("kpis: cac: cost",),
    "ltv": ("kpis: ltv, or churn and budget: margin",),
    "ltv_cac": ("kpis: ltv", "kpis: cac"),
    "payback": ("kpis: ltv", "kpis: cac"),
    "roi": ("budget: lines", "budget: margin"),
    "churn": ("kpis: churn",),
    "nps": ("kpis: nps",),
    "nrr": ("kpis: retention",),
    "grr": ("kpis: retention",),
    "forecast_accuracy": ("kpis: forecast_accuracy: forecast",),
}
"""What each key figure needs, in the words of the plan language where it is a key."""


def kpi(plan: Plan, records: Ledger, done: Sequence[DoneCount] | None = None) -> Indicators:
    """The key figures of the plan's period as far as the records reach; without a period, of the records' year.

    `done` are the activities counted, for goals and watched figures that are actions; None where none were given.
    What happened after the records' day counts nowhere.
    """
    records = as_of(records, records.on)
    whole = plan.dates or Period(date(records.on.year, 1, 1), date(records.on.year, 12, 31))
    past = [window(records.deals, plan.currency or "", at) for at in _periods(whole)]
    now = past[-1]
    targets = _targets(plan)
    found = [
        Indicator(
            name,
            unit,
            ratio,
            basis,
            targets.get(name),
            _value(how, past[-2]),
            _value(how, window(records.deals, plan.currency or "", shifted(whole, -12))),
            tuple(_value(how, at) for at in past),
        )
        for name, (unit, basis, how) in OF_RECORDS.items()
        if now and (ratio := how(now)).value is not None
    ]
    ago = [window(records.deals, plan.currency or "", shifted(at, -12)) for at in _periods(whole)[-2:]]
    earlier = {
        "growth": (_grown(past[-2], past[-3]), _grown(ago[-1], ago[-2])),
        "quota_attainment": (_earlier_quota(plan, records, past[-2]), _earlier_quota(plan, records, ago[-1])),
    }
    figures = (
        *_against_goals(plan, records, past),
        *_of_pipeline(plan, records),
        *_of_people(plan, records),
        *given_figures(plan, now),
    )
    found += [
        Indicator(name, unit, ratio, basis, targets.get(name), *earlier.get(name, (None, None)))
        for name, unit, ratio, basis in figures
        if ratio.value is not None
    ]
    found += _watch(plan, records, done, targets)
    known = {one.metric for one in found}
    missing = tuple((name, needs) for name, needs in NEEDS.items() if name not in known)
    unheard = () if done is not None else actions_watched(plan, targets)
    missing += tuple((name, ("records: activities",)) for name in unheard)
    ramp = measured_ramp(plan, records)
    return Indicators(whole, records.on, plan.currency or "", tuple(found), missing, ramp, now.foreign if now else 0)


def no_deals(on: date | None = None) -> Ledger:
    """Records without a deal, for figures that are all given by hand."""
    today = date.today()  # noqa: DTZ011  (the user's own day)
    return Ledger(on or today, (), (), has_history=False, taken=(), intakes=())


def _periods(whole: Period) -> list[Period]:
    found = [whole]
    while len(found) < TREND:
        found.insert(0, before(found[0]))
    return found


def _grown(now: Window | None, before: Window | None) -> Fraction | None:
    return (now.revenue - before.revenue) / before.revenue if now and before and before.revenue else None


def _value(how: Callable[[Window], Ratio], at: Window | None) -> Fraction | None:
    return how(at).value if at else None


def _targets(plan: Plan) -> dict[str, Fraction]:
    """What each metric is to reach: a watched figure's target before a goal's."""
    goals = {goal.metric: Fraction(goal.target) for goal in reversed(plan.goals)}
    watched = plan.tracking.kpis if plan.tracking else ()
    return goals | {one.metric: Fraction(one.target) for one in watched if one.target is not None}


Figure = tuple[str, str, Ratio, str]


def _against_goals(plan: Plan, records: Ledger, past: list[Window | None]) -> list[Figure]:
    now, earlier = past[-1], past[-2]
    found: list[Figure] = []
    target = plan_target(plan)
    if now and target:
        found.append(
            ("attainment", "share", Ratio(now.revenue, Fraction(target)), "won, less refunds / target of revenue")
        )
    if now and earlier and earlier.revenue:
        change = Ratio(now.revenue - earlier.revenue, earlier.revenue)
        found.append(("growth", "share", change, "won, less refunds, against the period before"))
    at_quota = _at_quota(commission(plan, records))
    if at_quota:
        found.append(("quota_attainment", "share", at_quota, "people at quota / people"))
    return found


def _at_quota(found: Commission) -> Ratio | None:
    """People who reached their quota / people with one: what they sold in the period against the quotas that it has."""
    last = {(one.rep, one.plan, one.working.home or one.period.start): one for one in found.statements if one.quota}
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for one in last.values():
        measured, quota = sums.get(one.rep, (Fraction(0), Fraction(0)))
        sums[one.rep] = measured + one.measured, quota + (one.quota or 0)
    return _ratio(sum(measured >= quota for measured, quota in sums.values()), len(sums)) if sums else None


def _earlier_quota(plan: Plan, records: Ledger, at: Window | None) -> Fraction | None:
    """The same of an earlier period; None before the records begin, or where nobody had been hired."""
    found = _at_quota(commission_in(plan, records, at.period)) if at else None
    return found.value if found else None


def _watch(
    plan: Plan, records: Ledger, done: Sequence[DoneCount] | None, targets: Mapping[str, Fraction]
) -> Iterator[Indicator]:
    whole = plan.dates or Period(date(records.on.year, 1, 1), date(records.on.year, 12, 31))
    periods = (*_periods(whole), shifted(whole, -12))
    counts = [*of_stages(records, targets, periods), *of_actions(plan, done or (), targets, periods, records.on)]
    for one in counts:
        now = one.counts[-2]
        if now is not None:
            earlier, ago = one.counts[-3], one.counts[-1]
            yield Indicator(
                one.metric, "count", Ratio(now), one.basis, targets.get(one.metric), earlier, ago, one.counts[:-1]
            )


def _of_pipeline(plan: Plan, records: Ledger) -> list[Figure]:
    """Coverage: the open pipeline due in the period / what is left of the target; 1 / win rate is what it takes."""
    found = pipeline(records, plan).coverage if plan.dates and plan_target(plan) else None
    if found is None or found.remaining <= 0:
        return []
    ratio = Ratio(Fraction(found.due), Fraction(found.remaining))
    return [("coverage", "ratio", ratio, "open pipeline due in the period / target not yet won")]


def _of_people(plan: Plan, records: Ledger) -> list[Figure]:
    found = ramp_times(plan, records)
    if not found:
        return []
    days = Ratio(Fraction(sum(found)), Fraction(len(found)))
    return [("ramp_up_days", "days", days, "first day to first period at full quota, mean of people who reached it")]


def given_figures(plan: Plan, now: Window | None) -> list[Figure]:
    """Key figures that need something given by hand, as far as it is given."""
    given = plan.kpis or GivenKpis.model_construct()
    return [*_of_customers(given), *_of_money(plan, given, now)]


def _of_customers(given: GivenKpis) -> list[Figure]:
    found: list[Figure] = []
    if given.churn:
        ratio = Ratio(
            Fraction(given.churn.lost),
            Fraction(given.churn.start),
            is_share=_counts(given.churn.lost, given.churn.start),
        )
        found.append(("churn", "share", ratio, "customers lost / customers at the start, given"))
    if given.nps:
        points = Ratio(100 * Fraction(given.nps.promoters - given.nps.detractors), Fraction(given.nps.answers))
        found.append(("nps", "points", points, "promoters less detractors, in percent of answers, given"))
    if given.retention:
        start = Fraction(given.retention.start)
        kept = start - Fraction(given.retention.contraction) - Fraction(given.retention.churned)
        basis = "recurring revenue of the customers at the start, given"
        found.append(("nrr", "share", Ratio(kept + Fraction(given.retention.expansion), start), basis))
        found.append(("grr", "share", Ratio(kept, start), basis))
    return found


def _counts(hits: Decimal, of: Decimal) -> bool:
    """Whether both are whole numbers of which one is a part of the other, so that an interval makes sense."""
    return hits == int(hits) and of == int(of) and hits <= of


def _of_money(plan: Plan, given: GivenKpis, now: Window | None) -> list[Figure]:
    found: list[Figure] = []
    revenue = now.revenue if now else None
    if given.profit_margin:
        sold = Fraction(given.profit_margin.revenue) if given.profit_margin.revenue else revenue
        if sold:
            found.append(
                (
                    "profit_margin",
                    "share",
                    Ratio(sold - Fraction(given.profit_margin.cost), sold),
                    "revenue less cost of sale, given",
                )
            )
    if given.forecast_accuracy:
        actual = Fraction(given.forecast_accuracy.actual) if given.forecast_accuracy.actual else revenue
        if actual:
            off = abs(Fraction(given.forecast_accuracy.forecast) - actual)
            found.append(
                ("forecast_accuracy", "share", Ratio(actual - off, actual), "1 - |forecast - actual| / actual")
            )
    return [*found, *_customer_value(plan, given, now), *_return(plan, revenue)]


def _customer_value(plan: Plan, given: GivenKpis, now: Window | None) -> list[Figure]:
    """What a customer is worth and costs: LTV = revenue per account x margin / churn, CAC = cost / new customers.

    Example: 1,200 x 70% / 6% = 14,000; at a CAC of 3,000 a ratio of 4.67 and a payback of 3.57 periods.
    """
    found: list[Figure] = []
    customers = given.cac.customers if given.cac and given.cac.customers else now.customers if now else None
    cost = Ratio(Fraction(given.cac.cost), Fraction(customers)) if given.cac and customers else None
    if cost:
        found.append(("cac", "money", cost, "sales and marketing cost / new customers"))
    yearly = _worth(plan, given, now)
    if yearly is None:
        return found
    profit, churn = yearly
    found.append(("ltv", "money", Ratio(profit, churn), "revenue per account x margin / churn"))
    if cost and cost.value and profit:
        found.append(
            ("ltv_cac", "ratio", Ratio(profit / churn, cost.value), "value of a customer / cost of a customer")
        )
        found.append(
            ("payback", "periods", Ratio(cost.value, profit), "cost of a customer / its gross margin a period")
        )
    return found


def _worth(plan: Plan, given: GivenKpis, now: Window | None) -> tuple[Fraction, Fraction] | None:
    """The gross margin of an account a period, and churn; None where one of them is not known."""
    ltv = given.ltv
    own = Fraction(now.revenue, now.accounts) if now and now.accounts else None
    revenue = Fraction(ltv.revenue) if ltv and ltv.revenue else own
    margin = ltv.margin if ltv and ltv.margin is not None else plan.budget.margin if plan.budget else None
    churn = Fraction(given.churn.lost) / Fraction(given.churn.start) if given.churn else None
    churn = ltv.churn if ltv and ltv.churn is not None else churn
    return (revenue * margin, churn) if revenue and margin and churn else None


def _return(plan: Plan, revenue: Fraction | None) -> list[Figure]:
    if plan.budget is None or plan.budget.margin is None or revenue is None:
        return []
    cost = Fraction(spending(plan.budget, plan.currency or "").total)
    if not cost:
        return []
    return [
        (
            "roi",
            "share",
            Ratio(revenue * plan.budget.margin - cost, cost),
            "(gross margin on what was won - budget) / budget",
        )
    ]
