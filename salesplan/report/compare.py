"""What plans side by side look like: the inputs that differ first, then the figures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from salesplan.quotas.compare import SHARE, Comparison, Row
from salesplan.report.answer import Answer
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Cell, Column, Kind, Table


def compare_answer(found: Comparison, voice: Voice) -> Answer:
    """The comparison as tables; rows in which all plans agree stay out of them where any differ."""
    say = voice.say
    shown = [row for row in found.rows if row.differs] or list(found.rows)
    columns = tuple(Column(f"plan{place}", name) for place, name in enumerate(found.columns))
    aligned = tuple(Column(f"plan{place}", name, Kind.NUMBER) for place, name in enumerate(found.columns))
    inputs = tuple((each.path, *map(_input, each.values)) for each in found.inputs)
    figures = tuple((_measure(row.measure, voice), row.of, *_cells(row, voice)) for row in shown)
    tables = (Table("inputs", say("What was changed"), (Column("path", say("In the plan")), *columns), inputs),
              Table("figures", say("What it takes"),
                    (Column("measure", say("Measure")), Column("of", ""), *aligned), figures))  # fmt: skip
    return Answer(
        data=compare_json(found),
        tables=tables if inputs else tables[1:],
        title=say("Plans side by side"),
        notes=() if found.differs else (say("There is no difference."),),
        rows=Table("rows", "", (Column("measure", "measure"), Column("of", "of"), *columns, Column("unit", "unit")),
                   tuple((row.measure, row.of, *map(_plain, row.values), row.unit) for row in found.rows)),
    )  # fmt: skip


LONGEST = 60


def _input(value: str | None) -> str:
    """What a plan says, cut to what a cell holds."""
    text = value or ""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _measure(measure: str, voice: Voice) -> str:
    say = voice.say
    return {
        "target": say("Target"), "probability": say("Chance of the target"), "deals": say("Deals"),
        "records": say("Records needed"), "actions": say("Quota of a team"), "rep": say("Quota of a person"),
        "hours": say("Hours of work"), "capacity": say("Hours of work, of those available"), "people": say("People"),
        "budget": say("Budget"),
    }[measure]  # fmt: skip


def _cells(row: Row, voice: Voice) -> list[str]:
    return ["" if value is None else _show(Fraction(value), row, voice) for value in row.values]


def _show(value: Fraction, row: Row, voice: Voice) -> str:
    numbers = voice.numbers
    if row.unit == SHARE:
        return numbers.percent(value, 1)
    if row.measure in {"target", "budget"} and row.unit:
        return numbers.money(value, row.unit)
    return numbers.count(int(value)) if value.denominator == 1 else numbers.number(value, 1)


def _plain(value: Any) -> Cell:  # noqa: ANN401
    if value is None:
        return None
    exact = Fraction(value)
    return int(exact) if exact.denominator == 1 else round(float(exact), 6)


def compare_json(found: Comparison) -> dict[str, Any]:
    """The comparison for programs."""
    return {
        "kind": "compare",
        "columns": list(found.columns),
        "inputs": [{"path": each.path, "values": list(each.values)} for each in found.inputs],
        "rows": [
            {"measure": row.measure, "of": row.of, "values": [_plain(value) for value in row.values], "unit": row.unit}
            for row in found.rows
        ],
    }
