"""The figures that open a document, each with what it means in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from salesplan.funnel import FunnelQuota
from salesplan.model.plan import Plan
from salesplan.quotas.goals import driving_goal
from salesplan.quotas.quota import Quota
from salesplan.quotas.spending import growth, spending
from salesplan.report.document.blocks import Headline
from salesplan.report.document.figures import Figures
from salesplan.report.document.sections.schedule import load_share
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.quota.notes import cases


def load_meanings(voice: Voice, segment: str) -> tuple[str, str, str]:
    """What the load of the busiest team means: it fits, it fits over the period but not in every week, it does not."""
    say = voice.say
    return (
        say("Hours that the work of {segment}, the busiest team, takes. Every week fits.", segment=segment),
        voice.say(
            "Hours that the work of {segment}, the busiest team, takes. Some weeks have too few.", segment=segment
        ),
        say("{segment} has too few hours for its work.", segment=segment),
    )


def headlines(voice: Voice, plan: Plan, figures: Figures) -> tuple[Headline, ...]:
    """The document's headline figures: those that the plan and its results allow."""
    found = (make(voice, plan, figures) for make in RULES)
    return (*(one for one in found if one), *figures.headlines)


def _target(voice: Voice, plan: Plan, figures: Figures) -> Headline | None:
    quota = figures.quota
    if quota is None or quota.target is None:
        return None
    place = driving_goal(plan.goals, ("revenue",))
    baseline = plan.goals[place].baseline if place is not None else None
    more = growth(quota.target, Fraction(baseline)) if baseline else None
    return Headline(voice.say("Target"), voice.money(quota.target), _target_meaning(voice, more, baseline), "target")


def _target_meaning(voice: Voice, more: Fraction | None, baseline: Decimal | Fraction | None) -> str:
    said = revenue_to_win(voice)
    if not more or baseline is None:
        return said
    values = {"share": voice.numbers.percent(abs(more), 0), "before": voice.money(baseline)}
    if more < 0:
        return f"{said} {voice.say('That is {share} less than {before}.', **values)}"
    return f"{said} {voice.say('That is {share} more than {before}.', **values)}"


def revenue_to_win(voice: Voice) -> str:
    """What the target is, with its period."""
    when = voice.span(voice.period.start, voice.period.end) if voice.period else ""
    return voice.say("Revenue to win, {when}.", when=when) if when else voice.say("Revenue to win in the period.")


def _chance(voice: Voice, _plan: Plan, figures: Figures) -> Headline | None:
    quota = figures.quota
    if quota is None or quota.chance is None:
        return None
    share = cases(quota.chance.probability, voice.words, voice.numbers)
    top = _top(quota)
    if top is None or top.has_open:
        meaning = voice.say(
            "If everybody does what is assigned, the target is reached in {share} of cases.", share=share
        )
    else:
        records = capital(voice.counted(top.stages[0].count, top.stages[0].name))
        meaning = voice.say("{records} reach the target in {share} of cases.", records=records, share=share)
    told_better = figures.is_over or figures.expected is not None
    label = voice.say("Chance by the plan alone") if told_better else voice.say("Chance of reaching it")
    return Headline(label, capital(share), meaning, "chance")


def _top(quota: Quota | None) -> FunnelQuota | None:
    """The only funnel with stages, if there is just one: several tops cannot be added up."""
    found = [funnel for funnel in quota.funnels if funnel.stages] if quota else []
    return found[0] if len(found) == 1 else None


def _deals(voice: Voice, _plan: Plan, figures: Figures) -> Headline | None:
    if figures.quota is None or not figures.quota.funnels:
        return None
    deals = sum(funnel.deals for funnel in figures.quota.funnels)
    values = {funnel.deal_value for funnel in figures.quota.funnels}
    value = values.pop() if len(values) == 1 else None
    meaning = (
        voice.say("At {value} a deal, rounded up to whole deals.", value=voice.about(value))
        if value is not None
        else voice.say("Over all funnels, rounded up to whole deals.")
    )
    return Headline(voice.words.plural("Won deal", "Won deals", deals), voice.numbers.count(deals), meaning, "deals")


def _records(voice: Voice, _plan: Plan, figures: Figures) -> Headline | None:
    top = _top(figures.quota)
    if top is None or not top.won_rate:
        return None
    first = top.stages[0]
    per_deal = round(1 / top.won_rate)
    meaning = voice.say(
        "It takes about {counted} to win one deal.", counted=voice.counted(max(1, per_deal), first.name)
    )
    label = capital(voice.words.names(first.name, first.count))
    return Headline(label, voice.numbers.count(first.count), meaning, "records")


def _work(voice: Voice, _plan: Plan, figures: Figures) -> Headline | None:
    if figures.quota is None:
        return None
    done = [
        (segment.name, sum(quota.count for quota in segment.quotas if not quota.is_record))
        for segment in figures.quota.segments
    ]
    busy = [(name, count) for name, count in done if count]
    if not busy:
        return None
    shared = voice.joined(f"{voice.words.name(name)} {voice.numbers.count(count)}" for name, count in busy)
    figure = voice.numbers.count(sum(count for _, count in busy))
    meaning = voice.say("Calls, meetings and the rest: {shared}.", shared=shared)
    return Headline(voice.say("Actions"), figure, meaning, "work")


def _capacity(voice: Voice, _plan: Plan, figures: Figures) -> Headline | None:
    assignment = figures.quota.assignment if figures.quota else None
    loads = [(load_share(one), one) for one in assignment.capacities] if assignment else []
    known = [(share, one) for share, one in loads if share is not None]
    if not known:
        return None
    share, busiest = max(known, key=lambda pair: pair[0])
    which = 0 if all(one.fits for _, one in known) else 1 if share <= 1 else 2
    meaning = capital(load_meanings(voice, voice.words.name(busiest.segment))[which])
    return Headline(voice.say("Load"), voice.numbers.percent(share, 0), meaning, "load")


def _budget(voice: Voice, plan: Plan, figures: Figures) -> Headline | None:
    if plan.budget is None or not plan.budget.lines:
        return None
    found = figures.review
    sums = spending(plan.budget, voice.currency)
    if found is not None and found.on_budget is not None:
        share = voice.numbers.percent(found.on_budget, 0)
        meaning = voice.say("Reserve included. Return on budget: {share}.", share=share)
        if found.pay is not None and found.returned is not None:
            share = voice.numbers.percent(found.returned, 0)
            amount = voice.about(found.pay.total)
            meaning += " " + voice.say("With the team's pay ({amount}): {share}.", amount=amount, share=share)
    elif sums.contingency:
        meaning = voice.say("Of which {amount} in reserve.", amount=voice.money(sums.contingency))
    else:
        meaning = voice.say("All planned expenses, without a reserve.")
    return Headline(voice.say("Budget"), voice.money(sums.total), meaning)


RULES: tuple[Callable[[Voice, Plan, Figures], Headline | None], ...] = (
    _target,
    _chance,
    _deals,
    _records,
    _work,
    _capacity,
    _budget,
)
