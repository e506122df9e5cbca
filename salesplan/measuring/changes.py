"""What measuring changes in a plan: conversion, evidence, days, deal value, actions; where there is enough history."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from salesplan.base.money import rounded
from salesplan.measuring.measurement import Effort, Measurement, StageMeasure
from salesplan.measuring.spread import Spread
from salesplan.model.funnel import Funnel, Stage
from salesplan.records.recognise.synonyms import plain

SELDOM = Fraction(1, 10)
"""Actions rarer than one in ten records are not a routine to plan for."""


class Change(Struct, frozen=True):
    """A value of the plan to set: where it stands, and its new text."""

    path: tuple[str | int, ...]
    value: str


def changes(funnels: Sequence[Funnel], measured: Measurement) -> tuple[Change, ...]:
    """The plan's values that the measurement replaces.

    A conversion that rests on too few decided deals stays as it is, and so do actions that nobody recorded.
    """
    return tuple(change for place, funnel in enumerate(funnels) for change in _funnel(place, funnel, measured))


def _funnel(place: int, funnel: Funnel, measured: Measurement) -> Iterator[Change]:
    if len(measured.paths) == 1 and measured.overall.deal_size.n:
        yield from _deal_value(place, funnel, measured.overall.deal_size, measured.overall.win_rate.enough_from)
    for number, stage in enumerate(funnel.stages):
        found = next((m for m in measured.overall.stages if (m.path, m.name) == (funnel.name, stage.name)), None)
        if found is not None:
            where = ("funnels", place, "stages", number)
            yield from _stage(where, stage, found, measured)


def _deal_value(place: int, funnel: Funnel, size: Spread, enough: int) -> Iterator[Change]:
    if size.n < enough or size.mean is None or size.low is None or size.high is None or size.low <= 0:
        return
    given = funnel.deal_value
    is_range = given is not None and given.is_range and size.low < size.high
    text = f"{_amount(size.low)} to {_amount(size.high)}" if is_range else _amount(size.mean)
    yield Change(("funnels", place, "deal_value"), text)


def _stage(where: tuple[str | int, ...], stage: Stage, found: StageMeasure, measured: Measurement) -> Iterator[Change]:
    share = found.conversion
    if share.enough and share.value and share.unknown * SELDOM.denominator <= share.n:
        yield Change((*where, "conversion"), _percent(share.value))
        yield Change((*where, "evidence"), f"{share.hits} of {share.n} on {measured.on.isoformat()}")
    if found.days.n >= share.enough_from and found.days.mean:
        yield Change((*where, "days"), _figure(found.days.mean, 1))
    if found.entered >= share.enough_from:
        for line in measured.overall.effort:
            if (line.path, line.stage) == (found.path, found.name):
                yield from _action(where, stage, line)


def _action(where: tuple[str | int, ...], stage: Stage, line: Effort) -> Iterator[Change]:
    if not line.segment or line.per_record is None:
        return
    planned = {plain(action): action for action in stage.actions.get(line.segment, {})}
    if plain(line.action) in planned or line.per_record >= SELDOM:
        name = planned.get(plain(line.action), line.action)
        text = _figure(line.per_record, 2)
        if text != "0":
            yield Change((*where, "actions", line.segment, name), text)


def _percent(share: Fraction) -> str:
    for digits in range(2, 9):
        text = _figure(share * 100, digits)
        if text != "0":
            return f"{text}%"
    return f"{share.numerator}/{share.denominator}"


def _amount(value: Fraction) -> str:
    return _figure(value, 0 if abs(value) >= 1000 else 2)  # noqa: PLR2004  (cents say nothing about thousands)


def _figure(value: Fraction, digits: int) -> str:
    text = f"{rounded(value, digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
