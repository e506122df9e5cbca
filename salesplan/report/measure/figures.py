"""What a measurement looks like to programs: as JSON, and as the table that a CSV file holds."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from salesplan.measuring.measurement import Effort, Habits, Measurement, Measures, Prospects, Share, StageMeasure
from salesplan.measuring.spread import Spread
from salesplan.records.question import By
from salesplan.records.sources import Intake
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.language.words import Words, words_for
from salesplan.report.measure.notes import notes_of, warnings_of
from salesplan.report.measure.understood import Understood, understood_json
from salesplan.report.tables.table import Column, Kind, Table

PLACES = 6
"""Decimals of a rate in JSON: beyond them is nothing that records could tell."""


def measure_json(measured: Measurement) -> dict[str, Any]:
    """The measurement as programs read it: counts are whole numbers, rates shares of 1, times days."""
    return {
        "kind": "measure",
        "on": measured.on,
        "since": measured.since,
        "until": measured.until,
        "by": measured.by,
        "currency": measured.currency,
        **_measures(measured.overall),
        "groups": [{"name": group.name, **_measures(group)} for group in measured.groups],
        "habits": _habits(measured.habits),
        "prospects": _prospects(measured.prospects),
        "records": [_intake(intake) for intake in measured.intakes],
        "understood": understood_json(understood_of(measured, words_for("en"), numbers_for("en"))),
        "notes": list(notes_of(measured, words_for("en"), numbers_for("en"))),
    }


def understood_of(measured: Measurement, words: Words, numbers: Numbers) -> Understood:
    """How the records of a measurement were understood."""
    return Understood(measured.intakes, measured.taken, measured.orders, warnings_of(measured, words, numbers))


def _measures(found: Measures) -> dict[str, Any]:
    return {
        "deals": {
            "total": found.total,
            "won": found.won,
            "lost": found.lost,
            "open": found.open,
            "parked": found.parked,
            "cancelled": found.cancelled,
            "unknown": found.unknown,
        },
        "win_rate": _share(found.win_rate),
        "average_deal": _round(found.deal_size.mean),
        "deal_size": _spread(found.deal_size),
        "cycle_days": _spread(found.cycle_days),
        "stages": [_stage(stage) for stage in found.stages],
        "effort": [_effort(line) for line in found.effort],
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval or (None, None)
    return {
        "value": _round(share.value),
        "low": None if low is None else round(low, PLACES),
        "high": None if high is None else round(high, PLACES),
        "n": share.n,
        "unknown": share.unknown,
        "hits": share.hits,
        "enough": share.enough,
    }


def _round(value: Fraction | None) -> float | int | None:
    if value is None or value.denominator == 1:
        return None if value is None else value.numerator
    return round(float(value), PLACES)


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "mean": _round(spread.mean),
        "median": _round(spread.median),
        "p5": _round(spread.low),
        "p95": _round(spread.high),
        "n": spread.n,
    }


def _stage(stage: StageMeasure) -> dict[str, Any]:
    return {
        "name": stage.name,
        "funnel": stage.path,
        "entered": stage.entered,
        "moved_on": stage.moved_on,
        "active": stage.active,
        "lost": stage.lost,
        "won": stage.won,
        "parked": stage.parked,
        "unknown": stage.unknown,
        "conversion": _share(stage.conversion),
        "settled": None if stage.settled is None else round(stage.settled, PLACES),
        "biased": stage.biased,
        "median_days": _round(stage.days.median),
        "mean_days": _round(stage.days.mean),
    }


def _effort(line: Effort) -> dict[str, Any]:
    return {
        "segment": line.segment or None,
        "funnel": line.path or None,
        "stage": line.stage or None,
        "action": line.action,
        "actions": line.actions,
        "per_record": _round(line.per_record),
        "per_won": _round(line.per_won),
        "reached": _round(line.reached.value),
        "minutes": _round(line.minutes),
    }


def _habits(found: Habits | None) -> dict[str, Any] | None:
    if found is None:
        return None
    lines = [
        {"action": line.what, "unit": line.unit, "best": _round(line.best), "rest": _round(line.rest)}
        for line in found.lines
    ]
    return {"best": list(found.best), "rest": list(found.rest), "differences": lines}


def _prospects(found: Prospects | None) -> dict[str, int | None] | None:
    if found is None:
        return None
    return {"total": found.total, "worked": found.worked, "reached": found.reached, "turned": found.turned}


def _intake(intake: Intake) -> dict[str, Any]:
    return {
        "table": intake.table,
        "recognised": intake.recognised or None,
        "read": intake.read,
        "used": intake.used,
        "set_aside": [{"reason": part.reason, "rows": part.rows} for part in intake.set_aside],
    }


def measure_csv(measured: Measurement, words: Words) -> Table:
    """The stages, or the deals where no stages are known: every figure in a column of its own, a row a group."""
    return _stages(measured, words) if measured.overall.stages else _deals(measured, words)


def groups_of(measured: Measurement, words: Words) -> Iterable[tuple[str, Measures]]:
    """The groups by name, then all deals."""
    for group in measured.groups:
        yield _group_name(group.name, measured.by, words), group
    yield words.text("All deals"), measured.overall


def _group_name(name: str, by: By | None, words: Words) -> str:
    nobody = {"(nobody)": words.text("(nobody)"), "(no date)": words.text("(no date)"), "(none)": words.text("(none)")}
    if name in nobody:
        return nobody[name]
    return words.name(name) if by in {"segment", "funnel"} else name


def group_title(measured: Measurement, words: Words) -> str:
    """What the groups are; empty without any."""
    titles = {
        "rep": words.text("Rep"),
        "source": words.text("Lead source"),
        "month": words.text("Month"),
        "segment": words.text("Segment"),
        "funnel": words.text("Funnel"),
    }
    return titles[measured.by] if measured.by else ""


def group_columns(measured: Measurement, words: Words) -> tuple[Column, ...]:
    """The column of the groups, where there are any."""
    return (Column("group", group_title(measured, words)),) if measured.groups else ()


def deal_columns(words: Words) -> tuple[Column, ...]:
    """What has become of deals, for `deal_counts`."""
    return (
        Column("deals", words.text("Deals"), Kind.COUNT),
        Column("won", words.text("Won"), Kind.COUNT),
        Column("lost", words.text("Lost"), Kind.COUNT),
        Column("open", words.text("Still open"), Kind.COUNT),
    )


def deal_counts(found: Measures) -> tuple[int, ...]:
    """All deals, those won and lost, and those that are open."""
    return (found.total, found.won, found.lost, found.open)


def stage_columns(words: Words, *, bar: bool = False) -> tuple[Column, ...]:
    """What has become of the deals that entered a stage, for `stage_counts`; with `bar`, their number is drawn."""
    return (
        Column("entered", words.text("Entered"), Kind.COUNT, bar=bar),
        Column("moved_on", words.text("Moved on"), Kind.COUNT),
        Column("won", words.text("Won"), Kind.COUNT),
        Column("lost", words.text("Lost"), Kind.COUNT),
        Column("active", words.text("Still there"), Kind.COUNT),
    )


def stage_counts(stage: StageMeasure) -> tuple[int, ...]:
    """Deals that entered the stage, moved on, were won or lost there, and are there still."""
    return (stage.entered, stage.moved_on, stage.won, stage.lost, stage.active)


def _deals(measured: Measurement, words: Words) -> Table:
    """Deals, win rate, deal size and cycle, a row a group and one for all."""
    columns = (
        Column("group", group_title(measured, words)),
        *deal_columns(words),
        Column("win_rate", words.text("Win rate"), Kind.PERCENT),
        Column("low", words.text("95% at least"), Kind.PERCENT),
        Column("high", words.text("95% at most"), Kind.PERCENT),
        Column("average_deal", words.text("Mean deal"), Kind.MONEY),
        Column("median_deal", words.text("Median deal"), Kind.MONEY),
        Column("cycle_mean", words.text("Mean days to win"), Kind.NUMBER),
        Column("cycle_median", words.text("Median days"), Kind.NUMBER),
    )
    rows = [_deals_row(name, found) for name, found in groups_of(measured, words)]
    title = words.text("Deals until {day}", day=measured.on.isoformat())
    total = rows.pop() if measured.groups else None
    return Table("deals", title, columns, tuple(rows), total, currency=measured.currency or "")


def _deals_row(name: str, found: Measures) -> tuple[Any, ...]:
    low, high = found.win_rate.interval or (None, None)
    size, cycle = found.deal_size, found.cycle_days
    return (
        name,
        *deal_counts(found),
        found.win_rate.value,
        low,
        high,
        size.mean,
        size.median,
        cycle.mean,
        cycle.median,
    )


def _stages(measured: Measurement, words: Words) -> Table:
    """What became of the deals that entered each stage."""
    columns = (
        *group_columns(measured, words),
        Column("funnel", words.text("Funnel")),
        Column("stage", words.text("Stage")),
        *stage_columns(words),
        Column("conversion", words.text("Conversion"), Kind.PERCENT),
        Column("low", words.text("95% at least"), Kind.PERCENT),
        Column("high", words.text("95% at most"), Kind.PERCENT),
        Column("n", words.text("Decided"), Kind.COUNT),
        Column("median_days", words.text("Median days"), Kind.NUMBER),
        Column("remark", ""),
    )
    rows = [
        (*([name] if measured.groups else []), *_stage_cells(stage, words))
        for name, found in groups_of(measured, words)
        for stage in found.stages
    ]
    return Table(
        "stages", words.text("Stages measured"), columns, tuple(rows), group="group" if measured.groups else ""
    )


def _stage_cells(stage: StageMeasure, words: Words) -> tuple[Any, ...]:
    share = stage.conversion
    low, high = share.interval or (None, None)
    return (
        stage.path,
        words.name(stage.name),
        *stage_counts(stage),
        share.value,
        low,
        high,
        share.n,
        stage.days.median,
        remark(stage, words),
    )


def remark(stage: StageMeasure, words: Words) -> str:
    """What has to be known beside a stage's conversion; mostly nothing."""
    if stage.biased:
        return words.text("open deals bias it")
    return "" if stage.conversion.enough else words.text("not enough history")
