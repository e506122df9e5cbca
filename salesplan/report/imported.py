"""What a returned workbook changes, as people and programs read it."""

from __future__ import annotations

from typing import Any

from salesplan.importing.compare import Ignored, Import, Reason
from salesplan.report.answer import Answer
from salesplan.report.language.words import Words
from salesplan.report.tables.table import Column, Table


def import_json(found: Import) -> dict[str, Any]:
    """The changes as programs read them: values as the plan writes them, null where it says nothing yet."""
    return {
        "kind": "import",
        "changes": [
            {"path": one.path, "was": one.was, "is": one.value, "cell": one.cell} for one in found.changes
        ],
        "ignored": [
            {"cell": one.cell, "path": one.path or None, "reason": one.reason.value, "detail": one.detail or None}
            for one in found.ignored
        ],
    }  # fmt: skip


def import_answer(found: Import, words: Words) -> Answer:
    """The changes as a table, and a sentence for each cell that is not taken over."""
    columns = (
        Column("path", words.text("In the plan")), Column("was", words.text("Before")),
        Column("is", words.text("Now")), Column("cell", words.text("Cell")),
    )  # fmt: skip
    rows = tuple((one.path, one.was, one.value, one.cell) for one in found.changes)
    table = Table("import", words.text("Changes"), columns, rows)
    none = words.text("No input differs from what was rendered.")
    notes = (
        *(() if rows or found.ignored else (none,)),
        *(_sentence(one, words) for one in found.ignored),
        words.text("Only the marked cells are read; whatever else was changed in the workbook is ignored."),
    )
    return Answer(import_json(found), (table,) if rows else (), notes=notes, rows=table)


def _sentence(one: Ignored, words: Words) -> str:
    cell, detail, path = one.cell, one.detail, one.path
    if one.reason is Reason.UNCLEAR and not detail:
        return words.text("{cell} is empty: not taken over.", cell=cell)
    sentences = {
        Reason.FORMULA: words.text(
            "{cell} holds a formula where a value was ({detail}): type the figure.", cell=cell, detail=detail
        ),
        Reason.UNCLEAR: words.text(
            "{cell} holds “{detail}”, which is no figure: not taken over.", cell=cell, detail=detail
        ),
        Reason.MISSING: words.text("The cell named {cell} was deleted: not taken over.", cell=cell),
        Reason.WORKED_OUT: words.text("{cell} is worked out from the inputs, and was typed over: ignored.", cell=cell),
        Reason.NOT_IN_PLAN: words.text("{cell} was changed, and is no value of the plan: ignored.", cell=cell),
        Reason.RANGE: words.text("{cell} is the mean of a range: change the range in the plan.", cell=cell),
        Reason.TABLE: words.text("{cell} stands in a table of its own: change it there.", cell=cell),
        Reason.UNFIT: words.text("{cell} does not fit “{path}” in this plan: not taken over.", cell=cell, path=path),
    }
    return sentences[one.reason]
