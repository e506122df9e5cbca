"""What the records of a command line measure, for the commands that need it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from salesplan.base.finding import Usage

if TYPE_CHECKING:
    from typing import Literal

    from salesplan.console.given_records import Given
    from salesplan.measuring.measurement import Measurement

    Grouping = Literal["rep", "source", "month", "segment", "funnel"]


def measure_records(
    given: Given, by: Grouping | None, days: tuple[date | None, date | None], rejects: Path | None
) -> Measurement:
    """Open the records, count, measure; say what was read.

    Raises:
        Usage: rejects are asked of a warehouse, or an option does not fit the plan.
        Unreadable: there are no records, or they cannot be read.
    """
    from salesplan.console.intake import following, say_intake, with_rejects
    from salesplan.console.output import say
    from salesplan.measuring.ask import paths_of, team_of
    from salesplan.measuring.build import Terms
    from salesplan.measuring.build import measure as measure_counts
    from salesplan.records.count.answers import answer
    from salesplan.records.question import Question

    plan = given.plan
    question = Question(paths_of(plan.funnels) if plan else (), by, *days, given.on)
    if rejects and given.engine:
        raise Usage("--rejects is for files", "ask the warehouse for rows without the columns that are needed")
    with following() as progress:
        if rejects:
            counts = with_rejects(given.sources, question, progress, rejects)
        else:
            counts = answer(given.sources, question, engine=given.engine, progress=progress)
    found = measure_counts(counts, question, Terms(plan.currency, team_of(plan)) if plan else Terms())
    say_intake(found.intakes, doubts=False)
    if not found.overall.total:
        say("note: there are no rows to measure")
    return found
