"""The pipeline command's answer."""

from __future__ import annotations

from salesplan.progress.pipeline import Pipeline
from salesplan.report.answer import Answer
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.pipeline.figures import pipeline_json
from salesplan.report.pipeline.notes import notes
from salesplan.report.pipeline.tables import pipeline_tables, stage_table


def pipeline_answer(found: Pipeline, language: str) -> Answer:
    """The open deals, what changed, and which of them need somebody."""
    words, numbers = words_for(language), numbers_for(language)
    title = words.text("Pipeline on {day}", day=numbers.day(found.on))
    return Answer(
        data=pipeline_json(found),
        tables=tuple(pipeline_tables(found, words, numbers)),
        title=title,
        notes=tuple(notes(found, words, numbers)),
        rows=stage_table(found, words, numbers),
    )
