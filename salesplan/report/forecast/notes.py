"""What a forecast says in sentences: the chance, what if the biggest deals are lost, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from salesplan.progress.forecast.levers import Advice
from salesplan.progress.forecast.losses import Loss
from salesplan.progress.forecast.odds import Way
from salesplan.progress.forecast.prediction import Forecast
from salesplan.progress.forecast.width import Cause, Width
from salesplan.report.forecast.shown import figure, share
from salesplan.report.language.voice import Voice
from salesplan.report.quota.notes import cases

FEW = 3
"""Fewer past periods than this are called few."""


def notes(found: Forecast, voice: Voice, advice: Advice | None = None) -> Iterator[str]:
    """The sentences below the tables."""
    say = voice.say
    if found.target is not None and found.probability is not None:
        yield say(
            "The target of {target} is reached in {share} of futures.",
            target=figure(found.target, found, voice),
            share=cases(found.probability, voice.words, voice.numbers),
        )
    if advice and not advice.levers:
        yield say("That is the wished chance of {share} already: no lever has to move.",
                  share=share(advice.confidence, voice))  # fmt: skip
    if found.by_value:
        yield say("The records hold no amounts: the target was turned into deals at the plan's deal value.")
    if found.on >= found.period.end:
        yield say("The period is over: this is what was won.")
        return
    yield from (_loss(loss, found, voice) for loss in found.losses)
    yield from _width(found, voice)
    yield from _rests_on(found, voice)


def _width(found: Forecast, voice: Voice) -> Iterator[str]:
    if found.width:
        first = found.width[0]
        part = voice.numbers.percent(Fraction(first.share).limit_denominator(100), 0)
        yield voice.say("Most of the range, {share}, comes from this: {cause}.", share=part,
                        cause=cause(first, found, voice))  # fmt: skip


def cause(one: Width, found: Forecast, voice: Voice) -> str:
    """What makes a result uncertain, in words."""
    say = voice.say
    match one.cause:
        case Cause.BIG:
            count, least = one.deals or 0, figure(one.least or 0.0, found, voice)
            return voice.words.plural("{count} open deal of {least}", "{count} open deals of {least} and more", count,
                                      count=voice.numbers.count(count), least=least)  # fmt: skip
        case Cause.OPEN:
            return say("which open deals are won")
        case Cause.NEW:
            return say("how much new business comes")
        case Cause.DUE:
            return say("which contracts are renewed")
        case Cause.RATES:
            return say("odds that rest on few deals")
        case Cause.SHOCK:
            return say("whether it is a good or a bad period for all deals alike")


def _rests_on(found: Forecast, voice: Voice) -> Iterator[str]:
    say = voice.say
    if found.on < found.period.start:
        yield say("The period has not begun: nothing is won in it yet.")
    if not found.windows:
        yield say("The records hold no stretch of this length that is over: the odds are assumed, not measured.")
    elif found.periods < FEW:
        yield say("The range is wide because the records hold few past periods: {count}.", count=found.periods)
    if found.parts.renewals is not None:
        yield say(
            "Renewals are contracts that renewed by themselves and contracts still open, at their renewal rate; what "
            "renewal deals brought is won so far."
        )
    if found.rewound:
        yield say("The records are of a later day: amounts of deals that were open then are not used.")
    if found.undated:
        yield voice.words.plural(
            "{count} won or lost deal without a closing date is left out.",
            "{count} won or lost deals without a closing date are left out.",
            found.undated,
            count=voice.numbers.count(found.undated),
        )
    if found.backwards:
        yield voice.words.plural(
            "{count} deal closed before it was created: it counts on its closing date, and was never open.",
            "{count} deals closed before they were created: they count on their closing dates, and were never open.",
            found.backwards,
            count=voice.numbers.count(found.backwards),
        )
    if found.foreign:
        yield voice.words.plural(
            "{count} deal in another currency is left out.",
            "{count} deals in another currency are left out.",
            found.foreign,
            count=voice.numbers.count(found.foreign),
        )
    if found.scores and found.windows:
        yield chosen_by(found.way, voice)


def _loss(loss: Loss, found: Forecast, voice: Voice) -> str:
    values = {"amount": figure(loss.amount, found, voice), "mean": figure(loss.mean, found, voice)}
    text = (
        voice.say("Without the biggest open deal ({amount}) the mean is {mean}", **values)
        if loss.deals == 1
        else voice.say("Without the three biggest open deals ({amount}) the mean is {mean}", **values)
    )
    if loss.probability is None:
        return f"{text}."
    return voice.say("{text}, and the target is reached in {share} of futures.", text=text,
                     share=cases(loss.probability, voice.words, voice.numbers))  # fmt: skip


def chosen_by(way: Way, voice: Voice) -> str:
    """Which way of odds was chosen, and why."""
    return voice.say(
        "Odds go by {features}: of four ways it foresaw past periods best.", features=_features(way, voice)
    )


def _features(way: Way, voice: Voice) -> str:
    match way:
        case Way.STAGE:
            return voice.say("the stage")
        case Way.AGE:
            return voice.say("the stage and the age of a deal")
        case Way.WEEK:
            return voice.say("the stage and the week of the period")
        case Way.BOTH:
            return voice.say("the stage, the age of a deal and the week of the period")
