"""`salesplan init`: a starter plan, and the schema that lets editors check it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from salesplan.base.finding import Unwritable, Usage
from salesplan.base.languages import CODES, Language

USUAL = "salesplan.yaml"
SCHEMA = "salesplan.schema.json"
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


QUESTIONS = {
    "language": "Language (Langue, Lingua): " + ", ".join(CODES),
    "kind": """Kind of plan, by its number or name:
  1 general              a team's quarter, with everything a plan can hold
  2 marketing-alignment  what marketing supplies, and what sales does with it
  3 30-60-90             the first 90 days of somebody who joins
  4 new-product          a launch, with its own budget and return
  5 training             what people learn, and what it changes
  6 market-expansion     a new region beside the home market
  7 budget               a year's expenses, month by month
Kind""",
    "currency": "Currency",
}

OBSTACLES: tuple[tuple[str, Callable[[Path], bool]], ...] = (
    ("a link", Path.is_symlink),
    ("a folder", Path.is_dir),
    ("not a regular file", lambda path: path.exists() and not path.is_file()),
)
"""What is never written over, not even by force."""

PathGiven = Annotated[
    str | None,
    typer.Argument(metavar="PATH", help="The file to write, or its folder; salesplan.yaml here if absent."),
]
KindGiven = Annotated[
    Kind | None,
    typer.Option(metavar="KIND", help=f"What the plan puts its weight on: {', '.join(Kind)}.", show_default="general"),
]
LanguageGiven = Annotated[Language | None, typer.Option(help="The language of the plan.", show_default="en")]
CurrencyGiven = Annotated[
    str | None, typer.Option(metavar="CODE", help="The currency of its amounts.", show_default="EUR")
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
    from_: From = None,
    force: Force = False,
) -> None:
    """Write a commented plan to start from.

    Its figures are examples to replace. In a terminal, without arguments, it asks for language, kind and currency.
    Nothing is ever overwritten without --force. --from takes funnel, team, budget and targets from a spreadsheet.
    """
    target = target_of(path)
    check_free(target, force=force)
    if from_ is not None:
        draft_from(from_, target, (kind, language, currency), force=force)
        return
    if not force and (path, kind, language, currency) == (None,) * 4 and at_a_terminal():
        kind, language, currency = ask()
    code = checked_currency("EUR" if currency is None else currency)
    from datetime import datetime

    from salesplan.console.output import say
    from salesplan.starters import starter

    text = starter(kind or Kind.GENERAL, language or "en", code, datetime.now().astimezone().date())
    write_plan(target, text, force=force)
    for line in what_next(target, schema_beside(target)):
        say(line)


def draft_from(
    source: Path, target: Path, given: tuple[Kind | None, Language | None, str | None], *, force: bool
) -> None:
    """Write a plan drafted from a spreadsheet, and say what was found, what was not, and whether it is valid.

    Raises:
        Usage: a kind is named, which a draft has not; or the spreadsheet would be written over.
        Unreadable: the spreadsheet cannot be read.
    """
    from salesplan.base.files import same_file
    from salesplan.console.drafted import deliver_draft

    kind, language, currency = given
    if kind is not None:
        raise Usage("--kind is of a starter plan, and --from drafts one", "Leave one of the two out.")
    if same_file(source, target):
        raise Usage(f"{_name(target)} is read by this command: it would be lost", "Write to another file.")
    deliver_draft(
        source,
        language=language,
        code=None if currency is None else checked_currency(currency),
        write=lambda text: write_plan(target, text, force=force),
        after=lambda: what_next(target, schema_beside(target), "Check the draft line by line, then try:"),
    )


def target_of(path: str | None) -> Path:
    """The file to write: `salesplan.yaml` here, or in the folder that is named.

    Raises:
        Usage: there is no such folder.
    """
    target = Path(path or USUAL)
    if target.is_dir() and target.name != USUAL:
        return target / USUAL
    if not target.suffix and not os.path.lexists(target):
        raise Usage(f"there is no folder {_name(target)}: nothing was written", "Create it, or name a file: plan.yaml")
    return target


def check_free(target: Path, *, force: bool) -> None:
    """Refuse to write where something is; only a regular file may be replaced, and only by force.

    Raises:
        Usage: something is there.
    """
    what = next((name for name, is_it in OBSTACLES if is_it(target)), None)
    if what:
        raise Usage(f"{_name(target)} is {what}: nothing was written", "Remove it, or name another file.")
    if target.exists() and not force:
        raise taken(target)


def taken(target: Path) -> Usage:
    """What to say where a file is already."""
    hint = "Name another file, or replace it with --force."
    return Usage(f"{_name(target)} exists already: nothing was written", hint)


def _name(target: Path) -> str:
    from salesplan.base.escaping import one_line

    return one_line(str(target))


def at_a_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask() -> tuple[Kind, Language, str]:
    """Ask the person at the terminal, each question with a default; to break off leaves nothing behind."""
    try:
        answered = _answer("language", CODES, spoken())
        kind = _answer("kind", [choice.value for choice in Kind], Kind.GENERAL.value)
        currency = typer.prompt(QUESTIONS["currency"], default="EUR", err=True, value_proc=_currency_answer)
    except typer.Abort:
        raise typer.Exit(INTERRUPTED) from None
    return Kind(kind), next(code for code in CODES if code == answered), currency


def _answer(question: str, choices: Sequence[str], default: str) -> str:
    def chosen(text: str) -> str:
        from salesplan.base.spelling import nearest

        word = text.strip().lower()
        if word in choices:
            return word
        if word in (numbers := [str(number) for number in range(1, len(choices) + 1)]):
            return choices[numbers.index(word)]
        near = nearest(word, choices)
        raise typer.BadParameter(f"choose from {', '.join(choices)}" + (f"; did you mean {near}?" if near else ""))

    answer: str = typer.prompt(QUESTIONS[question], default=default, err=True, value_proc=chosen)
    return answer


def _currency_answer(text: str) -> str:
    try:
        return checked_currency(text.strip())
    except Usage as trouble:
        raise typer.BadParameter(trouble.message) from None


def spoken() -> str:
    """The language of the person's settings if there are starters in it, else English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return named[:2] if named[:2] in CODES else "en"


