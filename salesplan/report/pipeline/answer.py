"""The pipeline command's answer."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from salesplan.progress.pipeline import Pipeline
from salesplan.report.answer import Answer
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.pipeline.figures import pipeline_json
from salesplan.report.pipeline.notes import notes
from salesplan.report.pipeline.tables import pipeline_tables, stage_table
from salesplan.report.tables.table import Kind, Table


def pipeline_answer(found: Pipeline, language: str) -> Answer:
    """The open deals, what changed, and which of them need somebody."""
    words, numbers = words_for(language), numbers_for(language)
    title = words.text("Pipeline on {day}", day=numbers.day(found.on))
    return Answer(
        data=pipeline_json(found),
        tables=tuple(_without_amounts(table, found) for table in pipeline_tables(found, words, numbers)),
        title=title,
        notes=tuple(notes(found, words, numbers)),
        rows=stage_table(found, words, numbers),
    )


def _without_amounts(table: Table, found: Pipeline) -> Table:
    """The table without its amounts, where no open deal has any: a column of nothing tells nothing."""
    priced = found.no_amount < found.deals or not found.deals
    money = [place for place, column in enumerate(table.columns) if column.kind is Kind.MONEY]
    if priced or any(row[place] for row in table.all_rows() for place in money):
        return table

    def rest(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(cell for place, cell in enumerate(row) if place not in money)

    total = None if table.total is None else rest(table.total)
    return replace(table, columns=rest(table.columns), rows=tuple(map(rest, table.rows)), total=total)
