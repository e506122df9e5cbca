"""What the plan costs and what people earn: budget, compensation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from salesplan.model.budget import Budget
from salesplan.model.compensation import Bonus, Compensation, Instalment, Tier
from salesplan.quotas.spending import Spending
from salesplan.report.document.blocks import Block, Card, Items
from salesplan.report.document.parts import cards, facts, listed, said
from salesplan.report.language.condition import condition_text
from salesplan.report.language.numbers import exact_percent
from salesplan.report.language.vocabulary import SETTLED, capital, label, metric
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Column, Kind, Table, slim


def budget(voice: Voice, plan: Budget, sums: Spending) -> tuple[Block, ...]:
    """The lines, the reserve, the total and the return."""
    columns = (
        Column("item", voice.say("Item")),
        Column("category", voice.say("Category")),
        Column("segment", voice.say("Team")),
        Column("when", voice.say("When")),
        Column("amount", voice.say("Amount"), Kind.MONEY),
    )
    rows = [
        (line.item, voice.name(line.category), voice.name(line.segment), _month(voice, line.when), line.amount)
        for line in plan.lines
    ]
    if plan.contingency:
        share = voice.numbers.percent(plan.contingency)
        rows.append((voice.say("Contingency, {share}", share=share), "", "", "", sums.contingency))
    total = (voice.say("Total"), None, None, None, sums.total)
    return (
        *slim(Table("budget", "", columns, tuple(rows), total, currency=voice.currency)),
        *facts(
            (voice.say("Limit"), voice.money(plan.limit)),
            (voice.say("Gross margin"), voice.quantity(plan.margin)),
        ),
    )


def _month(voice: Voice, month: str | None) -> str:
    return capital(voice.month(month)) if month else ""


def compensation(voice: Voice, plan: Sequence[Compensation]) -> tuple[Block, ...]:
    """What people earn for what they sell."""
    return cards("", (_scheme(voice, scheme) for scheme in plan))


def _scheme(voice: Voice, scheme: Compensation) -> Card:
    both = scheme.base is not None and scheme.variable is not None
    earnings = (scheme.base or 0) + (scheme.variable or 0) if both else None
    days = scheme.clawback.within if scheme.clawback else None
    clawback = None if days is None else voice.words.plural("{n} day", "{n} days", days, n=voice.numbers.count(days))
    pairs = said(
        (voice.say("For"), voice.joined(voice.name(name) for name in scheme.for_)),
        (voice.say("Fixed pay a year"), voice.money(scheme.base)),
        (voice.say("Variable pay a year at 100%"), voice.money(scheme.variable)),
        (voice.say("On-target earnings"), voice.money(earnings)),
        (voice.say("Paid for"), metric(voice.words, scheme.measure)),
        (voice.say("Settled"), label(voice.words, SETTLED, scheme.per)),
        (voice.say("Paid out"), label(voice.words, SETTLED, scheme.paid) if scheme.paid else ""),
        (voice.say("In instalments"), voice.joined(_instalment(voice, one) for one in scheme.instalments)),
        (voice.say("In the funnels"), voice.joined(scheme.funnels)),
        (voice.say("For deals from"), voice.day(scheme.starts) if scheme.starts else ""),
        (voice.say("For deals until"), voice.day(scheme.ends) if scheme.ends else ""),
        (voice.say("Quota"), _quota(voice, scheme)),
        (voice.say("Rate"), exact_percent(voice.numbers, scheme.rate) if scheme.rate is not None else ""),
        (voice.say("On the sales of others"), override(voice, scheme)),
        (voice.say("Most that is paid"), _cap(voice, scheme)),
        (voice.say("Least that is paid"), voice.money(scheme.floor)),
        (voice.say("Advance"), advance(voice, scheme)),
        (voice.say("Taken back within"), clawback),
    )
    return Card(
        scheme.name, "", mode_of(voice, scheme), pairs, (*rates(voice, scheme), *bonuses(voice, scheme.bonuses))
    )


def _instalment(voice: Voice, one: Instalment) -> str:
    share = exact_percent(voice.numbers, one.share)
    if one.after is None:
        at_once = voice.say("{share} with the deal", share=share)
        return voice.say("{share} once the customer has paid", share=share) if one.on == "paid" else at_once
    days = voice.words.plural("{n} day", "{n} days", one.after, n=voice.numbers.count(one.after))
    if one.on == "paid":
        return voice.say("{share} once the customer has paid, {days} later", share=share, days=days)
    return voice.say("{share} after {days}", share=share, days=days)


def _quota(voice: Voice, scheme: Compensation) -> str:
    if isinstance(scheme.quota, dict):
        each = (voice.labelled(name, voice.quantity(quota, scheme.measure)) for name, quota in scheme.quota.items())
        return voice.joined(each)
    return voice.quantity(scheme.quota, scheme.measure)


def _cap(voice: Voice, scheme: Compensation) -> str:
    if isinstance(scheme.cap, Fraction):
        return voice.say("{share} of variable pay", share=exact_percent(voice.numbers, scheme.cap))
    return voice.money(scheme.cap)


def override(voice: Voice, scheme: Compensation) -> str:
    """What a scheme pays on the sales of others; empty where it pays nothing on them."""
    if scheme.override is None:
        return ""
    rate = exact_percent(voice.numbers, scheme.override.rate)
    names = voice.joined(voice.name(name) for name in scheme.override.of)
    return voice.say("{rate} of what {names} sell", rate=rate, names=names)


def advance(voice: Voice, scheme: Compensation) -> str:
    """The draw of a scheme in words; empty where it has none."""
    if scheme.draw is None:
        return ""
    amount = voice.money(scheme.draw.amount)
    if scheme.draw.recoverable:
        return voice.say("{amount}, set off against later commission", amount=amount)
    return voice.say("{amount}, kept in any case", amount=amount)


def mode_of(voice: Voice, scheme: Compensation) -> str:
    """How tiers pay: each its own part, or all at the rate reached; empty without tiers."""
    if not scheme.tiers:
        return ""
    if scheme.mode == "cliff":
        return voice.say("Crossing a threshold re-rates the whole period.")
    return voice.say("Each rate is for the sales within its own step.")


def rates(voice: Voice, scheme: Compensation) -> tuple[Items, ...]:
    """The tiers as a list of sentences."""
    starts = (None, *(tier.to for tier in scheme.tiers))
    lines = [_tier(voice, tier, start) for tier, start in zip(scheme.paid_tiers, starts, strict=False)]
    return listed(voice.say("Rates"), lines)


def _tier(voice: Voice, tier: Tier, start: Fraction | Decimal | None) -> str:
    rate = exact_percent(voice.numbers, tier.rate)
    if start is None and tier.to is None:
        return rate
    if all(isinstance(end, Fraction) for end in (start, tier.to) if end is not None):
        return _of_quota(voice, rate, start, tier.to)
    if tier.to is None:
        return voice.say("{rate} above {start}", rate=rate, start=_limit(voice, start))
    if start is None:
        return voice.say("{rate} up to {end}", rate=rate, end=_limit(voice, tier.to))
    return voice.say("{rate} from {start} to {end}", rate=rate, start=_limit(voice, start), end=_limit(voice, tier.to))


def _of_quota(voice: Voice, rate: str, start: Fraction | Decimal | None, end: Fraction | Decimal | None) -> str:
    low, high = (None if share is None else exact_percent(voice.numbers, share) for share in (start, end))
    if high is None:
        return voice.say("{rate} above {start} of quota", rate=rate, start=low)
    if low is None:
        return voice.say("{rate} up to {end} of quota", rate=rate, end=high)
    return voice.say("{rate} from {start} to {end} of quota", rate=rate, start=low, end=high)


def _limit(voice: Voice, limit: Fraction | Decimal | None) -> str:
    if isinstance(limit, Fraction):
        return voice.say("{share} of quota", share=exact_percent(voice.numbers, limit))
    return voice.money(limit)


def bonuses(voice: Voice, plan: Sequence[Bonus]) -> tuple[Items, ...]:
    """What single things earn."""
    return listed(voice.say("Bonuses"), (_bonus(voice, bonus) for bonus in plan))


def _bonus(voice: Voice, bonus: Bonus) -> str:
    paid = voice.labelled(bonus.name, voice.money(bonus.amount))
    if bonus.when:
        return f"{paid} ({condition_text(voice, bonus.when)})"
    if bonus.metric is None:
        return paid
    target = voice.quantity(bonus.target, bonus.metric)
    what = metric(voice.words, bonus.metric)
    return f"{paid} ({voice.labelled(what, target) if target else what})"
