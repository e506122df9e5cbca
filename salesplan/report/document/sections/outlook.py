"""What the period will bring: the forecast's range, where it comes from, and how likely the target is."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

from msgspec.structs import replace

from salesplan.progress.forecast.levers import Advice
from salesplan.progress.forecast.prediction import Forecast
from salesplan.report.document.blocks import Bar, Bars, Block, Headline, Prose
from salesplan.report.forecast import forecast_answer, part_names
from salesplan.report.language.voice import Voice
from salesplan.report.quota.notes import cases

NOTHING = 1e-9


def outlook(voice: Voice, found: Forecast, advice: Advice | None = None) -> tuple[Block, ...]:
    """The section: in a sentence, as bars on one scale with the target, and in tables; the levers last."""
    answer = forecast_answer(found, voice.words.language, advice)
    ranges, parts, *futures = answer.tables
    first, *further = answer.notes or ("",)
    picture = _picture(voice, found)
    return (
        *((Prose(first),) if first else ()),
        ranges,
        *(
            (picture, replace(parts, title="", columns=tuple(replace(one, bar=False) for one in parts.columns)))
            if picture.bars
            else ()
        ),
        *futures,
        *((Prose(" ".join(further), muted=True),) if further else ()),
    )


def expected_result(voice: Voice, found: Forecast) -> tuple[Headline, ...]:
    """What the forecast says, beside how likely it reaches the target."""
    low, high = _amount(voice, found, found.result.p10), _amount(voice, found, found.result.p90)
    meaning = voice.say("{low} to {high} in eight of ten futures.", low=low, high=high)
    if found.probability is not None:
        share = cases(found.probability, voice.words, voice.numbers)
        meaning += " " + voice.say("The target is reached in {share} of them all.", share=share)
    return (Headline(voice.say("Outlook"), _amount(voice, found, found.result.mean), meaning),)


def _picture(voice: Voice, found: Forecast) -> Bars:
    parts, result = found.parts, found.result
    most = max(result.p90, parts.total, found.target or 0.0)
    if most <= NOTHING:
        return Bars("outlook", "", ())
    mark = found.target / most if found.target else None
    names = part_names(found, voice)
    ends = tuple(accumulate(value for _, value in names))
    figures = [f"{'+ ' if place else ''}{_amount(voice, found, value)}" for place, (_, value) in enumerate(names)]
    low, high = _amount(voice, found, result.p10), _amount(voice, found, result.p90)
    span = voice.say("{low} to {high}", low=low, high=high)
    bars = [
        Bar(label, figure, start / most, end / most, mark)
        for (label, _), figure, start, end in zip(names, figures, (0.0, *ends), ends, strict=False)
    ]
    bars.append(Bar(voice.say("Eight of ten futures"), span, result.p10 / most, result.p90 / most, mark, "total"))
    note = (
        voice.say("The mark is the target of {amount}.", amount=_amount(voice, found, found.target))
        if found.target
        else ""
    )
    return Bars("outlook", voice.say("Where it comes from"), tuple(bars), note)


def _amount(voice: Voice, found: Forecast, value: float) -> str:
    if found.in_money and found.currency:
        return voice.numbers.money(round(value), found.currency, 0)
    return voice.numbers.number(Fraction(round(value, 1)).limit_denominator(10))
