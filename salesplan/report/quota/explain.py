"""The derivation of a quota, a sentence a step, with the line of the plan that each figure comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil
from typing import Final

from msgspec import Struct

from salesplan.base.escaping import one_line
from salesplan.base.finding import Locate
from salesplan.quotas.derivation import PlanPath, Step, StepKind
from salesplan.quotas.quota import Quota
from salesplan.report.language.numbers import Numbers, exact_percent
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.words import Words
from salesplan.report.tables.table import Column, Kind, Table


def explain(quota: Quota, words: Words, numbers: Numbers, locate: Locate | None = None) -> Iterator[str]:
    """Each step as a sentence, numbered, in the reader's language."""
    for number, (step, text) in enumerate(zip(quota.steps, sentences(quota, words, numbers), strict=True), 1):
        yield f"{number:>3}. {one_line(text)}{_place(step.path, words, locate)}"


def step_table(quota: Quota, words: Words, numbers: Numbers, locate: Locate) -> Table:
    """The derivation as a table: the number of each step, its sentence, the line of the plan it rests on."""
    columns = (
        Column("step", words.text("Step"), Kind.COUNT),
        Column("text", words.text("How it comes about")),
        Column("line", words.text("Line"), Kind.COUNT),
    )
    told = zip(quota.steps, sentences(quota, words, numbers), strict=True)
    rows = tuple(
        (number, text, (locate(*step.path).line or None) if step.path else None)
        for number, (step, text) in enumerate(told, 1)
    )
    return Table("steps", words.text("How the quota comes about"), columns, rows)


