"""The quotas by part of the period and by rep, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from salesplan.base.periods import Period, parts
from salesplan.quotas.quota import Quota
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.quota.following import following_tables
from salesplan.report.quota.heads import Heads
from salesplan.report.quota.revenue import revenue_tables
from salesplan.report.tables.table import Column, Kind, Table
from salesplan.scheduling.schedule import Slot


def slot_table(slots: Iterable[Slot]) -> Table:
    """One long table for programs: a row a slot."""
    columns = (
        Column("segment", "segment"),
        Column("rep", "rep"),
        Column("start", "start", Kind.DATE),
        Column("end", "end", Kind.DATE),
        Column("action", "action"),
        Column("count", "count", Kind.COUNT),
    )
    rows = tuple((slot.segment, slot.rep, slot.start, slot.end, slot.action, slot.count) for slot in slots)
    return Table("slots", "slots", columns, rows)


def part_names(by: str, words: Words, numbers: Numbers) -> Callable[[Period], str]:
    """How a part of the period is called: a month, a week with its days, a day. Cut weeks and months are marked."""

    def month(part: Period) -> str:
        return numbers.month(part.start) + (f" ({_days(part)})" if part.partial else "")

    def week(part: Period) -> str:
        name = f"{part.label}  {_days(part)}"
        return f"{name} {words.text('(part)')}" if part.partial else name

    def day(part: Period) -> str:
        return f"{numbers.weekday(part.start)} {numbers.short_day(part.start)}"

    def whole(part: Period) -> str:
        return _days(part)

    def _days(part: Period) -> str:
        return f"{numbers.short_day(part.start)} – {numbers.short_day(part.end)}"

    return {"month": month, "week": week, "day": day}.get(by, whole)


def split_tables(quota: Quota, words: Words, numbers: Numbers) -> tuple[Table, ...]:
    """The target, then a table for each segment: a row for each part of the period and rep, a column an action."""
    if quota.period is None:
        return ()
    spans = parts(quota.period, quota.by)
    named = part_names(quota.by, words, numbers)
    slots = quota.slots
    heads = Heads(quota, spans, named, words)
    segments = tuple(
        _segment_table(
            words.name(segment.name),
            [each.action for each in segment.quotas],
            [slot for slot in slots if slot.segment == segment.name],
            heads,
        )
        for segment in quota.segments
    )
    return revenue_tables(quota, heads, words) + segments + following_tables(quota, words, numbers, heads.name)


def _segment_table(name: str, actions: Sequence[str], slots: Sequence[Slot], heads: Heads) -> Table:
    counts: dict[tuple[date, str | None], dict[str, int]] = {}
    for slot in slots:
        row = counts.setdefault((slot.start, slot.rep), {})
        row[slot.action] = row.get(slot.action, 0) + slot.count
    order = {rep: place for place, rep in enumerate(dict.fromkeys(slot.rep for slot in slots))}
    keys = sorted(counts, key=lambda key: (key[0], order[key[1]]))
    distinct = list(dict.fromkeys(actions))
    columns = heads.columns() + [Column(action, heads.words.names(action, 2), Kind.COUNT) for action in distinct]
    rows = tuple((*heads.cells(*key), *(counts[key].get(action, 0) for action in distinct)) for key in keys)
    total = [heads.words.text("Total"), *([None] * (len(heads.columns()) - 1))]
    sums = [sum(row.get(action, 0) for row in counts.values()) for action in distinct]
    group = "when" if heads.by_time and heads.by_rep else ""
    return Table("schedule", name, tuple(columns), rows, (*total, *sums) if rows else None, group=group)
