"""The text of a rolled plan, and of the tables it names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.periods import Period
from salesplan.model.calendar import Calendar
from salesplan.model.plan import Plan
from salesplan.reading.edit import Piece, set_nodes, set_values, written_value
from salesplan.reading.nodes import Entries, Items, Leaf, Node, Path, Point, child
from salesplan.reading.plan import Reading
from salesplan.rolling.moves import Decision, Move, moves, questions, split
from salesplan.rolling.shift import Shift, shift_between
from salesplan.scheduling.people import work_calendar


class Rolled(Struct, frozen=True):
    """A plan for the next period: its text, the text and new name of each table that moved, what is to decide.

    `text` names the tables by their new names; `alone` is the same by the old ones.
    """

    text: str
    alone: str
    tables: dict[str, str]
    decisions: tuple[Decision, ...]


class Next(Struct, frozen=True):
    """The period to roll to, as the plan writes it, and values to set, such as measured rates."""

    period: Period
    written: str
    values: dict[tuple[str | int, ...], str] = {}
    has_records: bool = False


def roll(reading: Reading, plan: Plan, text: str, to: Next) -> Rolled:
    """Move all that hangs on the period of the plan `text` to the next; comments and formatting stay.

    Raises:
        Usage: the plan has no period, or the new one is the same or shorter.
    """
    if plan.dates is None:
        raise Usage("the plan has no period to roll on from", "Write one into it, such as period: 2027-Q1.")
    shift = shift_between(plan.dates, to.period)
    moved, decisions = split(moves(plan, shift, work_calendar(_calendar_after(plan, shift))))
    in_cells = {move: cell for move in moved if (cell := _cell(reading, move)) is not None}
    astray = {move for move in moved if move not in in_cells and _in_table(reading, move.path)}
    pieces = [Piece(move.path, move.value, move.key) for move in moved if move not in in_cells and move not in astray]
    alone = set_nodes(text, [Piece(("period",), to.written), *pieces])
    alone = set_values(alone, to.values) if to.values else alone
    names, tables = _tables(reading, text, in_cells, to.written)
    asked = questions(plan, shift, has_records=to.has_records)
    unmoved = (Decision("table", str(move.path[-1])) for move in sorted(astray, key=lambda one: str(one.path)))
    return Rolled(
        set_values(alone, names) if names else alone, alone, tables, (*asked, *decisions, *dict.fromkeys(unmoved))
    )


def _calendar_after(plan: Plan, shift: Shift) -> Calendar:
    """The working calendar by which deadlines move: closed days of both periods count."""
    closed = tuple(
        shift.dates(days)
        for days in plan.calendar.closed
        if days.end >= shift.old.start and days.start <= shift.old.end
    )
    return plan.calendar.model_copy(update={"closed": (*plan.calendar.closed, *closed)})


def _node(reading: Reading, path: Path) -> Node | None:
    node: Node | None = reading.root
    for step in path:
        node = child(node, step) if node is not None else None
    return node


def _cell(reading: Reading, move: Move) -> Leaf | None:
    """The cell of a table in which a value stands alone; None for values in the plan file itself."""
    node = _node(reading, move.path)
    if node is None or isinstance(node, Entries | Items) or not isinstance(node.start_mark, Point):
        return None
    return node


def _in_table(reading: Reading, path: Path) -> bool:
    return any(
        node is not None and isinstance(node.start_mark, Point)
        for node in (_node(reading, path[:depth]) for depth in range(1, len(path) + 1))
    )


def _tables(
    reading: Reading, text: str, cells: dict[Move, Leaf], period: str
) -> tuple[dict[tuple[str | int, ...], str], dict[str, str]]:
    """The new names of tables by where the plan names them, and the tables' new text by their new names."""
    names, tables = dict[tuple[str | int, ...], str](), dict[str, str]()
    holders = {_holder(move.path) for move in cells}
    for holder in sorted(holders, key=str):
        old = PurePath(written_value(text, holder))
        new = old.with_name(f"{old.stem}-{_slug(period)}{old.suffix}")
        here = [(move, cell) for move, cell in cells.items() if _holder(move.path) == holder]
        source = next(one for one in reading.sources if one.name == here[0][1].start_mark.name)
        names[holder] = tables_name = str(new)
        tables[tables_name] = _with_cells(source.text, here)
    return names, tables


def _holder(path: Path) -> tuple[str | int, ...]:
    return tuple(path[:2]) if path[0] == "budget" else tuple(path[:3])


def _slug(period: str) -> str:
    return period.strip("{}").replace("start: ", "").replace(", end: ", "_")


def _with_cells(text: str, changes: Sequence[tuple[Move, Leaf]]) -> str:
    lines = text.splitlines(keepends=True)
    for move, cell in sorted(changes, key=lambda one: one[1].start_mark.column, reverse=True):
        line, start, end = cell.start_mark.line, cell.start_mark.column, cell.end_mark.column
        lines[line] = lines[line][:start] + move.value + lines[line][end:]
    return "".join(lines)
