"""The derivation of a quota, a sentence a step, with the line of the plan that each figure comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from salesplan.derivation import PlanPath, Step, StepKind
from salesplan.finding import Span
from salesplan.quotas import Quota
from salesplan.report.numbers import Numbers
from salesplan.report.words import Words


def explained(quota: Quota, words: Words, numbers: Numbers, locate: Callable[..., Span] | None = None) -> Iterator[str]:
    """Each step as a sentence, numbered, in the reader's language."""
    for number, step in enumerate(quota.steps, 1):
        yield f"{number:>3}. {_sentence(step, quota.currency, words, numbers)}{_place(step.path, words, locate)}"


def _place(path: PlanPath, words: Words, locate: Callable[..., Span] | None) -> str:
    if not path or locate is None:
        return ""
    return "  " + words.text("[line {line}]", line=locate(*path).line)


def _times(factor: Fraction, numbers: Numbers) -> str:
    return numbers.number(factor) if factor.denominator in {1, 2, 4, 5, 10, 20, 25, 50, 100} else str(factor)


def _sentence(step: Step, currency: str, words: Words, numbers: Numbers) -> str:  # noqa: PLR0911  (one form a kind)
    def money(amount: Fraction | int | None) -> str:
        value = Fraction(amount or 0)
        return numbers.money(value, currency) if currency else numbers.number(value)

    def share(rate: Fraction | None) -> str:
        return numbers.percent(rate or Fraction(0))

    whole = int(step.result)
    count = numbers.count(whole)
    match step.kind:
        case StepKind.ASKED:
            return words.text("{name} has to bring {amount}.", name=step.name, amount=money(step.result))
        case StepKind.GOAL:
            return words.text("The goal “{name}” is {amount}.", name=step.name, amount=money(step.result))
        case StepKind.SHARE:
            return words.text(
                "{name} takes {share} of it: {whole} × {share} = {amount}.",
                name=step.name, share=share(step.factor), whole=money(step.given), amount=money(step.result),
            )  # fmt: skip
        case StepKind.OVERASSIGNMENT:
            return words.text(
                "Over-assigned at {share}: {whole} × {share} = {amount}.",
                share=share(step.factor), whole=money(step.given), amount=money(step.result),
            )  # fmt: skip
        case StepKind.DEALS:
            return words.text(
                "A deal is worth {value}: {whole} / {value} = {count} won deals, rounded up.",
                value=money(step.factor), whole=money(step.given), count=count,
            )  # fmt: skip
        case StepKind.DEALS_GOAL:
            return words.text("{name} has to win {count} deals.", name=step.name, count=count)
        case StepKind.CONFIDENCE:
            return words.text(
                "For the confidence asked for, {count} {records} enter instead.",
                count=count, records=words.names(step.name, whole),
            )  # fmt: skip
        case StepKind.STAGE:
            return words.text(
                "{share} of {records} move on: {below} / {share} = {count} {records}, rounded up.",
                share=share(step.factor), records=words.names(step.name, 2),
                below=numbers.count(int(step.given or 0)), count=count,
            )  # fmt: skip
        case StepKind.SOURCED:
            return words.text(
                "{segment} brings in {count} {records}.",
                segment=words.name(step.segment), count=count, records=words.names(step.name, whole),
            )  # fmt: skip
        case StepKind.ACTION:
            return words.text(
                "{segment}: {times} {action} for each of {given} {records} = {count}.",
                segment=words.name(step.segment), times=_times(step.factor or Fraction(1), numbers),
                action=words.names(step.name, 2 if step.factor != 1 else 1),
                given=numbers.count(int(step.given or 0)),
                records=words.names(step.share_of, int(step.given or 0)), count=count,
            )  # fmt: skip
