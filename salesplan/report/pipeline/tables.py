"""The pipeline as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from salesplan.progress.odds import Basis, Odds
from salesplan.progress.pipeline import MonthLine, Pipeline, money_in
from salesplan.progress.waterfall import SAME_DEALS, Step, Waterfall
from salesplan.records.count.ledger import Deal
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.pipeline.figures import SIGNS
from salesplan.report.tables.table import Cell, Column, Kind, Table

MOST = 10
"""Deals that a list shows; JSON has them all."""


def pipeline_tables(found: Pipeline, words: Words, numbers: Numbers) -> Iterator[Table]:
    """The stages, the months, what changed, and the deals that need somebody."""
    yield stage_table(found, words, numbers)
    if len(found.months) > 1:
        yield _months(found, words)
    if found.changes:
        yield waterfall_table(found, found.changes, words)
    for table in _lists(found, words):
        yield _shorten(table, words, numbers)


def _lists(found: Pipeline, words: Words) -> Iterator[Table]:
    """The tables whose rows are single deals."""
    if found.changes and found.changes.often:
        times = Column("times", words.text("Times"), Kind.COUNT)
        often = [(one.deal, one.times) for one in found.changes.often]
        yield _deals(found, words, ("pushed_often", words.text("Pushed more than twice")), often, times)
    if found.stale:
        days = Column("days", words.text("Working days"), Kind.COUNT)
        rows = [(idle.deal, idle.days) for idle in found.stale]
        yield _deals(found, words, ("stale", words.text("Without a sign of life")), rows, days)
    close = Column("expected_close", words.text("Expected close"), Kind.DATE)
    lists: Sequence[tuple[str, str, Sequence[Deal]]] = (
        ("overdue", words.text("Expected to have closed by now"), found.overdue),
        ("parked", words.text("In the fridge"), found.parked),
        ("no_next_step", words.text("Without a next step"), found.no_next_step),
        ("no_owner", words.text("Without an owner"), found.no_owner),
    )
    for name, title, deals in lists:
        if deals:
            yield _deals(found, words, (name, title), [(deal, deal.expected_close) for deal in deals], close)


def stage_table(found: Pipeline, words: Words, numbers: Numbers) -> Table:
    """A row a stage: deals, amount, odds and what they rest on, weighted amount."""
    columns = (
        Column("funnel", words.text("Funnel")),
        Column("stage", words.text("Stage")),
        Column("deals", words.text("Deals"), Kind.COUNT, bar=True),
        Column("amount", words.text("Amount"), Kind.MONEY),
        Column("odds", words.text("Odds"), Kind.PERCENT),
        Column("basis", words.text("They rest on")),
        Column("weighted", words.text("Weighted"), Kind.MONEY),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            words.name(funnel.name) if funnel.name else "",
            words.name(line.name) if line.known else line.name or words.text("(no stage)"),
            line.deals,
            line.amount,
            line.odds.value,
            _basis(line.odds, words, numbers),
            line.weighted,
        )
        for funnel in found.funnels
        for line in funnel.stages
    ]
    total: tuple[Cell, ...] = (words.text("Total"), "", found.deals, found.amount, None, "", found.weighted)
    if any(row[0] for row in rows):
        return Table("stages", "", columns, tuple(rows), total, currency=found.currency, group="funnel")
    named = tuple(row[1:] for row in rows)
    return Table("stages", "", columns[1:], named, (total[0], *total[2:]), currency=found.currency)


def _basis(odds: Odds, words: Words, numbers: Numbers) -> str:
    match odds.basis:
        case Basis.MEASURED:
            return words.plural(
                "measured on {n} decided deal", "measured on {n} decided deals", odds.n, n=numbers.count(odds.n)
            )
        case Basis.PLANNED:
            return words.text("the plan")
    return words.text("nothing known")


def _months(found: Pipeline, words: Words) -> Table:
    columns = (
        Column("month", words.text("Expected close")),
        Column("deals", words.text("Deals"), Kind.COUNT),
        Column("amount", words.text("Amount"), Kind.MONEY),
        Column("weighted", words.text("Weighted"), Kind.MONEY),
    )
    rows = tuple((name, line.deals, line.amount, line.weighted) for name, line in _few_months(found, words))
    return Table("months", words.text("By month of expected close"), columns, rows, currency=found.currency)


AHEAD = 12
"""Months that are shown one by one, with the present one; JSON has them all."""


def _few_months(found: Pipeline, words: Words) -> Iterator[tuple[str, MonthLine]]:
    """The months from the day's own on; what should have closed before, and what is far ahead, as one line each."""
    now = f"{found.on:%Y-%m}"
    known = [line for line in found.months if line.month]
    past = [line for line in known if line.month < now]
    ahead = [line for line in known if line.month >= now]
    shown, far = ahead[:AHEAD], ahead[AHEAD:]
    if len(past) > 1:
        yield words.text("before {month}", month=now), _together(past)
    else:
        yield from ((line.month, line) for line in past)
    yield from ((line.month, line) for line in shown)
    if len(far) > 1:
        yield words.text("after {month}", month=shown[-1].month), _together(far)
    else:
        yield from ((line.month, line) for line in far)
    yield from ((words.text("(no day)"), line) for line in found.months if not line.month)


