"""What a quota looks like: as lines on a screen, as tables, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from salesplan.funnel import FunnelQuota, SegmentQuota
from salesplan.quotas import Quota
from salesplan.report.drawing import Scale, funnel_lines
from salesplan.report.layout import Line, Piece, Role, cells_wide, line, table_lines
from salesplan.report.numbers import Numbers
from salesplan.report.table import Column, Kind, Table

_DRAWING = 32
DEALS = "won deals"


def quota_json(quota: Quota) -> dict[str, Any]:
    """The quota as the JSON contract has it; counts are whole numbers."""
    return {
        "kind": "quota",
        "title": quota.title,
        "currency": quota.currency or None,
        "target": quota.target,
        "period": {"start": quota.period.start, "end": quota.period.end} if quota.period else None,
        "confidence": None,
        "probability": None,
        "funnels": [_funnel_json(funnel) for funnel in quota.funnels],
        "segments": [_segment_json(segment) for segment in quota.segments],
    }


def _funnel_json(funnel: FunnelQuota) -> dict[str, Any]:
    return {
        "name": funnel.name,
        "target": funnel.target,
        "deals": funnel.deals,
        "stages": [{"name": stage.name, "count": stage.count} for stage in funnel.stages],
    }


def _segment_json(segment: SegmentQuota) -> dict[str, Any]:
    return {
        "name": segment.name,
        "quotas": [{"action": quota.action, "count": quota.count} for quota in segment.quotas],
    }


def quota_table(quota: Quota) -> Table:
    """One long table: a row for each segment and action."""
    columns = (Column("segment", "Segment"), Column("action", "Action"), Column("count", "Quota", Kind.COUNT))
    rows = tuple((segment.name, each.action, each.count) for segment in quota.segments for each in segment.quotas)
    return Table("quotas", "Quotas", columns, rows, group="segment")


def funnel_table(funnel: FunnelQuota) -> Table:
    """A funnel from its first stage to the won deals."""
    columns = (Column("stage", "Stage"), Column("count", "Records", Kind.COUNT), Column("moves_on", "Moves on", Kind.PERCENT))
    rows = [(stage.name, stage.count, stage.conversion) for stage in funnel.stages]
    return Table("funnel", funnel.name, columns, (*rows, (DEALS, funnel.deals, None)))


def segment_table(segment: SegmentQuota) -> Table:
    """What one segment has to do."""
    columns = (Column("action", "Action"), Column("count", "Quota", Kind.COUNT))
    return Table("segment", segment.name, columns, tuple((each.action, each.count) for each in segment.quotas))


def tables(quota: Quota) -> tuple[Table, ...]:
    """The funnels, then one table a segment."""
    return (*map(funnel_table, quota.funnels), *map(segment_table, quota.segments))


def heading(quota: Quota, numbers: Numbers) -> str:
    """Title, target and period on one line."""
    parts = [quota.title]
    if quota.target is not None:
        parts.append(numbers.money(quota.target, quota.currency) if quota.currency else numbers.number(quota.target))
    if quota.period:
        parts.append(f"{numbers.day(quota.period.start)} to {numbers.day(quota.period.end)}")
    return " · ".join(parts)


def quota_lines(quota: Quota, numbers: Numbers, width: int | None) -> Iterator[Line]:
    """The quota on a screen: the funnels drawn, then a table for each segment."""
    yield line(heading(quota, numbers), Role.TITLE)
    for funnel in quota.funnels:
        yield ()
        yield from _funnel_lines(funnel, quota.currency, numbers)
    for segment in quota.segments:
        yield ()
        yield from table_lines(segment_table(segment), numbers, width)


def _funnel_lines(funnel: FunnelQuota, currency: str, numbers: Numbers) -> Iterator[Line]:
    table = funnel_table(funnel)
    labels = [str(row[0]) for row in table.rows]
    counts = [stage.count for stage in funnel.stages] + [funnel.deals]
    bars, scale = funnel_lines(labels, counts, _DRAWING)
    label_width, count_width = max(map(cells_wide, labels)), max(len(numbers.count(count)) for count in counts)
    yield line(funnel.name, Role.TITLE)
    for label, count, bar, row in zip(labels, counts, bars, table.rows, strict=True):
        moves = f"  {numbers.percent(row[2])} move on" if row[2] is not None else ""  # type: ignore[arg-type]
        text = f"  {label}{' ' * (label_width - cells_wide(label))}  {numbers.count(count):>{count_width}}  "
        yield (Piece(text), Piece(bar, Role.BAR), Piece(moves, Role.NOTE))
    if scale is not Scale.LINEAR:
        yield line(f"  widths by {scale}", Role.NOTE)
