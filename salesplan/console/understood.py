"""How the records behind an answer were understood: in its JSON, and, where that is in doubt, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from salesplan.console.output import say
from salesplan.report.answer import Answer

if TYPE_CHECKING:
    from salesplan.records.count.ledger import Ledger


def with_understood(answer: Answer, ledger: Ledger) -> Answer:
    """The answer with `understood` in what programs read; doubts are said to whoever runs the command."""
    from salesplan.report.measure.understood import understood_json, understood_ledger

    found = understood_ledger(ledger)
    for warning in found.warnings:
        say(f"note: {warning}")
    return replace(answer, data={**answer.data, "understood": understood_json(found)})
