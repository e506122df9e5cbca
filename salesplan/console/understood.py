"""How the records behind an answer were understood: in its JSON, and, where that is in doubt, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from salesplan.console.output import language_spoken, say
from salesplan.report.answer import Answer

if TYPE_CHECKING:
    from salesplan.records.count.ledger import Ledger


def with_understood(answer: Answer, ledger: Ledger) -> Answer:
    """The answer with `understood` in what programs read; doubts are said to whoever runs the command."""
    from salesplan.report.measure.understood import doubts, understood_json, understood_ledger

    for doubt in doubts(ledger, language_spoken()):
        say("note: {note}", note=doubt)
    return replace(answer, data={**answer.data, "understood": understood_json(understood_ledger(ledger))})
