"""The levers as a table: what each would have to be, and what that takes."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from salesplan.progress.forecast.handles import Handle, Kind
from salesplan.progress.forecast.levers import Advice, Lever
from salesplan.progress.forecast.prediction import Forecast
from salesplan.report.forecast.shown import kind_of, share, tidy
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Cell, Column, Table, slim
from salesplan.report.tables.table import Kind as Shown

RATES = frozenset({Kind.CONVERSION, Kind.ANSWERING})


def lever_table(advice: Advice, found: Forecast, voice: Voice) -> tuple[Table, ...]:
    """A row a lever, by effort; where a lever is not enough, what the largest change that was tried comes to."""
    say, kind = voice.say, kind_of(found.in_money, found.currency)
    columns = (Column("lever", say("Lever")), Column("today", say("Today")), Column("change", say("Change")),
               Column("then", say("Then")), Column("probability", say("Chance")), Column("mean", say("Mean"), kind),
               Column("hours", say("Hours of work"), Shown.COUNT), Column("money", say("Cost"), kind))  # fmt: skip
    rows = tuple(_row(lever, advice.confidence, found, voice) for lever in advice.levers)
    title = say("What would lift the chance to {share}, each by itself", share=share(advice.confidence, voice))
    return slim(Table("levers", title, columns, rows, currency=found.currency))


def _row(lever: Lever, aim: float, found: Forecast, voice: Voice) -> tuple[Cell, ...]:
    handle, cost = lever.handle, lever.cost
    alone = voice.say("cannot be done by this lever alone")
    told: tuple[Cell, ...] = (_name(handle, voice), _figure(handle.before, handle, found, voice),
                              _change(lever, voice) if lever.is_enough else alone)  # fmt: skip
    if not lever.is_enough:
        return (*told, "", _short_of(lever.probability, aim, voice), tidy(lever.mean, found.in_money), None, None)
    return (
        *told,
        _figure(handle.after(lever.change), handle, found, voice),
        share(lever.probability, voice),
        tidy(lever.mean, found.in_money),
        None if cost.hours is None else round(cost.hours),
        None if cost.money is None else tidy(cost.money, in_money=True),
    )


def _short_of(probability: float, aim: float, voice: Voice) -> str:
    """A probability below the one aimed at, which must not round up to it."""
    told = share(probability, voice)
    return told if told != share(aim, voice) else voice.numbers.percent(Fraction(floor(probability * 1000), 1000), 1)


def _name(handle: Handle, voice: Voice) -> str:
    """What is changed, and of whom."""
    say, of = voice.say, handle.of
    match handle.kind:
        case Kind.CONVERSION:
            return say("Conversion of {stage}", stage=voice.words.names(of, 2))
        case Kind.ANSWERING:
            return say("Answering rate of {action}", action=voice.words.names(of, 2))
        case Kind.PEOPLE:
            return say("People in {segment}", segment=voice.words.name(of))
        case Kind.VALUE:
            text = say("Value of a deal")
        case Kind.CYCLE:
            text = say("Days from created to won")
        case Kind.RECORDS:
            text = say("New records")
    return voice.labelled(of, text) if of else text


def _change(lever: Lever, voice: Voice) -> str:
    if lever.handle.kind is Kind.PEOPLE:
        return f"+{voice.numbers.count(int(lever.change))}"
    exact = Fraction(lever.change).limit_denominator(1_000)
    text = voice.numbers.percent(abs(exact), 1 if exact.denominator not in {1, 2, 4, 5, 10, 20, 25, 50, 100} else 0)
    return f"{'+' if exact > 0 else '-'}{text}"


def _figure(value: float | None, handle: Handle, found: Forecast, voice: Voice) -> str:
    if value is None:
        return ""
    numbers = voice.numbers
    if handle.kind in RATES:
        return numbers.percent(Fraction(value).limit_denominator(100_000), 1)
    if handle.kind is Kind.VALUE and found.currency:
        return numbers.money(round(value), found.currency, 0)
    return numbers.number(Fraction(round(value)), 0)
