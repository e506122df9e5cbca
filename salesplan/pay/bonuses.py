"""Bonuses: what earns one, and the lines of those that were earned."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from salesplan.base.periods import Period
from salesplan.model.compensation import Bonus
from salesplan.model.conditions import OF_DEAL, Value, holds, names_in, read_condition
from salesplan.pay.credit import Event, in_time
from salesplan.pay.job import Bucket, Job, scale_of
from salesplan.pay.statement import Considered, Line, LineKind, Rule


def bonus_lines(job: Job, buckets: list[Bucket], period: Period, considered: list[Considered]) -> list[Line]:
    """The bonuses of a settlement period; `considered` is told of those that were not earned."""
    lines: list[Line] = []
    for bonus in job.scheme.bonuses:
        text = bonus.condition
        if not text:
            considered.append(Considered(Rule.BY_HAND, bonus.name, None, None))
            continue
        try:
            condition = read_condition(text)
        except ValueError:
            considered.append(Considered(Rule.BONUS, bonus.name, None, text))
            continue
        if names_in(condition) & set(OF_DEAL):
            found = _deal_bonuses(job, bonus, period)
        else:
            found = _statement_bonus(job, bonus, buckets, period)
        lines += found
        if not found:
            considered.append(Considered(Rule.BONUS, bonus.name, None, text))
    return lines


def _statement_bonus(job: Job, bonus: Bonus, buckets: list[Bucket], period: Period) -> list[Line]:
    """Paid once in the period that tiers count over, at the first settlement at which its condition is met."""
    home = next((bucket for bucket in buckets if bucket.period.cut(period)), None)
    text = bonus.condition
    figures = _figures(job, buckets, period)
    if home is None or bonus.name in home.bonuses or not holds(read_condition(text), figures):
        return []
    home.bonuses.add(bonus.name)
    return [Line(LineKind.BONUS, Rule.BONUS, Fraction(bonus.amount), about=bonus.name)]


def _figures(job: Job, buckets: list[Bucket], period: Period) -> dict[str, Value]:
    events = [event for bucket in buckets if bucket.period.cut(period) for event in bucket.until(period)]
    revenue = sum((event.credited for event in events), Fraction(0))
    deals = sum((event.units for event in events), Fraction(0))
    measured = deals if job.scheme.measure == "deals" else revenue
    quota = buckets[0].scale.quota if buckets else None
    quota = next((bucket.scale.quota for bucket in buckets if bucket.period.cut(period)), quota)
    found: dict[str, Value] = {"revenue": revenue, "deals": deals}
    found["attainment"] = measured / quota if quota else None
    found["average_deal"] = revenue / deals if deals else None
    return found


def _deal_bonuses(job: Job, bonus: Bonus, period: Period) -> list[Line]:
    """A line for each sale of the period that meets the condition: sales are numbered over what tiers count over."""
    condition = read_condition(bonus.condition)
    whole = next((one for one in job.counted if one.cut(period)), period)
    accounts: Counter[str] = Counter()
    known = (event for event in job.own if event.rank == 0 and event.day <= period.end and event.day in whole)
    sales = sorted(known, key=in_time)
    in_all = _figures(job, [Bucket(whole, scale_of(job, whole), sales)], period)
    lines = []
    for number, event in enumerate(sales, 1):
        account = job.deals[event.deal].account
        accounts[account] += 1
        figures = _of_sale(job, event) | {"deal": Fraction(number), "account_deal": Fraction(accounts[account])}
        if event.day in period and holds(condition, in_all | figures):
            lines.append(_deal_line(bonus, event))
    return lines


def _of_sale(job: Job, event: Event) -> dict[str, Value]:
    """What a condition may ask of a sale."""
    deal = job.deals[event.deal]
    return {
        "amount": Fraction(event.amount),
        "credited": event.credited,
        "source": deal.source,
        "account": deal.account,
        "funnel": job.funnels[deal.id],
        "name": deal.name,
        "cycle_days": Fraction((deal.closed - deal.created).days) if deal.created and deal.closed else None,
        "closed": deal.closed,
    }


def _deal_line(bonus: Bonus, event: Event) -> Line:
    exact = Fraction(bonus.amount) * event.share
    return Line(
        LineKind.BONUS, Rule.BONUS, exact, deal=event.deal, day=event.day, amount=event.amount, about=bonus.name
    )
