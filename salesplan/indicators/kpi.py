"""Key figures of sales: what is counted, over what, against target, the period before and the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from salesplan.base.periods import Period
from salesplan.indicators.given import given_figures
from salesplan.indicators.indicator import Figure, Indicator, Indicators, Ratio
from salesplan.indicators.ramp import measured_ramp, ramp_times
from salesplan.indicators.watched import actions_watched, of_actions, of_stages
from salesplan.indicators.window import Window, before, shifted, window
from salesplan.model.plan import Plan
from salesplan.pay.commission import Commission, commission, commission_in
from salesplan.progress.as_of import as_of
from salesplan.progress.pipeline import pipeline
from salesplan.progress.revenue_goal import plan_target
from salesplan.records.count.done import DoneCount
from salesplan.records.count.ledger import Ledger

TREND: Final = 6
"""How many periods a trend shows, this one the last."""


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
    whole = _period_of(plan, records)
    past = [window(records.deals, plan.currency or "", at) for at in _periods(whole)]
    now = past[-1]
    targets = _targets(plan)
    found = (
        *_of_records(past, window(records.deals, plan.currency or "", shifted(whole, -12)), targets),
        *_of_plan(plan, records, past, targets),
        *_watch(plan, records, done, targets),
    )
    known = {one.metric for one in found}
    missing = tuple((name, needs) for name, needs in NEEDS.items() if name not in known)
    unheard = () if done is not None else actions_watched(plan, targets)
    missing += tuple((name, ("records: activities",)) for name in unheard)
    ramp = measured_ramp(plan, records)
    return Indicators(whole, records.on, plan.currency or "", found, missing, ramp, now.foreign if now else 0)


def _of_records(
    past: Sequence[Window | None], ago: Window | None, targets: Mapping[str, Fraction]
) -> Iterator[Indicator]:
    """What the deals of the period alone tell, beside the period before and the same one a year ago."""
    now = past[-1]
    for name, (unit, basis, how) in OF_RECORDS.items():
        if now and (ratio := how(now)).value is not None:
            series = tuple(_value(how, at) for at in past)
            yield Indicator(name, unit, ratio, basis, targets.get(name), series[-2], _value(how, ago), series)


def _of_plan(
    plan: Plan, records: Ledger, past: Sequence[Window | None], targets: Mapping[str, Fraction]
) -> Iterator[Indicator]:
    """What takes the plan's goals, pipeline, people or given figures beside the deals."""
    whole = _period_of(plan, records)
    ago = [window(records.deals, plan.currency or "", shifted(at, -12)) for at in _periods(whole)[-2:]]
    earlier = {
        "growth": (_grown(past[-2], past[-3]), _grown(ago[-1], ago[-2])),
        "quota_attainment": (_earlier_quota(plan, records, past[-2]), _earlier_quota(plan, records, ago[-1])),
    }
    figures = (
        *_against_goals(plan, records, past),
        *_of_pipeline(plan, records),
        *_of_people(plan, records),
        *given_figures(plan, past[-1]),
    )
    for name, unit, ratio, basis in figures:
        if ratio.value is not None:
            yield Indicator(name, unit, ratio, basis, targets.get(name), *earlier.get(name, (None, None)))


def no_deals(on: date | None = None) -> Ledger:
    """Records without a deal, for figures that are all given by hand."""
    today = date.today()  # noqa: DTZ011  (the user's own day)
    return Ledger(on or today, (), (), has_history=False, taken=(), intakes=())


def _period_of(plan: Plan, records: Ledger) -> Period:
    """The plan's period; without one, the year of the records."""
    return plan.dates or Period(date(records.on.year, 1, 1), date(records.on.year, 12, 31))


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


def _against_goals(plan: Plan, records: Ledger, past: Sequence[Window | None]) -> list[Figure]:
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
    whole = _period_of(plan, records)
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
    found = pipeline(records, plan).coverage if records.deals and plan.dates and plan_target(plan) else None
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
