"""The track command's answer."""

from __future__ import annotations

from typing import Any

from salesplan.progress.track import Track
from salesplan.report.answer import Answer
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.tables.table import Column, Kind, Table
from salesplan.report.track.figures import track_json
from salesplan.report.track.notes import notes
from salesplan.report.track.tables import track_tables


def track_answer(found: Track, language: str) -> Answer:
    """Done against due, revenue, deals by rep, and what is in nobody's quota."""
    words, numbers = words_for(language), numbers_for(language)
    title = words.text(
        "{title} on {day}: working day {gone} of {days}",
        title=found.title,
        day=numbers.day(found.on),
        gone=numbers.count(found.days_gone),
        days=numbers.count(found.days),
    )
    return Answer(
        data=track_json(found),
        tables=tuple(track_tables(found, words, numbers)),
        title=title,
        notes=tuple(notes(found, words, numbers)),
        rows=_rows(found),
    )


def _rows(found: Track) -> Table:
    kinds = {
        **dict.fromkeys(("segment", "rep"), Kind.TEXT),
        **dict.fromkeys(("start", "end"), Kind.DATE),
        "action": Kind.TEXT,
        **dict.fromkeys(("assigned", "due", "done"), Kind.COUNT),
        **dict.fromkeys(("attainment", "pace"), Kind.PERCENT),
        "needed_per_day": Kind.NUMBER,
        "status": Kind.TEXT,
    }
    columns = tuple(Column(name, name, kind) for name, kind in kinds.items())
    lines = [*track_json(found)["rows"], *(_loose(*one) for one in found.unassigned)]
    return Table("actions", "", columns, tuple(tuple(row.get(name) for name in kinds) for row in lines))


def _loose(owner: str, action: str, done: int) -> dict[str, Any]:
    """What is in nobody's quota has no segment, nothing assigned and nothing due."""
    return {"segment": "", "rep": owner, "action": action, "done": done, "status": "unassigned"}
