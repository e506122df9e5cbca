"""Where a plan stands, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan.progress.action_lines import Line
from salesplan.progress.pace import Status
from salesplan.progress.rep_lines import RepLine
from salesplan.progress.track import Track
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.tables.table import Cell, Column, Kind, Table

MOST = 10
"""Lines of what is in nobody's quota that a screen shows, the largest first; CSV and JSON have them all."""


def track_tables(found: Track, words: Words, numbers: Numbers) -> Iterator[Table]:
    """Actions, stages, revenue by month, deals by rep, and what is in nobody's quota."""
    if found.lines:
        yield line_table(found, words)
    if found.stages:
        yield _stages(found, words)
    if found.revenue and len(found.revenue.months) > 1:
        columns = (Column("month", words.text("Month")), *_money(words))
        rows = tuple((part.name, part.target, part.won) for part in found.revenue.months)
        yield Table("months", words.text("Revenue by month"), columns, rows, currency=found.currency)
    if found.revenue and len(found.revenue.quarters) > 1:
        columns = (Column("quarter", words.text("Quarter")), *_money(words))
        rows = tuple((part.name, part.target, part.won) for part in found.revenue.quarters)
        yield Table("quarters", words.text("Revenue by quarter"), columns, rows, currency=found.currency)
    if found.reps:
        yield _reps(found, words)
    if found.unassigned:
        yield _unassigned_work(found, words, numbers)


def _money(words: Words) -> tuple[Column, ...]:
    return Column("target", words.text("Target"), Kind.MONEY), Column("won", words.text("Won"), Kind.MONEY)


def status_text(status: Status, words: Words) -> str:
    """A mark and the word: never a colour alone."""
    texts = {
        Status.AHEAD: f"▲ {words.text('ahead')}",
        Status.ON_TRACK: f"● {words.text('on track')}",
        Status.BEHIND: f"▽ {words.text('behind')}",
        Status.FAR_BEHIND: f"▼ {words.text('far behind')}",
    }
    return texts[status]


def line_table(found: Track, words: Words) -> Table:
    """A row for each segment and action, and rep, week or month if asked for."""
    split = {
        "rep": (Column("rep", words.text("Salesperson")),),
        "week": (Column("start", words.text("Week from"), Kind.DATE),),
        "month": (Column("start", words.text("Month from"), Kind.DATE),),
    }.get(found.by, ())
    columns = (
        Column("segment", words.text("Team segment")),
        *split,
        Column("action", words.text("Action")),
        Column("assigned", words.text("Assigned"), Kind.COUNT),
        Column("due", words.text("Due by now"), Kind.COUNT),
        Column("done", words.text("Done"), Kind.COUNT),
        Column("pace", words.text("Pace"), Kind.PERCENT),
        Column("needed_per_day", words.text("Needed a day"), Kind.NUMBER),
        Column("status", words.text("Status")),
    )
    rows = tuple(_row(line, found.by, words) for line in found.lines)
    return Table("actions", "", columns, rows, group="segment")


def _row(line: Line, by: str, words: Words) -> tuple[Cell, ...]:
    split: tuple[Cell, ...] = (line.rep or words.text("(others)"),) if by == "rep" else ()
    split = (line.start,) if by in {"week", "month"} else split
    return (
        words.name(line.segment),
        *split,
        words.name(line.action),
        line.assigned,
        line.due,
        line.done,
        line.pace,
        line.needed_per_day,
        status_text(line.status, words),
    )


def _stages(found: Track, words: Words) -> Table:
    columns = (
        Column("funnel", words.text("Funnel")),
        Column("stage", words.text("Stage")),
        Column("due", words.text("Due by now"), Kind.COUNT),
        Column("created", words.text("Came in"), Kind.COUNT),
        Column("pace", words.text("Pace"), Kind.PERCENT),
        Column("status", words.text("Status")),
    )
    rows = tuple(
        (words.name(s.funnel), words.name(s.stage), s.due, s.created, s.pace, status_text(s.status, words))
        for s in found.stages
    )
    return Table("stages", words.text("Records at each stage"), columns, rows, group="funnel")


def _reps(found: Track, words: Words) -> Table:
    aimed, known = any(r.target for r in found.reps), any(r.in_team for r in found.reps)
    columns = (
        Column("rep", words.text("Salesperson")),
        Column("created", words.text("Created"), Kind.COUNT),
        Column("won", words.text("Won"), Kind.COUNT),
        Column("lost", words.text("Lost"), Kind.COUNT),
        Column("cancelled", words.text("Cancelled"), Kind.COUNT),
        Column("amount", words.text("Amount won"), Kind.MONEY),
        *((Column("target", words.text("Target"), Kind.MONEY),) if aimed else ()),
    )
    rows = tuple(
        (
            _name(r, words, is_known=known),
            r.created,
            r.won,
            r.lost,
            r.cancelled,
            r.amount,
            *((r.target,) if aimed else ()),
        )
        for r in found.reps
    )
    return Table("reps", words.text("Deals of the period"), columns, rows, currency=found.currency)


def _name(line: RepLine, words: Words, *, is_known: bool) -> str:
    """Who is not in the team is marked, where the plan says who is."""
    if not line.rep:
        return words.text("(nobody)")
    return line.rep if line.in_team or not is_known else words.text("{name} (not in the team)", name=line.rep)


def _unassigned_work(found: Track, words: Words, numbers: Numbers) -> Table:
    columns = (
        Column("owner", words.text("Salesperson")),
        Column("action", words.text("Action")),
        Column("done", words.text("Done"), Kind.COUNT),
    )
    most = sorted(found.unassigned, key=lambda one: -one[2])
    rows = tuple((owner or words.text("(nobody)"), action, n) for owner, action, n in most[:MOST])
    more, left = len(most) - MOST, sum(n for _, _, n in most[MOST:])
    note = words.plural(
        "and {n} more line, {done} done: --format csv shows all",
        "and {n} more lines, {done} done: --format csv shows all",
        more, n=numbers.count(more), done=numbers.count(left),
    ) if more > 0 else ""  # fmt: skip
    return Table("unassigned", words.text("Done, and in nobody's quota"), columns, rows, note=note)
