"""What a forecast and its back-test look like: tables, notes, and JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec.structs import asdict

from salesplan.progress.forecast.backtest import Backtest, Score
from salesplan.progress.forecast.odds import Way
from salesplan.progress.forecast.prediction import Forecast, Loss, Range
from salesplan.report.answer import Answer
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.quota.notes import cases
from salesplan.report.tables.table import Cell, Column, Kind, Table

FEW = 3
"""Fewer past periods than this are called few."""


def forecast_answer(found: Forecast, language: str) -> Answer:
    """The forecast: its range and parts, ten futures drawn, and what it rests on."""
    voice = voice_for(language, found.currency, found.period)
    return Answer(
        data=forecast_json(found),
        tables=(_range_table(found, voice), _parts_table(found, voice), *_futures(found, voice)),
        title=voice.say(
            "Forecast of {period}, as of {day}",
            period=voice.span(found.period.start, found.period.end), day=voice.day(found.on),
        ),
        notes=tuple(_notes(found, voice)),
    )  # fmt: skip


def _kind(in_money: bool, currency: str) -> Kind:  # noqa: FBT001
    return Kind.MONEY if in_money and currency else Kind.NUMBER


def _tidy(value: float, in_money: bool) -> Fraction:  # noqa: FBT001
    """A figure as precise as a forecast can be: whole money, tenths of deals."""
    return Fraction(round(value)) if in_money else Fraction(round(value, 1)).limit_denominator(10)


def _range_table(found: Forecast, voice: Voice) -> Table:
    say = voice.say
    kind = _kind(found.in_money, found.currency)
    keys = (("mean", say("Mean")), ("p10", say("10% below")), ("p50", say("Median")), ("p90", say("10% above")))
    columns = [Column("measure", ""), *(Column(key, title, kind) for key, title in keys)]
    name = say("Revenue") if found.in_money else say("Deals")
    row: tuple[Cell, ...] = (name, *(_tidy(getattr(found.result, key), found.in_money) for key, _ in keys))
    return Table("range", say("What the period will bring"), tuple(columns), (row,), currency=found.currency)


def _parts_table(found: Forecast, voice: Voice) -> Table:
    say, kind = voice.say, _kind(found.in_money, found.currency)
    rows = ((say("Won so far"), found.parts.won), (say("Open deals"), found.parts.pipeline),
            (say("New business still to come"), found.parts.new_business))  # fmt: skip
    columns = (Column("part", say("Comes from")), Column("mean", say("Mean"), kind, bar=True))
    cells = tuple((name, _tidy(value, found.in_money)) for name, value in rows)
    total = (say("Total"), _tidy(found.parts.total, found.in_money))
    return Table("parts", say("Where it comes from"), columns, cells, total, currency=found.currency)


def _futures(found: Forecast, voice: Voice) -> tuple[Table, ...]:
    say, kind = voice.say, _kind(found.in_money, found.currency)
    columns = [Column("future", say("Future"), Kind.COUNT), Column("result", say("Result"), kind, bar=True)]
    rows: list[tuple[Any, ...]] = [(place + 1, _tidy(each, found.in_money)) for place, each in enumerate(found.futures)]
    if found.target is not None:
        columns.append(Column("reached", say("Target")))
        rows = [
            (*row, say("reached") if each >= found.target else say("missed"))
            for row, each in zip(rows, found.futures, strict=True)
        ]
    title = say("Ten futures, each as likely as the others")
    return (Table("futures", title, tuple(columns), tuple(rows), currency=found.currency),)


def _figure(value: float, found: Forecast, voice: Voice) -> str:
    if found.in_money and found.currency:
        return voice.numbers.money(round(value), found.currency, 0)
    return voice.numbers.number(_tidy(value, found.in_money))


def _notes(found: Forecast, voice: Voice) -> list[str]:
    say = voice.say
    notes = []
    if found.target is not None and found.probability is not None:
        share, goal = cases(found.probability, voice.words, voice.numbers), found.target
        notes.append(say("The target of {target} is reached in {share} of futures.",
                         target=_figure(goal, found, voice), share=share))  # fmt: skip
    if found.by_value:
        notes.append(say("The records hold no amounts: the target was turned into deals at the plan's deal value."))
    notes += [_loss(loss, found, voice) for loss in found.losses]
    if found.on >= found.period.end:
        return [*notes, say("The period is over: this is what was won.")]
    if not found.windows:
        notes.append(
            say("The records hold no stretch of this length that is over: the odds are assumed, not measured.")
        )
    elif found.periods < FEW:
        notes.append(say("The range is wide because the records hold few past periods: {count}.", count=found.periods))
    if found.rewound:
        notes.append(say("The records are of a later day: amounts of deals that were open then are not used."))
    if found.scores:
        notes.append(_by(found.way, voice))
    return notes


def _loss(loss: Loss, found: Forecast, voice: Voice) -> str:
    values = {"amount": _figure(loss.amount, found, voice), "mean": _figure(loss.mean, found, voice)}
    text = (
        voice.say("Without the biggest open deal ({amount}) the mean is {mean}", **values)
        if loss.deals == 1
        else voice.say("Without the three biggest open deals ({amount}) the mean is {mean}", **values)
    )
    if loss.probability is None:
        return f"{text}."
    share = cases(loss.probability, voice.words, voice.numbers)
    return voice.say("{text}, and the target is reached in {share} of futures.", text=text, share=share)


def _by(way: Way, voice: Voice) -> str:
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


def _numbers(one: Range) -> dict[str, float]:
    return {key: round(value, 4) for key, value in asdict(one).items()}


def forecast_json(found: Forecast) -> dict[str, Any]:
    """The forecast for programs; `revenue` is null where deals are what is counted."""
    parts = asdict(found.parts)
    return {
        "kind": "forecast",
        "title": found.title,
        "currency": found.currency,
        "on": found.on,
        "period": {"start": found.period.start, "end": found.period.end},
        "measure": "revenue" if found.in_money else "deals",
        "target": found.target,
        "probability": found.probability,
        "revenue": _numbers(found.result) if found.in_money else None,
        "deals": _numbers(found.deals),
        "components": {key: round(value, 4) for key, value in parts.items()},
        "futures": [round(each, 4) for each in found.futures],
        "losses": [asdict(loss) for loss in found.losses],
        "method": {
            "odds": found.way.value,
            "scores": {way.value: round(score, 4) for way, score in found.scores.items()},
            "periods": found.periods,
            "windows": round(found.windows, 2),
            "shock": round(found.shock, 4),
            "open_deals": found.open_deals,
            "exact": not found.trials,
        },
        "trials": found.trials,
        "seed": found.seed,
    }


def backtest_answer(found: Backtest, language: str) -> Answer:
    """The back-test: every day, the scores beside those of the naive forecast, and the way that was chosen."""
    voice = voice_for(language, found.currency, None)
    notes = [_by(found.chosen, voice)] if found.scores else []
    if not found.days:
        notes = [voice.say("The records hold no past period that could be foreseen from an earlier one.")]
    notes.append(voice.say(
        "The naive forecast is what was won so far, and what past periods brought from the same day on."
    ))  # fmt: skip
    return Answer(
        data=backtest_json(found),
        tables=(_day_table(found, voice), _score_table(found, voice)),
        title=voice.say("Past days, foreseen with what was known then"),
        notes=tuple(notes),
    )


def _day_table(found: Backtest, voice: Voice) -> Table:
    say, kind = voice.say, _kind(found.in_money, found.currency)
    columns = (Column("on", say("Day"), Kind.DATE), Column("p10", say("10% below"), kind),
               Column("p50", say("Median"), kind), Column("p90", say("10% above"), kind),
               Column("actual", say("Actual"), kind), Column("held", say("Within the range")))  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day.on, *(_tidy(each, found.in_money) for each in (day.p10, day.p50, day.p90, day.actual)),
         say("yes") if day.p10 <= day.actual <= day.p90 else say("no"))
        for day in found.days
    )  # fmt: skip
    return Table("days", say("Days"), columns, rows, currency=found.currency)


def _score_table(found: Backtest, voice: Voice) -> Table:
    say = voice.say
    titles = {
        "coverage80": say("Outcomes within the 80% range"),
        "coverage50": say("Outcomes within the 50% range"),
        "crps": say("CRPS, less is better"),
        "brier": say("Brier score of the target, less is better"),
        "accuracy": say("Accuracy of the mean"),
    }
    columns = (
        Column("score", say("Score")),
        Column("forecast", say("Forecast")),
        Column("naive", say("Naive forecast")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (title, _told(found.score, key, voice.numbers), _told(found.naive, key, voice.numbers))
        for key, title in titles.items()
    )
    return Table("scores", say("Scores"), columns, rows)


def _told(score: Score, key: str, numbers: Numbers) -> str:
    value = getattr(score, key)
    if value is None:
        return ""
    exact = Fraction(value).limit_denominator(100_000)
    return numbers.number(exact, 2) if key in {"crps", "brier"} else numbers.percent(exact, 0)


def _days_json(found: Backtest) -> list[dict[str, Any]]:
    keys = ("on", "p10", "p25", "p50", "p75", "p90", "mean", "target", "probability", "actual", "reached")
    return [
        {**{key: getattr(day, key) for key in keys}, "naive": day.naive, "odds": day.way.value} for day in found.days
    ]


def backtest_json(found: Backtest) -> dict[str, Any]:
    """The back-test for programs."""
    return {
        "kind": "backtest",
        "title": found.title,
        "measure": "revenue" if found.in_money else "deals",
        "days": _days_json(found),
        **asdict(found.score),
        "naive": asdict(found.naive),
        "chosen": found.chosen.value,
        "scores": {way.value: round(score, 4) for way, score in found.scores.items()},
    }
