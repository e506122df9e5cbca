"""What a back-test looks like: every day, and the scores beside those of the naive forecast."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec.structs import asdict

from salesplan.progress.forecast.backtest import Backtest, Score
from salesplan.report.answer import Answer
from salesplan.report.forecast.notes import chosen_by
from salesplan.report.forecast.shown import kind_of, tidy
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.tables.table import Cell, Column, Kind, Table


def backtest_answer(found: Backtest, language: str) -> Answer:
    """The back-test: every day, the scores beside those of the naive forecast, and the way that was chosen."""
    voice = voice_for(language, found.currency, None)
    notes = [chosen_by(found.chosen, voice)] if found.scores else []
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
    say, kind = voice.say, kind_of(found.in_money, found.currency)
    columns = (Column("on", say("Day"), Kind.DATE), Column("p10", say("10% below"), kind),
               Column("p50", say("Median"), kind), Column("p90", say("10% above"), kind),
               Column("actual", say("Actual"), kind), Column("held", say("Within the range")))  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day.on, *(tidy(each, found.in_money) for each in (day.p10, day.p50, day.p90, day.actual)),
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
        (title, _tell(found.score, key, voice.numbers), _tell(found.naive, key, voice.numbers))
        for key, title in titles.items()
    )
    return Table("scores", say("Scores"), columns, rows)


def _tell(score: Score, key: str, numbers: Numbers) -> str:
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
