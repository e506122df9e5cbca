"""What `salesplan init` asks at a terminal, in the reader's language: each question with the example's answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from salesplan.base.escaping import visible
from salesplan.base.finding import Usage
from salesplan.base.languages import CODES
from salesplan.base.sentence import sentence
from salesplan.console.output import language_of_environment

if TYPE_CHECKING:
    from salesplan.report.language.words import Words
    from salesplan.starters import Given

Answer = TypeVar("Answer")
LARGEST: Final = 10**14
MOST_PEOPLE: Final = 1000
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\s]\d{3})+")
_SHORT: Final = {"k": 10**3, "m": 10**6}
LANGUAGE_QUESTION: Final = "Language (Langue, Lingua): " + ", ".join(CODES)


def kinds(words: Words) -> dict[str, str]:
    """What each kind of plan is for, in the order of their numbers."""
    return {
        "general": words.text("a team's quarter, with everything a plan can hold"),
        "marketing-alignment": words.text("what marketing supplies, and what sales does with it"),
        "30-60-90": words.text("the first 90 days of somebody who joins"),
        "new-product": words.text("a launch, with its own budget and return"),
        "training": words.text("what people learn, and what it changes"),
        "market-expansion": words.text("a new region beside the home market"),
        "budget": words.text("a year's expenses, month by month"),
    }


def checked_currency(text: str) -> str:
    """The code of a currency in use, given by it or by a well-known sign or name: EUR, €, euro.

    Raises:
        Usage: there is no such currency.
    """
    from salesplan.base.money import CURRENCIES, CURRENCY_NAMES

    code = text.strip().upper()
    code = CURRENCY_NAMES.get(code, code)
    if code not in CURRENCIES:
        raise Usage(
            sentence("'{text}' is not a currency in use", text=text[:40]), "Write its three letters: EUR, USD, GBP."
        )
    return code


def checked_period(text: str) -> str:
    """A period by its name, or by its first and last day, written as a plan does.

    Raises:
        Usage: it is none.
    """
    from salesplan.starters import span_of

    stretch = re.fullmatch(r"\s*([\d-]{10})\s+(?:to|au|al|[-–])\s+([\d-]{10})\s*", text)
    name = re.sub(r"[\s/-]+", "-", text.strip().upper()).replace("-T", "-Q")
    name = f"{stretch[1]} to {stretch[2]}" if stretch else name
    try:
        span_of(name)
    except ValueError:
        raise Usage(
            sentence("'{text}' is not a period", text=text[:40]),
            "Write 2027-Q1, 2027-01, 2027-H1 or 2027; or two days: 2027-01-04 to 2027-03-26.",
        ) from None
    return name


def checked_amount(text: str) -> int:
    """A whole amount above 0, as people write one: 360000, 360 000, 360.000 €, 360k.

    Raises:
        Usage: it is none.
    """
    plain = re.sub(r"^[^\d-]{0,4}|[^\dkm]{0,4}$", "", text.strip().lower())
    factor = _SHORT.get(plain[-1:], 1)
    digits = plain.rstrip("km").strip()
    digits = re.sub(r"\D", "", digits) if _GROUPED.fullmatch(digits) else digits
    amount = int(digits) * factor if re.fullmatch(r"\d{1,15}", digits) else 0
    if not 0 < amount < LARGEST:
        raise Usage(
            sentence("'{text}' is not an amount", text=text[:40]), "Write a whole number above 0, such as 360000."
        )
    return amount


def checked_team(text: str) -> tuple[str, ...] | int:
    """Who sells: names with commas between them, or how many they are.

    Raises:
        Usage: it is neither.
    """
    if re.fullmatch(r"\d{1,4}", text.strip()) and 0 < int(text) <= MOST_PEOPLE:
        return int(text)
    names = tuple(name for part in re.split(r"[,;]", text) if (name := " ".join(part.split())))
    if not names or len(set(names)) < len(names) or any(re.fullmatch(r"[\d\W]+", name) for name in names):
        raise Usage(
            sentence("'{text}' names nobody", text=text[:40]),
            "Write names with commas between them, or a number of people.",
        )
    return names


def ask(today: date) -> tuple[str, str, str, Given]:
    """Ask the person at the terminal for kind, language, currency and all else that an example needs.

    Raises:
        Abort: the person breaks off.
    """
    from salesplan.report.language.words import words_for
    from salesplan.starters import Given

    usual = language_of_environment()
    language = _prompt(LANGUAGE_QUESTION, usual, _one_of(CODES, words_for(usual)), words_for(usual))
    words = words_for(language)
    prompt = partial(_prompt, words=words)
    kind = prompt(_kinds(words), "general", _one_of(tuple(kinds(words)), words))
    example = _example(kind, language, today)
    company = prompt(words.text("Company"), example[0], str.strip)
    title = prompt(words.text("Title"), example[1], str.strip)
    period = prompt(
        words.text("Period, such as {example}", example="2027-Q1, 2027-01, 2027"), example[2], checked_period
    )
    currency = prompt(words.text("Currency"), "EUR", checked_currency)
    target = prompt(words.text("Revenue to win in the period"), _usual(kind, currency), checked_amount)
    sellers = prompt(words.text("Who sells: names with commas between them, or how many"), example[3], checked_team)
    given = Given(
        title=_if_changed(title, example[1]),
        company=_if_changed(company, example[0]),
        period=_if_changed(period, example[2]),
        target=None if str(target) == _usual(kind, currency) else target,
        sellers=None if sellers == checked_team(example[3]) else sellers,
    )
    return kind, language, currency, given


def _if_changed(answer: str, usual: str) -> str | None:
    return None if not answer or answer == usual else answer


def _kinds(words: Words) -> str:
    known = kinds(words)
    width = max(map(len, known))
    lines = [f"  {number} {kind:{width}}  {about}" for number, (kind, about) in enumerate(known.items(), 1)]
    return "\n".join([words.text("Kind of plan, by its number or name:"), *lines, words.text("Kind")])


def _usual(kind: str, currency: str) -> str:
    from salesplan.starters import SCALES, USUAL_TARGETS

    return str(USUAL_TARGETS[kind] * SCALES.get(currency, 1))


def _example(kind: str, language: str, today: date) -> tuple[str, str, str, str]:
    """The example's company, title, period, and those who sell."""
    from salesplan.reading.plan import read_plan_text
    from salesplan.starters import starter

    plan = read_plan_text(starter(kind, language, "EUR", today)).plan
    if plan is None or plan.period is None:
        raise ValueError(f"the starter {kind} is no plan")
    selling = list(plan.funnels[0].stages[-1].actions)[-1] if plan.funnels else ""
    people = ", ".join(member.name for member in plan.team[selling].members) if selling in plan.team else ""
    return plan.company or "", plan.title, plan.period.name, people or "1"


def _one_of(choices: Sequence[str], words: Words) -> Callable[[str], str]:
    def chosen(text: str) -> str:
        from salesplan.base.spelling import nearest

        word = text.strip().lower()
        if word in choices:
            return word
        if word in (numbers := [str(number) for number in range(1, len(choices) + 1)]):
            return choices[numbers.index(word)]
        near = nearest(word, choices)
        told = words.text("choose from {list}", list=", ".join(choices))
        raise Usage(f"{told}; {words.text('did you mean {word}?', word=near)}" if near else told)

    return chosen


def _prompt(question: str, default: str, read: Callable[[str], Answer], words: Words) -> Answer:
    """Ask until there is an answer that can be used; what is wrong with one is said in the language of the question."""
    from salesplan.report.language.sentences import render

    while True:
        text: str = typer.prompt(question, default=default, err=True)
        try:
            return read(text)
        except Usage as trouble:
            told = (render(part, words.language) for part in (trouble.message, trouble.hint) if part)
            typer.echo(f"{words.text('error:')} {visible('. '.join(told))}", err=True)
