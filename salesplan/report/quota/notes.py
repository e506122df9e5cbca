"""What has to be said about a quota: how likely it is, whether people and time suffice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from salesplan.base.periods import ONE_DAY
from salesplan.funnel import FunnelQuota
from salesplan.quotas.advice import Advice
from salesplan.quotas.quota import USUAL_CONFIDENCE, Quota
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.scheduling.leads import Lead
from salesplan.scheduling.workload import Capacity, Load

HALF_A_POINT = 0.005
MOST_RECORDS = 10**9


class Deadline(Struct, frozen=True):
    """A day in a calendar; `key` stays the same when the numbers in the title change."""

    key: str
    title: str
    day: date


def notes(quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """Every paragraph about the quota, in the order of what matters most."""
    yield from paragraph(likelihood(quota, words, numbers))
    yield from beyond(quota, words)
    yield from enough_open(quota, words, numbers)
    yield from street(quota, words, numbers)
    if quota.assignment is None:
        return
    for capacity in quota.assignment.capacities:
        yield from shortage(capacity, advice_for(quota, capacity.segment), words, numbers)
    for lead in quota.assignment.leads:
        yield from paragraph(lead_time(lead, quota, words, numbers))
    yield from on_the_way(quota, words, numbers)
    yield from unstaffed_work(quota, words)
    if quota.is_split:
        yield from holidays(quota, words)


def paragraph(sentences: Iterator[str]) -> Iterator[str]:
    """The sentences one after the other; nothing where there are none."""
    text = " ".join(sentences)
    if text:
        yield text


def tops(funnels: tuple[FunnelQuota, ...], words: Words, numbers: Numbers) -> str:
    """What is worked on: 240 prospects + 12 reviews, and what is open further down: 14 open opportunities."""
    first = [funnel.stages[0] for funnel in funnels if funnel.stages]
    texts = [f"{numbers.count(stage.count)} {words.names(stage.name, stage.count)}" for stage in first]
    for stage in (stage for funnel in funnels for stage in funnel.stages[1:] if stage.open):
        values = {"count": numbers.count(stage.open), "records": words.names(stage.name, stage.open)}
        texts.append(words.text("{count} open {records}", **values))
    return " + ".join(texts)


def likelihood(quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """How likely the quota reaches its target, and what a surer one takes."""
    if quota.chance is None:
        return
    if not quota.closes_in_time and (not quota.reached or not quota.chance.probability):
        yield words.text("The target is out of reach in the period: what closes after its end does not count.")
        return
    if not quota.reached:
        if any(stage.evidence for demand in quota.asked for stage in demand.funnel.stages):
            yield words.text(
                "No number of records reaches the target with that confidence: the rates rest on too little evidence. "
                "Measure them on more records, or ask for a lower confidence."
            )
        else:
            yield words.text(
                "No number of records reaches the target with that confidence: check the target, the deal value, the "
                "rates."
            )
        return
    share = cases(quota.chance.probability, words, numbers)
    records = tops(quota.funnels, words, numbers)
    yield words.text("{records} reach the target in {share} of cases.", records=records, share=share)
    if quota.surer and quota.surer.reached:
        usual, enough = numbers.percent(USUAL_CONFIDENCE), tops(quota.surer.funnels, words, numbers)
        yield words.text("For {share} it takes {records}.", share=usual, records=enough)
    if quota.chance.standard_error:
        points = numbers.number(quota.chance.standard_error * 100, 1)
        yield words.text("(Sampled; the share is exact to about {points} points.)", points=points)


def cases(probability: float, words: Words, numbers: Numbers) -> str:
    """A probability in whole percent; one that rounds to none or all, and is neither, says on which side it lies."""
    if probability in {0, 1}:
        return numbers.percent(Fraction(int(probability)))
    if probability >= 1 - HALF_A_POINT:
        return words.text("over {share}", share=numbers.percent(Fraction(99, 100)))
    if probability < HALF_A_POINT:
        return words.text("less than {share}", share=numbers.percent(Fraction(1, 100)))
    return numbers.percent(probability, 0)


def beyond(quota: Quota, words: Words) -> Iterator[str]:
    """Where the plan asks for more records than there are."""
    for funnel in quota.funnels:
        if any(stage.count >= MOST_RECORDS for stage in funnel.stages):
            yield words.text(
                "{funnel} takes more records than any market has: check the target, the deal value, the rates.",
                funnel=words.name(funnel.name),
            )


def enough_open(quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """Where as much is open at a stage as the target takes, or more."""
    for funnel in quota.funnels:
        for stage in funnel.stages:
            if stage.open and stage.open >= stage.count:
                yield words.text(
                    "{funnel}: {open} {records} are open already, and the target takes {count}: nothing new is needed.",
                    funnel=words.name(funnel.name),
                    open=numbers.count(stage.open),
                    records=words.names(stage.name, stage.open),
                    count=numbers.count(stage.count),
                )


def street(quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """Where more is assigned than the target: how much, funnel by funnel."""
    for funnel in quota.funnels:
        if funnel.overassignment == 1:
            continue
        share = numbers.percent(funnel.overassignment)
        if funnel.target and funnel.street:
            yield words.text(
                "{funnel}: over-assigned, {street} on a target of {target} ({share}).",
                funnel=words.name(funnel.name),
                street=_money(funnel.street, quota, numbers),
                target=_money(funnel.target, quota, numbers),
                share=share,
            )
        else:
            yield words.text(
                "{funnel}: over-assigned, {share} of its target.", funnel=words.name(funnel.name), share=share
            )


def _money(amount: Fraction, quota: Quota, numbers: Numbers) -> str:
    return numbers.money(amount, quota.currency) if quota.currency else numbers.number(amount)


def rounded_money(amount: Fraction, quota: Quota, numbers: Numbers) -> str:
    """An amount that is expected, in whole units of the currency."""
    return _money(Fraction(floor(amount + Fraction(1, 2))), quota, numbers)


def advice_for(quota: Quota, segment: str) -> Advice:
    """What would make a segment's hours suffice."""
    return next((each for each in quota.advice if each.segment == segment), Advice(segment))


