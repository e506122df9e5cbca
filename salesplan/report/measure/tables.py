"""What a measurement looks like to people: tables narrow enough for a terminal of 80 to 100 columns."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from salesplan.measuring.measurement import Effort, Habits, Measurement, Measures, Prospects, Share, StageMeasure
from salesplan.measuring.spread import Spread
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.measure.figures import (
    deal_columns,
    deal_counts,
    group_columns,
    group_title,
    groups_of,
    remark,
    stage_columns,
    stage_counts,
)
from salesplan.report.tables.table import Column, Kind, Table, slim


def measure_tables(measured: Measurement, words: Words, numbers: Numbers) -> tuple[Table, ...]:
    """Deals, sizes, stages, conversion, effort, and what else the records tell."""
    sizes = [table for table in slim(_sizes(measured, words, numbers)) if len(table.columns) > 1]
    tables = [_deals(measured, words, numbers), *sizes]
    if measured.overall.stages:
        tables += [_stages(measured, words), *slim(_conversion(measured, words, numbers))]
    if measured.overall.effort:
        tables.append(_effort(measured, words))
    if measured.habits:
        tables += _habits(measured.habits, words)
    if measured.prospects:
        tables.append(_prospects(measured.prospects, words))
    return tuple(tables)


def interval(share: Share, numbers: Numbers) -> str:
    """A share's 95% interval, such as `62.0–64.3%`; empty without evidence."""
    if share.interval is None:
        return ""
    low, high = share.interval
    return f"{numbers.number(low * 100, 1)}–{numbers.percent(high, 1)}"


def nine_in_ten(spread: Spread, currency: str, numbers: Numbers) -> str:
    """The range that holds nine of ten amounts; empty without any."""
    if spread.low is None or spread.high is None:
        return ""
    return f"{numbers.money(spread.low, currency, 0)}–{numbers.money(spread.high, currency, 0)}"


def _deals(measured: Measurement, words: Words, numbers: Numbers) -> Table:
    columns = (
        Column("group", group_title(measured, words)),
        *deal_columns(words),
        Column("win_rate", words.text("Win rate"), Kind.PERCENT, bar=bool(measured.groups)),
        Column("interval", words.text("95% interval")),
    )
    rows = [
        (name, *deal_counts(found), found.win_rate.value, interval(found.win_rate, numbers))
        for name, found in groups_of(measured, words)
    ]
    total = rows.pop() if measured.groups else None
    return Table("deals", words.text("Deals until {day}", day=numbers.day(measured.on)), columns, tuple(rows), total)


def _sizes(measured: Measurement, words: Words, numbers: Numbers) -> Table:
    currency = measured.currency or ""
    columns = (
        Column("group", group_title(measured, words)),
        Column("average_deal", words.text("Mean deal"), Kind.MONEY),
        Column("median_deal", words.text("Median deal"), Kind.MONEY),
        Column("range", words.text("9 in 10 deals")),
        Column("cycle_mean", words.text("Mean days to win"), Kind.NUMBER),
        Column("cycle_median", words.text("Median days"), Kind.NUMBER),
    )
    rows = [(name, *_size(found, currency, numbers)) for name, found in groups_of(measured, words) if found.won]
    total = rows.pop() if measured.groups and rows else None
    return Table("sizes", words.text("Won deals: size and cycle"), columns, tuple(rows), total, currency=currency)


def _size(found: Measures, currency: str, numbers: Numbers) -> tuple[Any, ...]:
    size, cycle = found.deal_size, found.cycle_days
    return (size.mean, size.median, nine_in_ten(size, currency, numbers), cycle.mean, cycle.median)


def _name_columns(measured: Measurement, words: Words) -> tuple[Column, ...]:
    """The columns that say which stage a row is about: no more than there is to tell apart."""
    return (
        *group_columns(measured, words),
        *([Column("funnel", words.text("Funnel"))] if len(measured.paths) > 1 else []),
        Column("stage", words.text("Stage")),
    )


def _rows(measured: Measurement, words: Words) -> list[tuple[tuple[str, ...], StageMeasure]]:
    several = len(measured.paths) > 1
    return [
        ((*([name] if measured.groups else []), *([stage.path] if several else []), words.name(stage.name)), stage)
        for name, found in groups_of(measured, words)
        for stage in found.stages
    ]


