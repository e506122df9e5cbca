"""The quota command's answers: what a target takes, and how each number came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salesplan.base.finding import Locate
from salesplan.quotas.quota import Quota
from salesplan.quotas.scenarios import Outcome
from salesplan.report.answer import Answer, paragraph
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.quota.explain import explain, step_table
from salesplan.report.quota.notes import notes
from salesplan.report.quota.scenarios import scenario_table, scenarios_json
from salesplan.report.quota.slots import slot_table
from salesplan.report.quota.tables import quota_json, quota_table, quota_tables
from salesplan.report.quota.text import heading, quota_lines
from salesplan.report.tables.layout import Line, line, table_lines


def quota_answer(result: Quota, language: str, found: Sequence[Outcome] = ()) -> Answer:
    """The quota: funnels drawn on a screen, tables elsewhere, how likely it is to be enough; and scenarios."""
    words, numbers = words_for(language), numbers_for(language)
    scenarios = scenario_table(found, words, numbers, result.currency, words.text("Scenarios"))

    def screen(width: int | None) -> Iterator[Line]:
        yield from quota_lines(result, words, numbers, width)
        for table in scenarios:
            yield ()
            yield from table_lines(table, numbers, width)

    return Answer(
        data=quota_json(result) | ({"scenarios": scenarios_json(found)} if found else {}),
        tables=(*quota_tables(result, words, numbers), *scenarios),
        title=heading(result, numbers),
        notes=tuple(notes(result, words, numbers)),
        rows=slot_table(result.slots) if result.is_split else quota_table(result, words),
        screen=screen,
    )


def derivation_answer(result: Quota, language: str, locate: Locate) -> Answer:
    """The derivation, a line a step, and all that is to be said about the quota; in JSON beside the quota itself."""
    words, numbers = words_for(language), numbers_for(language)
    table = step_table(result, words, numbers, locate)
    said = tuple(notes(result, words, numbers))

    def steps(width: int | None) -> list[Line]:
        lines = [line(one) for one in explain(result, words, numbers, locate)]
        return [*lines, *(part for note in said for part in ((), *paragraph(note, width)))]

    data = {**quota_json(result), "steps": list(table.records())}
    return Answer(data=data, tables=(table,), notes=said, screen=steps)
