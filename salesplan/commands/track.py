"""`salesplan track`: done against due."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from salesplan.base.finding import Unreadable, Usage
from salesplan.base.sentence import sentence
from salesplan.console.options import (
    NO_OPTIONS,
    Output,
    PlanPath,
    RecordOptions,
    Scenario,
    reads_records,
    table_format,
)
from salesplan.report.answer import Format

if TYPE_CHECKING:
    from salesplan.console.given_records import Given
    from salesplan.model.plan import Plan
    from salesplan.progress.track import Book


class By(StrEnum):
    """What to show done and due by."""

    SEGMENT = "segment"
    REP = "rep"
    WEEK = "week"
    MONTH = "month"


class Form(StrEnum):
    """How to write it; the last three are for a digest."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"
    SLACK = "slack"
    TEAMS = "teams"


MESSAGES = frozenset({Form.HTML, Form.SLACK, Form.TEAMS})
Chosen = Annotated[
    Form | None,
    typer.Option("--format", "-f", help="How to write it; html, slack and teams with --digest.", show_default="table"),
]
Digested = Annotated[bool, typer.Option("--digest", help="Write a message: the day, the week, the period, by person.")]
Grouping = Annotated[By, typer.Option("--by", help="A line for each of these.")]
NEXT = "`salesplan pipeline` shows the open deals; `--by rep` shows each person."


@reads_records
def track(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    by: Grouping = By.SEGMENT,
    digest: Digested = False,
    scenario: Scenario = None,
    format_: Chosen = None,
    output: Output = None,
) -> None:
    """Compare what was done with what is due by now.

    For every action and stage, with the pace and what each working day left takes; revenue against how past periods
    closed; each person's deals; and what was done in nobody's quota.
    """
    from msgspec.structs import replace

    from salesplan.base.finding import PlanError
    from salesplan.checks.needs import for_following
    from salesplan.console.answer import deliver
    from salesplan.console.given_plan import refuse
    from salesplan.console.given_records import gather_records
    from salesplan.console.understood import with_understood
    from salesplan.progress.digest import digest as digest_of
    from salesplan.progress.renewals import planned_renewals
    from salesplan.progress.track import track as follow
    from salesplan.report.renewals import with_renewal_table
    from salesplan.report.track.answer import track_answer

    if format_ in MESSAGES and not digest:
        raise Usage(sentence("--format {value} is for a digest", value=format_.value), "add --digest")
    if digest and format_ is None and output is not None and output.suffix.lower() in {".html", ".htm"}:
        format_ = Form.HTML
    form = Format.TABLE if format_ in MESSAGES else table_format(Format(format_) if format_ else None, output)
    given = gather_records(plan, records, scenario)
    if given.reading is None or given.plan is None:
        raise Usage("track compares the records with a plan, and there is none here", "name it: salesplan track PLAN")
    if missing := tuple(for_following(given.plan, given.reading.locate)):
        refuse(given.reading.sources, missing)
    book = book_of(given, given.plan)
    try:
        found = follow(given.plan, book, by=by.value, on=given.on, locate=given.reading.locate)
        parts = digest_of(given.plan, book, given.on) if digest else None
    except PlanError as gaps:
        refuse(given.reading.sources, gaps.findings)
    language = given.plan.language
    if parts:
        from salesplan.console.output import give
        from salesplan.report.track.digest import digest_answer, digest_message

        if format_ in MESSAGES:
            give(digest_message(parts, format_.value, language), output)
        else:
            plain = Format.MARKDOWN if format_ is None and output is None else form
            deliver(with_understood(digest_answer(parts, language), book.ledger), plain, output, language)
        return
    answer = with_understood(track_answer(found, language), book.ledger)
    ended = planned_renewals(given.plan, replace(book.ledger, on=found.on))
    deliver(with_renewal_table(answer, ended, language), form, output, language, next_step=NEXT)


def book_of(given: Given, plan: Plan) -> Book:
    """The deals and activities of the records; say what was read.

    Raises:
        Unreadable: there are neither.
    """
    from salesplan.console.given_records import open_records
    from salesplan.console.intake import say_intake
    from salesplan.progress.exports import read_book

    if given.sources.deals is None and given.sources.activities is None:
        raise Unreadable(
            "there are no records to follow", "name them with --deals and --activities, or records: in the plan"
        )
    with open_records(given) as opened:
        book, intakes = read_book(opened, plan, given.on)
    say_intake(intakes)
    return book