def _stages(measured: Measurement, words: Words) -> Table:
    columns = (
        *_name_columns(measured, words),
        *stage_columns(words, bar=True),
    )
    rows: list[tuple[Any, ...]] = [(*names, *stage_counts(stage)) for names, stage in _rows(measured, words)]
    group = "group" if measured.groups else ""
    return Table("stages", words.text("Stages measured"), columns, tuple(rows), group=group)


def _conversion(measured: Measurement, words: Words, numbers: Numbers) -> Table:
    columns = (
        *_name_columns(measured, words),
        Column("conversion", words.text("Conversion"), Kind.PERCENT),
        Column("interval", words.text("95% interval")),
        Column("n", words.text("Decided"), Kind.COUNT),
        Column("median_days", words.text("Median days"), Kind.NUMBER),
        Column("remark", ""),
    )
    rows: list[tuple[Any, ...]] = [(*names, *_rate(stage, words, numbers)) for names, stage in _rows(measured, words)]
    group = "group" if measured.groups else ""
    return Table("conversion", words.text("Conversion measured"), columns, tuple(rows), group=group)


def _rate(stage: StageMeasure, words: Words, numbers: Numbers) -> tuple[Any, ...]:
    share = stage.conversion
    return (share.value, interval(share, numbers), share.n, stage.days.median, remark(stage, words))


def _effort(measured: Measurement, words: Words) -> Table:
    """Actions by segment and stage."""
    columns = (
        *group_columns(measured, words),
        Column("segment", words.text("Segment")),
        Column("stage", words.text("Stage")),
        Column("action", words.text("Action")),
        Column("actions", words.text("Done"), Kind.COUNT),
        Column("per_record", words.text("Per record"), Kind.NUMBER),
        Column("per_won", words.text("Per won deal"), Kind.NUMBER),
        Column("reached", words.text("Answered"), Kind.PERCENT),
        Column("minutes", words.text("Minutes"), Kind.NUMBER),
    )
    rows = [
        (*([name] if measured.groups else []), *_effort_row(line, words))
        for name, found in groups_of(measured, words)
        for line in found.effort
    ]
    return Table("effort", words.text("Effort measured"), columns, tuple(rows))


def _effort_row(line: Effort, words: Words) -> tuple[Any, ...]:
    figures = (line.per_record, line.per_won, line.reached.value, line.minutes)
    return (words.name(line.segment), words.name(line.stage), words.name(line.action), line.actions, *figures)


def _habits(found: Habits, words: Words) -> list[Table]:
    """What the best reps do, beside the rest: how often they act, and how often they are answered."""
    units = {"per deal": words.text("per deal"), "per won deal": words.text("per won deal")}
    often = tuple((words.name(line.what), units[line.unit], line.best, line.rest)
                  for line in found.lines if line.unit in units)  # fmt: skip
    answered = tuple((words.name(line.what), line.best, line.rest) for line in found.lines if line.unit not in units)
    action, unit = Column("action", words.text("Action")), Column("unit", "")
    title = words.text("What the best reps do")
    made = (
        Table("habits", title, (action, unit, *_beside(words, Kind.NUMBER)), often),
        Table("answered", words.text("Share answered"), (action, *_beside(words, Kind.PERCENT)), answered),
    )
    shown = [table for table in made if table.rows]
    return [*shown[:-1], *(replace(table, note=_caution(found, words)) for table in shown[-1:])]


def _beside(words: Words, kind: Kind) -> tuple[Column, Column]:
    return Column("best", words.text("Best reps"), kind), Column("rest", words.text("Other reps"), kind)


def _caution(found: Habits, words: Words) -> str:
    return words.text(
        "Best by win rate: {best}. Few reps make a small sample: a difference is a question to ask, not a proof.",
        best=", ".join(found.best),
    )


def _prospects(found: Prospects, words: Words) -> Table:
    """A prospect list: worked, reached, turned into deals."""
    columns = (
        Column("step", words.text("Prospect list")),
        Column("count", words.text("Number"), Kind.COUNT, bar=True),
        Column("share", words.text("Share of all"), Kind.PERCENT),
    )
    steps = (
        (words.text("All prospects"), found.total),
        (words.text("Prospects worked"), found.worked),
        (words.text("Prospects reached"), found.reached),
        (words.text("Turned into a deal"), found.turned),
    )
    rows = tuple((step, n, Fraction(n, found.total) if found.total and n is not None else None) for step, n in steps)
    return Table("prospects", words.text("Prospect list"), columns, rows)
