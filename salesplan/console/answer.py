"""Where an answer goes: to the screen as wide as it is, through a pipe, or into a file, in the format asked for."""

from __future__ import annotations

import sys
from pathlib import Path

from salesplan.console.output import give, leave_pipe, suggest
from salesplan.report.answer import Answer, Format, answer_lines, write_answer
from salesplan.report.language.numbers import numbers_for


def deliver(answer: Answer, form: Format, output: Path | None, language: str, *, next_step: str = "") -> None:
    """Show the answer, or write it to `output`; `next_step` is the next useful command, said below a table on a screen.

    Raises:
        Unreadable: the file cannot be written.
    """
    numbers = numbers_for(language)
    if form is not Format.TABLE or output is not None:
        give(write_answer(answer, form, numbers), output)
        return
    from salesplan.report.tables.terminal import show_lines, width_of

    try:
        show_lines(answer_lines(answer, numbers, width_of(sys.stdout)))
        sys.stdout.flush()
    except BrokenPipeError:
        leave_pipe()
    if next_step:
        suggest(next_step)
