"""A small made-up sales team: deals, actions and stage changes with every oddity."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

STAGES = ("prospect", "opportunity", "proposal")
REPS = ("Ana", "Bo", "Cleo", "Dan", "Eve")
DEAL_COLUMNS = ("id", "name", "owner", "funnel", "stage", "status", "amount", "currency", "created", "closed", "source")
ACTIVITY_COLUMNS = ("id", "date", "owner", "action", "result", "deal", "prospect", "minutes", "count")
HISTORY_COLUMNS = ("deal", "stage", "entered")

Row = tuple[object, ...]


@dataclass(frozen=True)
class World:
    """The rows of the three tables, in the order of the columns above; None is an empty cell."""

    deals: tuple[Row, ...]
    activities: tuple[Row, ...]
    history: tuple[Row, ...]


def made(seed: int, deals: int) -> World:
    """A world of so many deals."""
    chance = random.Random(seed)  # noqa: S311  (test data)
    rows: list[Row] = []
    actions: list[Row] = []
    history: list[Row] = []
    for number in range(deals):
        row, entries = _deal(chance, f"D{number}")
        rows.append(row)
        history += entries
        actions += _actions(chance, f"D{number}", entries, len(actions))
    return World(tuple(rows), tuple(actions), tuple(history))


def _deal(chance: random.Random, ident: str) -> tuple[Row, list[Row]]:
    created = datetime(2026, 1, 1) + timedelta(days=chance.randrange(200), hours=chance.randrange(24))  # noqa: DTZ001
    far = chance.choice((0, 0, 0, 1, 1, 2, 3))
    entries: list[Row] = []
    when = created
    for stage in STAGES[: min(far, 2) + 1]:
        if chance.random() < 0.85 or stage == STAGES[min(far, 2)]:
            entries.append((ident, stage, when))
        when += timedelta(days=chance.randrange(1, 40), minutes=chance.randrange(600))
    status = "won" if far == len(STAGES) else chance.choice(("lost", "lost", "open", "parked", "cancelled"))
    closed = when if status in {"won", "lost"} else None
    if chance.random() < 0.03 and closed:
        closed = created - timedelta(days=3)
    amount = None if chance.random() < 0.1 else chance.randrange(-100, 500_000) / 4
    owner, source = chance.choice(REPS), chance.choice(("web", "fair", ""))
    stage = STAGES[min(far, 2)] if chance.random() < 0.95 else "unheard of"
    return (ident, f"Deal {ident}", owner, "new", stage, status, amount, "EUR", created, closed, source), entries


def _actions(chance: random.Random, ident: str, entries: Sequence[Row], known: int) -> list[Row]:
    actions: list[Row] = []
    for _, _, entered in entries:
        assert isinstance(entered, datetime)
        for _ in range(chance.randrange(4)):
            when = entered + timedelta(hours=chance.randrange(300))
            deal = ident if chance.random() < 0.95 else "nowhere"
            actions.append(
                (
                    f"A{known + len(actions)}",
                    when,
                    chance.choice(REPS),
                    chance.choice(("call", "meeting")),
                    chance.choice(("answered", "no answer", "")),
                    deal,
                    f"P{chance.randrange(30)}" if chance.random() < 0.4 else "",
                    chance.choice((None, 5, 12)),
                    chance.choice((1, 1, 2)),
                )
            )
    return actions


def write(path: Path, columns: Sequence[str], rows: Iterable[Row], delimiter: str = ",") -> Path:
    """Write rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=delimiter)
        out.writerow(columns)
        out.writerows([_cell(cell) for cell in row] for row in rows)
    return path


def _cell(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
