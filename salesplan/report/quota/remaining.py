"""What is left of a target in the middle of a period: as JSON, and in sentences above the quotas for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from salesplan.base.finding import Locate
from salesplan.progress.replan import Replan
from salesplan.quotas.standing import Standing
from salesplan.report.answer import Answer, paragraph
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.language.words import Words, words_for
from salesplan.report.quota.answer import derivation_answer, quota_answer
from salesplan.report.quota.text import quota_lines
from salesplan.report.tables.layout import Role


def replan_answer(found: Replan, language: str) -> Answer:
    """What is left, and the quotas for it, as `quota` shows them."""
    words, numbers = words_for(language), numbers_for(language)
    whole = quota_answer(found.quota, language)
    notes = tuple(remaining(found, words, numbers))
    return replace(
        whole,
        data={**whole.data, **remaining_json(found)},
        notes=(*notes, *whole.notes),
        screen=lambda width: quota_lines(found.quota, words, numbers, width, notes),
    )


def replan_steps(found: Replan, language: str, locate: Locate) -> Answer:
    """How each number came about, from the target by way of what is left of it."""
    words, numbers = words_for(language), numbers_for(language)
    whole = derivation_answer(found.quota, language, locate)
    notes = tuple(remaining(found, words, numbers))
    drawn = whole.screen

    def screen(width: int | None) -> Iterator[Any]:
        for note in notes:
            yield from paragraph(note, width, Role.PLAIN)
            yield ()
        yield from drawn(width) if drawn else ()

    data = {**whole.data, **remaining_json(found)}
    return replace(whole, data=data, notes=(*notes, *whole.notes), screen=screen)


def remaining_json(found: Replan) -> dict[str, Any]:
    """The walk from the target to what is left, in all and funnel by funnel; money in the plan's currency."""
    return {
        "on": found.on,
        "remaining": {
            "target": found.target,
            "won": found.won,
            "expected": found.expected,
            "remaining": found.remaining,
            "open_deals": found.open_deals,
            "outside": found.outside,
            "without_odds": found.unweighted,
            "working_days": {"left": found.days, "all": found.all_days},
            "funnels": [
                _funnel(funnel.name, standing)
                for funnel, standing in zip(found.quota.funnels, found.standings, strict=True)
            ],
        },
    }


def _funnel(name: str, standing: Standing) -> dict[str, Any]:
    return {
        "name": name,
        "target": standing.revenue,
        "target_deals": standing.deals,
        "won": standing.won,
        "won_deals": standing.won_deals,
        "expected": standing.expected,
        "remaining": standing.remaining,
        "remaining_deals": standing.remaining_deals,
        "open": [
            {
                "stage": line.stage,
                "deals": line.deals,
                "amount": line.amount,
                "odds": line.odds,
                "expected": line.expected,
            }
            for line in standing.open
        ],
    }


def remaining(found: Replan, words: Words, numbers: Numbers) -> Iterator[str]:
    """A sentence on what is left, and one on each thing that is in no figure of it."""
    yield from _still_to_do(found, words, numbers)
    if found.without_next:
        yield words.text(
            "Work for the next period is not in these quotas, since no record tells how much of it is done: `salesplan "
            "quota` without --on shows it."
        )
    if found.outside:
        yield words.plural(
            "{n} open deal is expected to close outside the period and brings nothing to it.",
            "{n} open deals are expected to close outside the period and bring nothing to it.",
            found.outside,
            n=numbers.count(found.outside),
        )
    if found.unweighted:
        yield words.plural(
            "{n} open deal is at a stage that the plan does not know and brings nothing.",
            "{n} open deals are at stages that the plan does not know and bring nothing.",
            found.unweighted,
            n=numbers.count(found.unweighted),
        )


def _still_to_do(found: Replan, words: Words, numbers: Numbers) -> Iterator[str]:
    days, day = numbers.count(found.days), numbers.day(found.on)
    if found.target is not None and found.remaining is not None:
        money = {
            name: numbers.money(amount, found.quota.currency) if found.quota.currency else numbers.number(amount)
            for name, amount in (
                ("target", found.target),
                ("won", found.won),
                ("expected", found.expected),
                ("left", found.remaining),
            )
        }
        yield words.text(
            "Of {target}, {won} are won by {day}, and the open deals are expected to bring {expected}.",
            **money,
            day=day,
        )
        yield (
            words.text(
                "{left} are still to be won, in {days} working days: the quotas are for that.", **money, days=days
            )
            if found.remaining
            else words.text("Nothing is left to be won: the quotas are zero.")
        )
    asked = [(each.deals, each.won_deals, each.remaining_deals) for each in found.standings if each.deals is not None]
    if asked:
        target, won, left = (numbers.count(sum(one[place] or 0 for one in asked)) for place in range(3))
        yield words.text(
            "Of {target} deals, {won} are won by {day}; {left} are still to be won beside the open ones, in {days} "
            "working days.",
            target=target,
            won=won,
            left=left,
            day=day,
            days=days,
        )
    if found.open_deals:
        yield words.text("Work on deals that are open already comes on top of these quotas.")