def shortage(capacity: Capacity, advice: Advice, words: Words, numbers: Numbers) -> Iterator[str]:
    """Where a segment's hours do not suffice: by how many, and what would close the gap."""
    segment = words.name(capacity.segment)
    if capacity.total.free < 0:
        yield words.text(
            "{segment} is {hours} hours short: the quota takes {needed}, there are {available}.",
            segment=segment,
            hours=numbers.count(missing_hours(capacity.total)),
            needed=_hours(capacity.total.needed, numbers),
            available=numbers.count(int(capacity.total.available)),
        ) + _remedy(advice, words, numbers)
    elif not capacity.fits:
        week = capacity.tightest
        short = [load for load in capacity.weeks if load.free < 0]
        yield words.plural(
            "{segment} is short of hours in {count} week of the period, that of {day}: {hours}.",
            "{segment} is short of hours in {count} weeks of the period, most in that of {day}: {hours}.",
            len(short),
            segment=segment,
            count=len(short),
            day=numbers.day(week.period.start),
            hours=_hours(-week.free, numbers),
        ) + _remedy(advice, words, numbers)


def missing_hours(load: Load) -> int:
    """Whole hours that lack: those needed, rounded up, less those there are, rounded down, as sentences show both."""
    return ceil(load.needed) - int(load.available)


def _hours(hours: Fraction, numbers: Numbers) -> str:
    return numbers.count(ceil(hours))


def _remedy(advice: Advice, words: Words, numbers: Numbers) -> str:
    """What closes the gap in every week; nothing where nothing was found."""
    rate = _better_rate(advice, words, numbers)
    if advice.people is None:
        return " " + words.text("{rate} would close the gap.", rate=rate) if rate else ""
    people = numbers.count(advice.people)
    if not rate:
        return words.plural(
            " {people} more person would close the gap.",
            " {people} more people would close the gap.",
            advice.people,
            people=people,
        )
    return words.plural(
        " {people} more person would close the gap, or {rate}.",
        " {people} more people would close the gap, or {rate}.",
        advice.people,
        people=people,
        rate=rate,
    )


def _better_rate(advice: Advice, words: Words, numbers: Numbers) -> str:
    if advice.conversion is None or advice.was is None:
        return ""
    records = words.names(advice.stage, 2)
    return words.text(
        "a conversion of {records} of {rate} instead of {was}",
        records=f"{records} ({words.name(advice.funnel)})" if advice.funnel else records,
        rate=numbers.percent(advice.conversion),
        was=numbers.percent(advice.was),
    )


