"""A quota said in words and drawn on a screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salesplan.base.escaping import one_line
from salesplan.funnel import FunnelQuota, StageCount
from salesplan.quotas.quota import Quota
from salesplan.report.answer import paragraph
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.quota.brief import brief
from salesplan.report.quota.following import following_tables
from salesplan.report.quota.notes import enough_open
from salesplan.report.quota.slots import split_tables
from salesplan.report.quota.tables import funnel_table, segment_table
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.drawing import Scale, funnel_bars
from salesplan.report.tables.layout import Line, Piece, Role, cells_wide, line, table_lines
from salesplan.report.tables.table import Table

_DRAWING = 32
_NARROW = 60


def heading(quota: Quota, numbers: Numbers) -> str:
    """Title, target and period on one line."""
    parts = [quota.title]
    if quota.target is not None:
        parts.append(numbers.money(quota.target, quota.currency) if quota.currency else numbers.number(quota.target))
    if quota.period:
        first, last = numbers.day(quota.period.start), numbers.day(quota.period.end)
        parts.append(first if first == last else f"{first} – {last}")
    return " · ".join(parts)


def quota_lines(
    quota: Quota, words: Words, numbers: Numbers, width: int | None, before: Sequence[str] = ()
) -> Iterator[Line]:
    """The quota on a screen: the funnels drawn, a table for each segment, how likely it is to be enough.

    The sentences of `before` stand between the heading and the figures; and first of all, where what is open already
    covers the target: else the zeros below would puzzle.
    """
    yield from paragraph(heading(quota, numbers), width, Role.TITLE)
    for text in (*enough_open(quota, words, numbers), *before):
        yield from paragraph(text, width, Role.PLAIN)
    for funnel in quota.funnels:
        yield ()
        yield from _funnel_lines(funnel, words, numbers, width)
    if quota.is_split:
        for table in split_tables(quota, words, numbers):
            yield ()
            yield from table_lines(table, numbers, width)
    else:
        for segment in quota.segments:
            yield ()
            yield from _segment_lines(segment_table(segment, words), numbers, width)
        for table in following_tables(quota, words, numbers):
            yield ()
            yield from table_lines(table, numbers, width)
    for text in brief(quota, words, numbers):
        yield ()
        yield from paragraph(text, width, Role.PLAIN)


def _segment_lines(table: Table, numbers: Numbers, width: int | None) -> Iterator[Line]:
    """A segment's quotas as they are read aloud: its name, then an action and its count a line."""
    yield from paragraph(table.title, width, Role.TITLE)
    rows = cell_texts(table, numbers)
    widest = [max((cells_wide(row[place]) for row in rows), default=0) for place in (0, 1)]
    for action, count in rows:
        text = f"  {action}{' ' * (widest[0] - cells_wide(action))}  {count:>{widest[1]}}"
        fits = width is None or cells_wide(text) <= width
        yield from [line(text)] if fits else paragraph(f"{action} {count}", width, Role.PLAIN)


def _open_deals(stage: StageCount, words: Words, numbers: Numbers) -> str:
    if not stage.open:
        return ""
    counts = {"open": numbers.count(stage.open), "new": numbers.count(stage.new)}
    return " · " + words.text("{open} open already, {new} new", **counts)


def _funnel_lines(funnel: FunnelQuota, words: Words, numbers: Numbers, width: int | None) -> Iterator[Line]:
    table = funnel_table(funnel, words)
    if width is not None and width < _NARROW:
        yield from table_lines(table, numbers, width)
        return
    labels = [one_line(str(row[0])) for row in table.rows]
    counts = [stage.count for stage in funnel.stages] + [funnel.deals]
    rates = [stage.conversion for stage in funnel.stages] + [None]
    opened = [_open_deals(stage, words, numbers) for stage in funnel.stages] + [""]
    bars, scale = funnel_bars(counts, _DRAWING)
    label_width, count_width = max(map(cells_wide, labels)), max(len(numbers.count(count)) for count in counts)
    yield from paragraph(funnel.name, width, Role.TITLE)
    for label, count, bar, rate, already in zip(labels, counts, bars, rates, opened, strict=True):
        text = f"  {label}{' ' * (label_width - cells_wide(label))}  {numbers.count(count):>{count_width}}  "
        moves = "" if rate is None else "  " + words.text("{share} move on", share=numbers.percent(rate)) + already
        yield (Piece(text), Piece(bar if moves else bar.rstrip(), Role.BAR), Piece(moves, Role.NOTE))
    if scale is not Scale.LINEAR:
        yield line(
            words.text("Widths are not in proportion: they follow the {scale}.", scale=words.text(scale)), Role.NOTE
        )