def sentences(quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """Each step as a sentence in the reader's language."""
    teller = _Teller(words, numbers, quota.currency)
    return (capital(_SENTENCES[step.kind](teller, step)) for step in quota.steps)


def _place(path: PlanPath, words: Words, locate: Locate | None) -> str:
    line = locate(*path).line if path and locate else 0
    return "  " + words.text("[line {line}]", line=line) if line else ""


class _Teller(Struct, frozen=True):
    """What it takes to say a figure."""

    words: Words
    numbers: Numbers
    currency: str

    def money(self, amount: Fraction | int | None) -> str:
        value = Fraction(amount or 0)
        return self.numbers.money(value, self.currency) if self.currency else self.numbers.number(value)

    def worth(self, step: Step) -> str:
        """The value of a deal, the mean of a range without cents where whole units lead to the same deals."""
        value = Fraction(step.factor or 0)
        whole = Fraction(round(value))
        return self.money(whole if step.is_mean and whole and ceil((step.given or 0) / whole) == step.result else value)

    def share(self, rate: Fraction | None) -> str:
        """A percentage where three decimals say the rate exactly (75.86%), else the fraction."""
        exact = rate is not None and (rate * 100_000).denominator == 1
        return exact_percent(self.numbers, rate) if exact and rate else str(rate)

    def times(self, factor: Fraction | None) -> str:
        value = factor if factor is not None else Fraction(1)
        return self.numbers.number(value) if (value * 100).denominator == 1 else str(value)

    def tenths(self, number: Fraction | int | None) -> str:
        """A number of deals that need not be whole, to two decimals."""
        return self.numbers.number(Fraction(number or 0), 2)

    def count(self, number: Fraction | int | None) -> str:
        return self.numbers.count(int(number or 0))


def _target_asked(tell: _Teller, step: Step) -> str:
    return tell.words.text("{name} has to bring {amount}.", name=step.name, amount=tell.money(step.result))


def _goal(tell: _Teller, step: Step) -> str:
    return tell.words.text("The goal “{name}” is {amount}.", name=step.name, amount=tell.money(step.result))


def _share(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "{name} takes {share} of it: {whole} × {share} = {amount}.",
        name=step.name,
        share=tell.share(step.factor),
        whole=tell.money(step.given),
        amount=tell.money(step.result),
    )


def _won_so_far(tell: _Teller, step: Step) -> str:
    return tell.words.plural(
        "Won in the period so far: {amount}, with {count} deal.",
        "Won in the period so far: {amount}, with {count} deals.",
        step.count,
        amount=tell.money(step.result),
        count=tell.count(step.count),
    )


def _open_deals(tell: _Teller, step: Step) -> str:
    return tell.words.plural(
        "{stage}: {count} open deal, {whole} × {share} = {amount} expected.",
        "{stage}: {count} open deals, {whole} × {share} = {amount} expected.",
        step.count,
        stage=tell.words.name(step.name),
        count=tell.count(step.count),
        whole=tell.money(step.given),
        share=tell.share(step.factor),
        amount=tell.money(step.result),
    )


def _relief(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "Other funnels have more than their part: {amount} of it counts here.", amount=tell.money(step.result)
    )


def _still_to_win(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "Still to be won: {whole} − {gone} = {amount}, never below 0.",
        whole=tell.money(step.given),
        gone=tell.money(step.factor),
        amount=tell.money(step.result),
    )


def _won_deals(tell: _Teller, step: Step) -> str:
    count = int(step.result)
    return tell.words.plural(
        "Won in the period so far: {count} deal.",
        "Won in the period so far: {count} deals.",
        count,
        count=tell.count(count),
    )


def _open_wins(tell: _Teller, step: Step) -> str:
    return tell.words.plural(
        "{stage}: {count} open deal × {share} = {wins} won deals expected.",
        "{stage}: {count} open deals × {share} = {wins} won deals expected.",
        step.count,
        stage=tell.words.name(step.name),
        count=tell.count(step.count),
        share=tell.share(step.factor),
        wins=tell.tenths(step.result),
    )


def _relief_deals(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "Other funnels have more than their part: {count} deals of it count here.", count=tell.tenths(step.result)
    )


def _left_deals(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "Still to be won: {whole} − {gone} = {count} deals, rounded up, never below 0.",
        whole=tell.count(step.given),
        gone=tell.tenths(step.factor),
        count=tell.count(step.result),
    )


def _overassignment(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "Over-assigned at {share}: {whole} × {share} = {amount}.",
        share=tell.share(step.factor),
        whole=tell.money(step.given),
        amount=tell.money(step.result),
    )


def _deals(tell: _Teller, step: Step) -> str:
    return tell.words.plural(
        "A deal is worth {value}: {whole} / {value} = {count} won deal, rounded up.",
        "A deal is worth {value}: {whole} / {value} = {count} won deals, rounded up.",
        int(step.result),
        value=tell.worth(step),
        whole=tell.money(step.given),
        count=tell.count(step.result),
    )


def _deals_goal(tell: _Teller, step: Step) -> str:
    return tell.words.plural(
        "{name} has to win {count} deal.",
        "{name} has to win {count} deals.",
        int(step.result),
        name=step.name,
        count=tell.count(step.result),
    )


def _deals_over(tell: _Teller, step: Step) -> str:
    return tell.words.plural(
        "Over-assigned at {share}: {whole} × {share} = {count} won deal, rounded up.",
        "Over-assigned at {share}: {whole} × {share} = {count} won deals, rounded up.",
        int(step.result),
        share=tell.share(step.factor),
        whole=tell.count(step.given),
        count=tell.count(step.result),
    )


def _larger(tell: _Teller, step: Step) -> str:
    return tell.words.plural(
        "The larger of the two holds: {count} won deal.",
        "The larger of the two holds: {count} won deals.",
        int(step.result),
        count=tell.count(step.result),
    )


def _confidence(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "For the confidence asked for, {count} {records} enter instead.",
        count=tell.count(step.result),
        records=tell.words.names(step.name, int(step.result)),
    )


def _stage(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "{share} of {records} move on: {below} / {share} = {count} {records}, rounded up.",
        share=tell.share(step.factor),
        records=tell.words.names(step.name, 2),
        below=tell.count(step.given),
        count=tell.count(step.result),
    )


def _open(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "{open} {records} are open already: {count} − {open} = {new} new, never below 0.",
        open=tell.count(step.factor),
        records=tell.words.names(step.name, int(step.factor or 0)),
        count=tell.count(step.given),
        new=tell.count(step.result),
    )


def _source_of(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "{segment} brings in {count} {records}.",
        segment=tell.words.name(step.segment),
        count=tell.count(step.result),
        records=tell.words.names(step.name, int(step.result)),
    )


def _action(tell: _Teller, step: Step) -> str:
    return tell.words.text(
        "{segment}: {times} {action} for each of {given} {records} = {count}.",
        segment=tell.words.name(step.segment),
        times=tell.times(step.factor),
        action=tell.words.names(step.name, 1 if step.factor == 1 else 2),
        given=tell.count(step.given),
        records=tell.words.names(step.share_of, int(step.given or 0)),
        count=tell.count(step.result),
    )


_SENTENCES: Final[dict[StepKind, Callable[[_Teller, Step], str]]] = {
    StepKind.ASKED: _target_asked,
    StepKind.GOAL: _goal,
    StepKind.SHARE: _share,
    StepKind.WON: _won_so_far,
    StepKind.OPEN_DEALS: _open_deals,
    StepKind.RELIEF: _relief,
    StepKind.LEFT: _still_to_win,
    StepKind.WON_DEALS: _won_deals,
    StepKind.OPEN_WINS: _open_wins,
    StepKind.RELIEF_DEALS: _relief_deals,
    StepKind.LEFT_DEALS: _left_deals,
    StepKind.OVERASSIGNMENT: _overassignment,
    StepKind.DEALS: _deals,
    StepKind.DEALS_GOAL: _deals_goal,
    StepKind.DEALS_OVER: _deals_over,
    StepKind.LARGER: _larger,
    StepKind.CONFIDENCE: _confidence,
    StepKind.STAGE: _stage,
    StepKind.OPEN: _open,
    StepKind.SOURCED: _source_of,
    StepKind.ACTION: _action,
}
