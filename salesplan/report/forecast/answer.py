"""What a forecast looks like: tables and a picture of its futures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from salesplan.progress.forecast.breakdown import By
from salesplan.progress.forecast.levers import Advice
from salesplan.progress.forecast.prediction import Forecast
from salesplan.report.answer import Answer
from salesplan.report.forecast.data import forecast_json
from salesplan.report.forecast.levers import lever_table
from salesplan.report.forecast.notes import cause, notes
from salesplan.report.forecast.shown import kind_of, tidy
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.tables.table import Cell, Column, Kind, Table


def forecast_answer(found: Forecast, language: str, advice: Advice | None = None) -> Answer:
    """The forecast: its range and parts, ten futures drawn, the levers if asked for, and what it rests on."""
    voice = voice_for(language, found.currency, found.period)
    tables = [_range_table(found, voice), _parts_table(found, voice), *_futures(found, voice), *_width(found, voice)]
    tables += _groups(found, voice)
    if advice:
        tables += lever_table(advice, found, voice)
    return Answer(
        data=forecast_json(found, advice),
        tables=tuple(tables),
        title=voice.say(
            "Forecast of {period}, as of {day}",
            period=voice.span(found.period.start, found.period.end), day=voice.day(found.on),
        ),
        notes=tuple(notes(found, voice, advice)),
    )  # fmt: skip


def _range_table(found: Forecast, voice: Voice) -> Table:
    say = voice.say
    kind = kind_of(found.in_money, found.currency)
    keys = (("mean", say("Mean")), ("p10", say("10% below")), ("p50", say("Median")), ("p90", say("10% above")))
    columns = [Column("measure", ""), *(Column(key, title, kind) for key, title in keys)]
    name = say("Revenue") if found.in_money else say("Deals")
    row: tuple[Cell, ...] = (name, *(tidy(getattr(found.result, key), found.in_money) for key, _ in keys))
    return Table("range", say("What the period will bring"), tuple(columns), (row,), currency=found.currency)


def _parts_table(found: Forecast, voice: Voice) -> Table:
    say, kind = voice.say, kind_of(found.in_money, found.currency)
    rows = part_names(found, voice)
    columns = (Column("part", say("Comes from")), Column("mean", say("Mean"), kind, bar=True))
    cells = tuple((name, tidy(value, found.in_money)) for name, value in rows)
    total = (say("Total"), tidy(found.parts.total, found.in_money))
    return Table("parts", say("Where it comes from"), columns, cells, total, currency=found.currency)


def part_names(found: Forecast, voice: Voice) -> tuple[tuple[str, float], ...]:
    """The parts of the mean, as they are called; renewals only where contracts are due."""
    say, parts = voice.say, found.parts
    rows = ((say("Won so far"), parts.won), (say("Open deals"), parts.pipeline),
            (say("New business still to come"), parts.new_business))  # fmt: skip
    return rows if parts.renewals is None else (*rows, (say("Renewals of contracts due"), parts.renewals))


def _futures(found: Forecast, voice: Voice) -> tuple[Table, ...]:
    say, kind = voice.say, kind_of(found.in_money, found.currency)
    columns = [Column("future", say("Future"), Kind.COUNT), Column("result", say("Result"), kind, bar=True)]
    rows: list[tuple[Any, ...]] = [(place + 1, tidy(each, found.in_money)) for place, each in enumerate(found.futures)]
    if found.target is not None:
        columns.append(Column("reached", say("Target")))
        rows = [
            (*row, say("reached") if each >= found.target else say("missed"))
            for row, each in zip(rows, found.futures, strict=True)
        ]
    title = say("Ten futures, each as likely as the others")
    return (Table("futures", title, tuple(columns), tuple(rows), currency=found.currency),)


def _width(found: Forecast, voice: Voice) -> tuple[Table, ...]:
    """What makes the range as wide as it is; nothing for a certain result."""
    if not found.width:
        return ()
    columns = (Column("cause", voice.say("Comes from")), Column("share", voice.say("Share"), Kind.PERCENT, bar=True))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (capital(cause(each, found, voice)), Fraction(each.share).limit_denominator(100)) for each in found.width
    )
    return (Table("width", voice.say("Why the range is so wide"), columns, rows),)


def _groups(found: Forecast, voice: Voice) -> tuple[Table, ...]:
    if found.by is None:
        return ()
    say, kind = voice.say, kind_of(found.in_money, found.currency)
    title = {By.FUNNEL: say("Funnel"), By.SEGMENT: say("Team"), By.REP: say("Salesperson")}[found.by]
    figures = (("won", say("Won so far")), ("mean", say("Mean")), ("p10", say("10% below")), ("p90", say("10% above")))
    columns = (Column("name", title), *(Column(key, text, kind) for key, text in figures),
               Column("open", say("Open deals"), Kind.COUNT))  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (each.name or say("nobody known"),
         *(tidy(one, found.in_money) for one in
           (each.parts.won, each.parts.total, each.result.p10, each.result.p90)), each.open_deals)
        for each in found.groups
    )  # fmt: skip
    return (Table("groups", say("Each one's part"), columns, rows, currency=found.currency),)
