"""What is said of records while they are read and after: how far reading is, what was used and what set aside."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from salesplan.console.output import language_spoken, must_be_free, say, translate

if TYPE_CHECKING:
    from rich.progress import TaskID

    from salesplan.records.engines.embedded import Progress
    from salesplan.records.question import Question, Tallies
    from salesplan.records.sources import Intake, Sources


@contextmanager
def following() -> Iterator[Progress | None]:
    """A progress bar on standard error while records are read; none where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def told(what: str, share: float) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(f"reading {what}", total=1.0)
            bars.update(tasks[what], completed=share)

        yield told


def say_intake(intakes: Sequence[Intake], *, doubts: bool = True) -> None:
    """A line a table on what was read, and the reasons for what was set aside.

    With `doubts` it is also said what puts figures on these rows in doubt, where the answer itself does not.
    """
    from salesplan.measuring.doubts import doubts_of
    from salesplan.report.language.numbers import numbers_for
    from salesplan.report.language.words import words_for
    from salesplan.report.measure.notes import note_text
    from salesplan.report.measure.rows import examples, reading_notes, reason

    words = words_for(language_spoken())
    numbers = numbers_for(language_spoken())
    count = numbers.count
    for intake in intakes:
        table = f"{intake.table} ({intake.recognised})" if intake.recognised else intake.table
        counts = {"table": table, "read": count(intake.read), "used": count(intake.used)}
        say(
            translate(
                "{table}: {read} row read, {used} used", "{table}: {read} rows read, {used} used", intake.read, **counts
            )
        )
        for part in intake.set_aside:
            told = f"{reason(part.reason, words)}{examples(part, words)}"
            say("  {count} set aside: {reason}", count=count(part.rows), reason=told)
        for text in reading_notes(intake, words):
            say(f"  {text}")
        for doubt in doubts_of(intake) if doubts else ():
            say(f"  {note_text(doubt, words, numbers)}")


def with_rejects(sources: Sources, question: Question, progress: Progress | None, path: Path) -> Tallies:
    """The counts, and the rows that were set aside in a file."""
    from salesplan.records.count.tally import tally
    from salesplan.records.engines.opening import opened
    from salesplan.records.engines.set_aside import REJECTED
    from salesplan.report.language.numbers import numbers_for

    must_be_free(path, REJECTED)
    with opened(sources, progress=progress) as book:
        counts = tally(book, question)
        rows = book.shelf.write_rejects(path) if book.shelf else 0
    say("{count} rows written to {file}", count=numbers_for(language_spoken()).count(rows), file=path)
    return counts
