"""`salesplan init`: a starter plan, and the schema that lets editors check it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salesplan.base.finding import Usage
from salesplan.base.languages import Language
from salesplan.base.sentence import sentence
from salesplan.console.help import choose
from salesplan.console.new_plan import check_free, name_of, schema_beside, target_of, what_next, write_plan

if TYPE_CHECKING:
    from datetime import date

    from salesplan.starters import Given

INTERRUPTED = 130


class Kind(StrEnum):
    """The kinds of plan there are starters for."""

    GENERAL = "general"
    MARKETING_ALIGNMENT = "marketing-alignment"
    NINETY_DAYS = "30-60-90"
    NEW_PRODUCT = "new-product"
    TRAINING = "training"
    MARKET_EXPANSION = "market-expansion"
    BUDGET = "budget"


PathGiven = Annotated[
    str | None,
    typer.Argument(metavar="PATH", help="The file to write, or its folder; salesplan.yaml here if absent."),
]


def kind_of(text: str) -> Kind:
    """A kind of plan by its name, or by its number in the list that a terminal shows.

    Raises:
        Usage: there is no such kind.
    """
    names = [kind.value for kind in Kind]
    word = text.strip().lower()
    for number, kind in enumerate(Kind, 1):
        if word in {kind.value, str(number)}:
            return kind
    raise Usage(sentence("{option} does not take '{text}'", option="--kind", text=text[:40]), choose(word, names))


def kinds_like(incomplete: str) -> list[str]:
    """The kinds that begin as what is typed, for a shell that completes it."""
    return [kind.value for kind in Kind if kind.value.startswith(incomplete)]


KindGiven = Annotated[
    Kind | None,
    typer.Option(
        metavar="KIND",
        help=f"What the plan puts its weight on: {', '.join(Kind)}; or its number in this list.",
        show_default="general",
        parser=kind_of,
        autocompletion=kinds_like,
    ),
]
LanguageGiven = Annotated[Language | None, typer.Option(help="The language of the plan.", show_default="en")]
CurrencyGiven = Annotated[
    str | None, typer.Option(metavar="CODE", help="The currency of its amounts.", show_default="EUR")
]
CompanyGiven = Annotated[str | None, typer.Option(metavar="NAME", help="The company the plan is for.")]
TitleGiven = Annotated[str | None, typer.Option(metavar="TEXT", help="The plan's title.")]
PeriodGiven = Annotated[
    str | None, typer.Option(metavar="PERIOD", help="The time the plan covers: 2027-Q1, 2027-01, 2027-H1, 2027.")
]
TargetGiven = Annotated[
    str | None, typer.Option("--target", metavar="N", help="The revenue to win in the period: 360000.")
]
TeamGiven = Annotated[
    str | None, typer.Option(metavar="NAMES", help="Who sells: names with commas between them, or how many.")
]
From = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="Draft the plan from a spreadsheet of yours: .xlsx, .ods, .csv."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")]


def init(
    path: PathGiven = None,
    kind: KindGiven = None,
    language: LanguageGiven = None,
    currency: CurrencyGiven = None,
    company: CompanyGiven = None,
    title: TitleGiven = None,
    period: PeriodGiven = None,
    goal: TargetGiven = None,
    team: TeamGiven = None,
    from_: From = None,
    force: Force = False,
) -> None:
    """Write a commented plan to start from.

    Its figures are examples to replace. In a terminal, without arguments, it asks for what an example needs, and shows
    the quotas. Nothing is ever overwritten without --force. --from takes funnel, team, budget and targets from a
    spreadsheet.
    """
    target = target_of(path)
    check_free(target, force=force)
    said = (company, title, period, goal, team)
    if from_ is not None:
        if set(said) != {None}:
            raise Usage(
                "a draft takes its texts and figures from the spreadsheet", "Change them in the plan it writes."
            )
        draft_from(from_, target, (kind, language, currency), force=force)
        return
    from datetime import datetime

    from salesplan.console.asking import ask

    today = datetime.now().astimezone().date()
    asked = not force and {path, kind, language, currency, *said} == {None} and at_a_terminal()
    try:
        answers = ask(today) if asked else answers_of((kind, language, currency), said)
    except typer.Abort:
        raise typer.Exit(INTERRUPTED) from None
    write_starter(target, answers, today, force=force, shown=asked)


def answers_of(
    given: tuple[Kind | None, Language | None, str | None], said: tuple[str | None, ...]
) -> tuple[str, str, str, Given]:
    """Kind, language, currency and what else options say.

    Raises:
        Usage: one of them is not what it should be.
    """
    from salesplan.console.asking import checked_amount, checked_currency, checked_period, checked_team
    from salesplan.starters import Given

    kind, language, currency = given
    company, title, period, goal, team = said
    return (
        kind or Kind.GENERAL,
        language or "en",
        checked_currency("EUR" if currency is None else currency),
        Given(
            title=title,
            company=company,
            period=None if period is None else checked_period(period),
            target=None if goal is None else checked_amount(goal),
            sellers=None if team is None else checked_team(team),
        ),
    )


def write_starter(target: Path, answers: tuple[str, str, str, Given], today: date, *, force: bool, shown: bool) -> None:
    """Write the plan, show its quotas if asked to, and say what to do next."""
    from salesplan.console.output import say
    from salesplan.report.language.words import words_for
    from salesplan.starters import starter

    kind, language, currency, given = answers
    text = starter(kind, language, currency, today, given)
    write_plan(target, text, force=force)
    schema = schema_beside(target)
    if shown:
        show_quota(text, language)
    for line in what_next(target, schema, words=words_for(language)):
        say(line)


def show_quota(text: str, language: str) -> None:
    """The quotas of a plan, as `salesplan quota` shows them."""
    from salesplan.console.answer import deliver
    from salesplan.quotas.quota import quota
    from salesplan.reading.plan import read_plan_text
    from salesplan.report.answer import Format
    from salesplan.report.quota.answer import quota_answer

    plan = read_plan_text(text).plan
    if plan is not None:
        deliver(quota_answer(quota(plan), language), Format.TABLE, None, language)


def draft_from(
    source: Path, target: Path, given: tuple[Kind | None, Language | None, str | None], *, force: bool
) -> None:
    """Write a plan drafted from a spreadsheet, and say what was found, what was not, and whether it is valid.

    Raises:
        Usage: a kind is named, which a draft has not; or the spreadsheet would be written over.
        Unreadable: the spreadsheet cannot be read.
    """
    from salesplan.base.files import same_file
    from salesplan.console.asking import checked_currency
    from salesplan.console.drafted import deliver_draft

    kind, language, currency = given
    if kind is not None:
        raise Usage("--kind is of a starter plan, and --from drafts one", "Leave one of the two out.")
    if same_file(source, target):
        raise Usage(
            sentence("{name} is read by this command: it would be lost", name=name_of(target)), "Write to another file."
        )
    deliver_draft(
        source,
        language=language,
        code=None if currency is None else checked_currency(currency),
        write=lambda text: write_plan(target, text, force=force),
        after=lambda: what_next(target, schema_beside(target), "Check the draft line by line, then try:"),
    )


def at_a_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()
