"""What a measurement looks like: as tables, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from salesplan.measure.measurement import Effort, Habits, Measurement, Measures, Prospects, Share, StageMeasure
from salesplan.measure.spread import Spread
from salesplan.records.source import Intake
from salesplan.report.table import Column, Kind, Table
from salesplan.report.words import Words

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
        "notes": list(measured.notes),
    }


def _measures(found: Measures) -> dict[str, Any]:
    return {
        "deals": {
            "total": found.total,
            "won": found.won,
            "lost": found.lost,
            "open": found.open,
            "parked": found.parked,
            "cancelled": found.cancelled,
        },
        "win_rate": _share(found.win_rate),
        "average_deal": _rounded(found.deal_size.mean),
        "deal_size": _spread(found.deal_size),
        "cycle_days": _spread(found.cycle_days),
        "stages": [_stage(stage) for stage in found.stages],
        "effort": [_effort(line) for line in found.effort],
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval or (None, None)
    return {
        "value": _rounded(share.value),
        "low": None if low is None else round(low, PLACES),
        "high": None if high is None else round(high, PLACES),
        "n": share.n,
        "hits": share.hits,
        "enough": share.enough,
    }


def _rounded(value: Fraction | None) -> float | int | None:
    if value is None or value.denominator == 1:
        return None if value is None else value.numerator
    return round(float(value), PLACES)


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "mean": _rounded(spread.mean),
        "median": _rounded(spread.median),
        "p5": _rounded(spread.low),
        "p95": _rounded(spread.high),
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
        "median_days": _rounded(stage.days.median),
        "mean_days": _rounded(stage.days.mean),
    }


def _effort(line: Effort) -> dict[str, Any]:
    return {
        "segment": line.segment or None,
        "funnel": line.path or None,
        "stage": line.stage or None,
        "action": line.action,
        "actions": line.actions,
        "per_record": _rounded(line.per_record),
        "per_won": _rounded(line.per_won),
        "reached": _rounded(line.reached.value),
        "minutes": _rounded(line.minutes),
    }


def _habits(found: Habits | None) -> dict[str, Any] | None:
    if found is None:
        return None
    lines = [
        {"action": line.what, "unit": line.unit, "best": _rounded(line.best), "rest": _rounded(line.rest)}
        for line in found.lines
    ]
    return {"best": list(found.best), "rest": list(found.rest), "differences": lines}


def _prospects(found: Prospects | None) -> dict[str, int] | None:
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


def measure_tables(measured: Measurement, words: Words) -> tuple[Table, ...]:
    """Deals, stages, effort, and what else the records tell."""
    tables = [deals_table(measured, words)]
    if measured.overall.stages:
        tables.append(stages_table(measured, words))
    if measured.overall.effort:
        tables.append(effort_table(measured, words))
    if measured.habits:
        tables.append(habits_table(measured.habits, words))
    if measured.prospects:
        tables.append(prospects_table(measured.prospects, words))
    return tuple(tables)


def _all(measured: Measurement, words: Words) -> Iterable[tuple[str, Measures]]:
    for group in measured.groups:
        yield group.name, group
    yield words.text("All deals"), measured.overall


def _title(measured: Measurement, words: Words) -> str:
    titles = {
        "rep": words.text("Rep"),
        "source": words.text("Lead source"),
        "month": words.text("Month"),
        "segment": words.text("Segment"),
        "funnel": words.text("Funnel"),
    }
    return titles[measured.by] if measured.by else ""


def deals_table(measured: Measurement, words: Words) -> Table:
    """Deals, win rate, deal size and cycle, a row a group and one for all."""
    columns = (
        Column("group", _title(measured, words)),
        Column("deals", words.text("Deals"), Kind.COUNT),
        Column("won", words.text("Won"), Kind.COUNT),
        Column("lost", words.text("Lost"), Kind.COUNT),
        Column("open", words.text("Still open"), Kind.COUNT),
        Column("win_rate", words.text("Win rate"), Kind.PERCENT, bar=True),
        Column("low", words.text("95% at least"), Kind.PERCENT),
        Column("high", words.text("95% at most"), Kind.PERCENT),
        Column("average_deal", words.text("Mean deal"), Kind.MONEY if measured.currency else Kind.NUMBER),
        Column("median_deal", words.text("Median deal"), Kind.MONEY if measured.currency else Kind.NUMBER),
        Column("cycle_mean", words.text("Mean days to win"), Kind.NUMBER),
        Column("cycle_median", words.text("Median days"), Kind.NUMBER),
    )
    rows = [_deals_row(name, found) for name, found in _all(measured, words)]
    title = words.text("Deals until {day}", day=measured.on.isoformat())
    total = rows.pop() if measured.groups else None
    return Table("deals", title, columns, tuple(rows), total, currency=measured.currency or "")


def _deals_row(name: str, found: Measures) -> tuple[Any, ...]:
    low, high = found.win_rate.interval or (None, None)
    size, cycle = found.deal_size, found.cycle_days
    counts = (found.total, found.won, found.lost, found.open)
    return (name, *counts, found.win_rate.value, low, high, size.mean, size.median, cycle.mean, cycle.median)


def stages_table(measured: Measurement, words: Words) -> Table:
    """What became of the deals that entered each stage."""
    grouped = [Column("group", _title(measured, words))] if measured.groups else []
    columns = (
        *grouped,
        Column("funnel", words.text("Funnel")),
        Column("stage", words.text("Stage")),
        Column("entered", words.text("Entered"), Kind.COUNT, bar=True),
        Column("moved_on", words.text("Moved on"), Kind.COUNT),
        Column("won", words.text("Won"), Kind.COUNT),
        Column("lost", words.text("Lost"), Kind.COUNT),
        Column("active", words.text("Still there"), Kind.COUNT),
        Column("conversion", words.text("Conversion"), Kind.PERCENT),
        Column("low", words.text("95% at least"), Kind.PERCENT),
        Column("high", words.text("95% at most"), Kind.PERCENT),
        Column("n", words.text("Decided"), Kind.COUNT),
        Column("median_days", words.text("Median days"), Kind.NUMBER),
        Column("remark", ""),
    )
    rows = [
        (*([name] if grouped else []), *_stage_row(stage, words))
        for name, found in _all(measured, words)
        for stage in found.stages
    ]
    return Table("stages", words.text("Stages measured"), columns, tuple(rows), group="group" if grouped else "")


def _stage_row(stage: StageMeasure, words: Words) -> tuple[Any, ...]:
    share = stage.conversion
    low, high = share.interval or (None, None)
    counts = (stage.entered, stage.moved_on, stage.won, stage.lost, stage.active)
    remark = "" if share.enough else words.text("not enough history")
    if stage.biased:
        remark = words.text("open deals bias it")
    return (stage.path, words.name(stage.name), *counts, share.value, low, high, share.n, stage.days.median, remark)


def effort_table(measured: Measurement, words: Words) -> Table:
    """Actions by segment and stage."""
    grouped = [Column("group", _title(measured, words))] if measured.groups else []
    columns = (
        *grouped,
        Column("segment", words.text("Segment")),
        Column("stage", words.text("Stage")),
        Column("action", words.text("Action")),
        Column("actions", words.text("Done"), Kind.COUNT, bar=True),
        Column("per_record", words.text("Per record"), Kind.NUMBER),
        Column("per_won", words.text("Per won deal"), Kind.NUMBER),
        Column("reached", words.text("Answered"), Kind.PERCENT),
        Column("minutes", words.text("Mean minutes"), Kind.NUMBER),
    )
    rows = [
        (*([name] if grouped else []), *_effort_row(line, words))
        for name, found in _all(measured, words)
        for line in found.effort
    ]
    return Table("effort", words.text("Effort measured"), columns, tuple(rows))


def _effort_row(line: Effort, words: Words) -> tuple[Any, ...]:
    figures = (line.per_record, line.per_won, line.reached.value, line.minutes)
    return (words.name(line.segment), words.name(line.stage), words.name(line.action), line.actions, *figures)


def habits_table(found: Habits, words: Words) -> Table:
    """What the best reps do, beside the rest."""
    columns = (
        Column("action", words.text("Action")),
        Column("unit", ""),
        Column("best", words.text("Best reps"), Kind.NUMBER),
        Column("rest", words.text("Other reps"), Kind.NUMBER),
    )
    units = {
        "per deal": words.text("per deal"),
        "per won deal": words.text("per won deal"),
        "answered": words.text("share answered"),
    }
    rows = tuple((words.name(line.what), units[line.unit], line.best, line.rest) for line in found.lines)
    note = words.text(
        "Best by win rate: {best}. Few reps make a small sample: a difference is a question to ask, not a proof.",
        best=", ".join(found.best),
    )
    return Table("habits", words.text("What the best reps do"), columns, rows, note=note)


def prospects_table(found: Prospects, words: Words) -> Table:
    """A prospect list: worked, reached, turned into deals."""
    columns = (
        Column("step", words.text("Prospect list")),
        Column("count", words.text("Records"), Kind.COUNT, bar=True),
        Column("share", words.text("Share of all"), Kind.PERCENT),
    )
    steps = (
        (words.text("All prospects"), found.total),
        (words.text("Prospects worked"), found.worked),
        (words.text("Prospects reached"), found.reached),
        (words.text("Turned into a deal"), found.turned),
    )
    rows = tuple((step, n, Fraction(n, found.total) if found.total else None) for step, n in steps)
    return Table("prospects", words.text("Prospect list"), columns, rows)