def lead_time(lead: Lead, quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """When the records of a funnel must be in to close in the period."""
    if not lead.time.cycle:
        return
    days, end = numbers.count(ceil(lead.time.cycle)), numbers.day(lead.end)
    if not lead.time.fits:
        yield words.text(
            "{funnel}: a deal takes {days} days, longer than the period leaves: what enters in it closes after {end}.",
            funnel=words.name(lead.funnel),
            days=days,
            end=end,
        )
        return
    latest = ", ".join(
        f"{words.names(stage, 2)} {numbers.day(timing.latest)}"
        for stage, timing in zip(lead.stages, lead.time.stages, strict=True)
    )
    yield words.text(
        "{funnel}: a deal takes {days} days. To close by {end}, the last must be in by: {latest}.",
        funnel=words.name(lead.funnel),
        days=days,
        end=end,
        latest=latest,
    )
    deals = next(funnel.deals for funnel in quota.funnels if funnel.name == lead.funnel)
    if lead.late_deals and deals == 1:
        yield words.text(
            "Spread over the whole period, its only deal would close too late; so its schedule ends earlier."
        )
    elif lead.late_deals:
        yield words.plural(
            "Spread over the whole period, {late} of its {deals} deals would close too late; so its schedule "
            "ends earlier.",
            "Spread over the whole period, {late} of its {deals} deals would close too late; so its schedule "
            "ends earlier.",
            lead.late_deals,
            late=numbers.count(lead.late_deals),
            deals=numbers.count(deals),
        )
    yield from too_early(lead, quota, words, numbers)


def too_early(lead: Lead, quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """What is due before the first deal of new work can close, and not expected from what is open."""
    target = next(funnel.target for funnel in quota.funnels if funnel.name == lead.funnel)
    if not lead.uncovered or not lead.early or not target:
        return
    values = {
        "share": numbers.percent(lead.early / target, 0),
        "amount": rounded_money(lead.early, quota, numbers),
        "day": numbers.day(lead.first_close),
        "before": numbers.day(lead.first_close - ONE_DAY),
    }
    if lead.covered:
        yield words.text(
            "{share} of the target ({amount}) is due by {before}; the first deal of new work closes on {day}, and what "
            "is open is expected to bring {covered}: {missing} comes later than due.",
            **values,
            covered=rounded_money(lead.covered, quota, numbers),
            missing=rounded_money(lead.uncovered, quota, numbers),
        )
    else:
        yield words.text(
            "{share} of the target ({amount}) is due by {before}; without open records the first deal closes on {day}, "
            "and what was due earlier is made up for from then on.",
            **values,
        )


def on_the_way(quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """Goals that are due earlier than the one that drives the quotas, where the work in time for them is too little."""
    for mark in quota.marks:
        if mark.is_in_time:
            continue
        day = numbers.day(mark.by)
        if mark.is_revenue:
            target, expected = (
                _money(mark.target, quota, numbers),
                _money(Fraction(round(mark.expected)), quota, numbers),
            )
        else:
            target, expected = numbers.number(mark.target), numbers.number(mark.expected, 1)
        yield words.text(
            "{goal}: {target} is due by {day}, and the work that is scheduled in time for it brings about {expected}.",
            goal=mark.goal,
            target=target,
            day=day,
            expected=expected,
        )


def deadlines(quota: Quota, words: Words, numbers: Numbers) -> Iterator[Deadline]:
    """For a calendar: the last day of each stage that has a lead time, and what must be in by then."""
    for lead in quota.assignment.leads if quota.assignment else ():
        counted = next(funnel for funnel in quota.funnels if funnel.name == lead.funnel)
        if not lead.time.cycle or not lead.time.fits:
            continue
        for stage, timing in zip(counted.stages, lead.time.stages, strict=True):
            records = f"{numbers.count(stage.count)} {words.names(stage.name, stage.count)}"
            title = words.text("{funnel}: last day for {records}", funnel=words.name(lead.funnel), records=records)
            yield Deadline(f"{lead.funnel}/{stage.name}", title, timing.latest)


def unstaffed_work(quota: Quota, words: Words) -> Iterator[str]:
    """What falls due when nobody is there to do it."""
    tasks = quota.assignment.unstaffed if quota.assignment else ()
    for segment in dict.fromkeys(task.segment for task in tasks):
        actions = ", ".join(dict.fromkeys(words.names(task.action, 2) for task in tasks if task.segment == segment))
        yield words.text(
            "{segment}: nobody is there, or all are still at 0% of their ramp, when {actions} are due; they are "
            "scheduled all the same.",
            segment=words.name(segment),
            actions=actions,
        )


def holidays(quota: Quota, words: Words) -> Iterator[str]:
    """Where the schedule has work on public holidays, since the plan does not say in which country people work."""
    if quota.works_holidays and quota.assignment and quota.assignment.schedule.days:
        yield words.text(
            "Public holidays count as working days, since the plan names no country: write it under calendar, such as "
            "country: FR, and they are free."
        )