def checked_currency(text: str) -> str:
    """The code of a currency in use, given by it or by a well-known sign or name: EUR, €, euro.

    Raises:
        Usage: there is no such currency.
    """
    from salesplan.base.money import CURRENCIES, CURRENCY_NAMES

    code = text.strip().upper()
    code = CURRENCY_NAMES.get(code, code)
    if code not in CURRENCIES:
        raise Usage(f"'{text[:40]}' is not a currency in use", "Write its three letters: EUR, USD, GBP.")
    return code


def write_plan(target: Path, text: str, *, force: bool) -> None:
    """Write the plan whole or not at all; what appeared there in the meantime is left alone.

    Raises:
        Usage: something appeared at the target.
        Unwritable: no folder, no permission, a full disk.
    """
    from salesplan.base.files import write_atomically, write_new

    if force and target.exists():
        write_atomically(target, text.encode())
        return
    try:
        write_new(target, text.encode())
    except FileExistsError:
        raise taken(target) from None


def schema_beside(target: Path) -> Path | None:
    """Write the schema that the plan's first line names, if there is none yet; the plan does without it, too."""
    from contextlib import suppress

    from salesplan.base.files import write_new
    from salesplan.reading.schema import schema_text

    path = target.with_name(SCHEMA)
    with suppress(FileExistsError, Unwritable):
        write_new(path, schema_text().encode())
        return path
    return None


def what_next(
    target: Path, schema: Path | None, advice: str = "Replace the examples by your own figures, then try:"
) -> tuple[str, ...]:
    """What was written, and two commands to try."""
    import shlex

    named = "" if target == Path(USUAL) else f" {shlex.quote(_name(target))}"
    return (
        f"Wrote {_name(target)}"
        + (f", and {_name(schema)} for editors that complete and check it." if schema else "."),
        advice,
        f"  salesplan quota{named}",
        f"  salesplan render{named} -o plan.html",
    )
