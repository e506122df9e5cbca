"""The words and figures of the page's script: every sentence as the document says it, with its `{values}` left open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from salesplan.base.money import decimals
from salesplan.report.document.headlines import load_meanings
from salesplan.report.document.sections.schedule import fits_words
from salesplan.report.language.voice import Voice
from salesplan.report.language.words import Words

_SHOWN_TO = 200
"""Plural rules look at a number below 100, or at its last two digits: up to here all their cases occur."""


@lru_cache(maxsize=8)
def plural_rule(words: Words) -> str:
    """The place of the plural form for 0, 1, 2, ... 199, a digit each."""
    place: Callable[[int], int] = getattr(words.catalogue, "plural", lambda number: int(number != 1))
    return "".join(str(place(number)) for number in range(_SHOWN_TO))


def forms(words: Words, make: Callable[[int], str]) -> list[str]:
    """What `make` says for a number in each of the language's plural forms; one text where all are alike."""
    rule = plural_rule(words)
    numbers = (*range(1, _SHOWN_TO), 0)
    first = {rule[number]: number for number in reversed(numbers)}
    found = [make(first[place]) for place in sorted(first)]
    return found if len(set(found)) > 1 else found[:1]


def style(voice: Voice) -> Mapping[str, Any]:
    """How figures are written: separators, what stands around an amount and a percentage, and the plural rule."""
    numbers, currency = voice.numbers, voice.currency
    return {
        "group": numbers.count(1000)[1:-3],
        "decimal": numbers.number(Decimal("1.5"))[1:-1],
        "money": numbers.money(1, currency, 0).split("1"),
        "digits": decimals(currency),
        "percent": numbers.percent(Decimal("0.01"), 0).split("1"),
        **_plural(plural_rule(voice.words)),
    }


def _plural(rule: str) -> Mapping[str, Any]:
    """The form of most numbers, and the numbers that have another."""
    most = max(rule, key=rule.count)
    return {"most": int(most), "plural": {number: int(place) for number, place in enumerate(rule) if place != most}}


def spoken(voice: Voice) -> Mapping[str, Any]:
    """The sentences of the document that depend on its settings, by what they tell."""
    say, words = voice.say, voice.words
    return {
        "more": say("That is {share} more than {before}.", share="{share}", before="{before}"),
        "less": say("That is {share} less than {before}.", share="{share}", before="{before}"),
        "unknown": say("The command line works it out for these settings."),
        "won": forms(words, lambda number: words.plural("Won deal", "Won deals", number)),
        "each": say("At {value} a deal, rounded up to whole deals.", value="{value}"),
        "all": say("Over all funnels, rounded up to whole deals."),
        "takes": say("It takes about {counted} to win one deal.", counted="{counted}"),
        "work": say("Calls, meetings and the rest: {shared}.", shared="{shared}"),
        "become": forms(words, lambda number: _become(words, number)),
        "moves": say("{share} move on", share="{share}"),
        "assumed": say("assumed"),
        "root": say("Widths follow the square root of the figures, so that the smallest can be seen."),
        "log": say("Widths follow the logarithm of the figures."),
        "target": say("Target"),
        "value": say("Value of a deal"),
        "over": say("Assigned in all"),
        "of": say("{share} of the target", share="{share}"),
        "oneIn": say("1 in {number}", number="{number}"),
        "off": say("off"),
        "planned": say("as in the plan"),
        "changed": say("Changed settings:"),
        "busy": list(load_meanings(voice, "{segment}")),
        "enough": list(fits_words(voice)),
        "badMoney": say(
            "“{typed}” is no amount. Write it in full, such as {example}; {value} still counts.",
            typed="{typed}",
            example="{example}",
            value="{value}",
        ),
        "twoWays": say(
            "“{typed}” may be {one} or {other}: write one of them; {value} still counts.",
            typed="{typed}",
            one="{one}",
            other="{other}",
            value="{value}",
        ),
        "badRate": say(
            "“{typed}” is no rate. Write it as 30%, 0.3 or 1/4; {value} still counts.", typed="{typed}", value="{value}"
        ),
        "badShare": say(
            "“{typed}” does not fit here. Write it as {example}; {value} still counts.",
            typed="{typed}",
            example="{example}",
            value="{value}",
        ),
        "link": say("The settings in this link do not fit the plan; the plan is shown as it is."),
    }


def weighed(voice: Voice, *, confidence: bool) -> Mapping[str, str]:
    """The sentences about the chance, for a page that works it out; with `confidence` also those about that."""
    say = voice.say
    told = {
        "told": say("{records} reach the target in {share} of cases.", records="{records}", share="{share}"),
        "odds": say("If everybody does what is assigned, the target is reached in {share} of cases.", share="{share}"),
    }
    if not confidence:
        return told
    return told | {
        "short": say("No number of records is likely enough; this is the largest plan there is."),
        "beyond": say("Only the command line can work out this confidence for such settings."),
    }


def _become(words: Words, number: int) -> str:
    one, many = "{first} become {deals} won deal.", "{first} become {deals} won deals."
    return words.plural(one, many, number, first="{first}", deals="{deals}")
