"""The kpi command's answer: each figure beside its target and its past, and what is missing for the others."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from salesplan.base.money import round_money
from salesplan.indicators.indicator import Indicator, Indicators
from salesplan.report.answer import Answer
from salesplan.report.kpi.bases import basis_text
from salesplan.report.language.other_currencies import foreign
from salesplan.report.language.vocabulary import metric
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.tables.table import Cell, Column, Kind, Table

BARS = "▁▂▃▄▅▆▇█"


def kpi_answer(found: Indicators, language: str) -> Answer:
    """The key figures in the reader's language."""
    voice = voice_for(language, found.currency, found.period)
    title = voice.say("Key figures, {period}", period=voice.span(found.period.start, found.period.end))
    return Answer(
        data=kpi_json(found),
        tables=(kpi_table(voice, found), *basis_table(voice, found), *ramp_table(voice, found)),
        title=title,
        notes=(
            *running(voice, found),
            *foreign(voice.words, voice.numbers, found.foreign),
            *(_missing(voice, *one) for one in found.missing),
        ),
        rows=long_table(found),
    )


def running(voice: Voice, found: Indicators) -> tuple[str, ...]:
    """That a period which is not over stands beside whole ones before; nothing once it is over."""
    if found.on >= found.period.end:
        return ()
    day, end = voice.day(found.on), voice.day(found.period.end)
    return (
        voice.say(
            "The figures are as of {day}: the period runs until {end}, while those before it are whole.",
            day=day,
            end=end,
        ),
    )


def kpi_table(voice: Voice, found: Indicators) -> Table:
    """A line a key figure, as people read it."""
    titles = (
        ("metric", voice.say("Figure")),
        ("value", voice.say("Value")),
        ("target", voice.say("Target")),
        ("previous", voice.say("Period before")),
        ("year_before", voice.say("Year before")),
        ("trend", voice.say("Trend")),
        ("evidence", voice.say("Based on")),
    )
    figures = {"value", "target", "previous", "year_before"}
    columns = tuple(Column(key, title, Kind.NUMBER if key in figures else Kind.TEXT) for key, title in titles)
    return Table("kpi", "", columns, tuple(_row(voice, one) for one in found.known), currency=voice.currency)


def basis_table(voice: Voice, found: Indicators) -> tuple[Table, ...]:
    """How each figure is counted: what is divided by what, and which date decides."""
    if not found.known:
        return ()
    columns = (Column("metric", voice.say("Figure")), Column("basis", voice.say("Counted")))
    rows = tuple((metric(voice.words, one.metric), basis_text(voice, one.basis)) for one in found.known)
    return (Table("basis", voice.say("How they are counted"), columns, rows),)


def ramp_table(voice: Voice, found: Indicators) -> tuple[Table, ...]:
    """The measured ramp; no table where nobody started within the records."""
    if not found.ramp:
        return ()
    columns = (
        Column("month", voice.say("Month since the first day"), Kind.COUNT),
        Column("share", voice.say("Share of full quota"), Kind.PERCENT),
        Column("people", voice.say("People"), Kind.COUNT),
    )
    rows = tuple((one.month, one.share, one.n) for one in found.ramp)
    return (Table("ramp", voice.say("Ramp measured"), columns, rows),)


def _row(voice: Voice, one: Indicator) -> tuple[Cell, ...]:
    past = (_show(voice, value, one.unit) for value in (one.value, one.target, one.previous, one.year_before))
    return (metric(voice.words, one.metric), *past, sparkline(one.trend), _evidence(voice, one))


def _show(voice: Voice, value: Fraction | None, unit: str) -> str | None:
    if value is None:
        return None
    match unit:
        case "money" | "money a day":
            return voice.about(round_money(value, voice.currency))
        case "share":
            return voice.numbers.percent(value, 1)
    return voice.numbers.number(value, 0 if value.denominator == 1 else 2)


def _evidence(voice: Voice, one: Indicator) -> str:
    """Numerator and denominator; for a share its 95% interval."""
    ratio = one.ratio
    if ratio.denominator == 1 and not ratio.is_share:
        return ""
    above, below = (
        voice.numbers.number(round_money(part, voice.currency)) for part in (ratio.numerator, ratio.denominator)
    )
    if one.interval is None:
        return f"{above} / {below}"
    low, high = (voice.numbers.percent(end, 1) for end in one.interval)
    return voice.say("{hits} of {n}, 95% interval {low} to {high}", hits=above, n=below, low=low, high=high)


def sparkline(values: Sequence[Fraction | None]) -> str:
    """The values as bars of eight heights from the lowest to the highest; a blank where one is not known."""
    known = [value for value in values if value is not None]
    if len(known) < 2:  # noqa: PLR2004  (one value is no trend)
        return ""
    low, spread = min(known), max(known) - min(known)
    return "".join(" " if v is None else BARS[int((v - low) / spread * 7) if spread else 3] for v in values)


def _missing(voice: Voice, name: str, needs: Sequence[str]) -> str:
    return voice.say("{figure} needs: {needs}", figure=metric(voice.words, name), needs=", ".join(needs))


COLUMNS = (
    "metric",
    "value",
    "unit",
    "numerator",
    "denominator",
    "basis",
    "target",
    "previous",
    "year_before",
    "n",
    "low",
    "high",
)


def long_table(found: Indicators) -> Table:
    """All figures for programs, in English."""
    text = {"metric", "unit", "basis"}
    columns = tuple(Column(key, key, Kind.TEXT if key in text else Kind.NUMBER) for key in COLUMNS)
    rows = tuple(tuple(_json(one, found.currency)[key] for key in COLUMNS) for one in found.known)
    return Table("kpi", "", columns, rows, currency=found.currency)


def kpi_json(found: Indicators) -> dict[str, Any]:
    """The key figures as JSON holds them."""
    return {
        "kind": "kpi",
        "on": found.on,
        "period": {"start": found.period.start, "end": found.period.end},
        "kpis": [_json(one, found.currency) | {"trend": list(one.trend)} for one in found.known],
        "other_currency": found.foreign,
        "ramp": [{"month": one.month, "share": one.share, "n": one.n} for one in found.ramp],
        "missing": [{"metric": name, "needs": list(needs)} for name, needs in found.missing],
    }


def _json(one: Indicator, currency: str) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    return {
        "metric": one.metric,
        "value": one.value,
        "unit": one.unit.replace("money", currency or "money"),
        "numerator": one.ratio.numerator,
        "denominator": one.ratio.denominator,
        "basis": one.basis,
        "target": one.target,
        "previous": one.previous,
        "year_before": one.year_before,
        "n": one.n,
        "low": low,
        "high": high,
    }
