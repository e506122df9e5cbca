"""The records that a plan names itself, for a document that does without them where they cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from salesplan.console.output import say

if TYPE_CHECKING:
    from salesplan.measuring.measurement import Measurement
    from salesplan.model.plan import Plan
    from salesplan.records.engines.opened import OpenRecords
from salesplan.console.given_sources import sources_of
from salesplan.console.intake import following

TOLD: set[str] = set()
"""What was said of records that a document does without: another chapter need not say it again."""


@contextmanager
def planned_records(plan: Plan, folder: Path) -> Iterator[Callable[[], OpenRecords]]:
    """What gives the plan's own records, opened when they are first asked for and once, until the block ends.

    It raises what opening them raises, and must not be called of a plan that names none.
    """
    from salesplan.records.engines.opening import opened

    with ExitStack() as block:

        @cache
        def records() -> OpenRecords:
            assert plan.records is not None  # noqa: S101  (see above)
            sources, engine = sources_of(plan.records, folder)
            progress = block.enter_context(following())
            return block.enter_context(opened(sources, engine, progress=progress))

        yield records


def measured_by(plan: Plan, folder: Path, records: Callable[[], OpenRecords]) -> Measurement | None:
    """What the plan's own records say; None where it names no deals, or they cannot be read, which is said.

    A document is worth having without its records: what is wrong with them is one message, not the end.
    """
    if plan.records is None or plan.records.deals is None:
        return None
    from salesplan.base.finding import SalesplanError
    from salesplan.measuring.ask import paths_of, team_of
    from salesplan.measuring.build import Terms, measure
    from salesplan.records.count.answers import answer
    from salesplan.records.question import Question

    question = Question(paths_of(plan.funnels))
    sources, engine = sources_of(plan.records, folder)
    try:
        tallies = answer(sources, question, engine=engine, book=records)
        return measure(tallies, question, Terms(plan.currency, team_of(plan)))
    except SalesplanError as trouble:
        say("the document does without the records: {trouble}", trouble=trouble.message)
        TOLD.add(trouble.message)
        return None