def _together(lines: Sequence[MonthLine]) -> MonthLine:
    amount, weighted = (sum(getattr(line, name) for line in lines) for name in ("amount", "weighted"))
    return MonthLine("", sum(line.deals for line in lines), Decimal(amount), Decimal(weighted))


def step_name(step: Step, words: Words) -> str:
    """What a step of the waterfall is called."""
    names = {
        Step.OPENING: words.text("Open then"),
        Step.NEW: words.text("Newly opened"),
        Step.PULLED_IN: words.text("Pulled in"),
        Step.REOPENED: words.text("Reopened"),
        Step.GROWN: words.text("Grown"),
        Step.WON: words.text("Won"),
        Step.LOST: words.text("Lost or cancelled"),
        Step.PUSHED_OUT: words.text("Pushed out"),
        Step.SHRUNK: words.text("Shrunk"),
        Step.PARKED: words.text("Into the fridge"),
        Step.GONE: words.text("Missing in the new export"),
        Step.CLOSING: words.text("Open now"),
    }
    return names[step]


def waterfall_table(found: Pipeline, changes: Waterfall, words: Words) -> Table:
    """A row a step that moved anything, from what was open then to what is open now."""
    columns = (
        Column("step", words.text("What happened")),
        Column("deals", words.text("Deals"), Kind.COUNT),
        Column("amount", words.text("Amount"), Kind.MONEY),
    )
    rows: list[tuple[Cell, ...]] = []
    for bar in changes.bars:
        sign = SIGNS.get(bar.step, -1)
        deals = bar.deals if bar.step in SAME_DEALS else sign * bar.deals
        if bar.deals or bar.step in {Step.OPENING, Step.CLOSING}:
            rows.append((step_name(bar.step, words), deals, sign * bar.amount))
    return Table("changes", words.text("What changed"), columns, tuple(rows), currency=found.currency)


def _deals(
    found: Pipeline, words: Words, name: tuple[str, str], rows: Iterable[tuple[Deal, Cell]], last: Column
) -> Table:
    columns = (
        Column("deal", words.text("Deal")),
        Column("owner", words.text("Owner")),
        Column("stage", words.text("Stage")),
        Column("amount", words.text("Amount"), Kind.MONEY),
        last,
    )
    money = money_in(found.currency)
    made = [
        (deal.name or deal.id, deal.owner, deal.stage_text, None if deal.amount is None else money(deal), cell)
        for deal, cell in rows
    ]
    return Table(name[0], name[1], columns, tuple(made), currency=found.currency)


def _shorten(table: Table, words: Words, numbers: Numbers) -> Table:
    """The first rows of a list of deals, with a note on how many there are beyond them."""
    more = len(table.rows) - MOST
    if more <= 0:
        return table
    note = words.plural("and {n} more", "and {n} more", more, n=numbers.count(more))
    return replace(table, rows=table.rows[:MOST], note=note)
